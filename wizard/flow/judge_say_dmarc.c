/* Findings about a message: DMARC, and what the receiver found otherwise. */
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

/* --- The receiver --------------------------------------------------------- */

static const char *
why_receiver(const char *method, bool ours)
{
	static const struct {
		const char *method;
		const char *ours, *theirs; /* passes */
	} causes[] = {
	    {"spf",
		N_("Then the record was another one, or the message came from "
		   "another address than the one given with --ip."),
		N_("The record has changed since, or the message came from "
		   "another address than the one given with --ip.")},
	    {"dkim",
		N_("Then the key was not visible to the receiver yet, or it "
		   "was another one."),
		N_("The message was changed after it had arrived, most often "
		   "by copying it out of a mail program instead of saving it, "
		   "or the key was changed since.")},
	    {"dmarc",
		N_("Then one of SPF, DKIM and the DMARC record was different, "
		   "or the receiver takes another name for the organizational "
		   "domain."),
		N_("See what is said about SPF and DKIM; or the receiver takes "
		   "another name for the organizational domain.")},
	};

	for (size_t i = 0; i < COUNT_OF(causes); i++)
		if (strcmp(causes[i].method, method) == 0)
			return ours ? _(causes[i].ours) : _(causes[i].theirs);
	return "";
}

static void
compare(struct judging *g, const char *method, const char *ours)
{
	const struct authres *receiver = &g->j->receiver;
	const struct authres_result *theirs = authres_find(receiver, method);
	bool we_pass = ours != NULL && strcmp(ours, "pass") == 0;
	struct finding *finding;

	if (ours == NULL || theirs == NULL ||
	    we_pass == (strcmp(theirs->result, "pass") == 0))
		return;
	finding = finding_add(g->arena, &g->j->findings, "MSG-50", g->j->from,
	    _("The receiver %s wrote %s=%s, here it is %s. %s"),
	    receiver->authserv == NULL
		? ""
		: text_safe(g->arena, slice_of(receiver->authserv)),
	    method, text_safe(g->arena, slice_of(theirs->result)), ours,
	    why_receiver(method, we_pass));
	if (we_pass)
		finding->severity = SEVERITY_WARNING;
}

void
judging_say_receiver(struct judging *g)
{
	const struct judgement *j = g->j;

	compare(g, "spf", j->spf.known ? spf_result_word(j->spf.result) : NULL);
	compare(g, "dkim", judged_word(judged_dkim(j)));
	if (j->from != NULL)
		compare(g, "dmarc", judged_word(j->dmarc.result));
}
