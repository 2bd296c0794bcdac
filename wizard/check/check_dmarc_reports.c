/* Do DMARC reports reach anybody? RFC 9989 section 4.8, RFC 9990 section 4. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/check/inspect.h"

#define URIS_MAX 2 /* RFC 7489 section 6.2 */

static void
check_uris(struct checking *c, const char *name, const struct dmarc_uri *uris,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (uris[i].valid && uris[i].domain.len == 0)
			finding_add(c->arena, c->list, "DM-28", c->owner,
			    _("\"%s\" in %s= of the record at %s is ignored "
			      "by most receivers."),
			    checking_text(c, uris[i].text), name, c->owner)
			    ->at = (long)uris[i].at;
	if (count > URIS_MAX)
		finding_add(c->arena, c->list, "DM-30", c->owner,
		    _("%s= of the record at %s has %zu addresses; receivers "
		      "need to send to %d only."),
		    name, c->owner, count, URIS_MAX);
}

/* Options of reports that nobody gets. */
static void
check_options(struct checking *c, const struct dmarc_record *record)
{
	const struct tag *fo = taglist_find(&record->tags, "fo");

	if (fo == NULL || taglist_find(&record->tags, "ruf") != NULL)
		return;
	finding_add(c->arena, c->list, "DM-25", c->owner,
	    _("fo= in the record at %s has no effect without ruf=."), c->owner)
	    ->at = (long)fo->at;
}

/* Reports that only others read: a default of a registrar or of a service. */
static void
check_readers(struct checking *c, const struct dmarc_record *record)
{
	const char *own = inspect_registrable(c->facts->domain);
	const struct dmarc_uri *uri = record->rua;

	for (size_t i = 0; i < record->nrua; i++) {
		const char *host =
		    arena_copy_slice(c->arena, uri[i].domain);

		if (!uri[i].valid || uri[i].domain.len == 0 ||
		    dname_is_within(
			host, own != NULL ? own : c->facts->domain))
			return;
	}
	if (record->nrua > 0)
		finding_add(c->arena, c->list, "DM-42", c->owner,
		    _("The reports about %s go to %s only."), c->facts->domain,
		    checking_text(c, uri[0].domain))
		    ->at = (long)uri[0].at;
}

/* --- Those who are to receive them ----------------------------------------- */

static bool
is_null_mx(const struct dns_answer *mx)
{
	return mx->count > 0 && mx->rr[0].target[0] == '\0';
}

static void
check_mail(struct checking *c, const struct report_facts *report)
{
	const struct dns_answer *mx = report->mx;

	if (!checking_answered(c, "DM-33", report->domain, mx, DNS_MX))
		return;
	if (is_null_mx(mx))
		finding_add(c->arena, c->list, "DM-33", c->owner,
		    _("Reports go to %s, which accepts no mail (null MX)."),
		    report->domain);
	else if (mx->count == 0 && report->a->count == 0 &&
		 report->aaaa->count == 0 &&
		 dns_is_answered(report->a->status) &&
		 dns_is_answered(report->aaaa->status))
		finding_add(c->arena, c->list, "DM-33", c->owner,
		    _("Reports go to %s, which has neither an MX record nor an "
		      "address."),
		    report->domain);
}

/* An address in the permission has to be at the same host, section 4. */
static void
check_override(struct checking *c, const struct report_facts *report,
    const struct dmarc_record *permit)
{
	for (size_t i = 0; i < permit->nrua; i++) {
		struct slice host = permit->rua[i].domain;

		if (!permit->rua[i].valid ||
		    slice_is_nocase(host, report->domain))
			continue;
		finding_add(c->arena, c->list, "DM-32", report->permit,
		    _("The record at %s wants reports at \"%s\", which is not "
		      "at %s."),
		    report->permit, checking_text(c, permit->rua[i].text),
		    report->domain);
	}
}

static size_t
check_texts(struct checking *c, const struct report_facts *report)
{
	size_t good = 0;

	for (size_t i = 0; i < report->permit_answer->count; i++) {
		struct slice text = report->permit_answer->rr[i].text;

		if (dmarc_is_record(text)) {
			good++;
			check_override(
			    c, report, dmarc_parse(c->arena, text));
			continue;
		}
		finding_add(c->arena, c->list, "DM-32", report->permit,
		    _("%s has the text \"%s\", which does not begin with "
		      "v=DMARC1."),
		    report->permit, checking_text(c, text));
	}
	return good;
}

/* The other side has to agree, or nobody sends it anything. */
static void
check_permit(struct checking *c, const struct report_facts *report)
{
	struct finding *finding;

	if (report->permit == NULL)
		return;
	if (report->permit_answer != NULL &&
	    (!checking_answered(c, "DM-31", report->permit,
		 report->permit_answer, DNS_TXT) ||
		check_texts(c, report) > 0))
		return;
	finding = finding_add(c->arena, c->list, "DM-31", c->owner,
	    _("%s does not say that it wants reports about this domain: there "
	      "is no DMARC record at %s."),
	    report->domain, report->permit);
	finding->fix = arena_printf(c->arena,
	    _("Ask whoever runs %s to publish the TXT record \"v=DMARC1;\" at "
	      "%s; or use an address at your own domain that forwards."),
	    report->domain, report->permit);
}

void
check_dmarc_reports(struct checking *c, const struct dmarc_record *record)
{
	const struct facts *f = c->facts;

	/* Of a domain that never sends, reports would show forgers only. */
	if (taglist_find(&record->tags, "rua") == NULL &&
	    !(checking_never_sends(f) && record->p == DMARC_REJECT))
		finding_add(c->arena, c->list, "DM-26", c->owner,
		    _("The record at %s has no rua=: nobody receives the "
		      "reports."),
		    c->owner);
	check_readers(c, record);
	check_uris(c, "rua", record->rua, record->nrua);
	check_uris(c, "ruf", record->ruf, record->nruf);
	check_options(c, record);
	for (size_t i = 0; i < f->reports; i++) {
		check_mail(c, &f->report[i]);
		check_permit(c, &f->report[i]);
	}
}
