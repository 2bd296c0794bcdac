#include "wizard/flow/since.h"

static size_t
count_unknown(const struct snapshot *now, const struct snapshot *before)
{
	size_t count = 0;

	for (size_t i = 0; i < now->count; i++)
		count += !now->sight[i].known &&
		    snapshot_find(before, now->sight[i].kind,
			now->sight[i].name) != NULL;
	return count;
}

void
since_compare(struct arena *arena, const struct services *services,
    const struct decisions *decisions, const struct facts *facts,
    struct since *ret)
{
	const struct store_service *store = &services->store;
	const struct clock_service *clock = &services->clock;
	struct keys_on_disk keys = snapshot_keys(arena, services, decisions);
	struct entries entries = {.entry = NULL};
	struct err err = ERR_INIT;
	struct snapshot before;

	*ret = (struct since) {
	    .now = snapshot_take(
		arena, facts, &keys, clock->now(clock->self)),
	};
	if (store->recall == NULL)
		return;
	if (store->recall(store->self, decisions->domain, NOTE_SEEN, arena,
		&entries, &err) != ERR_OK) {
		if (err.code != ERR_MISSING)
			ret->damage = arena_copy(arena, err.msg);
		return;
	}
	before = snapshot_read(arena, &entries);
	ret->taken = before.taken;
	ret->drift = drift_find(arena, &before, &ret->now);
	ret->unknown = count_unknown(&ret->now, &before);
	snapshot_fill(&ret->now, &before);
}

enum err_code
since_remember(const struct services *services, const char *domain,
    const struct snapshot *now, struct err *err)
{
	const struct store_service *store = &services->store;
	struct arena arena = ARENA_INIT;
	struct entries entries;
	enum err_code code;

	if (store->remember == NULL)
		return ERR_OK;
	entries = snapshot_entries(&arena, now);
	code = store->remember(
	    store->self, domain, NOTE_SEEN, &entries, err);
	arena_release(&arena);
	return code;
}

static void
our_senders(const struct decisions *decisions, struct since_places *places,
    struct inspect_params *params)
{
	params->sender = places->sender;
	for (size_t i = 0; i < decisions->senders; i++) {
		const struct sender *s = &decisions->sender[i];

		if (s->mark == SENDER_OURS && s->ip.family != 0)
			places->sender[params->senders++] = s->ip;
	}
}

void
since_places(const struct decisions *decisions, struct since_places *places,
    struct inspect_params *params)
{
	if (params->senders == 0)
		our_senders(decisions, places, params);
	if (params->helo == NULL && decisions->helo[0] != '\0')
		params->helo = decisions->helo;
}
