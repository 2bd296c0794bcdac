/* Beside S2: the server has moved or will move, and what to do when. */
#include "wizard/flow/move.h"

#include "wizard/base/i18n.h"
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
    "Who moves follows from this machine and the records. To say it yourself: "
    "inkan move DOMAIN --old ADDR --new ADDR");

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
	static const struct move_request none = {.from = NULL};
	size_t before = w->d.movings;

	if (before == 0 && w->step != wizard_find_step("move"))
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

static void
view_stale(const struct move *m, struct arena *a, struct view *v)
{
	for (size_t i = 0; i < m->stales; i++) {
		char ip[IP_TEXT_MAX];

		ip_format(&m->stale[i], ip);
		view_text(a, v,
		    _("%s may send as %s, but no name and no PTR leads "
		      "there. If it is not yours any more, mark it so in the "
		      "step Senders."),
		    ip, m->d->domain)
		    ->role = ROLE_WARNING;
	}
}

void
move_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct move *m;

	view_hint(v, '\r', _("back to Look"));
	view_hint(v, 'r', _("ask again"));
	view_hint(v, '\033', _("back"));
	v->busy = wizard_is_looking(w);
	if (wizard_facts(w) == NULL || v->busy) {
		view_text(a, v, _("The records are being looked at."));
		return;
	}
	m = find(w, a);
	if (w->d.movings == 0) {
		view_text(a, v,
		    _("No move is seen. Before the server moves, name its new "
		      "address: inkan move %s --new ADDR"),
		    w->d.domain);
	} else {
		view_text(a, v, _("From %s to %s"), side(a, m->old, m->olds),
		    side(a, m->new, m->news))
		    ->role = ROLE_STRONG;
		for (size_t i = 0; i < m->plan.count; i++)
			view_stage(a, v, &m->plan, i);
		view_now(w, m, a, v);
	}
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

enum outcome
move_event(struct wizard *w, const struct event *e)
{
	bool known = wizard_facts(w) != NULL && !wizard_is_looking(w);

	if (e->kind == EVENT_KEY && e->key == 'r')
		wizard_look_again(w);
	else if (e->kind == EVENT_KEY && e->key == 'n' && known)
		say(w);
	else if (e->kind == EVENT_KEY && known)
		practise(w, e->key);
	if (step_wants_back(e) || step_wants_next(e))
		return wizard_go(w, "look");
	return OUTCOME_STAY;
}
