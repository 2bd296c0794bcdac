#include "wizard/record/bounce_stream.h"

#include <string.h>

#define CODE_GAP 8 /* blanks and marks between the parts of a code */
#define CODES_MAX 20000
#define PAIR_GAP 24 /* characters between a reply code and its enhanced one */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	c = char_lower(c);
	return c >= 'a' && c <= 'z';
}

bool
stream_is_blank(char c)
{
	return c == STREAM_BLANK || c == STREAM_FOLD || c == STREAM_BREAK ||
	       c == STREAM_END;
}

bool
stream_leaves_out(char c)
{
	return stream_is_blank(c) || (c != '\0' && strchr("'\"`=\\", c));
}

bool
stream_is_inside_word(const struct stream *stream, size_t at)
{
	return at > 0 && at < stream->len &&
	       (is_letter(stream->text[at - 1]) ||
		   is_digit(stream->text[at - 1])) &&
	       (is_letter(stream->text[at]) || is_digit(stream->text[at]));
}

/* --- Blanks ----------------------------------------------------------------
 */

/* "Status: 5.0.0": a field, which nothing before it can be a part of. */
static bool
begins_field(struct slice rest)
{
	size_t i = 0;

	while (i < rest.len && (is_letter(rest.ptr[i]) || rest.ptr[i] == '-'))
		i++;
	return i > 2 && i + 1 < rest.len && rest.ptr[i] == ':' &&
	       (rest.ptr[i + 1] == ' ' || rest.ptr[i + 1] == '\n');
}

/* The kind of a run of blanks, in front of what follows it. */
static char
blank_of(struct slice run, struct slice rest)
{
	const char *end = memchr(run.ptr, '\n', run.len);
	size_t after;

	if (end == NULL)
		return STREAM_BLANK;
	after = run.len - (size_t)(end - run.ptr) - 1;
	if (memchr(end + 1, '\n', after) != NULL || rest.len == 0)
		return STREAM_END;
	if (end > run.ptr)
		return STREAM_BLANK;
	if (after > 0)
		return STREAM_FOLD;
	return begins_field(rest) ? STREAM_END : STREAM_BREAK;
}

/* One character for every run of blanks; "<<< " of transcripts is a fold. */
static struct slice
joined(struct arena *arena, struct slice text)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len;) {
		size_t end = i;

		while (end < text.len && strchr(" \t\n", text.ptr[end]))
			end++;
		if (end == i) {
			out[n++] = text.ptr[i++];
			continue;
		}
		out[n++] = blank_of((struct slice) {text.ptr + i, end - i},
		    (struct slice) {text.ptr + end, text.len - end});
		i = end;
		if (text.len - i > 4 && memcmp(text.ptr + i, "<<< ", 4) == 0)
			i += 3;
	}
	return (struct slice) {out, n};
}

/* --- Codes -----------------------------------------------------------------
 */

/* Reads along a text that line breaks may have cut anywhere. */
struct reader {
	const char *at, *end;
	unsigned open; /* the reply that goes on in the next line; or 0 */
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
		if (!take(r, is_digit, &ret[i]))
			return false;
	ret[3] = '\0';
	return (ret[0] == '4' || ret[0] == '5') &&
	       !is_digit(peek(r)) && !is_letter(peek(r)) && peek(r) != '.';
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
	    n < 3 && !(n > 0 && begins_reply(*r)) && take(r, is_digit, &out[n]))
		n++;
	return n;
}

/* "5.7.26", RFC 3463 section 2. */
static bool
take_enhanced(struct reader *r, char ret[12])
{
	size_t n = 1;
	char dot;

	if (!take(r, is_digit, &ret[0]) || strchr("245", ret[0]) == NULL)
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
	return !is_digit(peek(r)) && !is_letter(peek(r)) &&
	       !(peek(r) == '.' && r->at + 1 < r->end && is_digit(r->at[1]));
}

