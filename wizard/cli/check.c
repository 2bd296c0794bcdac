/* inkan check: inspect and judge. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/proposal.h"

static void
nothing(void *arg)
{
	(void)arg;
}

/* Per severity: the word, and how a terminal shows it. */
static const struct {
	const char *word;
	const char *sgr;
} looks[] = {
    [SEVERITY_OK] = {N_("ok"), "32"},
    [SEVERITY_INFO] = {N_("note"), "0"},
    [SEVERITY_WARNING] = {N_("warning"), "33"},
    [SEVERITY_ERROR] = {N_("problem"), "31"},
    [SEVERITY_UNKNOWN] = {N_("unknown"), "35"},
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

static void
print_text(const struct cli *cli, const struct examine *e)
{
	const struct findings *all = examine_findings(e);
	bool color = cli->options->color && isatty(STDOUT_FILENO);
	size_t shown = 0;

	printf("%s\n", examine_facts(e)->domain);
	for (size_t i = 0; i < all->count; i++) {
		print_finding(&all->finding[i], color);
		shown += all->finding[i].severity > SEVERITY_INFO;
	}
	if (shown == 0)
		printf("%s\n", _("Everything is right."));
}

static int
exit_code(const struct findings *findings)
{
	static const int codes[] = {
	    [SEVERITY_OK] = EXIT_RIGHT,
	    [SEVERITY_INFO] = EXIT_RIGHT,
	    [SEVERITY_WARNING] = EXIT_WARNINGS,
	    [SEVERITY_ERROR] = EXIT_ERRORS,
	    [SEVERITY_UNKNOWN] = EXIT_UNKNOWN,
	};

	return codes[findings_worst(findings)];
}

static struct examine_options
what_to_look_at(const struct cli *cli, const struct decisions *d,
    const char *own_selector[OWN_MAX])
{
	const struct options *o = cli->options;
	const struct templates *t = cli->services->templates;
	size_t own = d->dkim == DKIM_ELSEWHERE
	    ? 0
	    : own_selectors(d, own_selector);

	return (struct examine_options) {
	    .params =
		{
		    .domain = d->domain,
		    .selector = o->selectors.count > 0 ? o->selectors.item
						       : t->selector,
		    .selectors = o->selectors.count > 0 ? o->selectors.count
							: t->selectors,
		    .own_selector = own_selector,
		    .own_selectors = own,
		    .sender = o->ip,
		    .senders = o->ips,
		    .helo = o->helo,
		},
	};
}

static int
check_one(struct cli *cli, const char *domain)
{
	const struct options *o = cli->options;
	struct decisions *d = mem_alloc(sizeof(*d));
	struct plan *plan = mem_alloc(sizeof(*plan));
	struct arena arena = ARENA_INIT;
	const char *own_selector[OWN_MAX];
	struct examine_options options;
	struct examine *e;
	int code;

	proposal_load(cli->services, domain, d);
	options = what_to_look_at(cli, d, own_selector);
	e = examine_new(cli->services, &options, nothing, NULL);
	while (!examine_done(e) && cli->turn(cli->loop))
		continue;
	code = exit_code(examine_findings(e));
	if (o->json) {
		proposal_complete(d, examine_facts(e),
		    cli->services->templates, o->ip, o->ips);
		plan_make(&arena, examine_facts(e), d,
		    cli->services->templates, plan);
		json_print(json_check(e, plan));
	} else {
		print_text(cli, e);
	}
	examine_free(e);
	arena_release(&arena);
	free(plan);
	free(d);
	return code;
}

/* Errors weigh more than what could not be found out, and that than warnings. */
static int
worse(int a, int b)
{
	static const int weight[] = {
	    [EXIT_RIGHT] = 0,
	    [EXIT_WARNINGS] = 1,
	    [EXIT_ERRORS] = 3,
	    [EXIT_UNKNOWN] = 2,
	};

	return weight[a] >= weight[b] ? a : b;
}

int
command_check(struct cli *cli)
{
	int code = EXIT_RIGHT;
	size_t i = 0;

	do {
		struct dname domain;

		if (!domain_argument(cli, i, &domain))
			return EXIT_USAGE;
		code = worse(check_one(cli, domain.text), code);
	} while (++i < cli->options->arguments);
	return code;
}
