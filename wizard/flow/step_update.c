/* Beside S8: what a dynamic update would say; it is sent after a yes. */
#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/steps.h"

const char update_help[] = N_(
    "What it is: the records as a dynamic update (RFC 2136), signed with the "
    "key that was named with --key. It shows exactly what would be sent.\n"
    "Nothing is sent before you say so. The name server does nothing either "
    "when somebody changed one of these records meanwhile.\n"
    "To take it back: inkan publish DOMAIN --undo, with the same key.");

bool
update_is_offered(const struct wizard *w)
{
	return w->services->update.key_file != NULL && !w->look_only &&
	    plan_work(w->d.change, w->d.changes) > 0;
}

void
update_stop(struct wizard *w)
{
	publish_free(w->update.publish);
	w->update = (struct updating) {.publish = NULL};
}

void
update_enter(struct wizard *w)
{
	const struct update_service *service = &w->services->update;
	const struct publish_options options = {
	    .server = service->server,
	    .port = service->port,
	    .key_file = service->key_file,
	};
	struct err err = ERR_INIT;

	update_stop(w);
	if (service->key(service->self, service->key_file, &w->update.key,
		&err) != ERR_OK)
		wizard_say(w, ROLE_PROBLEM, "%s", err.msg);
	else
		w->update.publish = publish_new(
		    w->services, &w->d, &options, wizard_changed, w);
}

/* --- How it stands ------------------------------------------------------------ */

static bool
is_ready(const struct wizard *w)
{
	return w->update.publish != NULL && publish_is_ready(w->update.publish);
}

/* There is something to be sent, and nobody has said yes. */
static bool
is_asking(const struct wizard *w)
{
	return is_ready(w) && !w->update.sent &&
	    publish_zones(w->update.publish) > 0;
}

static bool
is_under_way(const struct wizard *w)
{
	return w->update.sent && !publish_is_over(w->update.publish);
}

static bool
is_all_entered(const struct wizard *w)
{
	for (size_t i = 0; i < w->d.changes; i++)
		if (w->d.change[i].op != CHANGE_KEEP &&
		    w->d.change[i].entered == 0)
			return false;
	return true;
}

/* --- What is shown ------------------------------------------------------------ */

static void
view_result(struct arena *a, struct view *v, const struct publish_zone *zone)
{
	const char *word = update_word(&zone->result);

	if (!zone->over)
		return;
	view_text(a, v, "%s: %s%s%s", step_safe(a, slice_of(zone->zone)),
	    word != NULL ? word : "", word != NULL ? "  " : "",
	    update_say(a, &zone->result))
	    ->role = update_is_done(&zone->result) ? ROLE_OK : ROLE_PROBLEM;
}

/* As nsupdate would be told, and all of it: who says yes has seen it. */
static void
view_zone(const struct wizard *w, struct arena *a, struct view *v,
    const struct publish_zone *zone)
{
	char ip[IP_TEXT_MAX];

	ip_format(&zone->ip, ip);
	view_text(a, v,
	    _("To the primary of %s, %s, signed with the key %s:"),
	    step_safe(a, slice_of(zone->zone)), ip,
	    step_safe(a, slice_of(w->update.key.name)));
	for (size_t i = 0; i < zone->update.count; i++)
		view_text(a, v, "%s",
		    text_safe(a,
			slice_of(dnsupdate_print(
			    a, &zone->update.line[i]))));
}

static void
view_update(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct publish *p = w->update.publish;

	for (size_t i = 0; i < publish_rrsets(p); i++)
		if (publish_rrset(p, i)->problem != NULL)
			view_text(a, v, "%s", publish_rrset(p, i)->problem)
			    ->role = ROLE_PROBLEM;
	/* First: the updates themselves fill a small screen. */
	if (is_under_way(w))
		view_text(a, v, _("It is being sent; one moment."))->role =
		    ROLE_WAIT;
	for (size_t i = 0; i < publish_zones(p); i++)
		view_result(a, v, publish_zone(p, i));
	for (size_t i = 0; i < publish_zones(p); i++)
		view_zone(w, a, v, publish_zone(p, i));
	if (is_asking(w))
		view_text(a, v, _("Send it?   s: send, Esc: leave it"))->role =
		    ROLE_STRONG;
	else if (publish_zones(p) == 0)
		view_text(a, v, _("There is nothing that could be sent."));
}

void
update_view(const struct wizard *w, struct arena *a, struct view *v)
{
	if (is_asking(w))
		view_hint(v, 's', _("send"));
	else if (is_ready(w))
		view_hint(v, '\r', _("continue"));
	view_hint(v, '\033', _("back"));
	v->busy = (w->update.publish != NULL && !is_ready(w)) ||
	    is_under_way(w);
	if (w->update.key.exposed)
		view_text(a, v,
		    _("Other users of this machine can get at the key file."))
		    ->role = ROLE_WARNING;
	if (is_ready(w))
		view_update(w, a, v);
	else if (w->update.publish != NULL)
		view_text(a, v, _("Asking the name servers what they have."))
		    ->role = ROLE_WAIT;
	step_buttons(a, v);
}

/* --- What is done --------------------------------------------------------------- */

static void
send(struct wizard *w)
{
	w->update.sent = true;
	publish_send(w->update.publish);
}

static enum outcome
leave(struct wizard *w)
{
	if (is_under_way(w)) {
		wizard_say(w, ROLE_WAIT, _("It is being sent; one moment."));
		return OUTCOME_STAY;
	}
	update_stop(w);
	return wizard_go(w, "publish");
}

/* What the name server has is entered; the wait begins when all of it is. */
static enum outcome
go_on(struct wizard *w)
{
	if (!is_ready(w))
		return OUTCOME_STAY;
	if (is_asking(w)) {
		wizard_say(w, ROLE_WARNING, _("Nothing is sent yet: s sends "
					      "it."));
		return OUTCOME_STAY;
	}
	if (!w->update.sent)
		send(w); /* notes what is there already */
	if (!is_all_entered(w))
		return leave(w);
	update_stop(w);
	if (w->d.watching == 0)
		w->d.watching = wizard_now(w);
	return wizard_go(w, "wait");
}

enum outcome
update_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_KEY && e->key == 's' && is_asking(w))
		send(w);
	if (step_wants_back(e))
		return leave(w);
	if (step_wants_next(e))
		return is_under_way(w) ? leave(w) : go_on(w);
	return OUTCOME_STAY;
}
