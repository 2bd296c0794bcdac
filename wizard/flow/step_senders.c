/* S3: who sends mail as @domain. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/senders_say.h"
#include "wizard/flow/service.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/use.h"

#define OFFERS_MAX 8 /* services shown for what is being typed */

enum { SENDER_ID = ITEM_FIRST_ID, ADD_FIELD = 100, OFFER_ID = 200 };

const char senders_help[] = N_(
    "What it is: every machine and service that sends mail with your domain "
    "behind the @. What you mark will pass SPF; the rest will not.\n"
    "If unsure: leave the marks as they are. [x] was found here or in your "
    "SPF record.\n"
    "[?] is a sender that was noticed and needs your decision: Space: ours, "
    "x: not ours, l: later.\n"
    "Think of: your web form, newsletters, invoices, a smarthost, an office "
    "printer.\n"
    "To add one, press a and type its address, its network, \"include:...\" "
    "or part of its name; what that service needs is shown before you take "
    "it.");

void
senders_enter(struct wizard *w)
{
	w->typed[0] = '\0';
	wizard_look(w);
}

static const struct table sender_table = {
    .columns = 3,
    .column = {{.flexible = true}, {.rank = 2}, {.rank = 1}},
};

/* --- Behind address translation ---------------------------------------------- */

static bool
knows_own_address(const struct decisions *d)
{
	for (size_t i = 0; i < d->senders; i++)
		if ((d->sender[i].seen & SEEN_HOST) != 0)
			return true;
	return false;
}

/*
 * A mail server whose addresses are private alone, and nobody knows which one
 * others see. In practice there is nobody to ask.
 */
static bool
is_behind_translation(const struct wizard *w)
{
	const struct host_facts *host = w->host;

	return host != NULL && host->known && host->mta != NULL &&
	    host->addresses == 0 && host->insides > 0 &&
	    !w->services->practice && !knows_own_address(&w->d);
}

/* Others learn the address by being asked: only who agrees to that asks. */
static void
offer_to_ask(const struct wizard *w, struct arena *a, struct view *v)
{
	char ip[IP_TEXT_MAX];

	ip_format(&w->host->inside[0], ip);
	view_text(a, v,
	    _("This server has private addresses only (%s). Others see "
	      "another one, which belongs on this list."),
	    ip)
	    ->role = ROLE_WARNING;
	if (w->ask_address && !wizard_is_looking(w)) {
		view_text(a, v,
		    _("OpenDNS and Google did not answer. Type the address "
		      "below: whoever runs the network knows it."));
	} else if (!w->ask_address) {
		view_text(a, v,
		    _("Press o to ask OpenDNS and Google by which address "
		      "they see this server. They learn that address, and "
		      "nothing of your domain."));
		view_hint(v, 'o', _("ask for the address"));
	}
}

static enum outcome
ask_for_address(struct wizard *w)
{
	if (is_behind_translation(w) && !w->ask_address) {
		w->ask_address = true;
		wizard_look(w);
	}
	return OUTCOME_STAY;
}

/* --- The list ---------------------------------------------------------------- */

static struct senders_scene
scene_of(const struct wizard *w)
{
	return (struct senders_scene) {
	    w->d.domain, wizard_facts(w), w->services->templates};
}

static void
set_detail(struct item *item, const struct sentences *sentences)
{
	item->detail = sentences->line;
	item->details = sentences->count;
}

static void
add_sender(const struct wizard *w, struct arena *a, struct view *v,
    const struct sender *s, int i)
{
	static const char marks[] = {
	    [SENDER_UNDECIDED] = '?',
	    [SENDER_OURS] = 'x',
	    [SENDER_NOT_OURS] = ' ',
	    [SENDER_LATER] = '?',
	};
	const struct senders_scene scene = scene_of(w);
	struct item *item = view_add(a, v, ITEM_MARK, SENDER_ID + i);
	struct sentences sentences;

	item->number = i < 9 ? i + 1 : 0;
	item->mark = marks[s->mark];
	item->table = &sender_table;
	item->cell[0].text = senders_name(a, s);
	item->cell[1].text = s->mark == SENDER_LATER
	    ? _("later")
	    : senders_about(a, &scene, s);
	item->cell[2] = (struct cell) {
	    arena_printf(a, _("seen: %s"), senders_seen(a, &scene, s)), ROLE_DIM};
	if (s->mark == SENDER_UNDECIDED)
		item->cell[0].role = ROLE_WARNING;
	senders_say(a, &scene, s, &sentences);
	set_detail(item, &sentences);
}

