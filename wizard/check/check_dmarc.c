/* Is there a DMARC policy, and where does it come from? */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

/* _dmarc.<name>, where the record of that step is or should be. */
static const char *
record_name(const struct checking *c, const struct dmarc_step *step)
{
	return arena_printf(c->arena, "_dmarc.%s", step->name);
}

static bool
has_only_blanks_before(struct slice text)
{
	return !slice_starts_nocase(text, "v") &&
	       dmarc_is_record(slice_trim(text, " \t\r\n\"'\xef\xbb\xbf"));
}

/* A record gone wrong: receivers do not see it at all. */
static void
report_attempt(struct checking *c, const char *name, struct slice text)
{
	bool before = has_only_blanks_before(text);
	const char *shown = checking_text(c, text), *domain = c->owner;
	size_t first = c->list->count;

	finding_add(c->arena, c->list, before ? "DM-05" : "DM-06", name,
	    before ? _("Something stands in front of v=DMARC1 in the record "
		       "at %s: \"%s\".")
		   : _("The record at %s does not begin with v=DMARC1; in "
		       "exactly these letters: \"%s\"."),
	    name, shown)
	    ->at = 0;
	c->owner = name;
	check_dmarc_tags(c, dmarc_parse(c->arena, text));
	c->owner = domain;
	checking_offer(c, first, mend_dmarc(c->arena, text));
}

/* Other texts at _dmarc; true when one of them was meant as DMARC. */
static bool
check_others(struct checking *c, const struct dmarc_step *step)
{
	const char *name = record_name(c, step);
	bool attempt = false;

	for (size_t i = 0; i < step->answer->count; i++) {
		struct slice text = step->answer->rr[i].text;

		if (dmarc_is_record(text))
			continue;
		if (dmarc_is_attempt(text)) {
			report_attempt(c, name, text);
			attempt = true;
			continue;
		}
		finding_add(c->arena, c->list,
		    spf_is_record(text) ? "DM-09" : "DM-07", name,
		    _("%s also has the text \"%s\"."), name,
		    checking_text(c, text));
	}
	return attempt;
}

static void
check_several(struct checking *c)
{
	for (size_t i = 0; i < c->facts->dmarcs; i++) {
		const struct dmarc_step *step = &c->facts->dmarc[i];

		if (step->records > 1)
			finding_add(c->arena, c->list, "DM-04",
			    record_name(c, step),
			    _("%s has %zu DMARC records."),
			    record_name(c, step), step->records);
	}
}

/* A copy at another name does nothing, be there a right one or not. */
static void
check_wrong_name(struct checking *c, const char *id, const char *name,
    const struct dns_answer *txt)
{
	for (size_t i = 0; txt != NULL && i < txt->count; i++) {
		struct finding *finding;

		if (!dmarc_is_record(txt->rr[i].text))
			continue;
		finding = finding_add(c->arena, c->list, id, name,
		    _("The DMARC record \"%s\" stands at %s; it belongs to "
		      "_dmarc.%s."),
		    checking_text(c, txt->rr[i].text), name, c->owner);
		if (c->facts->dmarc_found != NULL)
			finding->severity = SEVERITY_INFO;
		else
			finding->value = checking_meant(
			    c, mend_dmarc, txt->rr[i].text);
	}
}

static void
check_wrong_names(struct checking *c)
{
	const struct facts *f = c->facts;

	check_wrong_name(c, "DM-08", c->owner, f->txt);
	check_wrong_name(
	    c, "DM-08", f->dmarc_bare.name, f->dmarc_bare.answer);
	check_wrong_name(
	    c, "DM-10", f->dmarc_doubled.name, f->dmarc_doubled.answer);
}

/* Did every step of the walk get an answer? Says so when one did not. */
static bool
walk_is_answered(struct checking *c)
{
	for (size_t i = 0; i < c->facts->dmarcs; i++) {
		const struct dmarc_step *step = &c->facts->dmarc[i];

		if (!checking_answered(c, "DM-01", record_name(c, step),
			step->answer, DNS_TXT))
			return false;
	}
	return true;
}

static void
check_missing(struct checking *c, bool attempt)
{
	const struct facts *f = c->facts;

	if (f->dmarcs == 0 || f->dmarc[0].records > 1 || attempt)
		return;
	if (walk_is_answered(c))
		finding_add(c->arena, c->list, "DM-01",
		    record_name(c, &f->dmarc[0]),
		    _("Neither _dmarc.%s nor a domain above it has a DMARC "
		      "record."),
		    c->owner);
}

/* What applies here of a record found further up, section 4.10.1. */
static void
check_inherited(struct checking *c)
{
	const struct dmarc_step *found = c->facts->dmarc_found;
	const struct dmarc_record *record = found->record;
	bool exists = c->facts->a->status != DNS_NXDOMAIN;

	if (found == &c->facts->dmarc[0])
		return;
	finding_add(c->arena, c->list, "DM-02", record_name(c, found),
	    _("The policy of %s comes from _dmarc.%s: %s=%s applies."),
	    c->owner, found->name, dmarc_tag_below(record, exists),
	    dmarc_policy_word(dmarc_policy_below(record, exists)));
}

/* A step without an answer may hide the record that decides. */
static bool
is_whole_walk_known(const struct facts *f)
{
	for (size_t i = 0; i < f->dmarcs; i++)
		if (!dns_is_answered(f->dmarc[i].answer->status))
			return false;
	return true;
}

static void
check_organization(struct checking *c)
{
	const struct facts *f = c->facts;
	struct finding *finding;

	if (f->org_domain == NULL || f->org_domain_psl == NULL ||
	    dname_equal(f->org_domain, f->org_domain_psl) ||
	    !is_whole_walk_known(f))
		return;
	finding = finding_add(c->arena, c->list, "DM-03", c->owner,
	    _("The organizational domain of %s is %s for receivers that walk "
	      "the DNS and %s for those that use the public suffix list."),
	    c->owner, f->org_domain, f->org_domain_psl);
	/* Somebody above says something, or the organization says nothing. */
	finding->fix = arena_printf(c->arena,
	    dname_is_within(f->org_domain_psl, f->org_domain)
		? _("Add psd=n to the record at _dmarc.%s. Until then a record "
		    "at every domain that sends, with adkim=s; aspf=s, makes "
		    "the difference harmless.")
		: _("Publish a DMARC record at _dmarc.%s as well. Until then "
		    "mail passes everywhere when it is signed by the very "
		    "domain of the From header."),
	    f->org_domain_psl);
}

static void
check_found(struct checking *c)
{
	const struct dmarc_step *found = c->facts->dmarc_found;
	const char *domain = c->owner;
	size_t first;

	check_inherited(c);
	check_organization(c);
	c->owner = record_name(c, found);
	first = c->list->count;
	check_dmarc_tags(c, found->record);
	checking_offer(
	    c, first, mend_dmarc(c->arena, found->record->tags.text));
	check_dmarc_reports(c, found->record);
	c->owner = domain;
}

void
check_dmarc(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	struct checking c = {arena, facts, list, facts->domain};
	bool attempt = false;

	if (facts->dmarcs > 0)
		attempt = check_others(&c, &facts->dmarc[0]);
	check_several(&c);
	check_wrong_names(&c);
	if (facts->dmarc_found != NULL)
		check_found(&c);
	else
		check_missing(&c, attempt);
	check_dmarc_stage(&c);
}
