/* Beside S10: who handed the pasted message over; SPF is about that address. */
#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/steps.h"

enum { ORIGIN_FIELD = ITEM_FIRST_ID, SKIP_ID };

const char origin_help[] = N_(
    "What it is: SPF asks whether the address that handed the message to the "
    "receiver may send for your domain. Every server on the way puts a "
    "Received line above the others; those that the receiver wrote can be "
    "trusted, those below can be invented.\n"
    "What is proposed is the address in the topmost Received line that names "
    "one of the Internet. It is right when it is the address of your server, "
    "or of the service that sends for you.\n"
    "If unsure: s judges DKIM and DMARC and leaves SPF out.");

void
origin_enter(struct wizard *w)
{
	w->typed[0] = '\0';
}

/* What was typed, or what is proposed when nothing was; family 0: neither. */
static bool
entered(const struct wizard *w, struct ip *ret)
{
	if (w->typed[0] != '\0')
		return ip_parse(slice_of(w->typed), ret);
	*ret = w->pasted.seen;
	return true;
}

static const char *
whose(const struct wizard *w, const struct ip *ip)
{
	for (size_t i = 0; i < w->d.senders; i++)
		if (ip_equal(&w->d.sender[i].ip, ip) &&
		    w->d.sender[i].mark == SENDER_OURS)
			return _("one of your senders");
	return _("not among your senders");
}

static void
judge(const struct wizard *w, struct item *field)
{
	struct ip ip;

	if (!entered(w, &ip)) {
		field->state = _("problem");
		field->state_role = ROLE_PROBLEM;
		field->note = _("no IP address");
	} else if (ip.family != 0) {
		field->note = whose(w, &ip);
	}
}

static void
view_proposal(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *item;

	if (w->pasted.field == NULL) {
		view_text(a, v,
		    _("No field of the message names an address. Type the one "
		      "that your server sends from; without it SPF is not "
		      "judged."));
		return;
	}
	view_text(a, v, _("This field of the message says it:"));
	item = view_text(a, v, "%s: %s", w->pasted.field,
	    step_safe(a, slice_trim(slice_of(w->pasted.value), " \t\r\n")));
	item->role = ROLE_DIM;
}

void
origin_view(const struct wizard *w, struct arena *a, struct view *v)
{
	char ip[IP_TEXT_MAX] = "";
	struct item *field;

	view_hint(v, '\r', _("judge it"));
	view_hint(v, 's', _("without SPF"));
	view_hint(v, '\033', _("back"));
	view_text(a, v,
	    _("Which address handed the message to the receiver? SPF is judged "
	      "for it."));
	view_proposal(w, a, v);
	if (w->pasted.seen.family != 0)
		ip_format(&w->pasted.seen, ip);
	field = view_add(a, v, ITEM_FIELD, ORIGIN_FIELD);
	field->label = _("Address");
	field->value = w->typed;
	field->suggestion = arena_copy(a, ip);
	judge(w, field);
	view_add(a, v, ITEM_BUTTON, SKIP_ID)->label = _("Without SPF");
	step_buttons(a, v);
}

static enum outcome
go_on(struct wizard *w, const struct ip *ip)
{
	pasted_judge(&w->pasted, w->services, ip, wizard_changed, w);
	return wizard_go(w, "verdict");
}

enum outcome
origin_event(struct wizard *w, const struct event *e)
{
	struct ip ip = {.family = 0};

	if (e->kind == EVENT_TEXT && e->item == ORIGIN_FIELD)
		(void)snprintf(w->typed, sizeof(w->typed), "%s", e->text);
	if (step_wants_back(e))
		return wizard_go(w, "message");
	if ((e->kind == EVENT_KEY && e->key == 's') ||
	    (e->kind == EVENT_PRESS && e->item == SKIP_ID))
		return go_on(w, &ip);
	if (!step_wants_next(e))
		return OUTCOME_STAY;
	if (entered(w, &ip))
		return go_on(w, &ip);
	wizard_say(w, ROLE_PROBLEM,
	    _("That is no IP address. Example: 192.0.2.25 or 2001:db8::25"));
	w->focus = ORIGIN_FIELD;
	return OUTCOME_FOCUS;
}
