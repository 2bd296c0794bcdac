/* Beside S2: the server has moved or will move, and what to do when. */
#include "wizard/flow/move.h"

#include "wizard/base/i18n.h"
#include "wizard/flow/move_fields.h"
#include "wizard/flow/steps.h"

enum { STAGE_ID = ITEM_FIRST_ID };

const char move_help[] = N_(
    "What it is: a plan for a mail server that gets other addresses. At no "
    "moment mail from the old or from the new one is to fail, whatever caches "
    "remember.\n"
    "What is new comes first and beside what is old; what is old goes last. "
    "Each stage has to be seen in the DNS before the next one is offered.\n"
    "If unsure: do what the marked stage says, and come back when it says so. "
    "Quit at any time; it goes on where it was.\n"
    "Who moves follows from this machine and the records where it can; else "
    "type the new address. c changes what was said.\n"
    "Addresses that an earlier move has left in the SPF record are marked with "
    "Space, and go with the old ones.");

/* --- How far it is ------------------------------------------------------------ */

/* Private to the arena: the plan points into it. */
static struct move *
find(const struct wizard *w, struct arena *a)
{
	struct move *m = arena_alloc(a, sizeof(*m));

	move_find(a, wizard_facts(w), &w->d, wizard_now(w), m);
	return m;
}

static void
note(struct wizard *w)
{
	struct arena arena = ARENA_INIT;

	if (move_note(find(w, &arena), &w->d))
		wizard_save_soon(w);
	arena_release(&arena);
}

/*
 * Only where it was asked for: whoever merely has a wrong SPF record is not told
 * that he moves. The addresses are looked at as senders, too, once they are known.
 */
void
move_looked(struct wizard *w)
{
	const struct move_request none = {.now = wizard_now(w)};
	size_t before = w->d.movings;

	if (before == 0 &&
	    (w->step != wizard_find_step("move") || move_fields_changed(w)))
		return;
	if (!move_begin(&w->d, wizard_facts(w), &none))
		return;
	if (before == 0)
		wizard_look(w);
	else
		note(w);
}

void
move_enter(struct wizard *w)
{
	move_fields_close(w);
	wizard_look(w);
}

/* --- What is shown ----------------------------------------------------------------- */

static const struct table stages = {
    .columns = 3,
    .column = {{.flexible = false}, {.flexible = true}, {.rank = 1}},
};

/* The focus is on the one that matters now; that says why, and the way back. */
static void
view_stage(struct arena *a, struct view *v, const struct stages *plan, size_t i)
{
	static const struct {
		const char *word;
		enum role role;
	} states[] = {{N_("done"), ROLE_OK}, {N_("now"), ROLE_STRONG},
	    {N_("later"), ROLE_DIM}};
	size_t state = i < plan->at ? 0 : i == plan->at ? 1 : 2;
	struct item *item =
	    view_add(a, v, ITEM_ROW, i == plan->at ? STAGE_ID : 0);
	const char **line = arena_alloc(a, 2 * sizeof(*line));

	item->table = &stages;
	item->cell[0].text = _(states[state].word);
	item->cell[0].role = states[state].role;
	item->cell[1].text = _(plan->stage[i].title);
	item->cell[2].text = when_date(a, plan->view[i].when);
	line[0] = _(plan->stage[i].reason);
	line[1] = arena_printf(a, _("Way back: %s"), _(plan->stage[i].undo));
	item->detail = line;
	item->details = 2;
}

static void
view_condition(
    struct arena *a, struct view *v, const struct stage_condition *c)
{
	static const enum role roles[] = {
	    [STAGE_MET] = ROLE_OK,
	    [STAGE_LOOK] = ROLE_NORMAL,
	    [STAGE_UNKNOWN] = ROLE_WAIT,
	    [STAGE_OPEN] = ROLE_WARNING,
	};
	const char *text = step_safe(a, slice_of(c->text));

	if (c->state == STAGE_OPEN && c->due != 0)
		view_text(a, v, _("- %s Until %s %s."), text,
		    when_date(a, c->due), when_clock(a, c->due))
		    ->role = ROLE_WAIT;
	else
		view_text(a, v, "- %s", text)->role = roles[c->state];
}

