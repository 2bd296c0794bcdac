/* What the records behind include: and redirect= are worth. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define DEPTH_MAX 16

/* A record that another one leads to. */
struct link {
	const struct spf_node *parent;
	const struct spf_term *term; /* that leads there */
	const struct spf_node *node;
};

/* A place is told in the domain's own record only. */
static void
place(struct checking *c, struct finding *finding, const struct link *link)
{
	if (link->parent == c->facts->spf)
		finding->at = (long)link->term->at;
}

static void
report_loop(struct checking *c, const struct link *link)
{
	place(c,
	    finding_add(c->arena, c->list, "SPF-69", link->parent->domain,
		_("The SPF record of %s leads back to %s."),
		link->parent->domain, link->node->domain),
	    link);
}

static void
report_missing(struct checking *c, const struct link *link)
{
	place(c,
	    finding_add(c->arena, c->list,
		link->term->kind == SPF_TERM_REDIRECT ? "SPF-71" : "SPF-70",
		link->parent->domain,
		_("\"%s\" in the SPF record of %s leads to a name without an "
		  "SPF record (%s)."),
		checking_text(c, link->term->text), link->parent->domain,
		dns_status_word(link->node->answer->status)),
	    link);
}

static void
report_broken(struct checking *c, const struct link *link)
{
	const struct spf_node *node = link->node;
	const struct spf_fault *fault;
	struct slice text;

	if (node->records > 1) {
		place(c,
		    finding_add(c->arena, c->list, "SPF-72",
			link->parent->domain,
			_("%s, which %s includes, has %zu SPF records."),
			node->domain, link->parent->domain, node->records),
		    link);
		return;
	}
	if (node->record == NULL || node->record->faults == 0)
		return;
	fault = &node->record->fault[0];
	text = (struct slice) {node->record->text.ptr + fault->at, fault->len};
	place(c,
	    finding_add(c->arena, c->list, "SPF-72", link->parent->domain,
		_("The SPF record of %s, which %s includes, is broken at "
		  "\"%s\": %s"),
		node->domain, link->parent->domain, checking_text(c, text),
		fault->what),
	    link);
}

/* It costs a look-up and covers nobody: "v=spf1 ~all". */
static void
check_included_nobody(struct checking *c, const struct link *link)
{
	const struct spf_record *record = link->node->record;

	if (record == NULL || record->faults > 0 ||
	    link->term->kind != SPF_TERM_INCLUDE ||
	    !checking_names_nobody(record) ||
	    spf_find_term(record, SPF_TERM_REDIRECT) != NULL)
		return;
	place(c,
	    finding_add(c->arena, c->list, "SPF-90", link->parent->domain,
		_("\"%s\" in the SPF record of %s leads to a record without a "
		  "single server: \"%s\"."),
		checking_text(c, link->term->text), link->parent->domain,
		checking_text(c, record->text)),
	    link);
}

static bool
is_apart(const struct facts *f, const char *name)
{
	for (size_t i = 0; i < f->hints; i++)
		if (f->hint[i].apart && dname_is_within(name, f->hint[i].service))
			return true;
	return false;
}

/* Receivers never come to ask: the envelope sender is another domain. */
static void
check_included_apart(struct checking *c, const struct link *link)
{
	if (link->parent == c->facts->spf &&
	    link->term->kind == SPF_TERM_INCLUDE &&
	    is_apart(c->facts, link->node->domain))
		place(c,
		    finding_add(c->arena, c->list, "SPF-91", c->owner,
			_("\"%s\": what that service sends has an envelope "
			  "sender of its own, and SPF is checked there."),
			checking_text(c, link->term->text)),
		    link);
}

/* An included "+all" lets everybody in; any other stays where it is. */
static void
check_included_all(struct checking *c, const struct link *link)
{
	const struct spf_term *all =
	    link->node->record == NULL
		? NULL
		: spf_find_term(link->node->record, SPF_TERM_ALL);
	const struct spf_record *own = c->facts->spf->record;

	if (all == NULL || link->term->kind != SPF_TERM_INCLUDE)
		return;
	if (all->qualifier == '+' && link->term->qualifier == '+')
		place(c,
		    finding_add(c->arena, c->list, "SPF-73",
			link->parent->domain,
			_("The SPF record of %s, which %s includes, allows "
			  "every host in the world to send."),
			link->node->domain, link->parent->domain),
		    link);
	else if (link->parent == c->facts->spf &&
		 spf_find_term(own, SPF_TERM_ALL) == NULL &&
		 spf_find_term(own, SPF_TERM_REDIRECT) == NULL)
		place(c,
		    finding_add(c->arena, c->list, "SPF-77", c->owner,
			_("\"%s\" at the end of the SPF record of %s does not "
			  "count for %s."),
			checking_text(c, all->text), link->node->domain,
			c->owner),
		    link);
}

static void
judge(struct checking *c, const struct link *link)
{
	const struct spf_node *node = link->node;

	if (node->loop)
		report_loop(c, link);
	else if (!checking_answered(
		     c, "SPF-03", node->domain, node->answer, DNS_TXT))
		return;
	else if (node->records == 0)
		report_missing(c, link);
	else
		report_broken(c, link);
	check_included_all(c, link);
	check_included_nobody(c, link);
	check_included_apart(c, link);
}

/* The tree is shallow by construction; the bound says so once more. */
static void
walk(struct checking *c, const struct spf_node *node, unsigned depth)
{
	if (node->record == NULL || node->child == NULL || depth == DEPTH_MAX)
		return;
	for (size_t i = 0; i < node->record->terms; i++) {
		const struct link link = {
		    node, &node->record->term[i], node->child[i]};

		if (link.node == NULL)
			continue;
		judge(c, &link);
		if (!link.node->loop)
			walk(c, link.node, depth + 1);
	}
}

void
check_spf_tree(struct checking *c)
{
	walk(c, c->facts->spf, 0);
}
