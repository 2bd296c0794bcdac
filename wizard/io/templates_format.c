#include "wizard/io/templates.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

/* What may stand between {{ and }}: everywhere, and where a record is known. */
static const char *const general[] = {"count", "date", "domain", "number"};
static const char *const of_record[] = {"fqdn", "name", "old", "op", "owner",
    "quoted", "strings", "ttl", "type", "value"};

enum part {
	PART_HEADER,
	PART_HEAD,
	PART_RECORD,
	PART_FOOT,
	PARTS
};

static const char *const part_line[PARTS] = {
    [PART_HEAD] = "--- head",
    [PART_RECORD] = "--- record",
    [PART_FOOT] = "--- foot",
};

struct format_reading {
	struct arena *arena;
	const char *file;
	unsigned line;
	enum part part;
	struct buf text[PARTS];
	struct format_template format;
	struct err *err;
};

static enum err_code
fail(struct format_reading *reading, const char *what)
{
	return err_set(reading->err, ERR_SYNTAX, "%s:%u: %s", reading->file,
	    reading->line, what);
}

static bool
is_among(struct slice name, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, words[i]))
			return true;
	return false;
}

/* Every {{ on the line must be closed and have a name that is known here. */
static bool
placeholders_known(enum part part, struct slice line)
{
	const char *open, *close;
	struct slice name;

	while ((open = memmem(line.ptr, line.len, "{{", 2)) != NULL) {
		line.len -= (size_t)(open + 2 - line.ptr);
		line.ptr = open + 2;
		close = memmem(line.ptr, line.len, "}}", 2);
		if (close == NULL)
			return false;
		name = (struct slice) {line.ptr, (size_t)(close - line.ptr)};
		if (!is_among(name, general, COUNT_OF(general)) &&
		    (part != PART_RECORD ||
			!is_among(name, of_record, COUNT_OF(of_record))))
			return false;
	}
	return true;
}

/* "# title: ..." and "# extension: ..." before the first part. */
static enum err_code
read_header(struct format_reading *reading, struct slice line)
{
	static const char title[] = "# title:", extension[] = "# extension:";
	const char **target;
	size_t skip;

	if (slice_trim(line, " \t").len == 0)
		return ERR_OK;
	if (slice_starts_nocase(line, title)) {
		target = &reading->format.title;
		skip = sizeof(title) - 1;
	} else if (slice_starts_nocase(line, extension)) {
		target = &reading->format.extension;
		skip = sizeof(extension) - 1;
	} else {
		return fail(reading,
		    _("before '--- head' there are only lines '# title: ...' "
		      "and '# extension: ...'"));
	}
	line.ptr += skip;
	line.len -= skip;
	*target = text_safe(reading->arena, slice_trim(line, " \t"));
	return ERR_OK;
}

static enum err_code
read_line(struct format_reading *reading, struct slice line)
{
	for (enum part part = PART_HEAD; part < PARTS; part++)
		if (slice_is(slice_trim(line, " \t"), part_line[part])) {
			reading->part = part;
			return ERR_OK;
		}
	if (reading->part == PART_HEADER)
		return read_header(reading, line);
	if (!placeholders_known(reading->part, line))
		return fail(reading,
		    _("there is no such {{placeholder}} in this part"));
	buf_add(&reading->text[reading->part], line.ptr, line.len);
	buf_addc(&reading->text[reading->part], '\n');
	return ERR_OK;
}

static enum err_code
read_lines(struct format_reading *reading, struct slice text)
{
	struct slice line;

	while (slice_next(&text, '\n', &line)) {
		/* What stands behind the last line end is no line. */
		if (text.ptr == NULL && line.len == 0)
			break;
		reading->line++;
		line.len -= line.len > 0 && line.ptr[line.len - 1] == '\r';
		if (memchr(line.ptr, '\0', line.len) != NULL)
			return fail(reading, _("this is not text"));
		if (read_line(reading, line) != ERR_OK)
			return reading->err->code;
	}
	if (reading->format.title == NULL ||
	    reading->format.extension == NULL ||
	    reading->text[PART_RECORD].len == 0)
		return fail(reading,
		    _("'# title:', '# extension:' and a part '--- record' are "
		      "needed"));
	return ERR_OK;
}

enum err_code
templates_parse_format(struct arena *arena, const char *file, struct slice text,
    struct format_template *ret, struct err *err)
{
	struct format_reading reading = {
	    .arena = arena, .file = file, .err = err};
	enum err_code code = read_lines(&reading, text);
	const char *copy[PARTS];

	for (enum part part = PART_HEADER; part < PARTS; part++) {
		copy[part] = arena_copy(arena, buf_text(&reading.text[part]));
		buf_release(&reading.text[part]);
	}
	if (code != ERR_OK)
		return code;
	*ret = reading.format;
	ret->head = copy[PART_HEAD];
	ret->record = copy[PART_RECORD];
	ret->foot = copy[PART_FOOT];
	return ERR_OK;
}
