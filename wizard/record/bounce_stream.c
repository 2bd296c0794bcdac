#include "wizard/record/bounce_stream.h"

#include <string.h>

#include "wizard/record/bounce_code.h"

#define CODES_MAX 20000
#define PAIR_GAP 24 /* characters between a reply code and its enhanced one */

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
	       (char_is_letter(stream->text[at - 1]) ||
		   char_is_digit(stream->text[at - 1])) &&
	       (char_is_letter(stream->text[at]) || char_is_digit(stream->text[at]));
}

/* --- Blanks ----------------------------------------------------------------
 */

/* "Status: 5.0.0": a field, which nothing before it can be a part of. */
static bool
begins_field(struct slice rest)
{
	size_t i = 0;

	while (i < rest.len && (char_is_letter(rest.ptr[i]) || rest.ptr[i] == '-'))
		i++;
	return i > 2 && i + 1 < rest.len && rest.ptr[i] == ':' &&
	       (rest.ptr[i + 1] == ' ' || rest.ptr[i + 1] == '\n');
}

/* "* Closing connection": a remark of a program that shows a transcript. */
static bool
begins_remark(struct slice rest)
{
	return rest.len > 1 && rest.ptr[0] == '*' && rest.ptr[1] == ' ';
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
	return begins_field(rest) || begins_remark(rest) ? STREAM_END
							 : STREAM_BREAK;
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

/* Is it the enhanced half of the code before it, or that half once more? */
static bool
completes(const struct stream *stream, const struct found_code *found)
{
	const struct stream_code *last;
	size_t gap;

	if (found->reply != 0 || stream->codes == 0)
		return false;
	last = &stream->code[stream->codes - 1];
	if (last->enhanced != NULL && strcmp(last->enhanced, found->enhanced))
		return false;
	if (last->reply / 100 != (unsigned)(found->enhanced[0] - '0'))
		return false;
	gap = stream->len - last->at;
	/* "553 sorry, no (#5.7.1)": qmail has it behind the words. */
	if (found->numbered || last->enhanced != NULL)
		return memchr(stream->text + last->at, STREAM_END, gap) == NULL;
	return gap <= PAIR_GAP;
}

/* Behind its last line it is that of every line of the reply. */
static void
complete(struct stream *stream, const char *enhanced)
{
	unsigned reply = stream->code[stream->codes - 1].reply;

	for (size_t i = stream->codes; i-- > 0;) {
		struct stream_code *code = &stream->code[i];

		if (code->reply != reply || code->enhanced != NULL ||
		    memchr(stream->text + code->at, STREAM_END,
			stream->len - code->at) != NULL)
			return;
		code->enhanced = enhanced;
	}
}

static void
add_code(
    struct arena *arena, struct stream *stream, const struct found_code *found)
{
	struct stream_code *code;

	if (completes(stream, found)) {
		complete(stream, arena_copy(arena, found->enhanced));
		return;
	}
	if (stream->codes == CODES_MAX)
		return;
	stream->code = arena_push(
	    arena, stream->code, &stream->codes, sizeof(*stream->code));
	code = &stream->code[stream->codes - 1];
	code->at = stream->len;
	code->reply = found->reply;
	if (found->enhanced[0] != '\0')
		code->enhanced = arena_copy(arena, found->enhanced);
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

/*
 * Some logs have lines of a reply with commas between them, and Exchange those
 * of a reply inside its own with semicolons.
 */
static void
drop_separator(struct stream *stream)
{
	char last = stream->len > 0 ? stream->text[stream->len - 1] : '\0';

	if (last == ',' || last == ';')
		stream->len--;
}

/* "(#5.7.1)" goes as a whole; returns the place behind it. */
static const char *
drop_frame(struct stream *stream, const char *at, const char *end)
{
	stream->len--; /* "#" */
	if (stream->len > 0 && stream->text[stream->len - 1] == '(' &&
	    at < end && *at == ')') {
		stream->len--;
		at++;
	}
	return at;
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
	const char *end = text.ptr + text.len;
	unsigned open = 0;

	for (const char *at = text.ptr; at < end;) {
		struct found_code code;

		if (!char_is_digit(*at) ||
		    !bounce_code_find(text, at, open, &code)) {
			add_char(&stream, *at++);
			continue;
		}
		drop_separator(&stream);
		if (code.numbered)
			code.end = drop_frame(&stream, code.end, end);
		add_char(&stream, STREAM_FOLD);
		add_code(arena, &stream, &code);
		if (code.reply != 0)
			open = code.goes_on ? code.reply : 0;
		at = code.end;
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

static bool
is_same_code(const struct stream_code *a, const struct stream_code *b)
{
	if (a->enhanced == NULL || b->enhanced == NULL)
		return a->reply == b->reply && a->enhanced == b->enhanced;
	return a->reply == b->reply && strcmp(a->enhanced, b->enhanced) == 0;
}

const struct stream_code *
stream_only_code(const struct stream *stream)
{
	for (size_t i = 1; i < stream->codes; i++)
		if (!is_same_code(&stream->code[0], &stream->code[i]))
			return NULL;
	return stream->codes == 0 ? NULL : &stream->code[0];
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
