/* Findings about a message: its form, its envelope, DMARC, the receiver. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/checking.h"
#include "wizard/flow/judging.h"

static struct findings *
list_of(struct judging *g)
{
	return &g->j->findings;
}

static const char *
safe(struct judging *g, const char *text)
{
	return text_safe(g->arena, slice_of(text));
}

/* --- The form
 * ----------------------------------------------------------------- */

static void
say_repairs(struct judging *g)
{
	static const struct {
		unsigned repair;
		const char *message;
	} repairs[] = {
	    {MESSAGE_LINE_ENDS,
		N_("The lines of the message do not all end as they do on the "
		   "way (CR LF); they were verified as if they did.")},
	    {MESSAGE_LAST_LINE,
		N_("The last line of the message has no end; it was verified "
		   "as if it had one.")},
	    {MESSAGE_ENVELOPE,
		N_("A line of a mailbox file in front of the message (From "
		   "...) was left out.")},
	    {MESSAGE_FRONT,
		N_("Blank lines or invisible octets in front of the message "
		   "were left out.")},
	};

	for (size_t i = 0; i < COUNT_OF(repairs); i++)
		if ((g->j->message.repairs & repairs[i].repair) != 0)
			finding_add(g->arena, list_of(g), "MSG-43", g->j->from,
			    "%s", _(repairs[i].message));
}

static void
say_form(struct judging *g)
{
	const struct judgement *j = g->j;

	if (j->message.broken_line > 0)
		finding_add(g->arena, list_of(g), "MSG-42", j->from,
		    _("Line %zu is no header field; what comes from there on "
		      "was taken for the body."),
		    j->message.broken_line);
	if (j->from == NULL)
		finding_add(g->arena, list_of(g), "MSG-40", NULL,
		    message_count(&j->message, "From") == 0
			? _("The message has no From field.")
			: _("From has no address with a domain in it."));
	else if (j->several_from)
		finding_add(g->arena, list_of(g), "MSG-41", j->from,
		    _("The message names several senders in From."));
	say_repairs(g);
}

/* --- The envelope
 * -------------------------------------------------------------- */

/* Programs of a server send as the account they run under. */
static const char *
remedy(struct judging *g)
{
	static const char *const web[] = {"www-data", "apache", "nginx",
	    "httpd", "nobody", "www", "wwwrun", "http", "webmaster"};
	static const char *const cron[] = {
	    "root", "cron", "daemon", "logcheck", "munin", "nagios"};
	const char *local = g->j->spf.local, *domain = g->j->from;

	for (size_t i = 0; i < COUNT_OF(web); i++)
		if (strcmp(local, web[i]) == 0)
			return arena_printf(g->arena,
			    _("PHP: sendmail_path = \"/usr/sbin/sendmail -t -i "
			      "-f info@%s\" in php.ini, or -finfo@%s as the "
			      "fifth argument of mail(). Other programs: "
			      "sendmail -f info@%s. For all of them at once, "
			      "Postfix: myorigin = %s in main.cf."),
			    domain, domain, domain, domain);
	for (size_t i = 0; i < COUNT_OF(cron); i++)
		if (strcmp(local, cron[i]) == 0)
			return arena_printf(g->arena,
			    _("Mail of cron and of the system, Postfix: "
			      "myorigin = %s in main.cf, or the address in "
			      "smtp_generic_maps. Scripts: sendmail -f "
			      "info@%s."),
			    domain, domain);
	return arena_printf(g->arena,
	    _("Postfix: myorigin = %s in main.cf. Programs that call sendmail: "
	      "sendmail -f info@%s. PHP: -finfo@%s as the fifth argument of "
	      "mail(). cron: the address in smtp_generic_maps of Postfix."),
	    domain, domain, domain);
}

/* Names that only the host itself knows. */
static bool
is_private_name(const char *name)
{
	static const char *const zones[] = {"localdomain", "local", "localhost",
	    "internal", "lan", "invalid", "home.arpa"};

	for (size_t i = 0; i < COUNT_OF(zones); i++)
		if (dname_is_within(name, zones[i]))
			return true;
	return dname_labels(name) < 2;
}

/*
 * The name of the server instead of the domain of its owner: it is the one that
 * was said in HELO, or one below the domain, or none that others could know.
 */
static bool
is_hosts_own_name(const struct judgement *j)
{
	const struct judged_spf *spf = &j->spf;

	if (j->from == NULL || !spf->sender_known || spf->null_sender)
		return false;
	if (spf->domain == NULL || is_private_name(spf->domain))
		return true;
	return !dname_equal(spf->domain, j->from) &&
	       (dname_equal(spf->domain, spf->helo) ||
		   dname_is_within(spf->domain, j->from));
}

static void
say_host_name(struct judging *g)
{
	const struct judged_spf *spf = &g->j->spf;
	const char *name = spf->written[0] != '\0' ? spf->written : spf->local;
	struct finding *finding;

	/* A name of its own that is authorised is somebody's decision. */
	if (spf->known && spf->result == SPF_PASS &&
	    spf->aligned == ALIGNED_YES)
		return;
	finding = finding_add(g->arena, list_of(g), "MSG-23", g->j->from,
	    _("The Return-Path is at %s, the server's own name, instead of at "
	      "%s."),
	    safe(g, name), g->j->from);
	finding->fix = remedy(g);
	if (g->j->dmarc.result == JUDGED_PASS ||
	    (!spf->known && spf->aligned == ALIGNED_YES))
		finding->severity = SEVERITY_WARNING;
}

