/* The tree of an SPF record: what it includes. */
#include <string.h>

#include "wizard/check/inspection.h"

#define TREE_DEPTH_MAX 12 /* one deeper than the limit of ten can reach */
#define TREE_NODES_MAX 96
#define SEVERAL_MAX    4  /* records of one name that are looked into */

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

/* A term that brings in another record whose name is known now. */
static bool
leads_to_record(const struct spf_record *record, const struct spf_term *term)
{
	if (term->has_macro || term->domain.len == 0)
		return false;
	/* redirect counts only without "all", RFC 7208 section 6.1. */
	return term->kind == SPF_TERM_INCLUDE ||
	    (term->kind == SPF_TERM_REDIRECT &&
		spf_find_term(record, SPF_TERM_ALL) == NULL);
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

/*
 * Nobody follows one of several records, but whoever makes one of them has to
 * know where each of them leads: that is asked now and not in rounds of its own.
 */
static void
look_into_several(struct inspection *in, const struct spf_node *node)
{
	const struct dns_answer *answer = node->answer;
	size_t looked = 0;

	for (size_t i = 0; i < answer->count && looked < SEVERAL_MAX; i++) {
		if (!spf_is_record(answer->rr[i].text))
			continue;
		(void)inspect_spf_cost(in->inquiry,
		    inspect_spf_text(in->arena, in->inquiry, node->domain,
			answer->rr[i].text));
		looked++;
	}
}

struct spf_node *
inspection_spf(struct inspection *in, const char *domain)
{
	struct growth g = {.in = in};
	struct spf_node *node = expand(&g, domain);

	if (node->records > 1)
		look_into_several(in, node);
	return node;
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
