/*
 * Tables from .ini files: every [section] is a row, its name is the id, and a
 * list of fields says which keys there are. A row is a struct that begins with
 * its id and has a const char * for every field. "key.ja = ..." below "key = ..."
 * is what those see who read that language.
 */
#ifndef IO_TEMPLATES_INI_H
#define IO_TEMPLATES_INI_H

#include <stdbool.h>

#include "wizard/base/arena.h"
#include "wizard/base/err.h"

struct ini_field {
	const char *key;
	size_t at; /* of a const char * in the row */
	bool needed;
};

struct ini_kind {
	const char *file;
	size_t size; /* of a row */
	struct ini_field field[20]; /* up to one without a key */
	/* Says what is wrong with a value; NULL: nothing. May be NULL. */
	const char *(*judge)(
	    struct arena *arena, const char *key, const char *value);
};

/* The rows of one kind; begin with zeroes. */
struct ini_table {
	char *row;
	size_t count;
};

/*
 * Reads dir's file of that kind into the table; a file that is not there is no
 * error. Fields that were not given are "".
 */
enum err_code ini_read(struct arena *arena, const struct ini_kind *kind,
    struct ini_table *table, const char *dir, struct err *err) MUST_CHECK;

/* What a section, and with it an entry, may be called. */
bool ini_is_id(const char *text);

/* ERR_SYNTAX when a row lacks a field that is needed. */
enum err_code ini_check(const struct ini_kind *kind,
    const struct ini_table *table, struct err *err) MUST_CHECK;

#endif
