/* The records of a move: their TTLs, and what becomes of the SPF record. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/flow/move.h"
#include "wizard/flow/planner.h"

/* --- TTLs ----------------------------------------------------------------------- */

struct ttls {
	struct arena *arena;
	struct move_ttl *ttl;
	size_t count;
};

/* One for each RRset: of records with different TTLs the longest. */
static void
note(struct ttls *t, const char *name, uint16_t type, uint32_t ttl)
{
	for (size_t i = 0; i < t->count; i++) {
		struct move_ttl *known = &t->ttl[i];

		if (known->type != type || !dname_equal(known->name, name))
			continue;
		if (ttl > known->ttl)
			known->ttl = ttl;
		return;
	}
	t->ttl = arena_push(t->arena, t->ttl, &t->count, sizeof(*t->ttl));
	t->ttl[t->count - 1] = (struct move_ttl) {name, type, ttl};
}

static void
note_all(struct ttls *t, const char *name, uint16_t type,
    const struct dns_answer *answer)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		note(t, name, type, answer->rr[i].ttl);
}

static void
note_host(struct ttls *t, const struct facts *f, const char *host,
    const struct dns_answer *a, const struct dns_answer *aaaa)
{
	if (!dname_is_within(host, f->domain))
		return;
	note_all(t, host, DNS_A, a);
	note_all(t, host, DNS_AAAA, aaaa);
}

static int
longer(const void *a, const void *b)
{
	const struct move_ttl *x = a, *y = b;

	if (x->ttl != y->ttl)
		return x->ttl < y->ttl ? 1 : -1;
	return strcmp(x->name, y->name);
}

struct move_ttl *
move_ttls(struct arena *arena, const struct facts *f, size_t *ret_count)
{
	struct ttls t = {.arena = arena};

	note_all(&t, f->domain, DNS_TXT, f->txt);
	for (size_t i = 0; i < f->health.servers; i++)
		note_all(&t, f->domain, DNS_TXT, f->health.server[i].txt);
	note_all(&t, f->domain, DNS_MX, f->mx_answer);
	for (size_t i = 0; i < f->mxs; i++)
		note_host(&t, f, f->mx[i].host, f->mx[i].a, f->mx[i].aaaa);
	note_host(&t, f, f->helo, f->helo_a, f->helo_aaaa);
	if (t.count > 1)
		qsort(t.ttl, t.count, sizeof(*t.ttl), longer);
	*ret_count = t.count;
	return t.ttl;
}

/* --- SPF ---------------------------------------------------------------------- */

static const char *
term_of(struct arena *arena, const struct ip *ip)
{
	char text[IP_TEXT_MAX];

	ip_format(ip, text);
	return arena_printf(
	    arena, ip->family == 4 ? "ip4:%s" : "ip6:%s", text);
}

/* The term of the record that is this address alone, as it is written. */
static const char *
written_term(
    struct arena *arena, const struct facts *f, const struct ip *ip)
{
	const struct spf_record *record = f->spf->record;

	for (size_t i = 0; record != NULL && i < record->terms; i++) {
		const struct spf_term *term = &record->term[i];
		bool one =
		    (term->kind == SPF_TERM_IP4 && term->prefix4 == 32) ||
		    (term->kind == SPF_TERM_IP6 && term->prefix6 == 128);

		if (one && ip_equal(&term->network, ip))
			return arena_copy_slice(arena, term->text);
	}
	return NULL;
}

/* As a change of the record that is there; 0: there is nothing to change. */
static size_t
merged(const struct stages *s, const struct merge_request *request,
    struct change *ret)
{
	const struct move *move = s->subject;
	const struct dns_answer *answer = move->facts->spf->answer;
	struct plan *plan = arena_alloc(s->arena, sizeof(*plan));
	struct planner p = {
	    .arena = s->arena,
	    .facts = move->facts,
	    .decisions = move->d,
	    .plan = plan,
	};
	struct err err = ERR_INIT;
	struct change *change;

