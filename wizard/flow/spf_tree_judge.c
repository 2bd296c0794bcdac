#include "wizard/flow/spf_tree_judge.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/spf_reach.h"

/* One branch that is judged. */
struct look {
	struct arena *arena;
	struct inquiry *inquiry;
	const struct spf_tree *tree;
	const struct spf_branch *b;
};

/* --- What can be wrong with a term ----------------------------------- */

/* Of the record the term leads to. */
static enum spf_trouble
trouble_below(const struct look *look)
{
	const struct spf_node *below = look->b->below;

	if (below == NULL)
		return SPF_FINE;
	if (dname_equal(below->domain, look->b->domain))
		return SPF_SELF;
	if (below->loop)
		return SPF_LOOP;
	if (!dns_is_answered(below->answer->status))
		return SPF_SILENT;
	if (below->records == 0)
		return SPF_MISSING;
	if (below->records > 1)
		return SPF_SEVERAL;
	return below->record->faults > 0 ? SPF_BROKEN : SPF_FINE;
}

/*
 * An include that is right, but of no use: "v=spf1 ~all". In the records of
 * others that is not the user's to judge.
 */
static bool
lets_nobody_pass(const struct look *look)
{
	const struct spf_branch *b = look->b;
	struct spf_reach reach = SPF_REACH_INIT;
	bool nobody;

	if (b->term->kind != SPF_TERM_INCLUDE || b->below == NULL ||
	    b->depth > 0)
		return false;
	spf_reach(look->inquiry, b->below, &reach);
	nobody = reach.exact && reach.ip4.count + reach.ip6.count == 0;
	spf_reach_release(&reach);
	return nobody;
}

static bool
has_many_mx(const struct look *look)
{
	const struct spf_term *term = look->b->term;
	struct dname name;
	struct err err = ERR_INIT;

	return term->kind == SPF_TERM_MX && !term->has_macro &&
	    dname_parse(term->domain.len > 0 ? term->domain
					     : slice_of(look->b->domain),
		&name, &err) == ERR_OK &&
	    inquiry_get(look->inquiry, name.text, DNS_MX)->count > SPF_MX_MAX;
}

static enum spf_trouble
trouble_of_kind(const struct look *look)
{
	const struct spf_branch *b = look->b;

	if (b->term->kind == SPF_TERM_ALL && b->term->qualifier == '+' &&
	    b->depth == 0)
		return SPF_OPEN;
	if (b->term->kind == SPF_TERM_PTR)
		return SPF_NAMES;
	if (has_many_mx(look))
		return SPF_MANY_MX;
	if (b->voids4 > 0 && b->voids6 > 0)
		return SPF_VOID;
	if (b->duplicate_of != NULL)
		return SPF_DOUBLE;
	if (b->covered_by != NULL)
		return SPF_COVERED;
	if (b->voids4 + b->voids6 > 0)
		return SPF_ONE_WAY;
	if (b->term->has_macro && b->term->kind <= SPF_TERM_REDIRECT)
		return SPF_HIDDEN;
	return lets_nobody_pass(look) ? SPF_NOBODY : SPF_FINE;
}

static enum spf_trouble
trouble_of(const struct look *look)
{
	enum spf_trouble below;

	if (look->b->shadowed)
		return SPF_SHADOWED;
	below = trouble_below(look);
	return below != SPF_FINE ? below : trouble_of_kind(look);
}

/* --- In sentences ---------------------------------------------------- */

static const char *
words(const struct look *look, struct slice text)
{
	return text_safe(look->arena, text);
}

static const char *
say_other(const struct look *look, const char *fmt)
{
	return arena_printf(look->arena, _(fmt), look->b->below->domain);
}

static const char *
say_relative(
    const struct look *look, const struct spf_branch *other, const char *fmt)
{
	return arena_printf(look->arena, _(fmt),
	    words(look, other->term->text), other->domain);
}

static const char *
say_one_way(const struct look *look)
{
	return look->b->voids4 > 0
	    ? _("nothing there for clients over IPv4: a void look-up")
	    : _("nothing there for clients over IPv6: a void look-up");
}

static const char *
say_silent(const struct look *look)
{
	const struct spf_node *below = look->b->below;

	return arena_printf(look->arena, _("no usable answer about %s (%s)"),
	    below->domain, dns_status_word(below->answer->status));
}

static const char *
say_broken(const struct look *look)
{
	const struct spf_node *below = look->b->below;

	return arena_printf(look->arena,
	    _("the record of %s is broken, so that this one fails too: %s"),
	    below->domain, below->record->fault[0].what);
}

