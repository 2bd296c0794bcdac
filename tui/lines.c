#include "tui/lines.h"

#include "wizard/base/text.h"

#define GAP 2
#define BELOW_WIDTH 30 /* a note below wants at least this many columns */

static bool
has(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static size_t
wider(size_t width, const char *text)
{
	size_t own = has(text) ? text_width(text) : 0;

	return own > width ? own : width;
}

void
lines_init(struct lines *lines, const struct scene *scene, struct arena *arena,
    struct canvas *canvas)
{
	*lines =
	    (struct lines) {.scene = scene, .arena = arena, .canvas = canvas};
	for (size_t i = 0; i < scene->view->items; i++) {
		const struct item *item = &scene->view->item[i];

		if (item->kind == ITEM_FIELD || item->kind == ITEM_VALUE)
			lines->label_width =
			    wider(lines->label_width, item->label);
		if (item->kind == ITEM_CHOICE) {
			lines->choice_width =
			    wider(lines->choice_width, item->label);
			lines->numbered = lines->numbered || item->number > 0;
		}
	}
	if (lines->label_width > scene->cols / 3)
		lines->label_width = scene->cols / 3;
}

size_t
lines_next(struct lines *lines)
{
	canvas_add_row(lines->canvas);
	return lines->canvas->rows - 1;
}

void
lines_fit(struct lines *lines, const struct table *table)
{
	if (lines->fitted == table)
		return;
	lines->fit = table_fit(lines->scene->view, table, lines->scene->cols);
	lines->fitted = table;
}

bool
lines_focused(const struct lines *lines, const struct item *item)
{
	return item->id != 0 && item->id == lines->scene->focus;
}

struct pen
lines_pen(const struct lines *lines, const struct item *item, enum look look)
{
	return (struct pen) {.look = look,
	    .selected = lines_focused(lines, item),
	    .end = lines->canvas->cols};
}

size_t
lines_marker(struct lines *lines, size_t row, const struct item *item)
{
	struct pen pen = lines_pen(lines, item, LOOK_NORMAL);

	if (pen.selected)
		(void)canvas_put(lines->canvas, row, 0, &pen, "> ");
	return LINES_INDENT;
}

size_t
lines_number(
    struct lines *lines, size_t row, size_t col, const struct item *item)
{
	struct pen pen = lines_pen(lines, item, LOOK_NORMAL);
	char digit[] = {(char)('0' + item->number % 10), '\0'};

	if (item->number > 0)
		(void)canvas_put(lines->canvas, row, col, &pen, digit);
	return col + 3;
}

size_t
lines_label(struct lines *lines, size_t row, const struct item *item)
{
	struct pen pen = lines_pen(lines, item, LOOK_NORMAL);
	size_t col = lines_marker(lines, row, item);

	if (!has(item->label))
		return col;
	pen.end = col + lines->label_width;
	(void)canvas_put_clipped(lines->canvas, row, col, &pen, item->label);
	return pen.end + GAP;
}

void
lines_wrap(struct lines *lines, size_t indent, enum look look, const char *text)
{
	struct pen pen = {.look = look, .end = lines->canvas->cols};
	size_t width = lines->canvas->cols < LAYOUT_TEXT_MAX
			   ? lines->canvas->cols
			   : LAYOUT_TEXT_MAX;
	struct text_lines wrapped =
	    text_wrap(lines->arena, text, width > indent ? width - indent : 1);

	for (size_t i = 0; i < wrapped.count; i++)
		(void)canvas_put(lines->canvas, lines_next(lines), indent, &pen,
		    wrapped.line[i]);
}

size_t
lines_tail_width(const struct item *item)
{
	size_t width = 0;

	if (has(item->state))
		width += GAP + text_width(item->state);
	if (has(item->note))
		width += GAP + text_width(item->note);
	return width;
}

static size_t
put_state(struct lines *lines, size_t row, size_t col, const struct item *item)
{
	struct pen pen = {.look = (enum look)item->state_role,
	    .selected = item->kind == ITEM_CHOICE && lines_focused(lines, item),
	    .end = lines->canvas->cols};

	return canvas_put_clipped(lines->canvas, row, col, &pen, item->state);
}

/* The state opens the first line; the note is wrapped beside it. */
static void
tail_below(struct lines *lines, size_t col, const struct item *item)
{
	size_t cols = lines->canvas->cols;
	size_t indent = cols > col + BELOW_WIDTH ? col : LINES_INDENT * 2;
	size_t row = lines->canvas->rows;

	if (!has(item->note)) {
		(void)put_state(lines, lines_next(lines), indent, item);
		return;
	}
	if (!has(item->state)) {
		lines_wrap(lines, indent, LOOK_NORMAL, item->note);
		return;
	}
	lines_wrap(lines, indent + text_width(item->state) + GAP, LOOK_NORMAL,
	    item->note);
	(void)put_state(lines, row, indent, item);
}

void
lines_tail(struct lines *lines, size_t row, size_t col, size_t below,
    const struct item *item)
{
	size_t width = lines_tail_width(item);
	struct pen pen = lines_pen(lines, item, LOOK_NORMAL);

	if (width == 0)
		return;
	if (col + width > lines->canvas->cols) {
		tail_below(lines, below, item);
		return;
	}
	pen.selected = pen.selected && item->kind == ITEM_CHOICE;
	col += GAP;
	if (has(item->state))
		col = put_state(lines, row, col, item) + GAP;
	if (has(item->note))
		(void)canvas_put(lines->canvas, row, col, &pen, item->note);
}
