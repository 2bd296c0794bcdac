#include "wizard/io/templates.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/record/escape.h"

/* What may stand between {{ and }}: everywhere, and where a record is known. */
static const char *const general[] = {"bulk", "count", "date", "domain",
    "number", "panel", "quirk", "where"};
static const char *const of_record[] = {"action", "comma", "deletes", "entry",
    "fqdn", "host", "inner", "label", "name", "old", "op", "owner", "presents",
    "quoted", "shown", "strings", "ttl", "type", "value", "values", "why"};

enum part {
	PART_HEADER,
	PART_HEAD,
	PART_FOOT,
	PART_RECORD, /* from here on a record is known */
	PART_VALUE,
	PART_DELETE,
	PART_PRESENT,
	PART_ABSENT,
	PART_WITHDRAW,
	PARTS
};

static const char *const part_line[PARTS] = {
    [PART_HEAD] = "--- head",
    [PART_FOOT] = "--- foot",
    [PART_RECORD] = "--- record",
    [PART_VALUE] = "--- value",
    [PART_DELETE] = "--- delete",
    [PART_PRESENT] = "--- present",
    [PART_ABSENT] = "--- absent",
    [PART_WITHDRAW] = "--- withdraw",
};

struct format_reading {
	struct arena *arena;
	const char *file;
	unsigned line;
	enum part part;
	bool for_us; /* the part is in a language that is read here */
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

/* "name" or "name|notation|notation" */
static bool
is_placeholder(enum part part, struct slice inside)
{
	struct slice word;

	if (!slice_next(&inside, '|', &word) ||
	    (!is_among(word, general, COUNT_OF(general)) &&
		(part < PART_RECORD ||
		    !is_among(word, of_record, COUNT_OF(of_record)))))
		return false;
	while (slice_next(&inside, '|', &word))
		if (escape_find(word) == NULL)
			return false;
	return true;
}

/* Every {{ on the line must be closed and have a name that is known here. */
static bool
placeholders_known(enum part part, struct slice line)
{
	const char *open, *close;
	struct slice inside;

	while ((open = memmem(line.ptr, line.len, "{{", 2)) != NULL) {
		line.len -= (size_t)(open + 2 - line.ptr);
		line.ptr = open + 2;
		close = memmem(line.ptr, line.len, "}}", 2);
		if (close == NULL)
			return false;
		inside =
		    (struct slice) {line.ptr, (size_t)(close - line.ptr)};
		if (!is_placeholder(part, inside))
			return false;
	}
	return true;
}

/* The text behind "# title:"; false: the line begins in another way. */
static bool
read_setting(struct format_reading *reading, struct slice line,
    const char *begin, const char **ret)
{
	if (!slice_starts_nocase(line, begin))
		return false;
	line.ptr += strlen(begin);
	line.len -= strlen(begin);
	*ret = text_safe(reading->arena, slice_trim(line, " \t"));
	return true;
}

/* "# title: ..." and "# extension: ..." before the first part. */
static enum err_code
read_header(struct format_reading *reading, struct slice line)
{
	const char *own_title =
	    arena_printf(reading->arena, "# title.%s:", i18n_language());
	const char *other;

	if (slice_trim(line, " \t").len == 0 ||
	    read_setting(reading, line, own_title, &reading->format.title) ||
	    read_setting(reading, line, "# title:", &reading->format.title) ||
	    read_setting(reading, line, "# title.", &other) ||
	    read_setting(
		reading, line, "# extension:", &reading->format.extension))
		return ERR_OK;
	return fail(reading,
	    _("before '--- head' there are only lines '# title: ...' "
	      "and '# extension: ...'"));
}

/*
 * "--- head ja" is the head for those who read Japanese, in the place of the
 * one above it. False: the line begins no part.
 */
static bool
begin_part(struct format_reading *reading, struct slice line)
{
	for (enum part part = PART_HEAD; part < PARTS; part++) {
		struct slice language = line;

		if (!slice_starts_nocase(line, part_line[part]))
			continue;
		language.ptr += strlen(part_line[part]);
		language.len -= strlen(part_line[part]);
		if (language.len > 0 && language.ptr[0] != ' ')
			continue;
		language = slice_trim(language, " ");
		reading->part = part;
		reading->for_us =
		    language.len == 0 || slice_is(language, i18n_language());
		if (reading->for_us)
			buf_clear(&reading->text[part]);
		return true;
	}
	return false;
}

static enum err_code
read_line(struct format_reading *reading, struct slice line)
{
	if (begin_part(reading, slice_trim(line, " \t")))
		return ERR_OK;
	if (reading->part == PART_HEADER)
		return read_header(reading, line);
	if (!placeholders_known(reading->part, line))
		return fail(reading,
		    _("there is no such {{placeholder}} in this part"));
	if (!reading->for_us)
		return ERR_OK;
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
	ret->value = copy[PART_VALUE];
	ret->remove = copy[PART_DELETE];
	ret->present = copy[PART_PRESENT];
	ret->absent = copy[PART_ABSENT];
	ret->withdraw = copy[PART_WITHDRAW];
	return ERR_OK;
}
