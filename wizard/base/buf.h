/*
 * struct buf: text that is being built; always NUL-terminated, grows up to a
 * hard limit. struct slice: text that is being read; may hold NUL and any octet.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "wizard/base/attr.h"

#define BUF_LIMIT (16U << 20) /* beyond this a buffer stops growing */

struct buf {
	char *data; /* NULL until something was written; see buf_text */
	size_t len;
	size_t cap;
	bool cut; /* the limit was reached and octets were dropped */
};

struct slice {
	const char *ptr;
	size_t len;
};

#define BUF_INIT {.data = NULL}

void buf_release(struct buf *buf);
void buf_clear(struct buf *buf);
const char *buf_text(const struct buf *buf); /* "" when empty, never NULL */
char *buf_take(struct buf *buf); /* caller frees; the buffer is empty again */

void buf_add(struct buf *buf, const void *data, size_t len);
void buf_adds(struct buf *buf, const char *text);
void buf_addc(struct buf *buf, char c);
void buf_add16(struct buf *buf, size_t value); /* as messages have numbers */
void buf_addf(struct buf *buf, const char *fmt, ...) PRINTFLIKE(2, 3);

/*
 * ASCII only: tolower(3) knows no lower-case I in a Turkish locale. Here, for
 * names are compared and hashed a letter at a time.
 */
static inline char
char_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool
char_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
char_is_letter(char c)
{
	c = char_lower(c);
	return c >= 'a' && c <= 'z';
}

struct slice slice_of(const char *text);
bool slice_is(struct slice s, const char *text);      /* octet for octet */
bool slice_is_nocase(struct slice s, const char *text); /* ASCII case ignored */
bool slice_starts_nocase(struct slice s, const char *prefix);
struct slice slice_trim(struct slice s, const char *set); /* both ends */

/* Cuts off and returns what stands before the first sep; false at the end. */
bool slice_next(struct slice *rest, char sep, struct slice *ret_part);

#endif
