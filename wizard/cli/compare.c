/* inkan compare: is what was copied the value that is to be published? */
#include "wizard/flow/compare.h"

#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/cli/command.h"
#include "wizard/cli/input.h"
#include "wizard/cli/json.h"
#include "wizard/flow/proposal.h"

static int
no_record(const struct cli *cli, const struct decisions *d)
{
	struct arena arena = ARENA_INIT;

	usage_error(_("%s has no record to be published at %s; it has one at:"),
	    d->domain,
	    text_safe(&arena, slice_of(cli->options->record)));
	for (size_t i = 0; i < d->changes; i++)
		(void)fprintf(stderr, "  %s\n", d->change[i].name);
	arena_release(&arena);
	return EXIT_USAGE;
}

/* The record by its name; COMPARE_ANY when none was named. */
static bool
find_record(
    const struct cli *cli, const struct decisions *d, size_t *ret_index)
{
	const char *name = cli->options->record;

	*ret_index = COMPARE_ANY;
	for (size_t i = d->changes; name != NULL && i-- > 0;)
		if (slice_is_nocase(
			slice_trim(slice_of(name), "."), d->change[i].name))
			*ret_index = i;
	return name == NULL || *ret_index != COMPARE_ANY;
}

static void
print_json(const struct decisions *d, const struct comparison *c)
{
	const struct change *change = &d->change[c->change];
	json_t *o = json_object();

	(void)json_object_set_new(o, "version", json_integer(1));
	(void)json_object_set_new(o, "domain", json_string(d->domain));
	(void)json_object_set_new(o, "name", json_name(change->name));
	(void)json_object_set_new(
	    o, "verdict", json_string(compare_word(c->verdict)));
	(void)json_object_set_new(o, "damage",
	    c->verdict == COMPARED_DAMAGED
		? json_string(damage_word(c->damage))
		: json_null());
	(void)json_object_set_new(
	    o, "characters", json_integer((json_int_t)c->characters));
	(void)json_object_set_new(o, "wanted",
	    json_integer((json_int_t)slice_of(change->value).len));
	(void)json_object_set_new(o, "message", json_name(c->message));
	json_print(o);
}

static int
compare(const struct cli *cli, const struct decisions *d, size_t wanted)
{
	const struct options *o = cli->options;
	const char *file = o->arguments > 1 ? o->argument[1] : "-";
	struct input input = {.data = NULL};
	struct arena arena = ARENA_INIT;
	struct comparison c;
	int code = input_read(file, COMPARE_MAX,
	    _("Paste the value, then press Ctrl-D."), &input);

	if (code == EXIT_RIGHT) {
		c = compare_pasted(&arena, d->change, d->changes, wanted,
		    (struct slice) {input.data, input.len});
		if (o->json)
			print_json(d, &c);
		else
			printf("%s\n", c.message);
		code = compare_is_right(c.verdict) ? EXIT_RIGHT : EXIT_ERRORS;
	}
	free(input.data);
	arena_release(&arena);
	return code;
}

int
command_compare(struct cli *cli)
{
	struct decisions *d;
	struct dname domain;
	size_t wanted;
	int code;

	if (!domain_argument(cli, 0, &domain))
		return EXIT_USAGE;
	d = mem_alloc(sizeof(*d));
	proposal_load(cli->services, domain.text, d);
	if (d->changes == 0) {
		(void)fprintf(stderr,
		    _("inkan: nothing is being published for %s. Decide first "
		      "what to publish: inkan %s\n"),
		    domain.text, domain.text);
		code = EXIT_NO_INPUT;
	} else if (!find_record(cli, d, &wanted)) {
		code = no_record(cli, d);
	} else {
		code = compare(cli, d, wanted);
	}
	free(d);
	return code;
}
