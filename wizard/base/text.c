#include "wizard/base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "wizard/base/mem.h"

size_t
text_next(struct slice s, uint32_t *ret_char)
{
	ucs4_t c;
	int n;

	if (s.len == 0)
		return 0;
	n = u8_mbtouc(&c, (const uint8_t *)s.ptr, s.len);
	*ret_char = c;
	return n <= 0 ? 1 : (size_t)n;
}

int
text_char_width(uint32_t c)
{
	int w = uc_width(c, "UTF-8");

	return w < 0 ? 0 : w;
}

size_t
text_width(const char *text)
{
	struct slice s = slice_of(text);
	size_t columns = 0;
	uint32_t c;
	size_t n;

	while ((n = text_next(s, &c)) > 0) {
		columns += (size_t)text_char_width(c);
		s.ptr += n;
		s.len -= n;
	}
	return columns;
}

/* Octets of the longest prefix that fits. */
static size_t
prefix(const char *text, size_t columns)
{
	struct slice s = slice_of(text);
	size_t used = 0;
	uint32_t c;
	size_t n;

	while ((n = text_next(s, &c)) > 0) {
		used += (size_t)text_char_width(c);
		if (used > columns)
			break;
		s.ptr += n;
		s.len -= n;
	}
	return (size_t)(s.ptr - text);
}

const char *
text_clip(struct arena *arena, const char *text, size_t columns)
{
	size_t n;

	if (text_width(text) <= columns)
		return text;
	n = prefix(text, columns < 2 ? columns : columns - 2);
	return arena_printf(
	    arena, "%.*s%s", (int)n, text, columns < 2 ? "" : "..");
}

/* Invisible, or changes how its neighbours are drawn. */
static bool
is_dangerous(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) ||
	    uc_is_general_category_withtable(c,
		UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Zl |
		    UC_CATEGORY_MASK_Zp | UC_CATEGORY_MASK_Co |
		    UC_CATEGORY_MASK_Cs | UC_CATEGORY_MASK_Cn);
}

static void
add_safe(struct buf *out, struct slice octets, uint32_t c)
{
	if (c == 0xfffd) {
		for (size_t i = 0; i < octets.len; i++)
			buf_addf(out, "\\x%02x", (unsigned char)octets.ptr[i]);
	} else if (c == '\t' || c == '\n' || c == '\r') {
		buf_addc(out, ' ');
	} else if (c < 0x20 || c == 0x7f) {
		buf_addf(out, "\\x%02x", (unsigned)c);
	} else if (is_dangerous(c)) {
		buf_addf(out, "\\u{%04x}", (unsigned)c);
	} else {
		buf_add(out, octets.ptr, octets.len);
	}
}

char *
text_safe(struct arena *arena, struct slice untrusted)
{
	struct buf out = BUF_INIT;
	uint32_t c;
	size_t n;
	char *copy;

	while ((n = text_next(untrusted, &c)) > 0) {
		add_safe(&out, (struct slice) {untrusted.ptr, n}, c);
		untrusted.ptr += n;
		untrusted.len -= n;
	}
	copy = arena_copy(arena, buf_text(&out));
	buf_release(&out);
	return copy;
}

/*
 * libunistring would break a host name after a dot or a slash; between two
 * visible ASCII characters we do not.
 */
static void
keep_ascii_whole(const char *text, size_t len, char *overrides)
{
	memset(overrides, UC_BREAK_UNDEFINED, len + 1);
	for (size_t i = 1; i < len; i++) {
		unsigned char before = (unsigned char)text[i - 1];
		unsigned char after = (unsigned char)text[i];

		if (before > ' ' && before < 0x7f && after > ' ' && after < 0x7f)
			overrides[i] = UC_BREAK_PROHIBITED;
	}
}

static void
push_line(struct arena *arena, struct text_lines *lines, const char *start,
    size_t len)
{
	while (len > 0 && (start[len - 1] == ' ' || start[len - 1] == '\n'))
		len--;
	lines->line =
	    arena_push(arena, lines->line, &lines->count, sizeof(*lines->line));
	lines->line[lines->count - 1] =
	    arena_copy_slice(arena, (struct slice) {start, len});
}

/* A run without a break that is wider than the line is cut where it is full. */
static void
push_wide(struct arena *arena, struct text_lines *lines, const char *start,
    size_t len, size_t columns)
{
	const char *run = arena_copy_slice(arena, (struct slice) {start, len});

	while (text_width(run) > columns) {
		size_t n = prefix(run, columns);

		if (n == 0)
			break;
		push_line(arena, lines, run, n);
		run += n;
	}
	push_line(arena, lines, run, strlen(run));
}

struct text_lines
text_wrap(struct arena *arena, const char *text, size_t columns)
{
	struct text_lines lines = {.line = NULL};
	size_t len = strlen(text);
	char *breaks = mem_alloc(len + 1);
	char *overrides = mem_alloc(len + 1);
	const uint8_t *u8 = (const uint8_t *)text;
	size_t start = 0;

	keep_ascii_whole(text, len, overrides);
	u8_width_linebreaks(
	    u8, len, (int)columns, 0, 0, overrides, "UTF-8", breaks);
	for (size_t i = 0; i < len; i++) {
		bool hard = text[i] == '\n';

		if (!hard && (breaks[i] != UC_BREAK_POSSIBLE || i == start))
			continue;
		push_wide(arena, &lines, text + start, i - start, columns);
		start = hard ? i + 1 : i;
	}
	if (start < len)
		push_wide(arena, &lines, text + start, len - start, columns);
	if (len == 0)
		push_line(arena, &lines, text, 0);
	free(overrides);
	free(breaks);
	return lines;
}

uint32_t
text_fold(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xff01 + '!';
	if (c == 0x3000)
		return ' ';
	if (c == 0x3002 || c == 0xff61)
		return '.';
	return c;
}

size_t
text_encode(uint32_t c, char out[4])
{
	int n = u8_uctomb((uint8_t *)out, c, 4);

	return n < 0 ? 0 : (size_t)n;
}

char *
text_folded(struct arena *arena, struct slice s)
{
	char *out = arena_alloc(arena, s.len + 1); /* folding never lengthens */
	size_t len = 0;
	uint32_t c;
	size_t n;

	while ((n = text_next(s, &c)) > 0) {
		uint32_t folded = text_fold(c);

		/* Broken octets stay what they are, for text_safe to show. */
		if (folded == c)
			memcpy(out + len, s.ptr, n);
		len += folded == c ? n : text_encode(folded, out + len);
		s.ptr += n;
		s.len -= n;
	}
	return out;
}
