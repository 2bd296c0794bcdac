#include "wizard/flow/drift.h"

#include <string.h>

#include "wizard/base/i18n.h"

/*
 * The words of each kind, of name, value and new value. appeared and gone are
 * about all values of a name, changed about the only one; where one of them is
 * missing, lost and gained say it value by value.
 */
static const struct wording {
	const char *topic;
	const char *gone, *appeared, *changed;
	const char *lost, *gained;
} wordings[SIGHT_KINDS] = {
    [SIGHT_SPF_COUNT] =
	{
	    .topic = "spf",
	    .gone = N_("%1$s: the SPF record is gone"),
	    .appeared = N_("%1$s: there is an SPF record now"),
	    .changed = N_("%1$s: SPF records before: %2$s, now: %3$s; "
			  "receivers accept only one"),
	},
    [SIGHT_SPF] =
	{
	    .topic = "spf",
	    .lost = N_("%1$s: %2$s is gone from the SPF record"),
	    .gained = N_("%1$s: %2$s is new in the SPF record"),
	},
    [SIGHT_INCLUDED] =
	{
	    .topic = "spf",
	    .gone = N_("%1$s is in the SPF record as include:, but has no SPF "
		       "record any more"),
	    .appeared = N_("%1$s, which is in the SPF record as include:, has "
			   "an SPF record now"),
	},
    [SIGHT_DKIM] =
	{
	    .topic = "dkim",
	    .gone = N_("%1$s: the DKIM key is gone"),
	    .appeared = N_("%1$s: there is a DKIM key now"),
	    .changed = N_("%1$s: the DKIM key is another one"),
	},
    [SIGHT_DKIM_FLAG] =
	{
	    .topic = "dkim",
	    .lost = N_("%1$s: the DKIM record no longer says t=%2$s"),
	    .gained = N_("%1$s: the DKIM record says t=%2$s now"),
	},
    [SIGHT_DMARC] =
	{
	    .topic = "dmarc",
	    .gone = N_("%1$s: the DMARC record is gone"),
	    .lost = N_("%1$s: %2$s is gone from the DMARC record"),
	    .gained = N_("%1$s: %2$s is new in the DMARC record"),
	},
    [SIGHT_MX] =
	{
	    .topic = "mx",
	    .lost = N_("%1$s: the MX %2$s is gone"),
	    .gained = N_("%1$s: the MX %2$s is new"),
	},
    [SIGHT_A] =
	{
	    .topic = "address",
	    .lost = N_("%1$s no longer has the address %2$s"),
	    .gained = N_("%1$s has the new address %2$s"),
	},
    [SIGHT_AAAA] =
	{
	    .topic = "address",
	    .lost = N_("%1$s no longer has the address %2$s"),
	    .gained = N_("%1$s has the new address %2$s"),
	},
    [SIGHT_PTR] =
	{
	    .topic = "ptr",
	    .gone = N_("%1$s lost its PTR"),
	    .appeared = N_("%1$s has a PTR now: %2$s"),
	    .changed = N_("%1$s: the PTR was %2$s and is %3$s"),
	    .lost = N_("%1$s lost the PTR %2$s"),
	    .gained = N_("%1$s has the new PTR %2$s"),
	},
    [SIGHT_CONFIRMED] =
	{
	    .topic = "ptr",
	    .gone = N_("%1$s: the name in its PTR no longer leads back to it"),
	    .appeared = N_("%1$s: the name in its PTR leads back to it again"),
	},
    [SIGHT_VERDICT] =
	{
	    .topic = "verdict",
	    .changed = N_("%1$s: SPF said %2$s and says %3$s"),
	},
    [SIGHT_NS] =
	{
	    .topic = "zone",
	    .lost = N_("%1$s: the name server %2$s is gone"),
	    .gained = N_("%1$s: the name server %2$s is new"),
	},
    [SIGHT_OLDER] =
	{
	    .topic = "zone",
	    .appeared = N_("%1$s serves an older zone than the others"),
	    .gone = N_("%1$s serves the same zone as the others again"),
	},
    [SIGHT_DNSSEC] =
	{
	    .topic = "zone",
	    .changed = N_("%1$s: DNSSEC was %2$s and is %3$s"),
	},
    [SIGHT_OTHER_KEY] =
	{
	    .topic = "key",
	    .appeared = N_("%1$s: the key on disk is not the key in DNS"),
	    .gone = N_("%1$s: the key on disk is the key in DNS again"),
	},
    [SIGHT_NO_FILE] =
	{
	    .topic = "key",
	    .appeared = N_("%1$s: the private key is no longer on disk"),
	    .gone = N_("%1$s: the private key is on disk again"),
	},
    [SIGHT_STS_ID] =
	{
	    .topic = "tls",
	    .gone = N_("%1$s: the MTA-STS record is gone"),
	    .appeared = N_("%1$s: there is an MTA-STS record now"),
	    .changed = N_("%1$s: the id of the MTA-STS record was %2$s and is "
			  "%3$s"),
	},
    [SIGHT_STS] =
	{
	    .topic = "tls",
	    .lost = N_("%1$s: \"%2$s\" is gone from the MTA-STS policy"),
	    .gained = N_("%1$s: \"%2$s\" is new in the MTA-STS policy"),
	},
    [SIGHT_TLSRPT] =
	{
	    .topic = "tls",
	    .lost = N_("%1$s: TLS reports no longer go to %2$s"),
	    .gained = N_("%1$s: TLS reports go to %2$s now"),
	},
    [SIGHT_REVOKED] =
	{
	    .topic = "dkim",
	    .appeared = N_("%1$s: p= is empty, which says that the key is "
			   "revoked"),
	    .gone = N_("%1$s: nothing says any more that the key is revoked"),
	},
    [SIGHT_DMARCS] =
	{
	    .topic = "dmarc",
	    .appeared = N_("%1$s: there are several DMARC records now; "
			   "receivers go by none of them"),
	    .gone = N_("%1$s: there are no longer several DMARC records"),
	},
};

