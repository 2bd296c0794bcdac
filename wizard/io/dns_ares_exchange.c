#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/io/dns_ares_core.h"

bool
exchange_same_query(const struct dns_query *a, const struct dns_query *b)
{
	return a->type == b->type && a->whom == b->whom && a->port == b->port &&
	       a->tcp == b->tcp && a->cd == b->cd &&
	       ip_equal(&a->server, &b->server) &&
	       strcasecmp(a->name, b->name) == 0;
}

static bool
same_exchange(const struct dns_map_node *node, const void *key)
{
	return exchange_same_query(
	    &((const struct exchange *)node)->query, key);
}

static uint64_t
hash_query(const struct dns *dns, const struct dns_query *query)
{
	uint64_t rest = (uint64_t)query->type << 32 |
			(uint64_t)query->whom << 16 | query->port;
	uint64_t hash = dns_map_hash(&dns->exchanges, rest,
	    query->server.octets, sizeof(query->server.octets));

	for (const char *c = query->name; *c != '\0'; c++) {
		char lower = (char)tolower((unsigned char)*c);

		hash = dns_map_hash(&dns->exchanges, hash, &lower, 1);
	}
	return hash;
}

static void
on_closed(uv_handle_t *timer)
{
	struct exchange *exchange = timer->data;

	free(exchange->kept_wire);
	free(exchange);
}

static void
exchange_free(struct exchange *exchange)
{
	attempt_end(exchange);
	dns_map_remove(&exchange->dns->exchanges, &exchange->node);
	uv_close((uv_handle_t *)&exchange->timer, on_closed);
}

static struct dns_answer *
no_answer(struct arena *arena, enum dns_status status)
{
	struct dns_answer *answer = arena_alloc(arena, sizeof(*answer));

	answer->status = status;
	return answer;
}

struct dns_answer *
exchange_read(struct arena *arena, const struct dns_query *query,
    const struct reply *reply)
{
	struct dns_answer *answer = dnsmsg_decode(
	    arena, reply->wire, reply->len, query->name, query->type);

	/* A cut message says nothing for certain: RFC 2181 section 9. */
	if (answer->truncated && dns_is_answered(answer->status))
		answer->status = DNS_UNREACHABLE;
	answer->server = reply->server;
	answer->over_tcp = reply->tcp;
	answer->elapsed_ms = reply->elapsed;
	answer->waited_ms = reply->waited;
	return answer;
}

static void
note_time(const struct exchange *exchange, struct reply *reply)
{
	uint64_t waited = loop_waited(exchange->dns->loop);

	if (exchange->begun == 0)
		return;
	reply->elapsed =
	    (uint32_t)((uv_hrtime() - exchange->begun) / NS_PER_MS);
	reply->waited = (uint32_t)((waited - exchange->waited) / NS_PER_MS);
}

/* Every request gets its own copy; wire NULL: there is only a status. */
static void
settle(struct exchange *exchange, struct reply reply, enum dns_status status)
{
	struct dns_request *request;

	note_time(exchange, &reply);
	if (reply.wire != NULL)
		memory_keep(exchange, &reply);
	while ((request = TAILQ_FIRST(&exchange->requests)) != NULL) {
		struct dns_answer *answer = reply.wire == NULL
		    ? no_answer(request->arena, status)
		    : exchange_read(request->arena, &exchange->query, &reply);

		answer->server = reply.server;
		answer->elapsed_ms = reply.elapsed;
		answer->waited_ms = reply.waited;
		TAILQ_REMOVE(&exchange->requests, request, entry);
		request->answer = answer;
		dns_finish(exchange->dns, request);
	}
	exchange_free(exchange);
}

void
exchange_settle(struct exchange *exchange, const struct reply *reply)
{
	settle(exchange, *reply, DNS_MALFORMED);
}

void
exchange_fail(
    struct exchange *exchange, struct ip server, enum dns_status status)
{
	settle(exchange, (struct reply) {.server = server}, status);
}

static struct exchange *
exchange_new(struct dns *dns, const struct dns_query *query, uint64_t hash)
{
	size_t size = strlen(query->name) + 1;
	struct exchange *exchange = mem_alloc(sizeof(*exchange) + size);

	exchange->dns = dns;
	exchange->query = *query;
	memcpy(exchange->name, query->name, size);
	exchange->query.name = exchange->name;
	exchange->tcp = query->tcp;
	exchange->first = dns->first;
	TAILQ_INIT(&exchange->requests);
	(void)uv_timer_init(loop_uv(dns->loop), &exchange->timer);
	exchange->timer.data = exchange;
	dns_map_add(&dns->exchanges, &exchange->node, hash);
	return exchange;
}

static void
join(struct exchange *exchange, struct dns_request *request)
{
	request->exchange = exchange;
	TAILQ_INSERT_TAIL(&exchange->requests, request, entry);
}

void
exchange_ask(
    struct dns *dns, const struct dns_query *query, struct dns_request *request)
{
	uint64_t hash = hash_query(dns, query);
	struct exchange *exchange = (struct exchange *)dns_map_find(
	    &dns->exchanges, hash, same_exchange, query);

	if (memory_recall(dns, query, hash, request))
		return;
	if (exchange != NULL) {
		dns->statistics.shared++;
		join(exchange, request);
		return;
	}
	exchange = exchange_new(dns, query, hash);
	join(exchange, request);
	attempt_begin(exchange);
}

void
exchange_leave(struct dns_request *request)
{
	struct exchange *exchange = request->exchange;

	TAILQ_REMOVE(&exchange->requests, request, entry);
	request->exchange = NULL;
	if (TAILQ_EMPTY(&exchange->requests))
		exchange_free(exchange);
}

static void
drop_exchange(struct dns_map_node *node)
{
	struct exchange *exchange = (struct exchange *)node;
	struct dns_request *request;

	while ((request = TAILQ_FIRST(&exchange->requests)) != NULL) {
		TAILQ_REMOVE(&exchange->requests, request, entry);
		dns_drop(request);
	}
	exchange_free(exchange);
}

void
exchanges_free(struct dns *dns)
{
	dns_map_each(&dns->exchanges, drop_exchange);
}
