/* The DMARC record: what the user wrote in it stays. */
#include <stdio.h>
#include <string.h>

#include "wizard/flow/planner.h"

/* One run: the record that is there, and what is to be said in the new one. */
struct dmarc_draft {
	const struct dmarc_record *old; /* NULL: none */
	enum dmarc_policy policy;
	const char *typed;    /* report address that the user gave; or "" */
	const char *fallback; /* when there is none at all */
};

static bool
is_policy(enum dmarc_policy policy)
{
	return policy >= DMARC_NONE && policy <= DMARC_REJECT;
}

/* --- Report addresses ---------------------------------------------------- */

static bool
is_listed(const struct dmarc_record *old, const char *address)
{
	for (size_t i = 0; i < old->nrua; i++) {
		struct slice uri = old->rua[i].text, scheme;

		if (slice_next(&uri, ':', &scheme) &&
		    slice_is_nocase(uri, address))
			return true;
	}
	return false;
}

static void
put_address(struct buf *list, const char *scheme, struct slice address)
{
	buf_addf(list, "%s%s%.*s", list->len > 0 ? "," : "", scheme,
	    (int)address.len, address.ptr);
}

/* The user's addresses stay, except those that are none; a new one is added. */
static void
put_reports(struct buf *out, const struct dmarc_draft *d)
{
	struct buf list = BUF_INIT;

	for (size_t i = 0; d->old != NULL && i < d->old->nrua; i++)
		if (d->old->rua[i].valid)
			put_address(&list, "", d->old->rua[i].text);
	if (d->typed[0] != '\0' &&
	    (d->old == NULL || !is_listed(d->old, d->typed)))
		put_address(&list, "mailto:", slice_of(d->typed));
	if (list.len == 0)
		put_address(&list, "mailto:", slice_of(d->fallback));
	buf_addf(out, "; rua=%s", buf_text(&list));
	buf_release(&list);
}

/* Nothing to add and nothing to mend: the list stays as it was written. */
static bool
keeps_reports(const struct dmarc_draft *d)
{
	return d->old->nrua > 0 &&
	    (d->old->faults & DMARC_FAULT_REPORT_URI) == 0 &&
	    (d->typed[0] == '\0' || is_listed(d->old, d->typed));
}

/* --- Tags ---------------------------------------------------------------- */

/*
 * Tags that are written anew, or that mean nothing to anybody. "pct" below 100
 * does mean something to older receivers, and is the user's to remove.
 */
static bool
is_left_out(const struct tag *tag)
{
	static const char *const names[] = {"v", "p", "rf", "ri"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (slice_is(tag->name, names[i]))
			return true;
	for (size_t i = 0; i < tag->value.len; i++)
		if (tag->value.ptr[i] < ' ' || tag->value.ptr[i] > '~')
			return true;
	return slice_is(tag->name, "pct") && slice_is(tag->value, "100");
}

/* A policy that cannot be read is taken as none, section 4.10.1. */
static struct slice
mended(const struct dmarc_record *old, const struct tag *tag)
{
	if ((slice_is(tag->name, "sp") && old->sp == DMARC_BAD_POLICY) ||
	    (slice_is(tag->name, "np") && old->np == DMARC_BAD_POLICY))
		return slice_of(dmarc_policy_word(DMARC_NONE));
	return tag->value;
}

static void
put_tags(struct buf *out, const struct dmarc_draft *d)
{
	const struct taglist *tags = &d->old->tags;

	for (size_t i = 0; i < tags->count; i++) {
		const struct tag *tag = &tags->tag[i];
		struct slice value = mended(d->old, tag);

		if (slice_is(tag->name, "rua") && !keeps_reports(d))
			put_reports(out, d);
		else if (!is_left_out(tag))
			buf_addf(out, "; %.*s=%.*s", (int)tag->name.len,
			    tag->name.ptr, (int)value.len, value.ptr);
	}
	if (taglist_find(tags, "rua") == NULL)
		put_reports(out, d);
}

static void
merge_dmarc(struct buf *out, const struct dmarc_draft *d)
{
	buf_addf(out, "v=DMARC1; p=%s", dmarc_policy_word(d->policy));
	put_tags(out, d);
}

/* --- The change ---------------------------------------------------------- */

/* What holds at the name today, its own or inherited, section 4.10.1. */
static enum dmarc_policy
policy_there(const struct facts *f)
{
	const struct dmarc_step *found = f->dmarc_found;

	if (found == NULL)
		return DMARC_NO_POLICY;
	if (found != &f->dmarc[0] && is_policy(found->record->sp))
		return found->record->sp;
	return found->record->p;
}

/* A policy is changed by the user only. */
static enum dmarc_policy
policy_of(const struct planner *p)
{
	enum dmarc_policy wanted = (enum dmarc_policy)p->decisions->dmarc;
	enum dmarc_policy there = policy_there(p->facts);

	if (is_policy(wanted))
		return wanted;
	return is_policy(there) ? there : DMARC_NONE;
}

/* Of several records, or of one gone wrong, the first keeps its tags. */
static const struct dmarc_record *
record_there(const struct planner *p, const struct dmarc_step *step)
{
	for (size_t i = 0; i < step->answer->count; i++) {
		struct slice text = step->answer->rr[i].text;
		const struct dmarc_record *record;

		if (!plan_is_kind(TOPIC_DMARC, text))
			continue;
		record = dmarc_parse(p->arena, text);
		if (dmarc_is_record(text) ||
		    (record->faults & DMARC_FAULT_SYNTAX) == 0)
			return record;
	}
	return NULL;
}

/* False when there is no template for it, or no room. */
static bool
write_value(const struct planner *p, struct change *change,
    const struct dmarc_draft *d)
{
	const char *rua = d->typed[0] != '\0' ? d->typed : d->fallback;
	struct variable variables[] = {
	    {"domain", p->decisions->domain},
	    {"policy", dmarc_policy_word(d->policy)},
	    {"rua", rua},
	};
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	bool fits;

	if (d->old == NULL)
		return plan_template(p->templates, "dmarc", variables,
			   COUNT_OF(variables), change->value,
			   sizeof(change->value), &err) == ERR_OK;
	merge_dmarc(&out, d);
	fits = out.len < sizeof(change->value);
	if (fits)
		memcpy(change->value, out.data, out.len + 1);
	buf_release(&out);
	return fits;
}

/* Is there something to say here, and is it known what is there? */
static bool
is_called_for(const struct facts *f)
{
	if (f->dmarcs == 0 || !dns_is_answered(f->dmarc[0].answer->status))
		return false;
	if (f->dmarc[0].answer->count > 0)
		return f->dmarc[0].record != NULL || f->org_domain != NULL;
	/* What an organization above decided holds here already. */
	return f->org_domain != NULL && f->dmarc_found == NULL;
}

void
plan_dmarc(struct planner *p)
{
	const struct facts *f = p->facts;
	struct dmarc_draft d = {
	    .policy = policy_of(p),
	    .typed = p->decisions->rua,
	    .fallback = arena_printf(p->arena, "dmarc@%s", f->domain),
	};
	struct change *change;
	struct dname name;

	if (!is_called_for(f) || !dname_join("_dmarc", f->domain, &name))
		return;
	change = planner_add(p, TOPIC_DMARC, name.text);
	if (change == NULL)
		return;
	d.old = record_there(p, &f->dmarc[0]);
	planner_take_old(change, f->dmarc[0].answer);
	if (write_value(p, change, &d))
		planner_decide(p, change, f->dmarc[0].answer);
	else
		planner_drop(p);
}
