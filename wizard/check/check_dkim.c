/* Are the DKIM keys there? */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

bool
checking_is_wildcards(const struct facts *f, const struct dns_answer *answer)
{
	const struct dns_answer *wild = f->wildcard;

	if (wild == NULL || wild->count == 0 || answer->count == 0)
		return false;
	return wild->rr[0].text.len == answer->rr[0].text.len &&
	       memcmp(wild->rr[0].text.ptr, answer->rr[0].text.ptr,
		   answer->rr[0].text.len) == 0;
}

static bool
is_found(const struct facts *f, const struct selector_facts *selector)
{
	return selector->records > 0 &&
	       !checking_is_wildcards(f, selector->answer);
}

/* Does somebody rely on it? Then it is amiss that there is no key. */
static bool
is_needed(const struct selector_facts *selector)
{
	return selector->origin == ORIGIN_OURS ||
	       selector->origin == ORIGIN_GIVEN;
}

static struct key
key_of(struct checking *c, const struct selector_facts *selector)
{
	const struct dns_answer *answer = selector->answer;
	struct key key = {
	    .c = c,
	    .selector = selector,
	    .record = selector->record,
	    .name = arena_printf(
		c->arena, "%s._domainkey.%s", selector->name, c->facts->domain),
	};

	if (answer->count > 0)
		key.text = answer->rr[0].text;
	for (size_t i = 0; i < answer->count; i++)
		if (dkim_is_record(answer->rr[i].text)) {
			key.text = answer->rr[i].text;
			break;
		}
	return key;
}

static void
check_missing(const struct key *key)
{
	const struct selector_facts *selector = key->selector;
	struct checking *c = key->c;

	check_dkim_dangling(key);
	if (!is_needed(selector))
		return;
	finding_add(c->arena, c->list, "DK-01", key->name,
	    _("There is no key at %s (%s)."), key->name,
	    dns_status_word(selector->answer->status));
	check_dkim_proxied(key);
	check_dkim_elsewhere(key);
	check_dkim_selector(key);
}

/* Of a key that is no longer used only one thing matters: is it still there? */
static void
check_old(const struct key *key)
{
	struct checking *c = key->c;

	if (key->record != NULL && dkim_is_usable(key->record))
		finding_add(c->arena, c->list, "DK-37", key->name,
		    _("The old key at %s is still published."), key->name);
}

static void
check_found(const struct key *key)
{
	if (key->selector->origin == ORIGIN_OLD) {
		check_old(key);
		return;
	}
	check_dkim_key(key);
	check_dkim_way(key);
	check_dkim_own(key);
}

static void
check_selector(struct checking *c, const struct selector_facts *selector)
{
	struct key key;

	/* Of most guesses there is nothing to say: not even their name. */
	if (!is_needed(selector) && !is_found(c->facts, selector) &&
	    selector->cname == NULL)
		return;
	key = key_of(c, selector);
	if (is_needed(selector) && !dkim_is_selector(slice_of(selector->name)))
		finding_add(c->arena, c->list, "DK-35", key.name,
		    _("The selector \"%s\" has other characters than letters, "
		      "digits and hyphens."),
		    checking_text(c, slice_of(selector->name)));
	if (is_found(c->facts, selector))
		check_found(&key);
	else if (dns_is_answered(selector->answer->status))
		check_missing(&key);
	else if (is_needed(selector))
		(void)checking_answered(
		    c, "DK-01", key.name, selector->answer, DNS_TXT);
}

struct tally {
	size_t guessed, found, needed, pending, silent;
	const struct selector_facts *silent_one;
};

static struct tally
count_selectors(const struct facts *f)
{
	struct tally tally = {.found = 0};

	for (size_t i = 0; i < f->selectors; i++) {
		const struct selector_facts *selector = &f->selector[i];
		enum dns_status status = selector->answer->status;

		tally.guessed += selector->origin == ORIGIN_GUESSED;
		tally.needed += is_needed(selector);
		tally.found += is_found(f, selector);
		if (status == DNS_PENDING) {
			tally.pending++;
		} else if (!dns_is_answered(status)) {
			tally.silent++;
			tally.silent_one = selector;
		}
	}
	return tally;
}

/* RFC 8020: NXDOMAIN says that nothing is published below the name. */
static void
check_domainkey(struct checking *c)
{
	const struct dns_answer *answer = c->facts->domainkey;

	if (answer == NULL || !dns_is_answered(answer->status))
		return;
	finding_add(c->arena, c->list, "DK-02", c->owner,
	    answer->status == DNS_NXDOMAIN
		? _("_domainkey.%s does not exist: most likely no key is "
		    "published at any selector.")
		: _("_domainkey.%s exists: there is likely a key at a "
		    "selector that was not tried."),
	    c->owner);
}

/*
 * A guess that misses proves nothing: selectors cannot be listed. It is told
 * how many were tried, and that others may exist.
 */
static void
check_none_found(struct checking *c, const struct tally *tally)
{
	struct finding *finding;

	if (checking_never_sends(c->facts) || tally->found > 0 || tally->needed > 0 || tally->pending > 0 ||
	    tally->guessed == 0)
		return;
	if (tally->silent > 0) {
		(void)checking_answered(c, "DK-01",
		    key_of(c, tally->silent_one).name,
		    tally->silent_one->answer, DNS_TXT);
		return;
	}
	finding = finding_add(c->arena, c->list, "DK-01", c->owner,
	    _("None of the %zu usual selectors that were tried has a key; "
	      "%s may have one at another selector."),
	    tally->guessed, c->owner);
	finding->severity = SEVERITY_WARNING;
	finding->fix = _("If your mail is signed, look for s= in the "
			 "DKIM-Signature header and check that selector; if "
			 "it is not, make a key.");
	check_domainkey(c);
}

/* Every key that was found is of the kind that many receivers do not know. */
static void
check_types(struct checking *c)
{
	const struct facts *f = c->facts;
	const struct selector_facts *newer = NULL;

	for (size_t i = 0; i < f->selectors; i++) {
		const struct dkim_record *record = f->selector[i].record;

		if (!is_found(f, &f->selector[i]) || record == NULL ||
		    !dkim_is_usable(record))
			continue;
		if (record->type != DKIM_KEY_ED25519)
			return;
		newer = &f->selector[i];
	}
	if (newer != NULL)
		finding_add(c->arena, c->list, "DK-49", c->owner,
		    _("The only key of %s that was found is of type Ed25519, "
		      "at the selector \"%s\"."),
		    c->owner, checking_text(c, slice_of(newer->name)));
}

/* On this machine, when it signs mail of the domain. */
static void
check_files(struct checking *c)
{
	for (size_t i = 0; i < c->facts->bare_keys; i++)
		finding_add(c->arena, c->list, "DK-27", c->owner,
		    _("Every user of this machine can read %s, a private key "
		      "of %s."),
		    checking_text(c, slice_of(c->facts->bare_key[i])), c->owner);
}

void
check_dkim(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	struct checking c = {arena, facts, list, facts->domain};
	struct tally tally = count_selectors(facts);

	for (size_t i = 0; i < facts->selectors; i++)
		check_selector(&c, &facts->selector[i]);
	check_none_found(&c, &tally);
	check_types(&c);
	check_dkim_names(&c);
	check_files(&c);
}
