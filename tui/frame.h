/*
 * The whole screen round a body: who and where above it, what happened and
 * which keys work below it. Drawing is a function of the screen alone.
 */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include "tui/canvas.h"
#include "tui/editor.h"

/* Smaller windows lose ornaments first, then columns; never the focus. */
enum frame_size {
	FRAME_TINY, /* below 40x10: nothing but a notice */
	FRAME_SMALL, /* from 40x10: header, body, message, two hints */
	FRAME_MEDIUM, /* from 60x15: and a rule */
	FRAME_FULL, /* from 80x24: and the strip of steps and a lower rule */
};

struct frame_step {
	const char *name;
	int state; /* as wizard_step_state */
};

struct screen {
	const struct view *view;
	const struct frame_step *step;
	size_t steps;
	int focus;
	const struct editor *editor; /* NULL: no field has the focus */
	const char *notice; /* stands in for the view's message */
	enum look notice_look;
	bool help; /* the help page is open */
	bool follow; /* scroll so far that the focus is seen */
};

enum frame_size frame_size(size_t rows, size_t cols);

/*
 * Draws onto the canvas, which has the size of the window. The first line of
 * the body or help page that is seen goes in and out by scroll.
 */
void frame_draw(const struct screen *screen, struct arena *arena,
    size_t *scroll, struct canvas *canvas);

/* Lines by which PgUp and PgDn move. */
size_t frame_page(size_t rows, size_t cols);

#endif
