/* DMARC, RFC 9989 sections 4.4, 4.10: what counts for the domain in From. */
#include "wizard/flow/judging.h"

/* --- Alignment ------------------------------------------------------------ */

/* Nobody's, as long as a name of the walk is without an answer. */
static struct identified
identity_of(const struct facts *walk)
{
	for (size_t i = 0; i < walk->dmarcs; i++)
		if (!dns_is_answered(walk->dmarc[i].answer->status))
			return (struct identified) {walk->domain, NULL};
	return (struct identified) {walk->domain, walk->org_domain};
}

static enum alignment
align(struct judging *g, const char *domain, bool strict)
{
	const struct facts *from = g->j->dmarc.walk;
	struct identified other = {domain, NULL};

	if (domain == NULL || from == NULL)
		return ALIGNED_NO;
	/* A walk that nobody needs is not made. */
	if (!strict && !dname_equal(domain, from->domain))
		other = identity_of(
		    inspect_dmarc(g->arena, g->inquiry, domain));
	return alignment_of(identity_of(from), other, strict);
}

static void
align_all(struct judging *g, const struct dmarc_record *record)
{
	struct judgement *j = g->j;

	j->spf.aligned =
	    align(g, j->spf.domain, record != NULL && record->strict_spf);
	for (size_t i = 0; i < j->signatures; i++)
		j->signature[i].aligned = align(g, j->signature[i].sig->domain,
		    record != NULL && record->strict_dkim);
}

/* --- The policy ----------------------------------------------------------- */

/* p= at the name itself; from above sp=, or np= for a name that does not
 * exist. */
static enum dmarc_policy
policy_of(struct judging *g, const struct facts *walk)
{
	const struct dmarc_record *record = walk->dmarc_found->record;
	const struct dns_answer *own =
	    inquiry_get(g->inquiry, g->j->from, DNS_A);

	if (walk->dmarc_found == &walk->dmarc[0])
		return dmarc_policy_of(record);
	return dmarc_policy_below(record, own->status != DNS_NXDOMAIN);
}

/* Was every name asked that could have the policy? */
static bool
is_found_out(const struct facts *walk)
{
	for (size_t i = 0; i < walk->dmarcs; i++) {
		if (&walk->dmarc[i] == walk->dmarc_found)
			return true;
		if (!dns_is_answered(walk->dmarc[i].answer->status))
			return false;
	}
	return true;
}

/* --- The result ----------------------------------------------------------- */

static bool
may_still_pass(const struct judgement *j)
{
	const struct judged_spf *spf = &j->spf;

	if (!spf->known && spf->domain == NULL)
		return !spf->sender_known || spf->null_sender;
	if (!spf->known)
		return spf->aligned != ALIGNED_NO;
	return spf->result == SPF_PASS && spf->aligned == ALIGNED_UNKNOWN;
}

static bool
may_pass_later(const struct judgement *j)
{
	if (j->spf.known && j->spf.result == SPF_TEMPERROR &&
	    j->spf.aligned != ALIGNED_NO)
		return true;
	for (size_t i = 0; i < j->signatures; i++) {
		const struct judged_signature *s = &j->signature[i];

		if (s->result == JUDGED_TEMPERROR && s->aligned != ALIGNED_NO)
			return true;
		if (s->result == JUDGED_PASS && s->aligned == ALIGNED_UNKNOWN)
			return true;
	}
	return false;
}

static enum judged
judge_identifiers(struct judgement *j)
{
	struct judged_dmarc *dmarc = &j->dmarc;

	dmarc->by_spf = j->spf.known && j->spf.result == SPF_PASS &&
			j->spf.aligned == ALIGNED_YES;
	for (size_t i = 0; i < j->signatures; i++)
		if (j->signature[i].result == JUDGED_PASS &&
		    j->signature[i].aligned == ALIGNED_YES)
			dmarc->by_dkim = true;
	if (dmarc->by_spf || dmarc->by_dkim)
		return JUDGED_PASS;
	if (may_pass_later(j))
		return JUDGED_TEMPERROR;
	return may_still_pass(j) ? JUDGED_UNKNOWN : JUDGED_FAIL;
}

void
judging_dmarc(struct judging *g)
{
	struct judged_dmarc *dmarc = &g->j->dmarc;
	const struct dmarc_record *record;
	const struct facts *walk;
	enum judged result;

	dmarc->result = JUDGED_PERMERROR;
	if (g->j->from == NULL)
		return;
	walk = inspect_dmarc(g->arena, g->inquiry, g->j->from);
	dmarc->walk = walk;
	record = walk->dmarc_found == NULL ? NULL : walk->dmarc_found->record;
	align_all(g, record);
	result = judge_identifiers(g->j);
	if (record != NULL)
		dmarc->policy = policy_of(g, walk);
	if (g->j->several_from)
		return;
	if (!is_found_out(walk))
		dmarc->result = JUDGED_TEMPERROR;
	else if (record == NULL)
		dmarc->result = JUDGED_NONE;
	else if (!dmarc_is_void(record))
		dmarc->result = result;
}
