#include "wizard/record/bounce_clean.h"

#include <string.h>

#include "wizard/base/text.h"
#include "wizard/record/bounce_html.h"
#include "wizard/record/bounce_links.h"
#include "wizard/record/bounce_marks.h"
#include "wizard/record/bounce_panes.h"
#include "wizard/record/mailcode.h"

#define BLANKS " \t"

/* --- Characters ------------------------------------------------------------
 */

/*
 * Octets of an escape sequence of a terminal (ECMA-48): a control sequence, a
 * string up to BEL, or a short one.
 */
static size_t
escape_length(struct slice text)
{
	size_t i = 2;

	if (text.len < 2)
		return text.len;
	if (text.ptr[1] == ']') {
		while (i < text.len && text.ptr[i] != '\a' &&
		       text.ptr[i] != '\033' && text.ptr[i] != '\n')
			i++;
		return i < text.len && text.ptr[i] == '\a' ? i + 1 : i;
	}
	if (text.ptr[1] == '[')
		while (
		    i < text.len && text.ptr[i] >= 0x20 && text.ptr[i] < 0x40)
			i++;
	else if (text.ptr[1] >= 0x20 && text.ptr[1] < 0x30)
		return text.len < 3 ? text.len : 3;
	else
		return 2;
	return i < text.len ? i + 1 : i;
}

/* Line ends of all kinds, CR CR LF included; 0: none here. */
static size_t
line_end_length(struct slice text)
{
	size_t i = 0;

	while (i < text.len && text.ptr[i] == '\r')
		i++;
	if (i < text.len && text.ptr[i] == '\n')
		return i + 1;
	/* Exim's log has the two characters "\n" where a line ended. */
	if (i == 0 && text.len > 1 && memcmp(text.ptr, "\\n", 2) == 0)
		return 2;
	return i > 0 ? 1 : 0;
}

/* What typographers make of plain characters, made plain again; 0: nothing. */
static uint32_t
plain_character(uint32_t c)
{
	switch (c) {
	case 0x2018:
	case 0x2019:
	case 0x201a:
	case 0x201b:
	case 0x2032:
		return '\'';
	case 0x201c:
	case 0x201d:
	case 0x201e:
	case 0x201f:
	case 0x2033:
		return '"';
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212:
		return '-';
	case 0xad:
	case 0x200b:
	case 0x200c:
	case 0x200d:
	case 0x2060:
	case 0xfeff:
		return 0;
	case 0xa0:
	case 0x2002:
	case 0x2003:
	case 0x2007:
	case 0x2009:
	case 0x202f:
	case '\f':
	case '\v':
		return ' ';
	}
	return c < ' ' && c != '\t' ? 0 : text_fold(c);
}

/* Nothing becomes longer: a fold of full-width characters makes them shorter.
 */
static struct slice
plain_characters(struct arena *arena, struct slice text)
{
	char *out = arena_alloc(arena, text.len + 4);
	size_t n = 0;

	while (text.len > 0) {
		size_t end = line_end_length(text), taken = end;
		uint32_t c = '\n';

		if (end == 0 && text.ptr[0] == '\033')
			taken = escape_length(text);
		else if (end == 0)
			taken = text_next(text, &c);
		if (end == 0 && text.ptr[0] == '\033')
			c = 0;
		else if (end == 0)
			c = c == 0xfffd ? '?' : plain_character(c);
		if (c != 0)
			n += text_encode(c, out + n);
		text.ptr += taken;
		text.len -= taken;
	}
	return (struct slice) {out, n};
}

/* --- Codings that were left in ---------------------------------------------
 */

