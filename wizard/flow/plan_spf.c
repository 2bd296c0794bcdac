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

static size_t
collect_terms(const struct planner *p, enum sender_mark mark,
    const char *ret[SENDERS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < p->decisions->senders; i++) {
		const struct sender *s = &p->decisions->sender[i];

		if (s->mark != mark || s->term[0] == '\0')
			continue;
		if (mark == SENDER_NOT_OURS && (s->seen & SEEN_SPF) == 0)
			continue;
		if (mark == SENDER_OURS && passes_already(p, s))
			continue;
		ret[count++] = s->term;
	}
	return count;
}

static size_t
collect_records(const struct planner *p, struct slice ret[OLD_MAX])
{
	const struct dns_answer *answer = p->facts->spf->answer;
	size_t count = 0;

	for (size_t i = 0; i < answer->count && count < OLD_MAX; i++)
		if (spf_is_record(answer->rr[i].text))
			ret[count++] = answer->rr[i].text;
	return count;
}

void
plan_spf(struct planner *p)
{
	const char *ours[SENDERS_MAX], *gone[SENDERS_MAX];
	struct slice old[OLD_MAX];
	struct merge_request request = {.old = old, .add = ours, .remove = gone};
	struct err err = ERR_INIT;
	struct change *change;

	if (!dns_is_answered(p->facts->spf->answer->status)) {
		p->plan->spf_problem = _("it could not be found out what is "
					 "published; ask again first");
		return;
	}
	request.olds = collect_records(p, old);
	request.adds = collect_terms(p, SENDER_OURS, ours);
	request.removes = collect_terms(p, SENDER_NOT_OURS, gone);
	request.all = p->decisions->spf_all[0];
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
