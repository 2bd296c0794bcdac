#include "wizard/cli/domains.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"

#define INPUT_MAX (64U << 20) /* octets: a few million domains */

/* What stands between the octets of a program may look like a domain. */
static int
refuse_binary(struct domains *d)
{
	if (d->input.len == 0 ||
	    memchr(d->input.data, '\0', d->input.len) == NULL)
		return EXIT_RIGHT;
	domains_close(d);
	usage_error(_("%s is no list of domains: it holds octets that no text "
		      "has. Name a text file with a domain on each line."),
	    input_name(d->cli->options->from));
	return EXIT_NO_INPUT;
}

int
domains_open(const struct cli *cli, struct domains *ret)
{
	const char *from = cli->options->from;
	int code;

	*ret = (struct domains) {.cli = cli};
	if (from == NULL)
		return cli->options->arguments > 0
		    ? EXIT_RIGHT
		    : usage_error(_("%s needs a domain, for example: inkan %s "
				    "example.jp"),
			  cli->options->command, cli->options->command);
	code = input_read(from, INPUT_MAX,
	    _("Type the domains, one a line, and end with Ctrl-D."),
	    &ret->input);
	if (code == EXIT_RIGHT && ret->input.len > INPUT_MAX) {
		domains_close(ret);
		return usage_error(_("%s is larger than 64 MB; split it"), from);
	}
	return code == EXIT_RIGHT ? refuse_binary(ret) : code;
}

void
domains_close(struct domains *d)
{
	free(d->input.data);
	d->input = (struct input) {.data = NULL};
}

/* Without comment and blanks; false at the end of the input. */
static bool
take_line(struct domains *d, struct slice *ret)
{
	static const char blanks[] = " \t\r";
	size_t left = d->input.len - d->at;
	const char *begin, *end;

	if (left == 0)
		return false;
	begin = d->input.data + d->at;
	end = memchr(begin, '\n', left);
	if (end == NULL)
		end = begin + left;
	d->at += (size_t)(end - begin) + (end < begin + left);
	d->line++;
	left = (size_t)(end - begin);
	end = memchr(begin, '#', left);
	if (end != NULL)
		left = (size_t)(end - begin);
	while (left > 0 && strchr(blanks, begin[left - 1]) != NULL)
		left--;
	for (; left > 0 && strchr(blanks, *begin) != NULL; left--)
		begin++;
	*ret = (struct slice) {begin, left};
	return true;
}

static bool
read_domain(struct domains *d, struct slice text, struct dname *ret)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	unsigned notes;

	if (dname_from_user(text, ret, &notes, &err) == ERR_OK)
		return true;
	d->bad = true;
	usage_error(_("line %zu, %s: %s"), d->line, argument_shown(&arena, text),
	    err.msg);
	arena_release(&arena);
	return false;
}

bool
domains_next(struct domains *d, struct dname *ret)
{
	struct slice text;

	while (d->argument < d->cli->options->arguments) {
		if (domain_argument(d->cli, d->argument++, ret))
			return true;
		d->bad = true;
	}
	while (take_line(d, &text))
		if (text.len > 0 && read_domain(d, text, ret))
			return true;
	return false;
}