static bool
skip_gap(struct reader *r)
{
	size_t n = 0;

	while (n < CODE_GAP && r->at < r->end &&
	       (stream_is_blank(*r->at) || strchr("-,:#;", *r->at))) {
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

static unsigned
number_of(const char *digits)
{
	unsigned number = 0;

	for (; *digits != '\0'; digits++)
		number = number * 10 + (unsigned)(*digits - '0');
	return number;
}

struct found_code {
	char reply[4];
	char enhanced[12];
	bool goes_on; /* "550-": not the last line of the reply */
	const char *end; /* behind it */
};

/* "code":550 and "status":550 of what programs log as JSON. */
static bool
is_member(const char *begin, const char *at)
{
	static const char *const names[] = {"code\":", "status\":"};

	if (at > begin && at[-1] == STREAM_BLANK)
		at--;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		size_t len = strlen(names[i]);

		if ((size_t)(at - begin) >= len &&
		    memcmp(at - len, names[i], len) == 0)
			return true;
	}
	return false;
}

/* A code that begins here: "550-5.7.26", "550 ", "#5.7.1". */
static bool
find_code(const char *begin, struct reader r, struct found_code *ret)
{
	struct found_code code = {.reply = "", .goes_on = false};
	const char *at = r.at;
	struct reader tail;

	if (at > begin && (is_digit(at[-1]) || is_letter(at[-1]) ||
			      strchr(".[/@_=", at[-1]) != NULL))
		return false;
	if (take_reply(&r, code.reply)) {
		tail = r;
		code.end = r.at;
		code.goes_on = peek(&r) == '-';
		if (skip_gap(&tail) && take_enhanced(&tail, code.enhanced))
			code.end = tail.at;
		else if (code.reply[1] > '5') /* RFC 5321 section 4.2.1 */
			return false;
		else if (!is_member(begin, at) &&
			 ((peek(&r) != '-' && !stream_is_blank(peek(&r))) ||
			     !may_follow(begin, at,
				 number_of(code.reply) == r.open)))
			return false;
		else
			code.enhanced[0] = '\0';
	} else {
		r.at = at;
		code.reply[0] = '\0';
		if (at == begin || strchr("#\v\n\t\"", at[-1]) == NULL ||
		    !take_enhanced(&r, code.enhanced) || peek(&r) == ';')
			return false;
		code.end = r.at;
	}
	if (code.end < r.end && *code.end == '-')
		code.end++;
	*ret = code;
	return true;
}

/* Of "code":550,"message":"5.7.1 ...": what is said twice belongs together. */
static unsigned
reply_before(const struct stream *stream, const struct stream_code *code)
{
	const struct stream_code *before = code - 1;

	if (stream->codes < 2 || before->enhanced != NULL ||
	    code->at - before->at > PAIR_GAP ||
	    before->reply / 100 != (unsigned)(code->enhanced[0] - '0'))
		return 0;
	return before->reply;
}

static void
add_code(
    struct arena *arena, struct stream *stream, const struct found_code *found)
{
	struct stream_code *code;

	if (stream->codes == CODES_MAX)
		return;
	stream->code = arena_push(
	    arena, stream->code, &stream->codes, sizeof(*stream->code));
	code = &stream->code[stream->codes - 1];
	code->at = stream->len;
	code->reply = number_of(found->reply);
	if (found->enhanced[0] != '\0')
		code->enhanced = arena_copy(arena, found->enhanced);
	if (code->reply == 0)
		code->reply = reply_before(stream, code);
}

/* --- The stream ------------------------------------------------------------
 */

/* Blanks on both sides of a code that was taken out become one. */
static void
add_char(struct stream *stream, char c)
{
	char *last = stream->len > 0 ? &stream->shown[stream->len - 1] : NULL;

	if (last != NULL && stream_is_blank(c) && stream_is_blank(*last)) {
		if (*last != STREAM_END)
			*last = c == STREAM_END ? c : STREAM_FOLD;
		stream->text[stream->len - 1] = *last;
		return;
	}
	stream->shown[stream->len] = c;
	stream->text[stream->len++] = char_lower(c);
}

/* Some logs have lines of a reply with commas between them. */
static void
drop_comma(struct stream *stream)
{
	if (stream->len > 0 && stream->text[stream->len - 1] == ',')
		stream->len--;
}

static void
make_dense(struct arena *arena, struct stream *stream)
{
	stream->dense = arena_alloc(arena, stream->len + 1);
	stream->place =
	    arena_alloc(arena, (stream->len + 1) * sizeof(*stream->place));
	for (size_t i = 0; i < stream->len; i++) {
		if (stream_leaves_out(stream->text[i]))
			continue;
		stream->place[stream->dense_len] = (uint32_t)i;
		stream->dense[stream->dense_len++] = stream->text[i];
	}
	stream->place[stream->dense_len] = (uint32_t)stream->len;
}

struct stream
stream_of(struct arena *arena, struct slice lines)
{
	struct slice text = joined(arena, lines);
	struct stream stream = {
	    .text = arena_alloc(arena, text.len + 2),
	    .shown = arena_alloc(arena, text.len + 2),
	};
	struct reader r = {.at = text.ptr, .end = text.ptr + text.len};

	while (r.at < r.end) {
		struct found_code code;

		if (!is_digit(*r.at) || !find_code(text.ptr, r, &code)) {
			add_char(&stream, *r.at++);
			continue;
		}
		drop_comma(&stream);
		add_char(&stream, STREAM_FOLD);
		add_code(arena, &stream, &code);
		if (code.reply[0] != '\0')
			r.open = code.goes_on ? number_of(code.reply) : 0;
		r.at = code.end;
	}
	make_dense(arena, &stream);
	return stream;
}

const struct stream_code *
stream_code_before(const struct stream *stream, size_t at)
{
	size_t low = 0, high = stream->codes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (stream->code[middle].at <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : &stream->code[low - 1];
}

void
stream_cut(struct stream *stream, size_t at)
{
	stream->len = at;
	stream->text[at] = '\0';
	while (stream->codes > 0 && stream->code[stream->codes - 1].at >= at)
		stream->codes--;
	while (
	    stream->dense_len > 0 && stream->place[stream->dense_len - 1] >= at)
		stream->dense_len--;
	stream->place[stream->dense_len] = (uint32_t)at;
}

size_t
stream_place(const struct stream *stream, size_t dense_at)
{
	return stream->place[dense_at];
}
