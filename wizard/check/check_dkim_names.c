/* Names beside the selectors: remains, delegation, and keys gone astray. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/check/inspection.h"

/* --- A key at another name than its own ---------------------------------- */

static const struct {
	const char *id;
	const char *message; /* the name comes in */
} misplacements[KEY_MISPLACEMENTS] = {
    [KEY_WITHOUT_DOMAINKEY] = {"DK-32",
	N_("A key stands at %s: _domainkey is missing between the selector "
	   "and the domain.")},
    [KEY_WITHOUT_UNDERSCORE] = {"DK-33",
	N_("A key stands at %s: the underscore of _domainkey is missing.")},
    [KEY_DOUBLED] = {"DK-31",
	N_("A key stands at %s: the domain is there twice.")},
    [KEY_WITHOUT_SELECTOR] = {"DK-32",
	N_("A key stands at %s: the selector is missing in front of it.")},
    [KEY_AT_PARENT] = {"DK-47",
	N_("A key stands at %s: that is for mail from the parent domain.")},
};

/* The record there that is a key, unless it is a wildcard's. */
static const struct dns_rr *
find_key(const struct facts *f, const struct dns_answer *answer)
{
	if (answer == NULL || checking_is_wildcards(f, answer))
		return NULL;
	for (size_t i = 0; i < answer->count; i++)
		if (dkim_is_record(answer->rr[i].text))
			return &answer->rr[i];
	return NULL;
}

/* Is it the one that belongs to the private key, as far as that is known? */
static bool
is_wanted(const struct key *key, struct slice text)
{
	struct arena *arena = key->c->arena;
	const char *wanted = key->selector->wanted;

	return wanted == NULL ||
	       dkim_same_key(dkim_parse(arena, slice_of(wanted)),
		   dkim_parse(arena, text));
}

void
check_dkim_elsewhere(const struct key *key)
{
	struct checking *c = key->c;
	const struct place_facts *elsewhere = key->selector->elsewhere;

	for (size_t i = 0; elsewhere != NULL && i < KEY_MISPLACEMENTS; i++) {
		const struct place_facts *place = &elsewhere[i];
		const struct dns_rr *rr = find_key(c->facts, place->answer);
		struct finding *finding;

		/* The selector may well be one of the parent's own. */
		if (rr == NULL ||
		    (i == KEY_AT_PARENT && !is_wanted(key, rr->text)))
			continue;
		finding = finding_add(c->arena, c->list, misplacements[i].id,
		    place->name, _(misplacements[i].message), place->name);
		finding->fix = arena_printf(
		    c->arena, _("Publish the key at %s."), key->name);
		finding->value = checking_meant(c, mend_dkim, rr->text);
	}
}

/* Whatever the selector is, no key belongs to such a name. */
static void
check_astray(
    struct checking *c, const char *name, const struct dns_answer *answer)
{
	if (find_key(c->facts, answer) != NULL)
		finding_add(c->arena, c->list, "DK-32", name,
		    _("A key stands at %s, where no receiver looks for one."),
		    name);
}

/* --- Below _domainkey ---------------------------------------------------- */

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

/* "dkim=unknown" at _adsp, RFC 5617: historic since 2013. */
static void
check_adsp(struct checking *c)
{
	const struct dns_answer *answer = c->facts->adsp;

	if (answer == NULL || checking_is_wildcards(c->facts, answer))
		return;
	for (size_t i = 0; i < answer->count; i++)
		if (slice_starts_nocase(answer->rr[i].text, "dkim"))
			finding_add(c->arena, c->list, "DK-38", c->owner,
			    _("_adsp._domainkey.%s has the record \"%s\"."),
			    c->owner, checking_text(c, answer->rr[i].text));
}

/* A name server of that zone; NULL: the name is no zone. */
static const char *
server_of(const struct dns_answer *answer, const char *zone)
{
	if (answer->count > 0)
		return answer->rr[0].target;
	/* A zone file knows only that it hands the name on. */
	return inspection_is_referral(answer) &&
			dname_equal(answer->authority[0].owner, zone)
		   ? answer->authority[0].target
		   : NULL;
}

static void
check_delegation(struct checking *c)
{
	const struct dns_answer *answer = c->facts->domainkey_ns;
	const char *zone = arena_printf(c->arena, "_domainkey.%s", c->owner);
	const char *server = answer == NULL ? NULL : server_of(answer, zone);

	if (server != NULL)
		finding_add(c->arena, c->list, "DK-48", c->owner,
		    _("%s is a zone of its own; %s is one of its name "
		      "servers."),
		    zone, server);
}

static void
check_wildcard(struct checking *c)
{
	const struct dns_answer *wild = c->facts->wildcard;

	/* The one use of a wildcard there: that there are no keys at all. */
	if (wild == NULL || wild->count == 0 ||
	    (checking_never_sends(c->facts) && checking_never_signs(c)))
		return;
	finding_add(c->arena, c->list,
	    spf_is_record(wild->rr[0].text) ? "SPF-11" : "ZN-07", c->owner,
	    _("A wildcard answers for names below _domainkey.%s with \"%s\"."),
	    c->owner, checking_text(c, wild->rr[0].text));
}

void
check_dkim_names(struct checking *c)
{
	const struct facts *f = c->facts;

	check_astray(c, c->owner, f->txt);
	check_astray(c, arena_printf(c->arena, "_domainkey.%s", c->owner),
	    f->domainkey);
	check_astray(c, f->dkim.name, f->dkim.answer);
	check_policy(c);
	check_adsp(c);
	check_delegation(c);
	check_wildcard(c);
}
