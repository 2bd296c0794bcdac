#include "wizard/cli/input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/cli/command.h"

static bool
read_all(FILE *file, size_t max, struct input *ret)
{
	size_t cap = 0;

	do {
		if (ret->len == cap) {
			cap = cap == 0 ? 65536 : cap * 2;
			ret->data = mem_grow(ret->data, cap, 1);
		}
		ret->len +=
		    fread(ret->data + ret->len, 1, cap - ret->len, file);
	} while (!feof(file) && !ferror(file) && ret->len <= max);
	return !ferror(file);
}

const char *
input_name(const char *name)
{
	return strcmp(name, "-") == 0 ? _("standard input") : name;
}

static int
no_input(const char *name)
{
	(void)fprintf(stderr, "inkan: ");
	(void)fprintf(stderr, _("%s cannot be read: %s\n"), input_name(name),
	    strerror(errno));
	return EXIT_NO_INPUT;
}

int
input_read(const char *name, size_t max, const char *hint, struct input *ret)
{
	FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
	bool good;

	if (file == NULL)
		return no_input(name);
	if (file == stdin && isatty(STDIN_FILENO))
		(void)fprintf(stderr, "%s\n", hint);
	good = read_all(file, max, ret);
	if (!good)
		(void)no_input(name);
	if (file != stdin)
		(void)fclose(file);
	return good ? EXIT_RIGHT : EXIT_NO_INPUT;
}
