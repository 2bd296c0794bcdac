#include "wizard/record/bounce_marks.h"

#include <string.h>

static struct slice
without(struct slice line, size_t octets)
{
	return (struct slice) {line.ptr + octets, line.len - octets};
}

static size_t
span(struct slice line, size_t at, const char *set)
{
	size_t n = 0;

	while (at + n < line.len && line.ptr[at + n] != '\0' &&
	       strchr(set, line.ptr[at + n]) != NULL)
		n++;
	return n;
}

/* --- Mail --------------------------------------------------------------------
 */

/* ">>> DATA" of a transcript is no quoting. */
static bool
is_command(struct slice line)
{
	static const char *const verbs[] = {
	    "DATA", "MAIL", "RCPT", "EHLO", "HELO", "QUIT", "RSET", "STARTTLS"};

	if (!slice_starts_nocase(line, ">>> "))
		return false;
	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		if (slice_starts_nocase(without(line, 4), verbs[i]))
			return true;
	return false;
}

struct slice
bounce_unquoted(struct slice line)
{
	while (!is_command(line) && line.len > 0 &&
	       (line.ptr[0] == '>' || line.ptr[0] == '|'))
		line = without(line, line.len > 1 && line.ptr[1] == ' ' ? 2 : 1);
	return line;
}

/* --- Chats -------------------------------------------------------------------
 */

/* "10:01 <nick> ", "[10:01:59] <nick> " */
static struct slice
unsaid(struct slice line)
{
	size_t at = span(line, 0, " [");
	size_t clock = span(line, at, "0123456789:");
	const char *end;

	at += clock;
	at += span(line, at, "] ");
	if (clock < 4 || at >= line.len || line.ptr[at] != '<')
		return line;
	end = memchr(line.ptr + at, '>', line.len - at);
	/* An address there is what the line is about. */
	if (end == NULL || memchr(line.ptr + at, '@',
			       (size_t)(end - line.ptr) - at) != NULL)
		return line;
	at = (size_t)(end - line.ptr) + 1;
	return without(line, at + (span(line, at, " ") > 0));
}

/* --- Transcripts -------------------------------------------------------------
 */

/* What programs that try SMTP write in front of a reply. */
static struct slice
unreceived(struct slice line)
{
	static const char *const arrows[] = {
	    "<** ", "<~* ", "<-  ", "<~  ", "<- ", "<~ ", "< ", "S: "};

	for (size_t i = 0; i < COUNT_OF(arrows); i++) {
		size_t len = strlen(arrows[i]);

		if (slice_starts_nocase(line, arrows[i]) &&
		    span(line, len, "0123456789") == 3)
			return without(line, len);
	}
	return line;
}

struct slice
bounce_unmarked(struct slice line)
{
	return unreceived(unsaid(bounce_unquoted(line)));
}
