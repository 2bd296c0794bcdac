#include "tui/field.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

#define FIELD_WIDTH 40 /* columns of a line, where there is room */
#define FIELD_LEAST 16 /* columns that state and note leave to it */
#define AREA_ROWS 6 /* lines seen of a message; half on a low screen */
#define AREA_LOW 18 /* rows of a body that is not low */

/* What is in a field: the editor's text while it has the focus. */
struct content {
	struct slice text;
	size_t cursor;
	bool editing;
};

static struct content
content_of(const struct lines *lines, const struct item *item)
{
	const struct editor *editor = lines->scene->editor;

	if (editor == NULL || !lines_focused(lines, item))
		return (struct content) {
		    .text = slice_of(item->value == NULL ? "" : item->value)};
	return (struct content) {
	    .text = {buf_text(&editor->text), editor->text.len},
	    .cursor = editor->cursor,
	    .editing = true};
}

static void
place_cursor(struct lines *lines, size_t row, size_t col)
{
	lines->canvas->cursor = true;
	lines->canvas->cursor_row = row;
	lines->canvas->cursor_col = col;
}

static size_t
width_of(struct lines *lines, const char *start, const char *end)
{
	return text_width(arena_copy_slice(
	    lines->arena, (struct slice) {start, (size_t)(end - start)}));
}

/* The part that is seen: it moves left until the cursor is inside. */
static const char *
window(struct lines *lines, const struct content *content, size_t width)
{
	const char *start = content->text.ptr;
	const char *cursor = start + content->cursor;
	size_t used = width_of(lines, start, cursor);

	while (start < cursor && used >= width) {
		uint32_t c = 0;

		start += text_next(
		    (struct slice) {start, (size_t)(cursor - start)}, &c);
		used -= (size_t)text_char_width(c);
	}
	return start;
}

static void
paint_content(struct lines *lines, size_t row, size_t col, size_t width,
    const struct item *item)
{
	struct content content = content_of(lines, item);
	struct pen pen = {.look = LOOK_FIELD, .end = col + width};
	const char *seen = content.text.ptr;

	canvas_fill(lines->canvas, row, col, &pen, '_');
	if (content.editing) {
		seen = window(lines, &content, width);
		place_cursor(lines, row,
		    col + width_of(
			      lines, seen, content.text.ptr + content.cursor));
	}
	if (content.text.len == 0 && item->suggestion != NULL) {
		pen.look = LOOK_GHOST;
		seen = item->suggestion;
	}
	if (content.editing)
		(void)canvas_put(lines->canvas, row, col, &pen, seen);
	else
		(void)canvas_put_clipped(lines->canvas, row, col, &pen, seen);
}

void
field_paint(struct lines *lines, const struct item *item)
{
	size_t row = lines_next(lines);
	size_t col = lines_label(lines, row, item);
	size_t room = lines->canvas->cols > col ? lines->canvas->cols - col : 1;
	size_t tail = lines_tail_width(item);
	size_t width = room < FIELD_WIDTH ? room : FIELD_WIDTH;

	if (tail > 0 && tail + FIELD_LEAST <= room && room - tail < width)
		width = room - tail;
	paint_content(lines, row, col, width, item);
	lines_tail(lines, row, col + width, col, item);
}

/* --- an area ---------------------------------------------------------- */

static size_t
count_lines(const char *text, size_t len)
{
	size_t n = 1;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

/* The start of the line that is so many lines above the one that ends here. */
static const char *
lines_above(const char *text, const char *at, size_t above)
{
	for (;;) {
		while (at > text && at[-1] != '\n')
			at--;
		if (at == text || above == 0)
			return at;
		above--;
		at--;
	}
}

static void
paint_area_line(struct lines *lines, struct slice line, bool here)
{
	struct pen pen = {.look = LOOK_FIELD, .end = lines->canvas->cols};
	size_t row = lines_next(lines);
	const char *text = text_safe(lines->arena, line);
	size_t end =
	    canvas_put_clipped(lines->canvas, row, LINES_INDENT, &pen, text);

	if (here)
		place_cursor(lines, row,
		    end < lines->canvas->cols ? end : lines->canvas->cols - 1);
}

/* The lines that end with the one the cursor is on, then those after it. */
static void
paint_area_lines(
    struct lines *lines, const struct content *content, size_t count)
{
	const char *text = content->text.ptr;
	const char *end = text + content->text.len;
	const char *cursor = text + content->cursor;
	const char *start = lines_above(text, cursor, count - 1);

	for (size_t i = 0; i < count; i++) {
		size_t len = strcspn(start, "\n");
		bool here = content->editing && cursor >= start &&
			    cursor <= start + len;

		paint_area_line(lines, (struct slice) {start, len}, here);
		if (start + len == end)
			break;
		start += len + 1;
	}
}

void
field_paint_area(struct lines *lines, const struct item *item)
{
	struct content content = content_of(lines, item);
	size_t all = count_lines(content.text.ptr, content.text.len);
	size_t last = count_lines(content.text.ptr, content.cursor);
	size_t count =
	    lines->scene->rows < AREA_LOW ? AREA_ROWS / 2 : AREA_ROWS;
	size_t row = lines_next(lines);
	size_t col = lines_label(lines, row, item);
	struct pen pen = {.look = LOOK_DIM, .end = lines->canvas->cols};

	(void)canvas_put_clipped(lines->canvas, row, col, &pen,
	    content.text.len == 0 ? _("nothing pasted yet")
				  : arena_printf(lines->arena,
					_("-- line %zu of %zu --"), last, all));
	paint_area_lines(lines, &content, count);
	lines_tail(lines, row, lines->canvas->cols, LINES_INDENT, item);
}
