/* The last line: which keys work now. */
#ifndef TUI_FOOTER_H
#define TUI_FOOTER_H

#include "tui/canvas.h"

struct footer {
	const struct view *view;
	const struct item *focus; /* NULL: nothing has it */
	bool typing; /* a field has the focus: letters are text */
	bool help; /* the help page is open */
	size_t most; /* hints besides the one for help; 0: no limit */
};

/*
 * Hints that do not fit are left out from the right; the one for help never
 * is, for it leads to all others.
 */
void footer_draw(const struct footer *footer, struct arena *arena,
    struct canvas *canvas, size_t row);

/* How a key is called: "Enter", "Esc", "r". */
const char *footer_key_name(struct arena *arena, char key);

#endif
