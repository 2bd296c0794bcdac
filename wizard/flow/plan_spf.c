/* The SPF record of the domain: merged, and never a second one. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/planner.h"

/* An address that passes today needs no term, unless everybody passes. */
static bool
passes_already(const struct planner *p, const struct sender *sender)
{
	const struct spf_record *record = p->facts->spf->record;

	if (sender->ip.family == 0 || record == NULL)
		return false;
	for (size_t i = 0; i < record->terms; i++)
		if (record->term[i].kind == SPF_TERM_ALL &&
		    record->term[i].qualifier == '+')
			return false;
	for (size_t i = 0; i < p->facts->addresses; i++) {
		const struct address_facts *a = &p->facts->address[i];

		if (ip_equal(&a->ip, &sender->ip))
			return a->spf != NULL && strcmp(a->spf, "pass") == 0;
	}
	return false;
}

/* Terms of the record that the user disowned. */
static size_t
collect_gone(const struct planner *p, const char *ret[SENDERS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < p->decisions->senders; i++) {
		const struct sender *s = &p->decisions->sender[i];

		if (s->mark == SENDER_NOT_OURS && (s->seen & SEEN_SPF) != 0)
			ret[count++] = s->term;
	}
	return count;
}

/* Whoever passes by a term that goes needs one of his own. */
static size_t
collect_ours(
    const struct planner *p, bool something_goes, const char *ret[SENDERS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < p->decisions->senders; i++) {
		const struct sender *s = &p->decisions->sender[i];

		if (s->mark == SENDER_OURS &&
		    (something_goes || !passes_already(p, s)))
			ret[count++] = s->term;
	}
	return count;
}

/* All that are there; the caller has room for so many, and one more. */
static size_t
collect_records(const struct planner *p, struct slice ret[OLD_MAX + 1])
{
	const struct dns_answer *answer = p->facts->spf->answer;
	size_t count = 0;

	for (size_t i = 0; i < answer->count && count <= OLD_MAX; i++)
		if (spf_is_record(answer->rr[i].text))
			ret[count++] = answer->rr[i].text;
	return count;
}

/* Why nothing can be proposed; NULL: it can. */
static const char *
find_problem(const struct planner *p, const struct merge_request *request)
{
	if (!dns_is_answered(p->facts->spf->answer->status))
		return _("it could not be found out what is published; ask "
			 "again first");
	if (request->olds > OLD_MAX)
		return _("too many SPF records are published; delete those "
			 "that nobody needs first");
	return NULL;
}

void
plan_spf(struct planner *p)
{
	const char *ours[SENDERS_MAX], *gone[SENDERS_MAX];
	struct slice old[OLD_MAX + 1];
	struct merge_request request = {
	    .old = old,
	    .olds = collect_records(p, old),
	    .add = ours,
	    .remove = gone,
	    .removes = collect_gone(p, gone),
	    .all = p->decisions->spf_all[0],
	};
	struct err err = ERR_INIT;
	struct change *change;

	request.adds = collect_ours(p, request.removes > 0, ours);
	p->plan->spf_problem = find_problem(p, &request);
	if (p->plan->spf_problem != NULL)
		return;
	if (merge_spf(p->arena, &request, &p->plan->spf, &err) != ERR_OK) {
		p->plan->spf_problem = arena_copy(p->arena, err.msg);
		return;
	}
	if (strlen(p->plan->spf.value) >= VALUE_MAX) {
		p->plan->spf_problem = _("the record becomes too long");
		return;
	}
	change = planner_add(p, TOPIC_SPF, p->facts->domain);
	if (change == NULL)
		return;
	(void)snprintf(change->value, sizeof(change->value), "%s",
	    p->plan->spf.value);
	planner_take_old(change, p->facts->spf->answer);
	planner_decide(p, change, p->facts->spf->answer);
}
