/* Does the DMARC policy fit the domain: its mail, its keys, its past? */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define DAY_MS (24 * 3600 * (int64_t)1000)
#define STAGE_DAYS 30 /* at each stage before the next, RFC 9989 section 7.4 */

/* What receivers do for this domain: its own policy, or one from above. */
static enum dmarc_policy
own_policy(const struct checking *c)
{
	const struct dmarc_step *found = c->facts->dmarc_found;

	if (found == NULL)
		return DMARC_NO_POLICY;
	if (found == &c->facts->dmarc[0])
		return dmarc_policy_of(found->record);
	return dmarc_policy_below(
	    found->record, c->facts->a->status != DNS_NXDOMAIN);
}

static const char *
record_name(const struct checking *c)
{
	return arena_printf(
	    c->arena, "_dmarc.%s", c->facts->dmarc_found->name);
}

/* --- What is known of its mail ---------------------------------------------- */

enum keys {
	KEYS_UNKNOWN, /* somebody did not answer, yet or at all */
	KEYS_NONE,    /* RFC 8020: nothing is published below _domainkey */
	KEYS_UNSEEN,  /* something is, but at no selector that was tried */
	KEYS_SEEN,
};

static enum keys
keys_of(const struct facts *f)
{
	for (size_t i = 0; i < f->selectors; i++)
		if (f->selector[i].record != NULL)
			return KEYS_SEEN;
	for (size_t i = 0; i < f->selectors; i++)
		if (!dns_is_answered(f->selector[i].answer->status))
			return KEYS_UNKNOWN;
	if (f->domainkey == NULL || !dns_is_answered(f->domainkey->status))
		return KEYS_UNKNOWN;
	return f->domainkey->status == DNS_NXDOMAIN ? KEYS_NONE : KEYS_UNSEEN;
}

/* A sender of ours that SPF refuses; NULL: none is known. */
static const struct address_facts *
refused_sender(const struct facts *f)
{
	for (size_t i = 0; i < f->addresses; i++) {
		const struct address_facts *a = &f->address[i];

		if (checking_sends(f, a) && a->spf != NULL &&
		    strcmp(a->spf, "pass") != 0 &&
		    strcmp(a->spf, "temperror") != 0)
			return a;
	}
	return NULL;
}

/* Nobody may send for it, and nothing can be sent to it. */
static bool
is_parked(const struct facts *f)
{
	const struct spf_record *spf = f->spf->record;

	if (spf == NULL || spf->terms != 1 ||
	    !slice_is_nocase(spf->term[0].text, "-all") ||
	    !dns_is_answered(f->mx_answer->status))
		return false;
	return f->mxs == 0 || (f->mxs == 1 && f->mx[0].is_null);
}

/* --- What it is judged by ----------------------------------------------------- */

static void
check_parked(struct checking *c)
{
	const struct dmarc_record *record = c->facts->dmarc_found->record;
	bool whole = dmarc_policy_below(record, true) == DMARC_REJECT &&
		     dmarc_policy_below(record, false) == DMARC_REJECT;

	if (own_policy(c) != DMARC_REJECT || !whole)
		finding_add(c->arena, c->list, "DM-35", record_name(c),
		    _("%s neither sends nor receives mail, but its DMARC "
		      "policy does not refuse all of it."),
		    c->owner);
}

/* A month of watching, and a month of quarantine, before anything is refused. */
static void
check_past(struct checking *c)
{
	const struct dmarc_past *past = c->facts->dmarc_past;
	int64_t end;

	if (past == NULL || (past->none == 0 && past->quarantine == 0))
		return;
	end = past->reject != 0 ? past->reject : past->now;
	if (past->quarantine == 0)
		finding_add(c->arena, c->list, "DM-36", record_name(c),
		    _("The policy of %s went from none to reject without "
		      "quarantine between."),
		    c->owner);
	else if (end - past->quarantine < STAGE_DAYS * DAY_MS)
		finding_add(c->arena, c->list, "DM-36", record_name(c),
		    _("The policy of %s was quarantine for less than %d days "
		      "before it became reject."),
		    c->owner, STAGE_DAYS);
}

