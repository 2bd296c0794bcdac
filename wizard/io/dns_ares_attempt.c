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

/* --- To whom, and what --- */

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
		exchange_fail(exchange, address.ip, DNS_UNREACHABLE);
		return;
	}
	peer = peer_get(exchange->dns, &address);
	exchange->peer = peer;
	exchange->stage = EXCHANGE_WAITING;
	TAILQ_INSERT_TAIL(&peer->waiting, exchange, entry);
	peer_touch(peer);
}

void
attempt_begin(struct exchange *exchange)
{
	struct ip nobody = {.family = 0};

	if (encode(exchange, false))
		ask(exchange);
	else
		exchange_fail(exchange, nobody, DNS_MALFORMED);
}

/* The same once more, to another server or in another way. */
static void
ask_again(struct exchange *exchange)
{
	exchange->dns->statistics.retries++;
	ask(exchange);
}

static bool
has_next_resolver(const struct exchange *exchange)
{
	return asks_resolver(exchange) &&
	       exchange->turn + 1 < exchange->dns->resolvers;
}

static void
ask_next_resolver(struct exchange *exchange)
{
	exchange->turn++;
	exchange->tcp = exchange->query.tcp;
	if (exchange->plain)
		(void)encode(exchange, false);
	ask_again(exchange);
}

void
attempt_end(struct exchange *exchange)
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

/* --- What comes back --- */

/* In case nothing better comes. */
static void
keep(struct exchange *exchange, const struct reply *reply)
{
	uint8_t *copy = mem_alloc(reply->len);

	memcpy(copy, reply->wire, reply->len);
	free(exchange->kept_wire);
	exchange->kept_wire = copy;
	exchange->kept = *reply;
	exchange->kept.wire = copy;
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
	prefer_another(exchange);
	if (has_next_resolver(exchange))
		ask_next_resolver(exchange);
	else if (exchange->kept_wire != NULL)
		exchange_settle(exchange, &exchange->kept);
	else
		exchange_fail(exchange, server, status);
}

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
	bool failed = rcode != NOERROR && rcode != NXDOMAIN;

	if (no_edns && !exchange->plain && encode(exchange, true)) {
		ask_again(exchange);
	} else if (truncated && !exchange->tcp) {
		keep(exchange, reply);
		exchange->tcp = true;
		ask_again(exchange);
	} else if (failed && has_next_resolver(exchange)) {
		keep(exchange, reply);
		ask_next_resolver(exchange);
	} else {
		exchange_settle(exchange, reply);
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
attempt_done(
    void *arg, enum line_outcome outcome, const uint8_t *wire, size_t len)
{
	struct exchange *exchange = arg;
	const struct peer *peer = exchange->peer;
	struct reply reply = {
	    .wire = wire,
	    .len = len,
	    .server = peer->address.ip,
	    .tcp = peer->address.tcp,
	};

	if (outcome == LINE_ANSWER) {
		if (!reply.tcp)
			sample(exchange);
		note_edns(exchange, &reply);
	}
	attempt_end(exchange);
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

/* --- Going out, and waiting --- */

static void on_timer(uv_timer_t *timer);

static void
arm(struct exchange *exchange, uint64_t now)
{
	uint64_t left = (exchange->deadline - now) / NS_PER_MS + 1;
	uint64_t wait = exchange->interval < left ? exchange->interval : left;

	loop_start_timer(&exchange->timer, on_timer, (int64_t)wait);
}

static void
give_up(struct exchange *exchange)
{
	struct ip server = exchange->peer->address.ip;

	line_wear(sending_line(exchange->sending));
	attempt_end(exchange);
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
		exchange->waited = loop_waited(exchange->dns->loop);
		statistics->queries++;
	}
	if (exchange->tcp)
		statistics->over_tcp++;
}

void
attempt_send(struct exchange *exchange, struct line *line)
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
