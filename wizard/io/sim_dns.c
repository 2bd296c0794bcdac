#include "wizard/io/sim_dns.h"

#include <string.h>

/* Without a setting: between these, and always the same for an address. */
#define LATENCY_MIN 20
#define LATENCY_MAX 120

void
sim_dns_init(
    struct sim_dns *dns, const struct world *world, const struct panel *panel)
{
	dns->world = world;
	dns->panel = panel;
	dns->caches = 0;
}

void
sim_dns_release(struct sim_dns *dns)
{
	for (size_t i = 0; i < dns->caches; i++)
		cache_release(&dns->cache[i]);
	dns->caches = 0;
}

static const struct world_server *
server_of(const struct sim_dns *dns, const struct dns_query *query)
{
	if (query->whom != ASK_AUTHORITY)
		return NULL;
	return world_server_at(dns->world, &query->server);
}

/* A number that differs from one address to the next. */
static unsigned
trait(const struct ip *ip)
{
	unsigned sum = 0;

	for (size_t i = 0; i < sizeof(ip->octets); i++)
		sum += ip->octets[i];
	return sum;
}

int64_t
sim_dns_delay(const struct sim_dns *dns, const struct dns_query *query)
{
	const struct world_server *server = server_of(dns, query);

	if (query->whom == ASK_AUTHORITY && (server == NULL || server->silent))
		return SILENCE_MS;
	if (server != NULL && server->latency > 0)
		return server->latency;
	return LATENCY_MIN +
	       trait(&query->server) % (LATENCY_MAX - LATENCY_MIN + 1);
}

/* The edition of the user's zone that a name server has by now. */
static const struct zone *
edition_of(
    const struct sim_dns *dns, const struct world_server *server, int64_t now)
{
	return panel_at(dns->panel, now - (int64_t)server->lag * 1000);
}

/* Looks into some of the zones, bit i for world.zone[i]. */
static struct dns_answer *
look_up(const struct sim_dns *dns, struct arena *arena, uint64_t zones,
    const struct zone *edition, const struct dns_query *query)
{
	struct zone seen[WORLD_ZONES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < dns->world->zones; i++) {
		bool home = i == dns->world->home;

		if ((zones >> i & 1) != 0)
			seen[count++] = home ? *edition : dns->world->zone[i];
	}
	return zonefile_answer(arena, seen, count, query->name, query->type);
}

static struct dns_answer *
without_answer(struct arena *arena, enum dns_status status)
{
	struct dns_answer *answer = arena_alloc(arena, sizeof(*answer));

	answer->status = status;
	return answer;
}

static struct dns_answer *
ask_authority(const struct sim_dns *dns, struct arena *arena,
    const struct dns_query *query, int64_t now)
{
	const struct world_server *server = server_of(dns, query);
	struct dns_answer *answer;

	if (server == NULL || server->silent)
		return without_answer(arena, DNS_TIMEOUT);
	answer = look_up(
	    dns, arena, server->zones, edition_of(dns, server, now), query);
	if (!dns_is_answered(answer->status))
		answer->authoritative = false;
	return answer;
}

static struct cache *
cache_of(struct sim_dns *dns, const struct dns_query *query)
{
	struct ip address = query->server;
	struct cache *new;

	if (query->whom == ASK_RESOLVER)
		address = (struct ip) {.family = 0};
	for (size_t i = 0; i < dns->caches; i++)
		if (ip_equal(&dns->cache[i].address, &address))
			return &dns->cache[i];
	if (dns->caches == RESOLVERS_MAX)
		return NULL;
	new = &dns->cache[dns->caches++];
	*new = (struct cache) {.address = address, .turn = trait(&address)};
	return new;
}

/* The next server of the user's zone that speaks, in turn; NULL: none. */
static const struct world_server *
next_server(const struct sim_dns *dns, struct cache *cache)
{
	const struct world *world = dns->world;

	for (size_t i = 0; i < world->servers; i++) {
		const struct world_server *s =
		    &world->server[cache->turn++ % world->servers];

		if ((s->zones >> world->home & 1) != 0 && !s->silent)
			return s;
	}
	return NULL;
}

/* The records, with so many seconds of their lives gone. */
static const struct dns_rr *
aged(struct arena *arena, const struct dns_rr *rr, size_t count, uint32_t age)
{
	struct dns_rr *copy;

	if (count == 0)
		return NULL;
	copy = arena_alloc(arena, count * sizeof(*copy));
	memcpy(copy, rr, count * sizeof(*copy));
	for (size_t i = 0; i < count; i++)
		copy[i].ttl -= copy[i].ttl < age ? copy[i].ttl : age;
	return copy;
}

static void
let_age(struct arena *arena, struct dns_answer *answer, uint32_t age)
{
	answer->rr = aged(arena, answer->rr, answer->count, age);
	answer->cname = aged(arena, answer->cname, answer->cnames, age);
	answer->authority =
	    aged(arena, answer->authority, answer->authorities, age);
	answer->negative_ttl -=
	    answer->negative_ttl < age ? answer->negative_ttl : age;
}

static struct dns_answer *
ask_cache(struct sim_dns *dns, struct arena *arena,
    const struct dns_query *query, int64_t now)
{
	struct cache *cache = cache_of(dns, query);
	const struct cache_entry *known;
	const struct world_server *server;
	const struct zone *edition;
	struct dns_answer *answer;

	if (cache == NULL)
		return without_answer(arena, DNS_TIMEOUT);
	known = cache_find(cache, query->name, query->type, now);
	if (known != NULL) {
		answer = look_up(dns, arena, UINT64_MAX, known->edition, query);
		let_age(arena, answer, (uint32_t)((now - known->since) / 1000));
	} else {
		server = next_server(dns, cache);
		if (server == NULL)
			return without_answer(arena, DNS_SERVFAIL);
		edition = edition_of(dns, server, now);
		answer = look_up(dns, arena, UINT64_MAX, edition, query);
		cache_keep(
		    cache, query->name, query->type, now, edition, answer);
	}
	answer->authoritative = false;
	return answer;
}

struct dns_answer *
sim_dns_answer(struct sim_dns *dns, struct arena *arena,
    const struct dns_query *query, int64_t now)
{
	struct dns_answer *answer;

	if (query->whom == ASK_AUTHORITY)
		answer = ask_authority(dns, arena, query, now);
	else
		answer = ask_cache(dns, arena, query, now);
	answer->server = query->server;
	answer->over_tcp = query->tcp;
	answer->elapsed_ms = (uint32_t)sim_dns_delay(dns, query);
	answer->waited_ms = answer->elapsed_ms;
	return answer;
}
