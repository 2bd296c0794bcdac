#include "wizard/record/zone_scan.h"

#include <string.h>

#include "wizard/base/i18n.h"

static bool
is_at_end(const struct zone_scan *scan)
{
	return scan->at == scan->text.len;
}

enum err_code
zone_scan_fail(
    const struct zone_scan *scan, struct err *err, const char *message)
{
	return err_at(err, ERR_SYNTAX, scan->entry_at,
	    _("Line %lu of the zone: %s"), scan->entry_line, message);
}

static void
skip_comment(struct zone_scan *scan)
{
	const char *from = scan->text.ptr + scan->at;
	size_t left = scan->text.len - scan->at;
	const char *end = memchr(from, '\n', left);

	scan->at += end == NULL ? left : (size_t)(end - from);
}

/* A backslash and what it takes the meaning from. */
static void
copy_escape(struct zone_scan *scan, struct buf *entry)
{
	buf_addc(entry, '\\');
	if (!is_at_end(scan) && scan->text.ptr[scan->at] != '\n')
		buf_addc(entry, scan->text.ptr[scan->at++]);
}

static enum err_code
copy_quoted(struct zone_scan *scan, struct buf *entry, struct err *err)
{
	buf_addc(entry, '"');
	while (!is_at_end(scan)) {
		char c = scan->text.ptr[scan->at];

		if (c == '\n' || c == '\0')
			break;
		scan->at++;
		if (c == '\\')
			copy_escape(scan, entry);
		else
			buf_addc(entry, c);
		if (c == '"')
			return ERR_OK;
	}
	return zone_scan_fail(scan, err,
	    _("a quote is opened and not closed on the same line. Put a \" at "
	      "the end of the text."));
}

static enum err_code
scan_octet(struct zone_scan *scan, char c, unsigned *depth, struct buf *entry,
    struct err *err)
{
	switch (c) {
	case '"':
		return copy_quoted(scan, entry, err);
	case ';':
		skip_comment(scan);
		return ERR_OK;
	case '\\':
		copy_escape(scan, entry);
		return ERR_OK;
	case '\0':
		return zone_scan_fail(
		    scan, err, _("it holds a NUL: this is not a text file."));
	case ')':
		if (*depth == 0)
			return zone_scan_fail(scan, err,
			    _("a ) stands here without a ( before it."));
		(*depth)--;
		break;
	case '(':
		(*depth)++;
		break;
	case '\t':
	case '\r':
	case '\n':
		break;
	default:
		buf_addc(entry, c);
		return ERR_OK;
	}
	buf_addc(entry, ' ');
	return ERR_OK;
}

/* One entry, perhaps of blanks only: up to a line end outside parentheses. */
static enum err_code
scan_entry(struct zone_scan *scan, struct buf *entry, struct err *err)
{
	unsigned depth = 0;

	scan->entry_at = scan->at;
	scan->entry_line = scan->line;
	while (!is_at_end(scan)) {
		char c = scan->text.ptr[scan->at++];

		if (c == '\n') {
			scan->line++;
			if (depth == 0)
				return ERR_OK;
		}
		if (scan_octet(scan, c, &depth, entry, err) != ERR_OK)
			return err->code;
	}
	if (depth > 0)
		return zone_scan_fail(scan, err,
		    _("a ( is opened and never closed. Put a ) behind the last "
		      "value."));
	return ERR_OK;
}

enum err_code
zone_scan_next(struct zone_scan *scan, struct buf *entry, struct err *err)
{
	do {
		buf_clear(entry);
		if (is_at_end(scan))
			return ERR_OK;
		if (scan_entry(scan, entry, err) != ERR_OK)
			return err->code;
	} while (slice_trim(slice_of(buf_text(entry)), " ").len == 0);
	return ERR_OK;
}
