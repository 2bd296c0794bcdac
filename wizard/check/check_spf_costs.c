/* What evaluating the record costs, and whom else it would cost dearly. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/check/spf_misread.h"

#define LOOKUPS_NEAR 8
#define TIME_MAX 20000 /* ms, RFC 7208 section 4.6.4 */
#define TIME_NEAR 10000
#define DEPTH_MAX 16

/* --- Look-ups ---------------------------------------------------------- */

/* Of a term and everything behind it. */
static unsigned
count_lookups(const struct spf_node *node, size_t i, unsigned depth)
{
	const struct spf_node *child = node->child[i];
	unsigned n = spf_costs_lookup(node->record->term[i].kind);

	if (child == NULL || child->child == NULL || depth == DEPTH_MAX)
		return n;
	for (size_t j = 0; j < child->record->terms; j++)
		n += count_lookups(child, j, depth + 1);
	return n;
}

/* "include:_spf.example 4, mx 1": which terms cost how much. */
static const char *
list_costs(struct checking *c)
{
	const struct spf_node *node = c->facts->spf;
	struct buf list = BUF_INIT;
	const char *text;

	for (size_t i = 0; node->child != NULL && i < node->record->terms;
	     i++) {
		unsigned n = count_lookups(node, i, 0);

		if (n > 0)
			buf_addf(&list, "%s%s %u", list.len > 0 ? ", " : "",
			    checking_text(c, node->record->term[i].text), n);
	}
	text = arena_copy(c->arena, buf_text(&list));
	buf_release(&list);
	return text;
}

static void
check_lookups(struct checking *c)
{
	const struct spf_cost *cost = &c->facts->spf_cost;

	if (cost->lookups > SPF_LOOKUPS_MAX)
		finding_add(c->arena, c->list, "SPF-60", c->owner,
		    _("The SPF record of %s needs %u look-ups; %d are "
		      "allowed: %s"),
		    c->owner, cost->lookups, SPF_LOOKUPS_MAX, list_costs(c));
	else if (cost->lookups >= LOOKUPS_NEAR)
		finding_add(c->arena, c->list, "SPF-61", c->owner,
		    _("The SPF record of %s needs %u of %d look-ups: %s"),
		    c->owner, cost->lookups, SPF_LOOKUPS_MAX, list_costs(c));
}

/* --- Look-ups that lead to nothing
 * ---------------------------------------------- */

static bool
sends_over(const struct facts *f, uint8_t family)
{
	for (size_t i = 0; i < f->addresses; i++)
		if (f->address[i].ip.family == family &&
		    checking_sends(f, &f->address[i]))
			return true;
	return false;
}

/* The terms, with the record they are in when it is not the domain's own. */
static const char *
list_voids(struct checking *c)
{
	const struct spf_cost *cost = &c->facts->spf_cost;
	struct buf list = BUF_INIT;
	const char *text;

	for (size_t i = 0; i < cost->nothings; i++) {
		const struct spf_void *nothing = &cost->nothing[i];

		buf_addf(&list, "%s%s", list.len > 0 ? ", " : "",
		    checking_text(c, nothing->term));
		if (!dname_equal(nothing->domain, c->owner))
			buf_addf(&list, " (%s)", nothing->domain);
	}
	text = arena_copy(c->arena, buf_text(&list));
	buf_release(&list);
	return text;
}

/*
 * A name with addresses of one family only is void for clients of the other,
 * which does not matter when no mail is sent that way.
 */
static void
check_voids(struct checking *c)
{
	const struct spf_cost *cost = &c->facts->spf_cost;
	unsigned both =
	    cost->voids4 < cost->voids6 ? cost->voids4 : cost->voids6;
	bool many4 = cost->voids4 > SPF_VOIDS_MAX;
	bool many6 = cost->voids6 > SPF_VOIDS_MAX;

	if (both > SPF_VOIDS_MAX || (many4 && sends_over(c->facts, 4)) ||
	    (many6 && sends_over(c->facts, 6)))
		finding_add(c->arena, c->list, "SPF-62", c->owner,
		    _("Look-ups of %s that lead to nothing: %u for mail over "
		      "IPv4, %u for mail over IPv6; %d are allowed: %s"),
		    c->owner, cost->voids4, cost->voids6, SPF_VOIDS_MAX,
		    list_voids(c));
	else if (both > 0)
		finding_add(c->arena, c->list, "SPF-63", c->owner,
		    _("Look-ups of %s that lead to nothing: %u; %d are "
		      "allowed: %s"),
		    c->owner, both, SPF_VOIDS_MAX, list_voids(c));
	else if (many4 || many6)
		finding_add(c->arena, c->list, "SPF-64", c->owner,
		    _("Look-ups of %s that lead to nothing over %s only, which "
		      "your mail does not use: %s"),
		    c->owner, many4 ? "IPv4" : "IPv6", list_voids(c));
}

/* --- Time and aliases
 * ------------------------------------------------------------ */

static void
check_time(struct checking *c)
{
	const struct spf_cost *cost = &c->facts->spf_cost;

	if (cost->waited_ms >= TIME_NEAR)
		finding_add(c->arena, c->list, "SPF-68", c->owner,
		    _("The look-ups of the SPF record of %s took %u seconds "
		      "together; receivers may give up after %d."),
		    c->owner, cost->waited_ms / 1000, TIME_MAX / 1000);
}

static void
check_chain(struct checking *c)
{
	const char *chain = c->facts->spf_cost.chain;

	if (chain != NULL)
		finding_add(c->arena, c->list, "SPF-88", chain,
		    _("%s, which the SPF record of %s needs, is an alias of an "
		      "alias and so on, without end or too often."),
		    chain, c->owner);
}

/* --- Receivers built on libspf2
 * --------------------------------------------------- */

static void
check_misreading(struct checking *c)
{
	static const char *const sentences[] = {
	    [SPF_READ_REFUSED] =
		N_("The record is valid, but receivers built on libspf2, such "
		   "as Exim, refuse all of it because of \"%s\", term %zu."),
	    [SPF_READ_DROPPED] =
		N_("The record is valid, but receivers built on libspf2, such "
		   "as Exim, ignore \"%s\", term %zu, and what stands behind "
		   "it."),
	    [SPF_READ_EARLY] =
		N_("The record is valid, but receivers built on libspf2, such "
		   "as Exim, follow \"%s\", term %zu, where it stands and "
		   "ignore the terms behind it."),
	    [SPF_READ_CUT] =
		N_("The record is valid, but receivers built on libspf2, such "
		   "as Exim, lose a character of the macro in \"%s\", term "
		   "%zu."),
	};
	const struct spf_record *record = c->facts->spf->record;
	struct spf_misread misread = spf_misread(record, c->owner);

	if (misread.how == SPF_READ_RIGHT || record->faults > 0)
		return;
	checking_found(c, misread.term, "SPF-89", _(sentences[misread.how]),
	    checking_text(c, misread.term->text),
	    (size_t)(misread.term - record->term) + 1);
}

void
check_spf_costs(struct checking *c)
{
	check_lookups(c);
	check_time(c);
	check_chain(c);
	check_misreading(c);
	/* A sum that may still grow is told; one that may shrink is not. */
	if (!c->facts->spf_cost.pending)
		check_voids(c);
}
