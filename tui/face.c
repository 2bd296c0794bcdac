#include "tui/face.h"

#include <stdlib.h>
#include <string.h>

#include "tui/bindings.h"
#include "tui/face_state.h"
#include "tui/frame.h"
#include "tui/layout.h"
#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"

struct face *
face_new(struct wizard *wizard, const struct clock_service *clock,
    void (*stirred)(void *arg), void *arg)
{
	struct face *face = mem_alloc(sizeof(*face));

	*face = (struct face) {
	    .wizard = wizard,
	    .clock = clock,
	    .stirred = stirred,
	    .arg = arg,
	    .stale = true,
	    .follow = true,
	    .rows = 24,
	    .cols = 80,
	};
	return face;
}

void
face_free(struct face *face)
{
	if (face == NULL)
		return;
	face->clock->stop(face->clock->self, face->judge);
	editor_release(&face->editor);
	arena_release(&face->arena);
	free(face);
}

const struct item *
face_item(const struct face *face)
{
	return layout_item(&face->view, face->focus);
}

bool
face_typing(const struct face *face)
{
	return face->editing != 0;
}

/* The choice that holds; where none does, this one. */
static int
chosen_or(const struct view *view, int id)
{
	for (size_t i = 0; i < view->items; i++)
		if (view->item[i].kind == ITEM_CHOICE && view->item[i].chosen)
			return view->item[i].id;
	return id;
}

/*
 * The first thing to decide. Of choices it is the one that holds, for Enter
 * takes another one. Buttons wait until they are reached: Enter does what the
 * footer says, and never means back by accident.
 */
static int
first_focus(const struct view *view)
{
	for (size_t i = 0; i < view->items; i++) {
		const struct item *item = &view->item[i];

		if (item->id == 0 || item->kind == ITEM_BUTTON)
			continue;
		return item->kind == ITEM_CHOICE ? chosen_or(view, item->id)
						 : item->id;
	}
	return 0;
}

/* The editor holds the text of the field in focus, and of no other. */
static void
attach_editor(struct face *face)
{
	const struct item *item = face_item(face);

	if (item == NULL || item->kind != ITEM_FIELD) {
		face->editing = 0;
		return;
	}
	if (face->editing == item->id)
		return;
	face->editing = item->id;
	face->editor.lines = item->area;
	face->editor.fold = !item->secret_width && !item->area;
	editor_set(&face->editor, item->value == NULL ? "" : item->value);
}

/* Takes over what the wizard made of the text: "info@" removed, an undo. */
static void
adopt_value(struct face *face)
{
	const struct item *item = face_item(face);

	if (!face_typing(face) || item == NULL || item->value == NULL)
		return;
	if (strcmp(item->value, buf_text(&face->editor.text)) != 0)
		editor_set(&face->editor, item->value);
}

/* Ids of items mean something else now: nothing of the old step is kept. */
static void
begin_step(struct face *face)
{
	face->scroll = 0;
	face->help = false;
	face->follow = true;
	face->editing = 0;
	face->focus = wizard_focus(face->wizard);
}

void
face_refresh(struct face *face)
{
	const char *before = face->view.id;

	if (!face->stale)
		return;
	face->stale = false;
	arena_reset(&face->arena);
	face->view = (struct view) {.items = 0};
	wizard_view(face->wizard, &face->arena, &face->view);
	/* Steps also go on by themselves, when what they wait for is there. */
	if (before == NULL || strcmp(before, face->view.id) != 0)
		begin_step(face);
	if (face_item(face) == NULL)
		face->focus = first_focus(&face->view);
	attach_editor(face);
}

void
face_set_focus(struct face *face, int id)
{
	face_refresh(face);
	face->follow = true;
	face->focus = id;
	face->editing = 0;
	face->stale = true;
	face_refresh(face);
}

static void
moved(struct face *face)
{
	face->scroll = 0;
	face->help = false;
	face_set_focus(face, wizard_focus(face->wizard));
}

enum outcome
face_send(struct face *face, const struct event *event)
{
	enum outcome outcome = wizard_event(face->wizard, event);

	face->stale = true;
	switch (outcome) {
	case OUTCOME_STAY:
		face_refresh(face);
		break;
	case OUTCOME_MOVED:
		moved(face);
		break;
	case OUTCOME_FOCUS:
		face_set_focus(face, wizard_focus(face->wizard));
		break;
	case OUTCOME_PLAIN:
		face_refresh(face);
		face->ask = FACE_PLAIN;
		break;
	case OUTCOME_QUIT:
		face->ask = FACE_QUIT;
		break;
	}
	if (event->kind != EVENT_TEXT)
		adopt_value(face);
	return outcome;
}

static void
stop_judging(struct face *face)
{
	face->clock->stop(face->clock->self, face->judge);
	face->judge = NULL;
}

enum outcome
face_leave_field(struct face *face)
{
	if (!face_typing(face))
		return OUTCOME_STAY;
	stop_judging(face);
	return face_send(
	    face, &(struct event) {.kind = EVENT_LEAVE, .item = face->editing});
}

/* Typing goes on meanwhile: neither the text nor the cursor is touched. */
static void
judge(void *arg)
{
	struct face *face = arg;
	struct event event = {.kind = EVENT_LEAVE, .item = face->editing};

	face->judge = NULL;
	if (!face_typing(face))
		return;
	(void)wizard_event(face->wizard, &event);
	face_stale(face);
	face->stirred(face->arg);
}

void
face_typed(struct face *face)
{
	struct event event = {.kind = EVENT_TEXT,
	    .item = face->editing,
	    .text = buf_text(&face->editor.text)};

	if (face->editor.cut)
		face->notice =
		    face->editor.lines
			? _("Only the first 256 KB were kept. That is enough "
			    "for any "
			    "message.")
			: _("That is too long for this field; the end was left "
			    "out.");
	face->follow = true;
	stop_judging(face);
	(void)face_send(face, &event);
	if (face_typing(face))
		face->judge = face->clock->after(
		    face->clock->self, FACE_JUDGE_MS, judge, face);
}

enum face_ask
face_key(struct face *face, const struct key *key)
{
	face->ask = FACE_DRAW;
	face_refresh(face);
	bindings_dispatch(face, key);
	return face->ask;
}

void
face_stale(struct face *face)
{
	face->stale = true;
}

const struct view *
face_view(struct face *face)
{
	face_refresh(face);
	return &face->view;
}

void
face_notice(struct face *face, const char *notice)
{
	face->notice = notice;
}

static size_t
name_steps(struct face *face, struct frame_step **ret)
{
	const char *const *names;
	size_t count = wizard_steps(&names);

	*ret = arena_alloc(&face->arena, count * sizeof(**ret));
	for (size_t i = 0; i < count; i++)
		(*ret)[i] = (struct frame_step) {.name = _(names[i]),
		    .state = wizard_step_state(face->wizard, i)};
	return count;
}

void
face_draw(struct face *face, struct canvas *canvas)
{
	struct arena arena = ARENA_INIT;
	struct screen screen;
	struct frame_step *steps;

	face_refresh(face);
	face->rows = canvas->rows;
	face->cols = canvas->cols;
	screen = (struct screen) {
	    .view = &face->view,
	    .steps = name_steps(face, &steps),
	    .focus = face->focus,
	    .editor = face_typing(face) ? &face->editor : NULL,
	    .notice = face->notice,
	    .notice_look = LOOK_WARNING,
	    .help = face->help,
	    .follow = face->follow,
	};
	screen.step = steps;
	frame_draw(&screen, &arena,
	    face->help ? &face->help_scroll : &face->scroll, canvas);
	arena_release(&arena);
}
