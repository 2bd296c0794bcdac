/* S8: the records, one at a time, in the form a DNS panel wants. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/flow/export.h"
#include "wizard/flow/panels.h"
#include "wizard/flow/past.h"
#include "wizard/flow/steps.h"
#include "wizard/record/rrdata.h"

#define DETAIL_COLUMNS 64 /* one line; the plain view shows all of it */

enum { RECORD_ID = ITEM_FIRST_ID };

const char publish_help[] = N_(
    "What it is: what to type into the DNS panel of your provider. inkan "
    "cannot do it for you, and does not ask for your password.\n"
    "v shows the records on a bare screen: a triple click there selects a "
    "whole value, even when it fills several rows.\n"
    "y sends the value of this record to your terminal's clipboard; some "
    "terminals ignore that.\n"
    "p compares: paste what the clipboard or the panel holds, and inkan says "
    "whether it is the value.\n"
    "w writes them to files, one of them for BIND.\n"
    "d sends them to the name server, where it takes dynamic updates: start "
    "inkan with --key FILE.\n"
    "f names your panel: names and values are then shown exactly as it wants "
    "them. It is recognised by the name servers where that is possible.\n"
    "Press Enter on each record when it is entered. REPLACE: delete the old "
    "value, or edit it; never keep both.");

static const struct panel_template *
panel_of(const struct wizard *w, struct arena *a)
{
	return panel_in_use(
	    a, w->services->templates, &w->d, step_zone_facts(w));
}

static const char *
shown_name(const struct wizard *w, struct arena *a, const struct change *c)
{
	const char *host =
	    panel_host(a, panel_of(w, a), c->name, step_zone(w));

	return host[0] != '\0' ? host : _("(leave empty)");
}

/* The record that is wanted; type 0: its value is none, in an edited state. */
static struct dns_rr
record_of(struct arena *a, const struct change *c)
{
	struct err err = ERR_INIT;
	struct dns_rr rr;

	return rrdata_read_value(a, plan_type(c->type), slice_of(c->value),
		   &rr, &err) == ERR_OK
	    ? rr
	    : (struct dns_rr) {.type = 0};
}

static const char *
shown_value(const struct wizard *w, struct arena *a, const struct change *c)
{
	struct dns_rr rr = record_of(a, c);

	return step_safe(a,
	    slice_of(rr.type != 0 ? panel_entry(a, panel_of(w, a), &rr)
				  : c->value));
}

/* A change that is the same as before keeps what became of it. */
static void
keep_progress(struct change *fresh, const struct decisions *d)
{
	for (size_t i = 0; i < d->changes; i++) {
		const struct change *old = &d->change[i];

		if (plan_type(old->type) != plan_type(fresh->type) ||
		    strcmp(old->name, fresh->name) != 0 ||
		    strcmp(old->value, fresh->value) != 0)
			continue;
		fresh->entered = old->entered;
		fresh->at_authority = old->at_authority;
		fresh->visible = old->visible;
		/* What was there before is known from the first time only. */
		if (old->op != CHANGE_KEEP) {
			fresh->op = old->op;
			fresh->olds = old->olds;
			memcpy(fresh->old, old->old, sizeof(fresh->old));
			fresh->old_ttl = old->old_ttl;
			fresh->alias_ttl = old->alias_ttl;
			fresh->negative_ttl = old->negative_ttl;
		}
	}
}

void
publish_enter(struct wizard *w)
{
	struct change *fresh;

	/* After a restart: which zone it is, and whose panel. */
	if (w->look == NULL)
		wizard_look(w);
	if (w->plan.count == 0)
		return;
	fresh = mem_copy_of(w->plan.change, sizeof(w->plan.change));
	for (size_t i = 0; i < w->plan.count; i++)
		keep_progress(&fresh[i], &w->d);
	watch_free(w->watch);
	w->watch = NULL;
	memcpy(w->d.change, fresh, sizeof(w->d.change));
	w->d.changes = w->plan.count;
	free(fresh);
}

/* Still to be entered by the user. */
static bool
is_open(const struct change *c)
{
	return c->op != CHANGE_KEEP && c->entered == 0;
}

static size_t
not_entered(const struct wizard *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->d.changes; i++)
		n += is_open(&w->d.change[i]);
	return n;
}

static size_t
first_open(const struct wizard *w)
{
	size_t i = 0;

	while (i + 1 < w->d.changes && !is_open(&w->d.change[i]))
		i++;
	return i;
}

static const struct table publish_table = {
    .columns = 4,
    .column = {{.flexible = false}, {.flexible = true}, {.rank = 2}, {.rank = 0}},
};

