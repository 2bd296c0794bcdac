#include "wizard/record/bounce_code.h"

#include <string.h>

#define CODE_GAP 8 /* blanks and marks between the parts of a code */

/* Reads along a text that line breaks may have cut anywhere. */
struct reader {
	const char *at, *end;
};

static char
peek(const struct reader *r)
{
	return r->at < r->end ? *r->at : '\0';
}

/* The next character is that, perhaps behind a line break. */
static bool
take(struct reader *r, bool (*is)(char c), char *ret)
{
	struct reader next = *r;

	if (peek(&next) == STREAM_BREAK)
		next.at++;
	if (!is(peek(&next)))
		return false;
	*ret = *next.at++;
	*r = next;
	return true;
}

static bool
is_dot(char c)
{
	return c == '.';
}

static bool
take_reply(struct reader *r, char ret[4])
{
	for (size_t i = 0; i < 3; i++)
		if (!take(r, char_is_digit, &ret[i]))
			return false;
	ret[3] = '\0';
	return (ret[0] == '4' || ret[0] == '5') &&
	       !char_is_digit(peek(r)) && !char_is_letter(peek(r)) && peek(r) != '.';
}

/* Does a reply code begin here, so that no digits of another are meant? */
static bool
begins_reply(struct reader r)
{
	char reply[4];

	if (peek(&r) == STREAM_BREAK)
		r.at++;
	return take_reply(&r, reply) &&
	       (peek(&r) == '-' || stream_is_blank(peek(&r)));
}

static size_t
take_number(struct reader *r, char *out)
{
	size_t n = 0;

	while (
	    n < 3 && !(n > 0 && begins_reply(*r)) && take(r, char_is_digit, &out[n]))
		n++;
	return n;
}

/* "5.7.26", RFC 3463 section 2. */
static bool
take_enhanced(struct reader *r, char ret[12])
{
	size_t n = 1;
	char dot;

	if (!take(r, char_is_digit, &ret[0]) || strchr("245", ret[0]) == NULL)
		return false;
	for (size_t i = 0; i < 2; i++) {
		size_t digits;

		if (!take(r, is_dot, &dot))
			return false;
		if (peek(r) == STREAM_FOLD)
			r->at++;
		ret[n++] = '.';
		digits = take_number(r, ret + n);
		if (digits == 0)
			return false;
		n += digits;
	}
	ret[n] = '\0';
	return !char_is_digit(peek(r)) && !char_is_letter(peek(r)) &&
	       !(peek(r) == '.' && r->at + 1 < r->end && char_is_digit(r->at[1]));
}

static bool
skip_gap(struct reader *r)
{
	size_t n = 0;

	while (n < CODE_GAP && r->at < r->end &&
	       (stream_is_blank(*r->at) || strchr("-,:#;(", *r->at))) {
		r->at++;
		n++;
	}
	return n > 0;
}

/* What may stand in front of a reply code that has no enhanced one behind it.
 */
static bool
may_follow(const char *begin, const char *at, bool goes_on)
{
	const char *before = at;

	if (at == begin)
		return true;
	if (strchr("'\"(>;", at[-1]) != NULL)
		return true;
	if (!stream_is_blank(at[-1]))
		return false;
	if (at[-1] != STREAM_BLANK || goes_on)
		return true;
	before--;
	return before == begin || strchr(":;-,>", before[-1]) != NULL;
}

/* "code":550, "status":550 and Code:550 of what programs log. */
static bool
is_member(const char *begin, const char *at)
{
	static const char *const names[] = {"code\":", "status\":", "code:"};

	if (at > begin && at[-1] == STREAM_BLANK)
		at--;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		size_t len = strlen(names[i]);

		if ((size_t)(at - begin) >= len &&
		    slice_is_nocase(
			(struct slice) {at - len, len}, names[i]))
			return true;
	}
	return false;
}

static unsigned
number_of(const char *digits)
{
	unsigned number = 0;

	for (; *digits != '\0'; digits++)
		number = number * 10 + (unsigned)(*digits - '0');
	return number;
}

/* "550 " on its own, which may as well be a number of something. */
static bool
stands_alone(
    struct slice text, const char *at, struct reader r, bool goes_on)
{
	const char *begin = text.ptr;

	if (at > begin && at[-1] == '=')
		return false; /* a value of something */
	if (is_member(begin, at) ||
	    (at > begin && at[-1] == '(' && peek(&r) == ','))
		return true;
	return (peek(&r) == '-' || stream_is_blank(peek(&r))) &&
	       may_follow(begin, at, goes_on);
}

/* "milter-reject: RCPT from a[192.0.2.1]: 5.7.1 No", "Reason: 5.7.1 No" */
static bool
is_introduced(const char *begin, const char *at)
{
	static const char *const words[] = {"]:", "reason:", "response was:",
	    "responded:", "info:", "\xe5\xbf\x9c\xe7\xad\x94:"};

	while (at > begin && stream_is_blank(at[-1]))
		at--;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		size_t len = strlen(words[i]);

		if ((size_t)(at - begin) >= len &&
		    slice_is_nocase(
			(struct slice) {at - len, len}, words[i]))
			return true;
	}
	return false;
}

/* "192.0.2.1" with a line break in it. */
static bool
goes_on_address(const char *begin, const char *at)
{
	const char *from = at - 1;

	while (from > begin && (char_is_digit(from[-1]) || is_dot(from[-1])))
		from--;
	return at[-1] == STREAM_BREAK &&
	       memchr(from, '.', (size_t)(at - from)) != NULL;
}

/* "5.7.1" without a reply code in front. */
static bool
find_enhanced(struct slice text, struct reader r, struct found_code *ret)
{
	const char *begin = text.ptr, *at = r.at;

	if (at == begin)
		return false;
	if (strchr("#\v\n\t\"'", at[-1]) == NULL &&
	    !(at[-1] == STREAM_BLANK && is_introduced(begin, at)))
		return false;
	if (goes_on_address(begin, at))
		return false;
	if (!take_enhanced(&r, ret->enhanced) || peek(&r) == ';')
		return false;
	ret->numbered = at[-1] == '#';
	ret->end = r.at;
	return true;
}

static bool
find_reply(struct slice text, struct reader r, unsigned open,
    struct found_code *ret)
{
	const char *at = r.at;
	char digits[4];
	struct reader tail;

	if (!take_reply(&r, digits))
		return false;
	ret->reply = number_of(digits);
	ret->goes_on = peek(&r) == '-';
	ret->end = r.at;
	tail = r;
	if (skip_gap(&tail) && take_enhanced(&tail, ret->enhanced)) {
		/* "550 (5.7.1)" goes as a whole. */
		ret->end = tail.at + (peek(&tail) == ')');
		return true;
	}
	ret->enhanced[0] = '\0';
	/* RFC 5321 section 4.2.1: there are no others. */
	return digits[1] <= '5' &&
	       stands_alone(text, at, r, open == ret->reply);
}

bool
bounce_code_find(struct slice text, const char *at, unsigned open,
    struct found_code *ret)
{
	struct reader r = {at, text.ptr + text.len};
	struct found_code code = {.reply = 0, .enhanced = ""};
	char reply[4];
	struct reader tail = r;

	if (at > text.ptr && (char_is_digit(at[-1]) || char_is_letter(at[-1]) ||
				 strchr(".[/@_", at[-1]) != NULL))
		return false;
	if (take_reply(&tail, reply)
		? !find_reply(text, r, open, &code)
		: !find_enhanced(text, r, &code))
		return false;
	if (code.end < r.end && *code.end == '-')
		code.end++;
	*ret = code;
	return true;
}
