/* One DKIM key: is it the one of ours, and how does the DNS keep it? */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/check/dkim_compare.h"

/* As long as a cache may keep a key while it is being replaced. */
#define TTL_GOOD 86400U /* seconds */

/* The record is not that of our key; other damage is told by what it is. */
#define OTHER_KEY                                                    \
	(1U << DAMAGE_CASE | 1U << DAMAGE_CUT | 1U << DAMAGE_HEAD_LOST | \
	    1U << DAMAGE_ALTERED | 1U << DAMAGE_OTHER_KEY |             \
	    1U << DAMAGE_NO_KEY)

/* --- Ours ---------------------------------------------------------------- */

/*
 * Our key at a selector that nobody said to be ours: what is published and what
 * the signer writes into s= are two names.
 */
void
check_dkim_selector(const struct key *key)
{
	struct checking *c = key->c;
	const struct dkim_record *wanted;

	if (key->selector->wanted == NULL)
		return;
	wanted = dkim_parse(c->arena, slice_of(key->selector->wanted));
	for (size_t i = 0; i < c->facts->selectors; i++) {
		const struct selector_facts *other = &c->facts->selector[i];

		if (other->origin == ORIGIN_OURS || other->record == NULL ||
		    !dkim_same_key(other->record, wanted))
			continue;
		finding_add(c->arena, c->list, "DK-26", key->name,
		    _("The key that belongs to %s is published at the selector "
		      "\"%s\" instead."),
		    key->name, checking_text(c, slice_of(other->name)));
	}
}

void
check_dkim_own(const struct key *key)
{
	struct checking *c = key->c;
	struct difference difference;

	if (key->selector->wanted == NULL)
		return;
	difference =
	    dkim_compare(c->arena, key->selector->wanted, key->text);
	if ((OTHER_KEY & 1U << difference.damage) == 0)
		return;
	finding_add(c->arena, c->list, "DK-25", key->name,
	    _("What is published at %s is not the key that signs: %s."),
	    key->name, difference.message);
	check_dkim_selector(key);
}

/* --- What was there before ------------------------------------------------ */

static bool
has_key(const struct key *key, const char *p)
{
	const char *word =
	    key->record->type == DKIM_KEY_ED25519 ? "ed25519" : "rsa";
	const char *text =
	    arena_printf(key->c->arena, "k=%s; p=%s", word, p);

	return dkim_same_key(
	    key->record, dkim_parse(key->c->arena, slice_of(text)));
}

/*
 * Two signers want the same name, or somebody did not take a new one. Services
 * know when a key behind an alias may change.
 */
static void
check_reused(const struct key *key)
{
	struct checking *c = key->c;
	const struct earlier_facts *earlier = c->facts->earlier;

	if (earlier == NULL || key->selector->cname != NULL ||
	    key->record == NULL || !dkim_is_usable(key->record))
		return;
	for (size_t i = 0; i < earlier->keys; i++)
		if (dname_equal(earlier->key[i].name, key->name) &&
		    !has_key(key, earlier->key[i].p))
			finding_add(c->arena, c->list, "DK-36", key->name,
			    _("%s has another key than when the domain was "
			      "last right."),
			    key->name);
}

/* --- The way it is kept -------------------------------------------------- */

static void
check_ttl(const struct key *key)
{
	const struct dns_answer *answer = key->selector->answer;
	struct checking *c = key->c;

	if (answer->count > 0 && answer->rr[0].ttl > TTL_GOOD)
		finding_add(c->arena, c->list, "DK-41", key->name,
		    _("The key at %s has a TTL of %u seconds; at most %u are "
		      "good."),
		    key->name, answer->rr[0].ttl, TTL_GOOD);
}

/*
 * Only a resolver that validates says so; from others nothing follows. What is
 * bogus gets no answer at all.
 */
static void
check_signed(const struct key *key)
{
	struct checking *c = key->c;

	if (key->selector->answer->authenticated)
		finding_add(c->arena, c->list, "DK-40", key->name,
		    _("The key at %s is protected by DNSSEC: the resolver has "
		      "verified it."),
		    key->name);
}

void
check_dkim_way(const struct key *key)
{
	check_reused(key);
	check_dkim_alias(key);
	check_ttl(key);
	check_signed(key);
}
