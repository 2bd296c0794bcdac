/* The plan for DKIM: a record for every key that signs or is about to. */
#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/planner.h"

/* What is there at the selector; NULL: it was not asked for. */
static const struct dns_answer *
answer_of(const struct facts *facts, const char *selector)
{
	for (size_t i = 0; i < facts->selectors; i++)
		if (dname_equal(facts->selector[i].name, selector))
			return facts->selector[i].answer;
	return NULL;
}

/* Nobody has asked for the name yet; _domainkey may be a zone of its own. */
static void
take_new_name(const struct planner *p, struct change *change)
{
	const struct dns_answer *above = p->facts->domainkey;

	if (above != NULL && above->count == 0)
		planner_take_old(change, above);
}

static void
plan_key(struct planner *p, const struct own_view *key)
{
	const struct dns_answer *answer = answer_of(p->facts, key->selector);
	const char *domain = p->decisions->domain;
	struct err err = ERR_INIT;
	struct change *change;
	struct dname name;

	if (!own_name(key->selector, domain, &name)) {
		planner_gap(p, TOPIC_DKIM, domain, false,
		    _("with the selector %s the name becomes too long"),
		    key->selector);
		return;
	}
	/* What could not be asked is not known to be missing. */
	if (answer != NULL && !dns_is_answered(answer->status)) {
		planner_gap_unknown(p, TOPIC_DKIM, name.text);
		return;
	}
	if (answer != NULL && answer->cnames > 0) {
		planner_gap(p, TOPIC_DKIM, name.text, false,
		    _("%s is an alias for %s, and no record can stand beside "
		      "it; take another selector for your own key"),
		    name.text, answer->cname[answer->cnames - 1].target);
		return;
	}
	change = planner_add(p, TOPIC_DKIM, DNS_TXT, name.text);
	if (change == NULL)
		return;
	if (own_record(p->templates, domain, key, change->value,
		sizeof(change->value), &err) != ERR_OK) {
		planner_drop(p);
		planner_gap(p, TOPIC_DKIM, name.text, false, "%s", err.msg);
		return;
	}
	change->op = CHANGE_ADD;
	if (answer == NULL) {
		take_new_name(p, change);
		return;
	}
	planner_take_old(change, answer);
	(void)planner_decide(p, change, answer);
}

void
plan_dkim(struct planner *p)
{
	struct own_view key[OWN_MAX];
	size_t count = own_keys(p->decisions, key);

	if (!p->sends || p->decisions->dkim == DKIM_ELSEWHERE)
		return;
	for (size_t i = 0; i < count; i++)
		if (own_is_wanted(&key[i]))
			plan_key(p, &key[i]);
}

/* Is that name among what is being published? */
static bool
is_planned(const struct decisions *d, const char *name)
{
	for (size_t i = 0; i < d->changes; i++)
		if (dname_equal(d->change[i].name, name))
			return true;
	return false;
}

void
plan_publish_keys(struct decisions *d, const struct templates *templates)
{
	struct own_view key[OWN_MAX];
	size_t count = own_keys(d, key);

	for (size_t i = 0; i < count && d->changes < CHANGES_MAX; i++) {
		struct change *change = &d->change[d->changes];
		struct err err = ERR_INIT;
		struct dname name;

		if (d->changes == 0 || !own_is_wanted(&key[i]) ||
		    !own_name(key[i].selector, d->domain, &name) ||
		    is_planned(d, name.text))
			continue;
		*change = (struct change) {
		    .topic = TOPIC_DKIM,
		    .op = CHANGE_ADD,
		    .ttl = PLAN_TTL,
		    .negative_ttl = d->change[0].negative_ttl,
		};
		(void)snprintf(
		    change->name, sizeof(change->name), "%s", name.text);
		if (own_record(templates, d->domain, &key[i], change->value,
			sizeof(change->value), &err) == ERR_OK)
			d->changes++;
	}
}
