/* inkan move: what to change when, while a mail server gets other addresses. */
#include "wizard/cli/move.h"

#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/examine.h"

#define ROUNDS_MAX 8 /* of questions that only the new SPF record asks */

static void
nothing(void *arg)
{
	(void)arg;
}

/* --- What was said ------------------------------------------------------------- */

static int
read_addresses(
    const struct option_list *list, const char *option, struct ip *ret)
{
	struct err err = ERR_INIT;

	for (size_t i = 0; i < list->count; i++)
		if (move_read_address(
			slice_of(list->item[i]), &ret[i], &err) != ERR_OK)
			return usage_error("--%s: %s", option, err.msg);
	return EXIT_RIGHT;
}

/* What cannot be meant: an address that moves to itself. */
static int
read_request(struct moving_work *w)
{
	const struct options *o = w->work.options;
	int code = read_addresses(&o->old_addresses, "old", w->from);

	if (code == EXIT_RIGHT)
		code = read_addresses(&o->new_addresses, "new", w->to);
	for (size_t i = 0; code == EXIT_RIGHT && i < o->old_addresses.count; i++)
		for (size_t k = 0; k < o->new_addresses.count; k++)
			if (ip_equal(&w->from[i], &w->to[k]))
				return usage_error(
				    _("%s is given with --old and with "
				      "--new: an address cannot be both"),
				    o->old_addresses.item[i]);
	return code;
}

/* --- Looking --------------------------------------------------------------------- */

static void
host_known(void *arg, const struct host_facts *facts)
{
	struct moving_work *w = arg;

	w->host = facts;
}

static void
look_at_host(struct moving_work *w)
{
	struct cli *cli = w->work.cli;
	const struct host_service *host = &cli->services->host;

	host->inspect(host->self, &w->work.arena, host_known, w);
	while (w->host == NULL && cli->turn(cli->loop))
		continue;
}

static void
set_params(struct moving_work *w)
{
	const struct options *o = w->work.options;
	const struct templates *t = w->work.services->templates;

	w->params = (struct inspect_params) {
	    .domain = w->work.d->domain,
	    .selector = t->selector,
	    .selectors = t->selectors,
	    .given_selector = o->selectors.item,
	    .given_selectors = o->selectors.count,
	    .own_selector = w->own_selector,
	    .own_selectors = own_selectors(w->work.d, w->own_selector),
	    .sender = w->sender,
	    .helo = o->helo,
	    .host = w->host,
	    .authority = true,
	};
}

static void
wait_for_answers(struct moving_work *w)
{
	struct cli *cli = w->work.cli;

	while (!examine_done(w->examine) && cli->turn(cli->loop))
		continue;
}

/* Who moves, is only known when the records are: then these are looked at. */
static void
look(struct moving_work *w)
{
	const struct options *o = w->work.options;
	const struct move_request request = {
	    .from = w->from,
	    .froms = o->old_addresses.count,
	    .to = w->to,
	    .tos = o->new_addresses.count,
	    .gone = o->gone,
	    .ttl = o->old_ttl,
	    .now = w->now,
	};
	struct examine_options options;

	look_at_host(w);
	set_params(w);
	options = (struct examine_options) {.params = w->params};
	w->examine =
	    examine_new(w->work.services, &options, nothing, NULL);
	wait_for_answers(w);
	w->begun = move_begin(
	    w->work.d, examine_facts(w->examine), &request);
	w->params.senders = move_senders(w->work.d, w->sender);
	examine_update(w->examine, &w->params);
	wait_for_answers(w);
}

/* Merging asks about the terms of the record, too. */
static void
find(struct moving_work *w)
{
	for (int i = 0; i < ROUNDS_MAX; i++) {
		move_find(&w->work.arena, examine_facts(w->examine),
		    w->work.d, w->now, &w->move);
		examine_update(w->examine, &w->params);
		if (examine_done(w->examine))
			break;
		wait_for_answers(w);
	}
	move_find(&w->work.arena, examine_facts(w->examine), w->work.d,
	    w->now, &w->move);
}

/* --- Going on ---------------------------------------------------------------------- */

static int
save(struct moving_work *w, const char *line)
{
	int code = dkim_save(&w->work, line);

	if (code == EXIT_RIGHT)
		find(w);
	return code;
}

static int
remember(struct moving_work *w)
{
	move_note_ttl(w->work.d, examine_facts(w->examine), w->now);
	if (!w->begun)
		return EXIT_RIGHT;
	(void)move_note(&w->move, w->work.d);
	return save(w, "move: looked");
}

static int
say(struct moving_work *w)
{
	if (!w->begun)
		return usage_error(
		    _("nothing moves: say where to, with --new ADDR"));
	if (!move_can_say(&w->move)) {
		(void)fprintf(stderr, "inkan: %s\n",
		    _("this stage is not over by your word: what it waits "
		      "for is below"));
		return EXIT_STILL_WAITING;
	}
	move_say(&w->move, w->work.d);
	w->begun = w->work.d->movings > 0;
	return save(w, "move: went on");
}

static int
exit_code(const struct moving_work *w)
{
	const struct stages *plan = &w->move.plan;

	if (!w->begun || plan->at == plan->count)
		return EXIT_RIGHT;
	if (plan->view[plan->at].ready)
		return EXIT_RIGHT;
	return stages_hold(&plan->view[plan->at]) == STAGE_UNKNOWN
	    ? EXIT_UNKNOWN
	    : EXIT_STILL_WAITING;
}

static int
move(struct moving_work *w)
{
	int code = read_request(w);

	if (code != EXIT_RIGHT)
		return code;
	look(w);
	find(w);
	code = remember(w);
	if (code == EXIT_RIGHT && w->work.options->next)
		code = say(w);
	if (code == EXIT_RIGHT || code == EXIT_STILL_WAITING)
		(w->work.options->json ? move_print_json
				       : move_print_text)(w);
	return code == EXIT_RIGHT ? exit_code(w) : code;
}

int
command_move(struct cli *cli)
{
	const struct clock_service *clock = &cli->services->clock;
	struct moving_work w = {.now = clock->now(clock->self)};
	int code = dkim_begin_at(cli, 0, true, &w.work);

	if (code != EXIT_RIGHT)
		return code;
	code = move(&w);
	examine_free(w.examine);
	dkim_end(&w.work);
	return code;
}
