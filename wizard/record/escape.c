#include "wizard/record/escape.h"

#include <string.h>

#include "wizard/base/text.h"

static char *
move_to(struct arena *arena, struct buf *buf)
{
	char *copy = arena_copy(arena, buf_text(buf));

	buf_release(buf);
	return copy;
}

/* What YAML would not take as it is (section 5.1), and JavaScript's line ends. */
static bool
is_printable(uint32_t c)
{
	return c >= ' ' && (c < 0x7f || c > 0x9f) && c != 0x2028 &&
	    c != 0x2029 && c != 0xfeff && (c & 0xfffe) != 0xfffe;
}

/* Octets that are no UTF-8 have no place in these notations: U+FFFD. */
static void
add_character(struct buf *out, uint32_t c)
{
	char utf8[4];

	if (c == '"' || c == '\\')
		buf_addf(out, "\\%c", (int)c);
	else if (is_printable(c))
		buf_add(out, utf8, text_encode(c, utf8));
	else if (c <= 0xffff)
		buf_addf(out, "\\u%04x", c);
	else /* a pair of surrogates, RFC 8259 section 7 */
		buf_addf(out, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10),
		    0xdc00 + (c & 0x3ff));
}

static char *
escape_json(struct arena *arena, struct slice text)
{
	struct buf out = BUF_INIT;
	uint32_t c = 0;
	size_t n;

	buf_addc(&out, '"');
	while ((n = text_next(text, &c)) > 0) {
		add_character(&out, c);
		text.ptr += n;
		text.len -= n;
	}
	buf_addc(&out, '"');
	return move_to(arena, &out);
}

/* "${" and "%{" begin a template; SPF macros look like the second. */
static char *
escape_hcl(struct arena *arena, struct slice text)
{
	const char *json = escape_json(arena, text);
	struct buf out = BUF_INIT;

	for (; *json != '\0'; json++) {
		if ((json[0] == '$' || json[0] == '%') && json[1] == '{')
			buf_addc(&out, *json);
		buf_addc(&out, *json);
	}
	return move_to(arena, &out);
}

/* Every octet as it is, but those of the set with something before them. */
static char *
escape_with(struct arena *arena, struct slice text, const char *quote,
    const char *set, const char *before)
{
	struct buf out = BUF_INIT;

	buf_adds(&out, quote);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '\0' && strchr(set, text.ptr[i]) != NULL)
			buf_adds(&out, before);
		buf_addc(&out, text.ptr[i]);
	}
	buf_adds(&out, quote);
	return move_to(arena, &out);
}

static char *
escape_csv(struct arena *arena, struct slice text)
{
	return escape_with(arena, text, "\"", "\"", "\"");
}

static char *
escape_dnsmasq(struct arena *arena, struct slice text)
{
	return escape_with(arena, text, "\"", "\"\\", "\\");
}

/* octoDNS unescapes nothing but the semicolon, and wants it escaped. */
static char *
escape_semicolon(struct arena *arena, struct slice text)
{
	return escape_with(arena, text, "", ";", "\\");
}

/* One character replaced wherever it stands. */
static char *
escape_replacing(struct arena *arena, struct slice text, const char *quote,
    char which, const char *by)
{
	struct buf out = BUF_INIT;

	buf_adds(&out, quote);
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == which)
			buf_adds(&out, by);
		else
			buf_addc(&out, text.ptr[i]);
	buf_adds(&out, quote);
	return move_to(arena, &out);
}

static char *
escape_shell(struct arena *arena, struct slice text)
{
	return escape_replacing(arena, text, "'", '\'', "'\\''");
}

/* Zone text has a number for every octet, RFC 1035 section 5.1. */
static char *
escape_apostrophe(struct arena *arena, struct slice text)
{
	return escape_replacing(arena, text, "", '\'', "\\039");
}

static char *
escape_octal(struct arena *arena, struct slice text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789 =;,.-_+/@~?!*%";
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c != '\0' && strchr(plain, c) != NULL)
			buf_addc(&out, (char)c);
		else
			buf_addf(&out, "\\%03o", c);
	}
	return move_to(arena, &out);
}

/* The root has no other form than ".". */
static char *
escape_bare(struct arena *arena, struct slice text)
{
	if (text.len > 1 && text.ptr[text.len - 1] == '.')
		text.len--;
	return arena_copy_slice(arena, text);
}

escape_text *
escape_find(struct slice notation)
{
	static const struct {
		const char *name;
		escape_text *escape;
	} notations[] = {
	    {"json", escape_json},
	    {"hcl", escape_hcl},
	    {"csv", escape_csv},
	    {"shell", escape_shell},
	    {"octal", escape_octal},
	    {"dnsmasq", escape_dnsmasq},
	    {"apostrophe", escape_apostrophe},
	    {"semicolon", escape_semicolon},
	    {"bare", escape_bare},
	};

	for (size_t i = 0; i < COUNT_OF(notations); i++)
		if (slice_is(notation, notations[i].name))
			return notations[i].escape;
	return NULL;
}
