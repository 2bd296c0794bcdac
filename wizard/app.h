/*
 * The program as a whole: every service, and who uses it. Only main.c and
 * app.c see every layer.
 */
#ifndef WIZARD_APP_H
#define WIZARD_APP_H

#include "wizard/cli/command.h"
#include "wizard/flow/services.h"
#include "wizard/io/scratch.h"

#define APP_RESOLVERS_MAX 32

struct app {
	const struct options *options;
	struct arena arena;
	struct templates templates;
	struct resolver_template resolver[APP_RESOLVERS_MAX];
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
	struct carry *carry;
	struct dkim_keys *keys;
	struct spf_eval *spf;
	struct mail_verify *mail;
	struct sendmail *sendmail;
	struct web *web;
	struct smtp *smtp;
	struct update *update;
	struct outfile *outfile;
	struct host *host;
	struct wizard *wizard;
	struct ui *ui;
	bool stopping; /* a signal asked us to leave */
	bool hangup;
	bool input; /* standard input can be read */
	bool input_always; /* it is a file, which nobody can wait for */
};

/*
 * Makes the services that the options ask for: EXIT_RIGHT, or the exit code that
 * goes with err. app_release even on failure.
 */
int app_make(struct app *app, struct err *err) MUST_CHECK;
void app_release(struct app *app);

#endif