static const char **
details(const struct wizard *w, struct arena *a, const struct change *c,
    size_t *ret_count)
{
	const char **line = arena_alloc(
	    a, (OLD_MAX + 4 + PANEL_OBSTACLES_MAX) * sizeof(*line));
	const struct panel_template *panel = panel_of(w, a);
	struct dns_rr rr = record_of(a, c);
	size_t n = 0;

	line[n++] = arena_printf(a,
	    _("Name   %s   Type %s   TTL %d, or the smallest allowed"),
	    shown_name(w, a, c), plan_type_word(c),
	    (int)panel_ttl(panel, c->ttl));
	if (rr.type == DNS_MX)
		line[n++] = arena_printf(a,
		    _("Priority %u, in a field of its own"), rr.preference);
	line[n++] = arena_printf(a, _("Value  %s"),
	    step_brief(a, shown_value(w, a, c), DETAIL_COLUMNS));
	for (int64_t i = 0; c->op == CHANGE_REPLACE && i < c->olds; i++)
		line[n++] = arena_printf(a, _("Delete %s"),
		    step_brief(a, c->old[i], DETAIL_COLUMNS));
	if (rr.target != NULL && rr.target[0] != '\0' &&
	    panel->target[0] != '\0')
		line[n++] = arena_printf(
		    a, _("How targets are written there: %s"), panel->target);
	*ret_count = n + panel_obstacles(a, panel, c, &line[n]);
	return line;
}

static void
add_record(const struct wizard *w, struct arena *a, struct view *v, size_t i,
    int number)
{
	const struct change *c = &w->d.change[i];
	struct item *item = view_add(a, v, ITEM_ROW, RECORD_ID + (int)i);

	item->number = number <= 9 ? number : 0;
	item->plain = (size_t)number;
	item->table = &publish_table;
	item->cell[0].text = c->op == CHANGE_ADD ? _("ADD") : _("REPLACE");
	item->cell[0].role = ROLE_STRONG;
	item->cell[1].text = shown_name(w, a, c);
	item->cell[2].text = arena_printf(
	    a, _("%zu chars"), strlen(c->value));
	if (c->entered != 0)
		item->cell[3] = (struct cell) {
		    arena_printf(a, _("entered %s"), when_clock(a, c->entered)),
		    ROLE_OK};
	else
		item->cell[3] = (struct cell) {
		    c->op == CHANGE_REPLACE
			? ngettext("delete the old one!",
			      "delete the old ones!", (unsigned long)c->olds)
			: "-",
		    ROLE_NORMAL};
	item->detail = details(w, a, c, &item->details);
}

/* The number of an MX stands beside its type: the value is the name alone. */
static const char *
plain_title(struct arena *a, const struct change *c, size_t n, size_t work)
{
	const char *op = c->op == CHANGE_ADD ? _("ADD") : _("REPLACE");
	struct dns_rr rr = record_of(a, c);

	if (rr.type == DNS_MX)
		return arena_printf(a,
		    _("%zu of %zu   %s   type MX, priority %u"), n, work, op,
		    rr.preference);
	return arena_printf(a, _("%zu of %zu   %s   type %s"), n, work, op,
	    plan_type_word(c));
}

static void
view_plain(const struct wizard *w, struct arena *a, struct view *v)
{
	struct plain_record *plain = NULL;
	size_t work = plan_work(w->d.change, w->d.changes), n = 0;

	for (size_t i = 0; i < w->d.changes; i++) {
		const struct change *c = &w->d.change[i];

		if (c->op == CHANGE_KEEP)
			continue;
		plain = arena_push(a, plain, &n, sizeof(*plain));
		plain[n - 1] = (struct plain_record) {
		    .title = plain_title(a, c, n, work),
		    .name = shown_name(w, a, c),
		    .value = shown_value(w, a, c),
		};
		if (i <= first_open(w))
			v->plain_first = n - 1;
	}
	v->plain = plain;
	v->plains = n;
}

/* Where to enter them, and what would make it all in vain. */
static void
view_panel(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct panel_template *panel = panel_of(w, a);
	const char *wrong = panel_wrong_host(
	    a, w->services->templates, &w->d, step_zone_facts(w));

	if (wrong != NULL)
		view_text(a, v, "%s", wrong)->role = ROLE_PROBLEM;
	if (panel->name[0] == '\0') {
		view_text(a, v,
		    _("Enter these in your DNS panel.   f: which one is it?"));
		return;
	}
	view_text(a, v, _("Enter these at %s.   f: another panel"),
	    panel->name);
	view_text(a, v, "%s", panel_where(a, panel))->role = ROLE_DIM;
}

/* What is good to know, below the records: they have the first rows. */
static void
view_quirks(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct panel_template *panel = panel_of(w, a);
	const char *doubt = panel_doubt(a, panel);

	if (doubt != NULL)
		view_text(a, v, "%s", doubt);
	if (panel->quirk[0] != '\0')
		view_text(a, v, "%s", panel->quirk)->role = ROLE_DIM;
	if (panel->bulk[0] != '\0')
		view_text(a, v, _("Usually several at once: %s (w writes a file)"),
		    panel->bulk)
		    ->role = ROLE_DIM;
}

