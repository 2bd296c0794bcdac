/*
 * Options, the turning of the loop, signals, faces, exit codes.
 */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/ui.h"
#include "wizard/app.h"
#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/cli/plain.h"
#include "wizard/flow/wizard.h"
#include "wizard/io/dkim_key.h"
#include "wizard/io/locale.h"
#include "wizard/io/loop.h"
#include "wizard/io/sim.h"
#include "wizard/io/standard.h"
#include "wizard/record/dname.h"

#define PRACTICE_HURRY 60  /* simulated seconds in a real one */
#define PRACTICE_TICK  200 /* ms; the longest pause between two looks */

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
	struct ui_options options = {.colour = app->options->color,
	    .no_clipboard = app->options->no_osc52};
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

/* A word that looks like no domain may have been meant as a command. */
static enum err_code
read_domain(const char *typed, struct dname *ret, struct err *err)
{
	struct arena arena = ARENA_INIT;
	unsigned notes;
	enum err_code code =
	    dname_from_user(slice_of(typed), ret, &notes, err);

	if (code != ERR_OK && typed[strcspn(typed, ".@:/")] == '\0' &&
	    typed[0] != '\0')
		code = err_set(err, ERR_SYNTAX,
		    _("%s is neither a command nor a whole domain, such as "
		      "example.jp. See inkan --help"),
		    argument_shown(&arena, slice_of(typed)));
	arena_release(&arena);
	return code;
}

/* False, having said why: what was typed is no domain. */
static bool
begin_wizard(struct app *app)
{
	const struct options *o = app->options;
	const struct command *command = command_find(o->command);
	const char *typed = o->arguments > 0 ? o->argument[0] : NULL;
	struct err err = ERR_INIT;
	struct dname domain;

	if (app->sim != NULL)
		typed = NULL;
	if (typed != NULL && read_domain(typed, &domain, &err) != ERR_OK) {
		usage_error("%s", err.msg);
		return false;
	}
	if (!arguments_fit(
		o, 1, command != NULL ? command->usage : "[DOMAIN]"))
		return false;
	/* What a zone file says is not what a name server has. */
	if (o->zones.count == 0)
		app->services.update.key_file = o->key;
	app->services.update.server = o->server.ip;
	app->services.update.port = o->server.port;
	app->wizard =
	    wizard_new(&app->services, typed == NULL ? NULL : domain.text);
	return true;
}

static int
run_wizard(struct app *app)
{
	struct arena arena = ARENA_INIT;
	struct watch *input;
	int code;

	if (!begin_wizard(app))
		return EXIT_USAGE;
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
	int code = app_make(app, &err);

	if (code != EXIT_RIGHT) {
		usage_error("%s", err.msg);
		return code;
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
	return command_run(&app->cli, command);
}

/* What the options ask for. */
static int
serve(const struct options *options)
{
	struct app app = {.options = options};
	int code = EXIT_RIGHT;

	if (options->lang != NULL)
		locale_begin(options->lang);
	if (options->version)
		printf("inkan %s\n", INKAN_VERSION);
	else if (options->help)
		options_help(options->command);
	else
		code = run(&app);
	app_release(&app);
	return code;
}

int
main(int argc, char *argv[])
{
	struct options options;
	struct err err = ERR_INIT;
	int code;

	standard_begin();
	dkim_key_harden();
	mem_on_exhaustion(ui_rescue);
	/*
	 * Large tables are mostly empty. In a mapping of their own the pages that
	 * are never touched cost nothing; without this the C library would put
	 * them on the heap, and clear all of them, once one had been freed.
	 */
	(void)mallopt(M_MMAP_THRESHOLD, 128 << 10);
	locale_begin(NULL);
	if (options_parse(argc, argv, &options, &err) != ERR_OK)
		return usage_error("%s", err.msg);
	code = serve(&options);
	if (standard_end())
		return code;
	usage_error(_("not all results could be written to standard output: it "
		      "is closed, or the disk is full"));
	return EXIT_CANNOT_CREATE;
}
