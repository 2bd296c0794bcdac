#include "tui/footer.h"

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

#define GAP 3

static const struct {
	char key;
	const char *name;
} names[] = {
    {'\r', N_("Enter")},
    {'\033', N_("Esc")},
    {' ', N_("Space")},
    {'\t', N_("Tab")},
    {'\004', "^D"},
};

const char *
footer_key_name(struct arena *arena, char key)
{
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (names[i].key == key)
			return _(names[i].name);
	return arena_printf(arena, "%c", key);
}

/* What the footer says, from the left. */
struct line {
	struct {
		const char *key, *verb;
	} part[VIEW_HINTS + 1];
	size_t parts;
};

static void
add(struct line *line, const char *key, const char *verb)
{
	line->part[line->parts].key = key;
	line->part[line->parts++].verb = verb;
}

static int
highest_number(const struct view *view)
{
	int highest = 0;

	for (size_t i = 0; i < view->items; i++)
		if (view->item[i].number > highest)
			highest = view->item[i].number;
	return highest;
}

/* Letters are text while a field has the focus; ^C quits then. */
static bool
works(const struct footer *footer, const struct hint *hint)
{
	if (hint->hidden || hint->key == '?')
		return false;
	return !footer->typing || hint->key < ' ' || hint->key == 'q';
}

/* Enter on a button does what the button says. */
static const char *
verb_of(const struct footer *footer, const struct hint *hint)
{
	if (hint->key == '\r' && footer->focus != NULL &&
	    footer->focus->kind == ITEM_BUTTON)
		return footer->focus->label;
	return hint->verb;
}

/* The main action stands first, then what the digits do. */
static void
collect(const struct footer *footer, struct arena *arena, struct line *line)
{
	const struct view *view = footer->view;
	int digits = footer->typing ? 0 : highest_number(view);

	for (size_t i = 0; i < view->hints; i++) {
		const struct hint *hint = &view->hint[i];
		bool quit = footer->typing && hint->key == 'q';

		if (!works(footer, hint))
			continue;
		add(line, quit ? "^C" : footer_key_name(arena, hint->key),
		    verb_of(footer, hint));
		if (line->parts == 1 && digits > 1)
			add(line, arena_printf(arena, "1-%d", digits),
			    _("choose"));
	}
}

/* Returns the column after it, or col when it does not fit. */
static size_t
put_hint(struct canvas *canvas, size_t row, size_t col, size_t end,
    const char *key, const char *verb)
{
	struct pen strong = {.look = LOOK_KEY, .end = end};
	struct pen normal = {.look = LOOK_NORMAL, .end = end};

	if (col + text_width(key) + 1 + text_width(verb) > end)
		return col;
	col = canvas_put(canvas, row, col, &strong, key);
	return canvas_put(canvas, row, col + 1, &normal, verb) + GAP;
}

static void
draw_help_footer(struct canvas *canvas, size_t row)
{
	size_t col = 0;

	col = put_hint(canvas, row, col, canvas->cols, _("Esc"), _("close"));
	col = put_hint(canvas, row, col, canvas->cols, _("PgDn"), _("more"));
	(void)put_hint(canvas, row, col, canvas->cols, _("PgUp"), _("back"));
}

void
footer_draw(const struct footer *footer, struct arena *arena,
    struct canvas *canvas, size_t row)
{
	const char *help = footer->typing ? "^G" : "?";
	size_t reserved = text_width(help) + 1 + text_width(_("help")) + GAP;
	size_t end = canvas->cols > reserved ? canvas->cols - reserved : 0;
	struct line line = {.parts = 0};
	size_t col = 0;

	if (footer->help) {
		draw_help_footer(canvas, row);
		return;
	}
	collect(footer, arena, &line);
	if (footer->most > 0 && line.parts > footer->most)
		line.parts = footer->most;
	for (size_t i = 0; i < line.parts; i++) {
		size_t next = put_hint(
		    canvas, row, col, end, line.part[i].key, line.part[i].verb);

		if (next == col)
			break;
		col = next;
	}
	(void)put_hint(canvas, row, col, canvas->cols, help, _("help"));
}
