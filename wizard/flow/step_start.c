/* S0: the domains that are known, and the way in. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/steps.h"

enum { DOMAIN_ID = ITEM_FIRST_ID, NEW_ID = 900, BOUNCE_ID, MOVE_ID };

const char start_help[] = N_(
    "What it is: one line for every domain that inkan knows on this machine, "
    "and a line to begin with another.\n"
    "If unsure: press Enter.\n"
    "inkan proposes records; you enter them in your DNS panel; it watches "
    "until they work. It never changes your DNS or your mail server.\n"
    "Every answer is saved as you give it. Quit at any time and come back.");

void
start_enter(struct wizard *w)
{
	const struct store_service *store = &w->services->store;
	struct err err = ERR_INIT;

	bounce_forget(&w->bounce);
	w->to_move = false;
	recheck_free(w->recheck);
	w->recheck = NULL;
	arena_reset(&w->list_arena);
	w->known = NULL;
	w->knowns = 0;
	if (store->list(store->self, &w->list_arena, &w->known, &w->knowns,
		&err) != ERR_OK)
		wizard_say(w, ROLE_WARNING, "%s", err.msg);
	w->recheck = recheck_new(
	    w->services, w->known, w->knowns, wizard_changed, w);
}

/* What became of a domain, in a few words. */
static const char *
summary(struct arena *a, const struct store_item *item, enum role *ret_role)
{
	struct decisions *d = arena_alloc(a, sizeof(*d));
	size_t done = 0;

	*ret_role = ROLE_NORMAL;
	if (item->damaged) {
		*ret_role = ROLE_PROBLEM;
		return _("its memory could not be read");
	}
	memory_load(&item->entries, d);
	for (size_t i = 0; i < d->changes; i++)
		done += d->change[i].op != CHANGE_KEEP &&
		    d->change[i].visible != 0;
	if (d->verified != 0) {
		*ret_role = ROLE_OK;
		return arena_printf(
		    a, _("verified %s"), when_date(a, d->verified));
	}
	if (d->watching != 0)
		return arena_printf(a,
		    _("waiting for DNS: %zu of %zu records done"), done,
		    plan_work(d->change, d->changes));
	return _("begun");
}

/* The same, once it was looked at again. */
static void
view_known(
    const struct wizard *w, struct arena *a, size_t i, struct item *item)
{
	const struct since *since = recheck_since(w->recheck, i);
	size_t n = since == NULL ? 0 : since->drift.count;
	const char **line;

	item->cell[1].text = summary(a, &w->known[i], &item->cell[1].role);
	if (recheck_waits(w->recheck, i))
		item->cell[1].role = ROLE_DIM;
	if (since == NULL)
		return;
	if (n == 0) {
		item->cell[1].text = arena_printf(a,
		    since->unknown > 0
			? _("not everything could be found out; the rest is as on %s")
			: _("nothing has changed since %s"),
		    when_date(a, since->taken));
		item->cell[1].role =
		    since->unknown > 0 ? ROLE_WARNING : ROLE_OK;
		return;
	}
	item->cell[1].role = ROLE_WARNING;
	item->cell[1].text = arena_printf(a,
	    ngettext("%zu change since %s", "%zu changes since %s", n), n,
	    when_date(a, since->taken));
	line = arena_alloc(a, n * sizeof(*line));
	for (size_t k = 0; k < n; k++)
		line[k] = since->drift.change[k].words;
	item->detail = line;
	item->details = n;
}

static const struct table domains = {
    .columns = 3,
    .column = {{.flexible = false}, {.flexible = true}, {.rank = 1}},
};

static void
add_choice(
    struct arena *a, struct view *v, int id, int number, const char *label)
{
	struct item *item = view_add(a, v, ITEM_ROW, id);

	item->number = number <= 9 ? number : 0;
	item->enter_presses = true;
	item->table = &domains;
	item->cell[0].text = label;
	item->cell[1].text = "";
	item->cell[2].text = "";
}

void
start_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *item;
	int n = 1;

	for (size_t i = 0; i < w->knowns; i++) {
		item = view_add(a, v, ITEM_ROW, DOMAIN_ID + (int)i);
		item->number = n <= 6 ? n++ : 0;
		item->enter_presses = true;
		item->table = &domains;
		item->cell[0].text = w->known[i].domain;
		view_known(w, a, i, item);
		v->busy = v->busy || recheck_waits(w->recheck, i);
		item->cell[2].text =
		    when_ago(a, wizard_now(w), w->known[i].saved);
	}
	add_choice(a, v, NEW_ID, n, _("New domain"));
	add_choice(a, v, BOUNCE_ID, n + 1, _("A message came back"));
	add_choice(
	    a, v, MOVE_ID, n + 2, _("This server has moved or will move"));
	v->background = v->busy;
	view_blank(a, v);
	view_text(a, v,
	    _("This program never changes your DNS. It proposes records, you "
	      "enter them in your DNS panel, it watches until they work. All "
	      "answers are saved as you type."));
	if (w->services->practice) {
		view_blank(a, v);
		view_text(a, v,
		    _("This is practice: the Internet, the DNS panel and the "
		      "time are simulated, and nothing leaves this machine."))
		    ->role = ROLE_STRONG;
		view_text(a, v, "%s", _(w->services->story));
	}
	view_hint(v, '\r', _("open"));
	/* TRANSLATORS: the other language, in that language: "English". */
	if (!i18n_is_ascii())
		view_hint(v, 'L', _("日本語"));
}

/* Of several domains the user says which. */
static enum outcome
begin_move(struct wizard *w)
{
	w->to_move = true;
	return w->knowns == 1 ? wizard_open(w, w->known[0].domain)
			      : wizard_go(w, "domain");
}

enum outcome
start_event(struct wizard *w, const struct event *e)
{
	int item = e->item;

	if (e->kind == EVENT_BACK)
		return OUTCOME_STAY;
	if (e->kind != EVENT_PRESS && e->kind != EVENT_NEXT)
		return OUTCOME_STAY;
	if (item >= DOMAIN_ID && item < DOMAIN_ID + (int)w->knowns)
		return wizard_open(w, w->known[item - DOMAIN_ID].domain);
	if (item == MOVE_ID)
		return begin_move(w);
	return wizard_go(w, item == BOUNCE_ID ? "bounce" : "domain");
}
