/* The columns of a table: how wide they are and which of them are shown. */
#ifndef TUI_TABLE_H
#define TUI_TABLE_H

#include "wizard/flow/view.h"

struct table_fit {
	size_t width[VIEW_CELLS]; /* 0: the column is not shown */
	bool numbered; /* a row has a digit that chooses it */
	bool marked; /* a row has a mark */
	size_t indent; /* columns before the first cell */
};

#define TABLE_GAP 2 /* blanks between columns */

/* Fits every item of the view that belongs to the table into the columns. */
struct table_fit table_fit(
    const struct view *view, const struct table *table, size_t columns);

#endif
