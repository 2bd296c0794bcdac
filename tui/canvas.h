/*
 * A screen as data: rows of cells, each with one character and what it means.
 * Everything is drawn here first; only tui/term.c carries it to a terminal.
 */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "wizard/base/buf.h"
#include "wizard/flow/view.h"

/* The roles of a view, and what only a face draws. */
enum look {
	LOOK_NORMAL = ROLE_NORMAL,
	LOOK_STRONG = ROLE_STRONG,
	LOOK_DIM = ROLE_DIM,
	LOOK_OK = ROLE_OK,
	LOOK_PROBLEM = ROLE_PROBLEM,
	LOOK_WARNING = ROLE_WARNING,
	LOOK_WAIT = ROLE_WAIT,
	LOOK_ADD = ROLE_ADD,
	LOOK_REMOVE = ROLE_REMOVE,
	LOOK_TITLE,
	LOOK_RULE,
	LOOK_FIELD,
	LOOK_GHOST, /* a suggestion in a field */
	LOOK_KEY, /* the name of a key in the footer */
	LOOKS
};

struct canvas_cell {
	char text[20]; /* one character with its combining marks */
	unsigned char width; /* 0: the right half of the cell before */
	unsigned char look;
	bool selected; /* has the focus */
};

struct canvas {
	size_t rows, cols;
	struct canvas_cell *cell;
	bool cursor; /* shown, at this place */
	size_t cursor_row, cursor_col;
};

/* How text is put: from col up to, not including, end. */
struct pen {
	enum look look;
	bool selected;
	size_t end;
};

void canvas_init(struct canvas *canvas, size_t rows, size_t cols);
void canvas_release(struct canvas *canvas);
void canvas_add_row(struct canvas *canvas); /* one more, blank, at the bottom */

/*
 * Puts text on a row and returns the column after it. What does not fit is
 * left out, never half a character; control characters become '?'. Rows and
 * columns outside the canvas are ignored.
 */
size_t canvas_put(struct canvas *canvas, size_t row, size_t col,
    const struct pen *pen, const char *text);

/* As canvas_put; a cut is marked by ".." at the end. */
size_t canvas_put_clipped(struct canvas *canvas, size_t row, size_t col,
    const struct pen *pen, const char *text);

/* One ASCII character over the columns from col to pen->end. */
void canvas_fill(struct canvas *canvas, size_t row, size_t col,
    const struct pen *pen, char c);

void canvas_copy_row(struct canvas *to, size_t to_row,
    const struct canvas *from, size_t from_row);

/*
 * The screen for people and for comparing: the text, then the same rows with
 * a letter per column for the look: capital when selected, '.' for normal and
 * '#' for normal and selected. Trailing blanks are left out.
 */
void canvas_dump(const struct canvas *canvas, struct buf *out);

#endif
