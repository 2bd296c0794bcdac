#include "wizard/flow/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/text.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/snapshot_taking.h"

#define VALUES_MAX 256 /* more are not kept, and so never compared */

/* --- Sights -------------------------------------------------------------- */

/* A sight that is not known before something answers; valid until the next. */
struct sight *
sight_see(struct taking *t, enum sight_kind kind, const char *name)
{
	struct snapshot *s = &t->snapshot;
	char *lower = text_safe(t->arena, slice_of(name));

	for (char *c = lower; *c != '\0'; c++)
		*c = char_lower(*c);
	s->sight =
	    arena_push(t->arena, s->sight, &s->count, sizeof(*s->sight));
	s->sight[s->count - 1] = (struct sight) {.kind = kind, .name = lower};
	return &s->sight[s->count - 1];
}

void
sight_add(struct taking *t, struct sight *sight, struct slice value)
{
	sight->value = arena_push(
	    t->arena, sight->value, &sight->values, sizeof(*sight->value));
	sight->value[sight->values - 1] = text_safe(t->arena, value);
}

void
sight_add_lower(struct taking *t, struct sight *sight, struct slice value)
{
	char *lower = arena_copy_slice(t->arena, value);

	for (char *c = lower; *c != '\0'; c++)
		*c = char_lower(*c);
	sight_add(t, sight, slice_of(lower));
}

static int
by_text(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* Nothing more will be added: the order of records means nothing. */
void
sight_settle(struct sight *sight)
{
	size_t kept = 0;

	if (sight->values > 1)
		qsort(sight->value, sight->values, sizeof(*sight->value),
		    by_text);
	for (size_t i = 0; i < sight->values; i++)
		if (kept == 0 ||
		    strcmp(sight->value[kept - 1], sight->value[i]) != 0)
			sight->value[kept++] = sight->value[i];
	sight->values = kept;
	sight->known = kept <= VALUES_MAX;
}

/* "yes" or nothing. */
void
sight_see_whether(
    struct taking *t, enum sight_kind kind, const char *name, bool yes)
{
	struct sight *sight = sight_see(t, kind, name);

	if (yes)
		sight_add(t, sight, slice_of("yes"));
	sight_settle(sight);
}

/* --- All of it ----------------------------------------------------------- */

struct snapshot
snapshot_take(struct arena *arena, const struct facts *facts,
    const struct keys_on_disk *keys, int64_t now)
{
	struct taking t = {.arena = arena, .facts = facts};

	taking_spf(&t, facts->spf);
	taking_keys(&t, keys);
	taking_dmarc(&t);
	taking_hosts(&t);
	taking_policies(&t);
	t.snapshot.taken = now;
	return t.snapshot;
}

const struct sight *
snapshot_find(const struct snapshot *snapshot, enum sight_kind kind,
    const char *name)
{
	for (size_t i = 0; i < snapshot->count; i++)
		if (snapshot->sight[i].kind == kind &&
		    dname_equal(snapshot->sight[i].name, name))
			return &snapshot->sight[i];
	return NULL;
}

void
snapshot_fill(struct snapshot *snapshot, const struct snapshot *before)
{
	for (size_t i = 0; i < snapshot->count; i++) {
		struct sight *sight = &snapshot->sight[i];
		const struct sight *old =
		    snapshot_find(before, sight->kind, sight->name);

		if (!sight->known && old != NULL)
			*sight = *old;
	}
}

struct keys_on_disk
snapshot_keys(struct arena *arena, const struct services *services,
    const struct decisions *decisions)
{
	const struct key_service *service = &services->key;
	struct keys_on_disk keys = {.key = NULL};
	struct own_view own[OWN_MAX];
	size_t count = own_keys(decisions, own);

	for (size_t i = 0; i < count && service->load != NULL; i++) {
		struct key_info info;
		struct err err = ERR_INIT;
		enum err_code code =
		    service->load(service->self, own[i].path, &info, &err);

		/* A file that may not be read says nothing. */
		if (code != ERR_OK && code != ERR_MISSING)
			continue;
		keys.key = arena_push(
		    arena, keys.key, &keys.count, sizeof(*keys.key));
		keys.key[keys.count - 1] = (struct key_on_disk) {
		    .selector = arena_copy(arena, own[i].selector),
		    .public_base64 = code == ERR_OK
			? arena_copy(arena, info.public_base64)
			: NULL,
		};
	}
	return keys;
}
