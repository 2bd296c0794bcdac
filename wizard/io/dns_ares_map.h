/*
 * A hash table of things that carry their own node: nothing is allocated per
 * entry. The node is the first member of what it stands for.
 */
#ifndef IO_DNS_ARES_MAP_H
#define IO_DNS_ARES_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_map_node {
	struct dns_map_node *next;
	uint64_t hash;
};

struct dns_map {
	struct dns_map_node **bucket;
	size_t buckets; /* a power of two, or 0 */
	size_t count;
	uint64_t seed; /* so that nobody can choose names that collide */
};

typedef bool dns_map_same(const struct dns_map_node *node, const void *key);

void dns_map_init(struct dns_map *map);
void dns_map_release(struct dns_map *map); /* the entries are their owner's */

/* Hash of a key of some octets, to be handed to the functions below. */
uint64_t dns_map_hash(
    const struct dns_map *map, uint64_t so_far, const void *data, size_t len);

struct dns_map_node *dns_map_find(const struct dns_map *map, uint64_t hash,
    dns_map_same *same, const void *key);
void dns_map_add(struct dns_map *map, struct dns_map_node *node, uint64_t hash);
void dns_map_remove(struct dns_map *map, struct dns_map_node *node);

/* fn may remove the node it is given, but no other. */
void dns_map_each(struct dns_map *map, void (*fn)(struct dns_map_node *node));

#endif
