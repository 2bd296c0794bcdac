/*
 * How the parts of dns_ares see each other. A question waits in the queue of a
 * peer (one server over one transport), goes out on a line of that peer, and
 * its answer is copied for every request that asked it. Whatever happens inside
 * c-ares only changes queues; all that follows is done by dns_turn, which the
 * loop runs.
 */
#ifndef IO_DNS_ARES_CORE_H
#define IO_DNS_ARES_CORE_H

#include <sys/queue.h>

#include "wizard/io/dns_ares.h"
#include "wizard/io/dns_ares_line.h"
#include "wizard/io/dns_ares_map.h"
#include "wizard/io/dns_ares_rtt.h"

TAILQ_HEAD(dns_requests, dns_request);
TAILQ_HEAD(peers, peer);
TAILQ_HEAD(exchanges, exchange);
TAILQ_HEAD(memories, memory);

struct dns {
	struct loop *loop;
	struct post *wake; /* dns_turn will run; NULL: nothing to do */
	struct dns_server resolver[DNS_RESOLVERS_MAX];
	size_t resolvers;
	size_t first; /* the resolver to begin with */
	uint16_t port;
	int timeout; /* ms */
	struct dns_map exchanges; /* unanswered, at least one request each */
	struct dns_map peers;
	struct peers busy; /* peers that peer_turn should look at */
	struct peers idle; /* peers without questions, longest first */
	size_t idles;
	size_t memory; /* octets that may be kept; 0: nothing is */
	struct dns_map memories;
	struct memories oldest; /* first */
	size_t remembered; /* octets */
	struct dns_requests finished; /* to be handed over */
	size_t nfinished;
	struct dns_statistics statistics;
	bool *gone; /* during dns_turn: to be set by dns_free; else NULL */
};

/* Has dns_turn run soon. */
void dns_wake(struct dns *dns);

/* The answer is in the request: done is called by dns_turn. */
void dns_finish(struct dns *dns, struct dns_request *request);

/* done will never be called. */
void dns_drop(struct dns_request *request);

/* Lives in the arena of the one who asks. */
struct dns_request {
	TAILQ_ENTRY(dns_request) entry;
	struct exchange *exchange; /* NULL: answered, cancelled or dropped */
	struct dns *dns; /* NULL: done was called or never will be */
	struct arena *arena;
	dns_done *done;
	void *arg;
	const struct dns_answer *answer;
};

/* --- dns_ares_peer.c: one server over one transport --- */

enum peer_list {
	PEER_ON_NO_LIST,
	PEER_BUSY,
	PEER_IDLE
};

struct peer {
	struct dns_map_node node;
	TAILQ_ENTRY(peer) entry;
	enum peer_list list;
	struct dns *dns;
	struct line_address address;
	bool plain; /* it does not understand OPT */
	struct rtt rtt;
	struct line **line; /* the last one takes packets, others run dry */
	size_t lines;
	struct exchanges waiting;
	size_t in_flight;
	size_t users; /* questions that hold it */
};

/* The peer of that address, held until peer_put. */
struct peer *peer_get(struct dns *dns, const struct line_address *address);
void peer_put(struct peer *peer);

void peer_touch(struct peer *peer); /* something changed: peer_turn runs soon */
void peer_turn(struct peer *peer); /* sends what may be sent, tidies up */
void peers_free(struct dns *dns);

/* --- dns_ares_exchange.c: a question and those who asked it --- */

enum exchange_stage {
	EXCHANGE_NOWHERE,
	EXCHANGE_WAITING,
	EXCHANGE_SENT
};

#define NS_PER_MS UINT64_C(1000000)

struct reply {
	const uint8_t *wire;
	size_t len;
	struct ip server;
	bool tcp;
	uint32_t elapsed, waited; /* ms */
};

struct exchange {
	struct dns_map_node node;
	TAILQ_ENTRY(exchange) entry; /* in peer->waiting */
	struct dns *dns;
	struct dns_requests requests;
	struct dns_query query; /* its name is at the end of this */
	enum exchange_stage stage;
	struct peer *peer; /* whom it waits for or was sent to, or NULL */
	struct sending *sending;
	uv_timer_t timer;
	bool tcp; /* now; the query may have begun without */
	bool plain; /* without OPT: the server did not understand it */
	size_t first; /* the resolver it began with */
	size_t turn; /* how many resolvers were tried before this one */
	uint64_t begun; /* ns; when it first went out, 0: never */
	uint64_t waited; /* ns; of the loop, by then */
	uint64_t sent; /* ns; to this peer */
	uint64_t resent; /* ns; 0: once is enough so far */
	uint64_t deadline; /* ns; for this peer */
	uint32_t interval; /* ms until it is sent again */
	struct reply kept; /* for the case that nothing better comes */
	uint8_t *kept_wire; /* NULL: nothing is kept */
	size_t len;
	uint8_t packet[512];
	char name[];
};

/* Joins the question when it is under way already, else asks it. */
void exchange_ask(struct dns *dns, const struct dns_query *query,
    struct dns_request *request);

/* The request is no longer interested; the last one ends the question. */
void exchange_leave(struct dns_request *request);

/* Every request gets its own copy of the reply, and the exchange is over. */
void exchange_settle(struct exchange *exchange, const struct reply *reply);

/* The same with a status and no reply; server: who was asked last. */
void exchange_fail(
    struct exchange *exchange, struct ip server, enum dns_status status);

bool exchange_same_query(const struct dns_query *a, const struct dns_query *b);

/* What the reply says, in the arena; its wire is there. */
struct dns_answer *exchange_read(struct arena *arena,
    const struct dns_query *query, const struct reply *reply);

/* Drops all exchanges and their requests. */
void exchanges_free(struct dns *dns);

/* --- dns_ares_attempt.c: how a question gets its reply --- */

/* Any of these may settle the exchange, which is gone then. */
void attempt_begin(struct exchange *exchange);
line_done attempt_done; /* what lines report */
void attempt_send(struct exchange *exchange, struct line *line);

/* Nobody waits at the peer for it any more. */
void attempt_end(struct exchange *exchange);

/* --- dns_ares_memory.c: replies that later questions are answered by --- */

/* Of a resolver only, and no longer than a minute. */
void memory_keep(const struct exchange *exchange, const struct reply *reply);

/* Answers the request from memory; false: it has to be asked. */
bool memory_recall(struct dns *dns, const struct dns_query *query,
    uint64_t hash, struct dns_request *request);

void memory_free(struct dns *dns);

#endif
