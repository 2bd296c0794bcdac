/* What a sub-command reads: a file, or standard input up to its end. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <stddef.h>

struct input {
	char *data; /* free(3) */
	size_t len;
};

/*
 * Reads the file of that name, "-" being standard input; a terminal is told the
 * prompt first. At most one octet more than max is taken, so that more is
 * noticed. EXIT_RIGHT, or EXIT_NO_INPUT with a sentence on standard error.
 */
int input_read(
    const char *name, const char *prompt, size_t max, struct input *ret);

#endif
