/* S11: what has been reached, and what comes next. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/dkim_work.h"
#include "wizard/flow/rollover.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/use.h"

enum { AGAIN_ID = ITEM_FIRST_ID, ANOTHER_ID, SIGNER_ID, QUIT_ID };

const char done_help[] =
    N_("What it is: the end, until something changes. Run inkan again after "
       "a move to another server, when a service is added, or once a week "
       "as: inkan check DOMAIN");

void
done_enter(struct wizard *w)
{
	dkim_find_signing(w);
}

static void
view_next(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct facts *f = wizard_facts(w);

	view_text(a, v, _("Next"))->role = ROLE_STRONG;
	if (use_is_silent(&w->d)) {
		view_text(a, v, _("Every week: inkan check %s"), w->d.domain);
		return;
	}
	rollover_view(w, a, v);
	if (w->d.key_path[0] != '\0')
		view_text(a, v, _("Now: let your mail server sign with %s"),
		    step_safe(a, slice_of(w->d.key_path)));
	for (size_t i = 0; f != NULL && i < f->addresses; i++) {
		char ip[IP_TEXT_MAX];

		if ((f->address[i].roles & ADDRESS_SENDS) == 0 ||
		    f->address[i].confirmed != CONFIRM_NO)
			continue;
		ip_format(&f->address[i].ip, ip);
		view_text(a, v,
		    _("Now: ask your provider to set the PTR of %s to %s"), ip,
		    f->helo[0] != '\0' ? step_safe(a, slice_of(f->helo))
				       : _("the name of your server"));
	}
	view_text(a, v,
	    _("In 2 weeks: read the DMARC reports, then choose a stronger "
	      "policy"));
	if (w->d.key_path[0] != '\0')
		view_text(a, v, _("Every year: inkan dkim rotate %s --next"),
		    w->d.domain);
	view_text(a, v, _("Every week: inkan check %s"), w->d.domain);
}

/* What the user came for: the bounce, and what has become of it. */
static void
view_bounce(const struct wizard *w, struct arena *a, struct view *v)
{
	struct diagnosis d;

	if (!wizard_diagnose(w, a,
		w->proof_look != NULL ? w->proof_look : w->look, &d))
		return;
	if (d.accepted == ACCEPTED_YES)
		view_text(a, v, _("Your bounce would now be accepted. %s"),
		    d.grounds)
		    ->role = ROLE_OK;
	else if (d.accepted == ACCEPTED_NO)
		view_text(a, v, _("Your bounce would come again. %s"),
		    d.grounds)
		    ->role = ROLE_PROBLEM;
	else
		view_text(a, v,
		    _("Whether your bounce would be accepted now, only a "
		      "message can tell: send it once more."))
		    ->role = ROLE_WARNING;
}

void
done_view(const struct wizard *w, struct arena *a, struct view *v)
{
	view_hint(v, '\r', _("choose"));
	view_hint(v, '\033', _("back"));
	if (w->d.verified != 0)
		view_text(a, v,
		    _("SPF, DKIM and DMARC of %s are published and verified."),
		    w->d.domain)
		    ->role = ROLE_OK;
	else
		view_text(a, v,
		    _("Not everything of %s is verified yet; your answers are "
		      "kept."),
		    w->d.domain)
		    ->role = ROLE_WARNING;
	if (w->d.proved != 0)
		view_text(a, v, _("Proved by a real message on %s."),
		    when_date(a, w->d.proved))
		    ->role = ROLE_OK;
	view_bounce(w, a, v);
	view_blank(a, v);
	view_next(w, a, v);
	view_blank(a, v);
	step_menu_row(a, v, QUIT_ID, 1, _("Finish"));
	step_menu_row(a, v, AGAIN_ID, 2, _("Look again"));
	step_menu_row(a, v, ANOTHER_ID, 3, _("Another domain"));
	if (w->d.key_path[0] != '\0' && !use_is_silent(&w->d))
		step_menu_row(
		    a, v, SIGNER_ID, 4, _("What to tell the signer"));
}

enum outcome
done_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_BACK)
		return wizard_go(w, "verify");
	if (e->kind != EVENT_PRESS && e->kind != EVENT_NEXT)
		return OUTCOME_STAY;
	if (e->item == AGAIN_ID) {
		wizard_look_again(w);
		return wizard_go(w, "look");
	}
	if (e->item == ANOTHER_ID)
		return wizard_go(w, "start");
	if (e->item == SIGNER_ID)
		return wizard_go(w, "signer");
	return OUTCOME_QUIT;
}
