/* Which addresses a move is about. */
#include <stdio.h>
#include <string.h>

#include "wizard/flow/move.h"

/* --- What is known about an address ------------------------------------------ */

static bool
leads_to(const struct dns_answer *answer, const struct ip *ip)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (ip_equal(&answer->rr[i].address, ip))
			return true;
	return false;
}

bool
move_is_named(const struct facts *f, const struct ip *ip)
{
	return leads_to(f->helo_a, ip) || leads_to(f->helo_aaaa, ip);
}

/* One of the domain's own mail servers, not those of a provider. */
static bool
is_own_mx(const struct facts *f, const struct ip *ip)
{
	for (size_t i = 0; i < f->mxs; i++) {
		const struct mx_facts *mx = &f->mx[i];

		if (dname_is_within(mx->host, f->domain) &&
		    (leads_to(mx->a, ip) || leads_to(mx->aaaa, ip)))
			return true;
	}
	return false;
}

static bool
is_reached(const struct facts *f, const struct ip *ip)
{
	return move_is_named(f, ip) || is_own_mx(f, ip) ||
	    leads_to(f->a, ip) || leads_to(f->aaaa, ip);
}

/* In the SPF record, and nothing else says that it is there. */
bool
move_is_stale(const struct facts *f, const struct address_facts *a)
{
	return (a->roles & (ADDRESS_SPF | ADDRESS_HOST | ADDRESS_MX)) ==
	    ADDRESS_SPF &&
	    a->confirmed == CONFIRM_NO && !is_reached(f, &a->ip);
}

/* --- What the records show ------------------------------------------------------- */

static void
add(struct decisions *d, const struct ip *ip, enum move_side side)
{
	struct moving *m;
	char text[IP_TEXT_MAX];

	ip_format(ip, text);
	for (size_t i = 0; i < d->movings; i++)
		if (strcmp(d->moving[i].ip, text) == 0)
			return;
	if (d->movings == MOVING_MAX)
		return;
	m = &d->moving[d->movings++];
	memcpy(m->ip, text, sizeof(m->ip));
	m->side = side;
}

/* This machine, where mail would not pass from. */
static bool
looks_new(const struct address_facts *a)
{
	return (a->roles & ADDRESS_HOST) != 0 && a->spf != NULL &&
	    strcmp(a->spf, "pass") != 0;
}

/*
 * Where mail came from until now: the mail server that the names lead to, or,
 * when they lead to the new address already, what the SPF record was left with.
 */
static bool
looks_old(
    const struct facts *f, const struct address_facts *a, bool followed)
{
	if ((a->roles & ADDRESS_HOST) != 0)
		return false;
	if (followed)
		return move_is_stale(f, a);
	return is_own_mx(f, &a->ip) &&
	    ((a->roles & ADDRESS_SPF) != 0 ||
		(a->spf != NULL && strcmp(a->spf, "pass") == 0));
}

/* Of one family: an address moves to one of its kind. */
static void
find_family(struct decisions *d, const struct facts *f, uint8_t family)
{
	bool new = false, followed = false;

	for (size_t i = 0; i < f->addresses; i++) {
		const struct address_facts *a = &f->address[i];

		if (a->ip.family != family || !looks_new(a))
			continue;
		new = true;
		followed = followed || is_reached(f, &a->ip);
	}
	for (size_t i = 0; new && i < f->addresses; i++)
		if (f->address[i].ip.family == family &&
		    looks_old(f, &f->address[i], followed))
			add(d, &f->address[i].ip, MOVE_OLD);
}

static void
find(struct decisions *d, const struct facts *f)
{
	find_family(d, f, 4);
	find_family(d, f, 6);
	/* A machine without records that nothing left is new, but no move. */
	for (size_t i = 0; d->movings > 0 && i < f->addresses; i++)
		if (looks_new(&f->address[i]))
			add(d, &f->address[i].ip, MOVE_NEW);
}

/* --- The beginning -------------------------------------------------------------- */

/* Does any name still lead to an address of that side? */
static bool
is_side_reached(
    const struct decisions *d, const struct facts *f, enum move_side side)
{
	for (size_t i = 0; i < d->movings; i++) {
		struct ip ip;

		if (d->moving[i].side == (int64_t)side &&
		    ip_parse(slice_of(d->moving[i].ip), &ip) &&
		    is_reached(f, &ip))
			return true;
	}
	return false;
}

void
move_end(struct decisions *d)
{
	memset(d->moving, 0, sizeof(d->moving));
	memset(&d->move, 0, sizeof(d->move));
	d->movings = 0;
}

