/* S7: every change with its reason, before anything is published. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/export.h"
#include "wizard/flow/others.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/use.h"

#define DETAIL_COLUMNS 66 /* one line of the full screen */

enum { CHANGE_ID = ITEM_FIRST_ID };

const char review_help[] = N_(
    "What it is: the difference between what DNS says now and what it should "
    "say. Nothing is published yet.\n"
    "If unsure: read the reasons and press Enter.\n"
    "The order matters: the DKIM key first, the change of SPF last, so that "
    "no mail is refused meanwhile.\n"
    "The old values are kept with your answers, to go back later.");

void
review_enter(struct wizard *w)
{
	wizard_look(w);
	wizard_plan(w);
}

static const struct table review_table = {
    .columns = 5,
    .column = {{.rank = 0}, {.rank = 0}, {.rank = 2}, {.rank = 1},
	{.flexible = true}},
};

static const char *
op_word(const struct change *c)
{
	static const char *const words[] = {
	    [CHANGE_KEEP] = N_("keep"),
	    [CHANGE_ADD] = N_("ADD"),
	    [CHANGE_REPLACE] = N_("REPLACE"),
	    [CHANGE_RESTORE] = N_("REPLACE"),
	    [CHANGE_REMOVE] = N_("DELETE"),
	};

	return _(words[c->op]);
}

static const char **
details(struct arena *a, const struct change *c, size_t *ret_count)
{
	const char **line = arena_alloc(a, (OLD_MAX + 4) * sizeof(*line));
	size_t n = 0;

	line[n++] = plan_reason(c);
	if (c->foreign != 0)
		line[n++] = others_say(a, c);
	for (int64_t i = 0; c->op == CHANGE_REPLACE && i < c->olds; i++)
		line[n++] = arena_printf(
		    a, "- %s", step_brief(a, c->old[i], DETAIL_COLUMNS));
	line[n++] = arena_printf(a, "%c %s", c->op == CHANGE_KEEP ? ' ' : '+',
	    step_brief(a, c->value, DETAIL_COLUMNS));
	*ret_count = n;
	return line;
}

static void
add_change(const struct wizard *w, struct arena *a, struct view *v,
    const struct change *c, int number)
{
	struct item *item = view_add(a, v, ITEM_ROW, CHANGE_ID + number);
	char name[DNAME_MAX + 2];

	dname_relative(c->name, step_zone(w), name, sizeof(name));
	item->number = number <= 9 ? number : 0;
	item->table = &review_table;
	item->cell[0].text = op_word(c);
	item->cell[0].role = c->foreign != 0 ? ROLE_WARNING
	    : c->op == CHANGE_KEEP	     ? ROLE_DIM
					     : ROLE_STRONG;
	item->cell[1].text = arena_copy(a, name);
	item->cell[2].text = plan_type_word(c);
	item->cell[3].text =
	    arena_printf(a, _("%zu chars"), strlen(c->value));
	item->cell[4].text = step_safe(a, slice_of(c->value));
	item->detail = details(a, c, &item->details);
}

/* What two hosts would put back again and again is asked about first. */
static void
view_foreign(const struct wizard *w, struct arena *a, struct view *v)
{
	const char *names = "";
	bool stands = false;

	for (size_t i = 0; i < w->plan.count; i++) {
		const struct change *c = &w->plan.change[i];

		stands = stands || c->stands != 0;
		if (c->foreign != 0)
			names = arena_printf(a, "%s%s%s", names,
			    names[0] == '\0' ? "" : ", ", c->name);
	}
	if (names[0] != '\0') {
		view_text(a, v,
		    _("Somebody else has changed what you published: %s. t "
		      "lets theirs stand, o puts yours in its place."),
		    names)
		    ->role = ROLE_WARNING;
		view_hint(v, 't', _("theirs stands"));
	}
	if (names[0] != '\0' || stands)
		view_hint(v, 'o', _("ours instead"));
}

static void
view_untouched(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct facts *f = wizard_facts(w);
	const char *others = "";

	for (size_t i = 0; f != NULL && i < f->txt->count; i++) {
		struct slice text = f->txt->rr[i].text;

		if (!spf_is_record(text))
			others = arena_printf(a, "%s, TXT %.30s..", others,
			    step_safe(a, text));
	}
	view_text(a, v,
	    plan_find(&w->plan, TOPIC_MX) != NULL
		? _("Not touched: A, AAAA%s")
		: _("Not touched: MX, A, AAAA%s"),
	    others)
	    ->role = ROLE_DIM;
}

/* What one would expect here and does not find; and what others have to do. */
static void
view_gaps(const struct plan *plan, struct arena *a, struct view *v)
{
	bool asks = false;

	for (size_t i = 0; i < plan->gaps; i++) {
		const struct gap *gap = &plan->gap[i];

		view_text(a, v, "%s: %s", plan_topic_word(gap->topic),
		    step_safe(a, slice_of(gap->why)))
		    ->role = gap->fine ? ROLE_DIM : ROLE_PROBLEM;
		asks = asks || !gap->fine;
	}
	if (asks)
		view_hint(v, 'r', _("ask again"));
	for (size_t i = 0; i < plan->requests; i++) {
		const struct request *request = &plan->request[i];

		view_text(a, v,
		    _("For reports to arrive, whoever runs %s has to publish "
		      "the TXT record \"%s\" at %s."),
		    step_safe(a, slice_of(request->host)), request->value,
		    step_safe(a, slice_of(request->name)))
		    ->role = ROLE_WARNING;
	}
}

