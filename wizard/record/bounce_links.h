/*
 * Names that programs have made links of, or broken so that none can be made:
 * "<http://example.org|example.org>", "[example.org](http://example.org)",
 * "example.org<http://example.org>", "example[.]org".
 */
#ifndef RECORD_BOUNCE_LINKS_H
#define RECORD_BOUNCE_LINKS_H

#include "wizard/base/arena.h"

/* The text with names as they were written; where a link leads is left out. */
struct slice bounce_unlinked(struct arena *arena, struct slice text);

#endif
