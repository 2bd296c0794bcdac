/* Addresses that the record allows already, in another way. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define DEPTH_MAX    16
#define NETWORKS_MAX 64 /* that are looked for in the whole tree */

static bool
is_network(const struct spf_term *term)
{
	return (term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6) &&
	       term->qualifier == '+';
}

static unsigned
prefix_of(const struct spf_term *term)
{
	return term->kind == SPF_TERM_IP4 ? term->prefix4 : term->prefix6;
}

/* Does the second term lie within the first? */
static bool
covers(const struct spf_term *wide, const struct spf_term *narrow)
{
	return is_network(wide) && wide->kind == narrow->kind &&
	       prefix_of(wide) <= prefix_of(narrow) &&
	       ip_in_network(&narrow->network, &wide->network, prefix_of(wide));
}

/* The record among the included ones that has such a term. */
static const struct spf_node *
find_covering(
    const struct spf_node *node, const struct spf_term *narrow, unsigned depth)
{
	if (node->record == NULL || node->child == NULL || depth == DEPTH_MAX)
		return NULL;
	for (size_t i = 0; i < node->record->terms; i++) {
		const struct spf_term *term = &node->record->term[i];
		const struct spf_node *found;

		if (term->kind == SPF_TERM_ALL)
			break;
		if (depth > 0 && covers(term, narrow))
			return node;
		if (node->child[i] == NULL || node->child[i]->loop ||
		    term->qualifier != '+')
			continue;
		found = find_covering(node->child[i], narrow, depth + 1);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static const struct spf_term *
find_wider(const struct spf_record *record, const struct spf_term *narrow)
{
	for (size_t i = 0; i < record->terms; i++)
		/* What is the same is SPF-56. */
		if (&record->term[i] != narrow &&
		    covers(&record->term[i], narrow) &&
		    !covers(narrow, &record->term[i]))
			return &record->term[i];
	return NULL;
}

static void
check_network(struct checking *c, const struct spf_term *term)
{
	const struct spf_node *root = c->facts->spf;
	const struct spf_term *wider = find_wider(root->record, term);
	const struct spf_node *node;

	if (wider != NULL) {
		checking_found(c, term, "SPF-57",
		    _("\"%s\" is a part of \"%s\"."),
		    checking_text(c, term->text),
		    checking_text(c, wider->text));
		return;
	}
	node = find_covering(root, term, 0);
	if (node != NULL)
		checking_found(c, term, "SPF-57",
		    _("\"%s\" is allowed already by the record of %s, "
		      "which is "
		      "included."),
		    checking_text(c, term->text), node->domain);
}

void
check_spf_overlap(struct checking *c)
{
	const struct spf_record *record = c->facts->spf->record;

	for (size_t i = 0, n = 0; i < record->terms && n < NETWORKS_MAX; i++)
		if (is_network(&record->term[i])) {
			check_network(c, &record->term[i]);
			n++;
		}
}
