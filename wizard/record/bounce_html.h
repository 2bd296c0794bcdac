/* The text of HTML, as far as reports need it. */
#ifndef RECORD_BOUNCE_HTML_H
#define RECORD_BOUNCE_HTML_H

#include <stdbool.h>

#include "wizard/base/arena.h"

/* Tags beyond doubt; "<user@example.org>" is none. */
bool bounce_is_html(struct slice text);

/*
 * Without tags, styles and comments; a tag that begins a line becomes LF. Named
 * and numbered characters become what they stand for.
 */
struct slice bounce_html_text(struct arena *arena, struct slice html);

#endif
