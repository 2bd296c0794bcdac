/* Who takes the updates of a name: the primary of the zone that holds it. */
#ifndef FLOW_UPDATE_FIND_H
#define FLOW_UPDATE_FIND_H

#include "wizard/check/inquiry.h"

#define UPDATE_ADDRESSES_MAX 8

struct update_place {
	const char *zone;
	const char *server; /* its name: the MNAME of the SOA; or NULL */
	struct ip address[UPDATE_ADDRESSES_MAX];
	size_t addresses;
	bool complete;
	const char *problem; /* translated; NULL: none */
};

/*
 * Derives what is known and asks the inquiry for the rest; to be called again,
 * with the answers, until it is complete or has a problem. In the arena.
 */
struct update_place update_find(
    struct arena *arena, struct inquiry *inquiry, const char *name);

/* The zone of a name, by what its name server says about the name's SOA. */
const char *update_zone_of(
    struct arena *arena, const char *name, const struct dns_answer *soa);

#endif
