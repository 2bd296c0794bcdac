/*
 * How a mail server of this machine sends: through which other server, and from
 * which address, as far as its configuration files say.
 */
#ifndef IO_HOST_ROUTE_H
#define IO_HOST_ROUTE_H

#include "wizard/base/arena.h"
#include "wizard/record/ipaddr.h"

#define HOST_SOURCES_MAX 4

struct host_route {
	const char *relay; /* name or address of a smart host; NULL: none */
	struct ip source[HOST_SOURCES_MAX];
	size_t sources;
};

struct host_route host_route_postfix(struct arena *arena, const char *root);
struct host_route host_route_exim(struct arena *arena, const char *root);
struct host_route host_route_opensmtpd(struct arena *arena, const char *root);
struct host_route host_route_sendmail(struct arena *arena, const char *root);

/*
 * The same from values as they stand in a configuration: "[smtp.isp.example]:587"
 * for the relay; a relay on this machine is none, but a filter. An address that
 * is not one, as "" or 0.0.0.0, is left out.
 */
void host_route_relay(
    struct arena *arena, struct host_route *route, struct slice relay);
void host_route_source(struct host_route *route, struct slice address);

#endif
