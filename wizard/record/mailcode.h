/* The codings of MIME, RFC 2045 section 6, and character sets, as UTF-8. */
#ifndef RECORD_MAILCODE_H
#define RECORD_MAILCODE_H

#include "wizard/base/arena.h"

/*
 * None of these fails: octets that are no part of the coding are passed by, or
 * stay as they are. The results live in the arena.
 */
struct slice mailcode_base64(struct arena *arena, struct slice text);
struct slice mailcode_quoted(struct arena *arena, struct slice text);

/* An unknown character set leaves the text as it is. */
struct slice mailcode_utf8(
    struct arena *arena, struct slice text, struct slice charset);

#endif