void
publish_view(const struct wizard *w, struct arena *a, struct view *v)
{
	int number = 0;

	view_hint(v, '\r',
	    not_entered(w) > 0 ? _("entered, next") : _("watch"));
	view_hint(v, 'v', _("plain view"));
	view_hint(v, 'y', _("clipboard"));
	view_hint(v, 'p', _("compare"));
	view_hint(v, 'w', _("write files"));
	if (update_is_offered(w))
		view_hint(v, 'd', _("send as an update"));
	view_hint(v, 'f', _("panel"));
	view_hint(v, 'c', _("all entered: watch"));
	view_hint(v, '\033', _("back"));
	/* Until then nobody knows how the panel wants the names. */
	v->busy = wizard_is_looking(w);
	if (v->busy)
		view_text(a, v, _("Asking the name servers what they have."))
		    ->role = ROLE_WAIT;
	else
		view_panel(w, a, v);
	for (size_t i = 0; i < w->d.changes; i++)
		if (w->d.change[i].op != CHANGE_KEEP)
			add_record(w, a, v, i, ++number);
	if (w->services->practice)
		view_text(a, v,
		    _("Practice: Enter types the record into the simulated "
		      "panel."))
		    ->role = ROLE_DIM;
	step_view_fetch(w, a, v);
	view_quirks(w, a, v);
	view_plain(w, a, v);
	step_buttons(a, v);
}

/* --- What the user does ------------------------------------------------------- */

void
step_practise(struct wizard *w, const struct change *c)
{
	const struct panel_service *panel = &w->services->panel;
	const char *old[OLD_MAX];
	struct panel_entry entry = {
	    .name = c->name,
	    .type = plan_type(c->type),
	    .ttl = (uint32_t)c->ttl,
	    .value = c->value,
	    .replaces = old,
	    .nreplaces = (size_t)c->olds,
	};

	if (panel->enter == NULL)
		return;
	for (int64_t i = 0; i < c->olds; i++)
		old[i] = c->old[i];
	panel->enter(panel->self, &entry, 1);
}

/* So that it can be taken back when the plan is another one. */
static void
remember_entered(struct wizard *w)
{
	struct err err = ERR_INIT;

	if (past_remember(w->services, &w->d, &err) != ERR_OK)
		wizard_say(w, ROLE_WARNING, "%s", err.msg);
}

static void
mark_entered(struct wizard *w, struct change *c)
{
	struct arena arena = ARENA_INIT;

	if (c->op == CHANGE_KEEP || c->entered != 0)
		return;
	c->entered = wizard_now(w);
	/* For people to read: what it was in full is in the state. */
	wizard_journal(w, "entered: %s %s %s", c->name, plan_type_word(c),
	    step_brief(&arena, c->value, DETAIL_COLUMNS));
	arena_release(&arena);
	remember_entered(w);
	step_practise(w, c);
}

static enum outcome
start_watching(struct wizard *w)
{
	for (size_t i = 0; i < w->d.changes; i++)
		mark_entered(w, &w->d.change[i]);
	if (w->d.watching == 0)
		w->d.watching = wizard_now(w);
	return wizard_go(w, "wait");
}

/* Enter on a record: it is entered; the focus goes to the next one that is not. */
static enum outcome
enter_record(struct wizard *w, int item)
{
	size_t i = (size_t)(item - RECORD_ID);

	if (not_entered(w) == 0)
		return start_watching(w);
	if (item < RECORD_ID || i >= w->d.changes || !is_open(&w->d.change[i]))
		i = first_open(w);
	mark_entered(w, &w->d.change[i]);
	wizard_save(w);
	if (not_entered(w) == 0)
		return start_watching(w);
	w->focus = RECORD_ID + (int)first_open(w);
	return OUTCOME_FOCUS;
}

/* The record in focus; the next one to be entered when none is. */
static enum outcome
compare_record(struct wizard *w, int item)
{
	size_t i = (size_t)(item - RECORD_ID);

	w->chosen =
	    item >= RECORD_ID && i < w->d.changes ? i : first_open(w);
	return wizard_go(w, "paste");
}

enum outcome
publish_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_KEY && e->key == 'f')
		return wizard_go(w, "panel");
	if (e->kind == EVENT_KEY && e->key == 'd' && update_is_offered(w))
		return wizard_go(w, "update");
	if (e->kind == EVENT_KEY && e->key == 'p')
		return compare_record(w, e->item);
	if (e->kind == EVENT_KEY && e->key == 'w')
		step_write_files(w, w->d.change, w->d.changes);
	if (e->kind == EVENT_KEY && e->key == 'c')
		return start_watching(w);
	if (step_wants_back(e))
		return wizard_go(w, "review");
	if (e->kind == EVENT_PRESS && e->item == ITEM_NEXT_ID)
		return start_watching(w);
	if (e->kind == EVENT_NEXT ||
	    (e->kind == EVENT_PRESS && e->item >= RECORD_ID))
		return enter_record(w, e->item);
	return OUTCOME_STAY;
}
