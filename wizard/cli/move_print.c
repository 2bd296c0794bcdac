/* The plan of a move: as JSON, and for people. */
#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/cli/move.h"
#include "wizard/flow/when.h"

enum progress { DONE, NOW, LATER };

static enum progress
progress_of(const struct stages *plan, size_t i)
{
	if (i == plan->at)
		return NOW;
	return i < plan->at ? DONE : LATER;
}

static const char *
ip_text(struct arena *arena, const struct ip *ip)
{
	char text[IP_TEXT_MAX];

	ip_format(ip, text);
	return arena_copy(arena, text);
}

/* --- JSON ------------------------------------------------------------------------ */

static void
set(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value);
}

static json_t *
json_addresses(
    struct arena *arena, const struct move_address *a, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct address_facts *f = a[i].facts;
		json_t *o = json_object();

		set(o, "ip", json_string(ip_text(arena, &a[i].ip)));
		set(o, "spf", json_name(f == NULL ? NULL : f->spf));
		set(o, "ptr",
		    json_name(
			f == NULL || f->names == 0 ? NULL : f->name[0]));
		set(o, "forward_confirmed",
		    f == NULL || f->confirmed == CONFIRM_UNKNOWN
			? json_null()
			: json_boolean(f->confirmed == CONFIRM_YES));
		(void)json_array_append_new(array, o);
	}
	return array;
}

static json_t *
json_when(struct arena *arena, int64_t ms)
{
	return ms == 0 ? json_null() : json_string(when_utc(arena, ms));
}

static json_t *
json_conditions(struct arena *arena, const struct stage_view *view)
{
	json_t *array = json_array();

	for (size_t i = 0; i < view->conditions; i++) {
		const struct stage_condition *c = &view->condition[i];
		json_t *o = json_object();

		set(o, "id", json_string(c->id));
		set(o, "needs", json_string(stage_need_word(c->need)));
		set(o, "state", json_string(stage_state_word(c->state)));
		set(o, "due", json_when(arena, c->due));
		set(o, "message", json_name(c->text));
		(void)json_array_append_new(array, o);
	}
	return array;
}

static json_t *
json_stages(struct arena *arena, const struct stages *plan)
{
	static const char *const words[] = {
	    [DONE] = "done", [NOW] = "now", [LATER] = "later"};
	json_t *array = json_array();

	for (size_t i = 0; i < plan->count; i++) {
		json_t *o = json_object();

		set(o, "id", json_string(plan->stage[i].id));
		set(o, "state", json_string(words[progress_of(plan, i)]));
		set(o, "when", json_when(arena, plan->view[i].when));
		set(o, "title", json_name(_(plan->stage[i].title)));
		set(o, "conditions",
		    json_conditions(arena, &plan->view[i]));
		(void)json_array_append_new(array, o);
	}
	return array;
}

/* What is to be published at the stage where it stands. */
static size_t
records_now(const struct stages *plan, struct change ret[CHANGES_MAX])
{
	if (plan->at == plan->count || plan->view[plan->at].over ||
	    !plan->view[plan->at].ready ||
	    plan->stage[plan->at].records == NULL)
		return 0;
	return plan->stage[plan->at].records(plan, ret);
}

static json_t *
json_records(struct arena *arena, const struct stages *plan)
{
	struct change *change =
	    arena_alloc(arena, CHANGES_MAX * sizeof(*change));
	size_t count = records_now(plan, change);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(array, json_change(&change[i]));
	return array;
}

void
move_print_json(struct moving_work *w)
{
	struct arena *arena = &w->work.arena;
	const struct stages *plan = &w->move.plan;
	json_t *o = dkim_json(&w->work), *stale = json_array();
	bool on = w->begun && plan->at < plan->count;

	for (size_t i = 0; i < w->move.stales; i++)
		(void)json_array_append_new(
		    stale, json_string(ip_text(arena, &w->move.stale[i])));
	set(o, "from", json_addresses(arena, w->move.old, w->move.olds));
	set(o, "to", json_addresses(arena, w->move.new, w->move.news));
	set(o, "stale", stale);
	set(o, "stage", json_name(on ? plan->stage[plan->at].id : NULL));
	set(o, "ready", json_boolean(on && plan->view[plan->at].ready));
	set(o, "can_go_on", json_boolean(on && move_can_say(&w->move)));
	set(o, "stages", on ? json_stages(arena, plan) : json_array());
	set(o, "records", on ? json_records(arena, plan) : json_array());
	json_print(o);
}

