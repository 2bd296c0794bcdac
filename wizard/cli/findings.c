#include "wizard/cli/findings.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

#define COLUMNS     80
#define WORD        9 /* columns of the severity and the blank after it */
#define INDENT      17 /* columns before a message */
#define LINES_MAX   24 /* of a domain of which there are only notes */
#define LINES_BELOW 2  /* what may stand below the findings */

/* Per severity: the word, and how a terminal shows it. */
static const struct {
	const char *word;
	const char *sgr;
	int code;
} looks[] = {
    [SEVERITY_OK] = {N_("ok"), "32", EXIT_RIGHT},
    [SEVERITY_INFO] = {N_("note"), "0", EXIT_RIGHT},
    [SEVERITY_WARNING] = {N_("warning"), "33", EXIT_WARNINGS},
    [SEVERITY_ERROR] = {N_("problem"), "31", EXIT_ERRORS},
    [SEVERITY_UNKNOWN] = {N_("unknown"), "35", EXIT_UNKNOWN},
};

struct report {
	bool color;
	struct arena arena;
	size_t lines; /* printed so far */
};

static struct report
begin(const struct cli *cli)
{
	return (struct report) {
	    .color = cli->options->color && isatty(STDOUT_FILENO)};
}

static void
pad(size_t columns)
{
	printf("%*s", (int)columns, "");
}

/* Breaks it into lines; what stands before the first one is there already. */
static void
print_lines(struct report *r, const char *text)
{
	struct text_lines lines =
	    text_wrap(&r->arena, text, COLUMNS - INDENT);

	for (size_t i = 0; i < lines.count; i++) {
		if (i > 0)
			pad(INDENT);
		printf("%s\n", lines.line[i]);
	}
	r->lines += lines.count;
}

static void
print_word(const struct report *r, enum severity severity)
{
	const char *word = _(looks[severity].word);
	size_t width = text_width(word);

	if (r->color)
		printf("\033[%sm%s\033[0m", looks[severity].sgr, word);
	else
		printf("%s", word);
	pad(width < WORD ? WORD - width : 1);
}

static bool
has_remedy(const struct finding *f)
{
	return f->severity > SEVERITY_INFO && f->fix != NULL &&
	    f->fix[0] != '\0';
}

static void
print_finding(struct report *r, const struct finding *f)
{
	print_word(r, f->severity);
	printf("%-*s ", INDENT - WORD - 1, f->check->id);
	print_lines(r, f->message);
	if (!has_remedy(f))
		return;
	pad(INDENT);
	print_lines(r, f->fix);
	if (f->value == NULL)
		return;
	/* In one line, however long: it is there to be copied. */
	pad(INDENT);
	printf(_("The whole value: %s\n"), f->value);
	r->lines += 1 + (INDENT + strlen(f->value)) / COLUMNS;
}

void
findings_print(const struct cli *cli, const struct findings *findings)
{
	struct report r = begin(cli);
	size_t shown = 0;

	for (size_t i = 0; i < findings->count; i++) {
		print_finding(&r, &findings->finding[i]);
		shown += findings->finding[i].severity > SEVERITY_INFO;
	}
	if (shown == 0)
		printf("%s\n", _("Everything is right."));
	arena_release(&r.arena);
}

/* --- A whole domain ----------------------------------------------------------- */

static void
print_summary(
    struct report *r, const char *domain, const struct findings *findings)
{
	size_t count[COUNT_OF(looks)] = {0};

	for (size_t i = 0; i < findings->count; i++)
		if (findings->finding[i].ignored == NULL)
			count[findings->finding[i].severity]++;
	if (findings_worst(findings) <= SEVERITY_INFO)
		printf(_("%s: everything is right"), domain);
	else
		printf(_("%s: problems: %zu, unknown: %zu, warnings: %zu"),
		    domain, count[SEVERITY_ERROR], count[SEVERITY_UNKNOWN],
		    count[SEVERITY_WARNING]);
	printf("\n\n");
	r->lines += 2;
}

/* A note is left out where it would not fit any more. */
static bool
fits(struct report *r, const struct finding *f)
{
	size_t lines =
	    text_wrap(&r->arena, f->message, COLUMNS - INDENT).count;

	return f->severity > SEVERITY_INFO ||
	    r->lines + lines + LINES_BELOW <= LINES_MAX;
}

static void
print_ignored(struct report *r, const struct findings *findings)
{
	const char *list = "";

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->finding[i];
		const char *reason;

		if (f->ignored == NULL)
			continue;
		reason = text_safe(&r->arena, slice_of(f->ignored));
		list = arena_printf(&r->arena, "%s%s%s%s%s%s", list,
		    list[0] != '\0' ? ", " : "", f->check->id,
		    reason[0] != '\0' ? " (" : "", reason,
		    reason[0] != '\0' ? ")" : "");
	}
	if (list[0] == '\0')
		return;
	printf(_("ignored: %s"), list);
	printf("\n");
}

void
findings_report(const struct cli *cli, const char *domain,
    const struct findings *findings)
{
	struct report r = begin(cli);
	size_t hidden = 0;

	print_summary(&r, domain, findings);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->finding[i];

		if (f->ignored != NULL)
			continue;
		if (cli->options->everything || fits(&r, f))
			print_finding(&r, f);
		else
			hidden++;
	}
	if (hidden > 0) {
		printf(ngettext("%zu more note: --everything shows it",
			   "%zu more notes: --everything shows them", hidden),
		    hidden);
		printf("\n");
	}
	print_ignored(&r, findings);
	arena_release(&r.arena);
}

int
findings_exit_code(const struct findings *findings)
{
	return looks[findings_worst(findings)].code;
}
