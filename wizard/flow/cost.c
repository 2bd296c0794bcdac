#include "wizard/flow/cost.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/lookup.h"

struct cost {
	struct inquiry *inquiry;
	struct lookup *lookup;
	void (*changed)(void *arg);
	void *arg;
	char *domain;
	char *record;
	struct spf_cost result;
};

static void
count(struct cost *cost)
{
	struct arena arena = ARENA_INIT;

	cost->result = inspect_spf_cost(cost->inquiry,
	    inspect_spf_text(&arena, cost->inquiry, cost->domain,
		slice_of(cost->record)));
	arena_release(&arena);
	lookup_send(cost->lookup);
}

static void
progress(void *arg)
{
	struct cost *cost = arg;

	count(cost);
	cost->changed(cost->arg);
}

struct cost *
cost_new(
    const struct services *services, void (*changed)(void *arg), void *arg)
{
	struct cost *cost = mem_alloc(sizeof(*cost));

	cost->inquiry = inquiry_new();
	cost->lookup = lookup_new(services, cost->inquiry, progress, cost);
	cost->changed = changed;
	cost->arg = arg;
	return cost;
}

void
cost_free(struct cost *cost)
{
	if (cost == NULL)
		return;
	lookup_free(cost->lookup);
	inquiry_free(cost->inquiry);
	free(cost->domain);
	free(cost->record);
	free(cost);
}

void
cost_set(struct cost *cost, const char *domain, const char *record)
{
	if (cost->record != NULL && strcmp(cost->record, record) == 0 &&
	    strcmp(cost->domain, domain) == 0)
		return;
	free(cost->domain);
	free(cost->record);
	cost->domain = mem_copy(domain);
	cost->record = mem_copy(record);
	count(cost);
}

struct spf_cost
cost_result(const struct cost *cost)
{
	return cost->result;
}

struct spf_tree *
cost_tree(const struct cost *cost, struct arena *arena)
{
	if (cost->record == NULL)
		return NULL;
	return spf_tree_make(arena, cost->inquiry,
	    inspect_spf_text(arena, cost->inquiry, cost->domain,
		slice_of(cost->record)));
}
