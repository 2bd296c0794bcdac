/*
 * The line a user is typing: UTF-8, edited by whole characters. Knows nothing
 * of screens; a suggestion is shown by the face while the line is empty.
 */
#ifndef TUI_EDITOR_H
#define TUI_EDITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "wizard/base/buf.h"
#include "wizard/flow/view.h"

#define EDITOR_LINE_MAX 4096U /* octets of one line */
#define EDITOR_LINES_MAX VIEW_AREA_MAX

struct editor {
	struct buf text;
	size_t cursor; /* octets before it */
	bool lines; /* many lines, for a pasted message */
	bool fold; /* full-width ASCII becomes ASCII */
	bool cut; /* something did not fit */
};

#define EDITOR_INIT         \
	{                   \
		.cursor = 0 \
	}

void editor_release(struct editor *editor);
void editor_set(
    struct editor *editor, const char *text); /* cursor at the end */

void editor_type(struct editor *editor, uint32_t c);

/* Pasted text; in a single line, line breaks are dropped. */
void editor_insert(struct editor *editor, struct slice text);

enum edit {
	EDIT_LEFT,
	EDIT_RIGHT,
	EDIT_HOME,
	EDIT_END,
	EDIT_BACKSPACE,
	EDIT_DELETE,
	EDIT_KILL_ALL, /* ^U */
	EDIT_KILL_WORD, /* ^W */
	EDIT_KILL_END, /* ^K */
};

/* Returns whether the text changed. */
bool editor_do(struct editor *editor, enum edit edit);

#endif
