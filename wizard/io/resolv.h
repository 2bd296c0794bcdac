/* The resolvers this machine is configured to use, resolv.conf(5). */
#ifndef IO_RESOLV_H
#define IO_RESOLV_H

#include <stddef.h>

#include "wizard/record/ipaddr.h"

#define RESOLV_CONF "/etc/resolv.conf"

/*
 * The "nameserver" lines of a file in their order, at most max; returns how
 * many. As in the C library, a file that is missing or names nobody means
 * 127.0.0.1. Link-local addresses with an interface are left out.
 */
size_t resolv_read(const char *path, struct ip *ret, size_t max);

#endif
