/* What the wizard does with the bounce that brought the user here. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/bounce_say.h"
#include "wizard/flow/noted.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/step.h"

static struct bounce
recall(const struct wizard *w, struct arena *a)
{
	return bounced_recall(
	    a, &w->d.bounced, &w->services->templates->bounce);
}

/* A name of the same organization; what is about others is not taken. */
static bool
is_about(const struct bounce *b, const char *domain)
{
	const char *of = diagnose_domain(b);
	const char *own = inspect_registrable(domain);

	return of != NULL && dname_is_within(of, own != NULL ? own : domain);
}

bool
wizard_take_bounce(struct wizard *w)
{
	struct arena arena = ARENA_INIT;
	struct bounced taken = w->bounce.taken;
	struct bounce b;
	bool fits;

	if (taken.read == 0)
		return false;
	b = bounced_recall(
	    &arena, &taken, &w->services->templates->bounce);
	fits = is_about(&b, w->d.domain) || diagnose_domain(&b) == NULL;
	bounce_forget(&w->bounce);
	if (fits) {
		w->d.bounced = taken;
		noted_add(&w->d, b.selector);
		if (b.ip.family != 0)
			senders_noticed(&w->d, &b.ip, SEEN_BOUNCE);
	}
	arena_release(&arena);
	return fits;
}

static bool
has_address(const struct ip *list, size_t count, const struct ip *ip)
{
	for (size_t i = 0; i < count; i++)
		if (ip_equal(&list[i], ip))
			return true;
	return false;
}

/*
 * The address has a name or none, whatever the list of senders says about it:
 * a network there stands for it, or the user has taken it away.
 */
static void
look_at_address(
    struct wizard *w, const struct ip *ip, struct inspect_params *params)
{
	const struct ip *end = w->sender_ip + COUNT_OF(w->sender_ip);

	if (ip->family == 0 ||
	    has_address(params->sender, params->senders, ip) ||
	    has_address(params->noticed, params->noticeds, ip) ||
	    params->noticed + params->noticeds == end)
		return;
	w->sender_ip[params->noticed + params->noticeds - w->sender_ip] = *ip;
	params->noticeds++;
}

void
wizard_look_at_bounce(struct wizard *w, struct inspect_params *params)
{
	struct arena arena = ARENA_INIT;
	struct bounce b;
	const char *sender;

	params->given_selector = w->noted_selector;
	params->given_selectors = noted_selectors(&w->d, w->noted_selector);
	if (w->d.bounced.read == 0)
		return;
	b = recall(w, &arena);
	sender = diagnose_sender(&arena, &b);
	(void)snprintf(w->bounce_sender, sizeof(w->bounce_sender), "%s",
	    sender == NULL ? "" : sender);
	look_at_address(w, &b.ip, params);
	arena_release(&arena);
	if (w->bounce_sender[0] != '\0')
		params->mail_from = w->bounce_sender;
}

bool
wizard_diagnose(const struct wizard *w, struct arena *a,
    struct examine *look, struct diagnosis *ret)
{
	struct bounce *b = arena_alloc(a, sizeof(*b));
	struct diagnose_input input = {
	    .bounce = b,
	    .templates = w->services->templates,
	    .proved = w->d.proved > w->d.bounced.read,
	    .change = w->d.change,
	    .changes = w->d.changes,
	};

	if (w->d.bounced.read == 0 || look == NULL)
		return false;
	*b = recall(w, a);
	input.facts = examine_facts(look);
	input.findings = examine_findings(look);
	diagnose(a, &input, ret);
	return true;
}

bool
wizard_ask_for_bounce(struct wizard *w, struct examine *look,
    const struct inspect_params *params)
{
	struct arena arena = ARENA_INIT;
	struct diagnosis d;
	bool asked = wizard_diagnose(w, &arena, look, &d) && d.pending;

	if (asked)
		examine_update(look, params);
	arena_release(&arena);
	return asked;
}

/* --- As a row ----------------------------------------------------------------- */

static void
add_detail(struct arena *a, struct item *item, const char *text)
{
	const char **line = arena_alloc(a,
	    (item->details + 1) * sizeof(*line));

	for (size_t i = 0; i < item->details; i++)
		line[i] = item->detail[i];
	line[item->details++] = text;
	item->detail = line;
}

/* "Gmail 550 5.7.26, refused on 2025-11-12" */
static const char *
say_which(struct arena *a, const struct bounce *b)
{
	const char *who = step_safe(a, slice_of(bounce_who(a, b)));

	if (b->reply != 0)
		who = arena_printf(a, "%s %u", who, b->reply);
	if (b->code != NULL)
		who = arena_printf(
		    a, "%s %s", who, step_safe(a, slice_of(b->code)));
	return b->sent == 0 ? who
			    : arena_printf(a, _("%s, refused on %s"), who,
				  when_date(a, b->sent));
}

static void
add_entered(struct arena *a, struct item *item, const struct diagnosis *d)
{
	for (size_t i = 0; i < d->entereds; i++)
		add_detail(a, item,
		    arena_printf(a, _("entered since then: %s, on %s"),
			step_safe(a, slice_of(d->entered[i]->name)),
			when_date(a, d->entered[i]->entered)));
}

static void
add_details(struct arena *a, struct item *item, const struct diagnosis *d)
{
	add_detail(a, item, say_which(a, d->bounce));
	add_entered(a, item, d);
	if (d->grounds != NULL)
		add_detail(a, item, step_safe(a, slice_of(d->grounds)));
	if (d->story != NULL)
		add_detail(a, item, _(d->story->why));
	if (d->first != NULL && d->accepted != ACCEPTED_YES)
		add_detail(a, item, step_safe(a, slice_of(d->first)));
	for (size_t i = 0; i < d->advices; i++)
		add_detail(a, item,
		    arena_printf(a, "inkan explain %s: %s", d->advice[i]->id,
			d->advice[i]->title));
}

void
step_bounce_row(struct arena *a, struct item *item, const struct diagnosis *d)
{
	static const struct {
		const char *word;
		enum role role;
	} states[] = {
	    [ACCEPTED_UNKNOWN] = {N_("unknown"), ROLE_WARNING},
	    [ACCEPTED_NO] = {N_("problem"), ROLE_PROBLEM},
	    [ACCEPTED_YES] = {N_("ok"), ROLE_OK},
	};

	item->cell[0].text = _("Bounce");
	if (d->pending) {
		item->cell[1] = (struct cell) {_("wait"), ROLE_WAIT};
		item->cell[2].text = _("no answer yet");
		return;
	}
	item->cell[1] = (struct cell) {
	    _(states[d->accepted].word), states[d->accepted].role};
	if (d->accepted == ACCEPTED_YES)
		item->cell[2].text = _("it would now be accepted");
	else if (d->story != NULL)
		item->cell[2].text = _(d->story->title);
	else
		item->cell[2].text =
		    _("only a message can tell whether it would be accepted");
	add_details(a, item, d);
}
