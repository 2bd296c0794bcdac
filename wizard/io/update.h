/* Sends updates to a name server over TCP, signed with a key out of a file. */
#ifndef IO_UPDATE_H
#define IO_UPDATE_H

#include "wizard/io/loop.h"

struct update;

struct update_options {
	uint16_t port;   /* of a server without its own; 0: 53 */
	int64_t timeout; /* ms until the answer must be there; 0: 10 s */
};

struct update *update_new(
    struct loop *loop, const struct update_options *options);
void update_free(struct update *update); /* NULL is fine */
struct update_service update_service(struct update *update);

#endif
