#include "wizard/io/templates.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/io/template_lines.h"
#include "wizard/record/dnsmsg.h"
#include "wizard/record/escape.h"

/* What may stand between {{ and }}: everywhere, and where a record is known. */
static const char *const general[] = {"bulk", "count", "date", "domain",
    "number", "panel", "quirk", "where"};
static const char *const of_record[] = {"action", "comma", "deletes", "entry",
    "fqdn", "host", "inner", "label", "name", "old", "op", "owner", "presents",
    "priority", "quoted", "shown", "strings", "target", "ttl", "type", "value",
    "values", "why"};

#define TYPES_MAX 8 /* that have parts of their own */

enum part {
	PART_HEADER,
	PART_HEAD,
	PART_FOOT,
	PART_RECORD, /* from here on a record is known */
	PART_ALSO,
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
    [PART_ALSO] = "--- also",
    [PART_VALUE] = "--- value",
    [PART_DELETE] = "--- delete",
    [PART_PRESENT] = "--- present",
    [PART_ABSENT] = "--- absent",
    [PART_WITHDRAW] = "--- withdraw",
};

/* The parts for records of one type. */
struct typed {
	uint16_t type;
	bool given[PARTS]; /* else that of type 0 serves */
	struct buf text[PARTS];
};

struct format_reading {
	struct arena *arena;
	struct template_lines lines;
	enum part part;
	bool for_us; /* the part is in a language that is read here */
	struct typed typed[TYPES_MAX + 1]; /* type 0 comes first */
	size_t types;
	struct typed *at;
	struct format_template format;
};

static enum err_code
fail(const struct format_reading *reading, const char *what)
{
	return template_lines_fail(&reading->lines, what);
}

/* "name" or "name|notation|notation"; arg: the part. */
static bool
is_placeholder(const void *arg, struct slice inside)
{
	const enum part *part = arg;
	struct slice word;

	if (!slice_next(&inside, '|', &word) ||
	    (!template_lines_among(word, general, COUNT_OF(general)) &&
		(*part < PART_RECORD ||
		    !template_lines_among(
			word, of_record, COUNT_OF(of_record)))))
		return false;
	while (slice_next(&inside, '|', &word))
		if (escape_find(word) == NULL)
			return false;
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

/* "# title: ...", "# extension: ..." and such before the first part. */
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
		reading, line, "# extension:", &reading->format.extension) ||
	    read_setting(reading, line, "# types:", &reading->format.types) ||
	    read_setting(reading, line, "# scope:", &reading->format.scope))
		return ERR_OK;
	return fail(reading,
	    _("before '--- head' there are only lines '# title: ...', "
	      "'# extension: ...', '# types: ...' and '# scope: zone'"));
}

/* Where the parts for a type are gathered; NULL: there are too many types. */
static struct typed *
typed_of(struct format_reading *reading, uint16_t type)
{
	struct typed *typed = reading->typed;

	for (size_t i = 0; i < reading->types; i++)
		if (typed[i].type == type)
			return &typed[i];
	if (reading->types == COUNT_OF(reading->typed))
		return NULL;
	typed[reading->types].type = type;
	return &typed[reading->types++];
}

/* What stands behind the name of a part: "MX", "ja", "MX ja", or nothing. */
static enum err_code
begin_text(struct format_reading *reading, enum part part, struct slice words)
{
	struct slice rest = words, word;
	uint16_t type = 0;

	if (part >= PART_RECORD && slice_next(&rest, ' ', &word))
		type = dns_type_of(arena_copy_slice(reading->arena, word));
	if (type != 0)
		words = rest;
	words = slice_trim(words, " ");
	reading->part = part;
	reading->for_us = words.len == 0 || slice_is(words, i18n_language());
	reading->at = typed_of(reading, type);
	if (reading->at == NULL)
		return fail(reading,
		    _("too many types have parts of their own"));
	if (reading->for_us) {
		reading->at->given[part] = true;
		buf_clear(&reading->at->text[part]);
	}
	return ERR_OK;
}