	if (merge_spf(s->arena, request, &plan->spf, &err) != ERR_OK ||
	    strlen(plan->spf.value) >= VALUE_MAX)
		return 0;
	change = planner_add(&p, TOPIC_SPF, DNS_TXT, move->facts->domain);
	if (change == NULL)
		return 0;
	(void)snprintf(change->value, sizeof(change->value), "%s",
	    plan->spf.value);
	planner_take_old(change, answer);
	if (!planner_decide(&p, change, answer) || change->op == CHANGE_KEEP)
		return 0;
	*ret = *change;
	return 1;
}

/* The records that are there, merged with nothing yet. */
static struct merge_request
request_for(const struct move *move, struct slice old[OLD_MAX + 1])
{
	return (struct merge_request) {
	    .domain = move->facts->domain,
	    .inquiry = move->facts->inquiry,
	    .old = old,
	    .olds = plan_spf_records(move->facts, old),
	};
}

/* Was it a name of the domain, with "a" or "mx", that let it pass there? */
static bool
is_own_name(
    struct arena *arena, const struct facts *f, const struct spf_trace *trace)
{
	struct err err = ERR_INIT;
	struct spf_term term;

	return trace->step == SPF_STEP_MATCH &&
	    spf_parse_term(arena, trace->term, &term, &err) == ERR_OK &&
	    (term.kind == SPF_TERM_A || term.kind == SPF_TERM_MX) &&
	    dname_is_within(
		trace->target != NULL ? trace->target : trace->domain,
		f->domain);
}

bool
move_leans_on_name(
    struct arena *arena, const struct facts *f, const struct move_address *a)
{
	const struct spf_outcome *outcome =
	    a->facts == NULL ? NULL : a->facts->outcome;

	if (outcome == NULL || outcome->pending ||
	    outcome->result != SPF_PASS ||
	    written_term(arena, f, &a->ip) != NULL)
		return false;
	for (size_t i = 0; i < outcome->traces; i++)
		if (is_own_name(arena, f, &outcome->trace[i]))
			return true;
	return false;
}

size_t
move_allowing(const struct stages *s, struct change ret[CHANGES_MAX])
{
	const struct move *move = s->subject;
	const char *add[2 * MOVING_MAX], *pin[MOVING_MAX];
	struct slice old[OLD_MAX + 1];
	struct merge_request request = request_for(move, old);

	request.add = add;
	request.pin = pin;
	for (size_t i = 0; i < move->news; i++)
		add[request.adds++] = term_of(s->arena, &move->new[i].ip);
	for (size_t i = 0; i < move->olds; i++) {
		const struct move_address *a = &move->old[i];
		const char *term = term_of(s->arena, &a->ip);

		if (move->d->move.start == MOVE_GONE)
			break;
		if (move_leans_on_name(s->arena, move->facts, a))
			pin[request.pins++] = term;
		else
			add[request.adds++] = term;
	}
	return merged(s, &request, ret);
}

static void
add_written(const struct stages *s, const struct ip *ip, const char **list,
    size_t *count)
{
	const struct move *move = s->subject;
	const char *term = written_term(s->arena, move->facts, ip);

	if (term != NULL)
		list[(*count)++] = term;
}

size_t
move_removing(const struct stages *s, struct change ret[CHANGES_MAX])
{
	const struct move *move = s->subject;
	const char *gone[MOVING_MAX + SENDERS_MAX];
	struct slice old[OLD_MAX + 1];
	struct merge_request request = request_for(move, old);

	request.remove = gone;
	for (size_t i = 0; i < move->olds; i++)
		add_written(s, &move->old[i].ip, gone, &request.removes);
	for (size_t i = 0; i < move->stales && i < SENDERS_MAX; i++)
		if (move_is_marked(move->d, &move->stale[i]))
			add_written(s, &move->stale[i], gone, &request.removes);
	return request.removes == 0 ? 0 : merged(s, &request, ret);
}
