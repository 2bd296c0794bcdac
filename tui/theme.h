/* How a look appears: eight colours at most, and never by colour alone. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdbool.h>

#include "tui/canvas.h"

enum colour {
	COLOUR_NONE,
	COLOUR_RED,
	COLOUR_GREEN,
	COLOUR_YELLOW,
	COLOUR_CYAN,
	COLOURS
};

struct attributes {
	enum colour colour;
	bool bold;
	bool dim;
	bool reverse;
};

struct attributes theme_attributes(
    enum look look, bool selected, bool coloured);

#endif