/*
 * "--- head ja" is the head for those who read Japanese, "--- record MX" the
 * record of that type, each in the place of the one above it. False: the line
 * begins no part.
 */
static bool
begin_part(
    struct format_reading *reading, struct slice line, enum err_code *ret)
{
	for (enum part part = PART_HEAD; part < PARTS; part++) {
		struct slice words = line;

		if (!slice_starts_nocase(line, part_line[part]))
			continue;
		words.ptr += strlen(part_line[part]);
		words.len -= strlen(part_line[part]);
		if (words.len > 0 && words.ptr[0] != ' ')
			continue;
		*ret = begin_text(reading, part, slice_trim(words, " "));
		return true;
	}
	return false;
}

static enum err_code
read_line(void *arg, struct slice line)
{
	struct format_reading *reading = arg;
	enum err_code code;

	if (begin_part(reading, slice_trim(line, " \t"), &code))
		return code;
	if (reading->part == PART_HEADER)
		return read_header(reading, line);
	if (!template_lines_known(line, is_placeholder, &reading->part))
		return fail(reading,
		    _("there is no such {{placeholder}} in this part"));
	if (!reading->for_us)
		return ERR_OK;
	buf_add(&reading->at->text[reading->part], line.ptr, line.len);
	buf_addc(&reading->at->text[reading->part], '\n');
	return ERR_OK;
}

static enum err_code
read_format(struct format_reading *reading, struct slice text)
{
	enum err_code code =
	    template_lines_read(&reading->lines, text, read_line, reading);

	if (code != ERR_OK)
		return code;
	if (reading->format.title == NULL ||
	    reading->format.extension == NULL ||
	    reading->typed[0].text[PART_RECORD].len == 0)
		return fail(reading,
		    _("'# title:', '# extension:' and a part '--- record' are "
		      "needed"));
	return ERR_OK;
}

/* The text of a part, of that type or, where it has none, of all. */
static const char *
copy_of(const struct format_reading *reading, const struct typed *typed,
    enum part part)
{
	const struct typed *from =
	    typed->given[part] ? typed : &reading->typed[0];

	return arena_copy(reading->arena, buf_text(&from->text[part]));
}

static void
take_parts(const struct format_reading *reading, struct format_template *ret)
{
	struct format_parts *parts =
	    arena_alloc(reading->arena, reading->types * sizeof(*parts));

	for (size_t i = 0; i < reading->types; i++) {
		const struct typed *t = &reading->typed[i];

		parts[i] = (struct format_parts) {
		    .type = t->type,
		    .record = copy_of(reading, t, PART_RECORD),
		    .also = copy_of(reading, t, PART_ALSO),
		    .value = copy_of(reading, t, PART_VALUE),
		    .remove = copy_of(reading, t, PART_DELETE),
		    .present = copy_of(reading, t, PART_PRESENT),
		    .absent = copy_of(reading, t, PART_ABSENT),
		    .withdraw = copy_of(reading, t, PART_WITHDRAW),
		};
	}
	*ret = reading->format;
	ret->head = copy_of(reading, &reading->typed[0], PART_HEAD);
	ret->foot = copy_of(reading, &reading->typed[0], PART_FOOT);
	ret->parts = parts;
	ret->nparts = reading->types;
}

static void
release(struct format_reading *reading)
{
	for (size_t i = 0; i < reading->types; i++)
		for (enum part part = PART_HEADER; part < PARTS; part++)
			buf_release(&reading->typed[i].text[part]);
}

enum err_code
templates_parse_format(struct arena *arena, const char *file, struct slice text,
    struct format_template *ret, struct err *err)
{
	struct format_reading reading = {
	    .arena = arena,
	    .lines = {.file = file, .err = err},
	    .types = 1,
	    .format = {.types = "", .scope = ""},
	};
	enum err_code code = read_format(&reading, text);

	if (code == ERR_OK)
		take_parts(&reading, ret);
	release(&reading);
	return code;
}
