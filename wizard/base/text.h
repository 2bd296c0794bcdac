/*
 * UTF-8 text as a terminal shows it: width in columns, clipping, wrapping, and
 * the one door through which text from outside becomes safe to show.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "wizard/base/arena.h"

struct text_lines {
	const char **line;
	size_t count;
};

/*
 * Reads one character of valid or broken UTF-8; broken octets yield U+FFFD one
 * at a time. Returns the octets read, 0 at the end.
 */
size_t text_next(struct slice s, uint32_t *ret_char);

/* Columns of one character: 0 for combining marks, 2 for kana and kanji. */
int text_char_width(uint32_t c);

size_t text_width(const char *text); /* columns of valid UTF-8 */

/* At most that many columns; a cut is marked by ".." at the end. */
const char *text_clip(struct arena *arena, const char *text, size_t columns);

/*
 * What may be shown of octets that somebody else wrote: C0, C1, DEL, bidi and
 * other invisible controls and broken UTF-8 become \xNN or \u{NNNN}; TAB and
 * line breaks become blanks.
 */
char *text_safe(struct arena *arena, struct slice untrusted);

/* Nothing but visible ASCII and blanks: text_safe() would change nothing. */
bool text_is_plain(struct slice s);

/*
 * Breaks text into lines by the rules of Unicode (kinsoku included), but never
 * inside a run of ASCII: a host name or a key stays whole unless it alone is
 * wider than a line. '\n' always breaks.
 */
struct text_lines text_wrap(
    struct arena *arena, const char *text, size_t columns);

/* Full-width ASCII (U+FF01..FF5E), the ideographic space and stops to ASCII. */
uint32_t text_fold(uint32_t c);
char *text_folded(struct arena *arena, struct slice s);

size_t text_encode(uint32_t c, char out[4]); /* UTF-8 octets of one character */

#endif
