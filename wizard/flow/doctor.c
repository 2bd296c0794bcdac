#include "wizard/flow/doctor.h"

#include <stdlib.h>

#include "wizard/base/mem.h"
#include "wizard/flow/examine.h"
#include "wizard/flow/here.h"
#include "wizard/flow/noted.h"
#include "wizard/flow/past.h"
#include "wizard/flow/proposal.h"

struct doctor {
	const struct services *services;
	const struct bounce *bounce;
	void (*changed)(void *arg);
	void *arg;
	struct arena own; /* of the parameters */
	struct past *past; /* what was entered for the domain */
	const char *selector[NOTED_MAX + 1]; /* that of the bounce first */
	bool proved; /* a real message has passed since */
	struct examine_options options;
	struct examine *examine;
	struct arena host_arena;
	const struct host_facts *host; /* NULL: not known yet */
	struct timer *patience; /* NULL: it is over */
	struct arena arena; /* of the diagnosis */
	struct diagnosis diagnosis;
};

static void
derive(struct doctor *doctor)
{
	struct diagnose_input input = {
	    .bounce = doctor->bounce,
	    .facts = examine_facts(doctor->examine),
	    .findings = examine_findings(doctor->examine),
	    .templates = doctor->services->templates,
	    .proved = doctor->proved,
	    .change = doctor->past->change,
	    .changes = doctor->past->count,
	};

	arena_reset(&doctor->arena);
	diagnose(&doctor->arena, &input, &doctor->diagnosis);
}

/*
 * Where the mail comes from this machine, its software and its addresses count;
 * that it does is known only when the MX and the SPF record are.
 */
static void
look_at_host(struct doctor *doctor)
{
	struct inspect_params *params = &doctor->options.params;

	if (params->host != NULL || doctor->host == NULL ||
	    !here_is_home(doctor->host, examine_facts(doctor->examine)))
		return;
	params->host = doctor->host;
	examine_update(doctor->examine, params);
}

/* The diagnosis may ask what the examination did not. */
static void
progress(void *arg)
{
	struct doctor *doctor = arg;

	if (examine_done(doctor->examine))
		look_at_host(doctor);
	derive(doctor);
	if (examine_done(doctor->examine) && doctor->diagnosis.pending) {
		examine_update(doctor->examine, &doctor->options.params);
		derive(doctor);
	}
	doctor->changed(doctor->arg);
}

static void
host_known(void *arg, const struct host_facts *facts)
{
	struct doctor *doctor = arg;

	doctor->host = facts;
	progress(doctor);
}

static void
patience_ends(void *arg)
{
	struct doctor *doctor = arg;

	doctor->patience = NULL;
	doctor->changed(doctor->arg);
}

/*
 * What is known of the domain from before; how many selectors. A bounce without
 * a date may be older than all of it, or newer.
 */
static size_t
remember(struct doctor *doctor, const char *domain)
{
	struct decisions *d = mem_alloc(sizeof(*d));
	struct err ignored = ERR_INIT;
	size_t named = doctor->bounce->selector != NULL, count;

	proposal_load(doctor->services, domain, d);
	if (doctor->services->store.recall == NULL ||
	    past_load(doctor->services, d, doctor->past, &ignored) != ERR_OK)
		doctor->past->count = 0;
	doctor->proved =
	    doctor->bounce->sent != 0 && d->proved > doctor->bounce->sent;
	doctor->selector[0] = doctor->bounce->selector;
	count = named + noted_selectors(d, doctor->selector + named);
	for (size_t i = named; i < count; i++)
		doctor->selector[i] =
		    arena_copy(&doctor->own, doctor->selector[i]);
	free(d);
	return count;
}

static void
set_params(struct doctor *doctor, const char *domain)
{
	const struct templates *t = doctor->services->templates;
	const struct bounce *b = doctor->bounce;

	doctor->options.params = (struct inspect_params) {
	    .domain = domain,
	    .selector = t->selector,
	    .selectors = t->selectors,
	    .hint = t->hint,
	    .hints = t->hints,
	    .given_selector = doctor->selector,
	    .given_selectors = remember(doctor, domain),
	    .sender = &b->ip,
	    .senders = b->ip.family != 0,
	    .helo = b->identity == BOUNCE_HELO ? b->domain : NULL,
	    .mail_from = diagnose_sender(&doctor->own, b),
	};
}

struct doctor *
doctor_new(const struct services *services, const struct bounce *bounce,
    void (*changed)(void *arg), void *arg)
{
	const struct clock_service *clock = &services->clock;
	const char *domain = diagnose_domain(bounce);
	struct doctor *doctor;

	if (domain == NULL)
		return NULL;
	doctor = mem_alloc(sizeof(*doctor));
	doctor->services = services;
	doctor->bounce = bounce;
	doctor->changed = changed;
	doctor->arg = arg;
	doctor->past = mem_alloc(sizeof(*doctor->past));
	set_params(doctor, domain);
	doctor->examine =
	    examine_new(services, &doctor->options, progress, doctor);
	doctor->patience =
	    clock->after(clock->self, DOCTOR_PATIENCE, patience_ends, doctor);
	derive(doctor);
	services->host.inspect(
	    services->host.self, &doctor->host_arena, host_known, doctor);
	return doctor;
}

void
doctor_free(struct doctor *doctor)
{
	if (doctor == NULL)
		return;
	doctor->services->clock.stop(
	    doctor->services->clock.self, doctor->patience);
	examine_free(doctor->examine);
	arena_release(&doctor->arena);
	arena_release(&doctor->own);
	arena_release(&doctor->host_arena);
	free(doctor->past);
	free(doctor);
}

bool
doctor_done(const struct doctor *doctor)
{
	return doctor->patience == NULL ||
	    (doctor->host != NULL && examine_done(doctor->examine) &&
		!doctor->diagnosis.pending);
}

const struct diagnosis *
doctor_diagnosis(const struct doctor *doctor)
{
	return &doctor->diagnosis;
}
