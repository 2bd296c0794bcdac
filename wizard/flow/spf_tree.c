#include "wizard/flow/spf_tree.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/spf_reach.h"
#include "wizard/flow/spf_tree_judge.h"

#define ADDRESSES_COUNTED 65536 /* more are counted by the site */

struct growth {
	struct arena *arena;
	struct inquiry *inquiry;
	struct spf_tree *tree;
	unsigned total; /* look-ups so far */
};

static void grow_record(
    struct growth *g, const struct spf_node *node, unsigned depth);

/* --- Branches -------------------------------------------------------- */

static bool
is_void(const struct dns_answer *answer)
{
	return answer->status == DNS_NODATA || answer->status == DNS_NXDOMAIN;
}

/* What a term looks up itself: the costs of a record of this term alone. */
static struct spf_cost
own_cost(const struct growth *g, const struct spf_node *node,
    const struct spf_term *t)
{
	static const struct dns_answer known = {.status = DNS_OK};
	struct spf_term term = *t;
	struct spf_record record = {.term = &term, .terms = 1};
	struct spf_node *none[1] = {NULL};
	struct spf_node alone = {
	    .domain = node->domain,
	    .answer = &known,
	    .record = &record,
	    .child = none,
	};

	return inspect_spf_cost(g->inquiry, &alone);
}

static void
count_voids(const struct growth *g, const struct spf_node *node,
    struct spf_branch *b)
{
	struct spf_cost cost;

	if (b->below != NULL) {
		b->voids4 = b->voids6 = is_void(b->below->answer);
		return;
	}
	cost = own_cost(g, node, b->term);
	b->voids4 = cost.voids4;
	b->voids6 = cost.voids6;
}

static struct spf_branch *
push(struct growth *g)
{
	struct spf_tree *tree = g->tree;

	if (tree->count == SPF_BRANCHES_MAX) {
		tree->cut = true;
		return NULL;
	}
	tree->branch = arena_push(
	    g->arena, tree->branch, &tree->count, sizeof(*tree->branch));
	return &tree->branch[tree->count - 1];
}

static void
grow_term(struct growth *g, const struct spf_node *node, size_t i,
    unsigned depth, bool shadowed)
{
	const struct spf_term *term = &node->record->term[i];
	unsigned before = g->total;
	size_t at = g->tree->count;
	struct spf_branch *b = push(g);

	if (b == NULL)
		return;
	b->depth = depth;
	b->domain = node->domain;
	b->term = term;
	b->shadowed = shadowed;
	if (!shadowed && node->child != NULL)
		b->below = node->child[i];
	if (!shadowed && spf_costs_lookup(term->kind)) {
		g->total++;
		count_voids(g, node, b);
	}
	b->total = g->total;
	if (b->below != NULL && !b->below->loop)
		grow_record(g, b->below, depth + 1);
	/* The list may have moved meanwhile. */
	g->tree->branch[at].lookups = g->total - before;
}

/* A redirect is followed last, and not at all beside "all": section 6.1. */
static void
grow_record(struct growth *g, const struct spf_node *node, unsigned depth)
{
	const struct spf_record *record = node->record;
	bool all = false;

	for (size_t i = 0; record != NULL && i < record->terms; i++) {
		enum spf_kind kind = record->term[i].kind;

		if (kind == SPF_TERM_REDIRECT)
			continue;
		grow_term(
		    g, node, i, depth, all && kind < SPF_TERM_REDIRECT);
		all = all || kind == SPF_TERM_ALL;
	}
	for (size_t i = 0; record != NULL && i < record->terms; i++)
		if (record->term[i].kind == SPF_TERM_REDIRECT)
			grow_term(g, node, i, depth, all);
}

/* --- What stands in several places ----------------------------------- */

