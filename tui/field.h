/* Items that hold text the user types: one line, or an area for a message. */
#ifndef TUI_FIELD_H
#define TUI_FIELD_H

#include "tui/lines.h"

void field_paint(struct lines *lines, const struct item *item);
void field_paint_area(struct lines *lines, const struct item *item);

#endif
