#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/io/dns_ares_core.h"

/* RCODEs of RFC 1035 section 4.1.1. */
enum {
	NOERROR = 0,
	FORMERR = 1,
	NXDOMAIN = 3,
	NOTIMP = 4
};

#define NS_PER_MS UINT64_C(1000000)

struct reply {
	const uint8_t *wire;
	size_t len;
	struct ip server;
	bool tcp;
};

/* --- Questions under way, by what they ask -----------------------------------
 */

static bool
same_exchange(const struct dns_map_node *node, const void *key)
{
	const struct dns_query *a = &((const struct exchange *)node)->query;
	const struct dns_query *b = key;

	return a->type == b->type && a->whom == b->whom && a->port == b->port &&
	       a->tcp == b->tcp && a->cd == b->cd &&
	       ip_equal(&a->server, &b->server) &&
	       strcasecmp(a->name, b->name) == 0;
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

/* --- The end of a question ---------------------------------------------------
 */

static void
on_closed(uv_handle_t *timer)
{
	struct exchange *exchange = timer->data;

	free(exchange->kept.wire);
	free(exchange);
}

/* Nobody waits at the peer for it any more. */
static void
leave_peer(struct exchange *exchange)
{
	struct peer *peer = exchange->peer;

	if (peer == NULL)
		return;
	(void)uv_timer_stop(&exchange->timer);
	if (exchange->stage == EXCHANGE_WAITING)
		TAILQ_REMOVE(&peer->waiting, exchange, entry);
	else
		peer->in_flight--;
	line_forget(&exchange->sending);
	exchange->stage = EXCHANGE_NOWHERE;
	exchange->peer = NULL;
	peer_put(peer);
}

static void
exchange_free(struct exchange *exchange)
{
	leave_peer(exchange);
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

/* Every request gets its own copy; reply NULL: there is only a status. */
static void
settle(struct exchange *exchange, const struct reply *reply, struct ip server,
    enum dns_status status)
{
	uint64_t elapsed =
	    exchange->begun == 0 ? 0 : uv_hrtime() - exchange->begun;
	struct dns_request *request;

	while ((request = TAILQ_FIRST(&exchange->requests)) != NULL) {
		struct dns_answer *answer =
		    reply == NULL
			? no_answer(request->arena, status)
			: dnsmsg_decode(request->arena, reply->wire, reply->len,
			      exchange->query.name, exchange->query.type);

		answer->server = server;
		answer->over_tcp = reply != NULL && reply->tcp;
		answer->elapsed_ms = (uint32_t)(elapsed / NS_PER_MS);
		TAILQ_REMOVE(&exchange->requests, request, entry);
		request->answer = answer;
		dns_finish(exchange->dns, request);
	}
	exchange_free(exchange);
}

static void
settle_with(struct exchange *exchange, const struct reply *reply)
{
	settle(exchange, reply, reply->server, DNS_OK);
}

/* --- Asking
 * ------------------------------------------------------------------- */

static bool
asks_resolver(const struct exchange *exchange)
{
	return exchange->query.whom == ASK_RESOLVER;
}

static struct line_address
address_now(const struct exchange *exchange)
{
	const struct dns *dns = exchange->dns;
	const struct dns_query *query = &exchange->query;
	struct dns_server server = {query->server, query->port};

	if (asks_resolver(exchange))
		server = dns->resolver[(exchange->first + exchange->turn) %
				       dns->resolvers];
	return (struct line_address) {
	    .ip = server.ip,
	    .port = server.port != 0 ? server.port : dns->port,
	    .tcp = exchange->tcp,
	};
}

static bool
encode(struct exchange *exchange, bool plain)
{
	struct dns_question asked = {
	    .name = exchange->query.name,
	    .type = exchange->query.type,
	    .rd = exchange->query.whom != ASK_AUTHORITY,
	    .cd = exchange->query.cd,
	    .edns = plain ? 0 : DNS_EDNS_SIZE,
	};

	exchange->plain = plain;
	exchange->len = dnsmsg_encode(&asked, 0, exchange->packet);
	return exchange->len > 0;
}

/* Gets in line at the peer whose turn it is. */
static void
ask(struct exchange *exchange)
{
	struct line_address address = address_now(exchange);
	struct peer *peer;

	if (address.ip.family == 0) {
		settle(exchange, NULL, address.ip, DNS_UNREACHABLE);
		return;
	}
	peer = peer_get(exchange->dns, &address);
	exchange->peer = peer;
	exchange->stage = EXCHANGE_WAITING;
	TAILQ_INSERT_TAIL(&peer->waiting, exchange, entry);
	peer_touch(peer);
}

/* The same once more, differently. */
static void
ask_again(struct exchange *exchange)
{
	exchange->dns->statistics.retries++;
	ask(exchange);
}

static void
keep(struct exchange *exchange, const struct reply *reply)
{
	struct kept *kept = &exchange->kept;

	free(kept->wire);
	kept->wire = mem_alloc(reply->len);
	memcpy(kept->wire, reply->wire, reply->len);
	kept->len = reply->len;
	kept->server = reply->server;
	kept->tcp = reply->tcp;
}

static bool
try_next_resolver(struct exchange *exchange)
{
	if (!asks_resolver(exchange) ||
	    exchange->turn + 1 >= exchange->dns->resolvers)
		return false;
	exchange->turn++;
	exchange->tcp = exchange->query.tcp;
	if (exchange->plain)
		(void)encode(exchange, false);
	ask_again(exchange);
	return true;
}

/*
 * One that is silent should not hold up every question after this. Silence over
 * TCP says little: many do not offer it.
 */
static void
prefer_another(const struct exchange *exchange)
{
	struct dns *dns = exchange->dns;
	size_t silent = (exchange->first + exchange->turn) % dns->resolvers;

	if (asks_resolver(exchange) && !exchange->tcp && dns->first == silent)
		dns->first = (silent + 1) % dns->resolvers;
}

/* This server said nothing. */
static void
take_failure(
    struct exchange *exchange, struct ip server, enum dns_status status)
{
	const struct kept *kept = &exchange->kept;
	struct reply reply = {kept->wire, kept->len, kept->server, kept->tcp};

	prefer_another(exchange);
	if (try_next_resolver(exchange))
		return;
	if (kept->wire != NULL)
		settle_with(exchange, &reply);
	else
		settle(exchange, NULL, server, status);
}

/* --- What comes back
 * ------------------------------------------------------------ */

/*
 * An answer after a repetition may belong to either packet (Karn's rule), but
 * when it comes at once it can only belong to the first.
 */
static void
sample(struct exchange *exchange)
{
	struct rtt *rtt = &exchange->peer->rtt;
	uint64_t now = uv_hrtime();
	int64_t since_last = (int64_t)((now - exchange->resent) / 1000);

	if (exchange->resent == 0 || since_last < rtt->smoothed / 2)
		rtt_sample(rtt, (int64_t)((now - exchange->sent) / 1000));
}

static void
take_answer(struct exchange *exchange, const struct reply *reply)
{
	unsigned rcode = reply->wire[3] & 0x0f;
	bool truncated = (reply->wire[2] & 0x02) != 0;
	bool no_edns = rcode == FORMERR || rcode == NOTIMP;

	if (no_edns && !exchange->plain && encode(exchange, true)) {
		ask_again(exchange);
	} else if (truncated && !exchange->tcp) {
		keep(exchange, reply);
		exchange->tcp = true;
		ask_again(exchange);
	} else if (rcode != NOERROR && rcode != NXDOMAIN &&
		   asks_resolver(exchange) &&
		   exchange->turn + 1 < exchange->dns->resolvers) {
		keep(exchange, reply);
		(void)try_next_resolver(exchange);
	} else {
		settle_with(exchange, reply);
	}
}

/* A server that answers without OPT, and did not with it, is not asked so. */
static void
note_edns(const struct exchange *exchange, const struct reply *reply)
{
	unsigned rcode = reply->wire[3] & 0x0f;

	if (exchange->plain && rcode != FORMERR && rcode != NOTIMP)
		exchange->peer->plain = true;
}

void
exchange_done(
    void *arg, enum line_outcome outcome, const uint8_t *wire, size_t len)
{
	struct exchange *exchange = arg;
	const struct peer *peer = exchange->peer;
	struct reply reply = {wire, len, peer->address.ip, peer->address.tcp};

	if (outcome == LINE_ANSWER) {
		if (!reply.tcp)
			sample(exchange);
		note_edns(exchange, &reply);
	}
	leave_peer(exchange);
	switch (outcome) {
	case LINE_ANSWER:
		take_answer(exchange, &reply);
		break;
	case LINE_CLOSED:
		ask_again(exchange);
		break;
	case LINE_SILENCE:
		take_failure(exchange, reply.server, DNS_TIMEOUT);
		break;
	case LINE_REFUSED:
		take_failure(exchange, reply.server, DNS_UNREACHABLE);
		break;
	}
}

/* --- Waiting for it
 * --------------------------------------------------------------- */

static void on_timer(uv_timer_t *timer);

static void
arm(struct exchange *exchange, uint64_t now)
{
	uint64_t left = (exchange->deadline - now) / NS_PER_MS + 1;
	uint64_t wait = exchange->interval < left ? exchange->interval : left;

	uv_update_time(loop_uv(exchange->dns->loop));
	(void)uv_timer_start(&exchange->timer, on_timer, wait, 0);
}

static void
give_up(struct exchange *exchange)
{
	struct ip server = exchange->peer->address.ip;

	line_wear(sending_line(exchange->sending));
	leave_peer(exchange);
	take_failure(exchange, server, DNS_TIMEOUT);
}

static void
on_timer(uv_timer_t *timer)
{
	struct exchange *exchange = timer->data;
	uint64_t now = uv_hrtime();

	if (now >= exchange->deadline) {
		give_up(exchange);
		return;
	}
	if (!exchange->tcp) {
		line_resend(exchange->sending);
		exchange->dns->statistics.retries++;
		exchange->resent = now;
		rtt_missed(&exchange->peer->rtt, exchange->interval);
		exchange->interval *= 2;
	}
	arm(exchange, now);
}

static void
count(struct exchange *exchange, uint64_t now)
{
	struct dns_statistics *statistics = &exchange->dns->statistics;

	if (exchange->begun == 0) {
		exchange->begun = now;
		statistics->queries++;
	}
	if (exchange->tcp)
		statistics->over_tcp++;
}

void
exchange_send(struct exchange *exchange, struct line *line)
{
	struct peer *peer = exchange->peer;
	uint64_t timeout = (uint64_t)exchange->dns->timeout;
	uint64_t now = uv_hrtime();

	TAILQ_REMOVE(&peer->waiting, exchange, entry);
	peer->in_flight++;
	exchange->stage = EXCHANGE_SENT;
	exchange->sent = now;
	exchange->resent = 0;
	exchange->deadline = now + timeout * NS_PER_MS;
	exchange->interval =
	    exchange->tcp ? (uint32_t)timeout : rtt_wait(&peer->rtt);
	if (peer->plain && !exchange->plain)
		(void)encode(exchange, true);
	count(exchange, now);
	arm(exchange, now);
	line_send(line, exchange->packet, exchange->len, &exchange->sending,
	    exchange);
}

/* --- For dns_ares.c
 * ---------------------------------------------------------------- */

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

	if (exchange != NULL) {
		dns->statistics.shared++;
		join(exchange, request);
		return;
	}
	exchange = exchange_new(dns, query, hash);
	join(exchange, request);
	if (encode(exchange, false))
		ask(exchange);
	else
		settle(
		    exchange, NULL, (struct ip) {.family = 0}, DNS_MALFORMED);
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

	TAILQ_FOREACH(request, &exchange->requests, entry)
	{
		request->exchange = NULL;
		request->dns = NULL;
	}
	exchange_free(exchange);
}

void
exchanges_free(struct dns *dns)
{
	dns_map_each(&dns->exchanges, drop_exchange);
}
