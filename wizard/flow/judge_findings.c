/* Findings about a message: its form and its envelope. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
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

/* --- The form ------------------------------------------------------------- */

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

/* --- The envelope --------------------------------------------------------- */

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
say_not_passed(struct judging *g)
{
	const struct judged_spf *spf = &g->j->spf;
	const char *word = spf_result_word(spf->result);
	struct finding *finding;
	char ip[IP_TEXT_MAX];

	ip_format(&spf->ip, ip);
	finding =
	    spf->problem == NULL
		? finding_add(g->arena, list_of(g), "MSG-21", spf->domain,
		      _("SPF does not pass: %s for %s, sent from %s."), word,
		      spf->domain, ip)
		: finding_add(g->arena, list_of(g), "MSG-21", spf->domain,
		      _("SPF does not pass: %s for %s, sent from %s (%s)."),
		      word, spf->domain, ip, spf->problem);
	if (is_hosts_own_name(g->j))
		finding->fix = _("Mend the Return-Path first.");
	if (spf->result == SPF_TEMPERROR)
		finding->severity = SEVERITY_UNKNOWN;
	else if (g->j->dmarc.result == JUDGED_PASS)
		finding->severity = spf->aligned == ALIGNED_YES
					? SEVERITY_WARNING
					: SEVERITY_INFO;
}

/* SPF passes, but for somebody else. */
static void
say_stranger(struct judging *g)
{
	const struct judged_spf *spf = &g->j->spf;
	struct finding *finding =
	    finding_add(g->arena, list_of(g), "MSG-22", spf->domain,
		_("SPF passes for %s, but From is in %s: it does not count for "
		  "DMARC."),
		spf->domain, g->j->from);

	if (g->j->dmarc.result == JUDGED_PASS)
		finding->severity = SEVERITY_INFO;
}

static void
say_envelope(struct judging *g)
{
	if (g->j->from == NULL)
		return;
	if (is_hosts_own_name(g->j))
		say_host_name(g);
	if (!g->j->spf.known)
		say_unasked(g);
	else if (g->j->spf.result != SPF_PASS)
		say_not_passed(g);
	else if (g->j->spf.aligned == ALIGNED_NO)
		say_stranger(g);
}

void
judging_findings(struct judging *g)
{
	say_form(g);
	judging_say_signatures(g);
	say_envelope(g);
	judging_say_dmarc(g);
	judging_say_receiver(g);
}
