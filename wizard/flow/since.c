#include "wizard/flow/since.h"

#include <string.h>

/* What is remembered; nothing when *ret_damage says why. */
static struct snapshot
recall(struct arena *arena, const struct services *services,
    const char *domain, const char **ret_damage)
{
	const struct store_service *store = &services->store;
	struct entries entries = {.entry = NULL};
	struct err err = ERR_INIT;

	if (store->recall != NULL &&
	    store->recall(store->self, domain, NOTE_SEEN, arena, &entries,
		&err) != ERR_OK) {
		if (err.code != ERR_MISSING)
			*ret_damage = arena_copy(arena, err.msg);
		entries.count = 0;
	}
	return snapshot_read(arena, &entries);
}

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
	const struct clock_service *clock = &services->clock;
	struct keys_on_disk keys = snapshot_keys(arena, services, decisions);
	struct snapshot before;

	*ret = (struct since) {
	    .now = snapshot_take(
		arena, facts, &keys, clock->now(clock->self)),
	};
	before = recall(arena, services, decisions->domain, &ret->damage);
	ret->taken = before.taken;
	ret->drift = drift_find(arena, &before, &ret->now);
	ret->unknown = count_unknown(&ret->now, &before);
	snapshot_fill(&ret->now, &before);
}

/* --- For the checks --------------------------------------------------------- */

/* "10 mail.example.jp": how servers are remembered. */
static const char *
host_of(const char *mx)
{
	const char *blank = strchr(mx, ' ');

	return blank == NULL ? mx : blank + 1;
}

static const struct sight *
find_or_none(const struct snapshot *snapshot, enum sight_kind kind,
    const char *domain)
{
	static const struct sight none = {.values = 0};
	const struct sight *sight = snapshot_find(snapshot, kind, domain);

	return sight == NULL ? &none : sight;
}

/* The selectors of the domain that had a key, and every key that stood alone. */
static void
take_keys(struct arena *arena, const struct snapshot *before,
    const char *domain, struct earlier_facts *ret)
{
	const char *behind = arena_printf(arena, "._domainkey.%s", domain);
	const char **selector =
	    arena_alloc(arena, before->count * sizeof(*selector));
	struct earlier_key *key =
	    arena_alloc(arena, before->count * sizeof(*key));

	for (size_t i = 0; i < before->count; i++) {
		const struct sight *sight = &before->sight[i];
		const char *end = strstr(sight->name, behind);

		if (sight->kind != SIGHT_DKIM)
			continue;
		if (sight->values > 0 && end != NULL &&
		    end[strlen(behind)] == '\0')
			selector[ret->selectors++] = arena_copy_slice(arena,
			    (struct slice) {
				sight->name, (size_t)(end - sight->name)});
		if (sight->values == 1)
			key[ret->keys++] = (struct earlier_key) {
			    sight->name, sight->value[0]};
	}
	ret->selector = selector;
	ret->key = key;
}

const char *
since_earlier(struct arena *arena, const struct services *services,
    const char *domain, struct earlier_facts *ret)
{
	const char *damage = NULL;
	struct snapshot before = recall(arena, services, domain, &damage);
	const struct sight *mx = find_or_none(&before, SIGHT_MX, domain),
			   *id = find_or_none(&before, SIGHT_STS_ID, domain),
			   *policy = find_or_none(&before, SIGHT_STS, domain),
			   *report =
			       find_or_none(&before, SIGHT_TLSRPT, domain);
	const char **host = arena_alloc(arena, mx->values * sizeof(*host));

	for (size_t i = 0; i < mx->values; i++)
		host[i] = host_of(mx->value[i]);
	*ret = (struct earlier_facts) {
	    .mx = host,
	    .mxs = mx->values,
	    .sts_id = id->values > 0 ? id->value[0] : NULL,
	    .sts_line = policy->value,
	    .sts_lines = policy->values,
	    .report = report->value,
	    .reports = report->values,
	    .spf = find_or_none(&before, SIGHT_SPF, domain)->values > 0,
	};
	take_keys(arena, &before, domain, ret);
	return damage;
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
