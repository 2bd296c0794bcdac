#include "wizard/io/templates_ini.h"

#include <fcntl.h>
#include <ini.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/io/wholefile.h"

#define INI_MAX (1U << 20) /* octets of a file */
#define ROWS_MAX 2048

bool
ini_is_id(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_.";

	return text[0] != '\0' && text[strspn(text, allowed)] == '\0';
}

static const char **
cell(char *row, size_t at)
{
	return (const char **)(void *)(row + at);
}

static char *
row_of(struct arena *arena, const struct ini_kind *kind,
    struct ini_table *table, const char *id)
{
	char *row;

	for (size_t i = 0; i < table->count; i++) {
		row = table->row + i * kind->size;
		if (strcmp(*cell(row, 0), id) == 0)
			return row;
	}
	if (table->count == ROWS_MAX)
		return NULL;
	table->row = arena_push(arena, table->row, &table->count, kind->size);
	row = table->row + (table->count - 1) * kind->size;
	*cell(row, 0) = arena_copy(arena, id);
	for (size_t i = 0; kind->field[i].key != NULL; i++)
		*cell(row, kind->field[i].at) = "";
	return row;
}

struct reading {
	struct arena *arena;
	const struct ini_kind *kind;
	struct ini_table *table;
	const char *path;
	struct slice rest; /* lines not read yet */
	unsigned line;
	struct err *err;
	bool failed;
};

static int
fail(struct reading *reading, enum err_code code, const char *what)
{
	/* The first error is the one to tell. */
	if (!reading->failed)
		(void)err_set(reading->err, code, "%s:%u: %s", reading->path,
		    reading->line, what);
	reading->failed = true;
	return 0;
}

/*
 * Hands inih a line. Blanks in front are taken away, for it would take the line
 * for more of the one before, and lines that it would cut are refused.
 */
static char *
next_line(char *line, int size, void *arg)
{
	struct reading *reading = arg;
	struct slice part;

	if (reading->failed || !slice_next(&reading->rest, '\n', &part))
		return NULL;
	reading->line++;
	part = slice_trim(part, " \t\r");
	if (part.len + 2 > (size_t)size || memchr(part.ptr, '\0', part.len)) {
		(void)fail(reading, ERR_LIMIT, _("this line is too long"));
		return NULL;
	}
	memcpy(line, part.ptr, part.len);
	line[part.len] = '\0';
	return line;
}

/* "note.ja" is "note", for those who read Japanese; false: for others. */
static bool
is_for_us(struct reading *reading, const char **key)
{
	const char *language = strrchr(*key, '.');

	if (language == NULL)
		return true;
	*key = arena_copy_slice(reading->arena,
	    (struct slice) {*key, (size_t)(language - *key)});
	return strcmp(language + 1, i18n_language()) == 0;
}

static int
set_field(void *arg, const char *section, const char *key, const char *value)
{
	struct reading *reading = arg;
	const struct ini_field *field = reading->kind->field;
	bool for_us = is_for_us(reading, &key);
	const char *fault = NULL;
	char *row;

	if (!ini_is_id(section))
		return fail(reading, ERR_SYNTAX,
		    _("a [section] has a name of letters, digits, '-', '_' "
		      "and '.'"));
	while (field->key != NULL && strcmp(field->key, key) != 0)
		field++;
	if (field->key == NULL)
		return fail(reading, ERR_SYNTAX,
		    _("there is no such key in this file"));
	if (reading->kind->judge != NULL)
		fault = reading->kind->judge(reading->arena, key, value);
	if (fault != NULL)
		return fail(reading, ERR_SYNTAX, fault);
	if (!for_us)
		return 1;
	row = row_of(reading->arena, reading->kind, reading->table, section);
	if (row == NULL)
		return fail(reading, ERR_LIMIT, _("too many sections"));
	*cell(row, field->at) = text_safe(reading->arena, slice_of(value));
	return 1;
}

enum err_code
ini_read(struct arena *arena, const struct ini_kind *kind,
    struct ini_table *table, const char *dir, struct err *err)
{
	struct reading reading = {
	    .arena = arena,
	    .kind = kind,
	    .table = table,
	    .path = arena_printf(arena, "%s/%s", dir, kind->file),
	    .err = err,
	};
	struct buf text = BUF_INIT;
	enum err_code code;
	int bad_line;

	code =
	    wholefile_read(AT_FDCWD, reading.path, true, INI_MAX, &text, err);
	if (code == ERR_OK) {
		reading.rest = (struct slice) {buf_text(&text), text.len};
		bad_line =
		    ini_parse_stream(next_line, &reading, set_field, &reading);
		if (bad_line > 0 && !reading.failed)
			(void)err_set(err, ERR_SYNTAX,
			    _("%s:%d: neither [section] nor key = value"),
			    reading.path, bad_line);
		code = bad_line != 0 || reading.failed ? err->code : ERR_OK;
	}
	buf_release(&text);
	return code == ERR_MISSING ? ERR_OK : code;
}

enum err_code
ini_check(
    const struct ini_kind *kind, const struct ini_table *table, struct err *err)
{
	for (size_t i = 0; i < table->count; i++) {
		char *row = table->row + i * kind->size;

		for (const struct ini_field *f = kind->field; f->key; f++)
			if (f->needed && (*cell(row, f->at))[0] == '\0')
				return err_set(err, ERR_SYNTAX,
				    _("%s: [%s] needs a line '%s = ...'."),
				    kind->file, *cell(row, 0), f->key);
	}
	return ERR_OK;
}
