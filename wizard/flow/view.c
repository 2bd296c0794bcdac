#include "wizard/flow/view.h"

#include <stdarg.h>
#include <stdio.h>

struct item *
view_add(struct arena *arena, struct view *view, enum item_kind kind, int id)
{
	struct item *item;

	view->item =
	    arena_push(arena, view->item, &view->items, sizeof(*view->item));
	item = &view->item[view->items - 1];
	item->kind = kind;
	item->id = id;
	item->label = "";
	return item;
}

struct item *
view_text(struct arena *arena, struct view *view, const char *fmt, ...)
{
	struct item *item = view_add(arena, view, ITEM_TEXT, 0);
	char *text;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return item;
	text = arena_alloc(arena, (size_t)n + 1);
	va_start(ap, fmt);
	(void)vsnprintf(text, (size_t)n + 1, fmt, ap);
	va_end(ap);
	item->label = text;
	return item;
}

struct item *
view_blank(struct arena *arena, struct view *view)
{
	return view_add(arena, view, ITEM_BLANK, 0);
}

static void
add_hint(struct view *view, struct hint hint)
{
	if (view->hints < VIEW_HINTS)
		view->hint[view->hints++] = hint;
}

void
view_hint(struct view *view, char key, const char *verb)
{
	add_hint(view, (struct hint) {.key = key, .verb = verb});
}

void
view_hidden_hint(struct view *view, char key, const char *verb)
{
	add_hint(
	    view, (struct hint) {.key = key, .verb = verb, .hidden = true});
}
