/* BIMI: a picture beside the mail, for domains that enforce DMARC. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

static bool
is_enforced(enum dmarc_policy policy)
{
	return policy == DMARC_QUARANTINE || policy == DMARC_REJECT;
}

/* For the domain and, by sp=, for those below; t=y takes a step back. */
static bool
is_ready(const struct dmarc_record *record)
{
	const struct tag *pct = taglist_find(&record->tags, "pct");

	return is_enforced(record->p) && !record->testing &&
	    (record->sp == DMARC_NO_POLICY || is_enforced(record->sp)) &&
	    (pct == NULL || slice_is(pct->value, "100") ||
		record->p == DMARC_REJECT);
}

static bool
walk_is_known(const struct facts *f)
{
	for (size_t i = 0; i < f->dmarcs; i++)
		if (!dns_is_answered(f->dmarc[i].answer->status))
			return false;
	return true;
}

static void
check_missing(struct checking *c)
{
	const struct dmarc_step *found = c->facts->dmarc_found;
	const struct tls_record *at = &c->facts->tls.bimi;
	struct finding *finding;

	if (at->records > 0 || found == NULL || !is_ready(found->record) ||
	    checking_never_sends(c->facts))
		return;
	finding = finding_add(c->arena, c->list, "BI-01", at->name,
	    _("%s has no record. It is needed only if mail clients are to "
	      "show a logo beside your mail; DMARC of %s is ready for it."),
	    at->name, c->owner);
	finding->severity = SEVERITY_INFO;
	finding->fix = arena_printf(c->arena,
	    _("If you want a logo, publish at %s the TXT record \"v=BIMI1; "
	      "l=https://www.%s/logo.svg; a=https://www.%s/logo.pem\", with "
	      "the places of your logo (SVG Tiny PS) and of its certificate, "
	      "without which Gmail shows none."),
	    at->name, c->owner, c->owner);
}

static void
check_policy(struct checking *c)
{
	const struct dmarc_step *found = c->facts->dmarc_found;

	if (found != NULL ? is_ready(found->record)
			  : !walk_is_known(c->facts))
		return;
	finding_add(c->arena, c->list, "BI-03", c->facts->tls.bimi.name,
	    found == NULL
		? _("%s has a BIMI record but no DMARC policy.")
		: _("%s has a BIMI record, but its DMARC policy is not "
		    "enforced for all mail."),
	    c->owner);
}

static void
check_record(struct checking *c, const struct bimi_record *record)
{
	static const struct checking_fault faults[] = {
	    {BIMI_SYNTAX,
		N_("%s has a part that is not name=value: \"%s\".")},
	    {BIMI_DUPLICATE, N_("%s has a field twice: \"%s\".")},
	    {BIMI_UNKNOWN, N_("%s has a field that nobody knows: \"%s\".")},
	    {BIMI_NO_PLACE,
		N_("%s does not say where the picture is (l): \"%s\".")},
	    {BIMI_PLACE,
		N_("The place of the picture in %s is not one https: "
		   "address: \"%s\".")},
	    {BIMI_EVIDENCE,
		N_("The place of the certificate in %s is not one https: "
		   "address: \"%s\".")},
	    {BIMI_AVATAR,
		N_("avp in %s is neither brand nor personal: \"%s\".")},
	};
	const struct tls_record *at = &c->facts->tls.bimi;

	checking_faults(
	    c, "BI-02", at, record->faults, faults, COUNT_OF(faults));
	if (record->declined)
		return;
	check_policy(c);
	if (record->evidence.len == 0)
		finding_add(c->arena, c->list, "BI-06", at->name,
		    _("%s names no certificate (a): most providers do not "
		      "show the picture then."),
		    at->name);
}

void
check_bimi(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	static const struct checking_kind kind = {
	    .is_attempt = bimi_is_attempt,
	    .is_record = bimi_is_record,
	    .begins = "v=BIMI1",
	    .missing = "BI-01",
	    .misplaced = "BI-01",
	    .malformed = "BI-02",
	};
	struct checking c = {arena, facts, list, facts->domain};

	if (!checking_text_record(&c, &facts->tls.bimi, &kind))
		return;
	check_missing(&c);
	if (facts->tls.bimi_record != NULL)
		check_record(&c, facts->tls.bimi_record);
}
