/*
 * Networks in place of includes: asked for expressly, for the record then goes
 * stale whenever a service changes its own.
 */
#include "wizard/flow/merge_draft.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/spf_reach.h"

const char *
draft_network(
    struct draft *d, const struct ip_network *network, char qualifier)
{
	unsigned whole = network->ip.family == 4 ? 32 : 128;
	char sign[2] = {qualifier == '+' ? '\0' : qualifier, '\0'};
	char ip[IP_TEXT_MAX];

	ip_format(&network->ip, ip);
	if (network->prefix == whole)
		return arena_printf(
		    d->arena, "%sip%d:%s", sign, network->ip.family, ip);
	return arena_printf(d->arena, "%sip%d:%s/%u", sign, network->ip.family,
	    ip, network->prefix);
}

/* --- One include ----------------------------------------------------- */

/* Appends the networks of a set as terms. */
static void
append_set(struct draft *d, struct terms *list, const struct ipset *set,
    char qualifier)
{
	size_t count;
	const struct ip_network *network =
	    ipset_networks(d->arena, set, &count);

	for (size_t i = 0; i < count; i++) {
		struct spf_term term;
		struct err err = ERR_INIT;

		if (spf_parse_term(d->arena,
			slice_of(draft_network(d, &network[i], qualifier)),
			&term, &err) == ERR_OK)
			draft_append(d, list, &term);
	}
}

/* The terms that stand for an include now; false: that cannot be known. */
static bool
networks_of(struct draft *d, const struct spf_node *root, size_t i,
    struct terms *ret)
{
	char qualifier = root->record->term[i].qualifier;
	struct spf_reach reach = SPF_REACH_INIT;
	bool exact;

	spf_reach_term(d->inquiry, root, i, &reach);
	exact = reach.exact;
	if (exact) {
		append_set(d, ret, &reach.ip4, qualifier);
		append_set(d, ret, &reach.ip6, qualifier);
	}
	spf_reach_release(&reach);
	return exact;
}

static struct terms
replaced(struct draft *d, size_t at, const struct terms *by)
{
	struct terms body = {.term = NULL};

	for (size_t i = 0; i < d->body.count; i++) {
		if (i != at) {
			draft_append(d, &body, &d->body.term[i]);
			continue;
		}
		for (size_t j = 0; j < by->count; j++)
			draft_append(d, &body, &by->term[j]);
	}
	return body;
}

/* --- The costliest first --------------------------------------------- */

static struct spf_node *
expand(struct draft *d, const char *end)
{
	return inspect_spf_text(d->arena, d->inquiry, d->domain,
	    slice_of(draft_print(d, end)));
}

static unsigned
lookups_below(struct draft *d, const struct spf_node *node)
{
	return 1 + inspect_spf_cost(d->inquiry, node).lookups;
}

/* The include that costs most and is not among those that stay. */
static size_t
costliest(struct draft *d, const struct spf_node *root,
    const struct terms *stay)
{
	size_t found = root->record->terms;
	unsigned most = 0;

	for (size_t i = 0; i < root->record->terms; i++) {
		const struct spf_term *term = &root->record->term[i];
		unsigned lookups;

		if (term->kind == SPF_TERM_ALL)
			break;
		if (term->kind != SPF_TERM_INCLUDE || root->child == NULL ||
		    root->child[i] == NULL || draft_has(stay, term))
			continue;
		lookups = lookups_below(d, root->child[i]);
		if (lookups > most) {
			most = lookups;
			found = i;
		}
	}
	return found;
}

static void
explain(struct draft *d, const struct spf_term *include,
    const struct terms *networks)
{
	draft_explain_anew(d, MERGE_REMOVE, include,
	    _("replaced by the networks it stands for today"));
	for (size_t i = 0; i < networks->count; i++)
		draft_explain(d, MERGE_ADD, draft_text(d, &networks->term[i]),
		    arena_printf(d->arena,
			_("copied from %s: when the service changes it, your "
			  "mail fails until you merge again"),
			draft_text(d, include)));
}

/* Replaces one include; false when there is none left to replace. */
static bool
flatten_one(struct draft *d, const struct spf_node *root, const char *end,
    struct terms *stay)
{
	size_t i = costliest(d, root, stay);
	struct terms old = d->body, networks = {.term = NULL};
	struct spf_term include;
	size_t at;

	if (i == root->record->terms)
		return false;
	include = root->record->term[i];
	at = draft_find(&d->body, &include);
	if (at == d->body.count || !networks_of(d, root, i, &networks)) {
		draft_append(d, stay, &include);
		return true;
	}
	d->body = replaced(d, at, &networks);
	if (strlen(draft_print(d, end)) > SPF_RECORD_MAX) {
		d->body = old;
		draft_append(d, stay, &include);
		return true;
	}
	explain(d, &include, &networks);
	return true;
}

void
draft_flatten(struct draft *d, const char *end)
{
	struct terms stay = {.term = NULL};

	for (size_t i = 0; i < SPF_TERMS_MAX; i++) {
		const struct spf_node *root = expand(d, end);
		struct spf_cost cost = inspect_spf_cost(d->inquiry, root);

		draft_note_pending(d, &cost);
		if (cost.pending || cost.lookups <= SPF_LOOKUPS_MAX ||
		    !flatten_one(d, root, end, &stay))
			return;
	}
}
