#include "wizard/flow/silent.h"

#include "wizard/base/i18n.h"

enum { REVOKE_ID = ITEM_FIRST_ID, KEEP_ID };

/* --- DKIM --------------------------------------------------------------------- */

static void
add_choice(const struct wizard *w, struct arena *a, struct view *v, int id,
    const char *label, const char *note)
{
	struct item *item = view_add(a, v, ITEM_CHOICE, id);

	item->number = id - REVOKE_ID + 1;
	item->chosen = (w->d.keep_keys != 0) == (id == KEEP_ID);
	item->label = label;
	item->note = note;
}

static void
view_keys(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct selector_facts *key[REVOKED_MAX];
	const struct facts *f = wizard_facts(w);
	size_t keys = f == NULL ? 0 : plan_keys_there(f, key);

	if (keys == 0)
		return;
	view_text(a, v,
	    ngettext("%zu key is published all the same:",
		"%zu keys are published all the same:", keys),
	    keys)
	    ->role = ROLE_WARNING;
	for (size_t i = 0; i < keys; i++)
		view_text(a, v, "  %s._domainkey",
		    step_safe(a, slice_of(key[i]->name)));
	add_choice(w, a, v, REVOKE_ID, _("Revoke"),
	    _("what was signed with them fails from then on"));
	add_choice(w, a, v, KEEP_ID, _("Leave"),
	    _("whoever has the private half can sign as you"));
}

void
silent_dkim_enter(struct wizard *w)
{
	const struct selector_facts *key[REVOKED_MAX];
	const struct facts *f = wizard_facts(w);
	bool asks = f != NULL && plan_keys_there(f, key) > 0;

	wizard_look(w);
	wizard_plan(w);
	/* Enter goes on from what is chosen. */
	if (!asks)
		w->focus = ITEM_NEXT_ID;
	else if (w->d.keep_keys)
		w->focus = KEEP_ID;
}

static const struct change *
wildcard_change(const struct wizard *w)
{
	for (size_t i = 0; i < w->plan.count; i++)
		if (w->plan.change[i].topic == TOPIC_UNSIGNED &&
		    w->plan.change[i].name[0] == '*')
			return &w->plan.change[i];
	return NULL;
}

void
silent_dkim_view(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct change *wildcard = wildcard_change(w);
	const struct gap *gap = plan_gap(&w->plan, TOPIC_UNSIGNED);

	view_hint(v, '\r', _("continue"));
	view_hint(v, '\033', _("back"));
	v->busy = wizard_is_looking(w);
	view_text(a, v,
	    _("Nobody sends as @%s, so that no key is needed. A record at "
	      "*._domainkey says so for every selector."),
	    w->d.domain);
	if (wildcard != NULL) {
		if (wildcard->op == CHANGE_KEEP)
			view_text(a, v,
			    _("ok: your record is right as it is, nothing to "
			      "do"))
			    ->role = ROLE_OK;
		view_add(a, v, ITEM_VALUE, 0)->value =
		    step_safe(a, slice_of(wildcard->value));
	}
	view_keys(w, a, v);
	if (gap != NULL && !v->busy)
		view_text(a, v, "%s", step_safe(a, slice_of(gap->why)))->role =
		    ROLE_PROBLEM;
	step_buttons(a, v);
}

enum outcome
silent_dkim_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_PRESS &&
	    (e->item == REVOKE_ID || e->item == KEEP_ID)) {
		w->d.keep_keys = e->item == KEEP_ID;
		wizard_plan(w);
		wizard_save(w);
	}
	if (step_wants_back(e))
		return wizard_go(w, "senders");
	if (step_wants_next(e))
		return wizard_go(w, "spf");
	return OUTCOME_STAY;
}

/* --- Verify ------------------------------------------------------------------- */

/* What would have to be done, for all that others see now. */
static const struct plan *
plan_by_resolvers(const struct wizard *w, struct arena *a)
{
	struct plan *plan = arena_alloc(a, sizeof(*plan));

	plan_make(a, examine_facts(w->proof_look), &w->d,
	    w->services->templates, plan);
	return plan;
}

size_t
silent_rows(const struct wizard *w, struct arena *a,
    const struct silent_row **ret)
{
	const struct plan *plan = plan_by_resolvers(w, a);
	struct silent_row *row =
	    arena_alloc(a, (plan->count + plan->gaps + 1) * sizeof(*row));
	size_t n = 0;

	for (size_t i = 0; i < plan->count; i++)
		row[n++] = (struct silent_row) {
		    .topic = plan_topic(&plan->change[i]),
		    .name = plan->change[i].name,
		    .right = plan->change[i].op == CHANGE_KEEP,
		};
	for (size_t i = 0; i < plan->gaps; i++)
		row[n++] = (struct silent_row) {
		    .topic = plan_topic_word(plan->gap[i].topic),
		    .name = plan->gap[i].why,
		    .right = plan->gap[i].fine,
		};
	*ret = row;
	return n;
}

bool
silent_is_good(const struct wizard *w)
{
	struct arena arena = ARENA_INIT;
	const struct silent_row *row;
	size_t rows = silent_rows(w, &arena, &row);
	bool good = examine_done(w->proof_look);

	for (size_t i = 0; i < rows; i++)
		good = good && row[i].right;
	arena_release(&arena);
	return good;
}
