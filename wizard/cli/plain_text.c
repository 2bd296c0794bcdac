#include "wizard/cli/plain_text.h"

#include "wizard/base/i18n.h"

bool
plain_has_number(const struct item *item)
{
	if (item->id == 0)
		return false;
	return item->kind == ITEM_MARK || item->kind == ITEM_CHOICE ||
	    item->kind == ITEM_FIELD ||
	    (item->kind == ITEM_ROW && item->enter_presses);
}

static void
add_cells(struct buf *out, const struct item *item)
{
	size_t cells = item->table == NULL ? 0 : item->table->columns;

	for (size_t i = 0; i < cells; i++)
		if (item->cell[i].text != NULL && item->cell[i].text[0] != '\0')
			buf_addf(out, "%s%s", i > 0 ? "  " : "",
			    item->cell[i].text);
}

/* Of an area how much is in it, and not all of it again. */
static void
add_field(struct buf *out, const struct item *item)
{
	size_t lines = 0;

	for (const char *c = item->value; item->area && *c != '\0'; c++)
		lines += *c == '\n';
	if (item->area)
		buf_addf(out,
		    ngettext("%s: %zu line", "%s: %zu lines", lines),
		    item->label, lines);
	else
		buf_addf(out, "%s: %s", item->label,
		    item->value != NULL && item->value[0] != '\0'
			? item->value
			: item->suggestion);
}

static void
add_item(struct buf *out, const struct item *item)
{
	switch (item->kind) {
	case ITEM_TEXT:
		buf_adds(out, item->label);
		break;
	case ITEM_VALUE:
		buf_addf(out, "%s %s", item->label, item->value);
		break;
	case ITEM_HEAD:
	case ITEM_ROW:
		add_cells(out, item);
		break;
	case ITEM_MARK:
		buf_addf(out, "[%c] ", item->mark);
		add_cells(out, item);
		break;
	case ITEM_CHOICE:
		buf_addf(out, "(%c) %s", item->chosen ? 'o' : ' ', item->label);
		break;
	case ITEM_FIELD:
		add_field(out, item);
		break;
	case ITEM_BLANK:
	case ITEM_BUTTON:
		break;
	}
}

static void
add_remarks(struct buf *out, const struct item *item)
{
	if (item->state != NULL)
		buf_addf(out, "  %s", item->state);
	if (item->note != NULL)
		buf_addf(out, "  %s", item->note);
	buf_adds(out, "\n");
	for (size_t i = 0; i < item->details; i++)
		buf_addf(out, "     %s\n", item->detail[i]);
}

void
plain_items(struct buf *out, const struct view *view)
{
	int number = 0;

	for (size_t i = 0; i < view->items; i++) {
		const struct item *item = &view->item[i];

		if (item->kind == ITEM_BUTTON || item->kind == ITEM_BLANK)
			continue;
		if (plain_has_number(item))
			buf_addf(out, "%d ", ++number);
		add_item(out, item);
		add_remarks(out, item);
	}
}
