/* inkan bounce: a refusal in plain words. */
#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/finding.h"
#include "wizard/cli/command.h"
#include "wizard/cli/input.h"
#include "wizard/cli/json.h"
#include "wizard/flow/bounce_say.h"

#define COLUMNS 76

struct telling {
	struct arena arena;
	struct bounce bounce;
	char ip[IP_TEXT_MAX]; /* "": not said */
};

/* --- JSON ----------------------------------------------------------------- */

static void
set(json_t *o, const char *name, json_t *value)
{
	(void)json_object_set_new(o, name, value);
}

static json_t *
json_word(const char *word)
{
	return word == NULL ? json_null() : json_string(word);
}

static json_t *
json_reply(unsigned reply)
{
	return reply == 0 ? json_null() : json_integer((json_int_t)reply);
}

/* The ids in the order of the templates; those that are none are left out. */
static json_t *
json_checks(struct arena *arena, const struct bounce *b)
{
	json_t *array = json_array();
	const struct bounce_template *row =
	    b->reasons == 0 ? NULL : b->reason[0].row;
	struct slice rest = slice_of(row == NULL ? "" : row->checks), part;

	while (slice_next(&rest, ' ', &part)) {
		const struct check *check =
		    check_find(arena_copy_slice(arena, part));

		if (check != NULL)
			(void)json_array_append_new(
			    array, json_string(check->id));
	}
	return array;
}

static json_t *
json_reason(const struct bounce_reason *reason)
{
	json_t *o = json_object();

	set(o, "cause", json_string(bounce_cause_word(reason->cause)));
	set(o, "reply", json_reply(reason->reply));
	set(o, "code", json_word(reason->code));
	set(o, "text",
	    reason->text.len == 0 ? json_null() : json_text(reason->text));
	set(o, "message", json_name(bounce_meaning(reason)));
	set(o, "fix", json_name(bounce_remedy(reason)));
	return o;
}

static json_t *
json_reasons(const struct bounce *b)
{
	json_t *array = json_array();

	for (size_t i = 0; i < b->reasons; i++)
		(void)json_array_append_new(array, json_reason(&b->reason[i]));
	return array;
}

static json_t *
json_bounce(struct telling *t)
{
	const struct bounce *b = &t->bounce;
	const struct bounce_reason *first =
	    b->reasons > 0 ? &b->reason[0] : NULL;
	json_t *o = json_object();

	set(o, "version", json_integer(1));
	set(o, "reply", json_reply(b->reply));
	set(o, "code", json_word(b->code));
	set(o, "receiver", json_word(b->receiver ? b->receiver->id : NULL));
	set(o, "cause", json_string(bounce_cause_word(b->cause)));
	set(o, "domain", json_name(b->domain));
	set(o, "identity", json_word(bounce_identity_word(b->identity)));
	set(o, "ip", t->ip[0] == '\0' ? json_null() : json_string(t->ip));
	set(o, "spf", json_word(b->spf));
	set(o, "dkim", json_word(b->dkim));
	set(o, "dmarc", json_word(b->dmarc));
	set(o, "selector", json_name(b->selector));
	set(o, "masked", json_boolean(b->masked));
	set(o, "stage", json_word(bounce_stage_word(b->stage)));
	set(o, "remote_mta", json_name(b->remote));
	set(o, "reporting_mta", json_name(b->reporting_mta));
	set(o, "return_path", json_name(b->return_path));
	set(o, "recipient", json_name(b->recipient));
	set(o, "from", json_name(b->from));
	set(o, "date", json_name(b->date));
	set(o, "checks", json_checks(&t->arena, b));
	set(o, "reasons", json_reasons(b));
	set(o, "message", json_name(first ? bounce_meaning(first) : NULL));
	set(o, "fix", json_name(first ? bounce_remedy(first) : NULL));
	return o;
}

/* --- Text ----------------------------------------------------------------- */

static const char *
safe(struct telling *t, const char *text)
{
	return text_safe(&t->arena, slice_of(text));
}

static void
print_wrapped(struct telling *t, const char *text, const char *margin)
{
	struct text_lines lines = text_wrap(&t->arena, text, COLUMNS);

	for (size_t i = 0; i < lines.count; i++)
		printf("%s%s\n", margin, lines.line[i]);
}