static bool
contains(struct slice text, const char *word)
{
	return memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

/* "=" at the end of a line alone proves nothing: receivers write that. */
static bool
is_quoted_printable(struct slice text)
{
	return contains(text, "=3D") || contains(text, "=20\n") ||
	       contains(text, "=20\r\n") || contains(text, "=E2=80=") ||
	       contains(text, "=C2=A0");
}

/* --- Lines -----------------------------------------------------------------
 */

/* Is there an empty line between any two, put there by doubled line ends? */
static bool
is_doubled(struct slice text)
{
	struct slice line;
	bool text_before = false;
	unsigned gaps = 0;

	while (slice_next(&text, '\n', &line)) {
		bool empty = slice_trim(bounce_unquoted(line), BLANKS).len == 0;

		if (!empty && text_before)
			return false;
		gaps += empty;
		text_before = !empty;
	}
	return gaps > 2;
}

/*
 * sendmail ends a transcript with words of its own, often wrong ones: below the
 * receiver's "<<< 550 5.7.606 ..." stands "550 5.1.1 ... User unknown".
 */
static bool
is_sendmails_own(struct slice line)
{
	line = slice_trim(line, BLANKS);
	return line.len > 4 && (line.ptr[0] == '4' || line.ptr[0] == '5') &&
	       strspn(line.ptr, "0123456789") == 3 && line.ptr[3] == ' ';
}

static bool
begins_reply(const char *text)
{
	return (text[0] == '4' || text[0] == '5') &&
	       strspn(text, "0123456789") == 3 &&
	       (text[3] == ' ' || text[3] == '-');
}

/* qmail's log has "_" for a blank and "/" for a line end. */
static void
undo_log(char *line, size_t len)
{
	if (!contains((struct slice) {line, len}, "Remote_host_said:_"))
		return;
	for (size_t i = 0; i < len; i++)
		if (line[i] == '_')
			line[i] = ' ';
	for (size_t i = 0; i + 4 < len; i++)
		if (line[i] == '/' && begins_reply(line + i + 1))
			line[i] = '\n';
}

/* Of a log: another message, or another recipient, of whom nobody complains. */
static bool
is_delivered(struct slice line)
{
	return (contains(line, "status=sent (") ||
		   contains(line, "stat=Sent (")) &&
	       !contains(line, "status=bounced") &&
	       !contains(line, "status=deferred");
}

struct lines {
	char *out;
	size_t len;
	bool doubled;
	bool after_empty; /* of doubled lines: the next empty one is real */
	bool transcript; /* "<<<" stands above */
};

static void
add_line(struct lines *lines, struct slice line)
{
	struct slice body = slice_trim(line, BLANKS);
	bool empty = body.len == 0;

	if (slice_starts_nocase(body, "<<< "))
		lines->transcript = true;
	else if ((lines->transcript && is_sendmails_own(line)) ||
		 is_delivered(line))
		return;
	else if (empty && !lines->doubled)
		lines->transcript = false;
	if (lines->doubled && empty && !lines->after_empty) {
		lines->after_empty = true;
		return;
	}
	lines->after_empty = false;
	if (!empty)
		memcpy(lines->out + lines->len, line.ptr, line.len);
	undo_log(lines->out + lines->len, empty ? 0 : line.len);
	lines->len += empty ? 0 : line.len;
	lines->out[lines->len++] = '\n';
}

static struct slice
whole_lines(struct arena *arena, struct slice text)
{
	struct lines lines = {
	    .out = arena_alloc(arena, text.len + 2),
	    .doubled = is_doubled(text),
	};
	struct slice line;

	while (slice_next(&text, '\n', &line))
		add_line(&lines, bounce_unmarked(line));
	return (struct slice) {lines.out, lines.len};
}

struct slice
bounce_clean(struct arena *arena, struct slice text, bool html)
{
	if (is_quoted_printable(text))
		text = mailcode_quoted(arena, text);
	text = plain_characters(arena, bounce_panes_parted(arena, text));
	if (html || bounce_is_html(text)) {
		text = bounce_html_text(arena, text);
		text = plain_characters(arena, text);
	}
	return whole_lines(arena, bounce_unlinked(arena, text));
}
