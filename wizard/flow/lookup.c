#include "wizard/flow/lookup.h"

#include <stdlib.h>

#include "wizard/base/mem.h"

struct flight { /* one question under way */
	struct flight *next, **link;
	struct lookup *lookup;
	struct question *question;
	struct dns_request *request;
};

struct lookup {
	const struct services *services;
	struct inquiry *inquiry;
	struct flight *flights;
	struct timer *batch; /* runs when answers came in and were not told yet */
	void (*progress)(void *arg);
	void *arg;
};

struct lookup *
lookup_new(const struct services *services, struct inquiry *inquiry,
    void (*progress)(void *arg), void *arg)
{
	struct lookup *lookup = mem_alloc(sizeof(*lookup));

	lookup->services = services;
	lookup->inquiry = inquiry;
	lookup->progress = progress;
	lookup->arg = arg;
	return lookup;
}

static void
land(struct flight *flight)
{
	*flight->link = flight->next;
	if (flight->next != NULL)
		flight->next->link = flight->link;
	free(flight);
}

void
lookup_free(struct lookup *lookup)
{
	const struct services *s;

	if (lookup == NULL)
		return;
	s = lookup->services;
	while (lookup->flights != NULL) {
		s->dns.cancel(s->dns.self, lookup->flights->request);
		land(lookup->flights);
	}
	s->clock.stop(s->clock.self, lookup->batch);
	free(lookup);
}

static void
tell(void *arg)
{
	struct lookup *lookup = arg;

	lookup->batch = NULL;
	lookup->progress(lookup->arg);
}

static void
answered(void *arg, const struct dns_answer *answer)
{
	struct flight *flight = arg;
	struct lookup *lookup = flight->lookup;
	const struct clock_service *clock = &lookup->services->clock;

	inquiry_answer(lookup->inquiry, flight->question, answer);
	land(flight);
	/* What arrives in the same turn of the loop is told together. */
	if (lookup->batch == NULL)
		lookup->batch = clock->after(clock->self, 0, tell, lookup);
}

static void
send_question(struct lookup *lookup, struct question *question)
{
	const struct dns_service *dns = &lookup->services->dns;
	struct flight *flight = mem_alloc(sizeof(*flight));
	struct dns_query query = {
	    .name = question->name,
	    .type = question->type,
	    .whom = question->whom,
	    .server = question->server,
	    .cd = question->cd,
	};

	flight->lookup = lookup;
	flight->question = question;
	flight->next = lookup->flights;
	flight->link = &lookup->flights;
	if (flight->next != NULL)
		flight->next->link = &flight->next;
	lookup->flights = flight;
	flight->request = dns->lookup(dns->self, &query,
	    inquiry_arena(lookup->inquiry), answered, flight);
}

void
lookup_send(struct lookup *lookup)
{
	struct question *question;

	while ((question = inquiry_unsent(lookup->inquiry)) != NULL)
		send_question(lookup, question);
}
