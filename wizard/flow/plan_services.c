/* What the services among the senders ask for: only they know their keys. */
#include <stdio.h>

#include "wizard/check/inspect.h"
#include "wizard/flow/planner.h"
#include "wizard/flow/service.h"
#include "wizard/record/rrdata.h"

/* Of several selectors one is enough: a service changes them by itself. */
static bool
is_served(const struct needs *needs)
{
	for (size_t i = 0; i < needs->count; i++)
		if (needs->need[i].kind == NEED_DKIM &&
		    needs->need[i].state == NEED_THERE)
			return true;
	return false;
}

static void
take(struct planner *p, const struct need *need)
{
	struct needs *all = &p->plan->needs;

	all->need = arena_push(
	    p->arena, all->need, &all->count, sizeof(*all->need));
	all->need[all->count - 1] = *need;
}

/* --- What can be published --------------------------------------------------- */

/* The same for every customer, so that it is known here. */
static bool
is_known(const struct need *need)
{
	return need->name != NULL && need->value != NULL &&
	    need->type != NULL && dns_type_of(need->type) == DNS_CNAME;
}

/*
 * Beside an alias nothing can stand, RFC 1034 section 3.6.2, so what is there has
 * to go first; whose it is nobody here knows.
 */
static bool
is_taken(const struct facts *facts, const char *name)
{
	static const uint16_t types[] = {DNS_TXT, DNS_A, DNS_AAAA, DNS_MX};
	struct dns_answer answer;

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (inspect_answer(facts, name, types[i], &answer) &&
		    answer.cnames == 0 && answer.count > 0)
			return true;
	return false;
}

/* False: it cannot be published as it is, or nobody can say what is there. */
static bool
add_record(struct planner *p, const struct need *need)
{
	const uint16_t type = dns_type_of(need->type);
	struct err err = ERR_INIT;
	struct dns_answer answer;
	struct change *change;
	struct dns_rr rr;

	if (!inspect_answer(p->facts, need->name, type, &answer) ||
	    is_taken(p->facts, need->name) ||
	    planner_has(p, type, need->name) ||
	    rrdata_read_value(
		p->arena, type, slice_of(need->value), &rr, &err) != ERR_OK)
		return false;
	change = planner_add(p, TOPIC_SERVICE, type, need->name);
	if (change == NULL)
		return false;
	(void)snprintf(change->value, sizeof(change->value), "%s",
	    rrdata_presentation(p->arena, &rr));
	planner_take_old(change, &answer);
	(void)planner_decide(p, change, &answer);
	return true;
}

static void
add_service(struct planner *p, const struct sender_template *service)
{
	struct needs needs = {.count = 0};

	needs_add(
	    p->arena, p->facts->domain, p->facts, service, &needs);
	if (is_served(&needs))
		return;
	for (size_t i = 0; i < needs.count; i++)
		if (!is_known(&needs.need[i]) ||
		    !add_record(p, &needs.need[i]))
			take(p, &needs.need[i]);
}

/* --- All of them --------------------------------------------------------------- */

static bool
is_among(const struct sender_template *const *list, size_t count,
    const struct sender_template *service)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == service)
			return true;
	return false;
}

/* Those that are ours, once each: a record may have several terms of one. */
static size_t
find_services(const struct decisions *d, const struct templates *templates,
    const struct sender_template *ret[SENDERS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < d->senders; i++) {
		const struct sender_template *service =
		    d->sender[i].mark == SENDER_OURS
		    ? service_behind_term(templates, d->sender[i].term)
		    : NULL;

		if (service != NULL && !is_among(ret, count, service))
			ret[count++] = service;
	}
	return count;
}

void
plan_services(struct planner *p)
{
	const struct sender_template *service[SENDERS_MAX];
	size_t count = p->sends
	    ? find_services(p->decisions, p->templates, service)
	    : 0;

	for (size_t i = 0; i < count; i++)
		add_service(p, service[i]);
}

/* --- What has to be looked at -------------------------------------------------- */

static size_t
add_name(struct inspect_name *ret, size_t n, const char *name, uint16_t type)
{
	struct err err = ERR_INIT;

	if (n < PLAN_NAMES_MAX &&
	    dname_parse(slice_of(name), &ret[n].name, &err) == ERR_OK)
		ret[n++].type = type;
	return n;
}

static size_t
add_needed(const struct needs *needs, struct inspect_name *ret, size_t n)
{
	for (size_t i = 0; i < needs->count; i++)
		if (needs->need[i].name != NULL)
			n = add_name(ret, n, needs->need[i].name, DNS_TXT);
	return n;
}

size_t
plan_names(const struct decisions *d, const struct templates *templates,
    struct inspect_name ret[PLAN_NAMES_MAX])
{
	const struct sender_template *service[SENDERS_MAX];
	size_t services = find_services(d, templates, service), n = 0;
	struct arena arena = ARENA_INIT;
	struct needs needs = {.count = 0};

	for (size_t i = 0; i < d->changes; i++)
		n = add_name(ret, n, d->change[i].name,
		    plan_type(d->change[i].type));
	for (size_t i = 0; i < services; i++)
		needs_add(&arena, d->domain, NULL, service[i], &needs);
	n = add_needed(&needs, ret, n);
	arena_release(&arena);
	return n;
}
