/* The mailboxes of a From or Return-Path field, RFC 5322 section 3.4. */
#ifndef RECORD_MAILADDR_H
#define RECORD_MAILADDR_H

#include "wizard/base/arena.h"

#define MAILADDR_MAX 64 /* more in one field are left out */

struct mailaddr {
	const char *local; /* unquoted */
	const char *written; /* the domain as it stands there; "": none */
	const char *domain; /* the same in A-labels; NULL: no domain name */
};

struct mailaddrs {
	struct mailaddr *addr;
	size_t count; /* 0 for "<>", the null sender */
};

/*
 * Never fails: what is no address is left out. Display names, comments, quoted
 * strings, groups and routes are understood, so that an address inside a
 * display name is not taken for the sender.
 */
struct mailaddrs mailaddr_parse(struct arena *arena, struct slice value);

#endif
