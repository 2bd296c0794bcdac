/* The questions of a watch that are under way. */
#include <stdlib.h>

#include "wizard/base/mem.h"
#include "wizard/flow/watch_state.h"

/* TEST-NET-1, RFC 5737: whoever answers from there is somebody on the way. */
static const struct ip nobody = {.family = 4, .octets = {192, 0, 2, 1}};

static void
drop(struct watch_question *q)
{
	*q->link = q->next;
	if (q->next != NULL)
		q->next->link = q->link;
	arena_release(&q->arena);
	free(q);
}

static struct watch_question *
add(struct watch *w)
{
	struct watch_question *q = mem_alloc(sizeof(*q));

	q->watch = w;
	q->next = w->questions;
	q->link = &w->questions;
	if (q->next != NULL)
		q->next->link = &q->next;
	w->questions = q;
	return q;
}

static void
answered(void *arg, const struct dns_answer *answer)
{
	struct watch_question *q = arg;
	struct watch *w = q->watch;

	q->told(q, answer);
	drop(q);
	w->asking--;
	watch_told(w);
}

struct watch_question *
watch_ask(struct watch *w, struct watch_server *server, size_t change,
    const char *name, uint16_t type,
    void (*told)(struct watch_question *q, const struct dns_answer *answer))
{
	const struct dns_service *dns = &w->services->dns;
	struct watch_question *q = add(w);
	struct dns_query query = {
	    .name = name,
	    .type = type,
	    .whom = server->authority ? ASK_AUTHORITY : ASK_CACHE,
	    .server = server->ip,
	    .port = server->port,
	};

	q->server = server;
	q->change = change;
	q->told = told;
	w->asking++;
	q->request = dns->lookup(dns->self, &query, &q->arena, answered, q);
	return q;
}

void
watch_cancel(struct watch *w)
{
	const struct dns_service *dns = &w->services->dns;

	while (w->questions != NULL) {
		dns->cancel(dns->self, w->questions->request);
		drop(w->questions);
	}
}

/* Whatever it says, somebody said it. */
static void
nobody_answered(void *arg, const struct dns_answer *answer)
{
	struct watch_question *q = arg;
	struct watch *w = q->watch;

	w->intercepted = answer->status != DNS_TIMEOUT &&
	    answer->status != DNS_UNREACHABLE &&
	    answer->status != DNS_CANCELLED;
	drop(q);
	if (w->intercepted)
		w->changed(w->arg);
}

/* The SOA of the zone does no harm in whichever cache it ends. */
void
watch_ask_nobody(struct watch *w)
{
	const struct dns_service *dns = &w->services->dns;
	const char *apex = NULL;
	struct watch_question *q;
	struct dns_query query = {
	    .type = DNS_SOA, .whom = ASK_AUTHORITY, .server = nobody};

	for (size_t i = 0; i < w->changes && apex == NULL; i++)
		apex = w->apex[i];
	if (apex == NULL)
		return;
	query.name = apex;
	q = add(w);
	q->request =
	    dns->lookup(dns->self, &query, &q->arena, nobody_answered, q);
}
