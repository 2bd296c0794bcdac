/* inkan publish: the wanted records as a dynamic update of the DNS. */
#include "wizard/flow/publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/cli/json_publish.h"
#include "wizard/cli/planning.h"
#include "wizard/flow/proposal.h"

#define DNS_PORT 53

struct publishing {
	struct cli *cli;
	struct arena arena;
	struct decisions *d;
	struct update_key key;
	struct publish *publish;
	bool confirmed;
};

static void
changed(void *arg)
{
	(void)arg;
}

static void
complain(const char *text)
{
	(void)fprintf(stderr, "inkan: %s\n", text);
}

/* --- What is sent -------------------------------------------------------- */

static unsigned
default_port(const struct publishing *p)
{
	const unsigned given = p->cli->options->dns_port;

	return given != 0 ? given : DNS_PORT;
}

/* In comments, so that all of it is a script for nsupdate. */
static void
show_head(
    const struct publishing *p, FILE *out, const struct publish_zone *zone)
{
	(void)fputs("; ", out);
	if (p->cli->options->key != NULL)
		(void)fprintf(out,
		    _("Update of the zone %s, signed with the key %s"),
		    zone->zone, p->key.name);
	else
		(void)fprintf(
		    out, _("Update of the zone %s, not signed"), zone->zone);
	if (zone->server != NULL) {
		(void)fputs("\n; ", out);
		(void)fprintf(out, _("The primary is %s."), zone->server);
	}
	(void)fputc('\n', out);
}

static void
show_zone(struct publishing *p, FILE *out, const struct publish_zone *zone)
{
	char ip[IP_TEXT_MAX];

	ip_format(&zone->ip, ip);
	show_head(p, out, zone);
	(void)fprintf(out, "server %s %u\nzone %s.\n", ip,
	    zone->port != 0 ? zone->port : default_port(p), zone->zone);
	for (size_t i = 0; i < zone->update.count; i++)
		(void)fprintf(out, "%s\n",
		    dnsupdate_print(&p->arena, &zone->update.line[i]));
	(void)fputs("send\n\n", out);
}

/* As nsupdate would be told. */
static void
show(struct publishing *p, FILE *out)
{
	for (size_t i = 0; i < publish_zones(p->publish); i++)
		show_zone(p, out, publish_zone(p->publish, i));
	(void)fflush(out);
}

/* The whole word and Enter; whoever cannot be asked has not said yes. */
static bool
is_confirmed(const struct publishing *p)
{
	char line[16] = "";

	if (p->cli->options->yes)
		return true;
	if (isatty(STDIN_FILENO)) {
		(void)fprintf(stderr, "%s ",
		    _("Send it? Type yes, or anything else to leave it:"));
		if (fgets(line, sizeof(line), stdin) != NULL &&
		    slice_is_nocase(
			slice_trim(slice_of(line), " \t\r\n"), "yes"))
			return true;
	}
	complain(_("Nothing was sent. --yes sends it without asking."));
	return false;
}

/* --- What became of it --------------------------------------------------- */

static size_t
problems(const struct publishing *p)
{
	size_t n = 0;

	for (size_t i = 0; i < publish_rrsets(p->publish); i++)
		n += publish_rrset(p->publish, i)->problem != NULL;
	return n;
}

/* How grave an end is, as an exit code. */
static int
code_of(const struct publish_zone *zone)
{
	if (!zone->over)
		return EXIT_UNKNOWN;
	if (update_is_done(&zone->result))
		return EXIT_RIGHT;
	return update_is_refused(&zone->result) ? EXIT_ERRORS : EXIT_UNKNOWN;
}

static int
exit_code(const struct publishing *p)
{
	int code = problems(p) > 0 ? EXIT_ERRORS : EXIT_RIGHT;

	if (!publish_is_ready(p->publish))
		return EXIT_UNKNOWN;
	if (!p->confirmed)
		return code > EXIT_WARNINGS ? code : EXIT_WARNINGS;
	for (size_t i = 0; i < publish_zones(p->publish); i++) {
		int one = code_of(publish_zone(p->publish, i));

		code = one > code ? one : code;
	}
	return code;
}

static void
tell_problems(const struct publishing *p)
{
	for (size_t i = 0; i < publish_rrsets(p->publish); i++)
		if (publish_rrset(p->publish, i)->problem != NULL)
			complain(publish_rrset(p->publish, i)->problem);
}

static void
tell_zone(struct publishing *p, const struct publish_zone *zone)
{
	const char *word = update_word(&zone->result);
	const char *text = update_say(&p->arena, &zone->result);

	if (!zone->over)
		complain(_("Interrupted: the update may have been done."));
	else if (update_is_done(&zone->result))
		printf("%s: %s\n", zone->zone, text);
	else
		(void)fprintf(stderr, "inkan: %s: %s%s%s\n", zone->zone,
		    word != NULL ? word : "", word != NULL ? ": " : "", text);
}

static void
tell_next(const struct publishing *p, bool sent)
{
	const char *domain = p->d->domain;
	const bool undo = p->cli->options->undo;

	if (!sent)
		printf("%s\n",
		    undo ? _("Nothing has to be sent: what was sent is not "
			     "there any more.")
			 : _("Nothing has to be sent: the name server has it "
			     "already."));
	if (undo)
		return;
	if (sent)
		printf("%s\n",
		    _("To take it back, run the same command with --undo."));
	printf(_("Until everybody sees it, wait with: inkan watch %s\n"),
	    domain);
}

