/* One DKIM key: would receivers use it? */
#include <ctype.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define RSA_BITS_GOOD 2048 /* RFC 8301 section 3.2 */
#define RSA_BITS_MAX 4096

/* Base64 of the shortest keys: RSAPublicKey of 1024 bits, 32 octets. */
#define RSA_TEXT_MIN 188U
#define ED25519_TEXT 44U

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

static struct finding *
report(const struct key *key, const char *id, const char *message)
{
	struct checking *c = key->c;

	return finding_add(
	    c->arena, c->list, id, key->name, message, key->name);
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
			    : _("The record at %s has the notation of zone "
				"files in it: quotation marks, backslashes "
				"or parentheses."));
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

	for (size_t i = 0; i < f->selectors &&
	     key->selector->origin <= ORIGIN_EARLIER; i++)
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

/* So short that it cannot be whole, whatever it was. */
static void
check_length(const struct key *key)
{
	static const size_t shortest[] = {
	    [DKIM_KEY_RSA] = RSA_TEXT_MIN,
	    [DKIM_KEY_ED25519] = ED25519_TEXT,
	    [DKIM_KEY_OTHER] = 0,
	};
	const struct dkim_record *r = key->record;
	const struct tag *p = taglist_find(&r->tags, "p");

	if (p == NULL || p->value.len == 0 || r->bits > 0 ||
	    p->value.len >= shortest[r->type])
		return;
	finding_add(key->c->arena, key->c->list, "DK-46", key->name,
	    _("p= at %s has %zu characters; a key of that type has at least "
	      "%zu."),
	    key->name, p->value.len, shortest[r->type]);
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

/* What a host sends in its own name would be signed with i= at that host. */
static void
check_strict(const struct key *key)
{
	const struct facts *f = key->c->facts;

	if (key->record->strict && f->froms > 0)
		finding_add(key->c->arena, key->c->list, "DK-22", key->name,
		    _("The key at %s says t=s: a signature for an address at "
		      "%s (i=) fails with it."),
		    key->name, f->from[0].name)
		    ->severity = SEVERITY_WARNING;
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
	check_strict(key);
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

/* A key that was cut into two records in place of two strings. */
static const char *
joined(const struct key *key)
{
	struct arena *arena = key->c->arena;
	const struct dns_answer *answer = key->selector->answer;
	const char *meant = NULL;

	for (size_t i = 0; answer->count == 2 && i < 2 && meant == NULL; i++) {
		struct slice head = answer->rr[i].text,
			     tail = answer->rr[1 - i].text;
		struct slice both = slice_of(arena_printf(arena, "%s%s",
		    arena_copy_slice(arena, head),
		    arena_copy_slice(arena, tail)));

		if (dkim_is_usable(dkim_parse(arena, both)))
			meant = both.ptr;
	}
	return meant;
}

static void
check_several(const struct key *key)
{
	if (key->selector->records > 1)
		finding_add(key->c->arena, key->c->list, "DK-03", key->name,
		    _("%s has %zu TXT records."), key->name,
		    key->selector->records)
		    ->value = joined(key);
}

void
check_dkim_key(const struct key *key)
{
	size_t first;

	check_several(key);
	if (key->record == NULL) {
		finding_add(key->c->arena, key->c->list, "DK-11", key->name,
		    _("The TXT record at %s is not a key: \"%s\"."), key->name,
		    checking_text(key->c, key->text));
		return;
	}
	first = key->c->list->count;
	check_faults(key);
	check_tags(key);
	checking_offer(key->c, first, mend_dkim(key->c->arena, key->text));
	check_strength(key);
	check_length(key);
}
