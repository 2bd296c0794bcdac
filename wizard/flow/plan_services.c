/* What the services among the senders ask for: only they know their keys. */
#include "wizard/flow/planner.h"
#include "wizard/flow/service.h"

/* Of several selectors one is enough: a service changes them by itself. */
static bool
is_served(const struct needs *needs)
{
	for (size_t i = 0; i < needs->count; i++)
		if (needs->need[i].kind == NEED_DKIM &&
		    needs->need[i].state == NEED_THERE)
			return true;
	return false;
}

static void
take(struct planner *p, const struct need *need)
{
	struct needs *all = &p->plan->needs;

	all->need = arena_push(
	    p->arena, all->need, &all->count, sizeof(*all->need));
	all->need[all->count - 1] = *need;
}

static void
add_service(struct planner *p, const struct sender_template *service)
{
	struct needs needs = {.count = 0};

	needs_add(
	    p->arena, p->facts->domain, p->facts, service, &needs);
	if (is_served(&needs))
		return;
	for (size_t i = 0; i < needs.count; i++)
		take(p, &needs.need[i]);
}

void
plan_services(struct planner *p)
{
	for (size_t i = 0; p->sends && i < p->decisions->senders; i++) {
		const struct sender *s = &p->decisions->sender[i];
		const struct sender_template *service =
		    service_behind_term(p->templates, s->term);

		if (s->mark == SENDER_OURS && service != NULL)
			add_service(p, service);
	}
}
