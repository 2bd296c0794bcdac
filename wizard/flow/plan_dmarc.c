/* The DMARC record: what the user wrote in it stays. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/planner.h"
#include "wizard/flow/use.h"

/* One run: the record that is there, and what is to be said in the new one. */
struct dmarc_draft {
	const struct dmarc_record *old; /* NULL: none */
	enum dmarc_policy policy;
	const char *typed;    /* report address that the user gave; or "" */
	const char *fallback; /* when there is none at all; "" where none goes */
	bool strict; /* refuses everything below the domain, too */
};

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
static struct slice
reports(struct arena *arena, const struct dmarc_draft *d)
{
	struct buf list = BUF_INIT;
	struct slice copy;

	for (size_t i = 0; i < d->old->nrua; i++)
		if (d->old->rua[i].valid)
			put_address(&list, "", d->old->rua[i].text);
	if (d->typed[0] != '\0' && !is_listed(d->old, d->typed))
		put_address(&list, "mailto:", slice_of(d->typed));
	if (list.len == 0)
		put_address(&list, "mailto:", slice_of(d->fallback));
	copy = slice_of(arena_copy(arena, buf_text(&list)));
	buf_release(&list);
	return copy;
}

/* Is there any address to name? */
static bool
has_reports(const struct dmarc_draft *d)
{
	for (size_t i = 0; i < d->old->nrua; i++)
		if (d->old->rua[i].valid)
			return true;
	return d->typed[0] != '\0' || d->fallback[0] != '\0';
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

/* What a record has to say that lets nothing pass; p= apart. */
static const struct {
	const char *name, *value;
} strict_tags[] = {
    {"sp", "reject"},
    {"np", "reject"},
    {"adkim", "s"},
    {"aspf", "s"},
};

static const char *
strict_value(const struct tag *tag)
{
	for (size_t i = 0; i < COUNT_OF(strict_tags); i++)
		if (slice_is(tag->name, strict_tags[i].name))
			return strict_tags[i].value;
	return NULL;
}

/*
 * Tags that mean nothing to anybody. "pct" below 100 does mean something to
 * older receivers, and is the user's to remove.
 */
static bool
is_left_out(const struct dmarc_draft *d, const struct tag *tag)
{
	if (d->strict &&
	    (slice_is(tag->name, "t") || slice_is(tag->name, "pct")))
		return true;
	if (slice_is(tag->name, "rua") && !has_reports(d))
		return true;
	return slice_is(tag->name, "rf") || slice_is(tag->name, "ri") ||
	    (slice_is(tag->name, "pct") && slice_is(tag->value, "100"));
}

/* A policy that cannot be read is taken as none, section 4.10.1. */
static struct slice
mended(struct arena *arena, const struct dmarc_draft *d, const struct tag *tag)
{
	const struct dmarc_record *old = d->old;

	if (d->strict && strict_value(tag) != NULL)
		return slice_of(strict_value(tag));
	if ((slice_is(tag->name, "sp") && old->sp == DMARC_BAD_POLICY) ||
	    (slice_is(tag->name, "np") && old->np == DMARC_BAD_POLICY))
		return slice_of(dmarc_policy_word(DMARC_NONE));
	if (slice_is(tag->name, "rua") && !keeps_reports(d))
		return reports(arena, d);
	return tag->value;
}

static void
add_tag(struct arena *arena, struct taglist *tags, struct slice name,
    struct slice value)
{
	tags->tag =
	    arena_push(arena, tags->tag, &tags->count, sizeof(*tags->tag));
	tags->tag[tags->count - 1].name = name;
	tags->tag[tags->count - 1].value = value;
}

static void
add_strict_tags(
    struct arena *arena, struct taglist *tags, const struct taglist *old)
{
	for (size_t i = 0; i < COUNT_OF(strict_tags); i++)
		if (taglist_find(old, strict_tags[i].name) == NULL)
			add_tag(arena, tags, slice_of(strict_tags[i].name),
			    slice_of(strict_tags[i].value));
}

static const char *
merge_dmarc(struct arena *arena, const struct dmarc_draft *d)
{
	const struct taglist *old = &d->old->tags;
	struct taglist tags = {.count = 0};

	for (size_t i = 0; i < old->count; i++)
		if (!is_left_out(d, &old->tag[i]))
			add_tag(arena, &tags, old->tag[i].name,
			    mended(arena, d, &old->tag[i]));
	if (d->strict)
		add_strict_tags(arena, &tags, old);
	if (taglist_find(old, "rua") == NULL && has_reports(d))
		add_tag(arena, &tags, slice_of("rua"), reports(arena, d));
	return dmarc_print(arena, d->policy, &tags);
}

/* --- The change ---------------------------------------------------------- */

/* What holds at the name today, its own or inherited, section 4.10.1. */
static enum dmarc_policy
policy_there(const struct facts *f)
{
	const struct dmarc_step *found = f->dmarc_found;

	if (found == NULL)
		return DMARC_NO_POLICY;
	if (found == &f->dmarc[0])
		return found->record->p;
	return dmarc_policy_below(found->record, true);
}

/*
 * A policy is changed by the user only, and one that is stronger than any the
 * user had before when deciding was not meant to be lowered. Where nobody sends
 * there is nothing to watch: whatever comes is refused.
 */
enum dmarc_policy
plan_dmarc_policy(const struct facts *facts, const struct decisions *decisions)
{
	enum dmarc_policy wanted = (enum dmarc_policy)decisions->dmarc;
	enum dmarc_policy there = policy_there(facts);

	if (!use_sends(facts, decisions))
		return dmarc_is_policy(wanted) ? wanted : DMARC_REJECT;
	if (!dmarc_is_policy(there))
		return dmarc_is_policy(wanted) ? wanted : DMARC_NONE;
	if (!dmarc_is_policy(wanted) ||
	    (wanted < there && (int64_t)there > decisions->dmarc_over))
		return there;
	return wanted;
}

/* Of several records, or of one gone wrong, the first keeps its tags. */
static const struct dmarc_record *
record_there(const struct planner *p, const struct change *change,
    const struct dmarc_step *step)
{
	for (size_t i = 0; i < step->answer->count; i++) {
		struct slice text = step->answer->rr[i].text;
		const struct dmarc_record *record;

		if (!plan_is_kind(change, text))
			continue;
		record = dmarc_parse(p->arena, text);
		if (dmarc_is_record(text) ||
		    (record->faults & DMARC_FAULT_SYNTAX) == 0)
			return record;
	}
	return NULL;
}

static bool
write_first(const struct planner *p, struct change *change,
    const struct dmarc_draft *d)
{
	const char *rua = d->typed[0] != '\0' ? d->typed : d->fallback;
	struct variable variables[] = {
	    {"domain", p->decisions->domain},
	    {"policy", dmarc_policy_word(d->policy)},
	    {"rua", rua},
	};
	struct err err = ERR_INIT;

	return plan_template(p->templates, d->strict ? "dmarc-none" : "dmarc",
		   variables, COUNT_OF(variables), change->value,
		   sizeof(change->value), &err) == ERR_OK;
}

/* False when there is no template for it, or no room. */
static bool
write_value(const struct planner *p, struct change *change,
    struct dmarc_draft *d)
{
	const char *merged;

	if (d->old == NULL) {
		if (!write_first(p, change, d))
			return false;
		if (!d->strict || d->typed[0] == '\0')
			return true;
		/* Reports of forgeries are welcome, but nobody has to get them. */
		d->old = dmarc_parse(p->arena,
		    slice_of(arena_copy(p->arena, change->value)));
	}
	merged = merge_dmarc(p->arena, d);
	if (strlen(merged) >= sizeof(change->value))
		return false;
	(void)snprintf(change->value, sizeof(change->value), "%s", merged);
	return true;
}

/* --- Where nothing is proposed -------------------------------------------- */

/* Is there something to say here, and is it known what is there? */
static bool
is_called_for(struct planner *p, const char *name)
{
	const struct facts *f = p->facts;
	bool known = f->dmarcs > 0 &&
	    dns_is_answered(f->dmarc[0].answer->status);

	if (known && f->dmarc[0].record != NULL)
		return true;
	if (!known || f->org_domain == NULL) {
		planner_gap_unknown(p, TOPIC_DMARC, name);
		return false;
	}
	/* What an organization above decided holds here already. */
	if (f->dmarc[0].answer->count > 0 || f->dmarc_found == NULL ||
	    (!p->sends && policy_there(f) != DMARC_REJECT))
		return true;
	planner_gap(p, TOPIC_DMARC, name, true,
	    _("the policy of %s above holds here"), f->dmarc_found->name);
	return false;
}

/*
 * Beside an alias nothing else can stand, RFC 1034 section 3.6.2: the record
 * belongs to whoever runs the name it leads to.
 */
static void
leave_to_others(struct planner *p, const struct change *change,
    const struct dns_answer *answer)
{
	const char *target = answer->cname[answer->cnames - 1].target;

	if (change->op == CHANGE_KEEP)
		planner_gap(p, TOPIC_DMARC, change->name, true,
		    _("%s is an alias for %s, and the record there is right"),
		    change->name, target);
	else
		planner_gap(p, TOPIC_DMARC, change->name, false,
		    _("%s is an alias for %s, and no record can stand beside "
		      "it; have whoever runs that name publish \"%s\", or "
		      "delete the alias and look again"),
		    change->name, target, change->value);
}

void
plan_dmarc(struct planner *p)
{
	const struct facts *f = p->facts;
	struct dmarc_draft d = {
	    .policy = plan_dmarc_policy(f, p->decisions),
	    .typed = p->decisions->rua,
	    .fallback = p->sends
		? arena_printf(p->arena, "dmarc@%s", f->domain)
		: "",
	};
	const struct dns_answer *answer;
	struct change *change;
	struct dname name;

	if (!dname_join("_dmarc", f->domain, &name) ||
	    !is_called_for(p, name.text))
		return;
	change = planner_add(p, TOPIC_DMARC, DNS_TXT, name.text);
	if (change == NULL)
		return;
	d.strict = !p->sends && d.policy == DMARC_REJECT;
	answer = f->dmarc[0].answer;
	d.old = record_there(p, change, &f->dmarc[0]);
	planner_take_old(change, answer);
	if (!write_value(p, change, &d)) {
		planner_drop(p);
		planner_gap(p, TOPIC_DMARC, name.text, false,
		    _("the record becomes too long"));
		return;
	}
	if (!planner_decide(p, change, answer))
		return;
	plan_requests(p, change);
	if (answer->cnames > 0) {
		struct change left = *change;

		planner_drop(p);
		leave_to_others(p, &left, answer);
	}
}
