/* S5: one SPF record out of what is there and what was marked. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/spf_tree.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/use.h"

enum { SOFT_ID = ITEM_FIRST_ID, HARD_ID };

const char spf_help[] = N_(
    "What it is: a list, in DNS, of the servers that may send mail as your "
    "domain. There is exactly one such record.\n"
    "If unsure: press Enter. ~all loses no mail; you can change it later.\n"
    "When to use -all: after two to four weeks of DMARC reports without a "
    "surprise.\n"
    "Lookups: receivers follow at most 10 of them; beyond that the record "
    "counts for nothing.\n"
    "Common mistakes: two records; more than 10 lookups; a service that "
    "nobody listed.");

void
spf_enter(struct wizard *w)
{
	wizard_look(w);
	wizard_plan(w);
	/* Where there is nothing to choose, and where Enter changes nothing. */
	if (use_is_silent(&w->d))
		w->focus = ITEM_NEXT_ID;
	else if (w->plan.spf.all == '-')
		w->focus = HARD_ID;
}

static const struct change *
spf_change(const struct wizard *w)
{
	for (size_t i = 0; i < w->plan.count; i++)
		if (w->plan.change[i].topic == TOPIC_SPF)
			return &w->plan.change[i];
	return NULL;
}

static void
add_value(
    struct arena *a, struct view *v, enum role role, const char *value)
{
	struct item *item = view_add(a, v, ITEM_VALUE, 0);

	item->value = step_safe(a, slice_of(value));
	item->role = role;
}

static void
view_diff(struct arena *a, struct view *v, const struct change *change,
    bool silent)
{
	if (change->op == CHANGE_KEEP) {
		view_text(a, v,
		    _("ok: your record is right as it is, nothing to do"))
		    ->role = ROLE_OK;
		add_value(a, v, ROLE_NORMAL, change->value);
		return;
	}
	view_text(a, v, "%s",
	    silent		      ? _("Nobody sends: the record says so")
		: change->olds > 1      ? _("One record, merged from those you have")
		: change->olds == 1 ? _("Your record, extended")
				    : _("Your first SPF record"));
	for (int64_t i = 0; i < change->olds; i++)
		add_value(a, v, ROLE_REMOVE, change->old[i]);
	add_value(a, v, ROLE_ADD, change->value);
}

static void
view_cost(const struct wizard *w, struct arena *a, struct view *v,
    const struct change *change)
{
	struct spf_cost cost = cost_result(w->cost);
	size_t length = strlen(change->value);
	bool voids = cost.voids4 > SPF_VOIDS_MAX || cost.voids6 > SPF_VOIDS_MAX;
	bool good = cost.lookups <= SPF_LOOKUPS_MAX && !voids &&
	    length <= SPF_SIZE_GOOD;
	struct item *item;

	if (cost.pending) {
		v->busy = true;
		view_text(a, v, _("counting lookups"))->role = ROLE_WAIT;
		return;
	}
	item = view_text(a, v,
	    cost.at_least
		? _("lookups at least %u of %d   length %zu of %d   %s")
		: _("lookups %u of %d   length %zu of %d   %s"),
	    cost.lookups, SPF_LOOKUPS_MAX, length, SPF_SIZE_GOOD,
	    good ? _("ok") : _("problem"));
	item->role = good ? ROLE_OK : ROLE_PROBLEM;
	if (voids)
		view_text(a, v,
		    _("lookups that find nothing: %u over IPv4, %u over IPv6; "
		      "%d are allowed"),
		    cost.voids4, cost.voids6, SPF_VOIDS_MAX)
		    ->role = ROLE_PROBLEM;
}

static void
add_choice(struct arena *a, struct view *v, int id, char all, bool chosen,
    const char *label, const char *note)
{
	struct item *item = view_add(a, v, ITEM_CHOICE, id);

	item->number = id - SOFT_ID + 1;
	item->chosen = chosen;
	item->label = arena_printf(a, "%call  %s", all, label);
	item->note = note;
}

static void
view_endings(const struct merge *merge, struct arena *a, struct view *v)
{
	char all = merge->all;

	if (merge->redirects)
		return;
	view_text(a, v, _("Mail from anywhere else:"));
	add_choice(a, v, SOFT_ID, '~', all == '~', _("accept but mark"),
	    _("choose this first"));
	add_choice(a, v, HARD_ID, '-', all == '-', _("refuse"),
	    _("after DMARC reports are clean"));
	if (all != 0)
		view_text(a, v, _("Why %call: %s."), all, merge->all_why)
		    ->role = ROLE_DIM;
}

