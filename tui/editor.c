#include "tui/editor.h"

#include <string.h>

#include "wizard/base/text.h"

void
editor_release(struct editor *editor)
{
	buf_release(&editor->text);
	*editor = (struct editor)EDITOR_INIT;
}

void
editor_set(struct editor *editor, const char *text)
{
	buf_clear(&editor->text);
	buf_adds(&editor->text, text);
	editor->cursor = editor->text.len;
	editor->cut = false;
}

/* The character that ends before the cursor starts here; marks belong to it. */
static size_t
previous(const struct editor *editor, size_t at)
{
	const char *text = buf_text(&editor->text);
	uint32_t c = 0;

	while (at > 0) {
		do
			at--;
		while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80);
		(void)text_next(
		    (struct slice) {text + at, editor->text.len - at}, &c);
		if (text_char_width(c) > 0 || c < ' ')
			break;
	}
	return at;
}

static size_t
next(const struct editor *editor, size_t at)
{
	struct slice rest = {
	    buf_text(&editor->text) + at, editor->text.len - at};
	uint32_t c;
	size_t n;
	bool first = true;

	while ((n = text_next(rest, &c)) > 0 &&
	       (first || (c >= ' ' && text_char_width(c) == 0))) {
		first = false;
		rest.ptr += n;
		rest.len -= n;
	}
	return editor->text.len - rest.len;
}

/* Where the word before the cursor starts. */
static size_t
word_start(const struct editor *editor)
{
	const char *text = buf_text(&editor->text);
	size_t at = editor->cursor;

	while (at > 0 && text[at - 1] == ' ')
		at--;
	while (at > 0 && text[at - 1] != ' ')
		at--;
	return at;
}

static bool
erase(struct editor *editor, size_t from, size_t to)
{
	struct buf *text = &editor->text;

	editor->cursor = from;
	if (from == to)
		return false;
	memmove(text->data + from, text->data + to, text->len - to + 1);
	text->len -= to - from;
	editor->cut = false;
	return true;
}

static bool
move(struct editor *editor, size_t to)
{
	editor->cursor = to;
	return false;
}

bool
editor_do(struct editor *editor, enum edit edit)
{
	size_t at = editor->cursor;
	size_t len = editor->text.len;

	switch (edit) {
	case EDIT_LEFT:
		return move(editor, previous(editor, at));
	case EDIT_RIGHT:
		return move(editor, next(editor, at));
	case EDIT_HOME:
		return move(editor, 0);
	case EDIT_END:
		return move(editor, len);
	case EDIT_BACKSPACE:
		return erase(editor, previous(editor, at), at);
	case EDIT_DELETE:
		return erase(editor, at, next(editor, at));
	case EDIT_KILL_ALL:
		return erase(editor, 0, len);
	case EDIT_KILL_WORD:
		return erase(editor, word_start(editor), at);
	case EDIT_KILL_END:
		return erase(editor, at, len);
	}
	return false;
}

static void
insert(struct editor *editor, const char *octets, size_t n)
{
	struct buf *text = &editor->text;
	size_t max = editor->lines ? EDITOR_LINES_MAX : EDITOR_LINE_MAX;

	if (n == 0)
		return;
	if (text->len + n > max) {
		editor->cut = true;
		return;
	}
	buf_add(text, octets, n);
	memmove(text->data + editor->cursor + n, text->data + editor->cursor,
	    text->len - n - editor->cursor);
	memcpy(text->data + editor->cursor, octets, n);
	editor->cursor += n;
}

void
editor_type(struct editor *editor, uint32_t c)
{
	char octets[4];

	if (editor->fold)
		c = text_fold(c);
	insert(editor, octets, text_encode(c, octets));
}

/* A message goes in as it came; a line takes its characters one by one. */
void
editor_insert(struct editor *editor, struct slice text)
{
	uint32_t c;
	size_t n;

	if (editor->lines) {
		size_t room = EDITOR_LINES_MAX - editor->text.len;

		insert(editor, text.ptr, text.len < room ? text.len : room);
		editor->cut = editor->cut || text.len > room;
		return;
	}
	while ((n = text_next(text, &c)) > 0) {
		if (c >= ' ' && c != 0x7f && c != 0xfffd)
			editor_type(editor, c);
		text.ptr += n;
		text.len -= n;
	}
}
