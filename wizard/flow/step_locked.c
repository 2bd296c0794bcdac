/* Another session has the domain open. */
#include "wizard/base/i18n.h"
#include "wizard/flow/steps.h"

enum { TAKE_OVER_ID = ITEM_FIRST_ID, LOOK_ONLY_ID, QUIT_ID };

const char locked_help[] =
    N_("Two sessions that write the same answers would lose one of them. The "
       "other session may be a dropped connection: taking over lets it save "
       "and close.");

void
locked_enter(struct wizard *w)
{
	(void)w;
}

void
locked_view(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct lock_holder *h = &w->holder;

	view_text(a, v, _("%s is open in another session."), w->d.domain);
	view_text(a, v, _("%s, idle %s, process %ld"),
	    h->terminal[0] != '\0' ? step_safe(a, slice_of(h->terminal))
				   : _("unknown terminal"),
	    when_span(a, h->idle_ms), h->pid);
	view_blank(a, v);
	step_menu_row(a, v, TAKE_OVER_ID, 1,
	    _("Take over: the other one saves and closes"));
	step_menu_row(a, v, LOOK_ONLY_ID, 2, _("Look only"));
	step_menu_row(a, v, QUIT_ID, 3, _("Quit"));
	view_hint(v, '\r', _("choose"));
}

enum outcome
locked_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_BACK)
		return wizard_go(w, "start");
	if (e->kind != EVENT_PRESS)
		return OUTCOME_STAY;
	if (e->item == TAKE_OVER_ID)
		return wizard_take_over(w);
	if (e->item == LOOK_ONLY_ID)
		return wizard_look_only(w);
	return OUTCOME_QUIT;
}
