#include "wizard/helper/protocol.h"

#include <stdio.h>
#include <string.h>

/* Fields are never empty and stand one blank apart. */
static bool
next_field(struct slice *rest, struct slice *ret)
{
	return slice_next(rest, ' ', ret) && ret->len > 0;
}

static bool
is_tag(struct slice *rest, const char *tag)
{
	struct slice field;

	return next_field(rest, &field) && slice_is(field, tag);
}

/* Decimal without sign or leading zero. */
static bool
read_number(struct slice field, unsigned long max, unsigned long *ret)
{
	unsigned long n = 0;

	if (field.len == 0 || (field.len > 1 && field.ptr[0] == '0'))
		return false;
	for (size_t i = 0; i < field.len; i++) {
		if (field.ptr[i] < '0' || field.ptr[i] > '9')
			return false;
		n = n * 10 + (unsigned long)(field.ptr[i] - '0');
		if (n > max)
			return false;
	}
	*ret = n;
	return true;
}

/* Three digits behind a backslash; -1 when they are not, or above 255. */
static int
read_escape(struct slice s)
{
	int n = 0;

	if (s.len < 4)
		return -1;
	for (size_t i = 1; i < 4; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return -1;
		n = n * 10 + (s.ptr[i] - '0');
	}
	return n <= 255 ? n : -1;
}

static bool
is_graphic(char c)
{
	return c > ' ' && c < 0x7f;
}

/* Undoes "\DDD"; libspf2 works with C strings, so NUL is refused. */
static bool
read_escaped(struct slice s, char *ret, size_t max, size_t *ret_len)
{
	size_t n = 0;

	while (s.len > 0 && n < max) {
		size_t taken = s.ptr[0] == '\\' ? 4 : 1;
		int octet = taken == 4 ? read_escape(s) : s.ptr[0];

		if (octet <= 0 || (taken == 1 && !is_graphic(s.ptr[0])))
			return false;
		ret[n++] = (char)octet;
		s.ptr += taken;
		s.len -= taken;
	}
	ret[n] = '\0';
	*ret_len = n;
	return s.len == 0;
}

static bool
read_text(struct slice *rest, char *ret, size_t max)
{
	struct slice field;
	size_t len;

	return next_field(rest, &field) && read_escaped(field, ret, max, &len);
}

bool
protocol_read_request(struct slice line, struct protocol_request *ret)
{
	return is_tag(&line, "E") &&
	    read_text(&line, ret->ip, sizeof(ret->ip) - 1) &&
	    read_text(&line, ret->helo, sizeof(ret->helo) - 1) &&
	    read_text(&line, ret->sender, sizeof(ret->sender) - 1) &&
	    line.ptr == NULL;
}

static bool
read_status(struct slice field, enum protocol_status *ret)
{
	static const char *const words[] = {
	    [PROTOCOL_OK] = "OK",
	    [PROTOCOL_NODATA] = "NODATA",
	    [PROTOCOL_NXDOMAIN] = "NXDOMAIN",
	    [PROTOCOL_FAIL] = "FAIL",
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (slice_is(field, words[i])) {
			*ret = (enum protocol_status)i;
			return true;
		}
	return false;
}

bool
protocol_read_answer(struct slice line, struct protocol_answer *ret)
{
	struct slice status, ttl, records;
	unsigned long seconds, count;

	if (!is_tag(&line, "A") || !next_field(&line, &status) ||
	    !next_field(&line, &ttl) || !next_field(&line, &records) ||
	    line.ptr != NULL || !read_status(status, &ret->status) ||
	    !read_number(ttl, PROTOCOL_TTL_MAX, &seconds) ||
	    !read_number(records, PROTOCOL_RECORDS_MAX, &count))
		return false;
	ret->ttl = (int)seconds;
	ret->records = count;
	/* libspf2 gives no verdict at all on a success without records. */
	return (ret->status == PROTOCOL_OK) == (count > 0);
}

bool
protocol_read_data(struct slice line, char *ret, size_t *ret_len)
{
	struct slice length;
	unsigned long expected;

	return is_tag(&line, "D") && next_field(&line, &length) &&
	    line.ptr != NULL &&
	    read_number(length, PROTOCOL_DATA_MAX, &expected) &&
	    read_escaped(line, ret, PROTOCOL_DATA_MAX, ret_len) &&
	    *ret_len == expected;
}

static bool
needs_escape(char c)
{
	return !is_graphic(c) || c == '\\';
}

bool
protocol_is_name(const char *name)
{
	struct slice rest = slice_of(name), label;
	size_t written = 0;

	if (rest.len > 0 && rest.ptr[rest.len - 1] == '.')
		rest.len--;
	for (size_t i = 0; i < rest.len && written <= PROTOCOL_NAME_MAX; i++)
		written += needs_escape(name[i]) ? 4 : 1;
	if (written > PROTOCOL_NAME_MAX)
		return false;
	while (slice_next(&rest, '.', &label))
		if (label.len == 0 || label.len > 63)
			return false;
	return true;
}

size_t
protocol_write_question(
    char ret[PROTOCOL_OUT_MAX], const char *type, const char *name)
{
	size_t len = (size_t)snprintf(ret, PROTOCOL_OUT_MAX, "Q %s ", type);

	for (; *name != '\0'; name++)
		if (needs_escape(*name))
			len += (size_t)snprintf(ret + len, 5, "\\%03u",
			    (unsigned)(unsigned char)*name);
		else
			ret[len++] = *name;
	ret[len++] = '\n';
	return len;
}

/* The free text at the end of a line: printable, bounded. */
static size_t
finish(char ret[PROTOCOL_OUT_MAX], int head, const char *reason)
{
	size_t len = (size_t)head;
	size_t end = len + PROTOCOL_REASON_MAX;

	for (; *reason != '\0' && len < end; reason++) {
		bool shown = *reason == ' ' || is_graphic(*reason);

		ret[len++] = shown ? *reason : '?';
	}
	ret[len++] = '\n';
	return len;
}

size_t
protocol_write_result(
    char ret[PROTOCOL_OUT_MAX], const char *result, const char *reason)
{
	return finish(
	    ret, snprintf(ret, PROTOCOL_OUT_MAX, "R %s ", result), reason);
}

size_t
protocol_write_surrender(char ret[PROTOCOL_OUT_MAX], const char *reason)
{
	return finish(ret, snprintf(ret, PROTOCOL_OUT_MAX, "X "), reason);
}
