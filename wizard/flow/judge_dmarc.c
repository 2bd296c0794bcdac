/* DMARC, RFC 9989 sections 4.4, 4.10: what counts for the domain in From. */
#include "wizard/flow/judging.h"

/* --- Alignment ------------------------------------------------------------ */

static bool
is_walked(const struct facts *walk)
{
	for (size_t i = 0; i < walk->dmarcs; i++)
		if (!dns_is_answered(walk->dmarc[i].answer->status))
			return false;
	return walk->org_domain != NULL;
}

/* Strict: the same name; relaxed: the same organizational domain. */
static enum judged_alignment
align(struct judging *g, const char *domain, bool strict)
{
	const struct facts *from = g->j->dmarc.walk;
	const struct facts *other;

	if (domain == NULL || from == NULL)
		return ALIGNED_NO;
	if (dname_equal(domain, g->j->from))
		return ALIGNED_YES;
	if (strict)
		return ALIGNED_NO;
	other = inspect_dmarc(g->arena, g->inquiry, domain);
	if (!is_walked(from) || !is_walked(other))
		return ALIGNED_UNKNOWN;
	return dname_equal(from->org_domain, other->org_domain) ? ALIGNED_YES
								: ALIGNED_NO;
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

static enum dmarc_policy
first_given(enum dmarc_policy a, enum dmarc_policy b)
{
	return a == DMARC_NO_POLICY || a == DMARC_BAD_POLICY ? b : a;
}

/* Section 4.10.1: p= at the name itself; from above sp=, or np= for a name that
 * does not exist. */
static enum dmarc_policy
policy_of(struct judging *g, const struct facts *walk)
{
	const struct dmarc_record *record = walk->dmarc_found->record;
	const struct dns_answer *own =
	    inquiry_get(g->inquiry, g->j->from, DNS_A);
	enum dmarc_policy policy = first_given(record->p, DMARC_NONE);

	if (walk->dmarc_found == &walk->dmarc[0])
		return policy;
	policy = first_given(record->sp, policy);
	return own->status == DNS_NXDOMAIN ? first_given(record->np, policy)
					   : policy;
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

/* Section 4.10.1: without a usable policy only one that wants reports counts.
 */
static bool
is_void(const struct dmarc_record *record)
{
	unsigned bad = DMARC_FAULT_POLICY | DMARC_FAULT_SUBPOLICY;

	if ((record->faults & bad) == 0)
		return false;
	for (size_t i = 0; i < record->nrua; i++)
		if (record->rua[i].valid)
			return false;
	return true;
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
	else if (!is_void(record))
		dmarc->result = result;
}
