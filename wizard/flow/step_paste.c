/* Beside S8: what the clipboard or the panel holds, compared with a record. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/compare.h"
#include "wizard/flow/steps.h"

enum { AREA_ID = ITEM_FIRST_ID };

const char paste_help[] = N_(
    "What it is: a check that the value survived being copied. No program can "
    "see whether your terminal took it; here you paste, and inkan compares.\n"
    "How: paste what you have in the clipboard, or copy what your DNS panel "
    "shows after saving and paste that. Quotes around it are fine, and so are "
    "several quoted parts.\n"
    "It says when the value is cut, has spaces or quotes inside, is another "
    "one, or belongs to another name.\n"
    "What was pasted is not kept.");

/* The records may have become fewer since it was chosen. */
static bool
compare(const struct wizard *w, struct arena *a, struct comparison *ret)
{
	struct slice text = {buf_text(&w->held), w->held.len};

	if (w->d.changes == 0)
		return false;
	*ret = compare_pasted(a, w->d.change, w->d.changes,
	    w->chosen < w->d.changes ? w->chosen : COMPARE_ANY, text);
	return true;
}

static void
view_verdict(struct item *area, const struct comparison *c)
{
	bool right = compare_is_right(c->verdict);

	area->state = right ? _("ok") : _("problem");
	area->state_role = right ? ROLE_OK : ROLE_PROBLEM;
	area->note = c->message;
}

void
paste_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct comparison c;
	struct item *area;

	view_hint(v, '\004', _("compare"));
	view_hint(v, '\033', _("back"));
	if (w->chosen < w->d.changes)
		view_text(a, v, _("The record: %s, type %s, %zu characters."),
		    w->d.change[w->chosen].name,
		    plan_type_word(&w->d.change[w->chosen]),
		    strlen(w->d.change[w->chosen].value));
	view_text(a, v,
	    _("Paste here what your clipboard or your DNS panel holds:"));
	area = view_add(a, v, ITEM_FIELD, AREA_ID);
	area->area = true;
	area->label = _("Value");
	area->value = buf_text(&w->held);
	if (w->held.len > 0 && compare(w, a, &c))
		view_verdict(area, &c);
	step_buttons(a, v);
}

static enum outcome
leave(struct wizard *w)
{
	enum outcome outcome = wizard_go(w, "publish");

	buf_clear(&w->held);
	/* The records are the first items there. */
	w->focus = ITEM_FIRST_ID + (int)w->chosen;
	return outcome;
}

/* What is right leads back to the records; what is not stays to be seen. */
static enum outcome
judge(struct wizard *w)
{
	struct arena arena = ARENA_INIT;
	struct comparison c;
	enum outcome outcome = OUTCOME_FOCUS;

	if (!compare(w, &arena, &c))
		return leave(w);
	w->focus = AREA_ID;
	if (compare_is_right(c.verdict)) {
		outcome = leave(w);
		wizard_say(w, ROLE_OK, "%s", c.message);
	}
	arena_release(&arena);
	return outcome;
}

enum outcome
paste_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_TEXT && e->item == AREA_ID) {
		buf_clear(&w->held);
		buf_adds(&w->held, e->text);
	}
	if (step_wants_back(e))
		return leave(w);
	if (step_wants_next(e))
		return judge(w);
	return OUTCOME_STAY;
}
