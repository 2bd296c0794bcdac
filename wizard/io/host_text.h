/* Small texts of a machine's configuration. */
#ifndef IO_HOST_TEXT_H
#define IO_HOST_TEXT_H

#include "wizard/base/arena.h"

/* The file below root; len 0 when it cannot be read. */
struct slice host_text_read(
    struct arena *arena, const char *root, const char *path);

/* The next word between blanks; false at the end. */
bool host_text_word(struct slice *rest, struct slice *ret_word);

/* The text as a host name of at least two labels, in lower case; NULL: not. */
const char *host_text_name(struct arena *arena, struct slice text);

/*
 * The value behind "key =" at the beginning of a line, the last one when there
 * are several; len 0: there is none.
 */
struct slice host_text_setting(struct slice text, const char *key);

#endif
