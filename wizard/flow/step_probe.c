/* Beside S10: a message of ours, sent through the user's own mail server. */
#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/steps.h"

enum { TO_FIELD = ITEM_FIRST_ID };

const char probe_help[] = N_(
    "What it is: a short message from postmaster at your domain to a mailbox "
    "that you have elsewhere. It is given to the sendmail program of this "
    "machine, so that it goes the way of all your mail: through your mail "
    "server and its signer.\n"
    "Nothing is sent before you have seen the message and the command, and "
    "have said yes.\n"
    "When it has arrived, show its source there and paste it here.\n"
    "If your mail leaves from another machine: run inkan probe there, or send "
    "a mail by hand.");

static const char *
program(const struct wizard *w)
{
	const struct sendmail_service *sendmail = &w->services->sendmail;

	return sendmail->program(sendmail->self);
}

void
probe_enter(struct wizard *w)
{
	w->typed[0] = '\0';
	w->probing.asked = false;
}

/* --- What is shown ------------------------------------------------------------ */

static void
view_question(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *field;

	view_hint(v, '\r', _("show it first"));
	view_hint(v, '\033', _("back"));
	view_text(a, v,
	    _("inkan can send a short message from postmaster@%s through the "
	      "mail server of this machine."),
	    w->d.domain);
	view_text(a, v,
	    _("To which mailbox of yours elsewhere (Gmail, Yahoo, ...)?"));
	field = view_add(a, v, ITEM_FIELD, TO_FIELD);
	field->label = _("To");
	field->value = w->typed;
	field->suggestion = "";
	step_buttons(a, v);
}

static void
view_text_lines(struct arena *a, struct view *v, const char *text)
{
	struct slice rest = slice_of(text), line;

	while (slice_next(&rest, '\n', &line))
		view_text(a, v, "%s", line.len == 0 ? " " : step_safe(a, line))
		    ->role = ROLE_DIM;
}

static void
view_confirmation(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct probe *probe = &w->probing.probe;
	const char *path = program(w);

	view_hint(v, '\r', _("send it"));
	view_hint(v, '\033', _("back"));
	view_text(a, v, _("This will be sent, by this command:"));
	view_text(a, v, "%s",
	    step_safe(a, slice_of(probe_command(
			     a, path == NULL ? "sendmail" : path, probe))));
	view_blank(a, v);
	view_text_lines(a, v, probe->text);
	view_blank(a, v);
	view_add(a, v, ITEM_BUTTON, ITEM_BACK_ID)->label = _("Back");
	view_add(a, v, ITEM_BUTTON, ITEM_NEXT_ID)->label = _("Send it");
}

void
probe_view(const struct wizard *w, struct arena *a, struct view *v)
{
	v->busy = w->probing.job != NULL;
	if (v->busy) {
		view_hint(v, '\033', _("back"));
		view_text(a, v, _("sendmail has the message."))->role =
		    ROLE_WAIT;
	} else if (w->probing.asked) {
		view_confirmation(w, a, v);
	} else {
		view_question(w, a, v);
	}
}

/* --- What is done --------------------------------------------------------------- */

static enum outcome
ask(struct wizard *w)
{
	struct arena *arena = &w->probing.arena;
	struct err err = ERR_INIT;
	const char *to;

	arena_reset(arena);
	w->focus = TO_FIELD;
	if (program(w) == NULL)
		wizard_say(w, ROLE_PROBLEM,
		    _("There is no sendmail program on this machine. Send a "
		      "mail by hand, then paste what arrived: m in Verify."));
	else if (probe_address(arena, w->typed, &to, &err) != ERR_OK)
		wizard_say(w, ROLE_PROBLEM, "%s", err.msg);
	else
		w->probing.asked = true;
	if (!w->probing.asked)
		return OUTCOME_FOCUS;
	w->probing.probe = probe_make(arena, w->d.domain, to, wizard_now(w));
	return OUTCOME_MOVED;
}

/* In practice the mailbox is at hand: what arrived is there already. */
static void
sent(void *arg, const struct err *err, struct slice received)
{
	struct wizard *w = arg;

	w->probing.job = NULL;
	w->probing.asked = false;
	if (err->code != ERR_OK) {
		wizard_say(w, ROLE_PROBLEM, "%s", err->msg);
		wizard_changed(w);
		return;
	}
	pasted_set(
	    &w->pasted, arena_copy_slice(&w->probing.arena, received));
	wizard_journal(w, "probe sent to %s", w->probing.probe.to);
	wizard_go(w, "message");
	if (received.len > 0)
		wizard_say(w, ROLE_OK,
		    _("Sent. In practice it has arrived already; this is its "
		      "source."));
	else
		wizard_say(w, ROLE_OK,
		    _("Sent to %s. When it is there, show its source and "
		      "paste it here."),
		    w->probing.probe.to);
	wizard_changed(w);
}

static enum outcome
go_on(struct wizard *w)
{
	if (!w->probing.asked)
		return ask(w);
	if (w->probing.job == NULL)
		w->probing.job =
		    probe_send(w->services, &w->probing.probe, sent, w);
	return OUTCOME_STAY;
}

static enum outcome
go_back(struct wizard *w)
{
	bool asked = w->probing.asked;

	probe_stop(w);
	w->probing.asked = false;
	return asked ? OUTCOME_MOVED : wizard_go(w, "verify");
}

void
probe_stop(struct wizard *w)
{
	const struct sendmail_service *sendmail = &w->services->sendmail;

	if (w->probing.job != NULL)
		sendmail->cancel(sendmail->self, w->probing.job);
	w->probing.job = NULL;
}

enum outcome
probe_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_TEXT && e->item == TO_FIELD)
		(void)snprintf(w->typed, sizeof(w->typed), "%s", e->text);
	if (step_wants_back(e))
		return go_back(w);
	if (step_wants_next(e))
		return go_on(w);
	return OUTCOME_STAY;
}
