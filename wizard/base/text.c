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

static size_t
width_of(struct slice s)
{
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

size_t
text_width(const char *text)
{
	return width_of(slice_of(text));
}

/* Octets of the longest prefix that fits. */
static size_t
prefix(struct slice s, size_t columns)
{
	const char *start = s.ptr;
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
	return (size_t)(s.ptr - start);
}

const char *
text_clip(struct arena *arena, const char *text, size_t columns)
{
	size_t n;

	if (text_width(text) <= columns)
		return text;
	n = prefix(slice_of(text), columns < 2 ? columns : columns - 2);
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

bool
text_is_plain(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < ' ' || s.ptr[i] > '~')
			return false;
	return true;
}

char *
text_safe(struct arena *arena, struct slice untrusted)
{
	struct buf out = BUF_INIT;
	uint32_t c;
	size_t n;
	char *copy;

	if (text_is_plain(untrusted))
		return arena_copy_slice(arena, untrusted);
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
 * May a line end before octet i? libunistring would break a host name after a
 * dot or a slash; between two visible ASCII characters we do not. Nor would it
 * part a slash from what stands before the blank, but a path is a word.
 */
static bool
may_break(struct slice s, const char *breaks, size_t i)
{
	unsigned char before = (unsigned char)s.ptr[i - 1];
	unsigned char after = (unsigned char)s.ptr[i];

	if (before == ' ' && after == '/')
		return true;
	return breaks[i] == UC_BREAK_POSSIBLE &&
	    (before <= ' ' || before >= 0x7f || after <= ' ' || after >= 0x7f);
}

/* Blanks where a line was broken are not shown and need no room. */
static struct slice
without_end(struct slice s)
{
	while (s.len > 0 &&
	    (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\r'))
		s.len--;
	return s;
}

static void
push_line(struct arena *arena, struct text_lines *lines, struct slice s)
{
	lines->line =
	    arena_push(arena, lines->line, &lines->count, sizeof(*lines->line));
	lines->line[lines->count - 1] =
	    arena_copy_slice(arena, without_end(s));
}

/* A run without a break that is wider than the line is cut where it is full. */
static void
push_run(struct arena *arena, struct text_lines *lines, struct slice s,
    size_t columns)
{
	size_t n;

	s = without_end(s);
	while ((n = prefix(s, columns)) > 0 && n < s.len) {
		push_line(arena, lines, (struct slice) {s.ptr, n});
		s.ptr += n;
		s.len -= n;
	}
	push_line(arena, lines, s);
}

static void
wrap_paragraph(struct arena *arena, struct text_lines *lines, struct slice s,
    size_t columns)
{
	char *breaks = mem_alloc(s.len + 1);
	size_t line = 0; /* where the line being filled starts */
	size_t from = 0; /* where the run being measured starts */
	size_t used = 0; /* columns between the two */

	u8_possible_linebreaks((const uint8_t *)s.ptr, s.len, "UTF-8", breaks);
	for (size_t i = 1; i <= s.len; i++) {
		struct slice run = {s.ptr + from, i - from};

		if (i < s.len && !may_break(s, breaks, i))
			continue;
		if (from > line &&
		    used + width_of(without_end(run)) > columns) {
			push_run(arena, lines,
			    (struct slice) {s.ptr + line, from - line},
			    columns);
			line = from;
			used = 0;
		}
		used += width_of(run);
		from = i;
	}
	push_run(arena, lines, (struct slice) {s.ptr + line, s.len - line},
	    columns);
	free(breaks);
}

struct text_lines
text_wrap(struct arena *arena, const char *text, size_t columns)
{
	struct text_lines lines = {.line = NULL};
	struct slice rest = slice_of(text);
	struct slice paragraph;

	/* A line feed at the very end ends a line and begins none. */
	if (rest.len > 0 && rest.ptr[rest.len - 1] == '\n')
		rest.len--;
	while (slice_next(&rest, '\n', &paragraph))
		wrap_paragraph(arena, &lines, paragraph, columns);
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