static void
say_unasked(struct judging *g)
{
	const struct judged_spf *spf = &g->j->spf;
	char ip[IP_TEXT_MAX];
	struct finding *finding;

	ip_format(spf->ip.family != 0 ? &spf->ip : &spf->seen, ip);
	if (!spf->sender_known)
		finding_add(g->arena, list_of(g), "MSG-24", g->j->from,
		    _("The message has no Return-Path, so that the envelope "
		      "sender is not known and SPF cannot be judged."));
	else if (spf->ip.family == 0 && ip[0] == '\0')
		finding_add(g->arena, list_of(g), "MSG-20", spf->domain,
		    _("The address that sent the message is not known, so that "
		      "SPF was not judged. No Received field names one."));
	else if (spf->ip.family == 0) {
		finding =
		    finding_add(g->arena, list_of(g), "MSG-20", spf->domain,
			_("The address that sent the message is not known for "
			  "sure, so that SPF was not judged. By the Received "
			  "fields it may be %s."),
			ip);
		finding->fix = arena_printf(
		    g->arena, _("If that is right: inkan verify --ip %s"), ip);
	}
}

static void
say_result(struct judging *g)
{
	const struct judged_spf *spf = &g->j->spf;
	struct finding *finding;
	char ip[IP_TEXT_MAX];

	ip_format(&spf->ip, ip);
	if (spf->result == SPF_PASS && spf->aligned == ALIGNED_NO)
		finding = finding_add(g->arena, list_of(g), "MSG-22",
		    spf->domain,
		    _("SPF passes for %s, but From is in %s: it does not count "
		      "for DMARC."),
		    spf->domain, g->j->from);
	else if (spf->result != SPF_PASS)
		finding =
		    finding_add(g->arena, list_of(g), "MSG-21", spf->domain,
			_("SPF does not pass: %s for %s, sent from %s."),
			spf_result_word(spf->result), spf->domain, ip);
	else
		return;
	if (spf->result == SPF_TEMPERROR)
		finding->severity = SEVERITY_UNKNOWN;
	else if (g->j->dmarc.result == JUDGED_PASS)
		finding->severity = spf->aligned == ALIGNED_YES
					? SEVERITY_WARNING
					: SEVERITY_INFO;
	if (spf->problem != NULL)
		finding->message = arena_printf(
		    g->arena, "%s %s", finding->message, spf->problem);
}

static void
say_envelope(struct judging *g)
{
	if (g->j->from == NULL)
		return;
	if (g->j->spf.known)
		say_result(g);
	else
		say_unasked(g);
	if (is_hosts_own_name(g->j))
		say_host_name(g);
}

/* --- DMARC
 * --------------------------------------------------------------------- */

static void
say_failure(struct judging *g)
{
	const struct judgement *j = g->j;
	const char *policy = dmarc_policy_word(j->dmarc.policy);

	finding_add(g->arena, list_of(g), "MSG-30", j->from,
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
			finding_add(g->arena, list_of(g), "DM-04",
			    walk->dmarc[i].name,
			    _("_dmarc.%s has %zu DMARC records."),
			    walk->dmarc[i].name, walk->dmarc[i].records);
			return;
		}
	finding_add(g->arena, list_of(g), "DM-01", g->j->from,
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
	finding_add(g->arena, list_of(g), "DM-03", domain,
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
	struct checking c = {g->arena, walk, list_of(g), g->j->from};

	for (size_t i = 0; i < walk->dmarcs; i++) {
		const struct dmarc_step *step = &walk->dmarc[i];
		const char *name =
		    arena_printf(g->arena, "_dmarc.%s", step->name);

		if (!checking_answered(
			&c, "MSG-32", name, step->answer, DNS_TXT))
			break;
	}
	finding_add(g->arena, list_of(g), "MSG-32", g->j->from,
	    _("Whether DMARC passes for %s could not be found out: name "
	      "servers did not answer."),
	    g->j->from);
}

static void
say_dmarc(struct judging *g)
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
		finding_add(g->arena, list_of(g), "MSG-32", j->from,
		    _("Whether DMARC passes for %s depends on SPF, which was "
		      "not judged."),
		    j->from);
		break;
	case JUDGED_TEMPERROR:
		say_silence(g);
		break;
	case JUDGED_PERMERROR:
		if (!j->several_from)
			finding_add(g->arena, list_of(g), "MSG-33", j->from,
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

/* --- The receiver
 * ---------------------------------------------------------------- */

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
	finding = finding_add(g->arena, list_of(g), "MSG-50", g->j->from,
	    _("The receiver %s wrote %s=%s, here it is %s. %s"),
	    receiver->authserv == NULL ? "" : safe(g, receiver->authserv),
	    method, safe(g, theirs->result), ours,
	    why_receiver(method, we_pass));
	if (we_pass)
		finding->severity = SEVERITY_WARNING;
}

static void
say_receiver(struct judging *g)
{
	const struct judgement *j = g->j;

	compare(g, "spf", j->spf.known ? spf_result_word(j->spf.result) : NULL);
	compare(g, "dkim", judged_word(judged_dkim(j)));
	if (j->from != NULL)
		compare(g, "dmarc", judged_word(j->dmarc.result));
}

void
judging_findings(struct judging *g)
{
	say_form(g);
	judging_say_signatures(g);
	say_envelope(g);
	say_dmarc(g);
	say_receiver(g);
}
