/*
 * A wizard that records what it is told and a clock that stands still, for the
 * tests of the face. Included by one file of a program.
 */
#ifndef TESTS_FAKE_H
#define TESTS_FAKE_H

#include "tests/unit/tui/views.h"

#include <stdio.h>

#include "tui/face.h"

/* --- a wizard that records what it is told ---------------------------- */

enum {
	FIELD = 10,
	ROW_A,
	ROW_B,
	CHOICE_2
};

static struct {
	struct buf events;
	char typed[64];
	enum outcome outcome;
	int focus;
	int step; /* shown: 0 a form, 1 a list, 2 only buttons, 3 choices */
	bool normalise; /* LEAVE takes "info@" away */
} fake;

static const char *const kinds[] = {
    [EVENT_PRESS] = "press",
    [EVENT_TEXT] = "text",
    [EVENT_LEAVE] = "leave",
    [EVENT_KEY] = "key",
    [EVENT_NEXT] = "next",
    [EVENT_BACK] = "back",
};

static inline void
form_view(struct arena *arena, struct view *view)
{
	struct item *item;

	view_text(arena, view, "A form");
	item = view_labelled(arena, view, ITEM_FIELD, FIELD, "Domain");
	item->value = arena_copy(arena, fake.typed);
	item->suggestion = "example.jp";
	view_labelled(arena, view, ITEM_BUTTON, 1, "Back");
	view_labelled(arena, view, ITEM_BUTTON, 2, "Continue");
}

static inline void
list_view(struct arena *arena, struct view *view)
{
	static const struct plain_record records[] = {
	    {"ADD", "_dmarc", "v=DMARC1; p=none"},
	    {"ADD", "@", "v=spf1 -all"},
	};
	static const struct table table = {.columns = 1};
	struct item *item;

	for (int id = ROW_A; id <= ROW_B; id++) {
		item = view_add(arena, view, ITEM_ROW, id);
		item->table = &table;
		item->cell[0].text = "row";
		item->enter_presses = id == ROW_B;
	}
	item = view_labelled(arena, view, ITEM_CHOICE, CHOICE_2, "choice");
	item->number = 2;
	view->plain = records;
	view->plains = COUNT_OF(records);
	view_hint(view, 'r', "check again");
	view_hint(view, 'k', "a letter of its own");
}

static inline void
report_view(struct arena *arena, struct view *view)
{
	view_text(arena, view, "first line");
	for (int i = 0; i < 40; i++)
		view_text(arena, view, "line");
	view_labelled(arena, view, ITEM_BUTTON, 1, "Back");
	view_labelled(arena, view, ITEM_BUTTON, 2, "Continue");
	view_hint(view, '\r', "go on");
}

/* As the wizard has it: Enter takes the choice that does not hold. */
static inline void
choices_view(struct arena *arena, struct view *view)
{
	struct item *item;

	for (int id = FIELD; id <= ROW_B; id++) {
		item = view_labelled(arena, view, ITEM_CHOICE, id, "choice");
		item->chosen = id == ROW_B;
		item->enter_presses = !item->chosen;
	}
}

void
wizard_view(const struct wizard *wizard, struct arena *arena, struct view *ret)
{
	static const struct {
		const char *id;
		void (*view)(struct arena *arena, struct view *view);
	} steps[] = {
	    {"form", form_view},
	    {"list", list_view},
	    {"report", report_view},
	    {"choices", choices_view},
	};

	(void)wizard;
	view_named(ret, "Step");
	ret->id = steps[fake.step].id;
	steps[fake.step].view(arena, ret);
}

static inline void
record_event(const struct event *event)
{
	struct buf *out = &fake.events;

	buf_addf(out, "%s%s", out->len > 0 ? " " : "", kinds[event->kind]);
	if (event->kind == EVENT_KEY)
		buf_addf(out, ":%c", event->key);
	else if (event->kind == EVENT_TEXT)
		buf_addf(out, ":%s", event->text);
	else if (event->kind == EVENT_PRESS || event->kind == EVENT_LEAVE)
		buf_addf(out, ":%d", event->item);
}

