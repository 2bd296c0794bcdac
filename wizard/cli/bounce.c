/* inkan bounce: a refusal in plain words. */
#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/finding.h"
#include "wizard/cli/advice.h"
#include "wizard/cli/command.h"
#include "wizard/cli/input.h"
#include "wizard/cli/json.h"
#include "wizard/cli/json_bounce.h"
#include "wizard/flow/bounce_say.h"
#include "wizard/flow/doctor.h"
#include "wizard/flow/when.h"

#define COLUMNS 76

struct telling {
	struct arena arena;
	struct bounce bounce;
	char ip[IP_TEXT_MAX]; /* "": not said */
};

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
	print_value(t, _("refused on"), b->date);
	if (b->masked)
		print_wrapped(t,
		    _("A value was hidden in this text. With the original, "
		      "more "
		      "can be said."),
		    "  ");
}

/* --- The diagnosis ---------------------------------------------------------- */

static const char *
or_unknown(const char *word)
{
	return word == NULL ? "?" : word;
}

static void
print_since(struct telling *t, const struct diagnosis *d)
{
	for (size_t i = 0; i < CHANGES_SINCE; i++)
		if (d->since[i].then != NULL || d->since[i].now != NULL)
			printf(_("  %s: then %s, now %s\n"), d->since[i].what,
			    safe(t, or_unknown(d->since[i].then)),
			    or_unknown(d->since[i].now));
}

static void
print_entered(struct telling *t, const struct diagnosis *d)
{
	for (size_t i = 0; i < d->entereds; i++)
		printf(_("  entered since then: %s, on %s\n"),
		    safe(t, d->entered[i]->name),
		    when_date(&t->arena, d->entered[i]->entered));
}

static void
print_story(struct telling *t, const struct diagnosis *d)
{
	if (d->story != NULL) {
		print_wrapped(t, _(d->story->title), "  ");
		print_wrapped(t, _(d->story->why), "  ");
	}
	if (d->grounds != NULL)
		print_wrapped(t, safe(t, d->grounds), "  ");
	if (d->accepted == ACCEPTED_YES)
		print_wrapped(
		    t, _("This bounce would now be accepted."), "  ");
	if (d->pending)
		print_wrapped(t,
		    _("Not every name server answered in time; what is said "
		      "here is what is known."),
		    "  ");
}

static void
print_diagnosis(struct telling *t, const struct diagnosis *d)
{
	printf("\n%s\n", _("What the DNS says now:"));
	print_value(t, _("looked at"), d->domain);
	print_since(t, d);
	print_entered(t, d);
	print_story(t, d);
	printf("\n%s\n", _("What to do first:"));
	if (d->first != NULL)
		print_wrapped(t, safe(t, d->first), "  ");
	for (size_t i = 0; i < d->checks; i++)
		printf("  %-7s %s\n", d->check[i]->id,
		    _(d->check[i]->title));
	for (size_t i = 0; i < d->advices; i++) {
		printf("\n");
		advice_print(&t->arena, d->advice[i]);
	}
}

/* --- Without the DNS -------------------------------------------------------- */

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
print_text(struct telling *t, const struct diagnosis *d)
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
	if (d != NULL) {
		print_diagnosis(t, d);
		return;
	}
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

static void
nothing(void *arg)
{
	(void)arg;
}

/* NULL: nobody was asked, or there is nothing to ask about. */
static struct doctor *
ask(const struct cli *cli, const struct bounce *bounce)
{
	struct doctor *doctor = NULL;

	if (bounce->found && !cli->options->offline &&
	    (bounce_is_about_authentication(bounce->cause) ||
		bounce->cause == BOUNCE_UNKNOWN))
		doctor = doctor_new(cli->services, bounce, nothing, NULL);
	while (doctor != NULL && !doctor_done(doctor) && cli->turn(cli->loop))
		continue;
	return doctor;
}

static void
tell_nothing(const struct input *input)
{
	unsigned lines = lines_of(input);

	(void)fprintf(stderr,
	    ngettext("inkan: no refusal was found in %u line. Paste the part "
		     "with a number like 550.\n",
		"inkan: no refusal was found in %u lines. Paste the part "
		"with a number like 550.\n",
		lines),
	    lines);
}

static int
tell(const struct cli *cli, const struct input *input)
{
	struct telling t = {.arena = ARENA_INIT};
	const struct diagnosis *diagnosis;
	struct doctor *doctor;
	bool found;

	t.bounce =
	    bounce_read(&t.arena, (struct slice) {input->data, input->len},
		&cli->services->templates->bounce);
	if (t.bounce.ip.family != 0)
		ip_format(&t.bounce.ip, t.ip);
	doctor = ask(cli, &t.bounce);
	diagnosis = doctor == NULL ? NULL : doctor_diagnosis(doctor);
	if (cli->options->json)
		json_print(json_bounce(&t.arena, &t.bounce, diagnosis));
	else if (t.bounce.found)
		print_text(&t, diagnosis);
	else
		tell_nothing(input);
	found = t.bounce.found;
	doctor_free(doctor);
	arena_release(&t.arena);
	return found ? EXIT_RIGHT : EXIT_UNKNOWN;
}

int
command_bounce(struct cli *cli)
{
	const struct options *o = cli->options;
	struct input input = {.data = NULL};
	int code;

	code = input_read(o->arguments == 0 ? "-" : o->argument[0],
	    BOUNCE_MAX,
	    _("Paste what came back, then press Enter and Ctrl-D."), &input);
	if (code == EXIT_RIGHT)
		code = tell(cli, &input);
	free(input.data);
	return code;
}
