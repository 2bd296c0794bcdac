/* Who handed a message over, by its Received fields, RFC 5321 section 4.4. */
#ifndef RECORD_RECEIVED_H
#define RECORD_RECEIVED_H

#include "wizard/record/ipaddr.h"
#include "wizard/record/message.h"

struct received {
	struct ip ip; /* family 0: not said */
	const char *helo; /* what the client called itself; "" */
	struct slice value; /* of the field that says so */
};

/* Understands the forms of Postfix, Exim, Sendmail, qmail, Gmail, Exchange. */
struct received received_parse(struct arena *arena, struct slice value);

/*
 * The topmost Received field whose client has an address that can send mail on
 * the Internet: the receiver's own servers, which hand the message on among
 * themselves, stand above it. ip: only a field with that address, unless its
 * family is 0. False: there is none.
 */
bool received_find(struct arena *arena, const struct message *message,
    const struct ip *ip, struct received *ret);

/* The first IP address in the words of a comment, as in "sender IP is ...". */
bool received_address(struct slice text, struct ip *ret);

#endif
