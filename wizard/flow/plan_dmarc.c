/* The DMARC record: what the user wrote in it stays. */
#include <stdio.h>
#include <string.h>

#include "wizard/flow/planner.h"

/* Appends "; tag=value", in the place the user's record had it. */
static void
put_tag(struct buf *out, const char *name, size_t name_len, const char *value,
    size_t value_len)
{
	buf_addf(out, "; %.*s=%.*s", (int)name_len, name, (int)value_len, value);
}

/* Tags that inkan writes itself, or that receivers no longer know. */
static bool
is_rewritten(struct slice name)
{
	static const char *const names[] = {"v", "p", "rua", "pct", "rf", "ri"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (slice_is(name, names[i]))
			return true;
	return false;
}

/* The user's report addresses stay; ours is added when there is none. */
static void
put_reports(struct buf *out, const struct dmarc_record *old, const char *rua)
{
	const struct tag *tag =
	    old == NULL ? NULL : taglist_find(&old->tags, "rua");

	if (tag != NULL && tag->value.len > 0 &&
	    (old->faults & DMARC_FAULT_REPORT_URI) == 0)
		put_tag(out, "rua", 3, tag->value.ptr, tag->value.len);
	else if (rua[0] != '\0')
		buf_addf(out, "; rua=mailto:%s", rua);
}

static void
merge_dmarc(struct change *change, const struct dmarc_record *old,
    enum dmarc_policy policy, const char *rua)
{
	struct buf out = BUF_INIT;

	buf_addf(&out, "v=DMARC1; p=%s", dmarc_policy_word(policy));
	put_reports(&out, old, rua);
	for (size_t i = 0; i < old->tags.count; i++) {
		const struct tag *tag = &old->tags.tag[i];

		if (!is_rewritten(tag->name))
			put_tag(&out, tag->name.ptr, tag->name.len,
			    tag->value.ptr, tag->value.len);
	}
	(void)snprintf(
	    change->value, sizeof(change->value), "%s", buf_text(&out));
	buf_release(&out);
}

/* A policy is never lowered silently: the stronger of the two holds. */
static enum dmarc_policy
policy_of(const struct planner *p, const struct dmarc_record *old)
{
	enum dmarc_policy wanted = p->decisions->dmarc == DMARC_NO_POLICY
	    ? DMARC_NONE
	    : (enum dmarc_policy)p->decisions->dmarc;
	enum dmarc_policy there = old == NULL ? DMARC_NO_POLICY : old->p;

	if (p->decisions->dmarc == DMARC_NO_POLICY && there >= DMARC_NONE &&
	    there <= DMARC_REJECT)
		return there;
	return wanted;
}

static void
new_dmarc(struct planner *p, struct change *change, enum dmarc_policy policy,
    const char *rua)
{
	struct variable variables[] = {
	    {"domain", p->decisions->domain},
	    {"policy", dmarc_policy_word(policy)},
	    {"rua", rua},
	};
	struct err err = ERR_INIT;

	if (plan_template(p->templates, "dmarc", variables,
		COUNT_OF(variables), change->value, sizeof(change->value),
		&err) != ERR_OK)
		planner_drop(p);
}

void
plan_dmarc(struct planner *p)
{
	const struct dmarc_step *step =
	    p->facts->dmarcs > 0 ? &p->facts->dmarc[0] : NULL;
	const struct dmarc_record *old = step == NULL ? NULL : step->record;
	enum dmarc_policy policy = policy_of(p, old);
	char rua[sizeof(p->decisions->rua) + DNAME_MAX];
	struct change *change;
	struct dname name;

	/* What could not be asked is not known to be missing. */
	if (step == NULL || !dns_is_answered(step->answer->status))
		return;
	/* The organization's policy holds here already, section 4.10.1. */
	if (old == NULL && p->facts->dmarc_found != NULL &&
	    step->answer->count == 0)
		return;
	if (!dname_join("_dmarc", p->facts->domain, &name))
		return;
	change = planner_add(p, TOPIC_DMARC, name.text);
	if (change == NULL)
		return;
	(void)snprintf(rua, sizeof(rua), "%s%s",
	    p->decisions->rua[0] != '\0' ? p->decisions->rua : "dmarc@",
	    p->decisions->rua[0] != '\0' ? "" : p->facts->domain);
	planner_take_old(change, step->answer);
	if (old != NULL)
		merge_dmarc(change, old, policy, rua);
	else
		new_dmarc(p, change, policy, rua);
	planner_decide(p, change, step->answer);
}
