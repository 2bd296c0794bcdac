/* The lines of a body while they are being written, one item after another. */
#ifndef TUI_LINES_H
#define TUI_LINES_H

#include "tui/layout.h"
#include "tui/table.h"

#define LINES_INDENT 2 /* where the mark of the focus stands */

struct lines {
	const struct scene *scene;
	struct arena *arena;
	struct canvas *canvas;
	bool dense; /* no empty lines */
	size_t label_width; /* of fields and values */
	size_t choice_width; /* of the labels of choices */
	bool numbered; /* a choice has a digit */
	size_t button_col; /* where the next button may stand; 0 nowhere */
	const struct table *fitted;
	struct table_fit fit; /* of the table above */
};

/* Measures the labels of the whole view, so that columns align. */
void lines_init(struct lines *lines, const struct scene *scene,
    struct arena *arena, struct canvas *canvas);

size_t lines_next(struct lines *lines); /* a fresh line; returns its row */
void lines_fit(struct lines *lines, const struct table *table);
bool lines_focused(const struct lines *lines, const struct item *item);
struct pen lines_pen(
    const struct lines *lines, const struct item *item, enum look look);

/* Each returns the column where the next thing stands. */
size_t lines_marker(struct lines *lines, size_t row, const struct item *item);
size_t lines_number(
    struct lines *lines, size_t row, size_t col, const struct item *item);
size_t lines_label(struct lines *lines, size_t row, const struct item *item);

void lines_wrap(
    struct lines *lines, size_t indent, enum look look, const char *text);

/* Columns that state and note want beside the item; 0 when it has none. */
size_t lines_tail_width(const struct item *item);

/*
 * State and note beside the item, which ends before col; where there is no
 * room, on lines of their own that begin at below.
 */
void lines_tail(struct lines *lines, size_t row, size_t col, size_t below,
    const struct item *item);

#endif
