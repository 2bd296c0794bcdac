/*
 * Options, wiring, exit codes. The only file that sees every layer: it makes
 * the services, hands them to the flow, and lets one of the faces run it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/ui.h"
#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/cli/command.h"
#include "wizard/cli/plain.h"
#include "wizard/flow/wizard.h"
#include "wizard/io/dkim_key.h"
#include "wizard/io/dkim_keys.h"
#include "wizard/io/dns_ares.h"
#include "wizard/io/dns_zone.h"
#include "wizard/io/host.h"
#include "wizard/io/locale.h"
#include "wizard/io/loop.h"
#include "wizard/io/outfile.h"
#include "wizard/io/paths.h"
#include "wizard/io/resolv.h"
#include "wizard/io/scratch.h"
#include "wizard/io/sim.h"
#include "wizard/io/spf_eval.h"
#include "wizard/io/store.h"
#include "wizard/io/templates.h"
#include "wizard/record/dname.h"

#define RESOLVERS_MAX  32
#define PRACTICE_HURRY 60  /* simulated seconds in a real one */
#define PRACTICE_TICK  200 /* ms; the longest pause between two looks */

struct app {
	const struct options *options;
	struct arena arena;
	struct templates templates;
	struct resolver_template resolver[RESOLVERS_MAX];
	struct services services;
	struct cli cli;
	struct loop *loop;
	struct dns *dns;
	struct dns_zone *zone;
	struct dns_service network; /* what the zone files do not hold */
	struct sim *sim;
	int64_t sim_ticks; /* real ms up to which the simulation has run */
	char scratch[SCRATCH_PATH_MAX];
	struct store *store;
	struct dkim_keys *keys;
	struct spf_eval *spf;
	struct outfile *outfile;
	struct host *host;
	struct wizard *wizard;
	struct ui *ui;
	bool stopping; /* a signal asked us to leave */
	bool hangup;
	bool input; /* standard input can be read */
	bool input_always; /* it is a file, which nobody can wait for */
};

/* --- Services -------------------------------------------------------------------- */

static void
add_resolver(struct app *app, const struct resolver_template *resolver)
{
	if (app->templates.resolvers == RESOLVERS_MAX)
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
			.port = o->resolver[i].port});
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
			.name = "", .ip = own[i], .own = true});
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
	if (strcmp(o->command, "watch") != 0)
		options.timeout = (int64_t)o->timeout * 1000;
	app->dns = dns_new(app->loop, &options);
	app->services.dns = dns_service(app->dns);
}

/* Relative names of a zone file belong to the domain that is asked about. */
static enum err_code
read_zones(struct app *app, struct err *err)
{
	const struct options *o = app->options;
	struct dname origin = {.text = ""};
	struct err ignored = ERR_INIT;
	unsigned notes;

	if (o->zones.count == 0)
		return ERR_OK;
	if (o->arguments > 0)
		(void)!dname_from_user(slice_of(o->argument[o->arguments - 1]),
		    &origin, &notes, &ignored);
	app->network = app->services.dns;
	app->zone = dns_zone_new(app->loop, &app->network);
	for (size_t i = 0; i < o->zones.count; i++)
		if (dns_zone_read(app->zone, o->zones.item[i], origin.text,
			err) != ERR_OK)
			return err->code;
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
	app->keys = dkim_keys_new(app->loop, app->store);
	app->services.key = dkim_keys_service(app->keys);
	app->outfile = outfile_new(home);
	app->services.file = outfile_service(app->outfile);
	return ERR_OK;
}

static enum err_code
make_services(struct app *app, struct err *err)
{
	struct services *s = &app->services;

	if (templates_load(&app->arena, &app->templates, err) != ERR_OK)
		return err->code;
	s->templates = &app->templates;
	app->loop = loop_new();
	s->clock = loop_clock(app->loop);
	make_network(app);
	if (read_zones(app, err) != ERR_OK)
		return err->code;
	app->host = host_new(app->loop, "");
	s->host = host_service(app->host);
	if (strcmp(app->options->command, "practice") == 0) {
		if (begin_practice(app, err) != ERR_OK)
			return err->code;
		sim_services(app->sim, s);
	}
	choose_resolvers(app);
	app->spf =
	    spf_eval_new(app->loop, &s->dns, helper_path(&app->arena));
	s->spf = spf_eval_service(app->spf);
	return make_storage(app, err);
}

