#include "wizard/record/bounce_said.h"

#include <string.h>

#define SHOWN_MAX 400 /* octets */

/* "(in reply to end of DATA command)", wherever its lines break. */
static bool
is_sender_speaking(const char *text)
{
	static const char words[] = "(in reply to";

	for (size_t i = 0; words[i] != '\0'; i++)
		if (stream_is_blank(words[i]) ? !stream_is_blank(text[i])
					      : text[i] != words[i])
			return false;
	return true;
}

/* "(reason: 550 No)", "returned '550 No'": what was opened before the words. */
static bool
closes_nothing(struct slice words)
{
	char last = words.len > 0 ? words.ptr[words.len - 1] : '\0';
	char open = last == ')' ? '(' : last;

	return (last == ')' || last == '\'') &&
	       memchr(words.ptr, open, words.len - 1) == NULL;
}

struct slice
bounce_said(struct arena *arena, const struct stream *stream, size_t at)
{
	size_t end = at;
	char *words;

	while (at < stream->len && stream_is_blank(stream->text[at]))
		at++;
	for (end = at; end < stream->len && end - at < SHOWN_MAX &&
		       stream->text[end] != STREAM_END;
	     end++)
		if (is_sender_speaking(stream->text + end))
			break;
	while (end > at && (stream_is_blank(stream->text[end - 1]) ||
			       closes_nothing((struct slice) {
				   stream->text + at, end - at})))
		end--;
	words = arena_copy_slice(
	    arena, (struct slice) {stream->shown + at, end - at});
	for (size_t i = 0; i < end - at; i++)
		if (stream_is_blank(words[i]))
			words[i] = ' ';
	return (struct slice) {words, end - at};
}
