#include "tui/plain.h"

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

/* Nothing that could steer the terminal gets past, whatever a view holds. */
static void
add_line(struct buf *out, const char *text)
{
	struct arena arena = ARENA_INIT;

	if (text != NULL && text[0] != '\0')
		buf_addf(out, "%s\n\n", text_safe(&arena, slice_of(text)));
	arena_release(&arena);
}

void
plain_record(const struct plain_record *record, size_t index, size_t count,
    struct buf *out)
{
	buf_adds(out, "\n");
	buf_addf(out,
	    _("%zu of %zu   %s   (triple-click selects a whole line)"),
	    index + 1, count, record->title == NULL ? "" : record->title);
	buf_adds(out, "\n\n");
	add_line(out, record->name);
	add_line(out, record->value);
	buf_adds(out, index + 1 < count
			  ? _("Press Enter to go back, n for the next record")
			  : _("Press Enter to go back"));
	buf_adds(out, "\n");
}