/* What has to be published now, for v, and for Enter in practice. */
static size_t
records(const struct move *m, struct arena *a, struct change **ret)
{
	const struct stages *plan = &m->plan;

	*ret = arena_alloc(a, CHANGES_MAX * sizeof(**ret));
	if (plan->at == plan->count || !plan->view[plan->at].ready ||
	    plan->stage[plan->at].records == NULL)
		return 0;
	return plan->stage[plan->at].records(plan, *ret);
}

static void
view_records(
    const struct wizard *w, const struct move *m, struct arena *a, struct view *v)
{
	struct change *change;
	size_t count = records(m, a, &change);
	struct plain_record *plain = arena_alloc(a, sizeof(*plain));

	for (size_t i = 0; i < count; i++) {
		view_text(a, v, "%s TXT", change[i].name);
		view_add(a, v, ITEM_VALUE, 0)->value =
		    step_safe(a, slice_of(change[i].value));
		*plain = (struct plain_record) {
		    "TXT", change[i].name, change[i].value};
		v->plain = plain;
		v->plains = 1;
	}
	if (count > 0 && w->services->panel.enter != NULL)
		view_hint(v, 'e', _("entered"));
}

static void
view_now(
    const struct wizard *w, const struct move *m, struct arena *a, struct view *v)
{
	const struct stages *plan = &m->plan;
	const struct stage_view *now;

	if (plan->at == plan->count)
		return;
	now = &plan->view[plan->at];
	view_blank(a, v);
	for (size_t i = 0; i < now->conditions; i++)
		view_condition(a, v, &now->condition[i]);
	if (now->ready)
		view_text(a, v, _(plan->stage[plan->at].todo), w->d.domain);
	view_records(w, m, a, v);
	if (move_can_say(m))
		view_hint(v, 'n', _("done, go on"));
	if (!now->ready && w->services->panel.pass != NULL)
		view_hint(v, 'p', _("let time pass"));
}

static const char *
side(struct arena *a, const struct move_address *address, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++) {
		char ip[IP_TEXT_MAX];

		ip_format(&address[i].ip, ip);
		text = arena_printf(
		    a, "%s%s%s", text, i > 0 ? ", " : "", ip);
	}
	return text;
}

static const struct table leftovers = {
    .columns = 2,
    .column = {{.flexible = false}, {.flexible = true}},
};

static void
view_stale(const struct move *m, struct arena *a, struct view *v)
{
	if (m->stales == 0)
		return;
	view_blank(a, v);
	view_text(a, v,
	    _("These may send as %s, but no name and no PTR leads there. "
	      "Space marks what is not yours any more: it goes with the old "
	      "addresses, or in the step Review."),
	    m->d->domain)
	    ->role = ROLE_WARNING;
	for (size_t i = 0; i < m->stales && i < SENDERS_MAX; i++) {
		struct item *item =
		    view_add(a, v, ITEM_MARK, MOVE_STALE_ID + (int)i);
		bool goes = move_is_marked(m->d, &m->stale[i]);
		char ip[IP_TEXT_MAX];

		ip_format(&m->stale[i], ip);
		item->table = &leftovers;
		item->mark = goes ? 'x' : ' ';
		item->cell[0].text = arena_copy(a, ip);
		item->cell[1].text =
		    goes ? _("is to go") : _("stays as it is");
	}
}

/* The one thing about a move that nobody can see from here. */
static void
view_gone(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *item = view_add(a, v, ITEM_MARK, MOVE_GONE_ID);

	item->table = &leftovers;
	item->mark = w->d.move.start == MOVE_GONE ? 'x' : ' ';
	item->cell[0].text = _("The old server is no more");
	item->cell[1].text = _("nothing is waited for on its behalf");
}

