/* What every screen has around the step: header, strip, footer. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/step.h"

#define NUMBERED 10

const char *
step_safe(struct arena *a, struct slice untrusted)
{
	if (untrusted.len > 4096)
		untrusted.len = 4096;
	return text_safe(a, untrusted);
}

const char *
step_brief(struct arena *a, const char *value, size_t columns)
{
	const char *safe = step_safe(a, slice_of(value));

	if (text_width(safe) <= columns)
		return safe;
	return arena_printf(a, "%s (%zu)",
	    text_clip(a, safe, columns - sizeof(" (1234)")), strlen(value));
}

const struct zone_facts *
step_zone_facts(const struct wizard *w)
{
	const struct facts *f = wizard_facts(w);

	return f != NULL ? f->zone : NULL;
}

const char *
step_zone(const struct wizard *w)
{
	const struct zone_facts *zone = step_zone_facts(w);

	if (zone != NULL && zone->apex != NULL && !zone->failed)
		return zone->apex;
	return w->d.domain;
}

bool
step_wants_back(const struct event *e)
{
	return e->kind == EVENT_BACK ||
	    (e->kind == EVENT_PRESS && e->item == ITEM_BACK_ID);
}

bool
step_wants_next(const struct event *e)
{
	return e->kind == EVENT_NEXT ||
	    (e->kind == EVENT_PRESS && e->item == ITEM_NEXT_ID);
}

void
step_buttons(struct arena *a, struct view *v)
{
	struct item *item;

	item = view_add(a, v, ITEM_BUTTON, ITEM_BACK_ID);
	item->label = _("Back");
	item = view_add(a, v, ITEM_BUTTON, ITEM_NEXT_ID);
	item->label = _("Continue");
}

void
step_menu_row(struct arena *a, struct view *v, int id, int number,
    const char *label)
{
	static const struct table choices = {
	    .columns = 1, .column = {{.flexible = true}}};
	struct item *item = view_add(a, v, ITEM_ROW, id);

	item->number = number;
	item->enter_presses = true;
	item->table = &choices;
	item->cell[0].text = label;
}

static const char *
saved_text(const struct wizard *w, struct arena *a)
{
	if (w->look_only)
		return _("look only");
	if (w->d.saved == 0)
		return "";
	return arena_printf(
	    a, _("saved %s"), when_clock(a, w->d.saved));
}

static const char *
title_text(const struct wizard *w, struct arena *a)
{
	if (w->step->number == 0)
		return _(w->step->name);
	return arena_printf(a, _("Step %d of %d: %s"), w->step->number,
	    NUMBERED, _(w->step->name));
}

/* Enter on a choice that is not taken takes it; on the taken one it goes on. */
static void
let_enter_choose(struct view *v)
{
	for (size_t i = 0; i < v->items; i++)
		if (v->item[i].kind == ITEM_CHOICE)
			v->item[i].enter_presses =
			    !v->item[i].chosen && !v->item[i].disabled;
}

void
wizard_view(const struct wizard *w, struct arena *arena, struct view *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->id = w->step->id;
	ret->domain = w->d.domain[0] != '\0' ? w->d.domain : _("(new)");
	ret->title = title_text(w, arena);
	ret->step = w->step->number;
	ret->saved = saved_text(w, arena);
	ret->help = _(w->step->help);
	if (w->message[0] != '\0') {
		ret->message = arena_copy(arena, w->message);
		ret->message_role = w->message_role;
	}
	w->step->view(w, arena, ret);
	let_enter_choose(ret);
	if (w->unsaved)
		view_hint(ret, 's', _("save again"));
	view_hint(ret, 'q', _("quit"));
}

size_t
wizard_steps(const char *const **ret_names)
{
	static const char *names[NUMBERED];
	size_t n = 0;

	for (size_t i = 0; i < wizard_step_count && n < NUMBERED; i++)
		if (wizard_step_table[i].number > 0)
			names[n++] = _(wizard_step_table[i].name);
	*ret_names = names;
	return n;
}

/* Done: the wizard has been further than this step. */
int
wizard_step_state(const struct wizard *w, size_t step)
{
	const struct step *furthest = wizard_find_step(w->d.furthest);
	int number = (int)step + 1;

	if (furthest == NULL || w->d.domain[0] == '\0')
		return 0;
	if (furthest->number == 0)
		return furthest > wizard_find_step("verify");
	return number < furthest->number;
}
