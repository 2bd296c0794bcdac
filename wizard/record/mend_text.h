/* What was put around and between a value on its way. Used in this folder only. */
#ifndef RECORD_MEND_TEXT_H
#define RECORD_MEND_TEXT_H

#include "wizard/base/arena.h"

/*
 * Without the entities of HTML, typographic characters, the quotation marks,
 * backslashes and brackets of zone files, comments, PEM lines and outer blanks.
 */
struct slice mend_unwrap(struct arena *arena, struct slice text);

/*
 * Cuts a text at the version of its record: word is "spf", "dkim" or "dmarc",
 * with "v=" before it or not. False when it is nowhere.
 */
bool mend_cut_version(struct slice text, const char *word,
    struct slice *ret_before, struct slice *ret_behind);

/* The octets [at, at + len) replaced. */
struct slice mend_splice(struct arena *arena, struct slice text, size_t at,
    size_t len, const char *with);

#endif
