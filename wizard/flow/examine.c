#include "wizard/flow/examine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/flow/lookup.h"
#include "wizard/flow/merge_offer.h"

/* libspf2's verdict of one address, for MAIL FROM or for the null sender. */
struct evaluation {
	struct examine *examine;
	struct ip ip;
	bool null_sender;
	struct spf_job *job;
	bool done;
	struct spf_verdict verdict;
};

#define EVALUATIONS_MAX 64

struct examine {
	const struct services *services;
	struct examine_options options;
	void (*changed)(void *arg);
	void *arg;
	struct inquiry *inquiry;
	struct lookup *lookup;
	struct arena arena; /* of facts and findings */
	struct facts *facts;
	struct findings findings; /* about these facts, once somebody asked */
	bool judged;
	struct evaluation *evaluation; /* EVALUATIONS_MAX; NULL: none so far */
	size_t evaluations;
	size_t evaluating;
	bool examined; /* complete, and evaluations have been asked for */
	int64_t started; /* wall clock */
	int64_t ticks;
	int64_t elapsed;
};

/* Facts are made anew each time; the verdicts are put back into them. */
static void
enter_verdicts(struct examine *e)
{
	for (size_t i = 0; i < e->evaluations; i++) {
		const struct evaluation *v = &e->evaluation[i];

		for (size_t j = 0; j < e->facts->addresses; j++) {
			struct address_facts *a = &e->facts->address[j];

			if (!ip_equal(&a->ip, &v->ip))
				continue;
			if (v->null_sender)
				a->second_helo = v->done ? &v->verdict : NULL;
			else
				a->second = v->done ? &v->verdict : NULL;
		}
	}
}

static int64_t
now_ticks(const struct examine *e)
{
	return e->services->clock.ticks(e->services->clock.self);
}

static void
derive(struct examine *e)
{
	arena_reset(&e->arena);
	e->facts = inspect(&e->arena, e->inquiry, &e->options.params);
	enter_verdicts(e);
	e->judged = false;
	if (!e->examined || e->evaluating > 0)
		e->elapsed = now_ticks(e) - e->ticks;
}

static void
evaluated(void *arg, const struct spf_verdict *verdict)
{
	struct evaluation *v = arg;
	struct examine *e = v->examine;

	v->job = NULL;
	v->verdict = *verdict;
	v->done = true;
	e->evaluating--;
	e->elapsed = now_ticks(e) - e->ticks;
	derive(e);
	e->changed(e->arg);
}

static void
evaluate_one(struct examine *e, const struct ip *ip, bool null_sender)
{
	const struct spf_service *spf = &e->services->spf;
	struct evaluation *v;
	const char *helo =
	    e->facts->helo[0] != '\0' ? e->facts->helo : e->facts->domain;
	struct spf_request request = {.ip = *ip, .helo = helo};
	char mail_from[DNAME_MAX + sizeof("postmaster@")];

	if (e->evaluations == EVALUATIONS_MAX)
		return;
	if (e->evaluation == NULL)
		e->evaluation =
		    mem_alloc(EVALUATIONS_MAX * sizeof(*e->evaluation));
	v = &e->evaluation[e->evaluations++];
	v->examine = e;
	v->ip = *ip;
	v->null_sender = null_sender;
	v->done = false;
	(void)snprintf(mail_from, sizeof(mail_from), "%s%s",
	    null_sender ? "" : "postmaster@",
	    null_sender ? "" : e->facts->domain);
	request.mail_from = mail_from;
	e->evaluating++;
	v->job = spf->evaluate(spf->self, &request, evaluated, v);
}

static bool
is_evaluated(const struct examine *e, const struct ip *ip, bool null_sender)
{
	for (size_t i = 0; i < e->evaluations; i++)
		if (ip_equal(&e->evaluation[i].ip, ip) &&
		    e->evaluation[i].null_sender == null_sender)
			return true;
	return false;
}