static void
report_unproved(struct checking *c, enum keys keys)
{
	const struct address_facts *sender = refused_sender(c->facts);
	char ip[IP_TEXT_MAX];

	if (sender != NULL) {
		ip_format(&sender->ip, ip);
		finding_add(c->arena, c->list, "DM-38", record_name(c),
		    _("The policy asks receivers to act, but mail from %s "
		      "does not pass SPF (%s)."),
		    ip, sender->spf);
	}
	if (c->facts->spf->answer->count == 0 &&
	    dns_is_answered(c->facts->spf->answer->status))
		finding_add(c->arena, c->list, "DM-38", record_name(c),
		    _("The policy asks receivers to act, but %s has no SPF "
		      "record."),
		    c->owner);
	if (keys == KEYS_NONE || keys == KEYS_UNSEEN)
		finding_add(c->arena, c->list, "DM-38", record_name(c),
		    _("The policy asks receivers to act, but no DKIM key of %s "
		      "was found."),
		    c->owner);
}

static void
check_enforced(struct checking *c, enum dmarc_policy policy)
{
	enum keys keys = keys_of(c->facts);

	if (policy == DMARC_REJECT && keys == KEYS_NONE) {
		finding_add(c->arena, c->list, "DM-37", record_name(c),
		    _("The policy of %s is reject, and only SPF can make its "
		      "mail pass: there is no DKIM key."),
		    c->owner);
		keys = KEYS_SEEN; /* enough was said about keys */
	}
	report_unproved(c, keys);
	if (policy == DMARC_REJECT)
		check_past(c);
}

/* A record of its own, and one of the organization that asks for more. */
static void
check_weakened(struct checking *c)
{
	const struct facts *f = c->facts;
	enum dmarc_policy own = own_policy(c), above;

	for (size_t i = 1; f->org_domain != NULL && i < f->dmarcs; i++) {
		const struct dmarc_step *step = &f->dmarc[i];

		if (step->record == NULL ||
		    !dname_equal(step->name, f->org_domain))
			continue;
		above = dmarc_policy_below(step->record, true);
		if (own < above)
			finding_add(c->arena, c->list, "DM-40", record_name(c),
			    _("%s has a policy of its own, %s, which is weaker "
			      "than %s, that of %s."),
			    c->owner, dmarc_policy_word(own),
			    dmarc_policy_word(above), step->name);
	}
}

/* --- Alignment ------------------------------------------------------------------ */

static void
check_alignment(struct checking *c)
{
	const struct facts *f = c->facts;
	const struct dmarc_record *record = f->dmarc_found->record;
	const struct tag *aspf = taglist_find(&record->tags, "aspf");

	for (size_t i = 0; i < f->identifiers; i++) {
		const struct identifier_facts *id = &f->identifier[i];

		if (record->strict_spf && id->walk == ALIGNED_YES)
			finding_add(c->arena, c->list, "DM-24", record_name(c),
			    _("aspf=s is strict: that mail passes SPF for %s "
			      "does not count for %s."),
			    id->name, c->owner)
			    ->at = (long)aspf->at;
		if (id->walk == ALIGNED_NO && !id->helo &&
		    keys_of(f) == KEYS_NONE)
			finding_add(c->arena, c->list, "DM-39", c->owner,
			    _("Mail that passes SPF for %s does not count for "
			      "%s, and there is no DKIM key."),
			    id->name, c->owner);
	}
}

void
check_dmarc_stage(struct checking *c)
{
	enum dmarc_policy policy = own_policy(c);

	if (c->facts->dmarc_found == NULL)
		return;
	if (is_parked(c->facts)) {
		check_parked(c);
		return;
	}
	if (policy == DMARC_QUARANTINE || policy == DMARC_REJECT)
		check_enforced(c, policy);
	if (c->facts->dmarc_found == &c->facts->dmarc[0])
		check_weakened(c);
	check_alignment(c);
}
