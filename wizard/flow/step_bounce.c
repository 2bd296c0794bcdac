/* Beside S1: a message that came back, to begin with what is wrong. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/bounce_say.h"
#include "wizard/flow/steps.h"

enum { BOUNCE_FIELD = ITEM_FIRST_ID, STORY_ID };

const char bounce_help[] = N_(
    "What it is: the fastest way to what is wrong. A message that came back, "
    "or the line of the mail log, names the receiver, the reason, the domain "
    "and often the address.\n"
    "How: copy the whole returned message with its headers, or the lines with "
    "a number like 550, and paste them here. If your terminal asks whether to "
    "paste several lines, answer yes.\n"
    "Nothing in it is executed or sent anywhere. Of the text only what it says "
    "is kept.");

void
bounce_enter(struct wizard *w)
{
	w->bounce.taken.read = 0;
}

/* --- What was read ------------------------------------------------------------ */

static void
view_sender(struct arena *a, struct view *v, const struct bounce *b)
{
	const char *domain = diagnose_domain(b);
	char ip[IP_TEXT_MAX];

	if (domain != NULL)
		view_text(a, v, _("domain      %s"),
		    step_safe(a, slice_of(domain)));
	if (b->ip.family == 0)
		return;
	ip_format(&b->ip, ip);
	view_text(a, v, _("sent from   %s"), ip);
}

/* A bounce that the other steps do nothing about. */
static bool
is_of_something_else(const struct bounce *b)
{
	return b->cause != BOUNCE_UNKNOWN &&
	    !bounce_is_about_authentication(b->cause);
}

static void
view_bounce(struct arena *a, struct view *v, const struct bounce *b)
{
	view_text(a, v, _("refused by  %s"),
	    step_safe(a, slice_of(bounce_who(a, b))))
	    ->role = ROLE_STRONG;
	if (b->sent != 0)
		view_text(a, v, _("refused on  %s"), when_date(a, b->sent));
	for (size_t i = 0; i < b->reasons; i++)
		view_text(a, v, "%s", bounce_meaning(&b->reason[i]));
	if (is_of_something_else(b))
		view_text(a, v, "%s",
		    step_safe(a, slice_of(bounce_remedy(&b->reason[0]))));
	if (bounce_is_about_authentication(b->cause))
		view_sender(a, v, b);
	if (b->masked)
		view_text(a, v,
		    _("A value was hidden in this text. With the original, "
		      "more can be said."))
		    ->role = ROLE_WARNING;
}

/* What is in the field; when that is empty, what was taken before. */
static void
view_found(const struct wizard *w, struct arena *a, struct view *v)
{
	bool recalled = w->bounce.text.len == 0 && w->d.bounced.read != 0;
	struct bounce b = w->bounce.says;

	if (recalled) {
		b = bounced_recall(a, &w->d.bounced,
		    &w->services->templates->bounce);
		view_text(a, v, _("The one that was pasted on %s said:"),
		    when_date(a, w->d.bounced.read))
		    ->role = ROLE_DIM;
	}
	if (b.found)
		view_bounce(a, v, &b);
}

void
bounce_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *area;

	view_hint(v, '\004', _("use it"));
	view_hint(v, '\033', _("back"));
	if (w->services->bounce != NULL)
		view_hint(v, 'p', _("that of the story"));
	view_text(a, v,
	    _("Paste the whole returned message, or the lines of the mail "
	      "log. Nothing in it is executed or sent anywhere."));
	area = view_add(a, v, ITEM_FIELD, BOUNCE_FIELD);
	area->area = true;
	area->label = _("Bounce");
	area->value = buf_text(&w->bounce.text);
	if (w->services->bounce != NULL)
		view_add(a, v, ITEM_BUTTON, STORY_ID)->label =
		    _("The one of this story");
	view_found(w, a, v);
	step_buttons(a, v);
}

/* --- Taking it ---------------------------------------------------------------- */

static enum outcome
refuse(struct wizard *w, const char *why)
{
	wizard_say(w, ROLE_PROBLEM, "%s", why);
	w->focus = BOUNCE_FIELD;
	return OUTCOME_FOCUS;
}

static enum outcome
take_bounce(struct wizard *w)
{
	const struct bounce *b = &w->bounce.says;
	const char *domain = diagnose_domain(b);

	if (!b->found)
		return refuse(w,
		    _("No refusal was found in it. Paste the part with a "
		      "number like 550."));
	if (is_of_something_else(b))
		return refuse(w, bounce_meaning(&b->reason[0]));
	bounced_remember(b, wizard_now(w), &w->bounce.taken);
	if (domain != NULL)
		(void)snprintf(
		    w->typed, sizeof(w->typed), "%s", domain);
	return wizard_go(w, "domain");
}

static bool
wants_story(const struct wizard *w, const struct event *e)
{
	return w->services->bounce != NULL &&
	    ((e->kind == EVENT_PRESS && e->item == STORY_ID) ||
		(e->kind == EVENT_KEY && e->key == 'p'));
}

enum outcome
bounce_event(struct wizard *w, const struct event *e)
{
	const struct bounce_templates *t = &w->services->templates->bounce;

	if (e->kind == EVENT_TEXT && e->item == BOUNCE_FIELD)
		bounce_set(&w->bounce, e->text, t);
	if (wants_story(w, e)) {
		bounce_set(&w->bounce, w->services->bounce, t);
		w->focus = BOUNCE_FIELD;
		return OUTCOME_FOCUS;
	}
	if (step_wants_back(e))
		return wizard_go(w, w->d.domain[0] == '\0' ? "start" : "domain");
	if (step_wants_next(e))
		return take_bounce(w);
	return OUTCOME_STAY;
}
