/* The addresses of this machine that others can see it by. */
#ifndef IO_HOST_ADDRESSES_H
#define IO_HOST_ADDRESSES_H

#include "wizard/base/arena.h"
#include "wizard/record/ipaddr.h"

/*
 * Global addresses of all interfaces that are up, each once. IPv6 addresses
 * that the system is about to give up or made for privacy are left out: no mail
 * server should be known by one.
 */
struct ip *host_addresses(struct arena *arena, size_t *ret_count);

/*
 * Does /proc/net/if_inet6 call this address a lasting one? True also when the
 * table does not have it.
 */
bool host_address_lasts(struct slice table, const struct ip *ip);

#endif