static const char *
say_missing(const struct look *look)
{
	const struct spf_node *below = look->b->below;

	return arena_printf(look->arena,
	    _("%s has no SPF record (%s): this one fails for everybody who "
	      "has not passed before"),
	    below->domain, dns_status_word(below->answer->status));
}

static const char *
sentence(const struct look *look, enum spf_trouble trouble)
{
	switch (trouble) {
	case SPF_FINE:
		return NULL;
	case SPF_HIDDEN:
		return _("a macro: what it looks up depends on the message");
	case SPF_ONE_WAY:
		return say_one_way(look);
	case SPF_COVERED:
		return say_relative(look, look->b->covered_by,
		    N_("covered by %s of %s"));
	case SPF_DOUBLE:
		return say_relative(look, look->b->duplicate_of,
		    N_("the same as %s of %s further up"));
	case SPF_SHADOWED:
		return _("never reached, because of \"all\"");
	case SPF_NOBODY:
		return say_other(look,
		    N_("the record of %s lets nobody pass; the look-up is "
		       "spent for nothing"));
	case SPF_VOID:
		return _("nothing is there: a void look-up");
	case SPF_NAMES:
		return _("slow, and ignored by large receivers");
	case SPF_SILENT:
		return say_silent(look);
	case SPF_MANY_MX:
		return _("more than 10 mail servers: the record fails");
	case SPF_OPEN:
		return _("everybody in the world may send");
	case SPF_BROKEN:
		return say_broken(look);
	case SPF_SEVERAL:
		return say_other(look,
		    N_("%s has several SPF records: this one fails too"));
	case SPF_MISSING:
		return say_missing(look);
	case SPF_LOOP:
		return say_other(look,
		    N_("leads back to %s: a loop, receivers give up"));
	case SPF_SELF:
		return _("includes itself: a loop, receivers give up");
	}
	return NULL;
}

/* As `inkan check` takes them; what stands in others' records is theirs. */
static enum severity
severity_of(enum spf_trouble trouble, unsigned depth)
{
	static const enum severity own[] = {
	    [SPF_FINE] = SEVERITY_OK,
	    [SPF_HIDDEN] = SEVERITY_INFO,
	    [SPF_ONE_WAY] = SEVERITY_INFO,
	    [SPF_COVERED] = SEVERITY_INFO,
	    [SPF_DOUBLE] = SEVERITY_WARNING,
	    [SPF_SHADOWED] = SEVERITY_WARNING,
	    [SPF_NOBODY] = SEVERITY_WARNING,
	    [SPF_VOID] = SEVERITY_WARNING,
	    [SPF_NAMES] = SEVERITY_WARNING,
	    [SPF_SILENT] = SEVERITY_UNKNOWN,
	    [SPF_MANY_MX] = SEVERITY_ERROR,
	    [SPF_OPEN] = SEVERITY_ERROR,
	    [SPF_BROKEN] = SEVERITY_ERROR,
	    [SPF_SEVERAL] = SEVERITY_ERROR,
	    [SPF_MISSING] = SEVERITY_ERROR,
	    [SPF_LOOP] = SEVERITY_ERROR,
	    [SPF_SELF] = SEVERITY_ERROR,
	};

	if (depth > 0 && own[trouble] == SEVERITY_WARNING)
		return SEVERITY_INFO;
	return own[trouble];
}

void
spf_tree_judge_branches(
    struct arena *arena, struct inquiry *inquiry, struct spf_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		struct spf_branch *b = &tree->branch[i];
		struct look look = {arena, inquiry, tree, b};

		b->trouble = trouble_of(&look);
		b->severity = severity_of(b->trouble, b->depth);
		b->problem = sentence(&look, b->trouble);
	}
}

/* --- The record as a whole ------------------------------------------- */

static void
remark(struct arena *arena, struct spf_tree *tree, enum severity severity,
    const char *text)
{
	tree->remark = arena_push(
	    arena, tree->remark, &tree->remarks, sizeof(*tree->remark));
	tree->remark[tree->remarks - 1] =
	    (struct spf_remark) {severity, text};
}

/* What stands in the way of there being one record to judge. */
static void
judge_answer(struct arena *arena, struct spf_tree *tree)
{
	const struct spf_node *root = tree->root;

	if (!dns_is_answered(root->answer->status))
		remark(arena, tree, SEVERITY_UNKNOWN,
		    arena_printf(arena,
			_("What %s publishes could not be found out (%s)."),
			tree->domain, dns_status_word(root->answer->status)));
	else if (root->records == 0)
		remark(arena, tree, SEVERITY_ERROR,
		    arena_printf(arena, _("%s has no SPF record (%s)."),
			tree->domain, dns_status_word(root->answer->status)));
	else if (root->records > 1)
		remark(arena, tree, SEVERITY_ERROR,
		    arena_printf(arena,
			_("%s has %zu SPF records; only one is allowed, so "
			  "SPF fails everywhere. inkan spf merge makes one of "
			  "them."),
			tree->domain, root->records));
}

