/* What a face knows, and what keys can do to it: for face.c and bindings.c. */
#ifndef TUI_FACE_STATE_H
#define TUI_FACE_STATE_H

#include "tui/editor.h"
#include "tui/face.h"

struct face {
	struct wizard *wizard;
	const struct clock_service *clock;
	void (*stirred)(void *arg);
	void *arg;

	struct arena arena; /* of the view */
	struct view view;
	bool stale; /* the view must be read again */

	int focus;
	struct editor editor;
	int editing; /* the field the editor belongs to; 0 none */
	struct timer *judge;

	size_t rows, cols; /* of the window, when it was last drawn */
	size_t scroll;
	bool follow; /* the focus must be seen */
	bool help;
	size_t help_scroll;
	bool asking; /* whether to quit */
	const char *notice; /* until the next key */

	enum face_ask ask; /* the answer to the key being handled */
};

/* Reads the view again if it is stale, and finds the focus in it. */
void face_refresh(struct face *face);

/* Hands an event to the wizard and does what it asks for in return. */
enum outcome face_send(struct face *face, const struct event *event);

bool face_typing(const struct face *face);
void face_set_focus(struct face *face, int id);

/* The field is judged, if one has the focus. */
enum outcome face_leave_field(struct face *face);

/* The text of the editor changed: tells the wizard, judges it later. */
void face_typed(struct face *face);

#endif