static void
view_plan(
    const struct wizard *w, const struct move *m, struct arena *a, struct view *v)
{
	view_text(a, v, _("From %s to %s"), side(a, m->old, m->olds),
	    side(a, m->new, m->news))
	    ->role = ROLE_STRONG;
	for (size_t i = 0; i < m->plan.count; i++)
		view_stage(a, v, &m->plan, i);
	view_now(w, m, a, v);
	if (m->plan.at < MOVE_REMOVE)
		view_gone(w, a, v);
	view_hint(v, 'c', _("other addresses"));
}

void
move_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct move *m;

	view_hint(v, '\r',
	    move_fields_shown(w) ? _("make the plan") : _("back to Look"));
	view_hint(v, 'r', _("ask again"));
	view_hint(v, '\033', _("back"));
	v->busy = wizard_is_looking(w);
	if (wizard_facts(w) == NULL || v->busy) {
		view_text(a, v, _("The records are being looked at."));
		return;
	}
	m = find(w, a);
	if (move_fields_shown(w))
		move_fields_view(w, a, v);
	else
		view_plan(w, m, a, v);
	view_stale(m, a, v);
}

/* --- What the user does --------------------------------------------------------------- */

static void
say(struct wizard *w)
{
	struct arena arena = ARENA_INIT;
	struct move *m = find(w, &arena);

	if (w->d.movings > 0 && move_can_say(m)) {
		wizard_journal(
		    w, "move: %s", m->plan.stage[m->plan.at].id);
		move_say(m, &w->d);
		wizard_save_soon(w);
		wizard_look(w);
	}
	arena_release(&arena);
}

/* Practice: the panel enters what is shown, or time passes until it is due. */
static void
practise(struct wizard *w, char key)
{
	const struct panel_service *panel = &w->services->panel;
	struct arena arena = ARENA_INIT;
	struct move *m = find(w, &arena);
	struct change *change;
	size_t count = records(m, &arena, &change);
	int64_t left = m->plan.at == m->plan.count
	    ? 0
	    : m->plan.view[m->plan.at].when - wizard_now(w);

	for (size_t i = 0; key == 'e' && i < count; i++)
		step_practise(w, &change[i]);
	if (key == 'p' && panel->pass != NULL && left > 0)
		panel->pass(panel->self, left);
	arena_release(&arena);
}

static void
toggle_stale(struct wizard *w, size_t i)
{
	struct arena arena = ARENA_INIT;
	struct move *m = find(w, &arena);

	if (i < m->stales)
		move_mark_stale(&w->d, &m->stale[i],
		    !move_is_marked(&w->d, &m->stale[i]));
	arena_release(&arena);
}

static void
press(struct wizard *w, int item)
{
	if (item == MOVE_GONE_ID && w->d.movings > 0)
		move_set_gone(&w->d, wizard_facts(w),
		    w->d.move.start != MOVE_GONE);
	else if (item >= MOVE_STALE_ID)
		toggle_stale(w, (size_t)(item - MOVE_STALE_ID));
	note(w);
	wizard_save_soon(w);
}

static void
take_key(struct wizard *w, char key)
{
	if (key == 'n')
		say(w);
	else if (key == 'c' && w->d.movings > 0)
		move_fields_open(w);
	else
		practise(w, key);
}

static enum outcome
go_back(struct wizard *w)
{
	if (!w->moving.open)
		return wizard_go(w, "look");
	move_fields_close(w);
	return OUTCOME_STAY;
}

enum outcome
move_event(struct wizard *w, const struct event *e)
{
	bool known = wizard_facts(w) != NULL && !wizard_is_looking(w);

	if (e->kind == EVENT_TEXT)
		(void)move_fields_type(w, e->item, e->text);
	else if (e->kind == EVENT_KEY && e->key == 'r')
		wizard_look_again(w);
	else if (e->kind == EVENT_KEY && known)
		take_key(w, e->key);
	else if (e->kind == EVENT_PRESS && known)
		press(w, e->item);
	if (step_wants_back(e))
		return go_back(w);
	if (!step_wants_next(e))
		return OUTCOME_STAY;
	if (!move_fields_shown(w))
		return wizard_go(w, "look");
	if (known)
		(void)move_fields_take(w);
	else
		wizard_say(w, ROLE_WAIT,
		    _("One moment: some answers are still missing."));
	return OUTCOME_STAY;
}
