/* What the new record costs, and what else the user may want to do. */
#include "wizard/flow/merge_draft.h"

#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/spf_reach.h"
#include "wizard/flow/spf_tree.h"

#define OWN_NETWORKS_MAX 8 /* more would make the record long */

static struct merge_suggestion *
suggest(struct draft *d, enum merge_way way, const struct spf_branch *b,
    const char *why)
{
	struct merge *out = d->out;
	struct merge_suggestion *s;

	out->suggestion = arena_push(d->arena, out->suggestion,
	    &out->suggestions, sizeof(*out->suggestion));
	s = &out->suggestion[out->suggestions - 1];
	s->way = way;
	s->term = b == NULL ? "" : draft_text(d, b->term);
	s->saves = b == NULL ? 0 : b->lookups;
	s->why = why;
	return s;
}

/* --- What could go --------------------------------------------------- */

static bool
is_of_no_use(const struct spf_tree *tree, const struct spf_branch *b)
{
	switch (b->trouble) {
	case SPF_COVERED:
	case SPF_DOUBLE:
	case SPF_SHADOWED:
	case SPF_NOBODY:
	case SPF_VOID:
	case SPF_NAMES:
	case SPF_MANY_MX:
	case SPF_BROKEN:
	case SPF_SEVERAL:
	case SPF_MISSING:
	case SPF_LOOP:
	case SPF_SELF:
		return true;
	case SPF_ONE_WAY:
		return tree->cost.voids4 > SPF_VOIDS_MAX ||
		    tree->cost.voids6 > SPF_VOIDS_MAX;
	case SPF_FINE:
	case SPF_HIDDEN:
	case SPF_SILENT:
	case SPF_OPEN:
		return false;
	}
	return false;
}

static bool
is_asked_for(const struct draft *d, const struct spf_term *term)
{
	for (size_t i = 0; i < d->request->adds; i++) {
		struct spf_term wanted;
		struct err err = ERR_INIT;

		if (spf_parse_term(d->arena, slice_of(d->request->add[i]),
			&wanted, &err) == ERR_OK &&
		    spf_same_term(&wanted, term))
			return true;
	}
	return false;
}

/* A server that was given up leaves its address, but no name for it. */
static bool
has_lost_its_name(struct draft *d, const struct spf_term *term)
{
	bool single = (term->kind == SPF_TERM_IP4 && term->prefix4 == 32) ||
	    (term->kind == SPF_TERM_IP6 && term->prefix6 == 128);
	const struct dns_answer *ptr;
	struct spf_cost waits;
	char name[IP_REVERSE_MAX];

	if (!single || is_asked_for(d, term))
		return false;
	ip_reverse_name(&term->network, name);
	ptr = inquiry_get(d->inquiry, name, DNS_PTR);
	waits = (struct spf_cost) {.pending = ptr->status == DNS_PENDING};
	draft_note_pending(d, &waits);
	return ptr->status == DNS_NXDOMAIN || ptr->status == DNS_NODATA;
}

static void
suggest_removals(struct draft *d, const struct spf_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct spf_branch *b = &tree->branch[i];

		if (b->depth > 0)
			continue;
		if (is_of_no_use(tree, b))
			suggest(d, MERGE_WAY_REMOVE, b, b->problem);
		else if (has_lost_its_name(d, b->term))
			suggest(d, MERGE_WAY_REMOVE, b,
			    _("no name leads from this address any more; if "
			      "the server is gone, so should this be"));
	}
}

/* --- Ways out of too many look-ups ----------------------------------- */

/* Hosts below the name that the user registered are the user's. */
static bool
is_own(const struct draft *d, const char *name)
{
	const char *registrable = inspect_registrable(d->domain);

	return dname_is_within(
	    name, registrable != NULL ? registrable : d->domain);
}

static bool
names_own_hosts(struct draft *d, const struct spf_term *term)
{
	struct dname name;
	struct err err = ERR_INIT;
	const struct dns_answer *mx;

	if (term->has_macro ||
	    dname_parse(term->domain.len > 0 ? term->domain
					     : slice_of(d->domain),
		&name, &err) != ERR_OK)
		return false;
	if (term->kind == SPF_TERM_A)
		return is_own(d, name.text);
	if (term->kind != SPF_TERM_MX)
		return false;
	mx = inquiry_get(d->inquiry, name.text, DNS_MX);
	for (size_t i = 0; i < mx->count; i++)
		if (!is_own(d, mx->rr[i].target))
			return false;
	return mx->count > 0;
}

