#include "wizard/flow/spf_reach.h"

/* One way through a record and all it includes, for one family. */
struct walk {
	struct inquiry *inquiry;
	uint8_t family;
	unsigned lookups, voids; /* RFC 7208 section 4.6.4 */
	bool exact;
	bool failed; /* permerror for everybody who has come so far */
};

static void pass_record(struct walk *w, const struct spf_node *node,
    struct ipset *rest, struct ipset *pass);

static void
clear(struct ipset *set)
{
	set->count = 0;
}

static void
count_void(struct walk *w, const struct dns_answer *answer)
{
	if (answer->status != DNS_NODATA && answer->status != DNS_NXDOMAIN)
		return;
	if (++w->voids > SPF_VOIDS_MAX)
		w->failed = true;
}

/* --- Who matches a mechanism ----------------------------------------- */

static void
match_network(
    struct walk *w, const struct spf_term *term, struct ipset *found)
{
	if (term->network.family == w->family)
		ipset_add_network(found, &term->network,
		    w->family == 4 ? term->prefix4 : term->prefix6);
}

static void
match_host(struct walk *w, const struct spf_term *term, const char *name,
    struct ipset *found)
{
	const struct dns_answer *answer = inquiry_get(
	    w->inquiry, name, w->family == 4 ? DNS_A : DNS_AAAA);

	if (!dns_is_answered(answer->status))
		w->exact = false;
	for (size_t i = 0; i < answer->count; i++)
		ipset_add_network(found, &answer->rr[i].address,
		    w->family == 4 ? term->prefix4 : term->prefix6);
	if (term->kind == SPF_TERM_A)
		count_void(w, answer);
}

static void
match_mx(struct walk *w, const struct spf_term *term, const char *name,
    struct ipset *found)
{
	const struct dns_answer *mx =
	    inquiry_get(w->inquiry, name, DNS_MX);

	if (!dns_is_answered(mx->status))
		w->exact = false;
	count_void(w, mx);
	if (mx->count > SPF_MX_MAX) {
		w->failed = true;
		return;
	}
	for (size_t i = 0; i < mx->count; i++)
		if (mx->rr[i].target[0] != '\0')
			match_host(w, term, mx->rr[i].target, found);
}

/* An A record, whatever it says, lets everybody match: section 5.7. */
static void
match_exists(struct walk *w, const char *name, struct ipset *found)
{
	const struct dns_answer *a = inquiry_get(w->inquiry, name, DNS_A);

	if (!dns_is_answered(a->status))
		w->exact = false;
	count_void(w, a);
	if (a->count > 0)
		ipset_add_everybody(found, w->family);
}

static bool
is_usable(const struct spf_node *node)
{
	return node->record != NULL && node->record->faults == 0;
}

/* rest: who has come so far; only they are asked about. */
static void
match_include(struct walk *w, const struct spf_node *child,
    const struct ipset *rest, struct ipset *found)
{
	struct ipset inside = IPSET_INIT;

	if (!child->loop && !dns_is_answered(child->answer->status)) {
		w->exact = false;
		return;
	}
	if (child->loop || !is_usable(child)) {
		w->failed = true;
		return;
	}
	ipset_add(&inside, rest);
	pass_record(w, child, &inside, found);
	ipset_release(&inside);
}

/* --- Terms ----------------------------------------------------------- */

/* Only the message or the client itself tells who matches. */
static bool
is_hidden(const struct spf_node *node, size_t i)
{
	const struct spf_term *term = &node->record->term[i];

	return term->has_macro || term->kind == SPF_TERM_PTR ||
	    ((term->kind == SPF_TERM_INCLUDE ||
		 term->kind == SPF_TERM_REDIRECT) &&
		(node->child == NULL || node->child[i] == NULL));
}

static void
match(struct walk *w, const struct spf_node *node, size_t i,
    const struct ipset *rest, struct ipset *found)
{
	const struct spf_term *term = &node->record->term[i];
	struct err err = ERR_INIT;
	struct dname name;

	if (term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6)
		match_network(w, term, found);
	if (term->kind == SPF_TERM_ALL)
		ipset_add_everybody(found, w->family);
	if (term->kind == SPF_TERM_INCLUDE)
		match_include(w, node->child[i], rest, found);
	/* A name that cannot exist matches nothing, section 4.8. */
	if (dname_parse(term->domain.len > 0 ? term->domain
					     : slice_of(node->domain),
		&name, &err) != ERR_OK)
		return;
	if (term->kind == SPF_TERM_A)
		match_host(w, term, name.text, found);
	if (term->kind == SPF_TERM_MX)
		match_mx(w, term, name.text, found);
	if (term->kind == SPF_TERM_EXISTS)
		match_exists(w, name.text, found);
}

