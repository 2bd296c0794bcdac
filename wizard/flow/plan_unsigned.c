/*
 * A domain that does not send has no key, whatever the selector: a wildcard says
 * so for names that are not there, and keys that are there are revoked (p=
 * empty, RFC 6376 section 3.6.1), for a wildcard does not reach them.
 */
#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/flow/planner.h"
#include "wizard/flow/use.h"

/* An entry for that name below _domainkey; NULL: the plan says why not. */
static struct change *
add_name(struct planner *p, const char *selector, const char *name,
    const struct dns_answer *answer)
{
	const struct variable variables[] = {
	    {"selector", selector}, {"domain", p->decisions->domain}};
	struct err err = ERR_INIT;
	struct change *change;

	if (answer->cnames > 0) {
		planner_gap(p, TOPIC_UNSIGNED, name, false,
		    _("%s is an alias for %s; delete it when nobody signs "
		      "with that key any more"),
		    name, answer->cname[answer->cnames - 1].target);
		return NULL;
	}
	change = planner_add(p, TOPIC_UNSIGNED, DNS_TXT, name);
	if (change == NULL)
		return NULL;
	planner_take_old(change, answer);
	if (plan_template(p->templates, "dkim-none", variables,
		COUNT_OF(variables), change->value, sizeof(change->value),
		&err) == ERR_OK)
		return change;
	planner_drop(p);
	planner_gap(p, TOPIC_UNSIGNED, name, false, "%s", err.msg);
	return NULL;
}

static void
plan_name(struct planner *p, const char *selector,
    const struct dns_answer *answer)
{
	struct change *change;
	struct dname below, name;

	if (!dname_join(selector, "_domainkey", &below) ||
	    !dname_join(below.text, p->facts->domain, &name))
		return;
	if (!dns_is_answered(answer->status)) {
		planner_gap_unknown(p, TOPIC_UNSIGNED, name.text);
		return;
	}
	change = add_name(p, selector, name.text, answer);
	if (change != NULL)
		(void)planner_decide(p, change, answer);
}

/* Has the name a key of its own, one that receivers would use? */
static bool
has_key(const struct facts *f, const struct selector_facts *selector)
{
	return selector->record != NULL && dkim_is_usable(selector->record) &&
	    !checking_is_wildcards(f, selector->answer);
}

size_t
plan_keys_there(const struct facts *f, const struct selector_facts **ret)
{
	size_t count = 0;

	for (size_t i = 0; i < f->selectors && count < REVOKED_MAX; i++)
		if (has_key(f, &f->selector[i]))
			ret[count++] = &f->selector[i];
	return count;
}

void
plan_unsigned(struct planner *p)
{
	const struct selector_facts *key[REVOKED_MAX];
	const struct decisions *d = p->decisions;
	size_t keys = plan_keys_there(p->facts, key);

	if (p->sends)
		return;
	plan_name(p, "*", p->facts->wildcard);
	/* Mail of somebody who was not asked must not break. */
	if (!use_is_silent(d) || d->keep_keys)
		return;
	for (size_t i = 0; i < keys; i++)
		plan_name(p, key[i]->name, key[i]->answer);
}
