#include "wizard/check/inquiry.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/check/errand.h"
#include "wizard/record/dname.h"

#define SLOTS (2 * INQUIRY_MAX) /* of the hash table, a power of two */

struct inquiry {
	struct arena arena;
	struct question **question; /* in the order of asking */
	size_t count;
	size_t cap;
	size_t unsent; /* everything before it has been sent */
	size_t pending;
	unsigned reached; /* depth of the deepest answer so far */
	unsigned news;    /* of the deepest one that nobody has seen yet */
	bool seen;        /* what is asked now follows from the news */
	struct errands errands;
	uint16_t slot[SLOTS]; /* index into question, plus one */
};

static const struct dns_answer pending_answer = {.status = DNS_PENDING};
static const struct dns_answer refused_answer = {.status = DNS_CANCELLED};

struct inquiry *
inquiry_new(void)
{
	struct inquiry *inquiry = mem_alloc(sizeof(*inquiry));

	inquiry->errands.arena = &inquiry->arena;
	return inquiry;
}

void
inquiry_free(struct inquiry *inquiry)
{
	if (inquiry == NULL)
		return;
	arena_release(&inquiry->arena);
	free(inquiry->question);
	free(inquiry);
}

struct arena *
inquiry_arena(struct inquiry *inquiry)
{
	return &inquiry->arena;
}

struct errands *
inquiry_errands(struct inquiry *inquiry)
{
	return &inquiry->errands;
}

/* FNV-1a. Most questions go to the resolver, and have no server. */
static uint32_t
hash(const struct question *asked)
{
	const struct ip *server = &asked->server;
	uint32_t h = (dname_hash(asked->name) ^ asked->type) * 16777619U;

	h = (h ^ (uint32_t)asked->whom << 1 ^ (uint32_t)asked->cd) * 16777619U;
	for (size_t i = 0; server->family != 0 && i < sizeof(server->octets);
	     i++)
		h = (h ^ server->octets[i]) * 16777619U;
	return h;
}

static bool
is_same(const struct question *a, const struct question *b)
{
	return a->type == b->type && a->whom == b->whom && a->cd == b->cd &&
	    ip_equal(&a->server, &b->server) && dname_equal(a->name, b->name);
}

static struct question *
add(struct inquiry *inquiry, const struct question *asked)
{
	struct question *q = arena_alloc(&inquiry->arena, sizeof(*q));

	if (inquiry->count == inquiry->cap) {
		inquiry->cap = inquiry->cap == 0 ? 64 : inquiry->cap * 2;
		inquiry->question = mem_grow(inquiry->question, inquiry->cap,
		    sizeof(*inquiry->question));
	}
	*q = *asked;
	q->name = arena_copy(&inquiry->arena, asked->name);
	q->answer = &pending_answer;
	q->depth = inquiry->news + 1;
	inquiry->question[inquiry->count++] = q;
	inquiry->pending++;
	return q;
}

static const struct dns_answer *
ask(struct inquiry *inquiry, const struct question *asked)
{
	uint32_t i;

	for (i = hash(asked) % SLOTS; inquiry->slot[i] != 0;
	     i = (i + 1) % SLOTS) {
		const struct question *q =
		    inquiry->question[inquiry->slot[i] - 1];

		if (is_same(q, asked))
			return q->answer;
	}
	if (inquiry->count == INQUIRY_MAX)
		return &refused_answer;
	inquiry->slot[i] = (uint16_t)(inquiry->count + 1);
	return add(inquiry, asked)->answer;
}

const struct dns_answer *
inquiry_ask(struct inquiry *inquiry, const char *name, uint16_t type,
    enum inquiry_whom whom, const struct ip *server)
{
	struct question asked = {.name = name, .type = type, .whom = whom};

	if (server != NULL)
		asked.server = *server;
	return ask(inquiry, &asked);
}

const struct dns_answer *
inquiry_get(struct inquiry *inquiry, const char *name, uint16_t type)
{
	return inquiry_ask(inquiry, name, type, ASK_RESOLVER, NULL);
}

const struct dns_answer *
inquiry_get_unchecked(struct inquiry *inquiry, const char *name, uint16_t type)
{
	const struct question asked = {
	    .name = name, .type = type, .whom = ASK_RESOLVER, .cd = true};

	return ask(inquiry, &asked);
}

struct question *
inquiry_unsent(struct inquiry *inquiry)
{
	while (inquiry->unsent < inquiry->count) {
		struct question *q = inquiry->question[inquiry->unsent++];

		if (!q->sent) {
			q->sent = true;
			return q;
		}
	}
	inquiry->seen = true;
	return NULL;
}

void
inquiry_answer(struct inquiry *inquiry, struct question *question,
    const struct dns_answer *answer)
{
	if (question->answer->status == DNS_PENDING)
		inquiry->pending--;
	question->answer = answer;
	if (inquiry->seen)
		inquiry->news = 0;
	inquiry->seen = false;
	if (question->depth > inquiry->news)
		inquiry->news = question->depth;
	if (question->depth > inquiry->reached)
		inquiry->reached = question->depth;
}

size_t
inquiry_forget(
    struct inquiry *inquiry, bool (*filter)(const struct question *))
{
	size_t forgotten = 0;

	for (size_t i = 0; i < inquiry->count; i++) {
		struct question *q = inquiry->question[i];

		if (q->answer->status == DNS_PENDING || !filter(q))
			continue;
		q->answer = &pending_answer;
		q->sent = false;
		inquiry->pending++;
		forgotten++;
	}
	inquiry->unsent = 0;
	return forgotten;
}

size_t
inquiry_pending(const struct inquiry *inquiry)
{
	return inquiry->pending + inquiry->errands.pending;
}

size_t
inquiry_count(const struct inquiry *inquiry)
{
	return inquiry->count;
}

unsigned
inquiry_rounds(const struct inquiry *inquiry)
{
	return inquiry->reached;
}

const struct question *
inquiry_at(const struct inquiry *inquiry, size_t i)
{
	return inquiry->question[i];
}
