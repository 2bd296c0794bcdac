/* Who keeps the DNS of a domain, told by the names of its servers. Pure. */
#ifndef CHECK_DNS_HOST_H
#define CHECK_DNS_HOST_H

#include "wizard/check/facts.h"

/*
 * Is one of the zone's servers named by, or below, one of these domains? They
 * stand between blanks; "*" stands for any part of a label.
 */
bool dns_host_serves(const char *servers, const struct zone_facts *zone);

/* The first that does; NULL: none, or the servers are not known yet. */
const struct dns_host *dns_host_find(
    const struct dns_host *host, size_t count, const struct zone_facts *zone);

#endif
