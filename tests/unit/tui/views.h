/* Views made by hand, and canvases as text, for the tests of the face. */
#ifndef TESTS_VIEWS_H
#define TESTS_VIEWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Wants those above before itself. */
#include <cmocka.h>

#include "tui/canvas.h"
#include "wizard/flow/view.h"

static inline void
view_named(struct view *view, const char *title)
{
	*view = (struct view) {.domain = "example.jp",
	    .title = title,
	    .step = 2,
	    .saved = "saved 14:04",
	    .help = "What it is: what example.jp publishes now."};
}

static inline struct item *
view_labelled(struct arena *arena, struct view *view, enum item_kind kind,
    int id, const char *label)
{
	struct item *item = view_add(arena, view, kind, id);

	item->label = label;
	return item;
}

/* The text half of a dump; NULL-terminated rows are easier to compare whole. */
static inline char *
canvas_text(struct arena *arena, const struct canvas *canvas)
{
	struct buf out = BUF_INIT;
	char *text, *looks;

	canvas_dump(canvas, &out);
	text = arena_copy(arena, buf_text(&out));
	buf_release(&out);
	looks = strstr(text, "-- cursor ");
	if (looks == NULL)
		looks = strstr(text, "-- no cursor");
	assert_non_null(looks);
	*looks = '\0';
	return text;
}

#define assert_has(text, part)                                       \
	do {                                                         \
		if (strstr((text), (part)) == NULL)                  \
			fail_msg("'%s' is not in:\n%s", part, text); \
	} while (0)
#define assert_lacks(text, part)                                 \
	do {                                                     \
		if (strstr((text), (part)) != NULL)              \
			fail_msg("'%s' is in:\n%s", part, text); \
	} while (0)

#endif
