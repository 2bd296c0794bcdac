/*
 * A sub-command is a row of command.c and a file of its own. It runs the same
 * flow as the wizard, without a screen.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "wizard/base/arena.h"
#include "wizard/cli/options.h"
#include "wizard/flow/services.h"

enum exit_code { /* as the manual page lists them */
	EXIT_RIGHT = 0,
	EXIT_WARNINGS = 1,
	EXIT_ERRORS = 2,
	EXIT_UNKNOWN = 3,
	EXIT_LOCKED = 4,
	EXIT_USAGE = 64,
	EXIT_NO_INPUT = 66,
	EXIT_CANNOT_CREATE = 73,
	EXIT_STILL_WAITING = 75,
	EXIT_HANGUP = 129,
};

struct cli {
	const struct services *services;
	const struct options *options;
	/* One turn of the event loop; false when nothing is left to wait for. */
	bool (*turn)(void *loop);
	bool (*input_ready)(void *loop); /* standard input can be read */
	void *loop;
	struct monitor *monitor; /* of check; NULL: no such option is given */
};

struct command {
	const char *name;
	const char *usage;
	const char *summary; /* N_() */
	int (*run)(struct cli *cli); /* exit code; NULL: main does it */
	size_t most; /* arguments; 0: any number, or its verbs say */
};

/* The second word of a command that has several: "dkim new". */
struct verb {
	const char *word;
	int (*run)(struct cli *cli);
	size_t most; /* arguments, the word included; 0: any number */
};

extern const struct command command_table[];
extern const size_t command_count;
const struct command *command_find(const char *name);

/* Runs the command unless it was given too many arguments. */
int command_run(struct cli *cli, const struct command *command);

/* Runs what the first argument says; needs says what to type otherwise. */
int command_verb(struct cli *cli, const struct verb *verbs, size_t count,
    const char *needs);

/*
 * Are there no more arguments than that? A word that would be ignored may be one
 * that matters; it is named, as a usage error. most: 0 is any number.
 */
bool arguments_fit(
    const struct options *options, size_t most, const char *usage);

/* As much of what was typed as a sentence can hold, and safe to show. */
const char *argument_shown(struct arena *arena, struct slice typed);

/* The rows. */
int command_check(struct cli *cli);
int command_export(struct cli *cli);
int command_publish(struct cli *cli);
int command_compare(struct cli *cli);
int command_watch(struct cli *cli);
int command_spf(struct cli *cli);
int command_verify(struct cli *cli);
int command_probe(struct cli *cli);
int command_dkim(struct cli *cli);
int command_dmarc(struct cli *cli);
int command_senders(struct cli *cli);
int command_move(struct cli *cli);
int command_bounce(struct cli *cli);
int command_add_domain(struct cli *cli);
int command_state(struct cli *cli);
int command_undo(struct cli *cli);
int command_explain(struct cli *cli);

/* "inkan: sentence" on standard error; returns EXIT_USAGE. */
int usage_error(const char *fmt, ...) PRINTFLIKE(1, 2);

/*
 * The domain in argument i, normalised; a usage error is printed and false
 * returned when it is none. Before a domain in argument 1 stands a verb.
 */
struct dname;
bool domain_argument(
    const struct cli *cli, size_t i, struct dname *ret);

#endif
