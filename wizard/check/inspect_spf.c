/* The tree of an SPF record: what it includes, and what it costs. */
#include <string.h>

#include "wizard/check/inspection.h"

#define TREE_DEPTH_MAX 12 /* one deeper than the limit of ten can reach */
#define TREE_NODES_MAX 96

/* The nodes above a node, to see a loop; and how large the tree has become. */
struct growth {
	struct inspection *in;
	const struct spf_node *above[TREE_DEPTH_MAX];
	size_t depth;
	size_t nodes;
};

static struct spf_node *expand(struct growth *g, const char *domain);

static const struct spf_node *
find_above(const struct growth *g, const char *domain)
{
	for (size_t i = 0; i < g->depth; i++)
		if (dname_equal(g->above[i]->domain, domain))
			return g->above[i];
	return NULL;
}

static bool
has_all(const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms; i++)
		if (record->term[i].kind == SPF_TERM_ALL)
			return true;
	return false;
}

/* A term that brings in another record whose name is known now. */
static bool
leads_to_record(const struct spf_record *record, const struct spf_term *term)
{
	if (term->has_macro || term->domain.len == 0)
		return false;
	/* redirect counts only without "all", RFC 7208 section 6.1. */
	return term->kind == SPF_TERM_INCLUDE ||
	    (term->kind == SPF_TERM_REDIRECT && !has_all(record));
}

static void
expand_terms(struct growth *g, struct spf_node *node)
{
	const struct spf_record *record = node->record;

	node->child = arena_alloc(
	    g->in->arena, (record->terms + 1) * sizeof(*node->child));
	for (size_t i = 0; i < record->terms; i++) {
		struct dname name;
		struct err err = ERR_INIT;

		if (g->nodes < TREE_NODES_MAX &&
		    leads_to_record(record, &record->term[i]) &&
		    dname_parse(record->term[i].domain, &name, &err) == ERR_OK)
			node->child[i] = expand(
			    g, arena_copy(g->in->arena, name.text));
	}
}

static void
select_record(struct inspection *in, struct spf_node *node)
{
	for (size_t i = 0; i < node->answer->count; i++) {
		struct slice text = node->answer->rr[i].text;

		if (!spf_is_record(text))
			continue;
		if (node->records++ > 0)
			continue;
		node->record = spf_shelf_read(&in->shelf, in->arena, text);
	}
	/* More than one: permerror, section 4.5; none of them is followed. */
	if (node->records > 1)
		node->record = NULL;
}

static void
grow(struct growth *g, struct spf_node *node)
{
	g->nodes++;
	if (node->record == NULL || node->loop || g->depth == TREE_DEPTH_MAX)
		return;
	g->above[g->depth++] = node;
	expand_terms(g, node);
	g->depth--;
}

static struct spf_node *
expand(struct growth *g, const char *domain)
{
	struct spf_node *node = arena_alloc(g->in->arena, sizeof(*node));
	const struct spf_node *above = find_above(g, domain);

	node->domain = domain;
	node->loop = above != NULL;
	/* One that stands above may not be published yet: it is not asked. */
	node->answer = node->loop ? above->answer
				  : inspection_ask(g->in, domain, DNS_TXT);
	select_record(g->in, node);
	grow(g, node);
	return node;
}

struct spf_node *
inspection_spf(struct inspection *in, const char *domain)
{
	struct growth g = {.in = in};

	return expand(&g, domain);
}

struct spf_node *
inspect_spf(struct arena *arena, struct inquiry *inquiry, const char *domain)
{
	struct inspection in = {.arena = arena, .inquiry = inquiry};

	return inspection_spf(&in, domain);
}

struct spf_node *
inspect_spf_text(struct arena *arena, struct inquiry *inquiry,
    const char *domain, struct slice record)
{
	static const struct dns_answer proposed = {.status = DNS_OK};
	struct inspection in = {.arena = arena, .inquiry = inquiry};
	struct growth g = {.in = &in};
	struct spf_node *node = arena_alloc(arena, sizeof(*node));

	node->domain = domain;
	node->answer = &proposed;
	node->record = spf_parse(arena, record);
	node->records = 1;
	grow(&g, node);
	return node;
}

