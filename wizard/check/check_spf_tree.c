/* What the records behind include: and redirect= are worth, and what they cost.
 */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define LOOKUPS_MAX 10 /* RFC 7208 section 4.6.4 */
#define LOOKUPS_NEAR 8
#define VOIDS_MAX 2
#define DEPTH_MAX 16

static bool
is_missing(const struct spf_node *node)
{
	return node->records == 0;
}

static void
report_loop(struct checking *c, const struct spf_node *parent,
    const struct spf_node *node)
{
	finding_add(c->arena, c->list, "SPF-69", parent->domain,
	    _("The SPF record of %s leads back to %s."), parent->domain,
	    node->domain);
}

static void
report_missing(struct checking *c, const struct spf_node *parent,
    const struct spf_term *term, const struct spf_node *node)
{
	finding_add(c->arena, c->list,
	    term->kind == SPF_TERM_REDIRECT ? "SPF-71" : "SPF-70",
	    parent->domain,
	    _("\"%s\" in the SPF record of %s leads to a name without an SPF "
	      "record (%s)."),
	    checking_text(c, term->text), parent->domain,
	    dns_status_word(node->answer->status));
}

static void
report_broken(struct checking *c, const struct spf_node *parent,
    const struct spf_node *node)
{
	const struct spf_fault *fault;
	struct slice text;

	if (node->records > 1) {
		finding_add(c->arena, c->list, "SPF-72", parent->domain,
		    _("%s, which %s includes, has %zu SPF records."),
		    node->domain, parent->domain, node->records);
		return;
	}
	if (node->record == NULL || node->record->faults == 0)
		return;
	fault = &node->record->fault[0];
	text = (struct slice) {node->record->text.ptr + fault->at, fault->len};
	finding_add(c->arena, c->list, "SPF-72", parent->domain,
	    _("The SPF record of %s, which %s includes, is broken at \"%s\": "
	      "%s"),
	    node->domain, parent->domain, checking_text(c, text), fault->what);
}

static void
judge_child(struct checking *c, const struct spf_node *parent,
    const struct spf_term *term, const struct spf_node *node)
{
	if (node->loop)
		report_loop(c, parent, node);
	else if (!checking_answered(
		     c, "SPF-03", node->domain, node->answer, DNS_TXT))
		return;
	else if (is_missing(node))
		report_missing(c, parent, term, node);
	else
		report_broken(c, parent, node);
}

/* The tree is shallow by construction; the bound says so once more. */
static void
walk(struct checking *c, const struct spf_node *node, unsigned depth)
{
	if (node->record == NULL || node->child == NULL || depth == DEPTH_MAX)
		return;
	for (size_t i = 0; i < node->record->terms; i++) {
		const struct spf_node *child = node->child[i];

		if (child == NULL)
			continue;
		judge_child(c, node, &node->record->term[i], child);
		if (!child->loop)
			walk(c, child, depth + 1);
	}
}

static void
check_lookups(struct checking *c)
{
	const struct spf_cost *cost = &c->facts->spf_cost;

	if (cost->lookups > LOOKUPS_MAX)
		finding_add(c->arena, c->list, "SPF-60", c->owner,
		    _("The SPF record of %s needs %u look-ups; %d are "
		      "allowed."),
		    c->owner, cost->lookups, LOOKUPS_MAX);
	else if (cost->lookups >= LOOKUPS_NEAR)
		finding_add(c->arena, c->list, "SPF-61", c->owner,
		    _("The SPF record of %s needs %u of %d look-ups."),
		    c->owner, cost->lookups, LOOKUPS_MAX);
}

static bool
sends_over(const struct facts *f, uint8_t family)
{
	for (size_t i = 0; i < f->addresses; i++)
		if (f->address[i].ip.family == family &&
		    checking_sends(f, &f->address[i]))
			return true;
	return false;
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
	bool over4 = cost->voids4 > VOIDS_MAX && sends_over(c->facts, 4);
	bool over6 = cost->voids6 > VOIDS_MAX && sends_over(c->facts, 6);

	if (both > VOIDS_MAX || over4 || over6)
		finding_add(c->arena, c->list, "SPF-62", c->owner,
		    _("Look-ups of %s that lead to nothing: %u for mail over "
		      "IPv4, %u for mail over IPv6; %d are allowed."),
		    c->owner, cost->voids4, cost->voids6, VOIDS_MAX);
	else if (both > 0)
		finding_add(c->arena, c->list, "SPF-63", c->owner,
		    _("Look-ups of %s that lead to nothing: %u; %d are "
		      "allowed."),
		    c->owner, both, VOIDS_MAX);
}

void
check_spf_tree(struct checking *c)
{
	walk(c, c->facts->spf, 0);
	check_lookups(c);
	/* A sum that may still grow is told; one that may shrink is not. */
	if (!c->facts->spf_cost.pending)
		check_voids(c);
}
