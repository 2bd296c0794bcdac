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
	struct ip_range range = {
	    {.family = ip->family}, {.family = ip->family}};

	for (size_t i = 0; i < length_of(ip); i++) {
		unsigned bits = prefix >= 8 ? 8 : prefix;
		uint8_t mask = (uint8_t)(0xff00U >> bits);

		range.first.octets[i] = ip->octets[i] & mask;
		range.last.octets[i] = (uint8_t)(ip->octets[i] | ~mask);
		prefix -= bits;
	}
	return range;
}

/* --- One range at a time --------------------------------------------- */

void
ipset_release(struct ipset *set)
{
	free(set->range);
	*set = (struct ipset) IPSET_INIT;
}

/* The first range that reaches the address or lies behind it. */
static size_t
find(const struct ipset *set, const struct ip *ip)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&set->range[middle].last, ip) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Puts ranges in the place of those from one index up to another. */
static void
splice(struct ipset *set, size_t from, size_t to,
    const struct ip_range *pieces, size_t count)
{
	size_t behind = set->count - to;

	while (from + count + behind > set->cap) {
		set->cap = set->cap == 0 ? 16 : set->cap * 2;
		set->range =
		    mem_grow(set->range, set->cap, sizeof(*set->range));
	}
	if (behind > 0)
		memmove(&set->range[from + count], &set->range[to],
		    behind * sizeof(*set->range));
	if (count > 0)
		memcpy(
		    &set->range[from], pieces, count * sizeof(*set->range));
	set->count = from + count + behind;
}

/* Takes in what it touches. */
static void
add_range(struct ipset *set, struct ip_range range)
{
	struct ip next = after(range.last);
	size_t from = find(set, &range.first), to;

	if (from > 0) {
		struct ip end = after(set->range[from - 1].last);

		from -= compare(&end, &range.first) == 0;
	}
	for (to = from; to < set->count; to++) {
		const struct ip_range *there = &set->range[to];

		if (compare(&there->first, &range.last) > 0 &&
		    compare(&there->first, &next) != 0)
			break;
		if (compare(&there->first, &range.first) < 0)
			range.first = there->first;
		if (compare(&there->last, &range.last) > 0)
			range.last = there->last;
	}
	splice(set, from, to, &range, 1);
}

/* Leaves what sticks out at its ends. */
static void
remove_range(struct ipset *set, const struct ip_range *range)
{
	size_t from = find(set, &range->first), to = from, count = 0;
	struct ip_range pieces[2];

	while (to < set->count &&
	    compare(&set->range[to].first, &range->last) <= 0)
		to++;
	if (to == from)
		return;
	if (compare(&set->range[from].first, &range->first) < 0)
		pieces[count++] = (struct ip_range) {
		    set->range[from].first, before(range->first)};
	if (compare(&set->range[to - 1].last, &range->last) > 0)
		pieces[count++] = (struct ip_range) {
		    after(range->last), set->range[to - 1].last};
	splice(set, from, to, pieces, count);
}

/* --- Algebra --------------------------------------------------------- */

void
ipset_add(struct ipset *set, const struct ipset *other)
{
	for (size_t i = 0; i < other->count; i++)
		add_range(set, other->range[i]);
}

void
ipset_add_network(struct ipset *set, const struct ip *net, unsigned prefix)
{
	add_range(set, range_of(net, prefix));
}

void
ipset_add_everybody(struct ipset *set, uint8_t family)
{
	struct ip any = {.family = family};

	ipset_add_network(set, &any, 0);
}

void
ipset_remove(struct ipset *set, const struct ipset *other)
{
	for (size_t i = 0; i < other->count; i++)
		remove_range(set, &other->range[i]);
}

static struct ip_range
common(const struct ip_range *a, const struct ip_range *b)
{
	return (struct ip_range) {
	    compare(&a->first, &b->first) > 0 ? a->first : b->first,
	    compare(&a->last, &b->last) < 0 ? a->last : b->last,
	};
}

void
ipset_keep(struct ipset *set, const struct ipset *other)
{
	struct ipset kept = IPSET_INIT;

	for (size_t i = 0; i < set->count; i++) {
		const struct ip_range *range = &set->range[i];

		for (size_t j = find(other, &range->first); j < other->count &&
		     compare(&other->range[j].first, &range->last) <= 0;
		     j++)
			add_range(&kept, common(range, &other->range[j]));
	}
	ipset_release(set);
	*set = kept;
}

/* Ranges do not touch: one of them holds all of a range, or none does. */
bool
ipset_holds(const struct ipset *set, const struct ipset *other)
{
	for (size_t i = 0; i < other->count; i++) {
		const struct ip_range *range = &other->range[i];
		size_t j = find(set, &range->first);

		if (j == set->count ||
		    compare(&set->range[j].first, &range->first) > 0 ||
		    compare(&set->range[j].last, &range->last) < 0)
			return false;
	}
	return true;
}

/* --- Reading --------------------------------------------------------- */

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
