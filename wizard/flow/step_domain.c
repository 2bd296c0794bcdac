/* S1: which domain is after the @. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/steps.h"

enum { DOMAIN_FIELD = ITEM_FIRST_ID, BOUNCE_ID };

const char domain_help[] =
    N_("What it is: the part behind the @ in your mail addresses, for example "
       "example.jp.\n"
       "If unsure: look at an address you send from. A web address, a whole "
       "mail address or full-width letters are understood too.\n"
       "A sub-domain such as shop.example.jp is a domain of its own when it "
       "stands behind an @.");

static const char *
suggestion(const struct wizard *w)
{
	const char *name;

	/* A host may handle mail of other domains than its own. */
	if (w->services->story_domain != NULL)
		return w->services->story_domain;
	if (w->host == NULL || w->host->hostname == NULL)
		return "";
	name = inspect_registrable(w->host->hostname);
	return name == NULL ? "" : name;
}

void
domain_enter(struct wizard *w)
{
	if (w->typed[0] == '\0')
		(void)snprintf(
		    w->typed, sizeof(w->typed), "%s", w->d.domain);
}

/* What was typed, or what was offered when nothing was. */
static const char *
entered(const struct wizard *w)
{
	return w->typed[0] != '\0' ? w->typed : suggestion(w);
}

static void
add_notes(struct arena *a, struct view *v, unsigned notes, const char *name)
{
	static const struct {
		unsigned bit;
		const char *text;
	} texts[] = {
	    {DNAME_NOTE_LOCAL_PART, N_("the part before the @ was left out")},
	    {DNAME_NOTE_URL, N_("the web address was reduced to its name")},
	    {DNAME_NOTE_WIDTH, N_("full-width letters were made ordinary")},
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if ((notes & texts[i].bit) != 0)
			view_text(a, v, _("note  %s"), _(texts[i].text));
	if ((notes & DNAME_NOTE_IDN) != 0) {
		char unicode[DNAME_MAX * 4];

		dname_unicode(name, unicode, sizeof(unicode));
		view_text(a, v, _("note  in DNS %s is written %s"),
		    step_safe(a, slice_of(unicode)), name);
	}
}

/* What is in the field is judged as it stands, below the field. */
static void
judge(struct arena *a, struct view *v, struct item *field, const char *text)
{
	struct dname name;
	unsigned notes = 0;
	struct err err = ERR_INIT;

	if (text[0] == '\0')
		return;
	if (dname_from_user(slice_of(text), &name, &notes, &err) != ERR_OK) {
		field->state = _("problem");
		field->state_role = ROLE_PROBLEM;
		field->note = arena_copy(a, err.msg);
		return;
	}
	field->state = _("ok");
	field->state_role = ROLE_OK;
	field->note = arena_copy(a, name.text);
	add_notes(a, v, notes, name.text);
}

void
domain_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *field;

	/* The name of this machine is about to suggest a domain. */
	v->busy = w->host == NULL;
	view_text(
	    a, v, _("Which domain is after the @ in your addresses?"));
	if (w->to_move)
		view_text(a, v,
		    _("Then comes the plan for the move of its mail server."));
	field = view_add(a, v, ITEM_FIELD, DOMAIN_FIELD);
	field->label = _("Domain");
	field->value = w->typed;
	field->suggestion = suggestion(w);
	judge(a, v, field, entered(w));
	if (w->bounce.taken.read != 0)
		view_text(a, v, _("note  seen in your bounce"));
	if (w->host != NULL && w->host->known && w->host->mta != NULL)
		view_text(a, v, _("This machine is %s and runs %s."),
		    step_safe(a, slice_of(w->host->hostname)), w->host->mta);
	view_add(a, v, ITEM_BUTTON, BOUNCE_ID)->label =
	    _("A message came back");
	view_blank(a, v);
	step_buttons(a, v);
	view_hint(v, '\r', _("continue"));
	view_hint(v, '\033', _("back"));
	view_hint(v, 'm', _("a message came back"));
}

static enum outcome
take_domain(struct wizard *w)
{
	struct dname name;
	unsigned notes;
	struct err err = ERR_INIT;

	if (dname_from_user(slice_of(entered(w)), &name, &notes, &err) !=
	    ERR_OK) {
		wizard_say(w, ROLE_PROBLEM, "%s", err.msg);
		w->focus = DOMAIN_FIELD;
		return OUTCOME_FOCUS;
	}
	if (strcmp(name.text, w->d.domain) == 0) {
		(void)wizard_take_bounce(w);
		return wizard_go(w, "look");
	}
	return wizard_open(w, name.text);
}

enum outcome
domain_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_TEXT && e->item == DOMAIN_FIELD)
		(void)snprintf(w->typed, sizeof(w->typed), "%s", e->text);
	if ((e->kind == EVENT_PRESS && e->item == BOUNCE_ID) ||
	    (e->kind == EVENT_KEY && e->key == 'm'))
		return wizard_go(w, "bounce");
	if (step_wants_back(e))
		return wizard_go(w, "start");
	if (step_wants_next(e))
		return take_domain(w);
	return OUTCOME_STAY;
}
