/* Are the DKIM keys there, and would receivers use them? */
#include <ctype.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define RSA_BITS_GOOD 2048 /* RFC 8301 section 3.2 */
#define RSA_BITS_MAX 4096

/* A fault of the record, the check that stands for it and what to say. */
static const struct {
	unsigned fault;
	const char *id;
	const char *message; /* the name of the key comes in */
} faults[] = {
    {DKIM_FAULT_PRIVATE, "DK-43", N_("A private key is published at %s.")},
    {DKIM_FAULT_PEM, "DK-44",
	N_("The lines BEGIN and END of a key file are part of the record at "
	   "%s.")},
    {DKIM_FAULT_VERSION, "DK-09",
	N_("The record at %s does not begin with v=DKIM1; in exactly these "
	   "letters.")},
    {DKIM_FAULT_REVOKED, "DK-12", N_("The key at %s is revoked: p= is empty.")},
    {DKIM_FAULT_NO_KEY, "DK-11", N_("The record at %s has no p=.")},
    {DKIM_FAULT_TRUNCATED, "DK-05",
	N_("The key at %s ends early: a part of it is missing.")},
    {DKIM_FAULT_BASE64, "DK-05", N_("The key at %s is not proper base64.")},
    {DKIM_FAULT_KEY, "DK-13",
	N_("What p= holds at %s is not a key of the type that k= says.")},
    {DKIM_FAULT_TYPE, "DK-13",
	N_("The record at %s has a k= that is neither rsa nor ed25519.")},
    {DKIM_FAULT_SPKI25519, "DK-14",
	N_("The Ed25519 key at %s is wrapped in SubjectPublicKeyInfo.")},
    {DKIM_FAULT_HASH, "DK-19",
	N_("The record at %s has an h= without sha256.")},
    {DKIM_FAULT_SERVICE, "DK-20",
	N_("The record at %s has an s= without email.")},
};

/* _domainkey names of the selectors are long; made once per selector. */
struct key {
	struct checking *c;
	const struct selector_facts *selector;
	const struct dkim_record *record;
	struct slice text;
	const char *name;
};

static struct finding *
report(const struct key *key, const char *id, const char *message)
{
	struct checking *c = key->c;

	return finding_add(
	    c->arena, c->list, id, key->name, message, key->name);
}

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

static bool
lost_its_capitals(const struct tag *p)
{
	for (size_t i = 0; p != NULL && i < p->value.len; i++)
		if (isupper((unsigned char)p->value.ptr[i]))
			return false;
	return p != NULL && p->value.len > 0;
}

static bool
holds_escaped_semicolon(struct slice text)
{
	return text.len > 0 && memmem(text.ptr, text.len, "\\;", 2) != NULL;
}

/* Faults of which one explains the others. */
static unsigned
check_damage(const struct key *key)
{
	unsigned found = key->record->faults;
	unsigned unreadable =
	    DKIM_FAULT_BASE64 | DKIM_FAULT_TRUNCATED | DKIM_FAULT_KEY;

	if ((found & DKIM_FAULT_QUOTES) != 0) {
		bool escaped = holds_escaped_semicolon(key->text);

		report(key, escaped ? "DK-45" : "DK-06",
		    escaped ? _("The record at %s has backslashes before its "
				"semicolons.")
			    : _("The record at %s has quotation marks or "
				"backslashes in it."));
		found &= ~(DKIM_FAULT_QUOTES | DKIM_FAULT_VERSION |
			   DKIM_FAULT_SYNTAX | DKIM_FAULT_TYPE | unreadable);
	}
	if ((found & unreadable) != 0 &&
	    lost_its_capitals(taglist_find(&key->record->tags, "p"))) {
		report(
		    key, "DK-34", _("The key at %s has no capital letters."));
		found &= ~unreadable;
	}
	return found;
}