/* Who matches a term of those who have come so far. */
static void
find(struct walk *w, const struct spf_node *node, size_t i, struct ipset *rest,
    struct ipset *found)
{
	bool exact = w->exact;

	w->exact = !is_hidden(node, i);
	if (w->exact)
		match(w, node, i, rest, found);
	/* Of whom it is not known, anybody might be refused here. */
	if (!w->exact && node->record->term[i].qualifier != '+')
		clear(rest);
	w->exact = w->exact && exact;
	ipset_keep(found, rest);
}

static void
pass_term(struct walk *w, const struct spf_node *node, size_t i,
    struct ipset *rest, struct ipset *pass)
{
	const struct spf_term *term = &node->record->term[i];
	struct ipset found = IPSET_INIT;

	if (spf_costs_lookup(term->kind) && ++w->lookups > SPF_LOOKUPS_MAX)
		w->failed = true;
	else
		find(w, node, i, rest, &found);
	if (term->qualifier == '+')
		ipset_add(pass, &found);
	ipset_remove(rest, &found);
	if (w->failed)
		clear(rest);
	ipset_release(&found);
}

/* Where a redirect leads decides about the rest, section 6.1. */
static void
pass_redirect(struct walk *w, const struct spf_node *node, size_t i,
    struct ipset *rest, struct ipset *pass)
{
	const struct spf_node *child =
	    node->child == NULL ? NULL : node->child[i];
	struct ipset found = IPSET_INIT;

	if (++w->lookups > SPF_LOOKUPS_MAX)
		w->failed = true;
	else if (child == NULL)
		w->exact = false;
	else
		match_include(w, child, rest, &found);
	ipset_add(pass, &found);
	ipset_release(&found);
}

static void
pass_record(struct walk *w, const struct spf_node *node, struct ipset *rest,
    struct ipset *pass)
{
	const struct spf_record *record = node->record;
	size_t redirect = record->terms;

	for (size_t i = 0; i < record->terms; i++) {
		if (record->term[i].kind == SPF_TERM_REDIRECT)
			redirect = i;
		if (record->term[i].kind >= SPF_TERM_REDIRECT)
			continue;
		pass_term(w, node, i, rest, pass);
		/* Nobody is left for what comes then. */
		if (record->term[i].kind == SPF_TERM_ALL || w->failed)
			return;
	}
	if (redirect < record->terms)
		pass_redirect(w, node, redirect, rest, pass);
}

/* --- Both families --------------------------------------------------- */

void
spf_reach_release(struct spf_reach *reach)
{
	ipset_release(&reach->ip4);
	ipset_release(&reach->ip6);
}

static void
run(struct inquiry *inquiry, const struct spf_node *node, const size_t *term,
    uint8_t family, struct spf_reach *ret)
{
	struct walk w = {.inquiry = inquiry, .family = family, .exact = true};
	struct ipset rest = IPSET_INIT;
	struct ipset *pass = family == 4 ? &ret->ip4 : &ret->ip6;

	ipset_add_everybody(&rest, family);
	if (term == NULL)
		pass_record(&w, node, &rest, pass);
	else if (is_hidden(node, *term))
		w.exact = false;
	else
		match(&w, node, *term, &rest, pass);
	ret->exact = ret->exact && w.exact;
	ipset_release(&rest);
}

void
spf_reach(struct inquiry *inquiry, const struct spf_node *root,
    struct spf_reach *ret)
{
	ret->exact = dns_is_answered(root->answer->status);
	if (!is_usable(root))
		return;
	run(inquiry, root, NULL, 4, ret);
	run(inquiry, root, NULL, 6, ret);
}

void
spf_reach_term(struct inquiry *inquiry, const struct spf_node *node, size_t i,
    struct spf_reach *ret)
{
	ret->exact = true;
	run(inquiry, node, &i, 4, ret);
	run(inquiry, node, &i, 6, ret);
}

bool
spf_reach_holds(const struct spf_reach *a, const struct spf_reach *b)
{
	return ipset_holds(&a->ip4, &b->ip4) && ipset_holds(&a->ip6, &b->ip6);
}