/* Whoever matches it passes: it and what leads to it have a '+'. */
static bool *
find_passing(struct arena *arena, const struct spf_tree *tree)
{
	bool *passing = arena_alloc(arena, tree->count + 1);
	bool open[16] = {true}; /* by depth; deeper than any tree grows */

	for (size_t i = 0; i < tree->count; i++) {
		const struct spf_branch *b = &tree->branch[i];
		bool plus = b->term->qualifier == '+' ||
		    b->term->kind == SPF_TERM_REDIRECT;

		passing[i] = b->depth + 1 < COUNT_OF(open) && !b->shadowed &&
		    open[b->depth] && plus;
		if (b->depth + 1 < COUNT_OF(open))
			open[b->depth + 1] = passing[i];
	}
	return passing;
}

static bool
is_network(const struct spf_branch *b)
{
	return b->term->kind == SPF_TERM_IP4 || b->term->kind == SPF_TERM_IP6;
}

static bool
holds(const struct spf_branch *wide, const struct spf_branch *b)
{
	bool is4 = b->term->kind == SPF_TERM_IP4;
	unsigned prefix = is4 ? wide->term->prefix4 : wide->term->prefix6;

	return wide->term->kind == b->term->kind &&
	    prefix <= (is4 ? b->term->prefix4 : b->term->prefix6) &&
	    ip_in_network(&b->term->network, &wide->term->network, prefix);
}

static bool
same_place(const struct spf_branch *a, const struct spf_branch *b)
{
	return a->term->domain.len > 0 || dname_equal(a->domain, b->domain);
}

static bool
is_double(const struct spf_branch *first, const struct spf_branch *b)
{
	return b->term->kind != SPF_TERM_ALL &&
	    b->term->kind < SPF_TERM_REDIRECT && !b->term->has_macro &&
	    spf_same_term(first->term, b->term) &&
	    (is_network(b) || same_place(first, b));
}

/* Compares every branch with every other; SPF_BRANCHES_MAX bounds that. */
static void
relate(struct arena *arena, struct spf_tree *tree)
{
	const bool *passing = find_passing(arena, tree);

	for (size_t i = 0; i < tree->count; i++) {
		struct spf_branch *b = &tree->branch[i];

		for (size_t j = 0; j < tree->count && passing[i]; j++) {
			const struct spf_branch *other = &tree->branch[j];

			if (j == i || !passing[j])
				continue;
			if (j < i && b->duplicate_of == NULL &&
			    is_double(other, b))
				b->duplicate_of = other;
			else if (b->covered_by == NULL && is_network(b) &&
			    holds(other, b) && !holds(b, other))
				b->covered_by = other;
		}
	}
}

/* --- Who passes ------------------------------------------------------ */

static void
measure(struct growth *g)
{
	struct spf_tree *tree = g->tree;
	struct spf_reach reach = SPF_REACH_INIT;

	spf_reach(g->inquiry, tree->root, &reach);
	tree->exact = reach.exact;
	tree->ip4 = ipset_networks(g->arena, &reach.ip4, &tree->ip4s);
	tree->ip6 = ipset_networks(g->arena, &reach.ip6, &tree->ip6s);
	tree->addresses4 = ipset_count(&reach.ip4, 32);
	tree->addresses6 = ipset_count(&reach.ip6, 128);
	tree->sites6 = ipset_count(&reach.ip6, 64);
	spf_reach_release(&reach);
}

struct spf_tree *
spf_tree_make(struct arena *arena, struct inquiry *inquiry,
    const struct spf_node *root)
{
	struct spf_tree *tree = arena_alloc(arena, sizeof(*tree));
	struct growth g = {.arena = arena, .inquiry = inquiry, .tree = tree};

	tree->root = root;
	tree->domain = root->domain;
	tree->cost = inspect_spf_cost(inquiry, root);
	tree->bytes = root->record == NULL ? 0 : root->record->text.len;
	for (size_t i = 0; i < root->answer->count; i++)
		tree->rrset_bytes += root->answer->rr[i].text.len;
	grow_record(&g, root, 0);
	relate(arena, tree);
	measure(&g);
	spf_tree_judge_branches(arena, inquiry, tree);
	spf_tree_judge(arena, tree);
	tree->pending = tree->cost.pending ||
	    root->answer->status == DNS_PENDING;
	return tree;
}

