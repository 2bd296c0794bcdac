/*
 * The questions an inspection has put to the DNS and what came back. The rules
 * that turn answers into facts are pure: they ask here, get what is known (or
 * DNS_PENDING) and are simply run again when more is known. Everything they ask
 * in one run goes out together, so a round of look-ups costs one round trip.
 */
#ifndef CHECK_INQUIRY_H
#define CHECK_INQUIRY_H

#include "wizard/record/dnsmsg.h"

#define INQUIRY_MAX 4096 /* questions of one inspection */

/* Whom to ask. */
enum inquiry_whom {
	ASK_RESOLVER,  /* the configured recursive resolver */
	ASK_AUTHORITY, /* the given address, RD=0 */
	ASK_CACHE,     /* the given address, RD=1 */
};

struct question {
	const char *name;
	uint16_t type;
	enum inquiry_whom whom;
	struct ip server; /* family 0 with ASK_RESOLVER */
	bool cd;          /* signatures are not to be checked */
	const struct dns_answer *answer; /* never NULL; DNS_PENDING at first */
	/*
	 * How many look-ups had to come first, plus one: what is new when a
	 * question is asked is what it follows from.
	 */
	unsigned depth;
	bool sent;
};

struct inquiry;

struct inquiry *inquiry_new(void);
void inquiry_free(struct inquiry *inquiry);

/*
 * What is known about name and type; never NULL. A question that is new is
 * noted and its answer is DNS_PENDING until inquiry_answer. server: NULL with
 * ASK_RESOLVER. Past INQUIRY_MAX questions the answer is DNS_CANCELLED.
 */
const struct dns_answer *inquiry_ask(struct inquiry *inquiry, const char *name,
    uint16_t type, enum inquiry_whom whom, const struct ip *server);

/* The short form: ask the resolver. */
const struct dns_answer *inquiry_get(
    struct inquiry *inquiry, const char *name, uint16_t type);

/* The same, although its signatures may be wrong (CD, RFC 4035 section 3.2.2). */
const struct dns_answer *inquiry_get_unchecked(
    struct inquiry *inquiry, const char *name, uint16_t type);

/* The next question that has not been sent, marked as sent; NULL: none. */
struct question *inquiry_unsent(struct inquiry *inquiry);

/* answer: borrowed until the inquiry is freed; see inquiry_arena. */
void inquiry_answer(struct inquiry *inquiry, struct question *question,
    const struct dns_answer *answer);

/* Where answers that belong to this inquiry are to be decoded. */
struct arena *inquiry_arena(struct inquiry *inquiry);

/* What was asked of others than the DNS; see errand.h. */
struct errands;
struct errands *inquiry_errands(struct inquiry *inquiry);

/* Forgets answers for which the filter says true: they are asked again. */
size_t inquiry_forget(struct inquiry *inquiry,
    bool (*filter)(const struct question *));

/* Questions and errands without an answer, sent or not. */
size_t inquiry_pending(const struct inquiry *inquiry);
size_t inquiry_count(const struct inquiry *inquiry);
unsigned inquiry_rounds(const struct inquiry *inquiry); /* the deepest answer */

/* Question i in the order of asking, i < inquiry_count. */
const struct question *inquiry_at(const struct inquiry *inquiry, size_t i);

#endif