/* --- Costs, RFC 7208 section 4.6.4 ----------------------------------------- */

struct count {
	struct inquiry *inquiry;
	struct spf_cost cost;
};

static bool
is_void(const struct dns_answer *answer)
{
	return answer->status == DNS_NODATA || answer->status == DNS_NXDOMAIN;
}

static void
note(struct count *c, const struct dns_answer *answer)
{
	if (answer->status == DNS_PENDING)
		c->cost.pending = true;
	else if (!dns_is_answered(answer->status))
		c->cost.at_least = true;
}

/* Address look-ups of a name: void for each family that it lacks. */
static void
count_addresses(struct count *c, const char *name)
{
	const struct dns_answer *a = inquiry_get(c->inquiry, name, DNS_A);
	const struct dns_answer *aaaa = inquiry_get(c->inquiry, name, DNS_AAAA);

	note(c, a);
	note(c, aaaa);
	c->cost.voids4 += is_void(a);
	c->cost.voids6 += is_void(aaaa);
}

static void
count_both(struct count *c, const struct dns_answer *answer)
{
	note(c, answer);
	c->cost.voids4 += is_void(answer);
	c->cost.voids6 += is_void(answer);
}

static void
count_mx(struct count *c, const char *name)
{
	const struct dns_answer *mx = inquiry_get(c->inquiry, name, DNS_MX);

	count_both(c, mx);
	for (size_t i = 0; i < mx->count && i < 10; i++)
		if (mx->rr[i].target[0] != '\0')
			count_addresses(c, mx->rr[i].target);
}

/* The name a term asks about; false when only a macro could tell. */
static bool
target_of(const struct spf_node *node, const struct spf_term *term,
    struct dname *ret)
{
	struct err err = ERR_INIT;

	if (term->has_macro)
		return false;
	return dname_parse(term->domain.len > 0 ? term->domain
						: slice_of(node->domain),
		   ret, &err) == ERR_OK;
}

static void count_node(struct count *c, const struct spf_node *node);

static void
count_term(struct count *c, const struct spf_node *node, size_t i)
{
	const struct spf_term *term = &node->record->term[i];
	struct dname name;

	if (!spf_costs_lookup(term->kind))
		return;
	if (term->kind == SPF_TERM_REDIRECT && has_all(node->record))
		return;
	c->cost.lookups++;
	if (node->child[i] != NULL) {
		count_both(c, node->child[i]->answer);
		count_node(c, node->child[i]);
	} else if (term->kind == SPF_TERM_PTR) {
		return; /* depends on the client */
	} else if (!target_of(node, term, &name)) {
		c->cost.at_least = true;
	} else if (term->kind == SPF_TERM_A) {
		count_addresses(c, name.text);
	} else if (term->kind == SPF_TERM_MX) {
		count_mx(c, name.text);
	} else if (term->kind == SPF_TERM_EXISTS) {
		count_both(c, inquiry_get(c->inquiry, name.text, DNS_A));
	} else {
		c->cost.at_least = true; /* a record that was not followed */
	}
}

static void
count_node(struct count *c, const struct spf_node *node)
{
	if (node->loop || (node->record != NULL && node->child == NULL))
		c->cost.at_least = true;
	if (node->record == NULL || node->child == NULL)
		return;
	for (size_t i = 0; i < node->record->terms; i++) {
		/* Nothing behind "all" is ever reached, section 5.1. */
		if (node->record->term[i].kind == SPF_TERM_ALL)
			break;
		count_term(c, node, i);
	}
}

struct spf_cost
inspect_spf_cost(struct inquiry *inquiry, const struct spf_node *root)
{
	struct count c = {.inquiry = inquiry};

	note(&c, root->answer);
	count_node(&c, root);
	return c.cost;
}
