#include "tui/help.h"

#include "tui/footer.h"
#include "tui/lines.h"
#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

#define KEY_WIDTH 16

struct line {
	const char *key;
	const char *verb;
};

/* Where the view has records to be entered somewhere else. */
static const struct line records[] = {
    {"v", N_("plain view, for copying with the mouse")},
    {"y", N_("send the value to the clipboard")},
};

static const struct line everywhere[] = {
    {N_("Tab, Down, j"), N_("next line or field")},
    {N_("Shift-Tab, Up, k"), N_("the one before")},
    {N_("Space"), N_("mark or choose")},
    {N_("1 to 9"), N_("choose the numbered line")},
    {N_("Enter"), N_("go on")},
    {N_("Esc, b, Left"), N_("back; nothing is lost")},
    {N_("PgUp, PgDn, g, G"), N_("scroll")},
    {N_("^U ^W ^K"), N_("in a field: erase all, a word, the rest")},
    {N_("^G, F1"), N_("help, also in a field")},
    {N_("L"), N_("English or Japanese")},
    {N_("^L"), N_("draw the screen again")},
    {N_("^Z"), N_("suspend")},
    {N_("q, ^C"), N_("save and quit")},
};

static void
put_key(struct lines *lines, const char *key, const char *verb)
{
	struct pen pen = {.look = LOOK_KEY, .end = lines->canvas->cols};
	size_t row = lines->canvas->rows;

	lines_wrap(lines, LINES_INDENT + KEY_WIDTH + 2, LOOK_NORMAL, verb);
	(void)canvas_put(lines->canvas, row, LINES_INDENT, &pen, key);
}

static bool
has_hint(const struct view *view, char key)
{
	for (size_t i = 0; i < view->hints; i++)
		if (view->hint[i].key == key)
			return true;
	return false;
}

void
help_page(const struct view *view, struct arena *arena, size_t cols,
    struct canvas *ret)
{
	struct lines lines = {.arena = arena, .canvas = ret};

	canvas_init(ret, 0, cols);
	if (view->help != NULL)
		lines_wrap(&lines, 0, LOOK_NORMAL, view->help);
	(void)lines_next(&lines);
	lines_wrap(&lines, 0, LOOK_STRONG, _("Keys on this screen"));
	for (size_t i = 0; i < view->hints; i++)
		put_key(&lines, footer_key_name(arena, view->hint[i].key),
		    view->hint[i].verb);
	for (size_t i = 0; view->plains > 0 && i < COUNT_OF(records); i++)
		if (!has_hint(view, records[i].key[0]))
			put_key(&lines, records[i].key, _(records[i].verb));
	(void)lines_next(&lines);
	lines_wrap(&lines, 0, LOOK_STRONG, _("Keys everywhere"));
	for (size_t i = 0; i < COUNT_OF(everywhere); i++)
		put_key(&lines, _(everywhere[i].key), _(everywhere[i].verb));
}
