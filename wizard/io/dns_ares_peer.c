#include <stdlib.h>

#include "wizard/base/mem.h"
#include "wizard/io/dns_ares_core.h"

#define IN_FLIGHT_MAX                                           \
	400 /* per peer: c-ares and socket buffers like no more \
	     */
#define IDLE_MAX 1024 /* peers whose round-trip time is remembered */

static bool
same_address(const struct dns_map_node *node, const void *key)
{
	const struct line_address *a = &((const struct peer *)node)->address;
	const struct line_address *b = key;

	return ip_equal(&a->ip, &b->ip) && a->port == b->port &&
	       a->tcp == b->tcp;
}

static uint64_t
hash_address(const struct dns *dns, const struct line_address *address)
{
	uint64_t rest = (uint64_t)address->ip.family << 32 |
			(uint64_t)address->port << 1 | address->tcp;

	return dns_map_hash(&dns->peers, rest, address->ip.octets,
	    address->ip.family == 4 ? 4 : sizeof(address->ip.octets));
}

/* Off the list it is on. */
static void
unlist(struct peer *peer)
{
	struct dns *dns = peer->dns;

	switch (peer->list) {
	case PEER_BUSY:
		TAILQ_REMOVE(&dns->busy, peer, entry);
		break;
	case PEER_IDLE:
		TAILQ_REMOVE(&dns->idle, peer, entry);
		dns->idles--;
		break;
	case PEER_ON_NO_LIST:
		break;
	}
	peer->list = PEER_ON_NO_LIST;
}

static struct peer *
peer_new(struct dns *dns, const struct line_address *address, uint64_t hash)
{
	struct peer *peer = mem_alloc(sizeof(*peer));

	peer->dns = dns;
	peer->address = *address;
	TAILQ_INIT(&peer->waiting);
	dns_map_add(&dns->peers, &peer->node, hash);
	return peer;
}

static void
peer_free(struct peer *peer)
{
	for (size_t i = 0; i < peer->lines; i++)
		line_free(peer->line[i]);
	unlist(peer);
	dns_map_remove(&peer->dns->peers, &peer->node);
	free(peer->line);
	free(peer);
}

struct peer *
peer_get(struct dns *dns, const struct line_address *address)
{
	uint64_t hash = hash_address(dns, address);
	struct peer *peer = (struct peer *)dns_map_find(
	    &dns->peers, hash, same_address, address);

	if (peer == NULL)
		peer = peer_new(dns, address, hash);
	if (peer->list == PEER_IDLE)
		unlist(peer);
	peer->users++;
	return peer;
}

void
peer_put(struct peer *peer)
{
	peer->users--;
	/* Only these make a difference; answers come by the hundred. */
	if (peer->in_flight == 0 || !TAILQ_EMPTY(&peer->waiting))
		peer_touch(peer);
}

void
peer_touch(struct peer *peer)
{
	if (peer->list == PEER_BUSY)
		return;
	unlist(peer);
	TAILQ_INSERT_TAIL(&peer->dns->busy, peer, entry);
	peer->list = PEER_BUSY;
	dns_wake(peer->dns);
}

/* A line has a socket and much memory: none is kept without need. */
static void
close_dry_lines(struct peer *peer)
{
	size_t kept = 0;

	for (size_t i = 0; i < peer->lines; i++)
		if (line_busy(peer->line[i]) > 0)
			peer->line[kept++] = peer->line[i];
		else
			line_free(peer->line[i]);
	peer->lines = kept;
}

static struct line *
open_line(struct peer *peer)
{
	struct dns *dns = peer->dns;
	struct line *line =
	    peer->lines == 0 ? NULL : peer->line[peer->lines - 1];

	if (line != NULL && !line_is_worn(line))
		return line;
	close_dry_lines(peer);
	line = line_new(dns->loop, &peer->address, dns->timeout, attempt_done);
	peer->line = mem_grow(peer->line, peer->lines + 1, sizeof(*peer->line));
	peer->line[peer->lines++] = line;
	return line;
}

static void
make_idle(struct peer *peer)
{
	struct dns *dns = peer->dns;

	TAILQ_INSERT_TAIL(&dns->idle, peer, entry);
	peer->list = PEER_IDLE;
	if (++dns->idles > IDLE_MAX)
		peer_free(TAILQ_FIRST(&dns->idle));
}

void
peer_turn(struct peer *peer)
{
	struct exchange *exchange;

	unlist(peer);
	while (peer->in_flight < IN_FLIGHT_MAX &&
	       (exchange = TAILQ_FIRST(&peer->waiting)) != NULL)
		attempt_send(exchange, open_line(peer));
	close_dry_lines(peer);
	if (peer->users == 0 && peer->list == PEER_ON_NO_LIST)
		make_idle(peer);
}

void
peers_free(struct dns *dns)
{
	struct peer *peer;

	while ((peer = TAILQ_FIRST(&dns->idle)) != NULL ||
	       (peer = TAILQ_FIRST(&dns->busy)) != NULL)
		peer_free(peer);
}