/* How the record ends has been explained with the choice. */
static void
view_reasons(const struct merge *merge, struct arena *a, struct view *v)
{
	static const char signs[] = {
	    [MERGE_KEEP] = ' ',
	    [MERGE_ADD] = '+',
	    [MERGE_REMOVE] = '-',
	    [MERGE_DROP] = '-',
	};

	for (size_t i = 0; i < merge->count; i++) {
		const struct merge_change *c = &merge->change[i];
		bool goes = c->op != MERGE_DROP || c->old;

		if (c->op != MERGE_KEEP && c->why != merge->all_why)
			view_text(a, v, "%c %s  %s", goes ? signs[c->op] : ' ',
			    step_safe(a, slice_of(c->term)), c->why);
	}
}

static const char *
suggestion_text(struct arena *a, const struct merge_suggestion *s)
{
	const char *term = step_safe(a, slice_of(s->term));

	switch (s->way) {
	case MERGE_WAY_REMOVE:
		return arena_printf(
		    a, _("You could remove %s: %s."), term, s->why);
	case MERGE_WAY_REPLACE:
		return arena_printf(a, _("You could write %s instead of %s: "
					 "%s."),
		    s->with, term, s->why);
	case MERGE_WAY_MOVE:
		return arena_printf(
		    a, _("You could move %s: %s."), term, s->why);
	case MERGE_WAY_END: /* is what the choice is about */
	case MERGE_WAY_FLATTEN: /* has to be asked for expressly */
		return NULL;
	}
	return NULL;
}

static void
view_suggestions(const struct merge *merge, struct arena *a, struct view *v)
{
	for (size_t i = 0; i < merge->suggestions; i++) {
		const char *text = suggestion_text(a, &merge->suggestion[i]);

		if (text != NULL)
			view_text(a, v, "%s", text)->role = ROLE_DIM;
	}
}

void
spf_view(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct change *change = spf_change(w);
	const struct gap *gap = plan_gap(&w->plan, TOPIC_SPF);

	view_hint(v, '\r', _("accept"));
	view_hint(v, '\033', _("back"));
	v->busy = wizard_is_looking(w);
	if (gap != NULL) {
		view_text(a, v, "%s", gap->why)->role = ROLE_PROBLEM;
		view_hint(v, 'r', _("ask again"));
	}
	if (change == NULL) {
		if (v->busy)
			view_text(a, v, _("Still looking at what is published."))
			    ->role = ROLE_WAIT;
		step_buttons(a, v);
		return;
	}
	view_hint(v, 't', _("tree"));
	view_diff(a, v, change, use_is_silent(&w->d));
	view_cost(w, a, v, change);
	if (use_is_silent(&w->d)) {
		step_buttons(a, v);
		return;
	}
	view_blank(a, v);
	view_endings(&w->plan.spf, a, v);
	view_reasons(&w->plan.spf, a, v);
	view_suggestions(&w->plan.spf, a, v);
	step_buttons(a, v);
}

static enum outcome
leave(struct wizard *w)
{
	if (plan_gap(&w->plan, TOPIC_SPF) != NULL || w->cost == NULL) {
		wizard_go(w, "dmarc");
		wizard_say(w, ROLE_WARNING,
		    _("There is no proposal for SPF: it could not be found out "
		      "what is published."));
		return OUTCOME_MOVED;
	}
	if (cost_result(w->cost).lookups > SPF_LOOKUPS_MAX) {
		wizard_say(w, ROLE_PROBLEM,
		    _("This needs %u DNS lookups; the limit is 10. Go back and "
		      "unmark a service, or take a way out that is shown "
		      "here."),
		    cost_result(w->cost).lookups);
		return OUTCOME_STAY;
	}
	return wizard_go(w, "dmarc");
}

static void
choose(struct wizard *w, char all)
{
	w->d.spf_all[0] = all;
	w->d.spf_all[1] = '\0';
	wizard_plan(w);
	wizard_save(w);
}

enum outcome
spf_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_PRESS && e->item == SOFT_ID)
		choose(w, '~');
	if (e->kind == EVENT_PRESS && e->item == HARD_ID)
		choose(w, '-');
	if (e->kind == EVENT_KEY && e->key == 'r')
		wizard_look_again(w);
	if (e->kind == EVENT_KEY && e->key == 't')
		return wizard_go(w, "tree");
	if (step_wants_back(e))
		return wizard_go(w, "dkim");
	if (step_wants_next(e))
		return leave(w);
	return OUTCOME_STAY;
}