enum outcome
wizard_event(struct wizard *wizard, const struct event *event)
{
	enum outcome outcome = fake.outcome;

	(void)wizard;
	record_event(event);
	if (event->kind == EVENT_TEXT)
		(void)snprintf(
		    fake.typed, sizeof(fake.typed), "%s", event->text);
	if (event->kind == EVENT_LEAVE && fake.normalise)
		(void)strcpy(fake.typed, "example.jp");
	if (event->kind == EVENT_TEXT || event->kind == EVENT_LEAVE)
		return OUTCOME_STAY;
	fake.outcome = OUTCOME_STAY;
	if (outcome == OUTCOME_MOVED)
		fake.step = 1 - fake.step;
	return outcome;
}

int
wizard_focus(const struct wizard *wizard)
{
	(void)wizard;
	return fake.focus;
}

size_t
wizard_steps(const char *const **ret_names)
{
	static const char *const names[] = {"Domain", "Look"};

	*ret_names = names;
	return 2;
}

int
wizard_step_state(const struct wizard *wizard, size_t step)
{
	(void)wizard;
	(void)step;
	return 0;
}

/* --- a clock that stands still until it is told ----------------------- */

struct timer {
	void (*fn)(void *arg);
	void *arg;
	int64_t ms;
};

static struct timer *pending;

static inline struct timer *
after(void *self, int64_t ms, void (*fn)(void *arg), void *arg)
{
	(void)self;
	assert_null(pending);
	pending = test_malloc(sizeof(*pending));
	*pending = (struct timer) {fn, arg, ms};
	return pending;
}

static inline void
stop(void *self, struct timer *timer)
{
	(void)self;
	if (timer == NULL)
		return;
	assert_ptr_equal(timer, pending);
	test_free(timer);
	pending = NULL;
}

static inline void
fire(void)
{
	struct timer timer;

	assert_non_null(pending);
	timer = *pending;
	test_free(pending);
	pending = NULL;
	timer.fn(timer.arg);
}

static const struct clock_service test_clock = {.after = after, .stop = stop};
static int stirs;

static inline void
stirred(void *arg)
{
	(void)arg;
	stirs++;
}

/* --- playing ---------------------------------------------------------- */

static inline struct face *
start(int step)
{
	buf_release(&fake.events);
	memset(&fake, 0, sizeof(fake));
	fake.step = step;
	stirs = 0;
	return face_new(NULL, &test_clock, stirred, NULL);
}

static inline enum face_ask
press(struct face *face, enum key_kind kind, uint32_t c)
{
	struct key key = {.kind = kind, .c = c};

	return face_key(face, &key);
}

static inline enum face_ask
type(struct face *face, const char *letters)
{
	enum face_ask ask = FACE_DRAW;

	for (; *letters != '\0'; letters++)
		ask = press(face, K_CHAR, (uint32_t)*letters);
	return ask;
}

static inline void
paste(struct face *face, const char *text)
{
	struct key key = {.kind = K_PASTE, .text = slice_of(text)};

	(void)face_key(face, &key);
}

static inline void
told(const char *expected)
{
	assert_string_equal(buf_text(&fake.events), expected);
	buf_clear(&fake.events);
}

static inline void
shows_at(struct face *face, size_t rows, size_t cols, const char *part)
{
	struct arena arena = ARENA_INIT;
	struct canvas canvas;

	canvas_init(&canvas, rows, cols);
	face_draw(face, &canvas);
	assert_has(canvas_text(&arena, &canvas), part);
	canvas_release(&canvas);
	arena_release(&arena);
}

static inline void
shows(struct face *face, const char *part)
{
	shows_at(face, 24, 80, part);
}

static inline void
finish(struct face *face)
{
	face_free(face);
	assert_null(pending);
	buf_release(&fake.events);
}

#endif
