#include "wizard/flow/ipset.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"

static size_t
length_of(const struct ip *ip)
{
	return ip->family == 4 ? 4 : 16;
}

static int
compare(const struct ip *a, const struct ip *b)
{
	return memcmp(a->octets, b->octets, length_of(a));
}

/* The next address; the last one is followed by the first. */
static struct ip
after(struct ip ip)
{
	for (size_t i = length_of(&ip); i-- > 0;)
		if (++ip.octets[i] != 0)
			break;
	return ip;
}

static struct ip
before(struct ip ip)
{
	for (size_t i = length_of(&ip); i-- > 0;)
		if (ip.octets[i]-- != 0)
			break;
	return ip;
}

/* The network of that length around an address. */
static struct ip_range
range_of(const struct ip *ip, unsigned prefix)
{
	struct ip_range range = {{.family = ip->family}, {.family = ip->family}};

	for (size_t i = 0; i < length_of(ip); i++) {
		unsigned bits = prefix >= 8 ? 8 : prefix;
		uint8_t mask = (uint8_t)(0xff00U >> bits);

		range.first.octets[i] = ip->octets[i] & mask;
		range.last.octets[i] = (uint8_t)(ip->octets[i] | ~mask);
		prefix -= bits;
	}
	return range;
}

/* --- One range more, behind all others --------------------------------------- */

static void
append(struct ipset *set, const struct ip_range *range)
{
	struct ip next;

	if (set->count > 0) {
		struct ip_range *end = &set->range[set->count - 1];

		next = after(end->last);
		if (compare(&range->first, &end->last) <= 0 ||
		    compare(&range->first, &next) == 0) {
			if (compare(&range->last, &end->last) > 0)
				end->last = range->last;
			return;
		}
	}
	if (set->count == set->cap) {
		set->cap = set->cap == 0 ? 16 : set->cap * 2;
		set->range =
		    mem_grow(set->range, set->cap, sizeof(*set->range));
	}
	set->range[set->count++] = *range;
}

static void
become(struct ipset *set, struct ipset *other)
{
	ipset_release(set);
	*set = *other;
}

void
ipset_release(struct ipset *set)
{
	free(set->range);
	*set = (struct ipset) IPSET_INIT;
}

/* --- Algebra --------------------------------------------------------------------- */

void
ipset_add(struct ipset *set, const struct ipset *other)
{
	struct ipset sum = IPSET_INIT;
	size_t i = 0, j = 0;

	while (i < set->count || j < other->count) {
		bool ours = j == other->count ||
		    (i < set->count &&
			compare(&set->range[i].first, &other->range[j].first) <
			    0);

		append(&sum, ours ? &set->range[i++] : &other->range[j++]);
	}
	become(set, &sum);
}

void
ipset_add_network(struct ipset *set, const struct ip *net, unsigned prefix)
{
	struct ip_range range = range_of(net, prefix);
	struct ipset one = {.range = &range, .count = 1};

	ipset_add(set, &one);
}

void
ipset_add_everybody(struct ipset *set, uint8_t family)
{
	struct ip any = {.family = family};

	ipset_add_network(set, &any, 0);
}

/* Appends what is left of a range; j: the first of the others that may matter. */
static void
append_rest(struct ipset *out, struct ip_range rest, const struct ipset *other,
    size_t j)
{
	for (; j < other->count; j++) {
		const struct ip_range *cut = &other->range[j];
		struct ip_range piece = rest;

		if (compare(&cut->first, &rest.last) > 0)
			break;
		if (compare(&cut->first, &rest.first) > 0) {
			piece.last = before(cut->first);
			append(out, &piece);
		}
		if (compare(&cut->last, &rest.last) >= 0)
			return;
		rest.first = after(cut->last);
	}
	append(out, &rest);
}

void
ipset_remove(struct ipset *set, const struct ipset *other)
{
	struct ipset left = IPSET_INIT;
	size_t j = 0;

	for (size_t i = 0; i < set->count; i++) {
		while (j < other->count &&
		    compare(&other->range[j].last, &set->range[i].first) < 0)
			j++;
		append_rest(&left, set->range[i], other, j);
	}
	become(set, &left);
}

void
ipset_keep(struct ipset *set, const struct ipset *other)
{
	struct ipset outside = IPSET_INIT;

	ipset_add(&outside, set);
	ipset_remove(&outside, other);
	ipset_remove(set, &outside);
	ipset_release(&outside);
}

bool
ipset_holds(const struct ipset *set, const struct ipset *other)
{
	struct ipset outside = IPSET_INIT;
	bool holds;

	ipset_add(&outside, other);
	ipset_remove(&outside, set);
	holds = outside.count == 0;
	ipset_release(&outside);
	return holds;
}

/* --- Reading ------------------------------------------------------------------------ */

/* The leading bits as a number; of more than 64 the last ones. */
static uint64_t
leading(const struct ip *ip, unsigned prefix)
{
	uint64_t n = 0;

	for (size_t i = 0; i < prefix / 8; i++)
		n = n << 8 | ip->octets[i];
	return n;
}

/* May the difference of two such numbers be more than 64 bits? */
static bool
is_huge(const struct ip_range *range, unsigned prefix)
{
	return prefix > 64 &&
	    memcmp(range->first.octets, range->last.octets, prefix / 8 - 8) !=
		0;
}

uint64_t
ipset_count(const struct ipset *set, unsigned prefix)
{
	uint64_t count = 0;

	for (size_t i = 0; i < set->count; i++) {
		const struct ip_range *range = &set->range[i];
		uint64_t first = leading(&range->first, prefix);
		uint64_t more = leading(&range->last, prefix) - first;
		bool shared = i > 0 &&
		    memcmp(range[-1].last.octets, range->first.octets,
			prefix / 8) == 0;

		if (is_huge(range, prefix) ||
		    more >= UINT64_MAX - count - !shared)
			return UINT64_MAX;
		count += more + !shared;
	}
	return count;
}

static struct ip_network
widest(const struct ip_range *range)
{
	unsigned prefix = range->first.family == 4 ? 32 : 128;

	while (prefix > 0) {
		struct ip_range wider = range_of(&range->first, prefix - 1);

		if (compare(&wider.first, &range->first) != 0 ||
		    compare(&wider.last, &range->last) > 0)
			break;
		prefix--;
	}
	return (struct ip_network) {range->first, prefix};
}

struct ip_network *
ipset_networks(
    struct arena *arena, const struct ipset *set, size_t *ret_count)
{
	struct ip_network *list = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < set->count; i++) {
		struct ip_range rest = set->range[i];
		struct ip_range part;

		do {
			list = arena_push(
			    arena, list, ret_count, sizeof(*list));
			list[*ret_count - 1] = widest(&rest);
			part = range_of(
			    &rest.first, list[*ret_count - 1].prefix);
			rest.first = after(part.last);
		} while (compare(&part.last, &rest.last) < 0);
	}
	return list;
}
