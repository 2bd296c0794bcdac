#include "tui/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/base/text.h"

static const char letters[LOOKS] = {
    [LOOK_NORMAL] = '.',
    [LOOK_STRONG] = 's',
    [LOOK_DIM] = 'd',
    [LOOK_OK] = 'o',
    [LOOK_PROBLEM] = 'p',
    [LOOK_WARNING] = 'w',
    [LOOK_WAIT] = 't',
    [LOOK_ADD] = 'a',
    [LOOK_REMOVE] = 'r',
    [LOOK_TITLE] = 'h',
    [LOOK_RULE] = '-',
    [LOOK_FIELD] = 'f',
    [LOOK_GHOST] = 'g',
    [LOOK_KEY] = 'k',
};

static void
set_cell(struct canvas_cell *cell, struct slice text, size_t width,
    const struct pen *pen)
{
	*cell = (struct canvas_cell) {
	    .width = (unsigned char)width,
	    .look = (unsigned char)pen->look,
	    .selected = pen->selected,
	};
	memcpy(cell->text, text.ptr, text.len);
}

static void
blank(struct canvas_cell *cell, size_t count)
{
	static const struct pen normal = {.look = LOOK_NORMAL};

	for (size_t i = 0; i < count; i++)
		set_cell(&cell[i], (struct slice) {" ", 1}, 1, &normal);
}

void
canvas_init(struct canvas *canvas, size_t rows, size_t cols)
{
	*canvas = (struct canvas) {.cols = cols};
	while (canvas->rows < rows)
		canvas_add_row(canvas);
}

void
canvas_release(struct canvas *canvas)
{
	free(canvas->cell);
	*canvas = (struct canvas) {.cell = NULL};
}

void
canvas_add_row(struct canvas *canvas)
{
	size_t used = canvas->rows * canvas->cols;

	canvas->cell =
	    mem_grow(canvas->cell, used + canvas->cols, sizeof(*canvas->cell));
	blank(canvas->cell + used, canvas->cols);
	canvas->rows++;
}

static struct canvas_cell *
cell_at(const struct canvas *canvas, size_t row, size_t col)
{
	return &canvas->cell[row * canvas->cols + col];
}

/* Writing over one half of a wide character blanks the other half. */
static void
release_half(struct canvas *canvas, size_t row, size_t col)
{
	struct canvas_cell *cell = cell_at(canvas, row, col);

	if (cell->width == 0 && col > 0)
		blank(cell - 1, 1);
	if (cell->width == 2 && col + 1 < canvas->cols)
		blank(cell + 1, 1);
}

static void
put_char(struct canvas *canvas, size_t row, size_t col, const struct pen *pen,
    struct slice text, size_t width)
{
	struct canvas_cell *cell = cell_at(canvas, row, col);

	release_half(canvas, row, col);
	if (width == 2) {
		release_half(canvas, row, col + 1);
		set_cell(cell + 1, (struct slice) {"", 0}, 0, pen);
	}
	set_cell(cell, text, width, pen);
}

/* Invisible characters that change how others are drawn: none is let in. */
static bool
is_format(uint32_t c)
{
	return c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || c >= 0xe0000;
}

static void
add_mark(struct canvas *canvas, size_t row, size_t col, struct slice mark)
{
	struct canvas_cell *cell;
	size_t len;

	if (col == 0)
		return;
	cell = cell_at(canvas, row, col - 1);
	if (cell->width == 0 && col > 1)
		cell--;
	len = strlen(cell->text);
	if (len + mark.len < sizeof(cell->text))
		memcpy(cell->text + len, mark.ptr, mark.len);
}

static struct slice
first_char(struct slice text, uint32_t *ret_char)
{
	size_t n = text_next(text, ret_char);

	if (*ret_char < ' ' || (*ret_char >= 0x7f && *ret_char < 0xa0) ||
	    *ret_char == 0xfffd) {
		*ret_char = '?';
		return (struct slice) {"?", 1};
	}
	return (struct slice) {text.ptr, n};
}

size_t
canvas_put(struct canvas *canvas, size_t row, size_t col, const struct pen *pen,
    const char *text)
{
	size_t end = pen->end < canvas->cols ? pen->end : canvas->cols;
	struct slice rest = slice_of(text);
	size_t start = col;

	if (row >= canvas->rows)
		return col;
	while (rest.len > 0) {
		uint32_t c;
		size_t n = text_next(rest, &c);
		struct slice glyph = first_char(rest, &c);
		size_t width = (size_t)text_char_width(c);

		rest.ptr += n;
		rest.len -= n;
		if (width == 0 || is_format(c)) {
			if (!is_format(c) && col > start)
				add_mark(canvas, row, col, glyph);
			continue;
		}
		if (col + width > end)
			break;
		put_char(canvas, row, col, pen, glyph, width);
		col += width;
	}
	return col;
}

size_t
canvas_put_clipped(struct canvas *canvas, size_t row, size_t col,
    const struct pen *pen, const char *text)
{
	size_t end = pen->end < canvas->cols ? pen->end : canvas->cols;
	struct pen front = *pen;

	if (col + text_width(text) <= end || end < col + 2)
		return canvas_put(canvas, row, col, pen, text);
	front.end = end - 2;
	col = canvas_put(canvas, row, col, &front, text);
	return canvas_put(canvas, row, col, pen, "..");
}

void
canvas_fill(struct canvas *canvas, size_t row, size_t col,
    const struct pen *pen, char c)
{
	size_t end = pen->end < canvas->cols ? pen->end : canvas->cols;

	if (row >= canvas->rows)
		return;
	for (; col < end; col++)
		put_char(canvas, row, col, pen, (struct slice) {&c, 1}, 1);
}

void
canvas_copy_row(struct canvas *to, size_t to_row, const struct canvas *from,
    size_t from_row)
{
	size_t cols = to->cols < from->cols ? to->cols : from->cols;

	memcpy(cell_at(to, to_row, 0), cell_at(from, from_row, 0),
	    cols * sizeof(struct canvas_cell));
}

static char
letter_of(const struct canvas_cell *cell)
{
	char letter = letters[cell->look];

	if (!cell->selected)
		return letter;
	if (letter == '.')
		return '#';
	return (char)(letter >= 'a' ? letter - 'a' + 'A' : letter);
}

/* A row without the trailing cells that say nothing. */
static void
dump_row(const struct canvas *canvas, size_t row, bool looks, struct buf *out)
{
	size_t end = 0;

	for (size_t col = 0; col < canvas->cols; col++) {
		const struct canvas_cell *cell = cell_at(canvas, row, col);

		if (looks ? letter_of(cell) != '.' : cell->text[0] != ' ')
			end = col + 1;
	}
	for (size_t col = 0; col < end; col++) {
		const struct canvas_cell *cell = cell_at(canvas, row, col);

		if (looks)
			buf_addc(out, letter_of(cell));
		else
			buf_adds(out, cell->text);
	}
	buf_addc(out, '\n');
}

void
canvas_dump(const struct canvas *canvas, struct buf *out)
{
	for (size_t row = 0; row < canvas->rows; row++)
		dump_row(canvas, row, false, out);
	if (canvas->cursor)
		buf_addf(out, "-- cursor %zu,%zu\n", canvas->cursor_row,
		    canvas->cursor_col);
	else
		buf_adds(out, "-- no cursor\n");
	for (size_t row = 0; row < canvas->rows; row++)
		dump_row(canvas, row, true, out);
}
