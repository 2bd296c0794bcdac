/* BIMI: a picture beside the mail, for domains that enforce DMARC. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/record/bimi_svg.h"

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

/* --- What the record leads to ---------------------------------------------- */

/* Of what has to be fetched: who answers for it, and how its absence is told. */
struct wanted {
	const char *id;
	const char *answered; /* host, status of HTTP */
	const char *missing;  /* host, why */
};

static void
report_missing(struct checking *c, const struct tls_page *at,
    const struct wanted *wanted)
{
	const char *owner = c->facts->tls.bimi.name;
	struct finding *finding;

	if (at->page->status == PAGE_HERE) {
		finding_add(c->arena, c->list, wanted->id, owner,
		    _(wanted->answered), at->host, at->page->code);
		return;
	}
	finding = finding_add(c->arena, c->list, wanted->id, owner,
	    _(wanted->missing), at->host,
	    checking_text(c, slice_of(at->page->problem)));
	if (at->page->status != PAGE_UNREACHABLE)
		return;
	finding->severity = SEVERITY_UNKNOWN;
	finding->fix = _("Try again later, or fetch it from another network.");
}

/* Has it come? When it has not, that is a finding, or it is pending. */
static bool
is_here(struct checking *c, const struct tls_page *at,
    const struct wanted *wanted)
{
	if (at->page == NULL || at->page->status == PAGE_PENDING)
		return false;
	if (at->page->status == PAGE_HERE && at->page->code == 200)
		return true;
	report_missing(c, at, wanted);
	return false;
}

/* --- The picture ---------------------------------------------------------- */

static void
check_svg(struct checking *c, const struct page *page)
{
	static const struct {
		unsigned fault;
		const char *fmt; /* host, element */
	} faults[] = {
	    {BIMI_SVG_SIZE,
		N_("The picture at %s has more than 32 KB.")},
	    {BIMI_SVG_XML, N_("The picture at %s is not readable as SVG.")},
	    {BIMI_SVG_PROFILE,
		N_("The picture at %s does not say that it is SVG 1.2 of the "
		   "profile tiny-ps.")},
	    {BIMI_SVG_TITLE,
		N_("The picture at %s has no title that says whose it is.")},
	    {BIMI_SVG_PLACED,
		N_("The picture at %s has x= or y= in its first element.")},
	    {BIMI_SVG_ACTIVE,
		N_("The picture at %s holds what mail clients do not show: "
		   "<%s>.")},
	    {BIMI_SVG_EXTERNAL,
		N_("The picture at %s refers to another file, first in "
		   "<%s>.")},
	    {BIMI_SVG_SHAPE, N_("The picture at %s is not square.")},
	};
	struct bimi_svg svg = bimi_svg_parse(c->arena, page->text);

	for (size_t i = 0; i < COUNT_OF(faults); i++)
		if ((svg.faults & faults[i].fault) != 0)
			finding_add(c->arena, c->list, "BI-04",
			    c->facts->tls.bimi.name, _(faults[i].fmt),
			    c->facts->tls.picture.host,
			    checking_text(c, slice_of(svg.element)));
}

static void
check_picture(struct checking *c)
{
	static const struct wanted wanted = {
	    .id = "BI-04",
	    .answered = N_("%s answers the request for the picture with the "
			   "status %u."),
	    .missing = N_("The picture could not be got from %s: %s."),
	};
	const struct tls_page *at = &c->facts->tls.picture;

	if (is_here(c, at, &wanted))
		check_svg(c, at->page);
}

/* --- Its certificate -------------------------------------------------------- */

/* For the domain, the one above that it belongs to, or the record's name. */
static bool
is_named(const struct facts *f, const struct mark_certificate *mark)
{
	for (size_t i = 0; i < mark->names; i++)
		if (dname_equal(mark->name[i], f->domain) ||
		    dname_equal(mark->name[i], f->tls.bimi.name) ||
		    (f->org_domain != NULL &&
			dname_equal(mark->name[i], f->org_domain)))
			return true;
	return false;
}

static void
check_certificate(struct checking *c, const struct mark_certificate *mark)
{
	const struct {
		bool present;
		const char *fmt; /* host, domain */
	} faults[] = {
	    {!mark->for_marks,
		N_("The certificate at %s is not one for marks.")},
	    {mark->for_marks && !mark->has_logo,
		N_("The certificate at %s holds no picture.")},
	    {mark->begins_in > 0,
		N_("The mark certificate at %s is not valid yet.")},
	    {mark->ends_in < 0, N_("The mark certificate at %s has expired.")},
	    {!is_named(c->facts, mark),
		N_("The mark certificate at %s is not for %s.")},
	};

	for (size_t i = 0; i < COUNT_OF(faults); i++)
		if (faults[i].present)
			finding_add(c->arena, c->list, "BI-05",
			    c->facts->tls.bimi.name, _(faults[i].fmt),
			    c->facts->tls.mark.host, c->owner);
}

static void
check_mark(struct checking *c)
{
	static const struct wanted wanted = {
	    .id = "BI-05",
	    .answered = N_("%s answers the request for the mark certificate "
			   "with the status %u."),
	    .missing =
		N_("The mark certificate could not be got from %s: %s."),
	};
	const struct tls_page *at = &c->facts->tls.mark;

	if (!is_here(c, at, &wanted))
		return;
	if (at->page->mark != NULL)
		check_certificate(c, at->page->mark);
	else
		finding_add(c->arena, c->list, "BI-05",
		    c->facts->tls.bimi.name,
		    _("What %s sends as the mark certificate is none (PEM)."),
		    at->host);
}

/* --- The record ----------------------------------------------------------- */

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
	check_picture(c);
	check_mark(c);
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
