#include "tui/theme.h"

static const struct attributes theme[LOOKS] = {
    [LOOK_STRONG] = {.bold = true},
    [LOOK_DIM] = {.dim = true},
    [LOOK_OK] = {.colour = COLOUR_GREEN},
    [LOOK_PROBLEM] = {.colour = COLOUR_RED, .bold = true},
    [LOOK_WARNING] = {.colour = COLOUR_YELLOW, .bold = true},
    [LOOK_WAIT] = {.colour = COLOUR_CYAN},
    [LOOK_ADD] = {.colour = COLOUR_GREEN},
    [LOOK_REMOVE] = {.colour = COLOUR_RED},
    [LOOK_TITLE] = {.bold = true},
    [LOOK_RULE] = {.dim = true},
    [LOOK_GHOST] = {.dim = true},
    [LOOK_KEY] = {.bold = true},
};

/* Coloured text on a reversed row is hard to read: reverse wins. */
struct attributes
theme_attributes(enum look look, bool selected, bool coloured)
{
	struct attributes attributes = theme[look];

	if (!coloured || selected)
		attributes.colour = COLOUR_NONE;
	if (selected) {
		attributes.reverse = true;
		attributes.dim = false;
	}
	return attributes;
}
