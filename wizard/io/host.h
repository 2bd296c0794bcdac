/* This machine as the wizard needs to know it; nothing here asks the network.
 */
#ifndef IO_HOST_H
#define IO_HOST_H

#include "wizard/flow/services.h"
#include "wizard/io/loop.h"

struct host;

/* root: in front of every path, "" for the machine itself. Both borrowed. */
struct host *host_new(struct loop *loop, const char *root);

/* Inspections under way end without calling back. NULL is fine. */
void host_free(struct host *host);

struct host_service host_service(struct host *host);

#endif
