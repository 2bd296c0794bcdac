#include "wizard/flow/lookup.h"

#include <stdlib.h>

#include "wizard/base/mem.h"

struct flight { /* one question or errand under way */
	struct flight *next, **link;
	struct lookup *lookup;
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
	lookup->progress(lookup->arg);
}

/* What arrives in the same turn of the loop is told together. */
static void
arrive(struct flight *flight)
{
	struct lookup *lookup = flight->lookup;
	const struct clock_service *clock = &lookup->services->clock;

	land(flight);
	if (lookup->batch == NULL)
		lookup->batch = clock->after(clock->self, 0, tell, lookup);
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

	while ((question = inquiry_unsent(lookup->inquiry)) != NULL)
		send_question(lookup, question);
	while ((errand = errand_unsent(errands)) != NULL)
		do_errand(lookup, errand);
}
