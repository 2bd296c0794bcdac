#include "wizard/flow/spf_ask.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/flow/lookup.h"

#define TIME_LIMIT 20000 /* ms, RFC 7208 section 4.6.4 */

struct spf_ask {
	const struct services *services;
	const struct spf_query *query;
	void (*changed)(void *arg);
	void *arg;
	struct inquiry *inquiry;
	struct lookup *lookup;
	struct arena arena;
	struct spf_outcome *outcome;
	struct timer *limit;
	struct spf_job *job; /* libspf2 at work */
	bool second;
	struct spf_verdict verdict;
};

static void
stop_limit(struct spf_ask *ask)
{
	const struct clock_service *clock = &ask->services->clock;

	clock->stop(clock->self, ask->limit);
	ask->limit = NULL;
}

static void
evaluate(struct spf_ask *ask)
{
	struct spf_source source = spf_source_of(ask->inquiry);

	arena_reset(&ask->arena);
	ask->outcome = spf_evaluate(&ask->arena, &source, ask->query);
	if (!ask->outcome->pending)
		stop_limit(ask);
	else
		lookup_send(ask->lookup);
}

static void
progress(void *arg)
{
	struct spf_ask *ask = arg;

	if (!ask->outcome->pending)
		return;
	evaluate(ask);
	ask->changed(ask->arg);
}

static void
too_late(void *arg)
{
	struct spf_ask *ask = arg;

	ask->limit = NULL;
	ask->outcome->pending = false;
	ask->outcome->result = SPF_TEMPERROR;
	ask->outcome->problem = _("the evaluation took longer than 20 seconds");
	ask->changed(ask->arg);
}

static void
second_done(void *arg, const struct spf_verdict *verdict)
{
	struct spf_ask *ask = arg;

	ask->job = NULL;
	ask->verdict = *verdict;
	ask->changed(ask->arg);
}

struct spf_ask *
spf_ask_new(const struct services *services, const struct spf_query *query,
    bool second, void (*changed)(void *arg), void *arg)
{
	struct spf_ask *ask = mem_alloc(sizeof(*ask));
	const struct clock_service *clock = &services->clock;
	struct spf_request request = {
	    .ip = query->ip,
	    .helo = query->helo,
	    .mail_from = query->mail_from,
	};

	ask->services = services;
	ask->query = query;
	ask->changed = changed;
	ask->arg = arg;
	ask->inquiry = inquiry_new();
	ask->lookup = lookup_new(services, ask->inquiry, progress, ask);
	ask->limit = clock->after(clock->self, TIME_LIMIT, too_late, ask);
	evaluate(ask);
	ask->second = second;
	if (second)
		ask->job = services->spf.evaluate(
		    services->spf.self, &request, second_done, ask);
	return ask;
}

void
spf_ask_free(struct spf_ask *ask)
{
	if (ask == NULL)
		return;
	stop_limit(ask);
	if (ask->job != NULL)
		ask->services->spf.cancel(ask->services->spf.self, ask->job);
	lookup_free(ask->lookup);
	inquiry_free(ask->inquiry);
	arena_release(&ask->arena);
	free(ask);
}

bool
spf_ask_done(const struct spf_ask *ask)
{
	return !ask->outcome->pending && ask->job == NULL;
}

const struct spf_outcome *
spf_ask_outcome(const struct spf_ask *ask)
{
	return ask->outcome;
}

const struct spf_verdict *
spf_ask_second(const struct spf_ask *ask)
{
	return ask->second ? &ask->verdict : NULL;
}

/* --- Where libspf2 goes wrong --------------------------------------------------- */

static bool
has_long_record(const struct inquiry *inquiry)
{
	for (size_t i = 0; i < inquiry_count(inquiry); i++) {
		const struct dns_answer *a = inquiry_at(inquiry, i)->answer;

		for (size_t j = 0; j < a->count; j++)
			if (a->rr[j].type == DNS_TXT &&
			    spf_is_record(a->rr[j].text) &&
			    a->rr[j].text.len > 511)
				return true;
	}
	return false;
}

static bool
has_term(const struct spf_ask *ask, bool (*is)(const struct spf_term *))
{
	struct arena arena = ARENA_INIT;
	bool found = false;

	for (size_t i = 0; i < ask->outcome->traces && !found; i++) {
		struct spf_term term;
		struct err err = ERR_INIT;

		found = spf_parse_term(&arena, ask->outcome->trace[i].term,
			    &term, &err) == ERR_OK &&
		    is(&term);
	}
	arena_release(&arena);
	return found;
}

static bool
has_zero_prefix(const struct spf_term *term)
{
	return term->prefix4 == 0 || term->prefix6 == 0;
}

static bool
is_redirect(const struct spf_term *term)
{
	return term->kind == SPF_TERM_REDIRECT;
}

static bool
has_macro(const struct spf_term *term)
{
	return term->has_macro;
}

const char *
spf_ask_difference(const struct spf_ask *ask)
{
	const struct spf_outcome *o = ask->outcome;

	if (!ask->second || !ask->verdict.valid ||
	    ask->verdict.result == o->result)
		return NULL;
	if (has_term(ask, has_zero_prefix))
		return _("libspf2 refuses the prefix length /0");
	if (has_long_record(ask->inquiry))
		return _("libspf2 drops what stands behind the first 511 "
			 "octets of a compiled record");
	if (o->lookups > SPF_LOOKUPS_MAX || o->voids > SPF_VOIDS_MAX)
		return _("libspf2 counts look-ups anew in every include, and "
			 "void ones not at all");
	if (has_term(ask, is_redirect))
		return _("libspf2 follows a redirect where it stands instead of "
			 "at the end");
	if (has_term(ask, has_macro))
		return _("libspf2 loses a character of macros such as %{d2}");
	return _("the reason is not known");
}
