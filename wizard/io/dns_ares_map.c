#include "wizard/io/dns_ares_map.h"

#include <stdlib.h>
#include <sys/random.h>

#include "wizard/base/mem.h"

#define BUCKETS_MIN 64U

void
dns_map_init(struct dns_map *map)
{
	*map = (struct dns_map) {.bucket = NULL};
	/* Without it the table still works, only less well defended. */
	if (getrandom(&map->seed, sizeof(map->seed), GRND_NONBLOCK) < 0)
		map->seed = (uintptr_t)map;
}

void
dns_map_release(struct dns_map *map)
{
	free(map->bucket);
	*map = (struct dns_map) {.bucket = NULL};
}

/* FNV-1a. */
uint64_t
dns_map_hash(
    const struct dns_map *map, uint64_t so_far, const void *data, size_t len)
{
	const uint8_t *octet = data;
	uint64_t hash = so_far ^ map->seed;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ octet[i]) * 0x100000001b3;
	return hash ^ hash >> 32;
}

static struct dns_map_node **
bucket_of(const struct dns_map *map, uint64_t hash)
{
	return &map->bucket[hash & (map->buckets - 1)];
}

struct dns_map_node *
dns_map_find(const struct dns_map *map, uint64_t hash, dns_map_same *same,
    const void *key)
{
	struct dns_map_node *node;

	if (map->count == 0)
		return NULL;
	node = *bucket_of(map, hash);
	while (node != NULL && !(node->hash == hash && same(node, key)))
		node = node->next;
	return node;
}

static void
push(struct dns_map *map, struct dns_map_node *node)
{
	struct dns_map_node **bucket = bucket_of(map, node->hash);

	node->next = *bucket;
	*bucket = node;
}

static void
grow(struct dns_map *map)
{
	struct dns_map old = *map;

	map->buckets = old.buckets == 0 ? BUCKETS_MIN : old.buckets * 2;
	map->bucket = mem_alloc(map->buckets * sizeof(struct dns_map_node *));
	for (size_t i = 0; i < old.buckets; i++) {
		struct dns_map_node *node = old.bucket[i];

		while (node != NULL) {
			struct dns_map_node *next = node->next;

			push(map, node);
			node = next;
		}
	}
	free(old.bucket);
}

void
dns_map_add(struct dns_map *map, struct dns_map_node *node, uint64_t hash)
{
	if (map->count >= map->buckets)
		grow(map);
	node->hash = hash;
	push(map, node);
	map->count++;
}

void
dns_map_remove(struct dns_map *map, struct dns_map_node *node)
{
	struct dns_map_node **at = bucket_of(map, node->hash);

	while (*at != node)
		at = &(*at)->next;
	*at = node->next;
	map->count--;
}

void
dns_map_each(struct dns_map *map, void (*fn)(struct dns_map_node *node))
{
	for (size_t i = 0; i < map->buckets; i++) {
		struct dns_map_node *node = map->bucket[i];

		while (node != NULL) {
			struct dns_map_node *next = node->next;

			fn(node);
			node = next;
		}
	}
}
