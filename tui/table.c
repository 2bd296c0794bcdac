#include "tui/table.h"

#include "wizard/base/text.h"

#define GOOD_WIDTH 24 /* a flexible column is clipped to this gladly */
#define LEAST_WIDTH 8 /* and to this when nothing is left to drop */
#define FOCUS_WIDTH 2 /* "> " */
#define DIGIT_WIDTH 3 /* "1  " */
#define MARK_WIDTH 4 /* "[x] " */

static void
widen(struct table_fit *fit, const struct table *table, const struct item *item)
{
	for (size_t i = 0; i < table->columns; i++) {
		const char *text = item->cell[i].text;
		size_t width = text == NULL ? 0 : text_width(text);

		if (width > fit->width[i])
			fit->width[i] = width;
	}
	fit->numbered = fit->numbered || item->number > 0;
	fit->marked = fit->marked || item->kind == ITEM_MARK;
}

static size_t
total(const struct table_fit *fit)
{
	size_t sum = fit->indent;
	size_t shown = 0;

	for (size_t i = 0; i < VIEW_CELLS; i++) {
		sum += fit->width[i];
		shown += fit->width[i] > 0;
	}
	return shown == 0 ? sum : sum + (shown - 1) * TABLE_GAP;
}

/* The widest flexible column gives what is missing, down to the least width. */
static void
squeeze(struct table_fit *fit, const struct table *table, size_t columns,
    size_t least)
{
	while (total(fit) > columns) {
		size_t widest = VIEW_CELLS;

		for (size_t i = 0; i < table->columns; i++)
			if (table->column[i].flexible &&
			    fit->width[i] > least &&
			    (widest == VIEW_CELLS ||
				fit->width[i] > fit->width[widest]))
				widest = i;
		if (widest == VIEW_CELLS)
			return;
		fit->width[widest]--;
	}
}

/* Hides the column of the highest rank; false when only rank 0 is left. */
static bool
drop(struct table_fit *fit, const struct table *table)
{
	size_t victim = VIEW_CELLS;

	for (size_t i = 0; i < table->columns; i++)
		if (fit->width[i] > 0 && table->column[i].rank > 0 &&
		    (victim == VIEW_CELLS ||
			table->column[i].rank > table->column[victim].rank))
			victim = i;
	if (victim == VIEW_CELLS)
		return false;
	fit->width[victim] = 0;
	return true;
}

struct table_fit
table_fit(const struct view *view, const struct table *table, size_t columns)
{
	struct table_fit natural = {.indent = FOCUS_WIDTH};
	struct table_fit fit;

	for (size_t i = 0; i < view->items; i++)
		if (view->item[i].table == table)
			widen(&natural, table, &view->item[i]);
	natural.indent += natural.numbered ? DIGIT_WIDTH : 0;
	natural.indent += natural.marked ? MARK_WIDTH : 0;
	do {
		fit = natural;
		squeeze(&fit, table, columns, GOOD_WIDTH);
	} while (total(&fit) > columns && drop(&natural, table));
	squeeze(&fit, table, columns, LEAST_WIDTH);
	return fit;
}
