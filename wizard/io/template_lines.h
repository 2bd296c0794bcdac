/*
 * Files that are text with {{placeholders}} below lines that say what it is for:
 * their lines, and what may stand between the braces.
 */
#ifndef IO_TEMPLATE_LINES_H
#define IO_TEMPLATE_LINES_H

#include "wizard/base/buf.h"
#include "wizard/base/err.h"

struct template_lines {
	const char *file; /* for messages */
	unsigned line;    /* the one that is being read */
	struct err *err;
};

/* Hands over every line, without its end, until one of them fails. */
enum err_code template_lines_read(struct template_lines *lines,
    struct slice text, enum err_code (*read)(void *arg, struct slice line),
    void *arg) MUST_CHECK;

/* ERR_SYNTAX, with file and line. */
enum err_code template_lines_fail(
    const struct template_lines *lines, const char *what);

/* Is every {{ on the line closed, and all that stands inside known? */
bool template_lines_known(struct slice line,
    bool (*is_known)(const void *arg, struct slice inside), const void *arg);

bool template_lines_among(
    struct slice name, const char *const *words, size_t count);

#endif
