#include "tui/layout.h"

#include <string.h>

#include "tui/field.h"
#include "tui/lines.h"
#include "tui/table.h"
#include "wizard/base/text.h"

#define CHOICE_INDENT 6 /* "> (o) " */

const struct item *
layout_item(const struct view *view, int id)
{
	for (size_t i = 0; id != 0 && i < view->items; i++)
		if (view->item[i].id == id)
			return &view->item[i];
	return NULL;
}

static void
paint_text(struct lines *lines, const struct item *item)
{
	size_t indent = item->id == 0 ? 0 : LINES_INDENT;

	lines_wrap(lines, indent, (enum look)item->role, item->label);
}

static void
paint_blank(struct lines *lines, const struct item *item)
{
	(void)item;
	if (!lines->dense)
		(void)lines_next(lines);
}

/*
 * "- " and "+ " say by themselves what goes and what comes. Who is to decide
 * about it has to see all of it.
 */
static void
paint_difference(
    struct lines *lines, const struct item *item, const char *sign)
{
	size_t row = lines->canvas->rows;
	struct pen pen = {.look = (enum look)item->role,
	    .end = lines->canvas->cols};

	lines_wrap(lines, LINES_INDENT + text_width(sign), pen.look,
	    item->value);
	(void)canvas_put(lines->canvas, row, LINES_INDENT, &pen, sign);
}

static void
paint_value(struct lines *lines, const struct item *item)
{
	size_t row = lines_next(lines);
	struct pen pen = lines_pen(lines, item, (enum look)item->role);
	size_t room = lines_tail_width(item);
	size_t start = lines_label(lines, row, item);
	size_t col = start;

	pen.selected = false;
	if (room > 0 && col + room + 12 < pen.end)
		pen.end -= room + 1;
	col = canvas_put_clipped(lines->canvas, row, col, &pen,
	    item->value == NULL ? "" : item->value);
	lines_tail(lines, row, col, start, item);
}

static void
paint_record(struct lines *lines, const struct item *item)
{
	if (item->role == ROLE_ADD)
		paint_difference(lines, item, "+ ");
	else if (item->role == ROLE_REMOVE)
		paint_difference(lines, item, "- ");
	else
		paint_value(lines, item);
}

static size_t
put_cell(struct lines *lines, size_t row, size_t col, const struct item *item,
    size_t index)
{
	const struct cell *cell = &item->cell[index];
	size_t width = lines->fit.width[index];
	enum look look = (enum look)cell->role;
	struct pen pen = lines_pen(lines, item, look);
	const char *text = cell->text == NULL ? "" : cell->text;
	size_t used = text_width(text);

	if (item->kind == ITEM_HEAD && look == LOOK_NORMAL)
		pen.look = LOOK_STRONG;
	if (col + width < pen.end)
		pen.end = col + width;
	if (item->table->column[index].right && used < width)
		col += width - used;
	(void)canvas_put_clipped(lines->canvas, row, col, &pen, text);
	return pen.end + TABLE_GAP;
}

static void
paint_row(struct lines *lines, const struct item *item)
{
	size_t row = lines_next(lines);
	struct pen pen = lines_pen(lines, item, LOOK_NORMAL);
	char mark[] = {'[', item->mark == '\0' ? ' ' : item->mark, ']', '\0'};
	size_t col;

	if (item->table == NULL)
		return;
	lines_fit(lines, item->table);
	if (pen.selected)
		canvas_fill(lines->canvas, row, 0, &pen, ' ');
	col = lines_marker(lines, row, item);
	if (lines->fit.numbered)
		col = lines_number(lines, row, col, item);
	if (item->kind == ITEM_MARK)
		(void)canvas_put(lines->canvas, row, col, &pen, mark);
	col = lines->fit.indent;
	for (size_t i = 0; i < item->table->columns; i++)
		if (lines->fit.width[i] > 0)
			col = put_cell(lines, row, col, item, i);
	lines_tail(lines, row, lines->canvas->cols, LINES_INDENT * 2, item);
}

