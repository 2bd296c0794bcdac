/* S6: what receivers should do when SPF and DKIM both fail. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/ramp.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/use.h"

enum { NONE_ID = ITEM_FIRST_ID, QUARANTINE_ID, REJECT_ID, RUA_FIELD };

const char dmarc_help[] = N_(
    "What it is: a record that tells receivers what to do with mail that "
    "carries your domain but passes neither SPF nor DKIM for it, and where to "
    "send reports.\n"
    "If unsure: p=none. It changes nothing for your mail, satisfies large "
    "receivers and brings reports.\n"
    "Reports come once a day as mail with a small file; two to four weeks of "
    "them show every machine that sends in your name.\n"
    "Stronger policies come later, when the reports hold no surprise.");

/* The policy as it will be: decided, or what is there, or none. */
static enum dmarc_policy
effective(const struct wizard *w)
{
	const struct facts *f = wizard_facts(w);

	if (f != NULL)
		return plan_dmarc_policy(f, &w->d);
	return w->d.dmarc != DMARC_NO_POLICY ? (enum dmarc_policy)w->d.dmarc
					     : DMARC_NONE;
}

/* Enter goes on from what is chosen. */
void
dmarc_enter(struct wizard *w)
{
	wizard_look(w);
	wizard_plan(w);
	w->focus = NONE_ID + (int)(effective(w) - DMARC_NONE);
}

/* What is published at the name itself; NULL: nothing, or not known. */
static const struct dmarc_record *
published(const struct wizard *w)
{
	const struct facts *f = wizard_facts(w);

	return f != NULL && f->dmarcs > 0 ? f->dmarc[0].record : NULL;
}

/* What the next stage of a policy that is there waits for, at its choice. */
static void
add_conditions(const struct wizard *w, struct arena *a, struct item *item,
    enum dmarc_policy policy)
{
	struct ramp ramp;
	const char **line;

	if (wizard_is_looking(w) || published(w) == NULL)
		return;
	ramp_find(a, wizard_facts(w), &w->d, wizard_now(w), &ramp);
	if (ramp.next != policy)
		return;
	line = arena_alloc(a, (ramp.conditions + 1) * sizeof(*line));
	line[item->details++] = ramp.ready ? _("It may be published now.")
					   : _("Before it is published:");
	for (size_t i = 0; i < ramp.conditions; i++)
		if (ramp.condition[i].state != STAGE_MET)
			line[item->details++] = arena_printf(
			    a, "- %s", ramp.condition[i].text);
	item->detail = line;
}

static void
add_choice(const struct wizard *w, struct arena *a, struct view *v, int id,
    const char *label, const char *note, bool disabled)
{
	struct item *item = view_add(a, v, ITEM_CHOICE, id);
	enum dmarc_policy policy =
	    (enum dmarc_policy)(DMARC_NONE + id - NONE_ID);

	item->number = id - NONE_ID + 1;
	item->chosen = effective(w) == policy;
	item->label =
	    arena_printf(a, "p=%-13s%s", dmarc_policy_word(policy), label);
	item->note = note;
	item->disabled = disabled;
	add_conditions(w, a, item, policy);
}

bool
step_is_address(const char *text)
{
	const char *at = strrchr(text, '@');
	struct dname domain;
	struct err err = ERR_INIT;

	return at != NULL && at != text && strpbrk(text, " ,;!<>\"") == NULL &&
	    dname_parse(slice_of(at + 1), &domain, &err) == ERR_OK &&
	    dname_is_hostname(domain.text);
}

static void
view_rua(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *field = view_add(a, v, ITEM_FIELD, RUA_FIELD);
	const char *at = strrchr(w->d.rua, '@');

	field->label = _("Reports to");
	field->value = w->d.rua;
	field->suggestion = use_is_silent(&w->d)
	    ? ""
	    : arena_printf(a, "dmarc@%s", w->d.domain);
	field->state = _("ok");
	field->state_role = ROLE_OK;
	if (w->d.rua[0] != '\0' && !step_is_address(w->d.rua)) {
		field->state = _("problem");
		field->state_role = ROLE_PROBLEM;
		field->note = _("type one mail address, for example "
				"dmarc@example.jp");
	} else if (at != NULL && !dname_is_within(at + 1, w->d.domain)) {
		field->state = _("note");
		field->state_role = ROLE_WARNING;
		field->note =
		    arena_printf(a,
			_("%s has to allow this with a record of its own"),
			step_safe(a, slice_of(at + 1)));
	} else if (use_is_silent(&w->d) && at == NULL) {
		field->note = _("may stay empty; reports would show forgers");
	} else {
		field->note = _("this mailbox has to exist");
	}
}

