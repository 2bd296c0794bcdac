#include "wizard/record/mailcode.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"

/* --- Content-Transfer-Encoding ---------------------------------------------
 */

static int
base64_value(char c)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(alphabet, c);

	return at == NULL ? -1 : (int)(at - alphabet);
}

struct slice
mailcode_base64(struct arena *arena, struct slice text)
{
	char *out = arena_alloc(arena, text.len / 4 * 3 + 4);
	unsigned bits = 0, held = 0;
	size_t n = 0;

	for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
		int value = base64_value(text.ptr[i]);

		if (value < 0)
			continue;
		bits = (bits << 6 | (unsigned)value) & 0xffff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[n++] = (char)(bits >> held & 0xff);
		}
	}
	return (struct slice) {out, n};
}

static int
hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, char_lower(c));

	return at == NULL ? -1 : (int)(at - digits);
}

/* Octets of a soft line break behind the "=", RFC 2045 section 6.7 (3) and (5).
 */
static size_t
soft_break(struct slice rest)
{
	size_t i = 0;

	while (i < rest.len && (rest.ptr[i] == ' ' || rest.ptr[i] == '\t'))
		i++;
	while (i < rest.len && rest.ptr[i] == '\r')
		i++;
	return i < rest.len && rest.ptr[i] == '\n' ? i + 1 : 0;
}

struct slice
mailcode_quoted(struct arena *arena, struct slice text)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		struct slice rest = {text.ptr + i + 1, text.len - i - 1};
		int high = rest.len > 1 ? hex_value(rest.ptr[0]) : -1;
		int low = rest.len > 1 ? hex_value(rest.ptr[1]) : -1;

		if (text.ptr[i] != '=') {
			out[n++] = text.ptr[i];
		} else if (high >= 0 && low >= 0) {
			out[n++] = (char)(high << 4 | low);
			i += 2;
		} else if (soft_break(rest) > 0) {
			i += soft_break(rest);
		} else {
			out[n++] = '=';
		}
	}
	return (struct slice) {out, n};
}

/* --- Character sets --------------------------------------------------------
 */

/*
 * Those that reports are written in. What a message names is never handed to
 * iconv, which would load whatever module is called so.
 */
static const struct {
	const char *name;
	const char *iconv; /* a superset, as mail programs have it */
} charsets[] = {
    {"iso-2022-jp", "ISO-2022-JP-3"},
    {"shift_jis", "CP932"},
    {"windows-31j", "CP932"},
    {"cp932", "CP932"},
    {"euc-jp", "EUC-JP-MS"},
    {"iso-8859-1", "WINDOWS-1252"},
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-15", "ISO-8859-15"},
    {"windows-1252", "WINDOWS-1252"},
    {"windows-1251", "WINDOWS-1251"},
    {"koi8-r", "KOI8-R"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"gb18030", "GB18030"},
    {"big5", "BIG5"},
    {"euc-kr", "EUC-KR"},
};

static const char *
iconv_name(struct slice charset)
{
	for (size_t i = 0; i < COUNT_OF(charsets); i++)
		if (slice_is_nocase(charset, charsets[i].name))
			return charsets[i].iconv;
	return NULL;
}

/* What is broken is passed by, octet for octet. */
static size_t
convert(iconv_t cd, struct slice text, char *out, size_t room)
{
	/* iconv wants to write there, but never does. */
	char *copy = mem_copy_of(text.ptr, text.len);
	char *in = copy;
	size_t left = text.len, before = room;

	while (left > 0 && iconv(cd, &in, &left, &out, &room) == (size_t)-1) {
		if (errno == E2BIG || left == 0)
			break;
		in++;
		left--;
	}
	free(copy);
	return before - room;
}

struct slice
mailcode_utf8(struct arena *arena, struct slice text, struct slice charset)
{
	const char *name = iconv_name(charset);
	size_t room = text.len * 3 + 4;
	iconv_t cd;
	char *out;

	if (name == NULL || text.len == 0)
		return text;
	cd = iconv_open("UTF-8", name);
	if (cd == (iconv_t)-1)
		return text;
	out = arena_alloc(arena, room);
	text = (struct slice) {out, convert(cd, text, out, room)};
	(void)iconv_close(cd);
	return text;
}
