/* Beside S3: what the domain does for mail, when nobody is marked. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/use.h"

enum { USE_ID = ITEM_FIRST_ID }; /* one per enum mail_use */

const char use_help[] = N_(
    "What it is: forgers like domains that nobody watches. One that never "
    "sends says so in SPF, DKIM and DMARC, and receivers refuse whatever "
    "comes in its name.\n"
    "If unsure: go back and mark who sends. A domain that is said to be silent "
    "cannot send a single message.\n"
    "Neither: the MX record says that there is no mailbox (null MX). Mail to "
    "the domain is then returned at once instead of after days.\n"
    "You can change it whenever you like: n on the step Senders.");

/* On the way here nobody was marked. */
static enum mail_use
suggested(const struct wizard *w)
{
	const struct facts *f = wizard_facts(w);
	enum mail_use use;

	if (use_is_silent(&w->d) || f == NULL)
		return use_is_silent(&w->d) ? (enum mail_use)w->d.use
					    : USE_RECEIVES;
	use = use_found(f, &w->d);
	if (use != USE_SENDS)
		return use;
	return checking_receives(f) ? USE_RECEIVES : USE_NOTHING;
}

void
use_enter(struct wizard *w)
{
	w->use = suggested(w);
	w->focus = USE_ID + (int)w->use;
}

static void
add_choice(const struct wizard *w, struct arena *a, struct view *v,
    enum mail_use use, const char *label, const char *note)
{
	struct item *item = view_add(a, v, ITEM_CHOICE, USE_ID + (int)use);

	item->number = (int)use;
	item->chosen = w->use == use;
	item->label = label;
	item->note = note;
}

/* What speaks against the choice, before anything is refused. */
static void
view_doubts(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct facts *f = wizard_facts(w);
	size_t marked = senders_count(&w->d, SENDER_OURS);

	if (w->use == USE_SENDS)
		return;
	if (marked > 0)
		view_text(a, v,
		    ngettext("%zu sender is marked: its mail will be refused.",
			"%zu senders are marked: their mail will be refused.",
			marked),
		    marked)
		    ->role = ROLE_WARNING;
	if (f != NULL && w->use == USE_NOTHING && checking_receives(f))
		view_text(a, v,
		    _("%s has mail servers: mail to it will be returned."),
		    w->d.domain)
		    ->role = ROLE_WARNING;
}

void
use_view(const struct wizard *w, struct arena *a, struct view *v)
{
	view_hint(v, '\r', _("continue"));
	view_hint(v, '\033', _("back"));
	v->busy = wizard_is_looking(w);
	view_text(a, v, _("What does %s do for mail?"), w->d.domain);
	add_choice(w, a, v, USE_SENDS, _("It sends"),
	    _("back to the list, to mark who"));
	add_choice(w, a, v, USE_RECEIVES, _("It only receives"),
	    _("nobody sends in its name"));
	add_choice(w, a, v, USE_NOTHING, _("Neither"),
	    _("a parked domain, or one for a web site"));
	view_doubts(w, a, v);
	step_buttons(a, v);
}

static enum outcome
leave(struct wizard *w)
{
	use_decide(&w->d, w->use);
	wizard_journal(w, use_is_silent(&w->d) ? "nobody sends" : "it sends");
	wizard_look(w);
	return wizard_go(w, w->use == USE_SENDS ? "senders" : "dkim");
}

enum outcome
use_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_PRESS && e->item > USE_ID &&
	    e->item <= USE_ID + USE_NOTHING)
		w->use = (enum mail_use)(e->item - USE_ID);
	if (step_wants_back(e))
		return wizard_go(w, "senders");
	if (step_wants_next(e))
		return leave(w);
	return OUTCOME_STAY;
}
