#include "wizard/cli/monitor.h"

#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/cli/findings.h"
#include "wizard/cli/json.h"
#include "wizard/cli/prometheus.h"
#include "wizard/flow/when.h"

struct monitor {
	struct cli *cli;
	struct prometheus *figures; /* NULL: not asked for */
};

bool
monitor_allows(const struct options *o)
{
	if (o->output != NULL && !o->prometheus)
		usage_error(_("--output goes with --prometheus"));
	else if (o->since_last && o->prometheus && o->output == NULL)
		usage_error(_("--since-last and --prometheus would both write "
			      "to standard output: give --output FILE for the "
			      "figures"));
	else
		return true;
	return false;
}

struct monitor *
monitor_new(struct cli *cli)
{
	const struct options *o = cli->options;
	struct monitor *m;

	if (!o->since_last && !o->remember && !o->prometheus)
		return NULL;
	m = mem_alloc(sizeof(*m));
	m->cli = cli;
	if (o->prometheus)
		m->figures = prometheus_new();
	return m;
}

void
monitor_free(struct monitor *m)
{
	if (m != NULL)
		prometheus_free(m->figures);
	free(m);
}

/* --- What changed -------------------------------------------------------- */

static void
print_json(struct arena *arena, const char *domain, const struct since *since)
{
	json_t *changes = json_array();

	for (size_t i = 0; i < since->drift.count; i++) {
		const struct drift_change *c = &since->drift.change[i];

		(void)json_array_append_new(changes,
		    json_pack("{s:s, s:o, s:s}", "topic",
			drift_topic_word(c->kind), "name", json_name(c->name),
			"message", c->words));
	}
	json_print(json_pack("{s:i, s:s, s:o, s:o, s:I}", "version", 1,
	    "domain", domain, "since",
	    since->taken == 0 ? json_null()
			      : json_string(when_utc(arena, since->taken)),
	    "changes", changes, "unknown", (json_int_t)since->unknown));
}

/* The first line alone tells a monitor what it is about. */
static void
print_text(struct arena *arena, const char *domain, const struct since *since,
    bool kept)
{
	const char *date = when_date(arena, since->taken);
	size_t n = since->drift.count;

	if (since->taken == 0)
		printf(kept
			? _("%s: there is nothing to compare with yet; from now "
			    "on it is what is there today")
			: _("%s: there is nothing to compare with, and what is "
			    "there today could not be remembered"),
		    domain);
	else if (n > 0)
		printf(ngettext("%s: %zu change since %s",
			   "%s: %zu changes since %s", n),
		    domain, n, date);
	else
		printf(_("%s: nothing has changed since %s"), domain, date);
	putchar('\n');
	for (size_t i = 0; i < n; i++)
		printf("  %s\n", since->drift.change[i].words);
	if (since->unknown > 0)
		printf("  %s\n",
		    arena_printf(arena,
			ngettext("%zu thing could not be found out; it counts "
				 "as it was",
			    "%zu things could not be found out; they count as "
			    "they were",
			    since->unknown),
			since->unknown));
}

static int
report(struct monitor *m, struct arena *arena, const char *domain,
    const struct since *since, bool kept)
{
	if (m->cli->options->json)
		print_json(arena, domain, since);
	else
		print_text(arena, domain, since, kept);
	if (since->drift.count > 0)
		return EXIT_WARNINGS;
	return since->unknown > 0 ? EXIT_UNKNOWN : EXIT_RIGHT;
}

/* False, having said why: it could not be remembered. */
static bool
keep(struct monitor *m, const char *domain, const struct since *since)
{
	struct err err = ERR_INIT;

	if (since_remember(m->cli->services, domain, &since->now, &err) ==
	    ERR_OK)
		return true;
	usage_error("%s: %s", domain, err.msg);
	return false;
}

bool
monitor_take(struct monitor *m, const struct decisions *decisions,
    struct examine *examine, int *ret_code)
{
	const struct options *o = m->cli->options;
	struct arena arena = ARENA_INIT;
	struct since since;
	bool kept = true;
	int code;

	since_compare(&arena, m->cli->services, decisions,
	    examine_facts(examine), &since);
	if (since.damage != NULL)
		usage_error("%s: %s", decisions->domain, since.damage);
	code = findings_exit_code(examine_findings(examine));
	if (m->figures != NULL)
		prometheus_take(m->figures, examine, &since);
	if (o->remember || (o->since_last && since.taken == 0))
		kept = keep(m, decisions->domain, &since);
	if (o->since_last)
		code = report(m, &arena, decisions->domain, &since, kept);
	if (!kept)
		code = EXIT_UNKNOWN;
	arena_release(&arena);
	*ret_code = code;
	return o->since_last || o->prometheus;
}

/* --- Figures ------------------------------------------------------------- */

static int
write_figures(struct monitor *m, struct slice text)
{
	const struct file_service *file = &m->cli->services->file;
	struct err err = ERR_INIT;
	char path[512];

	if (file->write(file->self, m->cli->options->output, text, true, path,
		sizeof(path), &err) == ERR_OK)
		return EXIT_RIGHT;
	usage_error("%s", err.msg);
	return EXIT_CANNOT_CREATE;
}

int
monitor_end(struct monitor *m, int code)
{
	struct buf text = BUF_INIT;
	struct slice all;
	int written = EXIT_RIGHT;

	if (m == NULL || m->figures == NULL)
		return code;
	prometheus_print(m->figures, &text);
	all = (struct slice) {buf_text(&text), text.len};
	if (m->cli->options->output != NULL)
		written = write_figures(m, all);
	else
		(void)fwrite(all.ptr, 1, all.len, stdout);
	buf_release(&text);
	return written != EXIT_RIGHT ? written : code;
}