static void
print_value(struct telling *t, const char *title, const char *value)
{
	if (value != NULL)
		printf("  %s: %s\n", title, safe(t, value));
}

static void
print_values(struct telling *t)
{
	const struct bounce *b = &t->bounce;
	const char *whose = bounce_identity_title(b->identity);

	print_value(t, _("domain"),
	    b->domain == NULL || whose == NULL
		? b->domain
		: arena_printf(&t->arena, "%s (%s)", b->domain, whose));
	print_value(t, _("address"), t->ip[0] == '\0' ? NULL : t->ip);
	print_value(t, "SPF", b->spf);
	print_value(t, "DKIM", b->dkim);
	print_value(t, "DMARC", b->dmarc);
	print_value(t, _("selector"), b->selector);
	print_value(t, _("recipient"), b->recipient);
	print_value(t, "Return-Path", b->return_path);
	print_value(t, "From", b->from);
	if (b->masked)
		print_wrapped(t,
		    _("A value was hidden in this text. With the original, "
		      "more "
		      "can be said."),
		    "  ");
}

static void
print_checks(struct telling *t)
{
	const struct bounce_template *row = t->bounce.reason[0].row;
	struct slice rest = slice_of(row == NULL ? "" : row->checks), part;

	while (slice_next(&rest, ' ', &part)) {
		const struct check *check =
		    check_find(arena_copy_slice(&t->arena, part));

		if (check != NULL)
			printf("  %-7s %s\n", check->id, _(check->title));
	}
}

static void
print_head(struct telling *t)
{
	const struct bounce *b = &t->bounce;

	printf("%s", safe(t, bounce_who(&t->arena, b)));
	if (b->reply != 0)
		printf(" %u", b->reply);
	if (b->code != NULL)
		printf(" %s", b->code);
	printf("\n");
}

static void
print_text(struct telling *t)
{
	const struct bounce *b = &t->bounce;

	print_head(t);
	for (size_t i = 0; i < b->reasons; i++)
		print_wrapped(t, bounce_meaning(&b->reason[i]), "");
	printf("\n%s\n", _("What the bounce says:"));
	print_values(t);
	if (b->reason[0].text.len > 0)
		print_wrapped(
		    t, text_safe(&t->arena, b->reason[0].text), "  | ");
	printf("\n%s\n", _("What to do first:"));
	print_wrapped(t, safe(t, bounce_remedy(&b->reason[0])), "  ");
	print_checks(t);
}

/* --- The command ---------------------------------------------------------- */

static unsigned
lines_of(const struct input *input)
{
	unsigned lines = input->len > 0 ? 1 : 0;

	for (size_t i = 0; i + 1 < input->len; i++)
		lines += input->data[i] == '\n';
	return lines;
}

static int
tell(const struct cli *cli, const struct input *input)
{
	struct telling t = {.arena = ARENA_INIT};
	unsigned lines = lines_of(input);

	t.bounce =
	    bounce_read(&t.arena, (struct slice) {input->data, input->len},
		&cli->services->templates->bounce);
	if (t.bounce.ip.family != 0)
		ip_format(&t.bounce.ip, t.ip);
	if (cli->options->json)
		json_print(json_bounce(&t));
	else if (t.bounce.found)
		print_text(&t);
	else
		(void)fprintf(stderr,
		    ngettext("inkan: no refusal was found in %u line. Paste "
			     "the part "
			     "with a number like 550.\n",
			"inkan: no refusal was found in %u lines. Paste the "
			"part with a number like 550.\n",
			lines),
		    lines);
	arena_release(&t.arena);
	return t.bounce.found ? EXIT_RIGHT : EXIT_UNKNOWN;
}

int
command_bounce(struct cli *cli)
{
	const struct options *o = cli->options;
	struct input input = {.data = NULL};
	int code;

	if (o->arguments > 1)
		return usage_error(
		    _("bounce takes one text; see inkan --help"));
	code = input_read(o->arguments == 0 ? "-" : o->argument[0],
	    BOUNCE_MAX,
	    _("Paste what came back, then press Enter and Ctrl-D."), &input);
	if (code == EXIT_RIGHT)
		code = tell(cli, &input);
	free(input.data);
	return code;
}
