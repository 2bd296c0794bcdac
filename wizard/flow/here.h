/* Is a domain one whose mail this machine handles? */
#ifndef FLOW_HERE_H
#define FLOW_HERE_H

#include "wizard/check/facts.h"

/*
 * Yes when its mail server calls itself by a name of the domain, or one of its
 * addresses is that of an MX or stands in the SPF record. Without a mail server
 * of its own it handles nobody's.
 */
bool here_is_home(const struct host_facts *host, const struct facts *facts);

#endif
