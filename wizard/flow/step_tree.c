/* Beside S5: the proposed SPF record with everything it includes. */
#include "wizard/base/i18n.h"
#include "wizard/flow/spf_tree.h"
#include "wizard/flow/steps.h"

enum { BRANCH_ID = ITEM_FIRST_ID };

const char tree_help[] = N_(
    "What it is: the SPF record that is proposed, with the records that it "
    "includes, in the order in which receivers read them.\n"
    "Look-ups: what a term and everything below it cost. Total: how many it "
    "is by then; 10 are allowed.\n"
    "Void: a name that does not exist, or has no address of the family in "
    "question. 2 are allowed.\n"
    "What others publish can change without notice; inkan check counts again.");

static const struct table tree_table = {
    .columns = 3,
    .column = {{.right = true}, {.right = true, .rank = 1},
	{.flexible = true}},
};

static enum role
role_of(enum severity severity)
{
	static const enum role roles[] = {
	    [SEVERITY_OK] = ROLE_NORMAL,
	    [SEVERITY_INFO] = ROLE_DIM,
	    [SEVERITY_WARNING] = ROLE_WARNING,
	    [SEVERITY_ERROR] = ROLE_PROBLEM,
	    [SEVERITY_UNKNOWN] = ROLE_WAIT,
	};

	return roles[severity];
}

static void
add_branch(struct arena *a, struct view *v, const struct spf_branch *b, int i)
{
	struct item *item = view_add(a, v, ITEM_ROW, BRANCH_ID + i);
	const char **detail;

	item->table = &tree_table;
	if (b->lookups > 0) {
		item->cell[0].text = arena_printf(a, "%u", b->lookups);
		item->cell[1].text = arena_printf(a, "%u", b->total);
	}
	item->cell[2] = (struct cell) {
	    arena_printf(a, "%*s%s", (int)b->depth * 2, "",
		step_safe(a, b->term->text)),
	    role_of(b->severity)};
	if (b->problem == NULL)
		return;
	detail = arena_alloc(a, sizeof(*detail));
	detail[0] = b->problem;
	item->detail = detail;
	item->details = 1;
}

static void
add_head(struct arena *a, struct view *v)
{
	struct item *head = view_add(a, v, ITEM_HEAD, 0);

	head->table = &tree_table;
	head->cell[0].text = _("look-ups");
	head->cell[1].text = _("total");
	head->cell[2].text = _("term");
}

void
tree_view(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct spf_tree *tree =
	    w->cost == NULL ? NULL : cost_tree(w->cost, a);

	view_hint(v, '\r', _("back to SPF"));
	view_hint(v, '\033', _("back"));
	view_hidden_hint(v, 't', _("back to SPF"));
	if (tree == NULL) {
		view_text(a, v, _("There is no SPF record to show yet."));
		return;
	}
	v->busy = tree->pending;
	if (tree->pending)
		view_text(a, v, _("counting lookups"))->role = ROLE_WAIT;
	view_text(a, v, "%s", spf_tree_costs(a, tree));
	view_text(a, v, "%s", spf_tree_people4(a, tree));
	view_text(a, v, "%s", spf_tree_people6(a, tree));
	for (size_t i = 0; i < tree->remarks; i++)
		view_text(a, v, "%s", tree->remark[i].text)->role =
		    role_of(tree->remark[i].severity);
	view_blank(a, v);
	add_head(a, v);
	for (size_t i = 0; i < tree->count; i++)
		add_branch(a, v, &tree->branch[i], (int)i);
}

enum outcome
tree_event(struct wizard *w, const struct event *e)
{
	if (step_wants_back(e) || step_wants_next(e) ||
	    (e->kind == EVENT_KEY && e->key == 't'))
		return wizard_go(w, "spf");
	return OUTCOME_STAY;
}
