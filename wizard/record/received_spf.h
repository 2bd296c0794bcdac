/* What a receiver wrote about SPF in a field of its own, RFC 7208 section 9.1. */
#ifndef RECORD_RECEIVED_SPF_H
#define RECORD_RECEIVED_SPF_H

#include "wizard/record/ipaddr.h"
#include "wizard/record/message.h"

struct received_spf {
	const char *result; /* "pass", in lower case; NULL: there is none */
	const char *comment; /* the first one; NULL: none */
	struct ip client; /* that handed the message over; family 0: not said */
	const char *sender; /* of the envelope; NULL: not said */
	const char *helo; /* NULL: not said */
	const char *receiver; /* who says so; NULL: not said */
};

/* Never fails: what cannot be read is left out. */
struct received_spf received_spf_parse(
    struct arena *arena, struct slice value);

/* The topmost one: the last receiver puts its own above all others. */
struct received_spf received_spf_of(
    struct arena *arena, const struct message *message);

#endif