static void
paint_choice(struct lines *lines, const struct item *item)
{
	size_t row = lines_next(lines);
	enum look look = item->disabled ? LOOK_DIM : (enum look)item->role;
	struct pen pen = lines_pen(lines, item, look);
	size_t col = lines_marker(lines, row, item);

	if (pen.selected)
		canvas_fill(lines->canvas, row, col, &pen, ' ');
	(void)canvas_put(
	    lines->canvas, row, col, &pen, item->chosen ? "(o) " : "( ) ");
	col = CHOICE_INDENT;
	if (lines->numbered)
		col = lines_number(lines, row, col, item);
	canvas_put_clipped(lines->canvas, row, col, &pen, item->label);
	lines_tail(lines, row, col + lines->choice_width, col, item);
}

static void
paint_field(struct lines *lines, const struct item *item)
{
	if (item->area)
		field_paint_area(lines, item);
	else
		field_paint(lines, item);
}

/* Buttons stand side by side as long as there is room. */
static void
paint_button(struct lines *lines, const struct item *item)
{
	struct pen pen =
	    lines_pen(lines, item, item->disabled ? LOOK_DIM : LOOK_NORMAL);
	const char *text = arena_printf(lines->arena, "< %s >", item->label);
	size_t width = text_width(text) + (item->number > 0 ? 3 : 0);
	size_t col = lines->button_col;

	if (col == 0 || col + width > lines->canvas->cols) {
		(void)lines_next(lines);
		col = LINES_INDENT;
	}
	if (item->number > 0)
		col = lines_number(lines, lines->canvas->rows - 1, col, item);
	col = canvas_put_clipped(
	    lines->canvas, lines->canvas->rows - 1, col, &pen, text);
	lines_tail(lines, lines->canvas->rows - 1, col, LINES_INDENT * 2, item);
	lines->button_col = lines_tail_width(item) == 0 ? col + 2 : 0;
}

static void (*const painters[])(struct lines *, const struct item *) = {
    [ITEM_TEXT] = paint_text,
    [ITEM_BLANK] = paint_blank,
    [ITEM_VALUE] = paint_record,
    [ITEM_HEAD] = paint_row,
    [ITEM_ROW] = paint_row,
    [ITEM_MARK] = paint_row,
    [ITEM_CHOICE] = paint_choice,
    [ITEM_FIELD] = paint_field,
    [ITEM_BUTTON] = paint_button,
};

static void
paint_details(struct lines *lines, const struct item *item)
{
	for (size_t i = 0; i < item->details; i++)
		lines_wrap(
		    lines, LINES_INDENT * 2, LOOK_NORMAL, item->detail[i]);
	if (item->details > 0)
		lines->button_col = 0;
}

static void
paint_item(struct lines *lines, const struct item *item, struct body *ret)
{
	size_t first = lines->canvas->rows;

	if (item->kind != ITEM_BUTTON)
		lines->button_col = 0;
	painters[item->kind](lines, item);
	if (!lines_focused(lines, item))
		return;
	/* A button may stand on a line that was there before. */
	if (first == lines->canvas->rows && first > 0)
		first--;
	paint_details(lines, item);
	ret->focus_first = first;
	ret->focus_end = lines->canvas->rows;
}

static void
paint(const struct scene *scene, struct arena *arena, bool dense,
    struct body *ret)
{
	struct lines lines;

	*ret = (struct body) {.focus_first = 0};
	canvas_init(&ret->canvas, 0, scene->cols);
	lines_init(&lines, scene, arena, &ret->canvas);
	lines.dense = dense;
	for (size_t i = 0; i < scene->view->items; i++)
		paint_item(&lines, &scene->view->item[i], ret);
}

void
layout(const struct scene *scene, struct arena *arena, struct body *ret)
{
	paint(scene, arena, false, ret);
	if (ret->canvas.rows <= scene->rows)
		return;
	canvas_release(&ret->canvas);
	paint(scene, arena, true, ret);
}
