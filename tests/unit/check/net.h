/*
 * A DNS out of zone text for the tests of inspecting: servers with copies of
 * their own, failures, and rounds that are counted.
 */
#ifndef TESTS_UNIT_CHECK_NET_H
#define TESTS_UNIT_CHECK_NET_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wizard/check/inspect.h"

#define NET_ZONES_MAX 8

struct net {
	struct {
		const char *server; /* its own copy; NULL: of everybody else */
		const char *apex;
		const char *text;
	} zone[NET_ZONES_MAX]; /* apex NULL ends the list */
	struct {
		const char *server; /* NULL: all of them */
		const char *suffix; /* of the names that fail; NULL: none */
		enum dns_status status;
		bool bogus; /* whoever says CD gets the answer */
	} failure[NET_ZONES_MAX];
	const char *secure; /* the resolver vouches for names that end so */
};

/* One inspection under way. */
struct look {
	const struct net *net;
	struct inspect_params params;
	struct inquiry *inquiry;
	struct arena arena;
	struct facts *facts;
	unsigned rounds; /* of answers */
};

/* Until all is known; fails after 30 rounds. */
void look_at(struct look *look, const struct net *net,
    const struct inspect_params *params);
/* Asks what one run has to ask; so many rounds of answers. */
void look_rounds(struct look *look, const struct net *net,
    const struct inspect_params *params, unsigned rounds);
void look_release(struct look *look);

/* Answers what has not been answered; false when there was nothing. */
bool net_answer(const struct net *net, struct inquiry *inquiry);

/* How many questions were put so; type 0: of any type. */
size_t net_asked(struct inquiry *inquiry, const char *name, uint16_t type,
    enum inquiry_whom whom);

#endif
