/* inkan dmarc next: how far the policy is, and what the next stage waits for. */
#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/cli/dkim.h"
#include "wizard/cli/dmarc.h"
#include "wizard/cli/planning.h"
#include "wizard/flow/proposal.h"
#include "wizard/flow/ramp.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/when.h"

/* One run: what is remembered, what is there, what comes next. */
struct climbing {
	struct dkim_work work;
	struct examine *examine;
	struct ramp ramp;
	struct plan *plan; /* with the record of the next stage */
	struct arena plan_arena;
	struct ip sender[SENDERS_MAX + OPTIONS_LIST_MAX];
	const char *own_selector[OWN_MAX];
	int64_t now;
};

static void
nothing(void *arg)
{
	(void)arg;
}

/* Those who were marked as ours, and those that were given. */
static size_t
own_senders(struct climbing *c)
{
	const struct decisions *d = c->work.d;
	const struct options *o = c->work.options;
	size_t n = 0;

	for (size_t i = 0; i < d->senders; i++)
		if (d->sender[i].mark == SENDER_OURS &&
		    d->sender[i].ip.family != 0)
			c->sender[n++] = d->sender[i].ip;
	for (size_t i = 0; i < o->ips; i++)
		c->sender[n++] = o->ip[i];
	return n;
}

static struct examine_options
what_to_look_at(struct climbing *c)
{
	const struct decisions *d = c->work.d;
	const struct options *o = c->work.options;
	const struct templates *t = c->work.services->templates;
	bool given = o->selectors.count > 0;

	return (struct examine_options) {
	    .params =
		{
		    .domain = d->domain,
		    .selector = given ? o->selectors.item : t->selector,
		    .selectors = given ? o->selectors.count : t->selectors,
		    .own_selector = c->own_selector,
		    .own_selectors = own_selectors(d, c->own_selector),
		    .sender = c->sender,
		    .senders = own_senders(c),
		    .helo = o->helo,
		},
	};
}

/* The record as it is to become; the user decides by publishing it. */
static void
propose(struct climbing *c, const struct inspect_params *params)
{
	struct decisions *d = c->work.d;
	int64_t decided = d->dmarc;

	if (c->ramp.next == DMARC_NO_POLICY)
		return;
	d->dmarc = c->ramp.next;
	planning_finish(
	    c->work.cli, c->examine, params, d, &c->plan_arena, c->plan);
	d->dmarc = decided;
}

/* When a stage was seen for the first time is worth remembering. */
static int
remember(struct climbing *c)
{
	if (!ramp_remember(c->work.d, examine_facts(c->examine), c->now))
		return EXIT_RIGHT;
	return dkim_save(&c->work, "DMARC: a new stage was seen");
}

static int
look(struct climbing *c)
{
	struct examine_options options = what_to_look_at(c);
	struct cli *cli = c->work.cli;
	int code;

	c->examine = examine_new(cli->services, &options, nothing, NULL);
	while (!examine_done(c->examine) && cli->turn(cli->loop))
		continue;
	senders_find(c->work.d, examine_facts(c->examine),
	    cli->services->templates);
	code = remember(c);
	ramp_find(&c->work.arena, examine_facts(c->examine), c->work.d, c->now,
	    &c->ramp);
	propose(c, &options.params);
	return code;
}

/* --- What is said ------------------------------------------------------------------ */

static const char *
stage_word(enum dmarc_policy policy)
{
	return dmarc_is_policy(policy) ? dmarc_policy_word(policy) : NULL;
}

static json_t *
json_conditions(const struct ramp *ramp)
{
	json_t *array = json_array();

	for (size_t i = 0; i < ramp->conditions; i++) {
		const struct stage_condition *condition = &ramp->condition[i];
		json_t *o = json_object();

		(void)json_object_set_new(
		    o, "id", json_string(condition->id));
		(void)json_object_set_new(o, "state",
		    json_string(stage_state_word(condition->state)));
		(void)json_object_set_new(
		    o, "message", json_name(condition->text));
		(void)json_array_append_new(array, o);
	}
	return array;
}