/* --- In words -------------------------------------------------------- */

const char *
spf_tree_costs(struct arena *arena, const struct spf_tree *tree)
{
	return arena_printf(arena,
	    tree->cost.at_least
		? _("look-ups at least %u of %d; void over IPv4 %u, over IPv6 "
		    "%u of %d")
		: _("look-ups %u of %d; void over IPv4 %u, over IPv6 %u of "
		    "%d"),
	    tree->cost.lookups, SPF_LOOKUPS_MAX, tree->cost.voids4,
	    tree->cost.voids6, SPF_VOIDS_MAX);
}

const char *
spf_tree_sizes(struct arena *arena, const struct spf_tree *tree)
{
	if (tree->rrset_bytes == 0)
		return arena_printf(arena, _("%zu octets"), tree->bytes);
	return arena_printf(arena, _("%zu octets; all TXT of %s: %zu"),
	    tree->bytes, tree->domain, tree->rrset_bytes);
}

/* From here on the number is rounded. */
static const struct scale {
	uint64_t unit;
	const char *addresses;
	const char *sites;
} scales[] = {
    {UINT64_C(1000000000000), NULL,
	N_("may send over IPv6: about %llu trillion networks of the size of a "
	   "site (/64)")},
    {1000000000, N_("may send over IPv4: about %llu billion addresses"),
	N_("may send over IPv6: about %llu billion networks of the size of a "
	   "site (/64)")},
    {1000000, N_("may send over IPv4: about %llu million addresses"),
	N_("may send over IPv6: about %llu million networks of the size of a "
	   "site (/64)")},
};

static const struct scale *
scale_of(uint64_t n)
{
	for (size_t i = 0; i < COUNT_OF(scales); i++)
		if (n >= scales[i].unit)
			return &scales[i];
	return NULL;
}

static unsigned long long
rounded(uint64_t n, const struct scale *scale)
{
	return n / scale->unit + (n % scale->unit >= scale->unit / 2);
}

const char *
spf_tree_people4(struct arena *arena, const struct spf_tree *tree)
{
	uint64_t n = tree->addresses4;
	const struct scale *scale = scale_of(n);

	if (n == 0)
		return _("may send over IPv4: nobody");
	if (n == UINT64_C(1) << 32)
		return _("may send over IPv4: everybody");
	if (scale != NULL)
		return arena_printf(
		    arena, _(scale->addresses), rounded(n, scale));
	return arena_printf(arena,
	    ngettext("may send over IPv4: %lu address",
		"may send over IPv4: %lu addresses", (unsigned long)n),
	    (unsigned long)n);
}

/* A site is given 2^64 addresses at least: to count those says nothing. */
const char *
spf_tree_people6(struct arena *arena, const struct spf_tree *tree)
{
	uint64_t n = tree->sites6;
	const struct scale *scale = scale_of(n);

	if (tree->addresses6 == 0)
		return _("may send over IPv6: nobody");
	if (n == UINT64_MAX)
		return _("may send over IPv6: everybody");
	if (tree->addresses6 < ADDRESSES_COUNTED)
		return arena_printf(arena,
		    ngettext("may send over IPv6: %lu address",
			"may send over IPv6: %lu addresses",
			(unsigned long)tree->addresses6),
		    (unsigned long)tree->addresses6);
	if (scale != NULL)
		return arena_printf(
		    arena, _(scale->sites), rounded(n, scale));
	return arena_printf(arena,
	    ngettext("may send over IPv6: %lu network of the size of a site "
		     "(/64)",
		"may send over IPv6: %lu networks of the size of a site (/64)",
		(unsigned long)n),
	    (unsigned long)n);
}
