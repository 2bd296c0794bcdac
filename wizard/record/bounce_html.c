#include "wizard/record/bounce_html.h"

#include <string.h>

#include "wizard/base/text.h"

#define NAME_MAX_LEN 10 /* of a tag or a character that is known */

/* Tags that reports and web pages have; breaks: text behind it begins a line.
 */
static const struct {
	const char *name;
	bool breaks;
	bool hides; /* what it encloses is not shown */
} tags[] = {
    {"a", false, false},
    {"b", false, false},
    {"blockquote", true, false},
    {"body", true, false},
    {"br", true, false},
    {"code", false, false},
    {"div", true, false},
    {"em", false, false},
    {"font", false, false},
    {"h1", true, false},
    {"h2", true, false},
    {"h3", true, false},
    {"head", true, false},
    {"hr", true, false},
    {"html", true, false},
    {"i", false, false},
    {"img", false, false},
    {"li", true, false},
    {"meta", true, false},
    {"o:p", false, false},
    {"ol", true, false},
    {"p", true, false},
    {"pre", true, false},
    {"script", true, true},
    {"span", false, false},
    {"strong", false, false},
    {"style", true, true},
    {"table", true, false},
    {"tbody", true, false},
    {"td", true, false},
    {"th", true, false},
    {"title", true, true},
    {"tr", true, false},
    {"tt", false, false},
    {"u", false, false},
    {"ul", true, false},
    {"wbr", false, false},
};

static const struct {
	const char *name;
	uint32_t c;
} characters[] = {
    {"amp", '&'},
    {"lt", '<'},
    {"gt", '>'},
    {"quot", '"'},
    {"apos", '\''},
    {"nbsp", 0xa0},
    {"lsquo", 0x2018},
    {"rsquo", 0x2019},
    {"ldquo", 0x201c},
    {"rdquo", 0x201d},
    {"ndash", 0x2013},
    {"mdash", 0x2014},
    {"shy", 0xad},
};

static size_t
name_length(struct slice text)
{
	size_t n = 0;

	while (n < text.len && n <= NAME_MAX_LEN && text.ptr[n] != '\0' &&
	       strchr(" \t\r\n/>;", text.ptr[n]) == NULL)
		n++;
	return n;
}

/* Its row, for text that begins behind "<" or "</"; -1: no tag that is known.
 */
static int
tag_of(struct slice text)
{
	struct slice name = {text.ptr, name_length(text)};

	if (name.len == text.len)
		return -1;
	for (size_t i = 0; i < COUNT_OF(tags); i++)
		if (slice_is_nocase(name, tags[i].name))
			return (int)i;
	return -1;
}

/* For text that begins with "<": the octets of the tag; 0: no tag. */
static size_t
tag_length(struct slice text, int *ret_tag)
{
	size_t name = text.len > 1 && text.ptr[1] == '/' ? 2 : 1;
	const char *end =
	    memchr(text.ptr, '>', text.len < 2048 ? text.len : (size_t)2048);

	if (end == NULL)
		return 0;
	*ret_tag = tag_of((struct slice) {text.ptr + name, text.len - name});
	if (*ret_tag < 0 && text.ptr[1] != '!')
		return 0;
	return (size_t)(end - text.ptr) + 1;
}

/* Octets up to and with the closing tag of a style or script. */
static size_t
hidden_length(struct slice text, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i + len + 2 < text.len; i++) {
		struct slice at = {text.ptr + i, text.len - i};

		if (at.ptr[0] == '<' && at.ptr[1] == '/' &&
		    slice_starts_nocase(
			(struct slice) {at.ptr + 2, at.len - 2}, name))
			return i + len + 3;
	}
	return text.len;
}

bool
bounce_is_html(struct slice text)
{
	unsigned seen = 0;
	int tag;

	for (size_t i = 0; i < text.len; i++) {
		struct slice at = {text.ptr + i, text.len - i};

		if (text.ptr[i] == '<' && tag_length(at, &tag) > 0 && tag >= 0)
			seen++;
	}
	return seen >= 2;
}

/* --- Characters ------------------------------------------------------------
 */

static uint32_t
number_of(struct slice digits)
{
	bool hex = digits.len > 0 && char_lower(digits.ptr[0]) == 'x';
	uint32_t base = hex ? 16 : 10, value = 0;

	for (size_t i = hex ? 1 : 0; i < digits.len; i++) {
		static const char known[] = "0123456789abcdef";
		const char *at = strchr(known, char_lower(digits.ptr[i]));

		if (at == NULL || (uint32_t)(at - known) >= base)
			return 0;
		value = value * base + (uint32_t)(at - known);
	}
	return value > 0x10ffff || value < ' ' ? 0 : value;
}

/* "&nbsp;" or "&#39;": writes the character; returns the octets read or 0. */
static size_t
take_character(struct slice text, char out[4], size_t *ret_len)
{
	struct slice body = {text.ptr + 1, text.len - 1};
	struct slice name = {body.ptr, name_length(body)};
	uint32_t c = 0;

	if (name.len == 0 || name.len == body.len || body.ptr[name.len] != ';')
		return 0;
	if (name.ptr[0] == '#')
		c = number_of((struct slice) {name.ptr + 1, name.len - 1});
	for (size_t i = 0; c == 0 && i < COUNT_OF(characters); i++)
		if (slice_is(name, characters[i].name))
			c = characters[i].c;
	if (c == 0)
		return 0;
	*ret_len = text_encode(c, out);
	return name.len + 2;
}

/* --- The text --------------------------------------------------------------
 */

struct output {
	char *data;
	size_t len;
};

static size_t
take_tag(struct slice text, struct output *out)
{
	int tag = -1;
	size_t len = tag_length(text, &tag);

	if (len == 0 || tag < 0)
		return len;
	if (tags[tag].breaks)
		out->data[out->len++] = '\n';
	if (tags[tag].hides && text.ptr[1] != '/')
		len += hidden_length(
		    (struct slice) {text.ptr + len, text.len - len},
		    tags[tag].name);
	return len < text.len ? len : text.len;
}

struct slice
bounce_html_text(struct arena *arena, struct slice html)
{
	struct output out = {.data = arena_alloc(arena, html.len + 4)};

	for (size_t i = 0; i < html.len;) {
		struct slice at = {html.ptr + i, html.len - i};
		size_t taken = 0, made = 0;

		if (at.ptr[0] == '<')
			taken = take_tag(at, &out);
		else if (at.ptr[0] == '&')
			taken = take_character(at, out.data + out.len, &made);
		if (taken == 0) {
			out.data[out.len] = at.ptr[0];
			made = taken = 1;
		}
		out.len += made;
		i += taken;
	}
	return (struct slice) {out.data, out.len};
}
