#include "wizard/record/dname.h"
#include "wizard/record/dnsrr.h"
#include "wizard/record/zonefile.h"

enum rcode {
	RCODE_SERVFAIL = 2,
	RCODE_NXDOMAIN = 3,
	RCODE_REFUSED = 5
};

/* A question on its way through the zones; name moves along the CNAMEs. */
struct lookup {
	struct arena *arena;
	const struct zone *zone; /* the one that holds the name */
	const char *name;
	uint16_t type;
	struct dns_answer *answer;
	struct dns_rr *chain;
	struct dns_rr *glue;
};

static const struct zone *
closest_zone(const struct zone *zones, size_t nzones, const char *name)
{
	const struct zone *best = NULL;

	for (size_t i = 0; i < nzones; i++)
		if (dname_is_within(name, zones[i].apex) &&
		    (best == NULL ||
			dname_is_within(zones[i].apex, best->apex)))
			best = &zones[i];
	return best;
}

static const struct dns_rr *
find(const struct zone *zone, const char *owner, uint16_t type)
{
	for (size_t i = 0; i < zone->count; i++)
		if (zone->rr[i].type == type &&
		    dname_equal(zone->rr[i].owner, owner))
			return &zone->rr[i];
	return NULL;
}

/* A name exists when it, or a name below it, has a record (RFC 8020). */
static bool
exists(const struct zone *zone, const char *name)
{
	for (size_t i = 0; i < zone->count; i++)
		if (dname_is_within(zone->rr[i].owner, name))
			return true;
	return dname_equal(name, zone->apex);
}

/*
 * Whose records answer for the name: its own, or those of the wildcard below
 * the closest encloser, RFC 4592 section 3.3. False: the name does not exist.
 */
static bool
find_source(const struct zone *zone, const char *name, struct dname *ret)
{
	const char *encloser = name;

	if (exists(zone, name))
		return dname_join(name, "", ret);
	while (!exists(zone, encloser))
		encloser = dname_parent(encloser);
	return dname_join("*", encloser, ret) && exists(zone, ret->text);
}

/* The owner of the NS records that give the name away, nearest to the apex. */
static const char *
find_cut(const struct zone *zone, const char *name, uint16_t type)
{
	const char *cut = NULL;

	for (size_t i = 0; i < zone->count; i++) {
		const struct dns_rr *rr = &zone->rr[i];

		if (rr->type != DNS_NS || dname_equal(rr->owner, zone->apex) ||
		    !dname_is_within(name, rr->owner) ||
		    (cut != NULL && !dname_is_within(cut, rr->owner)))
			continue;
		/* DS belongs to the parent side, RFC 4035 section 2.4. */
		if (type != DNS_DS || !dname_equal(name, rr->owner))
			cut = rr->owner;
	}
	return cut;
}

static struct dns_rr *
copy_records(struct arena *arena, const struct zone *zone, const char *owner,
    uint16_t type, size_t *ret_count)
{
	struct dns_rr *copy = NULL;
	size_t n = 0;

	for (size_t i = 0; i < zone->count; i++) {
		const struct dns_rr *rr = &zone->rr[i];

		if (rr->type != type || !dname_equal(rr->owner, owner))
			continue;
		copy = arena_push(arena, copy, &n, sizeof(*copy));
		copy[n - 1] = *rr;
	}
	*ret_count = n;
	return copy;
}

/* The addresses that the zone has of a server that it names. */
static void
add_glue(struct lookup *l, const char *server)
{
	struct dns_answer *answer = l->answer;
	struct dns_rr *glue = l->glue;

	for (size_t i = 0; i < l->zone->count; i++) {
		const struct dns_rr *rr = &l->zone->rr[i];

		if ((rr->type != DNS_A && rr->type != DNS_AAAA) ||
		    !dname_equal(rr->owner, server))
			continue;
		glue = arena_push(
		    l->arena, glue, &answer->glues, sizeof(*glue));
		glue[answer->glues - 1] = *rr;
	}
	l->glue = glue;
	answer->glue = glue;
}

static void
refer(struct lookup *l, const char *cut)
{
	struct dns_answer *answer = l->answer;

	answer->authoritative = false;
	answer->status = DNS_NODATA;
	answer->authority =
	    copy_records(l->arena, l->zone, cut, DNS_NS, &answer->authorities);
	for (size_t i = 0; i < answer->authorities; i++)
		add_glue(l, answer->authority[i].target);
}

static void
deny(struct lookup *l, enum dns_status status, uint8_t rcode)
{
	struct dns_answer *answer = l->answer;
	const struct dns_rr *soa = find(l->zone, l->zone->apex, DNS_SOA);

	answer->status = status;
	answer->rcode = rcode;
	answer->authority = soa;
	answer->authorities = soa == NULL ? 0 : 1;
	dnsrr_note_soa(answer);
}

static void
follow(struct lookup *l, const struct dns_rr *cname)
{
	struct dns_answer *answer = l->answer;

	l->chain =
	    arena_push(l->arena, l->chain, &answer->cnames, sizeof(*l->chain));
	l->chain[answer->cnames - 1] = *cname;
	l->chain[answer->cnames - 1].owner = l->name;
	l->name = cname->target;
	answer->cname = l->chain;
	if (answer->cnames > DNS_CHAIN_MAX) {
		answer->status = DNS_SERVFAIL;
		answer->rcode = RCODE_SERVFAIL;
	}
}

static void
give(struct lookup *l, const char *source)
{
	struct dns_answer *answer = l->answer;
	struct dns_rr *rr =
	    copy_records(l->arena, l->zone, source, l->type, &answer->count);

	for (size_t i = 0; i < answer->count; i++)
		rr[i].owner = l->name;
	answer->rr = rr;
	answer->status = DNS_OK;
	if (answer->count == 0)
		deny(l, DNS_NODATA, 0);
}

/* Answers for one name; the status stays pending when a CNAME leads on. */
static void
answer_name(struct lookup *l)
{
	const char *cut = find_cut(l->zone, l->name, l->type);
	const struct dns_rr *cname;
	struct dname source;

	if (cut != NULL) {
		refer(l, cut);
		return;
	}
	if (!find_source(l->zone, l->name, &source)) {
		deny(l, DNS_NXDOMAIN, RCODE_NXDOMAIN);
		return;
	}
	cname = find(l->zone, source.text, DNS_CNAME);
	if (cname != NULL && l->type != DNS_CNAME)
		follow(l, cname);
	else
		give(l, source.text);
}

struct dns_answer *
zonefile_answer(struct arena *arena, const struct zone *zones, size_t nzones,
    const char *name, uint16_t type)
{
	struct dns_answer *answer = arena_alloc(arena, sizeof(*answer));
	struct lookup l = {.arena = arena,
	    .name = arena_copy(arena, name),
	    .type = type,
	    .answer = answer};

	answer->authoritative = true;
	while (answer->status == DNS_PENDING) {
		l.zone = closest_zone(zones, nzones, l.name);
		if (l.zone != NULL) {
			answer_name(&l);
			continue;
		}
		answer->status = DNS_REFUSED;
		answer->rcode = RCODE_REFUSED;
	}
	return answer;
}