static void
release(struct app *app)
{
	ui_free(app->ui);
	host_free(app->host);
	wizard_free(app->wizard);
	if (app->spf != NULL)
		spf_eval_free(app->spf);
	dkim_keys_free(app->keys);
	outfile_free(app->outfile);
	store_free(app->store);
	if (app->zone != NULL)
		dns_zone_free(app->zone);
	if (app->dns != NULL)
		dns_free(app->dns);
	if (app->loop != NULL)
		loop_free(app->loop);
	if (app->sim != NULL)
		sim_free(app->sim);
	if (app->scratch[0] != '\0')
		scratch_remove(app->scratch);
	arena_release(&app->arena);
}

/* --- Turning ----------------------------------------------------------------------- */

/* Lets the simulated Internet live as long as really passed, but faster. */
static void
practise(void *arg)
{
	struct app *app = arg;
	struct clock_service clock = loop_clock(app->loop);
	int64_t now = clock.ticks(clock.self);
	int64_t next;

	sim_advance(app->sim, (now - app->sim_ticks) * PRACTICE_HURRY);
	app->sim_ticks = now;
	next = sim_next(app->sim) / PRACTICE_HURRY;
	if (next < 1 || next > PRACTICE_TICK)
		next = next < 1 ? 1 : PRACTICE_TICK;
	if (sim_next(app->sim) < 0)
		next = PRACTICE_TICK;
	(void)clock.after(clock.self, next, practise, app);
}

static bool
turn(void *arg)
{
	struct app *app = arg;

	return loop_turn(app->loop) && !app->stopping;
}

static bool
input_ready(void *arg)
{
	struct app *app = arg;
	bool ready = app->input;

	app->input = false;
	return ready || app->input_always || app->stopping;
}

static void
input_readable(void *arg, bool hangup)
{
	struct app *app = arg;

	(void)hangup;
	app->input = true;
	if (app->ui != NULL)
		ui_input(app->ui);
}

/* --- Signals ------------------------------------------------------------------------ */

static void
leave(void *arg)
{
	struct app *app = arg;

	app->stopping = true;
	wizard_save(app->wizard);
}

static void
hung_up(void *arg)
{
	struct app *app = arg;

	app->hangup = true;
	leave(app);
}

static void
resized(void *arg)
{
	struct app *app = arg;

	if (app->ui != NULL)
		ui_resize(app->ui);
}

static void
stopped(void *arg)
{
	struct app *app = arg;

	if (app->ui != NULL)
		ui_suspend(app->ui);
}

static void
continued(void *arg)
{
	struct app *app = arg;

	if (app->ui != NULL)
		ui_continue(app->ui);
}

/* The terminal is made usable before the signal takes its course. */
static void
crashed(int signo)
{
	ui_rescue();
	(void)signal(signo, SIG_DFL);
	(void)raise(signo);
}

static void
watch_signals(struct app *app)
{
	static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

	loop_signal(app->loop, SIGTERM, leave, app);
	loop_signal(app->loop, SIGHUP, hung_up, app);
	if (app->ui == NULL)
		return;
	loop_signal(app->loop, SIGWINCH, resized, app);
	loop_signal(app->loop, SIGTSTP, stopped, app);
	loop_signal(app->loop, SIGCONT, continued, app);
	for (size_t i = 0; i < COUNT_OF(fatal); i++)
		(void)signal(fatal[i], crashed);
}

/* --- Faces -------------------------------------------------------------------------- */

static void
view_changed(void *arg)
{
	struct app *app = arg;

	ui_changed(app->ui);
}

static int
run_plain(struct app *app)
{
	return plain_wizard(&app->cli, app->wizard);
}