static void
evaluate_all(struct examine *e)
{
	for (size_t i = 0; i < e->facts->addresses; i++) {
		const struct address_facts *a = &e->facts->address[i];

		if ((a->roles & ADDRESS_SENDS) == 0)
			continue;
		if (!is_evaluated(e, &a->ip, false))
			evaluate_one(e, &a->ip, false);
		if (e->facts->helo[0] != '\0' &&
		    !is_evaluated(e, &a->ip, true))
			evaluate_one(e, &a->ip, true);
	}
}

/* Asks whatever is open now. */
static void
go_on(struct examine *e)
{
	lookup_send(e->lookup);
	if (e->facts->complete && e->options.second_opinion)
		evaluate_all(e);
	e->examined = e->facts->complete;
}

static void
progress(void *arg)
{
	struct examine *e = arg;

	derive(e);
	go_on(e);
	e->changed(e->arg);
}

struct examine *
examine_new(const struct services *services,
    const struct examine_options *options, void (*changed)(void *arg),
    void *arg)
{
	struct examine *e = mem_alloc(sizeof(*e));

	e->services = services;
	e->options = *options;
	e->changed = changed;
	e->arg = arg;
	e->inquiry = inquiry_new();
	e->lookup = lookup_new(services, e->inquiry, progress, e);
	e->started = services->clock.now(services->clock.self);
	e->ticks = now_ticks(e);
	derive(e);
	lookup_send(e->lookup);
	return e;
}

static void
cancel_evaluations(struct examine *e)
{
	const struct spf_service *spf = &e->services->spf;

	for (size_t i = 0; i < e->evaluations; i++)
		if (e->evaluation[i].job != NULL)
			spf->cancel(spf->self, e->evaluation[i].job);
	e->evaluations = 0;
	e->evaluating = 0;
	e->examined = false;
}

void
examine_free(struct examine *e)
{
	if (e == NULL)
		return;
	cancel_evaluations(e);
	lookup_free(e->lookup);
	inquiry_free(e->inquiry);
	arena_release(&e->arena);
	free(e->evaluation);
	free(e);
}

void
examine_update(struct examine *e, const struct inspect_params *params)
{
	char helo[DNAME_MAX + 1];

	(void)snprintf(helo, sizeof(helo), "%s", e->facts->helo);
	e->options.params = *params;
	derive(e);
	/* Bounces are judged by that name: what was said of another is void. */
	if (strcmp(helo, e->facts->helo) != 0) {
		cancel_evaluations(e);
		derive(e);
	}
	go_on(e);
}

void
examine_again(struct examine *e)
{
	cancel_evaluations(e);
	lookup_free(e->lookup);
	inquiry_free(e->inquiry);
	e->inquiry = inquiry_new();
	e->lookup = lookup_new(e->services, e->inquiry, progress, e);
	e->started = e->services->clock.now(e->services->clock.self);
	e->ticks = now_ticks(e);
	e->elapsed = 0;
	derive(e);
	lookup_send(e->lookup);
}

const struct facts *
examine_facts(const struct examine *e)
{
	return e->facts;
}

const struct findings *
examine_findings(struct examine *e)
{
	if (!e->judged) {
		e->findings = check_all(&e->arena, e->facts);
		merge_offer(&e->arena, e->facts, &e->findings);
	}
	e->judged = true;
	return &e->findings;
}

bool
examine_done(const struct examine *e)
{
	return e->examined && e->facts->complete && e->evaluating == 0;
}

struct examine_statistics
examine_statistics(const struct examine *e)
{
	return (struct examine_statistics) {
	    .queries = inquiry_count(e->inquiry),
	    .rounds = inquiry_rounds(e->inquiry),
	    .elapsed_ms = e->elapsed,
	};
}

int64_t
examine_started(const struct examine *e)
{
	return e->started;
}

int64_t
examine_waited(const struct examine *e)
{
	return examine_done(e) ? e->elapsed : now_ticks(e) - e->ticks;
}
