#include "wizard/flow/lookup.h"

#include <stdlib.h>

#include "wizard/base/mem.h"

/*
 * Answers are worth waiting for together: each telling has everything derived
 * anew. But who waits for the slowest of all would let one silent server hold up
 * what follows from the others.
 */
#define PATIENCE 10 /* ms from an answer until it is told, whatever is missing */

struct wave { /* what was sent together */
	size_t open;
};

struct flight { /* one question or errand under way */
	struct flight *next, **link;
	struct lookup *lookup;
	struct wave *wave;
	struct question *question; /* NULL: an errand */
	struct errand *errand;
	struct dns_request *request;
	struct web_job *page;
	struct smtp_job *server;
};

struct lookup {
	const struct services *services;
	struct inquiry *inquiry;
	struct flight *flights;
	struct wave *wave;   /* that takes off */
	struct timer *batch; /* runs when answers came in and were not told yet */
	bool whole;          /* and it runs at once */
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

static void
cancel(const struct services *s, struct flight *flight)
{
	if (flight->question != NULL)
		s->dns.cancel(s->dns.self, flight->request);
	else if (flight->errand->kind == ERRAND_PAGE)
		s->web.cancel(s->web.self, flight->page);
	else
		s->smtp.cancel(s->smtp.self, flight->server);
}

void
lookup_free(struct lookup *lookup)
{
	const struct services *s;

	if (lookup == NULL)
		return;
	s = lookup->services;
	while (lookup->flights != NULL) {
		cancel(s, lookup->flights);
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
	lookup->whole = false;
	lookup->progress(lookup->arg);
}

static void
tell_after(struct lookup *lookup, int64_t ms)
{
	const struct clock_service *clock = &lookup->services->clock;

	clock->stop(clock->self, lookup->batch);
	lookup->batch = clock->after(clock->self, ms, tell, lookup);
}

/* A wave is told as soon as it is whole, a part of it a little later. */
static void
arrive(struct flight *flight)
{
	struct lookup *lookup = flight->lookup;
	bool whole = --flight->wave->open == 0;

	land(flight);
	if (whole && !lookup->whole)
		tell_after(lookup, 0);
	else if (lookup->batch == NULL)
		tell_after(lookup, PATIENCE);
	lookup->whole |= whole;
}

static void
answered(void *arg, const struct dns_answer *answer)
{
	struct flight *flight = arg;

	inquiry_answer(flight->lookup->inquiry, flight->question, answer);
	arrive(flight);
}

static void
fetched(void *arg, const struct page *page)
{
	struct flight *flight = arg;

	errand_bring_page(inquiry_errands(flight->lookup->inquiry),
	    flight->errand, page);
	arrive(flight);
}

static void
met(void *arg, const struct mail_server *server)
{
	struct flight *flight = arg;

	errand_bring_server(inquiry_errands(flight->lookup->inquiry),
	    flight->errand, server);
	arrive(flight);
}

static struct flight *
take_off(struct lookup *lookup)
{
	struct flight *flight = mem_alloc(sizeof(*flight));

	flight->lookup = lookup;
	flight->wave = lookup->wave;
	flight->wave->open++;
	flight->next = lookup->flights;
	flight->link = &lookup->flights;
	if (flight->next != NULL)
		flight->next->link = &flight->next;
	lookup->flights = flight;
	return flight;
}

static void
send_question(struct lookup *lookup, struct question *question)
{
	const struct dns_service *dns = &lookup->services->dns;
	struct flight *flight = take_off(lookup);
	struct dns_query query = {
	    .name = question->name,
	    .type = question->type,
	    .whom = question->whom,
	    .server = question->server,
	    .cd = question->cd,
	};

	flight->question = question;
	flight->request = dns->lookup(dns->self, &query,
	    inquiry_arena(lookup->inquiry), answered, flight);
}

static void
do_errand(struct lookup *lookup, struct errand *errand)
{
	const struct web_service *web = &lookup->services->web;
	const struct smtp_service *smtp = &lookup->services->smtp;
	struct arena *arena = inquiry_arena(lookup->inquiry);
	struct flight *flight = take_off(lookup);

	flight->errand = errand;
	switch (errand->kind) {
	case ERRAND_PAGE:
		flight->page = web->fetch(web->self,
		    &(struct web_request) {
			errand->host, errand->path, errand->address},
		    arena, fetched, flight);
		break;
	case ERRAND_SERVER:
		flight->server = smtp->meet(smtp->self,
		    &(struct smtp_request) {errand->host, errand->address},
		    arena, met, flight);
		break;
	}
}

void
lookup_send(struct lookup *lookup)
{
	struct errands *errands = inquiry_errands(lookup->inquiry);
	struct question *question;
	struct errand *errand;

	lookup->wave =
	    arena_alloc(inquiry_arena(lookup->inquiry), sizeof(*lookup->wave));
	while ((question = inquiry_unsent(lookup->inquiry)) != NULL)
		send_question(lookup, question);
	while ((errand = errand_unsent(errands)) != NULL)
		do_errand(lookup, errand);
}
