/*
 * Which mail server this machine runs and what name it will say in its EHLO,
 * from its configuration files. Everything is looked up below root, "" for the
 * machine itself.
 */
#ifndef IO_HOST_MTA_H
#define IO_HOST_MTA_H

#include "wizard/io/host_route.h"

struct host_mta {
	const char *name; /* "Postfix"; NULL: none found */
	const char *hello; /* by its files; NULL: they do not say */
	/* How to ask the program itself, NULL at the end; NULL: no way. */
	const char *const *argv;
	struct host_route route;
	/* Takes what it printed; what that does not say stays as it is. */
	void (*understand)(
	    struct arena *arena, struct slice printed, struct host_mta *mta);
};

/*
 * The name that /etc/hosts makes a loopback address, out of these two (NULL:
 * unknown); NULL: neither. "127.0.1.1 mail.example.jp" comes with Debian.
 */
const char *host_loopback(struct arena *arena, const char *root,
    const char *hostname, const char *hello);

struct host_mta host_mta_find(struct arena *arena, const char *root);

/*
 * The full name of this machine without asking anybody: what it calls itself,
 * else what its files make of that, else the name of its mail server. "" when
 * none of them is a full name. nodename: gethostname(2). hello: or NULL.
 */
const char *host_full_name(struct arena *arena, const char *root,
    const char *nodename, const char *hello);

#endif
