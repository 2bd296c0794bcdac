#include "wizard/cli/findings.h"

#include <stdio.h>
#include <unistd.h>

#include "wizard/base/i18n.h"

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

static void
print_finding(const struct finding *f, bool color)
{
	const char *word = _(looks[f->severity].word);

	if (color)
		printf("\033[%sm%-8s\033[0m", looks[f->severity].sgr, word);
	else
		printf("%-8s", word);
	printf(" %-6s %s\n", f->check->id, f->message);
	if (f->severity > SEVERITY_INFO && f->fix != NULL && f->fix[0] != '\0')
		printf("         %s\n", f->fix);
}

void
findings_print(const struct cli *cli, const struct findings *findings)
{
	bool color = cli->options->color && isatty(STDOUT_FILENO);
	size_t shown = 0;

	for (size_t i = 0; i < findings->count; i++) {
		print_finding(&findings->finding[i], color);
		shown += findings->finding[i].severity > SEVERITY_INFO;
	}
	if (shown == 0)
		printf("%s\n", _("Everything is right."));
}

int
findings_exit_code(const struct findings *findings)
{
	return looks[findings_worst(findings)].code;
}
