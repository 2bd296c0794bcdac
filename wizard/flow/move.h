/*
 * A mail server that moves to other addresses: in which order the records have
 * to follow, so that at no moment mail from the old or from the new address
 * fails, whatever caches remember (RFC 1034 section 3.6, RFC 2308 section 5).
 * What is new comes first and beside what is old, what is old goes last.
 */
#ifndef FLOW_MOVE_H
#define FLOW_MOVE_H

#include "wizard/check/facts.h"
#include "wizard/flow/plan.h"
#include "wizard/flow/stages.h"

#define MOVE_TTL 300 /* seconds, while it goes on */

/* What the user says about it; it goes before what the records show. */
struct move_request {
	const struct ip *from, *to;
	size_t froms, tos;
	bool gone; /* the old server is no more */
	int64_t ttl; /* the longest TTL before it was lowered, s; 0: not said */
	int64_t now; /* ms */
};

/* An address of the move, or one that an earlier one has left behind. */
struct move_address {
	struct ip ip;
	const struct address_facts *facts; /* NULL: not looked at yet */
};

struct move {
	const struct facts *facts;
	const struct decisions *d;
	struct move_address old[MOVING_MAX], new[MOVING_MAX];
	size_t olds, news;
	/*
	 * In the SPF record, but nobody's: no name leads there, its PTR does not
	 * lead back, and it is not of this machine.
	 */
	struct ip *stale;
	size_t stales;
	struct stages plan; /* at is an enum move_stage */
};

/*
 * Who moves where: what was said, else what is remembered, else what the
 * records of a complete examination and this machine show. Is written into the
 * decisions; false: nothing moves.
 */
bool move_begin(struct decisions *d, const struct facts *facts,
    const struct move_request *request);

/* An address that somebody typed: only one that can be seen from the Internet. */
enum err_code move_read_address(
    struct slice word, struct ip *ret, struct err *err) MUST_CHECK;

/* The same, between blanks or commas: at most MOVING_MAX. */
enum err_code move_read(const char *typed, struct ip ret[MOVING_MAX],
    size_t *ret_count, struct err *err) MUST_CHECK;

/* That the old server is no more, or that it is there after all. */
void move_set_gone(
    struct decisions *d, const struct facts *facts, bool gone);

/*
 * Remembers how long caches may keep the records: once the TTLs are lowered,
 * nobody else can tell.
 */
void move_note_ttl(
    struct decisions *d, const struct facts *facts, int64_t now);

/* The addresses of the move, for inspecting whether they may send. */
size_t move_senders(const struct decisions *d, struct ip ret[MOVING_MAX]);

/*
 * The plan as it stands; facts: with these senders, asked of authorities. ret
 * must stay where it is.
 */
void move_find(struct arena *arena, const struct facts *facts,
    const struct decisions *d, int64_t now, struct move *ret);

/* Remembers what was seen; true when there was anything new. */
bool move_note(const struct move *move, struct decisions *d);

/*
 * What the user may say at the stage where it stands: that it is done, that
 * TTLs cannot be lowered any more, or that the move is over; false: nothing.
 */
bool move_can_say(const struct move *move);
void move_say(const struct move *move, struct decisions *d);

/* A record whose TTL matters. */
struct move_ttl {
	const char *name;
	uint16_t type;
	uint32_t ttl; /* seconds */
};

/* Those of the domain, the longest first; in the arena. */
struct move_ttl *move_ttls(
    struct arena *arena, const struct facts *facts, size_t *ret_count);

/* The SPF record with the new addresses, or without the old: 0 or 1. */
size_t move_allowing(
    const struct stages *stages, struct change ret[CHANGES_MAX]);
size_t move_removing(
    const struct stages *stages, struct change ret[CHANGES_MAX]);

/*
 * May mail from that address pass SPF only for as long as a name of the domain
 * leads there?
 */
bool move_leans_on_name(struct arena *arena, const struct facts *facts,
    const struct move_address *address);

/* The move is over, or was none: nothing is remembered of it. */
void move_end(struct decisions *d);

/* See stale above. */
bool move_is_stale(
    const struct facts *facts, const struct address_facts *address);

/* The user says that a stale address goes, or that it stays after all. */
void move_mark_stale(struct decisions *d, const struct ip *ip, bool goes);
bool move_is_marked(const struct decisions *d, const struct ip *ip);

/* Does the name of the mail server lead to that address? */
bool move_is_named(const struct facts *facts, const struct ip *ip);

#endif
