/*
 * The items of a view as lines of a given width. What does not fit is wrapped
 * or clipped here; which part of the lines is seen is decided by the frame.
 */
#ifndef TUI_LAYOUT_H
#define TUI_LAYOUT_H

#include "tui/canvas.h"
#include "tui/editor.h"

#define LAYOUT_TEXT_MAX 76 /* columns of a paragraph */

struct scene {
	const struct view *view;
	int focus; /* id of an item; 0 none */
	const struct editor *editor; /* of the focused field; NULL none */
	size_t rows, cols; /* room for the lines */
};

/* All lines, and which of them must be seen together. */
struct body {
	struct canvas canvas; /* its cursor is where the user types */
	size_t focus_first;
	size_t focus_end; /* the line after the last */
};

/* Empty lines are left out when the rest would not fit otherwise. */
void layout(const struct scene *scene, struct arena *arena, struct body *ret);

/* The item with this id; NULL when there is none. */
const struct item *layout_item(const struct view *view, int id);

#endif
