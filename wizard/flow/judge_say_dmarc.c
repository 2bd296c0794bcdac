/* Findings about a message: DMARC. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/checking.h"
#include "wizard/flow/judging.h"

/* --- DMARC ---------------------------------------------------------------- */

static void
say_failure(struct judging *g)
{
	const struct judgement *j = g->j;
	const char *policy = dmarc_policy_word(j->dmarc.policy);

	finding_add(g->arena, &g->j->findings, "MSG-30", j->from,
	    _("DMARC fails for %s: neither SPF nor a DKIM signature passes for "
	      "that domain. Its policy is %s."),
	    j->from, policy);
}

static void
say_no_policy(struct judging *g)
{
	const struct facts *walk = g->j->dmarc.walk;

	for (size_t i = 0; i < walk->dmarcs; i++)
		if (walk->dmarc[i].records > 1) {
			finding_add(g->arena, &g->j->findings, "DM-04",
			    walk->dmarc[i].name,
			    _("_dmarc.%s has %zu DMARC records."),
			    walk->dmarc[i].name, walk->dmarc[i].records);
			return;
		}
	finding_add(g->arena, &g->j->findings, "DM-01", g->j->from,
	    _("%s has no DMARC record."), g->j->from)
	    ->severity = SEVERITY_WARNING;
}

/* Receivers that go by the public suffix list may come to another result. */
static void
say_other_method(struct judging *g, const char *domain, bool aligned)
{
	const struct facts *walk = g->j->dmarc.walk;
	const char *psl = inspect_registrable(domain);
	bool by_list = walk->org_domain_psl != NULL && psl != NULL &&
		       dname_equal(walk->org_domain_psl, psl);

	if (dname_equal(domain, g->j->from) || by_list == aligned)
		return;
	finding_add(g->arena, &g->j->findings, "DM-03", domain,
	    _("By the DNS the organizational domain of %s is %s, by the public "
	      "suffix list it is %s: whether %s belongs to it is answered "
	      "differently."),
	    g->j->from, walk->org_domain,
	    walk->org_domain_psl == NULL ? "-" : walk->org_domain_psl, domain);
}

static void
say_methods(struct judging *g)
{
	const struct judgement *j = g->j;
	const struct dmarc_step *found = j->dmarc.walk->dmarc_found;
	bool strict_spf = found != NULL && found->record->strict_spf;
	bool strict_dkim = found != NULL && found->record->strict_dkim;

	if (j->dmarc.walk->org_domain == NULL)
		return;
	if (j->spf.known && j->spf.result == SPF_PASS && !strict_spf &&
	    j->spf.aligned != ALIGNED_UNKNOWN)
		say_other_method(
		    g, j->spf.domain, j->spf.aligned == ALIGNED_YES);
	for (size_t i = 0; i < j->signatures; i++) {
		const struct judged_signature *s = &j->signature[i];

		if (s->result == JUDGED_PASS && !strict_dkim &&
		    s->aligned != ALIGNED_UNKNOWN)
			say_other_method(
			    g, s->sig->domain, s->aligned == ALIGNED_YES);
	}
}

/* Who did not answer, and what that means. */
static void
say_silence(struct judging *g)
{
	const struct facts *walk = g->j->dmarc.walk;
	struct checking c = {g->arena, walk, &g->j->findings, g->j->from};

	for (size_t i = 0; i < walk->dmarcs; i++) {
		const struct dmarc_step *step = &walk->dmarc[i];
		const char *name =
		    arena_printf(g->arena, "_dmarc.%s", step->name);

		if (!checking_answered(
			&c, "MSG-32", name, step->answer, DNS_TXT))
			break;
	}
	finding_add(g->arena, &g->j->findings, "MSG-32", g->j->from,
	    _("Whether DMARC passes for %s could not be found out: name "
	      "servers did not answer."),
	    g->j->from);
}

void
judging_say_dmarc(struct judging *g)
{
	const struct judgement *j = g->j;

	if (j->from == NULL)
		return;
	switch (j->dmarc.result) {
	case JUDGED_FAIL:
		say_failure(g);
		break;
	case JUDGED_NONE:
		say_no_policy(g);
		break;
	case JUDGED_UNKNOWN:
		finding_add(g->arena, &g->j->findings, "MSG-32", j->from,
		    _("Whether DMARC passes for %s depends on SPF, which was "
		      "not judged."),
		    j->from);
		break;
	case JUDGED_TEMPERROR:
		say_silence(g);
		break;
	case JUDGED_PERMERROR:
		if (!j->several_from)
			finding_add(g->arena, &g->j->findings, "MSG-33",
			    j->from,
			    _("The DMARC record of %s has no policy that "
			      "receivers understand."),
			    j->from);
		break;
	case JUDGED_PASS:
	case JUDGED_POLICY:
	case JUDGED_NEUTRAL:
		break;
	}
	say_methods(g);
}