/* Nobody but the services knows when these are right. */
static void
view_needs(const struct plan *plan, struct arena *a, struct view *v)
{
	if (plan->needs.count > 0)
		view_text(a, v,
		    _("Your services ask for these as well; enter them as they "
		      "show them:"));
	for (size_t i = 0; i < plan->needs.count; i++) {
		const struct need *need = &plan->needs.need[i];

		view_text(a, v, "  %s: %s",
		    step_safe(a, slice_of(need->service->name)),
		    needs_say(a, need));
	}
}

/* Mail to the domain is another matter, for those who want to go on. */
static bool
is_offered(const struct wizard *w)
{
	const struct facts *f = wizard_facts(w);

	return f != NULL && use_receives(f, &w->d);
}

static void
view_extras(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct policy_file *policy = w->plan.policy;

	if (policy != NULL && !policy->served)
		view_text(a, v,
		    _("Before the MTA-STS record comes its file, at %s: e "
		      "shows it and saves it."),
		    step_safe(a, slice_of(policy->url)))
		    ->role = ROLE_WARNING;
	else if (is_offered(w) && w->d.extras == 0)
		view_text(a, v,
		    _("Optional: e is about mail to you (TLS reports, "
		      "MTA-STS)."))
		    ->role = ROLE_DIM;
}

void
review_view(const struct wizard *w, struct arena *a, struct view *v)
{
	size_t work = plan_work(w->plan.change, w->plan.count);
	int number = 0;

	view_hint(v, '\r',
	    work > 0 ? _("go to Publish") : _("go to Verify"));
	view_hint(v, 'w', _("save to a file"));
	if (is_offered(w))
		view_hint(v, 'e', _("mail to you"));
	view_hint(v, '\033', _("back"));
	v->busy = wizard_is_looking(w);
	if (v->busy)
		view_text(a, v, _("Still looking at what is published."))
		    ->role = ROLE_WAIT;
	if (work == 0)
		view_text(a, v,
		    _("Everything is published as it should be: nothing to "
		      "do."))
		    ->role = ROLE_OK;
	else
		view_text(a, v,
		    ngettext("%zu change, nothing is published yet.",
			"%zu changes, nothing is published yet. Make them in "
			"this order.",
			work),
		    work);
	for (size_t i = 0; i < w->plan.count; i++)
		add_change(w, a, v, &w->plan.change[i], ++number);
	view_foreign(w, a, v);
	view_untouched(w, a, v);
	view_extras(w, a, v);
	if (!v->busy) {
		view_gaps(&w->plan, a, v);
		view_needs(&w->plan, a, v);
	}
	step_buttons(a, v);
}

/* About the record that is in focus; where none is, the first of them. */
static const struct change *
change_meant(const struct wizard *w, int item)
{
	size_t at = (size_t)(item - CHANGE_ID - 1);

	if (item > CHANGE_ID && at < w->plan.count)
		return &w->plan.change[at];
	for (size_t i = 0; i < w->plan.count; i++)
		if (w->plan.change[i].foreign != 0)
			return &w->plan.change[i];
	return NULL;
}

static void
decide_foreign(struct wizard *w, const struct event *e)
{
	const struct change *c = change_meant(w, e->item);
	bool theirs = e->key == 't';

	if (c == NULL || (c->foreign == 0 && (theirs || c->stands == 0)))
		return;
	wizard_journal(w, "%s: %s", c->name,
	    theirs ? "somebody else's record stands"
		   : "ours goes before theirs");
	/* It writes into the changes, of which one is about to go. */
	watch_free(w->watch);
	w->watch = NULL;
	if (theirs)
		others_let_stand(&w->d, c);
	else
		others_overrule(&w->d, c);
	wizard_plan(w);
	wizard_save_soon(w);
}

static enum outcome
ask_about_foreign(struct wizard *w)
{
	wizard_say(w, ROLE_WARNING,
	    _("Say first what is to be: t lets theirs stand, o puts yours in "
	      "its place."));
	for (size_t i = 0; i < w->plan.count; i++)
		if (w->plan.change[i].foreign != 0) {
			w->focus = CHANGE_ID + (int)i + 1;
			break;
		}
	return OUTCOME_FOCUS;
}

enum outcome
review_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_KEY && e->key == 'r')
		wizard_look_again(w);
	if (e->kind == EVENT_KEY && e->key == 'w')
		step_write_files(w, w->plan.change, w->plan.count);
	if (e->kind == EVENT_KEY && (e->key == 't' || e->key == 'o'))
		decide_foreign(w, e);
	if (e->kind == EVENT_KEY && e->key == 'e' && is_offered(w))
		return wizard_go(w, "extras");
	if (step_wants_back(e))
		return wizard_go(w, "dmarc");
	if (step_wants_next(e)) {
		if (wizard_is_looking(w)) {
			wizard_say(w, ROLE_WAIT,
			    _("One moment: some answers are still missing."));
			return OUTCOME_STAY;
		}
		if (others_count(w->plan.change, w->plan.count) > 0)
			return ask_about_foreign(w);
		return wizard_go(w,
		    plan_work(w->plan.change, w->plan.count) > 0 ? "publish"
								 : "verify");
	}
	return OUTCOME_STAY;
}
