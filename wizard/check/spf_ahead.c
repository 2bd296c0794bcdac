/*
 * Questions that are asked before the evaluation gets to them, so that a tree
 * of records costs one round trip for each level of it instead of one for each
 * term. Ten terms are what any evaluation can get to.
 */
#include <string.h>

#include "wizard/check/spf_state.h"

/* Records that are known, level by level; each but the first cost a term. */
struct ahead {
	struct spf_state *s;
	struct {
		const char *domain;
		const struct spf_record *record;
	} queue[SPF_LOOKUPS_MAX + 1];
	size_t queued;
	unsigned budget; /* terms that may still be asked for */
	bool waits; /* something of this level is not known yet */
};

static void
enqueue(struct ahead *a, const char *domain, const struct spf_record *record)
{
	a->queue[a->queued].domain = domain;
	a->queue[a->queued].record = record;
	a->queued++;
}

static uint16_t
address_type(const struct spf_state *s)
{
	return s->ip.family == 4 ? DNS_A : DNS_AAAA;
}

static void
ask_exchangers(struct spf_state *s, const char *name)
{
	const struct dns_answer *mx = spf_ask(s, name, DNS_MX);

	for (size_t i = 0; i < mx->count && i < SPF_MX_MAX; i++)
		if (mx->rr[i].target[0] != '\0')
			(void)spf_ask(s, mx->rr[i].target, address_type(s));
}

static void
ask_record(struct ahead *a, const char *text)
{
	const char *domain = spf_domain(a->s, text);
	const struct spf_record *record;
	bool pending = a->s->out->pending;

	if (domain == NULL)
		return;
	a->s->out->pending = false;
	if (spf_fetch(a->s, domain, &record) == SPF_PASS)
		enqueue(a, text, record);
	a->waits = a->waits || a->s->out->pending;
	a->s->out->pending = pending;
}

static void
ask_by_name(struct ahead *a, const struct spf_term *term, const char *text)
{
	const char *name = spf_dname(a->s, text);

	if (name == NULL)
		return;
	if (term->kind == SPF_TERM_A)
		(void)spf_ask(a->s, name, address_type(a->s));
	else if (term->kind == SPF_TERM_MX)
		ask_exchangers(a->s, name);
	else if (term->kind == SPF_TERM_PTR)
		(void)spf_client_names(a->s);
	else if (term->kind == SPF_TERM_EXISTS)
		(void)spf_ask(a->s, name, DNS_A);
	else
		ask_record(a, text);
}

/* No evaluation gets behind a term that matches. */
static bool
ends_record(const struct spf_state *s, const struct spf_term *term)
{
	return term->kind == SPF_TERM_ALL ||
	       ((term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6) &&
		   spf_in_network(s, &term->network, term));
}

static void
ask_terms(struct ahead *a, const char *domain, const struct spf_record *record)
{
	bool has_all = spf_find_term(record, SPF_TERM_ALL) != NULL;

	for (size_t i = 0; i < record->terms && a->budget > 0; i++) {
		const struct spf_term *term = &record->term[i];
		const char *text;

		if (ends_record(a->s, term))
			return;
		if (!spf_costs_lookup(term->kind) ||
		    (term->kind == SPF_TERM_REDIRECT && has_all))
			continue;
		a->budget--;
		if (spf_target(a->s, term, domain, &text))
			ask_by_name(a, term, text);
		else
			a->waits = true;
	}
}

/*
 * A level is begun when the one above is known, so that the terms are counted
 * in the same order in every run and stay the same ten.
 */
void
spf_look_ahead(
    struct spf_state *s, const char *domain, const struct spf_record *record)
{
	struct ahead a = {.s = s, .budget = SPF_LOOKUPS_MAX};
	struct spf_outcome before = *s->out;
	size_t done = 0;

	enqueue(&a, domain, record);
	while (done < a.queued && !a.waits) {
		for (size_t end = a.queued; done < end; done++)
			ask_terms(
			    &a, a.queue[done].domain, a.queue[done].record);
	}
	*s->out = before;
}
