#include "wizard/flow/recheck.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/examine.h"
#include "wizard/flow/memory.h"

/* One domain under way. */
struct look {
	struct recheck *recheck;
	size_t item;
	struct decisions d;
	struct since_places places;
	struct earlier_facts earlier;
	const char *own_selector[OWN_MAX];
	struct examine *examine; /* NULL: there is room for another domain */
	bool done;
};

struct recheck {
	const struct services *services;
	const struct store_item *item;
	size_t items;
	void (*changed)(void *arg);
	void *arg;
	struct arena arena; /* of what was found */
	struct since **since; /* by item; NULL: none */
	struct look look[RECHECK_TOGETHER];
	size_t next; /* item that was not begun yet */
	struct timer *timer; /* until those that are done make room */
};

/* Only a domain that was right once can have changed since. */
static bool
was_right(const struct recheck *r, size_t i)
{
	const struct store_service *store = &r->services->store;
	struct entries entries = {.entry = NULL};
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	bool right = !r->item[i].damaged && store->recall != NULL &&
	    store->recall(store->self, r->item[i].domain, NOTE_SEEN, &arena,
		&entries, &err) == ERR_OK;

	arena_release(&arena);
	return right;
}

static void move_on(void *arg);

/* An examination does not end inside its own callback. */
static void
looked(void *arg)
{
	struct look *look = arg;
	struct recheck *r = look->recheck;
	const struct clock_service *clock = &r->services->clock;

	if (look->done || !examine_done(look->examine))
		return;
	look->done = true;
	if (r->timer == NULL)
		r->timer = clock->after(clock->self, 0, move_on, r);
}

static void
begin(struct recheck *r, struct look *look, size_t item)
{
	struct examine_options options = {.params = {.authority = true}};

	memset(look, 0, sizeof(*look));
	look->recheck = r;
	look->item = item;
	memory_load(&r->item[item].entries, &look->d);
	(void)snprintf(look->d.domain, sizeof(look->d.domain), "%s",
	    r->item[item].domain);
	options.params.domain = look->d.domain;
	options.params.own_selector = look->own_selector;
	options.params.own_selectors =
	    own_selectors(&look->d, look->own_selector);
	since_places(&look->d, &look->places, &options.params);
	/* Why it may be of no use is said when it is compared. */
	(void)since_earlier(
	    &r->arena, r->services, look->d.domain, &look->earlier);
	options.params.earlier = &look->earlier;
	look->examine = examine_new(r->services, &options, looked, look);
}

static bool
find_next(struct recheck *r, size_t *ret)
{
	while (r->next < r->items) {
		*ret = r->next++;
		if (was_right(r, *ret))
			return true;
	}
	return false;
}

static void
begin_more(struct recheck *r)
{
	size_t item;

	for (size_t i = 0; i < RECHECK_TOGETHER; i++)
		if (r->look[i].examine == NULL && find_next(r, &item))
			begin(r, &r->look[i], item);
}

static void
finish(struct recheck *r, struct look *look)
{
	struct since *since = arena_alloc(&r->arena, sizeof(*since));

	since_compare(&r->arena, r->services, &look->d,
	    examine_facts(look->examine), since);
	/* It borrows from facts that are gone in a moment. */
	since->now = (struct snapshot) {.sight = NULL};
	r->since[look->item] = since;
	examine_free(look->examine);
	look->examine = NULL;
}

static void
move_on(void *arg)
{
	struct recheck *r = arg;

	r->timer = NULL;
	for (size_t i = 0; i < RECHECK_TOGETHER; i++)
		if (r->look[i].examine != NULL && r->look[i].done)
			finish(r, &r->look[i]);
	begin_more(r);
	r->changed(r->arg);
}

struct recheck *
recheck_new(const struct services *services, const struct store_item *items,
    size_t count, void (*changed)(void *arg), void *arg)
{
	struct recheck *r = mem_alloc(sizeof(*r));

	r->services = services;
	r->item = items;
	r->items = count;
	r->changed = changed;
	r->arg = arg;
	r->since = arena_alloc(&r->arena, (count + 1) * sizeof(struct since *));
	begin_more(r);
	return r;
}

void
recheck_free(struct recheck *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < RECHECK_TOGETHER; i++)
		examine_free(r->look[i].examine);
	r->services->clock.stop(r->services->clock.self, r->timer);
	arena_release(&r->arena);
	free(r);
}

const struct since *
recheck_since(const struct recheck *r, size_t i)
{
	return r->since[i];
}

bool
recheck_waits(const struct recheck *r, size_t i)
{
	for (size_t k = 0; k < RECHECK_TOGETHER; k++)
		if (r->look[k].examine != NULL && r->look[k].item == i)
			return true;
	return i >= r->next;
}
