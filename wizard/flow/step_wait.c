/* S9: who has the new records by now, and how long it may still take. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/wait_grid.h"
#include "wizard/flow/watch_say.h"

const char wait_help[] = N_(
    "What it is: your own name servers are asked first; caches of others only "
    "when all of those have the record. Asking a cache early would make it "
    "remember for a while that nothing is there.\n"
    "NEW: it has the record. old: it still has the one from before. none: it "
    "has nothing. waits: not asked yet. differs: something else is there; see "
    "the lines above. no answer: it was silent.\n"
    "alias: the record is somewhere else (CNAME); the servers there are asked, "
    "too.\n"
    "~38 min: that copy lives 38 minutes longer.\n"
    "You may close this window; the next start goes on from here.\n"
    "A name server is asked twice in a row: several machines may share its "
    "address. A public resolver is many caches, of which only one answers: go "
    "by the time that is said, not by the first NEW.\n"
    "If nothing changes for half an hour: was the change saved or applied in "
    "the panel?");

static void
wait_changed(void *arg)
{
	struct wizard *w = arg;

	wizard_save_soon(w);
	if (w->watch != NULL && watch_done(w->watch) &&
	    strcmp(w->step->id, "wait") == 0)
		wizard_say(w, ROLE_OK,
		    _("Every server has every record. Enter goes on."));
	wizard_changed(w);
}

void
wait_enter(struct wizard *w)
{
	if (w->watch == NULL && w->d.changes > 0)
		w->watch = watch_new(w->services, w->d.change, w->d.changes,
		    wait_changed, w);
}

/* --- What is shown ------------------------------------------------------------ */

static void
view_progress(const struct wizard *w, struct arena *a, struct view *v)
{
	int64_t next = watch_next(w->watch);
	int64_t left = watch_time_left(w->watch);
	if (watch_done(w->watch)) {
		view_text(a, v, _("Done: every server has every record."))
		    ->role = ROLE_OK;
		return;
	}
	view_text(a, v,
	    _("Done %zu of %zu.   Next check %s.   Caches forget within %s."),
	    watch_done_count(w->watch), plan_work(w->d.change, w->d.changes),
	    next < 0 ? _("now") : when_span(a, next),
	    when_span(a, left * 1000));
}

static void
view_remarks(const struct wizard *w, struct arena *a, struct view *v)
{
	struct remark *remark = arena_alloc(a, REMARKS_MAX * sizeof(*remark));
	size_t n = watch_remarks(
	    a, w->watch, w->d.change, w->d.changes, remark);

	for (size_t i = 0; i < n; i++)
		view_text(a, v, "%s", remark[i].text)->role =
		    remark[i].problem ? ROLE_WARNING : ROLE_DIM;
}

void
wait_view(const struct wizard *w, struct arena *a, struct view *v)
{
	bool done = w->watch == NULL || watch_done(w->watch);

	view_hint(v, '\r', done ? _("go to Verify") : _("check now"));
	if (!done) {
		view_hint(v, 'c', _("go on"));
		view_hidden_hint(v, 'r', _("check now"));
	}
	if (wait_grid_pages(w) > 1)
		view_hint(v, 'm', _("more records"));
	view_hint(v, '\033', _("back"));
	if (w->watch == NULL) {
		view_text(a, v, _("There is nothing to wait for."));
		step_buttons(a, v);
		return;
	}
	v->busy = v->waiting = v->background = !done;
	view_text(a, v,
	    _("You may close this window. Continue later with: inkan %s"),
	    w->d.domain);
	/* What matters most is seen without scrolling. */
	view_progress(w, a, v);
	view_remarks(w, a, v);
	wait_grid_view(w, a, v);
	step_buttons(a, v);
}

enum outcome
wait_event(struct wizard *w, const struct event *e)
{
	bool done = w->watch == NULL || watch_done(w->watch);

	if (e->kind == EVENT_KEY && e->key == 'c')
		return wizard_go(w, "verify");
	if (e->kind == EVENT_KEY && e->key == 'm')
		w->wait_page++;
	if (step_wants_back(e))
		return wizard_go(w, "publish");
	if (e->kind == EVENT_PRESS && e->item == ITEM_NEXT_ID)
		return wizard_go(w, "verify");
	if (e->kind == EVENT_NEXT && done)
		return wizard_go(w, "verify");
	if ((e->kind == EVENT_NEXT ||
		(e->kind == EVENT_KEY && e->key == 'r')) &&
	    !watch_now(w->watch))
		wizard_say(w, ROLE_WAIT,
		    _("Asked a moment ago; the next check comes by itself."));
	return OUTCOME_STAY;
}
