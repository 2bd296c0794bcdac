/* The help page of a screen: what the step says, then every key that works. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "tui/layout.h"

/* Lines of the page; the canvas is initialised here. */
void help_page(const struct view *view, struct arena *arena, size_t cols,
    struct canvas *ret);

#endif
