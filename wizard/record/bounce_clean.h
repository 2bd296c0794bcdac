/*
 * Undoes what a report went through on its way into a paste: escape sequences
 * of terminals, HTML, typographic quotation marks and dashes, quoting, doubled
 * line ends, codings that were left in.
 */
#ifndef RECORD_BOUNCE_CLEAN_H
#define RECORD_BOUNCE_CLEAN_H

#include <stdbool.h>

#include "wizard/base/arena.h"

/*
 * Plain lines that end with LF, without what sendmail adds of its own below the
 * receiver's words. html: it is; otherwise HTML is recognised where it was
 * pasted.
 */
struct slice bounce_clean(struct arena *arena, struct slice text, bool html);

#endif