static void
add_offers(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct senders_scene scene = scene_of(w);
	const struct sender_template *offer[OFFERS_MAX + 1];
	struct sentences sentences;
	size_t n;

	if (strlen(w->typed) < 2)
		return;
	n = service_search(
	    w->services->templates, w->typed, offer, OFFERS_MAX + 1);
	for (size_t i = 0; i < n && i < OFFERS_MAX; i++) {
		struct item *item =
		    view_add(a, v, ITEM_ROW, OFFER_ID + (int)i);

		item->enter_presses = true;
		item->table = &sender_table;
		item->cell[0].text = offer[i]->name;
		item->cell[1].text = offer[i]->spf;
		item->cell[2] = (struct cell) {_("add"), ROLE_DIM};
		senders_say_service(a, &scene, offer[i], &sentences);
		set_detail(item, &sentences);
	}
	if (n > OFFERS_MAX)
		view_text(a, v, _("There are more: type on."))->role =
		    ROLE_DIM;
}

/* Who is to be decided about later may well send. */
static bool
is_anybody(const struct wizard *w)
{
	return senders_count(&w->d, SENDER_OURS) > 0 ||
	    senders_count(&w->d, SENDER_LATER) > 0;
}

/* Worth a place in the footer only where nobody is marked. */
static void
view_use_hint(const struct wizard *w, struct view *v)
{
	if (!is_anybody(w))
		view_hint(v, 'n', _("nobody sends"));
	else
		view_hidden_hint(v, 'n', _("nobody sends"));
}

static void
view_use(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct facts *f = wizard_facts(w);

	if (use_is_silent(&w->d))
		view_text(a, v,
		    _("You said that nobody does. Space on a line takes that "
		      "back."))
		    ->role = ROLE_WARNING;
	else if (w->d.use == USE_UNDECIDED && f != NULL &&
	    !wizard_is_looking(w) && use_found(f, &w->d) != USE_SENDS)
		view_text(a, v,
		    _("By its records nobody does. If that is right, press "
		      "n."));
}

void
senders_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *field;

	view_hint(v, '\r', _("continue"));
	view_hint(v, ' ', _("ours"));
	view_hint(v, 'x', _("not ours"));
	view_hint(v, 'l', _("later"));
	view_hint(v, 'a', _("add"));
	view_hidden_hint(v, '/', _("find a service"));
	view_use_hint(w, v);
	view_hint(v, '\033', _("back"));
	view_text(a, v, _("Who sends mail as @%s?   Space marks"),
	    w->d.domain);
	view_use(w, a, v);
	if (wizard_is_looking(w)) {
		v->busy = true;
		view_text(a, v, _("Still looking: more may appear here."))
		    ->role = ROLE_WAIT;
	}
	if (is_behind_translation(w))
		offer_to_ask(w, a, v);
	for (size_t i = 0; i < w->d.senders; i++)
		add_sender(w, a, v, &w->d.sender[i], (int)i);
	if (w->d.senders == 0)
		view_text(a, v, _("No sender is known yet."));
	field = view_add(a, v, ITEM_FIELD, ADD_FIELD);
	field->label = _("Add");
	field->value = w->typed;
	field->suggestion = "";
	field->note = _("address, include:..., or a service such as Google");
	add_offers(w, a, v);
	step_buttons(a, v);
}

