/* What the wizard looks at in the DNS, and what follows from it. */
#include "wizard/flow/dkim_work.h"
#include "wizard/flow/move.h"
#include "wizard/flow/ramp.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/step.h"
#include "wizard/flow/use.h"

const struct facts *
wizard_facts(const struct wizard *w)
{
	return w->look == NULL ? NULL : examine_facts(w->look);
}

/* The names that new keys are to have: whether they are free, no more. */
static size_t
planned_selectors(struct wizard *w)
{
	size_t n = 0;

	if (w->d.key_public[0] != '\0' || use_is_silent(&w->d) ||
	    !dkim_is_selector(slice_of(w->d.selector)))
		return n;
	w->planned_selector[n++] = w->d.selector;
	if (w->d.dkim == DKIM_BOTH_KEYS) {
		dkim_selector_second(w->d.selector, w->second_selector);
		w->planned_selector[n++] = w->second_selector;
	}
	return n;
}

/* What is looked at follows from what was decided. */
static void
set_params(struct wizard *w)
{
	const struct templates *t = w->services->templates;
	size_t ours = senders_addresses(&w->d, true, w->sender_ip);
	struct ip *noticed = w->sender_ip + ours;

	ours += move_senders(&w->d, noticed);
	noticed = w->sender_ip + ours;
	w->past = ramp_past(&w->d, wizard_now(w));
	w->params = (struct inspect_params) {
	    .domain = w->d.domain,
	    .selector = t->selector,
	    .selectors = t->selectors,
	    .hint = t->hint,
	    .hints = t->hints,
	    .service_selector = w->service_selector,
	    .service_selectors =
		senders_selectors(&w->d, t, w->service_selector),
	    .own_selector = w->own_selector,
	    .own_selectors = own_selectors(&w->d, w->own_selector),
	    .planned_selector = w->planned_selector,
	    .planned_selectors = planned_selectors(w),
	    .old_selector = w->old_selector,
	    .old_selectors = own_old_selectors(&w->d, w->old_selector),
	    .sender = w->sender_ip,
	    .senders = ours,
	    .noticed = noticed,
	    .noticeds = senders_addresses(&w->d, false, noticed),
	    .helo = w->d.helo[0] != '\0' ? w->d.helo : NULL,
	    /* It may be a mail server, but not of this domain. */
	    .host = use_is_silent(&w->d) ? NULL : w->host,
	    .past = &w->past,
	    .ignored = w->d.ignored,
	    .ignoreds = w->d.ignoreds,
	    .ask_address = w->ask_address,
	    .web = w->services->web.fetch != NULL,
	    .policy = (w->d.extras & (EXTRA_MTASTS | EXTRA_ENFORCE)) != 0,
	    .smtp = w->ask_servers,
	    .authority = true,
	    .name = w->look_name,
	    .names = plan_names(&w->d, t, w->look_name),
	};
	wizard_look_at_bounce(w, &w->params);
}

static void
looked(void *arg)
{
	struct wizard *w = arg;

	if (examine_done(w->look)) {
		senders_find(&w->d, wizard_facts(w), w->services->templates);
		(void)ramp_remember(&w->d, wizard_facts(w), wizard_now(w));
		move_note_ttl(&w->d, wizard_facts(w), wizard_now(w));
		wizard_plan(w);
		(void)wizard_ask_for_bounce(w, w->look, &w->params);
		move_looked(w);
		dkim_looked(w);
	}
	wizard_changed(w);
}

void
wizard_look(struct wizard *w)
{
	struct examine_options options = {.second_opinion = false};

	if (w->d.domain[0] == '\0')
		return;
	set_params(w);
	if (w->look == NULL) {
		options.params = w->params;
		w->look = examine_new(w->services, &options, looked, w);
		return;
	}
	examine_update(w->look, &w->params);
	/* What is new may need no question: this host may be an MX. */
	if (examine_done(w->look))
		looked(w);
}

bool
wizard_is_looking(const struct wizard *w)
{
	return w->look != NULL &&
	    (w->host == NULL || !examine_done(w->look));
}

void
wizard_look_again(struct wizard *w)
{
	examine_free(w->look);
	w->look = NULL;
	wizard_look(w);
}

void
wizard_plan(struct wizard *w)
{
	if (w->look == NULL)
		return;
	arena_reset(&w->plan_arena);
	plan_make(&w->plan_arena, wizard_facts(w), &w->d,
	    w->services->templates, &w->plan);
	/* The merge may have asked what the examination did not. */
	if (w->plan.spf.pending)
		examine_update(w->look, &w->params);
	if (w->cost == NULL)
		w->cost = cost_new(w->services, wizard_changed, w);
	if (w->plan.spf.value != NULL)
		cost_set(w->cost, w->d.domain, w->plan.spf.value);
}
