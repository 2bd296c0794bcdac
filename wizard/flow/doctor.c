#include "wizard/flow/doctor.h"

#include <stdlib.h>

#include "wizard/base/mem.h"
#include "wizard/flow/examine.h"

struct doctor {
	const struct services *services;
	const struct bounce *bounce;
	void (*changed)(void *arg);
	void *arg;
	struct arena own; /* of the parameters */
	struct examine_options options;
	struct examine *examine;
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
	};

	arena_reset(&doctor->arena);
	diagnose(&doctor->arena, &input, &doctor->diagnosis);
}

/* The diagnosis may ask what the examination did not. */
static void
progress(void *arg)
{
	struct doctor *doctor = arg;

	derive(doctor);
	if (examine_done(doctor->examine) && doctor->diagnosis.pending) {
		examine_update(doctor->examine, &doctor->options.params);
		derive(doctor);
	}
	doctor->changed(doctor->arg);
}

static void
patience_ends(void *arg)
{
	struct doctor *doctor = arg;

	doctor->patience = NULL;
	doctor->changed(doctor->arg);
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
	    .given_selector = &b->selector,
	    .given_selectors = b->selector != NULL,
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
	set_params(doctor, domain);
	doctor->examine =
	    examine_new(services, &doctor->options, progress, doctor);
	doctor->patience =
	    clock->after(clock->self, DOCTOR_PATIENCE, patience_ends, doctor);
	derive(doctor);
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
	free(doctor);
}

bool
doctor_done(const struct doctor *doctor)
{
	return doctor->patience == NULL ||
	    (examine_done(doctor->examine) && !doctor->diagnosis.pending);
}

const struct diagnosis *
doctor_diagnosis(const struct doctor *doctor)
{
	return &doctor->diagnosis;
}
