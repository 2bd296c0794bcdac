/* The addresses of this machine that others can see it by. */
#ifndef IO_HOST_ADDRESSES_H
#define IO_HOST_ADDRESSES_H

#include "wizard/base/arena.h"
#include "wizard/check/facts.h"

/*
 * Enters the addresses of all interfaces that are up, each once: the global ones
 * with the interface, and the private ones (those of address translation too).
 * IPv6 addresses that the system is about to give up or made for privacy are
 * left out: no mail server should be known by one.
 */
void host_addresses(struct arena *arena, struct host_facts *facts);

/*
 * Does /proc/net/if_inet6 call this address a lasting one? True also when the
 * table does not have it.
 */
bool host_address_lasts(struct slice table, const struct ip *ip);

#endif
