/* What the wizard does with the bounce that brought the user here. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/inspect.h"
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
		if (b.ip.family != 0)
			senders_noticed(&w->d, &b.ip, SEEN_BOUNCE);
	}
	arena_release(&arena);
	return fits;
}

void
wizard_look_at_bounce(struct wizard *w, struct inspect_params *params)
{
	struct arena arena = ARENA_INIT;
	struct bounce b = recall(w, &arena);
	const char *sender = diagnose_sender(&arena, &b);

	(void)snprintf(w->bounce_sender, sizeof(w->bounce_sender), "%s",
	    sender == NULL ? "" : sender);
	w->bounce_selector = w->d.bounced.selector;
	arena_release(&arena);
	if (w->d.bounced.read == 0)
		return;
	if (w->bounce_sender[0] != '\0')
		params->mail_from = w->bounce_sender;
	params->given_selector = &w->bounce_selector;
	params->given_selectors = w->bounce_selector[0] != '\0';
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

static void
add_details(struct arena *a, struct item *item, const struct diagnosis *d)
{
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
