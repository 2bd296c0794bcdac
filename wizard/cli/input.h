/* Files that are named on the command line, or standard input. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <stddef.h>

struct input {
	char *data; /* released with free(3) */
	size_t len;
};

/*
 * Reads all of a file, "-" being standard input; one octet more than max, so
 * that more is noticed. hint: said when a terminal is to be typed into. An exit
 * code; what went wrong was said.
 */
int input_read(
    const char *name, size_t max, const char *hint, struct input *ret);

/* What to call it in a sentence: nobody knows a file by the name of "-". */
const char *input_name(const char *name);

#endif
