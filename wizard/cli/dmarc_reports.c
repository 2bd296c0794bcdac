/* inkan dmarc reports: what receivers saw of the domain's mail. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/cli/dmarc.h"
#include "wizard/cli/input.h"
#include "wizard/cli/json.h"
#include "wizard/cli/json_reports.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/when.h"
#include "wizard/record/message.h"

#define SHOWN_MAX 20      /* addresses of a kind */
#define FOLDERS_DEPTH 4   /* a Maildir in a folder of the user */

struct reading {
	struct cli *cli;
	struct reports *reports;
	struct arena arena;
	json_t *problems;
	bool failed; /* something that was named could not be used */
	bool in_folder; /* where not everything has to be a report */
};

/* --- Files ---------------------------------------------------------------- */

static const char *
safe(struct reading *r, const char *text)
{
	return text_safe(&r->arena, slice_of(text));
}

static void
complain(struct reading *r, const char *name, const char *message)
{
	json_t *o = json_object();

	r->failed = true;
	(void)fprintf(stderr, "inkan: %s: %s\n", safe(r, name), message);
	(void)json_object_set_new(o, "file", json_name(name));
	(void)json_object_set_new(o, "message", json_name(message));
	(void)json_array_append_new(r->problems, o);
}

static void
add_file(struct reading *r, const char *name, struct slice content)
{
	struct err err = ERR_INIT;
	size_t found;

	if (reports_add(r->reports, content, &found, &err) == ERR_OK)
		return;
	if (err.code != ERR_MISSING || !r->in_folder)
		complain(r, name, err.msg);
}