static const char *
print_networks(struct draft *d, const struct ipset *set, const char *text)
{
	size_t count;
	const struct ip_network *list =
	    ipset_networks(d->arena, set, &count);

	for (size_t i = 0; i < count; i++)
		text = arena_printf(d->arena, "%s%s%s", text,
		    text[0] == '\0' ? "" : " ",
		    draft_network(d, &list[i], '+'));
	return text;
}

/* The addresses behind a term, as terms; NULL: not known, none, or too many. */
static const char *
addresses_behind(
    struct draft *d, const struct spf_tree *tree, const struct spf_branch *b)
{
	struct spf_reach reach = SPF_REACH_INIT;
	const char *text = NULL;

	spf_reach_term(d->inquiry, tree->root,
	    (size_t)(b->term - tree->root->record->term), &reach);
	if (reach.exact && reach.ip4.count + reach.ip6.count > 0 &&
	    reach.ip4.count + reach.ip6.count <= OWN_NETWORKS_MAX)
		text = print_networks(d, &reach.ip6,
		    print_networks(d, &reach.ip4, ""));
	spf_reach_release(&reach);
	return text;
}

static void
suggest_replacements(struct draft *d, const struct spf_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct spf_branch *b = &tree->branch[i];
		const char *with;

		if (b->depth > 0 || b->shadowed ||
		    b->term->qualifier != '+' || !names_own_hosts(d, b->term))
			continue;
		with = addresses_behind(d, tree, b);
		if (with != NULL)
			suggest(d, MERGE_WAY_REPLACE, b,
			    _("addresses of your own need no look-up"))
			    ->with = with;
	}
}

static int
costlier(const void *a, const void *b)
{
	const struct spf_branch *const *x = a, *const *y = b;

	return (int)(*y)->lookups - (int)(*x)->lookups;
}

/* The includes of the record itself, the costliest first. */
static const struct spf_branch **
services(struct draft *d, const struct spf_tree *tree, size_t *ret_count)
{
	const struct spf_branch **list = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < tree->count; i++) {
		const struct spf_branch *b = &tree->branch[i];

		if (b->depth > 0 || b->shadowed || b->below == NULL ||
		    b->term->kind != SPF_TERM_INCLUDE)
			continue;
		list = arena_push(d->arena, list, ret_count, sizeof(*list));
		list[*ret_count - 1] = b;
	}
	if (list != NULL)
		qsort(list, *ret_count, sizeof(*list), costlier);
	return list;
}

static void
suggest_moves(struct draft *d, const struct spf_tree *tree)
{
	size_t count;
	const struct spf_branch **list = services(d, tree, &count);

	for (size_t i = 0; i < count; i++)
		suggest(d, MERGE_WAY_MOVE, list[i],
		    arena_printf(d->arena,
			_("let this service send as a sub-domain, such as "
			  "news.%s, with a record of its own"),
			d->domain))
		    ->with = arena_printf(
		    d->arena, "v=spf1 %s ~all", draft_text(d, list[i]->term));
	if (count > 0 && !d->request->flatten)
		suggest(d, MERGE_WAY_FLATTEN, list[0],
		    _("--flatten copies its networks into your record. When "
		      "the service changes them, your mail fails until you "
		      "merge again: look at it every week"));
}

/* --- All of it ------------------------------------------------------- */

static void
add_cost(struct spf_cost *sum, const struct spf_cost *cost)
{
	sum->lookups += cost->lookups;
	sum->voids4 += cost->voids4;
	sum->voids6 += cost->voids6;
	sum->at_least = sum->at_least || cost->at_least;
}

static void
count_before(struct draft *d)
{
	for (size_t i = 0; i < d->request->olds; i++) {
		struct spf_cost cost = inspect_spf_cost(d->inquiry,
		    inspect_spf_text(d->arena, d->inquiry, d->domain,
			d->request->old[i]));

		draft_note_pending(d, &cost);
		add_cost(&d->out->before, &cost);
	}
}

void
draft_suggest(struct draft *d)
{
	struct merge *out = d->out;
	const struct spf_tree *tree;

	if (out->all == 0 && !out->redirects)
		suggest(d, MERGE_WAY_END, NULL,
		    _("the record does not say what holds for mail from "
		      "anywhere else"))
		    ->with = "~all";
	if (d->request->inquiry == NULL)
		return;
	count_before(d);
	tree = spf_tree_make(d->arena, d->inquiry,
	    inspect_spf_text(d->arena, d->inquiry, d->domain,
		slice_of(out->value)));
	out->after = tree->cost;
	draft_note_pending(d, &tree->cost);
	suggest_removals(d, tree);
	if (tree->cost.lookups <= SPF_LOOKUPS_MAX)
		return;
	suggest_replacements(d, tree);
	suggest_moves(d, tree);
}
