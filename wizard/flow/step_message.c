/* Beside S10: a message that was received elsewhere, to be judged. */
#include "wizard/base/i18n.h"
#include "wizard/flow/steps.h"

enum { MESSAGE_ID = ITEM_FIRST_ID };

const char message_help[] = N_(
    "What it is: the proof. A message that went through your server to "
    "somebody else's bears what that receiver found, and the signature that "
    "your server made.\n"
    "How: send a mail to a mailbox that you have elsewhere, a short one. Look "
    "at its source there: Gmail: \"Show original\", then \"Copy to "
    "clipboard\". Outlook: \"View message source\". Yahoo: \"View raw "
    "message\". Thunderbird: Ctrl-U. Copy all of it, the header and the text.\n"
    "What was pasted stays in memory and is forgotten when the domain is "
    "closed.");

void
message_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *area;

	view_hint(v, '\004', _("judge it"));
	view_hint(v, '\033', _("back"));
	view_text(a, v,
	    _("Send a mail from an address at %s to a mailbox that you have "
	      "elsewhere."),
	    w->d.domain);
	view_text(a, v,
	    _("There choose \"Show original\" or \"View source\", copy all of "
	      "it, header and text, and paste it here:"));
	area = view_add(a, v, ITEM_FIELD, MESSAGE_ID);
	area->area = true;
	area->label = _("Message");
	area->value = buf_text(&w->pasted.text);
	step_buttons(a, v);
}

static enum outcome
take_message(struct wizard *w)
{
	struct err err = ERR_INIT;

	if (pasted_read(&w->pasted, &err) == ERR_OK)
		return wizard_go(w, "origin");
	wizard_say(w, ROLE_PROBLEM, "%s", err.msg);
	w->focus = MESSAGE_ID;
	return OUTCOME_FOCUS;
}

enum outcome
message_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_TEXT && e->item == MESSAGE_ID)
		pasted_set(&w->pasted, e->text);
	if (step_wants_back(e))
		return wizard_go(w, "verify");
	if (step_wants_next(e))
		return take_message(w);
	return OUTCOME_STAY;
}