static void
tell(struct publishing *p)
{
	bool sent = false;

	for (size_t i = 0; i < publish_zones(p->publish); i++) {
		tell_zone(p, publish_zone(p->publish, i));
		sent = sent ||
		    code_of(publish_zone(p->publish, i)) == EXIT_RIGHT;
	}
	if (sent || exit_code(p) == EXIT_RIGHT)
		tell_next(p, sent);
}

static void
report_json(const struct publishing *p)
{
	const struct options *o = p->cli->options;

	json_print(json_publish(&(struct publish_report) {
	    .publish = p->publish,
	    .domain = p->d->domain,
	    .key = o->key != NULL ? p->key.name : NULL,
	    .port = default_port(p),
	    .undo = o->undo,
	    .confirmed = p->confirmed,
	}));
}

/* --- The command --------------------------------------------------------- */

/* Sees to it before anything is asked that the key will do. */
static int
look_at_key(struct publishing *p)
{
	const struct update_service *update = &p->cli->services->update;
	const char *path = p->cli->options->key;
	struct err err = ERR_INIT;

	if (path == NULL)
		return EXIT_RIGHT;
	if (update->key(update->self, path, &p->key, &err) != ERR_OK) {
		complain(err.msg);
		return EXIT_NO_INPUT;
	}
	if (p->key.exposed)
		(void)fprintf(stderr,
		    _("inkan: Other users of this machine can get at the key "
		      "in %s. Run: chmod o= %s\n"),
		    path, path);
	return EXIT_RIGHT;
}

static int
refuse_foreign(void)
{
	complain(_("Nothing was sent. --force puts yours in its place."));
	return EXIT_ERRORS;
}

/* What is wanted becomes what is being published, for the wait as well. */
static int
fix_changes(struct publishing *p)
{
	struct plan *plan = mem_alloc(sizeof(*plan));
	int code = EXIT_RIGHT;

	examine_free(
	    planning_wanted(p->cli, p->d, false, &p->arena, plan));
	memcpy(p->d->change, plan->change, sizeof(p->d->change));
	p->d->changes = plan->count;
	if (plan->count == 0 && plan->gaps > 0)
		code = EXIT_UNKNOWN; /* why has been said */
	else if (planning_say_foreign(plan) > 0 && !p->cli->options->force)
		code = refuse_foreign();
	else if (plan->count == 0) {
		(void)fprintf(stderr,
		    _("inkan: there is nothing to publish for %s. Decide "
		      "first: inkan %s\n"),
		    p->d->domain, p->d->domain);
		code = EXIT_NO_INPUT;
	}
	free(plan);
	return code;
}

static int
prepare(struct publishing *p)
{
	if (!p->cli->options->undo)
		return fix_changes(p);
	if (p->d->sents > 0)
		return EXIT_RIGHT;
	(void)fprintf(stderr,
	    _("inkan: nothing was sent for %s that could be taken back\n"),
	    p->d->domain);
	return EXIT_NO_INPUT;
}

static void
transmit(struct publishing *p)
{
	publish_send(p->publish);
	while (!publish_is_over(p->publish) && p->cli->turn(p->cli->loop))
		continue;
}

static int
run(struct publishing *p)
{
	const struct options *o = p->cli->options;
	struct publish_options options = {
	    .server = o->server.ip,
	    .port = o->server.port,
	    .key_file = o->key,
	    .undo = o->undo,
	};
	int code;

	p->publish = publish_new(p->cli->services, p->d, &options, changed, p);
	while (!publish_is_ready(p->publish) && p->cli->turn(p->cli->loop))
		continue;
	tell_problems(p);
	show(p, o->json ? stderr : stdout);
	p->confirmed = publish_is_ready(p->publish) &&
	    (publish_zones(p->publish) == 0 || is_confirmed(p));
	if (p->confirmed)
		transmit(p);
	if (o->json)
		report_json(p);
	else if (p->confirmed)
		tell(p);
	code = exit_code(p);
	publish_free(p->publish);
	return code;
}

static int
publish_domain(struct publishing *p, const char *domain)
{
	int code = look_at_key(p);

	p->d = mem_alloc(sizeof(*p->d));
	proposal_load(p->cli->services, domain, p->d);
	if (code == EXIT_RIGHT)
		code = planning_take_wishes(p->cli, p->d);
	if (code == EXIT_RIGHT)
		code = prepare(p);
	if (code == EXIT_RIGHT)
		code = run(p);
	free(p->d);
	return code;
}

int
command_publish(struct cli *cli)
{
	struct publishing p = {.cli = cli};
	const struct store_service *store = &cli->services->store;
	struct lock_holder holder;
	struct err err = ERR_INIT;
	struct dname domain;
	int code;

	if (!domain_argument(cli, 0, &domain))
		return EXIT_USAGE;
	if (cli->options->zones.count > 0)
		return usage_error(
		    _("publish looks at the real name server; it does not go "
		      "with --zone"));
	if (store->lock(store->self, domain.text, false, &holder, &err) !=
	    ERR_OK) {
		complain(err.msg);
		return err.code == ERR_LOCKED ? EXIT_LOCKED
					      : EXIT_CANNOT_CREATE;
	}
	code = publish_domain(&p, domain.text);
	store->unlock(store->self, domain.text);
	arena_release(&p.arena);
	return code;
}