static void
print_json(struct climbing *c)
{
	const struct ramp *ramp = &c->ramp;
	const struct change *change = plan_find(c->plan, TOPIC_DMARC);
	json_t *o = dkim_json(&c->work);

	(void)json_object_set_new(o, "stage", json_name(stage_word(ramp->now)));
	(void)json_object_set_new(o, "since",
	    json_name(ramp->since == 0
		    ? NULL
		    : when_utc(&c->work.arena, ramp->since)));
	(void)json_object_set_new(o, "from", json_name(ramp->from));
	(void)json_object_set_new(o, "next", json_name(stage_word(ramp->next)));
	(void)json_object_set_new(o, "ready", json_boolean(ramp->ready));
	(void)json_object_set_new(o, "conditions", json_conditions(ramp));
	(void)json_object_set_new(o, "proposal",
	    change == NULL ? json_null() : json_change(change));
	json_print(o);
}

/* In one sentence: where the domain is. */
static const char *
headline(const struct climbing *c)
{
	const struct ramp *ramp = &c->ramp;

	if (!ramp->known)
		return _("it could not be found out which policy there is");
	if (ramp->from != NULL)
		return _("the policy comes from a domain above; its stages "
			 "are decided there");
	if (ramp->now == DMARC_REJECT)
		return _("p=reject is the last stage; keep reading reports");
	if (ramp->now == DMARC_NO_POLICY)
		return _("there is no DMARC record yet: begin with p=none");
	if (!ramp->ready)
		return _("the next stage has to wait");
	return _("the next stage may be published");
}

static void
print_record(struct climbing *c)
{
	const struct change *change = plan_find(c->plan, TOPIC_DMARC);
	const struct gap *gap = plan_gap(c->plan, TOPIC_DMARC);
	struct arena *arena = &c->work.arena;

	if (change != NULL)
		printf("\n%s  TXT\n%s\n", change->name,
		    text_safe(arena, slice_of(change->value)));
	else if (gap != NULL)
		printf("\n%s\n", text_safe(arena, slice_of(gap->why)));
}

static void
print_text(struct climbing *c)
{
	static const char *const marks[] = {
	    [STAGE_MET] = N_("ok"),
	    [STAGE_LOOK] = N_("look"),
	    [STAGE_UNKNOWN] = N_("unknown"),
	    [STAGE_OPEN] = N_("wait"),
	};
	const struct ramp *ramp = &c->ramp;
	const struct dmarc_step *found = examine_facts(c->examine)->dmarc_found;

	printf("%s: %s\n", c->work.d->domain, headline(c));
	if (found != NULL && ramp->now != DMARC_NO_POLICY)
		dmarc_print_generations(found->record, ramp->now);
	if (ramp->conditions > 0)
		printf("p=%s, p=%s:\n", dmarc_policy_word(ramp->now),
		    dmarc_policy_word(ramp->next));
	for (size_t i = 0; i < ramp->conditions; i++)
		printf("  %-8s %s\n", _(marks[ramp->condition[i].state]),
		    ramp->condition[i].text);
	if (ramp->ready)
		print_record(c);
}

static int
exit_code(const struct ramp *ramp)
{
	if (!ramp->known)
		return EXIT_UNKNOWN;
	return ramp->ready || ramp->next == DMARC_NO_POLICY
	    ? EXIT_RIGHT
	    : EXIT_STILL_WAITING;
}

int
dmarc_next(struct cli *cli)
{
	const struct clock_service *clock = &cli->services->clock;
	struct climbing c = {.now = clock->now(clock->self)};
	int code = dkim_begin(cli, true, &c.work);

	if (code != EXIT_RIGHT)
		return code;
	c.plan = mem_alloc(sizeof(*c.plan));
	code = look(&c);
	(cli->options->json ? print_json : print_text)(&c);
	if (code == EXIT_RIGHT)
		code = exit_code(&c.ramp);
	examine_free(c.examine);
	arena_release(&c.plan_arena);
	free(c.plan);
	dkim_end(&c.work);
	return code;
}
