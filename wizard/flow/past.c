#include "wizard/flow/past.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/plan.h"

static bool
is_same(const struct change *a, const struct change *b)
{
	return a->entered == b->entered && dname_equal(a->name, b->name) &&
	    plan_type(a->type) == plan_type(b->type) &&
	    strcmp(a->value, b->value) == 0;
}

static bool
has(const struct past *past, const struct change *change)
{
	for (size_t i = 0; i < past->count; i++)
		if (is_same(&past->change[i], change))
			return true;
	return false;
}

/* The oldest makes room. */
static void
append(struct past *past, const struct change *change)
{
	if (past->count == CHANGES_MAX)
		memmove(&past->change[0], &past->change[1],
		    --past->count * sizeof(past->change[0]));
	past->change[past->count++] = *change;
}

/* How many were not there. */
static size_t
add_entered(struct past *past, const struct decisions *decisions)
{
	size_t added = 0;

	for (size_t i = 0; i < decisions->changes; i++) {
		const struct change *change = &decisions->change[i];

		if (change->op == CHANGE_KEEP || change->entered == 0 ||
		    has(past, change))
			continue;
		append(past, change);
		added++;
	}
	return added;
}

/* As decisions of which nothing but the changes is known. */
static enum err_code
load(const struct services *services, const char *domain, struct past *ret,
    struct err *err)
{
	const struct store_service *store = &services->store;
	struct decisions *d = mem_alloc(sizeof(*d));
	struct entries entries = {.entry = NULL};
	struct arena arena = ARENA_INIT;
	enum err_code code = ERR_MISSING;

	if (store->recall != NULL)
		code = store->recall(
		    store->self, domain, NOTE_PAST, &arena, &entries, err);
	memory_load(&entries, d);
	memcpy(ret->change, d->change, sizeof(ret->change));
	ret->count = d->changes;
	arena_release(&arena);
	free(d);
	return code == ERR_MISSING ? ERR_OK : code;
}

static enum err_code
save(const struct services *services, const char *domain,
    const struct past *past, struct err *err)
{
	const struct store_service *store = &services->store;
	struct decisions *d = mem_alloc(sizeof(*d));
	struct arena arena = ARENA_INIT;
	struct entries entries;
	enum err_code code;

	memcpy(d->change, past->change, sizeof(d->change));
	d->changes = past->count;
	entries = memory_save(&arena, d);
	code = store->remember(
	    store->self, domain, NOTE_PAST, &entries, err);
	arena_release(&arena);
	free(d);
	return code;
}

enum err_code
past_load(const struct services *services, const struct decisions *decisions,
    struct past *ret, struct err *err)
{
	if (load(services, decisions->domain, ret, err) != ERR_OK)
		return err->code;
	(void)add_entered(ret, decisions);
	return ERR_OK;
}

enum err_code
past_remember(const struct services *services,
    const struct decisions *decisions, struct err *err)
{
	struct past *past = mem_alloc(sizeof(*past));
	enum err_code code = load(services, decisions->domain, past, err);

	if (code == ERR_OK && services->store.remember != NULL &&
	    add_entered(past, decisions) > 0)
		code = save(services, decisions->domain, past, err);
	free(past);
	return code;
}

/* Its place; past->count: nothing is kept of it. */
static size_t
newest(const struct past *past, const char *name, uint16_t type)
{
	for (size_t i = past->count; i > 0; i--)
		if (plan_type(past->change[i - 1].type) == type &&
		    dname_equal(past->change[i - 1].name, name))
			return i - 1;
	return past->count;
}

enum err_code
past_forget(const struct services *services, const char *domain,
    const char *name, uint16_t type, struct err *err)
{
	struct past *past = mem_alloc(sizeof(*past));
	enum err_code code = load(services, domain, past, err);
	size_t at = newest(past, name, type);

	if (code == ERR_OK && at < past->count) {
		past->count--;
		memmove(&past->change[at], &past->change[at + 1],
		    (past->count - at) * sizeof(past->change[0]));
		code = save(services, domain, past, err);
	}
	free(past);
	return code;
}
