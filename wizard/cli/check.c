/* inkan check: inspect and judge, many domains at a time. */
#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/cli/checkup.h"
#include "wizard/cli/domains.h"
#include "wizard/cli/monitor.h"

/*
 * As many are under way together, so that one slow name server does not hold up
 * the rest; more would only need more memory.
 */
#define WINDOW 32

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

struct run {
	struct cli *cli;
	struct domains domains;
	const struct host_facts *host; /* NULL: still looked at */
	struct checkup *under_way[WINDOW]; /* a ring */
	size_t begun, finished;
	int code; /* what the findings amount to */
	int stop; /* why no more are begun; EXIT_RIGHT: no reason */
};

static void
host_known(void *arg, const struct host_facts *host)
{
	struct run *run = arg;

	run->host = host;
}

static void
begin_more(struct run *run)
{
	struct dname domain;

	while (run->stop == EXIT_RIGHT &&
	    run->begun - run->finished < WINDOW &&
	    domains_next(&run->domains, &domain)) {
		run->stop = checkup_begin(run->cli, domain.text,
		    &run->under_way[run->begun % WINDOW]);
		if (run->stop == EXIT_RIGHT)
			run->begun++;
	}
}

/* Prints all that are done, in the order in which they were asked for. */
static void
finish_some(struct run *run)
{
	while (run->finished < run->begun) {
		struct checkup **first =
		    &run->under_way[run->finished % WINDOW];

		if (!checkup_done(*first, run->host))
			return;
		if (run->finished > 0 && !run->cli->options->json &&
		    run->cli->monitor == NULL)
			printf("\n");
		run->code = worse(checkup_print(*first), run->code);
		checkup_free(*first);
		*first = NULL;
		run->finished++;
	}
}

/*
 * The loop may have nothing left and yet there is more: what was finished lets
 * others begin, and this machine, once it is known, raises new questions.
 */
static void
check_them(struct run *run)
{
	int idle = 0;

	begin_more(run);
	while (run->finished < run->begun && idle < 2) {
		idle = run->cli->turn(run->cli->loop) ? 0 : idle + 1;
		finish_some(run);
		begin_more(run);
	}
	for (; run->finished < run->begun; run->finished++)
		checkup_free(run->under_way[run->finished % WINDOW]);
}

/* What the findings amount to, unless the list of domains was none. */
static int
result_of(const struct run *run)
{
	if (run->stop != EXIT_RIGHT)
		return run->stop;
	if (run->domains.bad)
		return EXIT_USAGE;
	if (run->begun > 0)
		return run->code;
	usage_error(_("there is no domain in %s. Write one on each line."),
	    input_name(run->cli->options->from));
	return EXIT_NO_INPUT;
}

int
command_check(struct cli *cli)
{
	const struct host_service *host = &cli->services->host;
	struct run run = {.cli = cli, .code = EXIT_RIGHT, .stop = EXIT_RIGHT};
	struct arena arena = ARENA_INIT;
	int code = domains_open(cli, &run.domains);

	if (!monitor_allows(cli->options))
		code = EXIT_USAGE;
	if (code == EXIT_RIGHT) {
		cli->monitor = monitor_new(cli);
		host->inspect(host->self, &arena, host_known, &run);
		check_them(&run);
		code = monitor_end(cli->monitor, result_of(&run));
		monitor_free(cli->monitor);
		cli->monitor = NULL;
	}
	domains_close(&run.domains);
	arena_release(&arena);
	return code;
}
