/* S9: who has the new records by now, and how long it may still take. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/watch_say.h"

enum { SERVER_ID = ITEM_FIRST_ID };

const char wait_help[] = N_(
    "What it is: your own name servers are asked first; caches of others only "
    "when all of those have the record. Asking a cache early would make it "
    "remember for a while that nothing is there.\n"
    "NEW: it has the record. old: it still has the one from before. none: it "
    "has nothing. waits: not asked yet. differs: something else is there; see "
    "the lines above. no answer: it was silent.\n"
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

/* --- The grid ----------------------------------------------------------------- */

static struct cell
cell_of(const struct watch_cell *c)
{
	static const struct cell cells[] = {
	    [CELL_ASKING] = {N_("asking"), ROLE_WAIT},
	    [CELL_NEW] = {N_("NEW"), ROLE_OK},
	    [CELL_OLD] = {N_("old"), ROLE_WARNING},
	    [CELL_NONE] = {N_("none"), ROLE_WARNING},
	    [CELL_WAITS] = {N_("waits"), ROLE_DIM},
	    [CELL_DIFFERS] = {N_("differs"), ROLE_PROBLEM},
	    [CELL_NO_ANSWER] = {N_("no answer"), ROLE_PROBLEM},
	    [CELL_NOT_HERE] = {"-", ROLE_DIM},
	};

	return (struct cell) {
	    _(cells[c->state].text), cells[c->state].role};
}

static struct cell
server_cell(struct arena *a, const struct watch_server *s, size_t change,
    int64_t now)
{
	const struct watch_cell *c = &s->cell[change];
	struct cell cell = cell_of(c);
	int64_t left =
	    (int64_t)c->ttl_left * 1000 - when_since(now, c->asked);

	if (s->authority && c->state == CELL_NONE)
		cell.text = _("not yet");
	else if (!s->authority &&
	    (c->state == CELL_NONE || c->state == CELL_OLD) && left > 0)
		cell.text = arena_printf(
		    a, "%s ~%s", cell.text, when_span(a, left));
	return cell;
}

/* The records are the columns; at most as many as a row has cells for. */
static size_t
columns(const struct wizard *w, size_t ret_change[VIEW_CELLS])
{
	size_t n = 0;

	for (size_t i = 0; i < w->d.changes && n < VIEW_CELLS - 2; i++)
		if (w->d.change[i].op != CHANGE_KEEP)
			ret_change[n++] = i;
	return n;
}

static struct table *
grid(struct arena *a, size_t records)
{
	struct table *t = arena_alloc(a, sizeof(*t));

	t->columns = records + 2;
	t->column[0].flexible = true;
	t->column[records + 1].rank = 3;
	return t;
}

static void
add_heads(const struct wizard *w, struct arena *a, struct view *v,
    const struct table *t, const size_t *change, size_t n, const char *title)
{
	struct item *item = view_add(a, v, ITEM_HEAD, 0);

	item->table = t;
	item->cell[0].text = title;
	for (size_t i = 0; i < n; i++)
		item->cell[i + 1].text =
		    plan_topic(&w->d.change[change[i]]);
	item->cell[n + 1].text = _("asked");
}

static int64_t
last_asked(const struct watch_server *s, const size_t *change, size_t n)
{
	int64_t last = 0;

	for (size_t i = 0; i < n; i++)
		if (s->cell[change[i]].asked > last)
			last = s->cell[change[i]].asked;
	return last;
}

static const char *
server_name(struct arena *a, const struct watch_server *s)
{
	char ip[IP_TEXT_MAX];

	if (s->own)
		return _("this server's resolver");
	if (s->authority)
		return step_safe(a, slice_of(s->name));
	ip_format(&s->ip, ip);
	return arena_printf(a, "%s %s", ip, step_safe(a, slice_of(s->name)));
}

static void
add_server(const struct wizard *w, struct arena *a, struct view *v,
    const struct table *t, const size_t *change, size_t n, size_t index)
{
	const struct watch_server *s = watch_server(w->watch, index);
	struct item *item =
	    view_add(a, v, ITEM_ROW, SERVER_ID + (int)index);
	int64_t now = wizard_now(w), asked = last_asked(s, change, n);
	char ip[IP_TEXT_MAX];
	const char **line = arena_alloc(a, (VIEW_CELLS + 2) * sizeof(*line));

	ip_format(&s->ip, ip);
	item->table = t;
	item->cell[0].text =
	    arena_printf(a, "  %s", server_name(a, s));
	line[item->details++] = arena_printf(a, _("Address %s"), ip);
	if (s->resolver != NULL && s->resolver->operator[0] != '\0')
		line[item->details++] = arena_printf(a, _("Run by %s (%s)"),
		    s->resolver->operator, s->resolver->region);
	for (size_t i = 0; i < n; i++) {
		const struct watch_cell *c = &s->cell[change[i]];

		item->cell[i + 1] = server_cell(a, s, change[i], now);
		if (c->mistake != NULL)
			line[item->details++] = arena_printf(a, "%s: %s",
			    plan_topic(&w->d.change[change[i]]), c->mistake);
		else if (c->state == CELL_NO_ANSWER)
			line[item->details++] = arena_printf(a, "%s: %s",
			    plan_topic(&w->d.change[change[i]]),
			    dns_status_word(c->status));
	}
	item->cell[n + 1] = (struct cell) {
	    asked == 0 ? "" : when_ago(a, now, asked), ROLE_DIM};
	item->detail = line;
}

static void
view_grid(const struct wizard *w, struct arena *a, struct view *v)
{
	size_t change[VIEW_CELLS];
	size_t n = columns(w, change);
	const struct table *t = grid(a, n);

	add_heads(w, a, v, t, change, n, _("Your DNS servers"));
	for (size_t i = 0; i < watch_servers(w->watch); i++)
		if (watch_server(w->watch, i)->authority)
			add_server(w, a, v, t, change, n, i);
	add_heads(w, a, v, t, change, n, _("Resolvers of others"));
	for (size_t i = 0; i < watch_servers(w->watch); i++)
		if (!watch_server(w->watch, i)->authority)
			add_server(w, a, v, t, change, n, i);
}

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
	view_grid(w, a, v);
	step_buttons(a, v);
}

enum outcome
wait_event(struct wizard *w, const struct event *e)
{
	bool done = w->watch == NULL || watch_done(w->watch);

	if (e->kind == EVENT_KEY && e->key == 'c')
		return wizard_go(w, "verify");
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
