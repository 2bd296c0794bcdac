#include "wizard/app.h"

#include <string.h>
#include <unistd.h>

#include "tui/ui.h"
#include "wizard/base/i18n.h"
#include "wizard/flow/wizard.h"
#include "wizard/io/carry.h"
#include "wizard/io/dkim_keys.h"
#include "wizard/io/dns_ares.h"
#include "wizard/io/dns_zone.h"
#include "wizard/io/host.h"
#include "wizard/io/loop.h"
#include "wizard/io/mail_verify.h"
#include "wizard/io/outfile.h"
#include "wizard/io/paths.h"
#include "wizard/io/program.h"
#include "wizard/io/resolv.h"
#include "wizard/io/sendmail.h"
#include "wizard/io/sim.h"
#include "wizard/io/smtp.h"
#include "wizard/io/smtp_tls.h"
#include "wizard/io/spf_eval.h"
#include "wizard/io/store.h"
#include "wizard/io/templates.h"
#include "wizard/io/unpack.h"
#include "wizard/io/update.h"
#include "wizard/io/web.h"
#include "wizard/record/dname.h"

#define DNS_MEMORY (8U << 20) /* octets: what domains of a list have in common */

static void
add_resolver(struct app *app, const struct resolver_template *resolver)
{
	if (app->templates.resolvers == APP_RESOLVERS_MAX)
		return;
	app->resolver[app->templates.resolvers++] = *resolver;
	app->templates.resolver = app->resolver;
}

/*
 * Who is polled in the wait: this machine's resolvers and the public ones, or
 * only those that the user named.
 */
static void
choose_resolvers(struct app *app)
{
	const struct options *o = app->options;
	const struct resolver_template *public = app->templates.resolver;
	size_t publics = app->templates.resolvers;
	struct ip own[3];
	size_t n = 0;

	app->templates.resolvers = 0;
	for (size_t i = 0; i < o->resolvers; i++)
		add_resolver(app,
		    &(struct resolver_template) {.name = "",
			.ip = o->resolver[i].ip,
			.port = o->resolver[i].port,
			.operator = "",
			.region = "",
			.flush = ""});
	if (o->resolvers > 0)
		return;
	for (size_t i = 0; i < publics; i++)
		add_resolver(app, &public[i]);
	if (app->sim != NULL)
		(void)!ip_parse(slice_of("127.0.0.53"), &own[n++]);
	else
		n = resolv_read("/etc/resolv.conf", own, COUNT_OF(own));
	for (size_t i = 0; i < n; i++)
		add_resolver(app,
		    &(struct resolver_template) {
			.name = "",
			.ip = own[i],
			.own = true,
			.operator = "",
			.region = "",
			.flush = ""});
}

static void
make_network(struct app *app)
{
	const struct options *o = app->options;
	struct dns_server server[OPTIONS_LIST_MAX];
	struct dns_options options = {
	    .resolver = server,
	    .resolvers = o->resolvers,
	    .port = o->dns_port,
	};

	for (size_t i = 0; i < o->resolvers; i++)
		server[i] = (struct dns_server) {
		    o->resolver[i].ip, o->resolver[i].port};
	if (strcmp(o->command, "check") == 0 &&
	    (o->from != NULL || o->arguments > 1))
		options.memory = DNS_MEMORY;
	if (strcmp(o->command, "watch") != 0)
		options.timeout = (int64_t)o->timeout * 1000;
	app->dns = dns_new(app->loop, &options);
	app->services.dns = dns_service(app->dns);
	app->update = update_new(app->loop,
	    &(struct update_options) {
		.port = o->dns_port, .timeout = options.timeout});
	app->services.update = update_service(app->update);
}

/* Servers of others: not in practice, where nothing leaves the machine. */
static enum err_code
make_visits(struct app *app, struct err *err)
{
	const struct options *o = app->options;
	const int64_t timeout = (int64_t)o->timeout * 1000;

	if (o->ca_file != NULL &&
	    smtp_tls_try_authorities(o->ca_file, err) != ERR_OK)
		return err->code;
	app->web = web_new(app->loop,
	    &(struct web_options) {.port = o->https_port,
		.ca_file = o->ca_file,
		.timeout = timeout});
	app->services.web = web_service(app->web);
	app->smtp = smtp_new(app->loop,
	    &(struct smtp_options) {.port = o->smtp_port,
		.ca_file = o->ca_file,
		.timeout = timeout});
	app->services.smtp = smtp_service(app->smtp);
	return ERR_OK;
}

/*
 * Relative names of a zone file belong to the domain that is asked about; beside
 * a message, to the domain that the file is called after.
 */
static struct dname
zone_origin(const struct options *o, const char *file)
{
	struct dname origin = {.text = ""};
	struct slice name = slice_of(basename(file));
	struct err ignored = ERR_INIT;
	unsigned notes;

	if (strcmp(o->command, "verify") == 0 && name.len > 5 &&
	    strcmp(name.ptr + name.len - 5, ".zone") == 0)
		name.len -= 5;
	else if (strcmp(o->command, "verify") != 0 && o->arguments > 0)
		name = slice_of(o->argument[o->arguments - 1]);
	else
		return origin;
	(void)!dname_from_user(name, &origin, &notes, &ignored);
	return origin;
}