/* --- For people --------------------------------------------------------------------- */

static const char *
list(struct arena *arena, const struct move_address *a, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena, "%s%s%s", text,
		    i > 0 ? ", " : "", ip_text(arena, &a[i].ip));
	return text;
}

static void
print_headline(struct moving_work *w)
{
	struct arena *arena = &w->work.arena;
	const struct move *m = &w->move;
	const char *old = list(arena, m->old, m->olds);
	const char *new = list(arena, m->new, m->news);

	if (!w->begun)
		printf(_("%s: no move is seen. Before the server moves, name "
			 "its new address: inkan move %s --new ADDR\n"),
		    w->work.d->domain, w->work.d->domain);
	else if (m->olds == 0)
		printf(_("%s: %s is new\n"), w->work.d->domain, new);
	else if (m->news == 0)
		printf(_("%s: %s is left\n"), w->work.d->domain, old);
	else
		printf(_("%s: from %s to %s\n"), w->work.d->domain, old, new);
}

static void
print_record(struct arena *arena, const struct change *change)
{
	printf(_("  name      %s\n"), change->name);
	printf(_("  type      TXT\n"));
	printf(_("  value     %s\n"),
	    text_safe(arena, slice_of(change->value)));
}

static void
print_conditions(struct arena *arena, const struct stage_view *view)
{
	static const char *const marks[] = {
	    [STAGE_MET] = N_("ok"),
	    [STAGE_LOOK] = N_("look"),
	    [STAGE_UNKNOWN] = N_("unknown"),
	    [STAGE_OPEN] = N_("wait"),
	};

	for (size_t i = 0; i < view->conditions; i++) {
		const struct stage_condition *c = &view->condition[i];

		printf("      %-8s %s", _(marks[c->state]),
		    text_safe(arena, slice_of(c->text)));
		if (c->state == STAGE_OPEN && c->due != 0)
			printf(_(" Until %s %s."), when_date(arena, c->due),
			    when_clock(arena, c->due));
		printf("\n");
	}
}

/* The stage where it stands: why, what to do, what it waits for, the way back. */
static void
print_now(struct moving_work *w)
{
	struct arena *arena = &w->work.arena;
	const struct stages *plan = &w->move.plan;
	const struct stage *stage = &plan->stage[plan->at];
	struct change *change =
	    arena_alloc(arena, CHANGES_MAX * sizeof(*change));
	size_t count = records_now(plan, change);

	printf("      %s\n", _(stage->reason));
	print_conditions(arena, &plan->view[plan->at]);
	if (plan->view[plan->at].ready) {
		printf("      ");
		printf(_(stage->todo), w->work.d->domain);
		printf("\n");
	}
	for (size_t i = 0; i < count; i++)
		print_record(arena, &change[i]);
	printf(_("      Way back: %s\n"), _(stage->undo));
}

static void
print_stages(struct moving_work *w)
{
	static const char *const words[] = {
	    [DONE] = N_("done"), [NOW] = N_("now"), [LATER] = N_("later")};
	struct arena *arena = &w->work.arena;
	const struct stages *plan = &w->move.plan;

	for (size_t i = 0; i < plan->count; i++) {
		printf("  %-6s %s %s  %zu. %s\n",
		    _(words[progress_of(plan, i)]),
		    when_date(arena, plan->view[i].when),
		    when_clock(arena, plan->view[i].when), i + 1,
		    _(plan->stage[i].title));
		if (i == plan->at)
			print_now(w);
	}
}

static void
print_stale(struct moving_work *w)
{
	for (size_t i = 0; i < w->move.stales; i++) {
		const char *ip =
		    ip_text(&w->work.arena, &w->move.stale[i]);

		printf(_("%s may send as %s, but no name and no PTR leads "
			 "there. If it is not yours any more: inkan spf merge "
			 "%s --remove ip%d:%s\n"),
		    ip, w->work.d->domain, w->work.d->domain,
		    w->move.stale[i].family, ip);
	}
}

void
move_print_text(struct moving_work *w)
{
	print_headline(w);
	if (w->begun)
		print_stages(w);
	print_stale(w);
}