static int
run_full(struct app *app)
{
	struct ui_options options = {.colour = app->options->color};
	struct clock_service clock = loop_clock(app->loop);
	struct err err = ERR_INIT;
	enum ui_state state;

	app->ui = ui_new(app->wizard, &clock, &options);
	if (ui_start(app->ui, &err) != ERR_OK) {
		(void)fprintf(stderr, "%s\n", err.msg);
		ui_free(app->ui);
		app->ui = NULL;
		watch_signals(app);
		return run_plain(app);
	}
	watch_signals(app);
	wizard_on_change(app->wizard, view_changed, app);
	while (ui_state(app->ui) == UI_RUNNING && turn(app))
		ui_draw(app->ui);
	state = ui_state(app->ui);
	wizard_on_change(app->wizard, NULL, NULL);
	ui_free(app->ui);
	app->ui = NULL;
	if (state == UI_WANTS_PLAIN)
		return run_plain(app);
	return state == UI_HANGUP ? EXIT_HANGUP : EXIT_RIGHT;
}

static bool
wants_plain(const struct options *o)
{
	const char *accessible = getenv("ACCESSIBLE");

	return o->plain || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    (accessible != NULL && accessible[0] != '\0');
}

static enum err_code
begin_wizard(struct app *app, struct err *err)
{
	const struct options *o = app->options;
	const char *typed = o->arguments > 0 ? o->argument[0] : NULL;
	struct dname domain;
	unsigned notes;

	if (app->sim != NULL)
		typed = NULL;
	if (o->arguments > 1)
		return err_set(err, ERR_SYNTAX,
		    _("the wizard takes one domain; see inkan --help"));
	if (typed != NULL &&
	    dname_from_user(slice_of(typed), &domain, &notes, err) != ERR_OK)
		return err->code;
	app->wizard =
	    wizard_new(&app->services, typed == NULL ? NULL : domain.text);
	return ERR_OK;
}

static int
run_wizard(struct app *app)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct watch *input;
	int code;

	if (begin_wizard(app, &err) != ERR_OK)
		return usage_error("%s", err.msg);
	if (app->sim != NULL)
		practise(app);
	input = loop_watch(app->loop, STDIN_FILENO, input_readable, app);
	app->input_always = input == NULL;
	if (wants_plain(app->options)) {
		watch_signals(app);
		code = run_plain(app);
	} else {
		code = run_full(app);
	}
	loop_unwatch(input);
	if (app->hangup)
		code = EXIT_HANGUP;
	wizard_save(app->wizard);
	printf("%s\n", wizard_farewell(app->wizard, &arena));
	arena_release(&arena);
	return code;
}

static int
run(struct app *app)
{
	const struct command *command = command_find(app->options->command);
	struct err err = ERR_INIT;

	if (make_services(app, &err) != ERR_OK) {
		(void)fprintf(stderr, "inkan: %s\n", err.msg);
		return err.code == ERR_MISSING ? EXIT_USAGE
					       : EXIT_CANNOT_CREATE;
	}
	app->cli = (struct cli) {
	    .services = &app->services,
	    .options = app->options,
	    .turn = turn,
	    .input_ready = input_ready,
	    .loop = app,
	};
	if (command == NULL || command->run == NULL)
		return run_wizard(app);
	return command->run(&app->cli);
}

int
main(int argc, char *argv[])
{
	struct options options;
	struct app app = {.options = &options};
	struct err err = ERR_INIT;
	int code;

	dkim_key_harden();
	mem_on_exhaustion(ui_rescue);
	locale_begin(NULL);
	if (options_parse(argc, argv, &options, &err) != ERR_OK)
		return usage_error("%s", err.msg);
	if (options.lang != NULL)
		locale_begin(options.lang);
	if (options.version) {
		printf("inkan %s\n", INKAN_VERSION);
		return EXIT_RIGHT;
	}
	if (options.help) {
		options_help(options.command);
		return EXIT_RIGHT;
	}
	code = run(&app);
	release(&app);
	return code;
}
