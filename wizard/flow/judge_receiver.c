/* What the receiver wrote, beside what is found here. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/judging.h"

static bool
by_received_spf(const struct judgement *j, struct judged_writing *ret)
{
	if (j->received_spf.result == NULL)
		return false;
	*ret = (struct judged_writing) {
	    .result = j->received_spf.result,
	    .field = "Received-SPF",
	};
	return true;
}

bool
judged_receiver(
    const struct judgement *j, const char *method, struct judged_writing *ret)
{
	const struct authres_result *r = authres_find(&j->receiver, method);

	if (r == NULL)
		return strcmp(method, "spf") == 0 && by_received_spf(j, ret);
	*ret = (struct judged_writing) {
	    .result = r->result,
	    .field = j->receiver.field,
	};
	return true;
}

/* --- Differences ---------------------------------------------------------- */

static const char *
why(const char *method, bool we_pass)
{
	static const struct {
		const char *method;
		const char *ours, *theirs; /* passes */
	} causes[] = {
	    {"spf",
		N_("Then the record was another one, or the message came from "
		   "another address than the one it was judged with."),
		N_("The record has changed since, or the message came from "
		   "another address than the one it was judged with.")},
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
			return we_pass ? _(causes[i].ours)
				       : _(causes[i].theirs);
	return "";
}

static const char *
safe(struct judging *g, const char *text)
{
	return text_safe(g->arena, slice_of(text));
}

static void
compare(struct judging *g, const char *method, const char *ours,
    const struct judged_writing *theirs)
{
	bool we_pass = strcmp(ours, "pass") == 0;
	struct finding *finding;

	if (we_pass == (strcmp(theirs->result, "pass") == 0))
		return;
	finding = finding_add(g->arena, &g->j->findings, "MSG-50", g->j->from,
	    _("The receiver wrote %s=%s in %s, here it is %s. %s"), method,
	    safe(g, theirs->result), theirs->field, ours, why(method, we_pass));
	if (we_pass)
		finding->severity = SEVERITY_WARNING;
}

static void
compare_method(struct judging *g, const char *method, const char *ours)
{
	struct judged_writing theirs;

	if (ours != NULL && judged_receiver(g->j, method, &theirs))
		compare(g, method, ours, &theirs);
}

/* Two fields about SPF need not be of the same server. */
static void
compare_both_of_spf(struct judging *g)
{
	struct judged_writing one, other;

	if (!judged_receiver(g->j, "spf", &one) ||
	    !by_received_spf(g->j, &other) ||
	    strcmp(one.result, other.result) == 0)
		return;
	finding_add(g->arena, &g->j->findings, "MSG-52", g->j->from,
	    _("About SPF the message bears two verdicts: %s in %s and %s in "
	      "%s."),
	    safe(g, one.result), one.field, safe(g, other.result),
	    other.field);
}

static void
compare_addresses(struct judging *g)
{
	const struct ip *seen = &g->j->received_spf.client;
	const struct ip *ours = &g->j->spf.ip;
	char theirs[IP_TEXT_MAX], given[IP_TEXT_MAX];

	if (seen->family == 0 || ours->family == 0 || ip_equal(seen, ours))
		return;
	ip_format(seen, theirs);
	ip_format(ours, given);
	finding_add(g->arena, &g->j->findings, "MSG-51", g->j->spf.domain,
	    _("By Received-SPF the message came from %s; SPF was judged here "
	      "for %s."),
	    theirs, given);
}

void
judging_say_receiver(struct judging *g)
{
	const struct judgement *j = g->j;

	compare_method(
	    g, "spf", j->spf.known ? spf_result_word(j->spf.result) : NULL);
	compare_method(g, "dkim", judged_word(judged_dkim(j)));
	if (j->from != NULL)
		compare_method(g, "dmarc", judged_word(j->dmarc.result));
	compare_addresses(g);
	compare_both_of_spf(g);
}
