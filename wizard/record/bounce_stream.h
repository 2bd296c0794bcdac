/*
 * A report as one stream of characters in which the receiver's words can be
 * found whatever the line breaks are. Reply codes, which servers repeat on
 * every line, are taken out and kept in a list of their own.
 */
#ifndef RECORD_BOUNCE_STREAM_H
#define RECORD_BOUNCE_STREAM_H

#include <stdint.h>

#include "wizard/base/arena.h"

/*
 * The blanks of the stream: what is known about a place where there may be a
 * blank or a line break. A run of them is one.
 */
enum {
	STREAM_BLANK = ' ', /* a blank that was written */
	STREAM_FOLD = '\t', /* a line break with blanks behind it, or a code */
	STREAM_BREAK = '\v', /* a line break: a blank, or nothing at all */
	STREAM_END = '\n', /* something else begins */
};

/* A code at a place of the stream, from which it was taken out. */
struct stream_code {
	size_t at;
	unsigned reply; /* 550; 0: without one */
	const char *enhanced; /* "5.7.26"; NULL: without one */
};

struct stream {
	char *text; /* lower case; ends with NUL */
	char *shown; /* the same places, in the letters that were written */
	size_t len;
	struct stream_code *code; /* in their order */
	size_t codes;
	/* The text without blanks, quotation marks and "=". */
	char *dense;
	uint32_t *place; /* of each octet of dense in text */
	size_t dense_len;
};

struct stream stream_of(struct arena *arena, struct slice lines);

/* Is the octet left out of dense? */
bool stream_leaves_out(char c);

bool stream_is_blank(char c);

/* Do letters or digits stand on both sides of a place of text? */
bool stream_is_inside_word(const struct stream *stream, size_t at);

/* The last code that stands before a place; NULL: none. */
const struct stream_code *stream_code_before(
    const struct stream *stream, size_t at);

/* The code of a text that has no other; NULL: there is none, or several. */
const struct stream_code *stream_only_code(const struct stream *stream);

/* Forgets what stands at a place and behind it. */
void stream_cut(struct stream *stream, size_t at);

/* Where the places behind "at" in dense begin in text. */
size_t stream_place(const struct stream *stream, size_t dense_at);

#endif