static void
judge_faults(struct arena *arena, struct spf_tree *tree)
{
	const struct spf_record *record = tree->root->record;

	for (size_t i = 0; i < record->faults; i++) {
		const struct spf_fault *fault = &record->fault[i];
		struct slice bad = {record->text.ptr + fault->at, fault->len};

		remark(arena, tree, SEVERITY_ERROR,
		    arena_printf(arena, "\"%s\": %s",
			text_safe(arena, bad), fault->what));
	}
}

static void
judge_lookups(struct arena *arena, struct spf_tree *tree)
{
	unsigned lookups = tree->cost.lookups;

	if (lookups > SPF_LOOKUPS_MAX)
		remark(arena, tree, SEVERITY_ERROR,
		    _("More than 10 look-ups: whoever has not passed by the "
		      "tenth gets a permanent error. inkan spf merge shows "
		      "ways out."));
	else if (lookups >= SPF_LOOKUPS_NEAR)
		remark(arena, tree, SEVERITY_WARNING,
		    _("Near the limit: when a service adds a look-up to its "
		      "own record, yours fails."));
}

static void
judge_voids(struct arena *arena, struct spf_tree *tree)
{
	bool over4 = tree->cost.voids4 > SPF_VOIDS_MAX;
	bool over6 = tree->cost.voids6 > SPF_VOIDS_MAX;

	if (over4 && over6)
		remark(arena, tree, SEVERITY_ERROR,
		    _("More than 2 look-ups lead to nothing: the record "
		      "fails. Remove the terms that are marked."));
	else if (over4)
		remark(arena, tree, SEVERITY_WARNING,
		    _("More than 2 look-ups lead to nothing for clients over "
		      "IPv4: for them the record fails."));
	else if (over6)
		remark(arena, tree, SEVERITY_WARNING,
		    _("More than 2 look-ups lead to nothing for clients over "
		      "IPv6: for them the record fails."));
}

static void
judge_people(struct arena *arena, struct spf_tree *tree)
{
	if (!tree->exact)
		remark(arena, tree, SEVERITY_INFO,
		    _("Others may send as well: a macro, ptr or a missing "
		      "answer hides who."));
}

static const struct spf_term *
last_word(const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms; i++)
		if (record->term[i].kind == SPF_TERM_ALL)
			return &record->term[i];
	for (size_t i = 0; i < record->terms; i++)
		if (record->term[i].kind == SPF_TERM_REDIRECT)
			return &record->term[i];
	return NULL;
}

static void
judge_end(struct arena *arena, struct spf_tree *tree)
{
	const struct spf_term *end = last_word(tree->root->record);

	if (end == NULL || (end->kind == SPF_TERM_ALL && end->qualifier == '?'))
		remark(arena, tree, SEVERITY_WARNING,
		    _("The record says nothing about mail from anywhere else. "
		      "End it with ~all."));
}

static void
judge_size(struct arena *arena, struct spf_tree *tree)
{
	size_t size = tree->rrset_bytes > 0 ? tree->rrset_bytes : tree->bytes;

	if (size + strlen(tree->domain) > SPF_SIZE_GOOD)
		remark(arena, tree,
		    tree->bytes + strlen(tree->domain) > SPF_SIZE_GOOD
			? SEVERITY_WARNING
			: SEVERITY_INFO,
		    arena_printf(arena,
			_("With all TXT of the name the answer is larger than "
			  "the advised %d octets."),
			SPF_SIZE_GOOD));
}

/* As for `inkan check`: unknown only when nothing worse was found. */
static enum severity
worse(enum severity a, enum severity b)
{
	static const int weight[] = {
	    [SEVERITY_OK] = 0,
	    [SEVERITY_INFO] = 1,
	    [SEVERITY_WARNING] = 2,
	    [SEVERITY_UNKNOWN] = 3,
	    [SEVERITY_ERROR] = 4,
	};

	return weight[a] >= weight[b] ? a : b;
}

void
spf_tree_judge(struct arena *arena, struct spf_tree *tree)
{
	judge_answer(arena, tree);
	if (tree->root->record != NULL) {
		judge_faults(arena, tree);
		judge_lookups(arena, tree);
		judge_voids(arena, tree);
		judge_people(arena, tree);
		judge_end(arena, tree);
		judge_size(arena, tree);
	}
	for (size_t i = 0; i < tree->remarks; i++)
		tree->worst = worse(tree->worst, tree->remark[i].severity);
	for (size_t i = 0; i < tree->count; i++)
		tree->worst = worse(tree->worst, tree->branch[i].severity);
}
