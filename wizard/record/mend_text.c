#include "wizard/record/mend_text.h"

#include <ctype.h>
#include <string.h>

#include "wizard/base/text.h"

#define BLANKS " \t\r\n"
#define VERSION_DIGITS "0123456789.lI" /* "v=DMARCl" */

static const struct {
	const char *entity, *text;
} entities[] = {
    {"&quot;", "\""},
    {"&#34;", "\""},
    {"&apos;", "'"},
    {"&#39;", "'"},
    {"&amp;", "&"},
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"&nbsp;", " "},
    {"&#160;", " "},
};

/* Characters that only look right; '\0': such a one is nothing at all. */
static const struct {
	uint32_t first, last;
	char c;
} lookalikes[] = {
    {'\t', '\r', ' '},
    {0xa0, 0xa0, ' '},
    {0xab, 0xab, '"'},
    {0xad, 0xad, '\0'},
    {0xbb, 0xbb, '"'},
    {0x2000, 0x200a, ' '},
    {0x200b, 0x200f, '\0'},
    {0x2010, 0x2015, '-'},
    {0x2018, 0x201b, '\''},
    {0x201c, 0x201f, '"'},
    {0x202f, 0x202f, ' '},
    {0x2060, 0x2060, '\0'},
    {0x2212, 0x2212, '-'},
    {0xfeff, 0xfeff, '\0'},
};

static bool
begins(struct slice text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.ptr, with, len) == 0;
}

static struct slice
behind(struct slice text, size_t n)
{
	return (struct slice) {text.ptr + n, text.len - n};
}

static struct slice
kept(struct arena *arena, struct buf *out)
{
	struct slice text = {out->data, out->len};

	text.ptr = arena_copy_slice(arena, text);
	buf_release(out);
	return text;
}

/* --- Characters ---------------------------------------------------------- */

/* Takes one entity off the text; false: there is none. */
static bool
take_entity(struct slice *text, struct buf *out)
{
	for (size_t i = 0; i < COUNT_OF(entities); i++)
		if (begins(*text, entities[i].entity)) {
			buf_adds(out, entities[i].text);
			*text = behind(*text, strlen(entities[i].entity));
			return true;
		}
	return false;
}

static void
take_character(struct slice *text, struct buf *out)
{
	char encoded[4];
	uint32_t c = 0;
	size_t n = text_next(*text, &c);

	*text = behind(*text, n);
	c = text_fold(c);
	for (size_t i = 0; i < COUNT_OF(lookalikes); i++)
		if (c >= lookalikes[i].first && c <= lookalikes[i].last) {
			if (lookalikes[i].c != '\0')
				buf_addc(out, lookalikes[i].c);
			return;
		}
	buf_add(out, encoded, text_encode(c, encoded));
}

static struct slice
to_ascii(struct arena *arena, struct slice text)
{
	struct buf out = BUF_INIT;

	while (text.len > 0)
		if (!take_entity(&text, &out))
			take_character(&text, &out);
	return kept(arena, &out);
}

/* --- The notation of files ------------------------------------------------- */

/* "-----BEGIN PUBLIC KEY-----": its length; 0: there is no such line. */
static size_t
armour(struct slice text)
{
	static const char dashes[] = "-----";
	const char *end;

	if (!begins(text, dashes))
		return 0;
	end = memmem(text.ptr + strlen(dashes), text.len - strlen(dashes),
	    dashes, strlen(dashes));
	return end == NULL
	    ? text.len
	    : (size_t)(end - text.ptr) + strlen(dashes);
}

/* What follows the bracket that ends a value in a zone file. */
static bool
is_end_of_value(struct slice rest)
{
	rest = slice_trim(rest, BLANKS);
	return rest.len == 0 || rest.ptr[0] == ';';
}

/* A quotation mark, and the gap to the next one: strings are joined. */
static size_t
quotation(struct slice text)
{
	size_t n = 1;

	while (n < text.len && strchr(BLANKS, text.ptr[n]) != NULL)
		n++;
	return n < text.len && text.ptr[n] == '"' ? n + 1 : 1;
}

/* How many octets of notation stand here; 0: it is the value. */
static size_t
notation(struct slice text)
{
	switch (text.ptr[0]) {
	case '"':
		return quotation(text);
	case '\\':
	case '(':
		return 1;
	case ')':
		return is_end_of_value(behind(text, 1)) ? text.len : 1;
	default:
		return armour(text);
	}
}

struct slice
mend_unwrap(struct arena *arena, struct slice text)
{
	struct buf out = BUF_INIT;

	text = to_ascii(arena, text);
	while (text.len > 0) {
		size_t n = notation(text);

		if (n == 0)
			buf_addc(&out, text.ptr[0]);
		text = behind(text, n > 0 ? n : 1);
	}
	return slice_trim(kept(arena, &out), BLANKS "'");
}

/* --- The version ------------------------------------------------------------- */

/* Back over "v", "=" and blanks; where it was when they are not there. */
static size_t
start_of_version(struct slice text, size_t at)
{
	size_t i = at;

	while (i > 0 && strchr(BLANKS, text.ptr[i - 1]) != NULL)
		i--;
	if (i == 0 || text.ptr[i - 1] != '=')
		return at;
	for (i--; i > 0 && strchr(BLANKS, text.ptr[i - 1]) != NULL;)
		i--;
	return i > 0 && char_lower(text.ptr[i - 1]) == 'v' ? i - 1 : at;
}

/* Behind the digits, which may have lost their way, and what parts them. */
static struct slice
behind_version(struct slice rest)
{
	struct slice digits = slice_trim(rest, BLANKS);

	if (digits.len > 0 && isdigit((unsigned char)digits.ptr[0]))
		rest = digits;
	while (rest.len > 0 && rest.ptr[0] != '\0' &&
	    strchr(VERSION_DIGITS, rest.ptr[0]) != NULL)
		rest = behind(rest, 1);
	return slice_trim(rest, BLANKS ";,");
}

bool
mend_cut_version(struct slice text, const char *word, struct slice *ret_before,
    struct slice *ret_behind)
{
	for (size_t i = 0; i < text.len; i++) {
		struct slice here = behind(text, i);

		if (!slice_starts_nocase(here, word))
			continue;
		*ret_before =
		    (struct slice) {text.ptr, start_of_version(text, i)};
		*ret_behind = behind_version(behind(here, strlen(word)));
		return true;
	}
	return false;
}

struct slice
mend_splice(struct arena *arena, struct slice text, size_t at, size_t len,
    const char *with)
{
	struct buf out = BUF_INIT;

	buf_add(&out, text.ptr, at);
	buf_adds(&out, with);
	buf_add(&out, text.ptr + at + len, text.len - at - len);
	return kept(arena, &out);
}
