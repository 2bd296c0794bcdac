/* What evaluating a tree of SPF records costs, RFC 7208 section 4.6.4. */
#include <string.h>

#include "wizard/check/inspection.h"

#define CHAIN_MAX 10 /* aliases; longer chains are not followed by all */

struct count {
	struct inquiry *inquiry;
	struct spf_cost cost;
};

static bool
is_void(const struct dns_answer *answer)
{
	return answer->status == DNS_NODATA || answer->status == DNS_NXDOMAIN;
}

/* As dnsmsg_decode() tells of a chain without an end. */
static bool
is_long_chain(const struct dns_answer *answer)
{
	return answer->cnames > CHAIN_MAX ||
	       (answer->cnames > 0 && answer->status == DNS_SERVFAIL);
}

static void
note(struct count *c, const struct dns_answer *answer)
{
	/* Where no answer came it was our patience that took so long. */
	if (dns_is_answered(answer->status))
		c->cost.waited_ms += answer->waited_ms;
	if (answer->status == DNS_PENDING)
		c->cost.pending = true;
	else if (!dns_is_answered(answer->status))
		c->cost.at_least = true;
	if (c->cost.chain == NULL && is_long_chain(answer))
		c->cost.chain = answer->cname[0].owner;
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
	for (size_t i = 0; i < mx->count && i < SPF_MX_MAX; i++)
		if (mx->rr[i].target[0] != '\0')
			count_addresses(c, mx->rr[i].target);
}

/* The name a term asks about; false when only a macro could tell. */
static bool
target_of(
    const struct spf_node *node, const struct spf_term *term, struct dname *ret)
{
	struct err err = ERR_INIT;

	if (term->has_macro)
		return false;
	return dname_parse(
		   term->domain.len > 0 ? term->domain : slice_of(node->domain),
		   ret, &err) == ERR_OK;
}

static void
count_by_name(
    struct count *c, const struct spf_node *node, const struct spf_term *term)
{
	struct dname name;

	if (term->kind == SPF_TERM_PTR)
		return; /* depends on the client */
	if (!target_of(node, term, &name))
		c->cost.at_least = true;
	else if (term->kind == SPF_TERM_A)
		count_addresses(c, name.text);
	else if (term->kind == SPF_TERM_MX)
		count_mx(c, name.text);
	else if (term->kind == SPF_TERM_EXISTS)
		count_both(c, inquiry_get(c->inquiry, name.text, DNS_A));
}

/* Names the term when the counts went up by its look-ups. */
static void
name_void(struct count *c, const struct spf_node *node,
    const struct spf_term *term, const struct spf_cost *before)
{
	struct spf_void nothing = {
	    .domain = node->domain,
	    .term = term->text,
	    .for4 = c->cost.voids4 > before->voids4,
	    .for6 = c->cost.voids6 > before->voids6,
	};

	if ((nothing.for4 || nothing.for6) &&
	    c->cost.nothings < SPF_VOIDS_NAMED)
		c->cost.nothing[c->cost.nothings++] = nothing;
}

static void count_node(struct count *c, const struct spf_node *node);

static void
count_term(struct count *c, const struct spf_node *node, size_t i)
{
	const struct spf_term *term = &node->record->term[i];
	const struct spf_cost before = c->cost;

	if (!spf_costs_lookup(term->kind) ||
	    (term->kind == SPF_TERM_REDIRECT &&
		spf_find_term(node->record, SPF_TERM_ALL) != NULL))
		return;
	c->cost.lookups++;
	if (node->child[i] != NULL)
		count_both(c, node->child[i]->answer);
	else
		count_by_name(c, node, term);
	name_void(c, node, term, &before);
	if (node->child[i] != NULL)
		count_node(c, node->child[i]);
}

/* The tree is shallow by construction. */
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
