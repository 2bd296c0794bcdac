#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/io/dns_ares_core.h"

#define LIFE (60 * 1000 * NS_PER_MS)

struct memory {
	struct dns_map_node node;
	TAILQ_ENTRY(memory) entry;
	struct dns_query query; /* its name is behind the wire */
	struct reply reply;
	uint64_t until; /* ns */
	size_t size;
	uint8_t wire[];
};

static bool
same_memory(const struct dns_map_node *node, const void *key)
{
	return exchange_same_query(
	    &((const struct memory *)node)->query, key);
}

static void
forget(struct dns *dns, struct memory *memory)
{
	dns_map_remove(&dns->memories, &memory->node);
	TAILQ_REMOVE(&dns->oldest, memory, entry);
	dns->remembered -= memory->size;
	free(memory);
}

static void
forget_oldest(struct dns *dns)
{
	uint64_t now = uv_hrtime();
	struct memory *oldest;

	while ((oldest = TAILQ_FIRST(&dns->oldest)) != NULL &&
	    (dns->remembered > dns->memory || oldest->until < now))
		forget(dns, oldest);
}

/* Whole, and NOERROR or NXDOMAIN: who cannot answer is asked again. */
static bool
is_lasting(const struct reply *reply)
{
	enum { FLAGS = 2, TRUNCATED = 0x02, RCODE = 3, NXDOMAIN = 3 };

	return reply->len > RCODE && (reply->wire[FLAGS] & TRUNCATED) == 0 &&
	    ((reply->wire[RCODE] & 0x0f) == 0 ||
		(reply->wire[RCODE] & 0x0f) == NXDOMAIN);
}

void
memory_keep(const struct exchange *exchange, const struct reply *reply)
{
	struct dns *dns = exchange->dns;
	size_t name = strlen(exchange->query.name) + 1;
	size_t size = sizeof(struct memory) + reply->len + name;
	struct memory *memory;

	if (size > dns->memory || exchange->query.whom != ASK_RESOLVER ||
	    !is_lasting(reply))
		return;
	memory = mem_alloc(size);
	memory->size = size;
	memcpy(memory->wire, reply->wire, reply->len);
	memcpy(memory->wire + reply->len, exchange->query.name, name);
	memory->query = exchange->query;
	memory->query.name = (const char *)memory->wire + reply->len;
	memory->reply = *reply;
	memory->reply.wire = memory->wire;
	memory->until = uv_hrtime() + LIFE;
	TAILQ_INSERT_TAIL(&dns->oldest, memory, entry);
	dns_map_add(&dns->memories, &memory->node, exchange->node.hash);
	dns->remembered += size;
	forget_oldest(dns);
}

bool
memory_recall(struct dns *dns, const struct dns_query *query, uint64_t hash,
    struct dns_request *request)
{
	const struct memory *memory;

	if (dns->memory == 0)
		return false;
	forget_oldest(dns);
	memory = (const struct memory *)dns_map_find(
	    &dns->memories, hash, same_memory, query);
	if (memory == NULL)
		return false;
	dns->statistics.shared++;
	request->answer =
	    exchange_read(request->arena, &memory->query, &memory->reply);
	dns_finish(dns, request);
	return true;
}

void
memory_free(struct dns *dns)
{
	struct memory *oldest;

	while ((oldest = TAILQ_FIRST(&dns->oldest)) != NULL)
		forget(dns, oldest);
	dns_map_release(&dns->memories);
}
