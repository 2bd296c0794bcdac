/* "sight.3.kind", "sight.3.name", "sight.3.value.0": a snapshot in the store. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/flow/snapshot.h"

#define SIGHTS_MAX 1024 /* of a file that anybody may have edited */
#define VALUES_MAX 1024

/* In files on disk: these words stay. */
static const char *const kind_words[SIGHT_KINDS] = {
    [SIGHT_SPF_COUNT] = "spf-records",
    [SIGHT_SPF] = "spf",
    [SIGHT_INCLUDED] = "included",
    [SIGHT_DKIM] = "dkim",
    [SIGHT_DKIM_FLAG] = "dkim-flag",
    [SIGHT_DMARC] = "dmarc",
    [SIGHT_MX] = "mx",
    [SIGHT_A] = "a",
    [SIGHT_AAAA] = "aaaa",
    [SIGHT_PTR] = "ptr",
    [SIGHT_CONFIRMED] = "confirmed",
    [SIGHT_VERDICT] = "verdict",
    [SIGHT_NS] = "ns",
    [SIGHT_OLDER] = "older",
    [SIGHT_DNSSEC] = "dnssec",
    [SIGHT_OTHER_KEY] = "other-key",
    [SIGHT_NO_FILE] = "no-file",
    [SIGHT_STS_ID] = "mta-sts-id",
    [SIGHT_STS] = "mta-sts",
    [SIGHT_TLSRPT] = "tls-rpt",
    [SIGHT_REVOKED] = "revoked",
    [SIGHT_DMARCS] = "dmarc-records",
};

static void
put(struct arena *arena, struct entries *out, const char *key,
    const char *value)
{
	out->entry =
	    arena_push(arena, out->entry, &out->count, sizeof(*out->entry));
	out->entry[out->count - 1] = (struct entry) {key, value};
}

static void
put_sight(struct arena *arena, struct entries *out, const struct sight *sight,
    size_t number)
{
	put(arena, out, arena_printf(arena, "sight.%zu.kind", number),
	    kind_words[sight->kind]);
	put(arena, out, arena_printf(arena, "sight.%zu.name", number),
	    sight->name);
	for (size_t i = 0; i < sight->values; i++)
		put(arena, out,
		    arena_printf(arena, "sight.%zu.value.%zu", number, i),
		    sight->value[i]);
}

struct entries
snapshot_entries(struct arena *arena, const struct snapshot *snapshot)
{
	struct entries out = {.entry = NULL};
	size_t number = 0;

	put(arena, &out, "taken",
	    arena_printf(arena, "%" PRId64, snapshot->taken));
	for (size_t i = 0; i < snapshot->count; i++)
		if (snapshot->sight[i].known)
			put_sight(arena, &out, &snapshot->sight[i], number++);
	return out;
}

/* --- And back ------------------------------------------------------------ */

struct reading {
	struct arena *arena;
	struct snapshot snapshot;
};

/* The sight with that number, which may be the next one. */
static struct sight *
sight_at(struct reading *r, unsigned long number)
{
	struct snapshot *s = &r->snapshot;

	if (number >= SIGHTS_MAX || number > s->count)
		return NULL;
	if (number == s->count) {
		s->sight = arena_push(
		    r->arena, s->sight, &s->count, sizeof(*s->sight));
		s->sight[number].kind = SIGHT_KINDS;
	}
	return &s->sight[number];
}

static void
read_kind(struct sight *sight, const char *word)
{
	for (size_t i = 0; i < SIGHT_KINDS; i++)
		if (strcmp(kind_words[i], word) == 0)
			sight->kind = (enum sight_kind)i;
}

static void
read_sight(struct reading *r, const char *rest, const char *value)
{
	char *end;
	unsigned long number = strtoul(rest, &end, 10);
	struct sight *sight = end == rest ? NULL : sight_at(r, number);

	if (sight == NULL)
		return;
	if (strcmp(end, ".kind") == 0)
		read_kind(sight, value);
	else if (strcmp(end, ".name") == 0)
		sight->name = value;
	else if (strncmp(end, ".value.", strlen(".value.")) == 0 &&
	    sight->values < VALUES_MAX) {
		sight->value = arena_push(r->arena, sight->value,
		    &sight->values, sizeof(*sight->value));
		sight->value[sight->values - 1] = value;
	}
}

static int64_t
read_time(const char *text)
{
	char *end;
	long long number = strtoll(text, &end, 10);

	return *end == '\0' && number > 0 ? number : 0;
}

/* Sights of a kind that only another version knows are none. */
static void
drop_strange(struct snapshot *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct sight sight = s->sight[i];

		if (sight.kind == SIGHT_KINDS || sight.name == NULL)
			continue;
		sight.known = true;
		s->sight[kept++] = sight;
	}
	s->count = kept;
}

struct snapshot
snapshot_read(struct arena *arena, const struct entries *entries)
{
	struct reading r = {.arena = arena};

	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->entry[i];

		if (strcmp(entry->key, "taken") == 0)
			r.snapshot.taken = read_time(entry->value);
		else if (strncmp(entry->key, "sight.", strlen("sight.")) == 0)
			read_sight(&r, entry->key + strlen("sight."),
			    entry->value);
	}
	drop_strange(&r.snapshot);
	return r.snapshot;
}