static bool
has_family(const struct decisions *d, enum move_side side, uint8_t family)
{
	for (size_t i = 0; i < d->movings; i++)
		if (d->moving[i].side == (int64_t)side &&
		    (strchr(d->moving[i].ip, ':') != NULL) == (family == 6))
			return true;
	return false;
}

static void
take_request(struct decisions *d, const struct facts *f,
    const struct move_request *request)
{
	move_end(d);
	for (size_t i = 0; i < request->tos; i++)
		add(d, &request->to[i], MOVE_NEW);
	for (size_t i = 0; i < request->froms; i++)
		add(d, &request->from[i], MOVE_OLD);
	/* The other side is often clear from the records. */
	for (size_t i = 0; i < f->addresses; i++) {
		const struct address_facts *a = &f->address[i];

		if (request->froms == 0 && is_own_mx(f, &a->ip) &&
		    has_family(d, MOVE_NEW, a->ip.family))
			add(d, &a->ip, MOVE_OLD);
		if (request->tos == 0 && looks_new(a))
			add(d, &a->ip, MOVE_NEW);
	}
}

static bool
is_listed(const struct decisions *d, const struct ip *ip, enum move_side side)
{
	char text[IP_TEXT_MAX];

	ip_format(ip, text);
	for (size_t i = 0; i < d->movings; i++)
		if (d->moving[i].side == (int64_t)side &&
		    strcmp(d->moving[i].ip, text) == 0)
			return true;
	return false;
}

static bool
is_among(const struct ip *ip, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++) {
		char other[IP_TEXT_MAX];

		ip_format(&ip[i], other);
		if (strcmp(text, other) == 0)
			return true;
	}
	return false;
}

/* Is that side as it was said? One about which nothing is said is. */
static bool
is_side(const struct decisions *d, enum move_side side, const struct ip *said,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_listed(d, &said[i], side))
			return false;
	for (size_t i = 0; count > 0 && i < d->movings; i++)
		if (d->moving[i].side == (int64_t)side &&
		    !is_among(said, count, d->moving[i].ip))
			return false;
	return true;
}

/* Whoever says the same every day does not begin anew every day. */
static bool
is_known(const struct decisions *d, const struct move_request *request)
{
	return d->movings > 0 &&
	    is_side(d, MOVE_OLD, request->from, request->froms) &&
	    is_side(d, MOVE_NEW, request->to, request->tos);
}

static int64_t
longest_ttl(const struct facts *f)
{
	struct arena arena = ARENA_INIT;
	size_t count;
	struct move_ttl *ttl = move_ttls(&arena, f, &count);
	int64_t longest = count > 0 ? ttl[0].ttl : 0;

	arena_release(&arena);
	return longest;
}

/* What caches may have from before; 0: nothing that is not there now. */
static int64_t
remembered_ttl(const struct decisions *d, int64_t now)
{
	return now < d->ttl.seen + d->ttl.longest * 1000 ? d->ttl.longest : 0;
}

void
move_note_ttl(struct decisions *d, const struct facts *facts, int64_t now)
{
	int64_t longest = longest_ttl(facts);

	if (longest < remembered_ttl(d, now))
		return;
	d->ttl.longest = longest;
	d->ttl.seen = now;
}

static void
wait_for(struct decisions *d, int64_t ttl)
{
	if (ttl > d->move.ttl)
		d->move.ttl = ttl;
}

/* As long as nothing was changed, what has to be waited for may still grow. */
static void
note_ttl(struct decisions *d, const struct facts *f,
    const struct move_request *request)
{
	if (d->move.reached[MOVE_ALLOW] != 0)
		return;
	wait_for(d, longest_ttl(f));
	wait_for(d, remembered_ttl(d, request->now));
	wait_for(d, request->ttl);
}

void
move_set_gone(struct decisions *d, const struct facts *facts, bool gone)
{
	d->move.start = gone ? MOVE_GONE
	    : is_side_reached(d, facts, MOVE_OLD)
	    ? MOVE_AHEAD
	    : MOVE_HALF;
}

bool
move_begin(struct decisions *d, const struct facts *facts,
    const struct move_request *request)
{
	if (!is_known(d, request)) {
		if (request->froms + request->tos > 0)
			take_request(d, facts, request);
		else
			find(d, facts);
		move_set_gone(d, facts, false);
	}
	if (request->gone)
		move_set_gone(d, facts, true);
	if (d->movings > 0)
		note_ttl(d, facts, request);
	return d->movings > 0;
}

size_t
move_senders(const struct decisions *d, struct ip ret[MOVING_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < d->movings; i++)
		if (ip_parse(slice_of(d->moving[i].ip), &ret[n]))
			n++;
	return n;
}
