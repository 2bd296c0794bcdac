/* Are the DKIM keys there? */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

/* A wildcard answers for every selector: that is no key of this one. */
static bool
is_wildcards(const struct facts *f, const struct dns_answer *answer)
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
	return selector->records > 0 && !is_wildcards(f, selector->answer);
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

	if (selector->cname != NULL)
		finding_add(c->arena, c->list, "DK-04", key->name,
		    _("%s is an alias for %s, which has no key (%s)."),
		    key->name, selector->cname,
		    dns_status_word(selector->answer->status));
	if (selector->ours)
		finding_add(c->arena, c->list, "DK-01", key->name,
		    _("There is no key at %s (%s)."), key->name,
		    dns_status_word(selector->answer->status));
}

static void
check_selector(struct checking *c, const struct selector_facts *selector)
{
	struct key key = key_of(c, selector);

	if (selector->ours && !dkim_is_selector(slice_of(selector->name)))
		finding_add(c->arena, c->list, "DK-35", key.name,
		    _("The selector \"%s\" has other characters than letters, "
		      "digits and hyphens."),
		    selector->name);
	if (is_found(c->facts, selector))
		check_dkim_key(&key);
	else if (dns_is_answered(selector->answer->status))
		check_missing(&key);
	else if (selector->ours)
		(void)checking_answered(
		    c, "DK-01", key.name, selector->answer, DNS_TXT);
}

struct tally {
	size_t found, ours, pending, silent;
	const struct selector_facts *silent_one;
};

static struct tally
count_selectors(const struct facts *f)
{
	struct tally tally = {.found = 0};

	for (size_t i = 0; i < f->selectors; i++) {
		const struct selector_facts *selector = &f->selector[i];
		enum dns_status status = selector->answer->status;

		tally.ours += selector->ours;
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

	if (tally->found > 0 || tally->ours > 0 || tally->pending > 0 ||
	    c->facts->selectors == 0)
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
	    c->facts->selectors, c->owner);
	finding->severity = SEVERITY_WARNING;
	finding->fix = _("If your mail is signed, look for s= in the "
			 "DKIM-Signature header and check that selector; if "
			 "it is not, make a key.");
	check_domainkey(c);
}

/* "o=~" at _domainkey, left over from DomainKeys. */
static void
check_policy(struct checking *c)
{
	const struct dns_answer *answer = c->facts->domainkey;

	for (size_t i = 0; answer != NULL && i < answer->count; i++) {
		struct slice text = answer->rr[i].text;
		struct taglist tags = taglist_parse(c->arena, text);

		if (taglist_find(&tags, "o") != NULL)
			finding_add(c->arena, c->list, "DK-39", c->owner,
			    _("_domainkey.%s has the record \"%s\"."), c->owner,
			    checking_text(c, text));
	}
}

static void
check_wildcard(struct checking *c)
{
	const struct dns_answer *wild = c->facts->wildcard;

	if (wild == NULL || wild->count == 0)
		return;
	finding_add(c->arena, c->list,
	    spf_is_record(wild->rr[0].text) ? "SPF-11" : "ZN-07", c->owner,
	    _("A wildcard answers for names below _domainkey.%s with \"%s\"."),
	    c->owner, checking_text(c, wild->rr[0].text));
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
	check_policy(&c);
	check_wildcard(&c);
}