static enum err_code
read_zones(struct app *app, struct err *err)
{
	const struct options *o = app->options;

	if (o->zones.count == 0)
		return ERR_OK;
	app->network = app->services.dns;
	app->zone = dns_zone_new(app->loop, &app->network);
	for (size_t i = 0; i < o->zones.count; i++) {
		const char *file = o->zones.item[i];
		struct dname origin = zone_origin(o, file);

		if (dns_zone_read(app->zone, file, origin.text, err) != ERR_OK)
			return err->code;
	}
	app->services.dns = dns_zone_service(app->zone);
	return ERR_OK;
}

static const char *
helper_path(struct arena *arena)
{
	const char *program = paths_program(arena);
	const char *beside;

	if (program == NULL)
		return "/usr/libexec/inkan/inkan-spf";
	beside = arena_printf(arena, "%s/inkan-spf", program);
	if (access(beside, X_OK) == 0)
		return beside;
	return arena_printf(arena, "%s/../libexec/inkan/inkan-spf", program);
}

static const char *
story_of(const char *scenario)
{
	const struct sim_scenario *known;
	size_t count = sim_scenarios(&known);

	for (size_t i = 0; scenario != NULL && i < count; i++)
		if (strcmp(known[i].id, scenario) == 0)
			return known[i].story;
	return known[0].story;
}

static enum err_code
begin_practice(struct app *app, struct err *err)
{
	const struct options *o = app->options;
	const char *scenario = o->arguments > 0 ? o->argument[0] : NULL;
	struct paths dirs = paths_templates_own(&app->arena);
	struct clock_service clock = loop_clock(app->loop);
	int64_t start = clock.now(clock.self);

	for (size_t i = 0; i < dirs.count && app->sim == NULL; i++)
		app->sim = sim_new(
		    arena_printf(&app->arena, "%s/practice", dirs.path[i]),
		    scenario, start, err);
	if (app->sim == NULL)
		return err->code;
	app->sim_ticks = clock.ticks(clock.self);
	app->services.story = story_of(scenario);
	app->services.story_domain = sim_domain(app->sim);
	return scratch_make(app->scratch, err);
}

/* What is kept: in the state directory, or for as long as practice lasts. */
static enum err_code
make_storage(struct app *app, struct err *err)
{
	const char *base = app->scratch, *home = app->scratch;

	if (app->sim == NULL) {
		if (paths_state(&app->arena, app->options->state, &base, err) !=
		    ERR_OK)
			return err->code;
		home = paths_home(&app->arena);
	}
	app->store = store_new(base);
	app->services.store = store_service(app->store);
	app->carry = carry_new(base);
	app->services.carry = carry_service(app->carry);
	app->keys = dkim_keys_new(app->loop, app->store);
	app->services.key = dkim_keys_service(app->keys);
	app->outfile = outfile_new(home);
	app->services.file = outfile_service(app->outfile);
	return ERR_OK;
}

int
app_make(struct app *app, struct err *err)
{
	struct services *s = &app->services;

	if (templates_load(&app->arena, &app->templates, err) != ERR_OK)
		return EXIT_NO_INPUT;
	s->templates = &app->templates;
	app->loop = loop_new();
	s->clock = loop_clock(app->loop);
	s->unpack = unpack_service();
	s->program = program_service(app->loop);
	make_network(app);
	if (read_zones(app, err) != ERR_OK)
		return EXIT_NO_INPUT;
	app->sendmail = sendmail_new(app->loop);
	s->sendmail = sendmail_service(app->sendmail);
	app->host = host_new(app->loop, "");
	s->host = host_service(app->host);
	if (strcmp(app->options->command, "practice") == 0) {
		if (begin_practice(app, err) != ERR_OK)
			return err->code == ERR_MISSING ? EXIT_USAGE
							: EXIT_CANNOT_CREATE;
		sim_services(app->sim, s);
	} else if (make_visits(app, err) != ERR_OK) {
		return EXIT_NO_INPUT;
	}
	choose_resolvers(app);
	app->spf =
	    spf_eval_new(app->loop, &s->dns, helper_path(&app->arena));
	s->spf = spf_eval_service(app->spf);
	app->mail = mail_verify_new(app->loop);
	s->mail = mail_verify_service(app->mail);
	return make_storage(app, err) == ERR_OK ? EXIT_RIGHT
						: EXIT_CANNOT_CREATE;
}

void
app_release(struct app *app)
{
	ui_free(app->ui);
	host_free(app->host);
	wizard_free(app->wizard);
	if (app->spf != NULL)
		spf_eval_free(app->spf);
	mail_verify_free(app->mail);
	sendmail_free(app->sendmail);
	smtp_free(app->smtp);
	update_free(app->update);
	dkim_keys_free(app->keys);
	outfile_free(app->outfile);
	carry_free(app->carry);
	store_free(app->store);
	if (app->zone != NULL)
		dns_zone_free(app->zone);
	if (app->dns != NULL)
		dns_free(app->dns);
	if (app->loop != NULL)
		loop_free(app->loop);
	web_free(app->web);
	if (app->sim != NULL)
		sim_free(app->sim);
	if (app->scratch[0] != '\0')
		scratch_remove(app->scratch);
	arena_release(&app->arena);
}