static void
read_file(struct reading *r, const char *name)
{
	struct input input = {.data = NULL};

	if (input_read(name, MESSAGE_MAX,
		_("Paste the message that holds the report, then press Enter "
		  "and Ctrl-D."),
		&input) != EXIT_RIGHT)
		r->failed = true;
	else
		add_file(r, name, (struct slice) {input.data, input.len});
	free(input.data);
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void
read_folder(struct reading *r, const char *name, unsigned depth)
{
	struct dirent **entry;
	int count = scandir(name, &entry, is_visible, alphasort);

	r->in_folder = true;
	for (int i = 0; i < count; i++) {
		const char *path = arena_printf(
		    &r->arena, "%s/%s", name, entry[i]->d_name);
		struct stat st;

		if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
			read_file(r, path);
		else if (depth < FOLDERS_DEPTH && lstat(path, &st) == 0 &&
		    S_ISDIR(st.st_mode))
			read_folder(r, path, depth + 1);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
}

static void
read_argument(struct reading *r, const char *name)
{
	struct stat st;

	r->in_folder = false;
	if (strcmp(name, "-") != 0 && stat(name, &st) == 0 &&
	    S_ISDIR(st.st_mode))
		read_folder(r, name, 1);
	else
		read_file(r, name);
}

/* --- For people ----------------------------------------------------------- */

static const char *
date_of(struct reading *r, int64_t seconds)
{
	return seconds == 0 ? "?" : when_date(&r->arena, seconds * 1000);
}

static void
print_head(struct reading *r, const struct reported_domain *d)
{
	const struct dmarc_report *newest = d->newest;
	int64_t all = d->messages > 0 ? d->messages : 1;

	printf(_("%s: reports %zu, receivers %zu, from %s to %s\n"),
	    safe(r, d->domain), d->reports, d->reporters,
	    date_of(r, d->begin), date_of(r, d->end));
	printf(_("messages %" PRId64 ", of which %" PRId64
		 " pass DMARC (%" PRId64 " %%); published policy p=%s\n"),
	    d->messages, d->passing, d->passing * 100 / all,
	    newest->p == DMARC_NO_POLICY ? "?" : dmarc_policy_word(newest->p));
	if (d->broken_rows > 0)
		printf(_("rows without a usable address or count, left out: "
			 "%zu\n"),
		    d->broken_rows);
}

static int
address_width(const struct report_source *s, size_t count)
{
	int width = 15;
	char ip[IP_TEXT_MAX];

	for (size_t i = 0; i < count; i++) {
		ip_format(&s[i].ip, ip);
		if ((int)strlen(ip) > width)
			width = (int)strlen(ip);
	}
	return width;
}

/* A number that the eye finds under its title, however wide that is. */
static void
print_title(const char *title, int width)
{
	int pad = width - (int)text_width(title);

	printf("%*s%s", pad > 0 ? pad : 0, "", title);
}

/* In a line of its own: names are as long as they like. */
static void
print_names(struct reading *r, const struct report_source *s)
{
	const char *names = report_source_names(&r->arena, s);

	if (names != NULL)
		printf("%12s%s\n", "", names);
}

static void
print_sources(struct reading *r, const struct report_source *s, size_t count)
{
	int width = address_width(s, count);
	char ip[IP_TEXT_MAX];

	print_title(_("messages"), 10);
	print_title("SPF", 9);
	print_title("DKIM", 9);
	print_title(_("stopped"), 10);
	printf("  %s\n", _("address, and who that is"));
	for (size_t i = 0; i < count; i++) {
		ip_format(&s[i].ip, ip);
		printf("%10" PRId64 "%9" PRId64 "%9" PRId64 "%10" PRId64
		       "  %-*s %s\n",
		    s[i].messages, s[i].spf, s[i].dkim, s[i].stopped, width,
		    ip, report_source_who(&r->arena, &s[i]));
		print_names(r, &s[i]);
	}
}

/* All sources of one kind, which stand together; returns how many. */
static size_t
print_kind(struct reading *r, const struct report_source *s, size_t left)
{
	enum source_kind kind = s->kind;
	const char *advice = source_kind_advice(kind);
	size_t count = 0, shown;

	while (count < left && s[count].kind == kind)
		count++;
	shown = count < SHOWN_MAX ? count : SHOWN_MAX;
	printf("\n%s\n", source_kind_title(kind));
	print_sources(r, s, shown);
	if (count > shown)
		printf(_("  addresses not shown: %zu; --json lists all\n"),
		    count - shown);
	if (advice[0] != '\0')
		printf("  %s\n", advice);
	return count;
}

static void
print_domain(struct reading *r, const struct reported_domain *d)
{
	print_head(r, d);
	for (size_t i = 0; i < d->sources;)
		i += print_kind(r, &d->source[i], d->sources - i);
}

/* --- What is kept --------------------------------------------------------- */

static enum err_code
remember(struct reading *r, const struct reported_domain *d, struct err *err)
{
	const struct store_service *store = &r->cli->services->store;
	struct decisions *decided = mem_alloc(sizeof(*decided));
	struct entries entries = {.entry = NULL};

	if (store->load(store->self, d->domain, &r->arena, &entries, err) ==
	    ERR_OK) {
		memory_load(&entries, decided);
		reports_remember(d, decided);
		entries = memory_save(&r->arena, decided);
		(void)store->save(store->self, d->domain, &entries, err);
	}
	free(decided);
	return err->code;
}

/* Only for domains that are looked after here. */
static void
keep(struct reading *r, const struct reported_domain *d)
{
	const struct store_service *store = &r->cli->services->store;
	struct lock_holder holder;
	struct err err = ERR_INIT;

	if (d->decided == NULL)
		return;
	if (store->lock(store->self, d->domain, false, &holder, &err) ==
	    ERR_OK) {
		if (remember(r, d, &err) == ERR_OK)
			store->journal(store->self, d->domain,
			    arena_printf(&r->arena,
				"read %zu DMARC reports: %" PRId64
				" messages, %" PRId64 " pass",
				d->reports, d->messages, d->passing));
		store->unlock(store->self, d->domain);
	}
	if (err.code != ERR_OK)
		(void)fprintf(stderr, "inkan: %s\n", err.msg);
}

/* --- The command ---------------------------------------------------------- */

static int
exit_code(const struct reported_domain *d, size_t count, bool failed)
{
	static const int codes[SOURCE_KINDS] = {
	    [SOURCE_FORGOTTEN] = EXIT_ERRORS,
	    [SOURCE_BROKEN] = EXIT_ERRORS,
	    [SOURCE_PERHAPS] = EXIT_WARNINGS,
	    [SOURCE_UNKNOWN] = EXIT_UNKNOWN,
	};
	enum source_kind worst = SOURCE_GOOD;

	for (size_t i = 0; i < count; i++)
		if (d[i].sources > 0 && d[i].source[0].kind < worst)
			worst = d[i].source[0].kind;
	return codes[worst] == EXIT_RIGHT && failed ? EXIT_NO_INPUT
						    : codes[worst];
}

static void
tell(struct reading *r, const struct reported_domain *d, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			printf("\n");
		print_domain(r, &d[i]);
	}
	if (reports_doubles(r->reports) > 0)
		printf(_("\nReports that came twice, counted once: %zu\n"),
		    reports_doubles(r->reports));
}

static void
tell_json(struct reading *r, const struct reported_domain *d, size_t count)
{
	json_t *o = json_object(), *domains = json_array();

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(
		    domains, json_reported_domain(&d[i]));
	(void)json_object_set_new(o, "version", json_integer(1));
	(void)json_object_set_new(o, "domains", domains);
	(void)json_object_set_new(o, "doubles",
	    json_integer((json_int_t)reports_doubles(r->reports)));
	(void)json_object_set(o, "problems", r->problems);
	json_print(o);
}

static int
run(struct reading *r)
{
	const struct cli *cli = r->cli;
	const struct options *o = cli->options;
	const struct reported_domain *domain;
	size_t count;

	for (size_t i = 1; i < o->arguments; i++)
		read_argument(r, o->argument[i]);
	reports_identify(r->reports, o->offline);
	while (!reports_done(r->reports) && cli->turn(cli->loop))
		continue;
	if (!reports_done(r->reports))
		return EXIT_UNKNOWN; /* a signal asked us to leave */
	domain = reports_domains(r->reports, &count);
	if (count == 0 && !r->failed)
		(void)fprintf(stderr, "inkan: %s\n",
		    _("There is no DMARC report among these files."));
	if (o->json)
		tell_json(r, domain, count);
	else
		tell(r, domain, count);
	for (size_t i = 0; i < count; i++)
		keep(r, &domain[i]);
	return count == 0 ? EXIT_NO_INPUT
			  : exit_code(domain, count, r->failed);
}

int
dmarc_reports(struct cli *cli)
{
	struct reading r = {.cli = cli};
	int code;

	if (cli->options->arguments < 2)
		return usage_error(
		    _("dmarc reports needs files, folders or - for standard "
		      "input: what receivers sent, as it came"));
	r.reports = reports_new(cli->services);
	r.problems = json_array();
	code = run(&r);
	json_decref(r.problems);
	reports_free(r.reports);
	arena_release(&r.arena);
	return code;
}
