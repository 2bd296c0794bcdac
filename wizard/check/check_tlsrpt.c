/* TLS-RPT: do senders say when they cannot deliver safely? */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

static void
check_record(struct checking *c, const struct tlsrpt_record *record)
{
	static const struct checking_fault faults[] = {
	    {TLSRPT_SYNTAX,
		N_("%s has a part that is not name=value: \"%s\".")},
	    {TLSRPT_DUPLICATE, N_("%s has a field twice: \"%s\".")},
	    {TLSRPT_NO_RUA,
		N_("%s does not say where reports go (rua): \"%s\".")},
	    {TLSRPT_UNKNOWN,
		N_("%s has a field that nobody knows: \"%s\".")},
	};
	const struct tls_record *at = &c->facts->tls.report;

	checking_faults(
	    c, "TR-03", at, record->faults, faults, COUNT_OF(faults));
	for (size_t i = 0; i < record->ruas; i++)
		if (!record->rua[i].valid)
			finding_add(c->arena, c->list, "TR-04", at->name,
			    _("Reports cannot go to \"%s\", which %s names: "
			      "it is neither mailto: and an address nor an "
			      "https: address."),
			    checking_text(c, record->rua[i].text), at->name);
}

/* The labels the wrong way round, _tls._smtp. */
static void
check_astray(struct checking *c)
{
	const struct tls_facts *tls = &c->facts->tls;

	if (tls->report_astray.records > 0)
		finding_add(c->arena, c->list, "TR-02",
		    tls->report_astray.name,
		    _("The record \"%s\" stands at %s; it belongs to %s."),
		    checking_text(c, tls->report_astray.text),
		    tls->report_astray.name, tls->report.name);
}

void
check_tlsrpt(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	static const struct checking_kind kind = {
	    .is_attempt = tlsrpt_is_attempt,
	    .is_record = tlsrpt_is_record,
	    .begins = "v=TLSRPTv1;",
	    .missing = "TR-01",
	    .misplaced = "TR-02",
	    .malformed = "TR-03",
	};
	struct checking c = {arena, facts, list, facts->domain};
	const struct tls_facts *tls = &facts->tls;

	if (!checking_text_record(&c, &tls->report, &kind))
		return;
	if (tls->report.records == 0 && checking_receives(facts))
		finding_add(arena, list, "TR-01", tls->report.name,
		    _("%s has no record: nobody tells you when mail for %s "
		      "cannot be delivered safely."),
		    tls->report.name, c.owner)
		    ->fix = arena_printf(arena,
		    _("Publish at %s what this prints: inkan export %s --with "
		      "tls-rpt"),
		    tls->report.name, c.owner);
	check_astray(&c);
	if (tls->report_record != NULL)
		check_record(&c, tls->report_record);
	check_earlier_reports(&c);
}
