/* What is there now, beside what was there when the domain was last right. */
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

static bool
has_text(const char *const *texts, size_t count, struct slice text)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is_nocase(text, texts[i]))
			return true;
	return false;
}

/* --- Mail servers ---------------------------------------------------------- */

/* By name in the policy: that is an approval, too. */
static bool
is_approved(const struct facts *f, const char *host)
{
	return has_text(f->earlier->mx, f->earlier->mxs, slice_of(host)) ||
	    (f->tls.policy != NULL &&
		mtasts_policy_matches(f->tls.policy, host));
}

void
check_earlier_servers(struct checking *c)
{
	const struct facts *f = c->facts;

	if (f->earlier == NULL || f->earlier->mxs == 0)
		return;
	for (size_t i = 0; i < f->mxs; i++)
		if (!f->mx[i].is_null && !is_approved(f, f->mx[i].host))
			finding_add(c->arena, c->list, "MX-13", f->mx[i].host,
			    _("%s is a mail server of %s now; it was not when "
			      "the domain was last right."),
			    f->mx[i].host, c->owner);
}

/* --- MTA-STS ---------------------------------------------------------------- */

static bool
is_as_before(struct checking *c)
{
	const struct earlier_facts *earlier = c->facts->earlier;
	const char **line;
	size_t lines =
	    mtasts_policy_lines(c->arena, c->facts->tls.policy, &line);

	if (lines != earlier->sts_lines)
		return false;
	for (size_t i = 0; i < lines; i++)
		if (!has_text(earlier->sts_line, earlier->sts_lines,
			slice_of(line[i])))
			return false;
	return true;
}

void
check_earlier_policy(struct checking *c)
{
	const struct tls_facts *tls = &c->facts->tls;
	const struct earlier_facts *earlier = c->facts->earlier;

	if (earlier == NULL || tls->sts_record == NULL ||
	    tls->policy == NULL || earlier->sts_id == NULL || earlier->sts_lines == 0 ||
	    !slice_is(tls->sts_record->id, earlier->sts_id) || is_as_before(c))
		return;
	finding_add(c->arena, c->list, "MS-14", tls->sts.name,
	    _("The policy of %s has changed since it was last right, but the "
	      "id in the record is still %s."),
	    c->owner, earlier->sts_id);
}

/* --- TLS reports ------------------------------------------------------------ */

static bool
gets_reports(struct checking *c, const char *address)
{
	const struct tlsrpt_record *record = c->facts->tls.report_record;

	/* What is remembered is what was shown. */
	for (size_t i = 0; i < record->ruas; i++)
		if (strcasecmp(checking_text(c, record->rua[i].text),
			address) == 0)
			return true;
	return false;
}

void
check_earlier_reports(struct checking *c)
{
	const struct tls_facts *tls = &c->facts->tls;
	const struct earlier_facts *earlier = c->facts->earlier;

	if (earlier == NULL || tls->report_record == NULL)
		return;
	for (size_t i = 0; i < earlier->reports; i++)
		if (!gets_reports(c, earlier->report[i]))
			finding_add(c->arena, c->list, "TR-05",
			    tls->report.name,
			    _("%s no longer names %s, where TLS reports went "
			      "when the domain was last right."),
			    tls->report.name, earlier->report[i]);
}
