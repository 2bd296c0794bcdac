/*
 * The full-screen face without its terminal: which item has the focus, what is
 * being typed, which page is seen. Keys go in, events go to the wizard, a
 * canvas comes out.
 */
#ifndef TUI_FACE_H
#define TUI_FACE_H

#include "tui/canvas.h"
#include "tui/keys.h"
#include "wizard/flow/wizard.h"

#define FACE_JUDGE_MS 300 /* what was typed is judged after this silence */

struct face;

/* What the owner of the terminal is asked to do. */
enum face_ask {
	FACE_DRAW,
	FACE_REPAINT, /* everything, for the terminal lost something */
	FACE_PLAIN, /* show the records of the view outside the screen */
	FACE_COPY, /* send the value of the record to the clipboard */
	FACE_SUSPEND,
	FACE_QUIT,
	FACE_LEAVE, /* go on line by line */
};

/*
 * stirred is called from a timer, when something changed by itself and the
 * screen must be drawn. The clock is borrowed for the life of the face.
 */
struct face *face_new(struct wizard *wizard, const struct clock_service *clock,
    void (*stirred)(void *arg), void *arg);
void face_free(struct face *face);

enum face_ask face_key(struct face *face, const struct key *key);
void face_stale(struct face *face); /* the wizard's view changed by itself */

/* Draws onto a canvas of the size of the window. */
void face_draw(struct face *face, struct canvas *canvas);

/* What the wizard shows now. */
const struct view *face_view(struct face *face);

/* The item in focus, of that view; or NULL. */
const struct item *face_item(const struct face *face);

/* A sentence in the place of the message, until the next key; borrowed. */
void face_notice(struct face *face, const char *notice);

#endif