/* A revoked key beside one in use is a sign of order, not of trouble. */
static void
soften_revoked(const struct key *key, struct finding *finding)
{
	const struct facts *f = key->c->facts;

	for (size_t i = 0; i < f->selectors && !key->selector->ours; i++)
		if (f->selector[i].record != NULL &&
		    dkim_is_usable(f->selector[i].record))
			finding->severity = SEVERITY_INFO;
}

static void
check_faults(const struct key *key)
{
	unsigned found = check_damage(key);

	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct finding *finding;

		if ((found & faults[i].fault) == 0)
			continue;
		finding = report(key, faults[i].id, _(faults[i].message));
		if (faults[i].fault == DKIM_FAULT_REVOKED)
			soften_revoked(key, finding);
	}
	if ((found & DKIM_FAULT_SYNTAX) != 0)
		finding_add(key->c->arena, key->c->list, "DK-08", key->name,
		    _("The record at %s is not a proper list of tags; the "
		      "first wrong place is octet %zu."),
		    key->name, key->record->tags.fault[0].at + 1)
		    ->at = (long)key->record->tags.fault[0].at;
}

static void
check_strength(const struct key *key)
{
	const struct dkim_record *r = key->record;
	const char *id = NULL;

	if (r->type != DKIM_KEY_RSA || r->bits == 0)
		return;
	if ((r->faults & DKIM_FAULT_WEAK) != 0)
		id = "DK-15";
	else if (r->bits < RSA_BITS_GOOD)
		id = "DK-16";
	else if (r->bits > RSA_BITS_MAX)
		id = "DK-17";
	if (id != NULL)
		finding_add(key->c->arena, key->c->list, id, key->name,
		    _("The RSA key at %s has %u bits; %d are good."), key->name,
		    r->bits, RSA_BITS_GOOD);
	if (r->exponent != 0 && (r->exponent < 3 || r->exponent % 2 == 0))
		finding_add(key->c->arena, key->c->list, "DK-18", key->name,
		    _("The RSA key at %s has the exponent %lu; it should be "
		      "65537."),
		    key->name, r->exponent);
}

static bool
is_known_tag(struct slice name)
{
	static const char *const names[] = {
	    "v", "g", "h", "k", "n", "p", "s", "t"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (slice_is(name, names[i]))
			return true;
	return false;
}

static void
check_tags(const struct key *key)
{
	const struct taglist *tags = &key->record->tags;
	const struct tag *p = taglist_find(tags, "p");

	if (taglist_find(tags, "v") == NULL && tags->count > 0)
		report(key, "DK-10", _("The record at %s has no v=DKIM1."));
	if (taglist_find(tags, "g") != NULL)
		report(key, "DK-23", _("The record at %s has the tag g=."));
	if (key->record->testing)
		report(
		    key, "DK-21", _("The record at %s says t=y: test mode."));
	for (size_t i = 0; p != NULL && i < p->value.len; i++)
		if (isspace((unsigned char)p->value.ptr[i])) {
			report(
			    key, "DK-07", _("The key at %s has blanks in it."));
			break;
		}
	for (size_t i = 0; i < tags->count; i++)
		if (!is_known_tag(tags->tag[i].name))
			finding_add(key->c->arena, key->c->list, "DK-24",
			    key->name,
			    _("The record at %s has the unknown tag \"%s\"."),
			    key->name, checking_text(key->c, tags->tag[i].name))
			    ->at = (long)tags->tag[i].at;
}

static void
check_key(const struct key *key)
{
	const struct selector_facts *selector = key->selector;

	if (selector->records > 1)
		finding_add(key->c->arena, key->c->list, "DK-03", key->name,
		    _("%s has %zu TXT records."), key->name, selector->records);
	if (key->record == NULL) {
		finding_add(key->c->arena, key->c->list, "DK-11", key->name,
		    _("The TXT record at %s is not a key: \"%s\"."), key->name,
		    checking_text(key->c, key->text));
		return;
	}
	check_faults(key);
	check_strength(key);
	check_tags(key);
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
		check_key(&key);
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