static enum outcome
add_typed(struct wizard *w, const char *text)
{
	struct err err = ERR_INIT;
	size_t i;

	if (senders_add(&w->d, w->services->templates, text, &i, &err) !=
	    ERR_OK) {
		wizard_say(w, ROLE_PROBLEM, "%s", err.msg);
		return OUTCOME_STAY;
	}
	use_decide(&w->d, USE_SENDS);
	w->typed[0] = '\0';
	w->focus = SENDER_ID + (int)i;
	wizard_look(w);
	wizard_save(w);
	return OUTCOME_FOCUS;
}

static enum outcome
add_offer(struct wizard *w, size_t i)
{
	const struct sender_template *offer[OFFERS_MAX];

	if (service_search(w->services->templates, w->typed, offer,
		OFFERS_MAX) <= i)
		return OUTCOME_STAY;
	return add_typed(w, offer[i]->id);
}

static void
set_mark(struct wizard *w, size_t i, enum sender_mark mark)
{
	w->d.sender[i].mark = mark;
	if (mark != SENDER_NOT_OURS)
		use_decide(&w->d, USE_SENDS);
	wizard_look(w);
	wizard_save(w);
}

static enum outcome
mark_by_key(struct wizard *w, const struct event *e, size_t i)
{
	if (e->key == 'x')
		set_mark(w, i, SENDER_NOT_OURS);
	if (e->key == 'l')
		set_mark(w, i, SENDER_LATER);
	return OUTCOME_STAY;
}

/* Nobody leaves this step with a sender forgotten by accident. */
static enum outcome
leave(struct wizard *w)
{
	char name[TERM_MAX];

	if (w->typed[0] != '\0')
		return add_typed(w, w->typed);
	if (use_is_silent(&w->d))
		return wizard_go(w, "dkim");
	for (size_t i = 0; i < w->d.senders; i++) {
		const struct sender *s = &w->d.sender[i];

		if (s->mark != SENDER_UNDECIDED)
			continue;
		(void)snprintf(name, sizeof(name), "%s", s->term);
		wizard_say(w, ROLE_PROBLEM,
		    _("%s is undecided: Space = ours, x = not ours, l = "
		      "later."),
		    name);
		w->focus = SENDER_ID + (int)i;
		return OUTCOME_FOCUS;
	}
	if (w->d.senders == 0 && wizard_is_looking(w)) {
		wizard_say(w, ROLE_WAIT,
		    _("Still looking for who sends: wait a moment, or press a "
		      "to add one, n if nobody does."));
		return OUTCOME_STAY;
	}
	if (!is_anybody(w))
		return wizard_go(w, "use");
	use_decide(&w->d, USE_SENDS);
	return wizard_go(w, "dkim");
}

enum outcome
senders_event(struct wizard *w, const struct event *e)
{
	size_t i = (size_t)(e->item - SENDER_ID);
	bool on_sender = e->item >= SENDER_ID && i < w->d.senders;

	if (e->kind == EVENT_TEXT && e->item == ADD_FIELD)
		(void)snprintf(w->typed, sizeof(w->typed), "%s", e->text);
	if (e->kind == EVENT_PRESS && on_sender)
		set_mark(w, i,
		    w->d.sender[i].mark == SENDER_OURS ? SENDER_NOT_OURS
						       : SENDER_OURS);
	if (e->kind == EVENT_PRESS && e->item >= OFFER_ID)
		return add_offer(w, (size_t)(e->item - OFFER_ID));
	if (e->kind == EVENT_KEY && e->key == 'n')
		return wizard_go(w, "use");
	if (e->kind == EVENT_KEY && e->key == 'o')
		return ask_for_address(w);
	if (e->kind == EVENT_KEY && (e->key == 'a' || e->key == '/')) {
		w->focus = ADD_FIELD;
		return OUTCOME_FOCUS;
	}
	if (e->kind == EVENT_KEY && on_sender)
		return mark_by_key(w, e, i);
	if (step_wants_back(e))
		return wizard_go(w, "look");
	if (step_wants_next(e))
		return leave(w);
	return OUTCOME_STAY;
}