const char *
drift_topic_word(enum sight_kind kind)
{
	return wordings[kind].topic;
}

struct comparing {
	struct arena *arena;
	struct drift drift;
};

static void
say(struct comparing *c, const struct sight *sight, const char *words,
    const char *value, const char *next)
{
	struct drift *d = &c->drift;

	d->change =
	    arena_push(c->arena, d->change, &d->count, sizeof(*d->change));
	d->change[d->count - 1] = (struct drift_change) {
	    .kind = sight->kind,
	    .name = sight->name,
	    .words =
		arena_printf(c->arena, _(words), sight->name, value, next),
	};
}

static bool
has(const struct sight *sight, const char *value)
{
	for (size_t i = 0; i < sight->values; i++)
		if (strcmp(sight->value[i], value) == 0)
			return true;
	return false;
}

/* What a has and b does not. */
static void
say_each(struct comparing *c, const struct sight *a, const struct sight *b,
    const char *words)
{
	for (size_t i = 0; words != NULL && i < a->values; i++)
		if (!has(b, a->value[i]))
			say(c, a, words, a->value[i], "");
}

static bool
is_same(const struct sight *a, const struct sight *b)
{
	for (size_t i = 0; i < a->values; i++)
		if (!has(b, a->value[i]))
			return false;
	return a->values == b->values;
}

static void
compare(struct comparing *c, const struct sight *before,
    const struct sight *now)
{
	const struct wording *w = &wordings[now->kind];

	if (is_same(before, now))
		return;
	if (w->gone != NULL && now->values == 0)
		say(c, now, w->gone, before->value[0], "");
	else if (w->appeared != NULL && before->values == 0)
		say(c, now, w->appeared, now->value[0], "");
	else if (w->changed != NULL && before->values == 1 && now->values == 1)
		say(c, now, w->changed, before->value[0], now->value[0]);
	else {
		say_each(c, before, now, w->lost);
		say_each(c, now, before, w->gained);
	}
}

struct drift
drift_find(struct arena *arena, const struct snapshot *before,
    const struct snapshot *now)
{
	struct comparing c = {.arena = arena};

	for (size_t i = 0; i < now->count; i++) {
		const struct sight *sight = &now->sight[i];
		const struct sight *old =
		    snapshot_find(before, sight->kind, sight->name);

		if (sight->known && old != NULL && old->known)
			compare(&c, old, sight);
	}
	return c.drift;
}