/* Why there is no record to propose. */
static void
view_nothing(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct gap *gap = plan_gap(&w->plan, TOPIC_DMARC);

	if (v->busy || gap == NULL) {
		view_text(a, v, _("Still looking at what is published."))
		    ->role = ROLE_WAIT;
		return;
	}
	view_text(a, v, "%s", step_safe(a, slice_of(gap->why)))->role =
	    gap->fine ? ROLE_NORMAL : ROLE_PROBLEM;
	if (!gap->fine)
		view_hint(v, 'r', _("ask again"));
}

/* Senders whose domain is not the one in From. */
static void
view_alignment(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct facts *f = wizard_facts(w);

	for (size_t i = 0; f != NULL && i < f->identifiers; i++) {
		const struct identifier_facts *id = &f->identifier[i];
		const char *name = step_safe(a, slice_of(id->name));

		if (id->walk != ALIGNED_NO && id->psl == ALIGNED_YES)
			view_text(a, v,
			    _("Mail of %s counts for %s, as long as aspf=s is "
			      "not set."),
			    name, f->domain)
			    ->role = ROLE_DIM;
		else
			view_text(a, v,
			    _("Mail of %s does not count for %s by SPF: it "
			      "needs a DKIM signature of %s."),
			    name, f->domain, f->domain)
			    ->role = ROLE_WARNING;
	}
}

void
dmarc_view(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct change *change = plan_find(&w->plan, TOPIC_DMARC);
	const char *refusal = ramp_refusal(wizard_facts(w), &w->d);
	struct item *item;

	view_hint(v, '\r', _("continue"));
	view_hint(v, '\033', _("back"));
	v->busy = wizard_is_looking(w);
	view_text(
	    a, v, _("When SPF and DKIM both fail, receivers should"));
	add_choice(w, a, v, NONE_ID, _("only report"),
	    use_is_silent(&w->d) ? NULL : _("start here, 2-4 weeks"), false);
	add_choice(w, a, v, QUARANTINE_ID, _("put in junk"), NULL, false);
	if (use_is_silent(&w->d))
		add_choice(w, a, v, REJECT_ID, _("refuse"),
		    _("right for a domain that never sends"), false);
	else
		add_choice(w, a, v, REJECT_ID, _("refuse"), refusal,
		    refusal != NULL);
	view_rua(w, a, v);
	if (change == NULL) {
		view_nothing(w, a, v);
	} else {
		if (change->op == CHANGE_KEEP)
			view_text(a, v,
			    _("ok: your record is right as it is, nothing to "
			      "do"))
			    ->role = ROLE_OK;
		item = view_add(a, v, ITEM_VALUE, 0);
		item->label = _("Record");
		item->value = step_safe(a, slice_of(change->value));
	}
	view_alignment(w, a, v);
	step_buttons(a, v);
}

static void
choose(struct wizard *w, enum dmarc_policy policy)
{
	const struct dmarc_record *record = published(w);
	const char *refusal = ramp_refusal(wizard_facts(w), &w->d);

	if (policy == DMARC_REJECT && refusal != NULL) {
		wizard_say(w, ROLE_PROBLEM, "p=reject: %s", refusal);
		return;
	}
	w->d.dmarc = policy;
	w->d.dmarc_over = record != NULL ? dmarc_policy_of(record) : 0;
	wizard_plan(w);
	wizard_save(w);
}

static enum outcome
leave(struct wizard *w)
{
	if (w->d.rua[0] != '\0' && !step_is_address(w->d.rua)) {
		wizard_say(w, ROLE_PROBLEM,
		    _("The report address is not a mail address."));
		w->focus = RUA_FIELD;
		return OUTCOME_FOCUS;
	}
	return wizard_go(w, "review");
}

enum outcome
dmarc_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_TEXT && e->item == RUA_FIELD) {
		(void)snprintf(w->d.rua, sizeof(w->d.rua), "%s", e->text);
		wizard_save_soon(w);
		wizard_plan(w);
	}
	if (e->kind == EVENT_KEY && e->key == 'r')
		wizard_look_again(w);
	if (e->kind == EVENT_PRESS && e->item >= NONE_ID &&
	    e->item <= REJECT_ID)
		choose(w, (enum dmarc_policy)(DMARC_NONE + e->item - NONE_ID));
	if (step_wants_back(e))
		return wizard_go(w, "spf");
	if (step_wants_next(e))
		return leave(w);
	return OUTCOME_STAY;
}
