/* MTA-STS: is mail to the domain encrypted on its way, and may senders insist? */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define MAX_AGE_SHORT 86400  /* seconds; below this nobody is protected */
#define MAX_AGE_STEADY 604800 /* seconds; what an enforced policy should last */

/* --- The record ---------------------------------------------------------- */

static void
check_record(struct checking *c, const struct tls_record *at)
{
	static const struct checking_fault faults[] = {
	    {MTASTS_RECORD_SYNTAX,
		N_("%s has a part that is not name=value: \"%s\".")},
	    {MTASTS_RECORD_DUPLICATE, N_("%s has a field twice: \"%s\".")},
	    {MTASTS_RECORD_NO_ID, N_("%s has no id: \"%s\".")},
	    {MTASTS_RECORD_ID,
		N_("The id in %s is not 1 to 32 letters and digits: "
		   "\"%s\".")},
	};

	checking_faults(c, "MS-03", at, c->facts->tls.sts_record->faults,
	    faults, COUNT_OF(faults));
}

static bool
check_dns(struct checking *c)
{
	const struct tls_facts *tls = &c->facts->tls;
	static const struct checking_kind kind = {
	    .is_attempt = mtasts_is_attempt,
	    .is_record = mtasts_is_record,
	    .begins = "v=STSv1;",
	    .missing = "MS-01",
	    .misplaced = "MS-02",
	    .malformed = "MS-03",
	};

	if (!checking_text_record(c, &tls->sts, &kind))
		return false;
	if (tls->sts.records == 0 && checking_receives(c->facts))
		finding_add(c->arena, c->list, "MS-01", tls->sts.name,
		    _("%s has no MTA-STS record: senders may be led to "
		      "deliver mail for %s without encryption."),
		    tls->sts.name, c->owner)
		    ->fix = arena_printf(c->arena,
		    _("First put at the web server what this prints: inkan "
		      "export %s --with mta-sts --policy; then publish the "
		      "record, which it prints without --policy."),
		    c->owner);
	if (tls->sts_record != NULL)
		check_record(c, &tls->sts);
	return tls->sts.records > 0;
}

/* --- The web server ------------------------------------------------------ */

static bool
has_address(struct checking *c)
{
	const struct tls_facts *tls = &c->facts->tls;

	if (tls->sts_a->count > 0 || tls->sts_aaaa->count > 0)
		return true;
	if (checking_answered(c, "MS-04", tls->sts_host, tls->sts_a, DNS_A) &&
	    checking_answered(
		c, "MS-04", tls->sts_host, tls->sts_aaaa, DNS_AAAA))
		finding_add(c->arena, c->list, "MS-04", tls->sts_host,
		    _("%s, where the policy ought to be, has no address "
		      "(%s)."),
		    tls->sts_host, dns_status_word(tls->sts_a->status));
	return false;
}

static void
report_no_page(struct checking *c, const char *fmt)
{
	const struct tls_facts *tls = &c->facts->tls;
	struct finding *finding = finding_add(c->arena, c->list, "MS-04",
	    tls->sts_host, fmt, tls->sts_host,
	    checking_text(c, slice_of(tls->page->problem)));

	if (tls->page->status != PAGE_UNREACHABLE)
		return;
	finding->severity = SEVERITY_UNKNOWN;
	finding->fix = _("Try again later, or fetch the policy from another "
			 "network.");
}

static void
check_answer(struct checking *c)
{
	const struct tls_facts *tls = &c->facts->tls;
	const char *type = tls->page->type;

	if (tls->page->code != 200) {
		finding_add(c->arena, c->list, "MS-05", tls->sts_host,
		    tls->page->code >= 300 && tls->page->code < 400
			? _("%s answers the request for the policy with a "
			    "redirect (status %u); senders must not follow "
			    "it.")
			: _("%s answers the request for the policy with the "
			    "status %u."),
		    tls->sts_host, tls->page->code);
		return;
	}
	if (!slice_starts_nocase(slice_of(type), "text/plain"))
		finding_add(c->arena, c->list, "MS-06", tls->sts_host,
		    _("%s sends the policy as \"%s\" instead of text/plain."),
		    tls->sts_host, checking_text(c, slice_of(type)));
}

static void
check_page(struct checking *c)
{
	static const char *const problems[] = {
	    [PAGE_UNREACHABLE] =
		N_("The policy at %s could not be fetched from here: %s."),
	    [PAGE_REFUSED] =
		N_("%s refuses the connection for the policy: %s."),
	    [PAGE_UNTRUSTED] =
		N_("The certificate of %s is not one that senders accept: "
		   "%s."),
	    [PAGE_TOO_LARGE] =
		N_("What %s sends as the policy is too large: %s."),
	    [PAGE_BROKEN] = N_("The policy could not be got from %s: %s."),
	};
	const struct page *page = c->facts->tls.page;

	if (page == NULL || page->status == PAGE_PENDING)
		return;
	if (page->status == PAGE_HERE)
		check_answer(c);
	else
		report_no_page(c, _(problems[page->status]));
}

/* --- The policy ---------------------------------------------------------- */

static void
check_lines(struct checking *c, const struct mtasts_policy *policy)
{
	static const struct {
		const char *id;
		const char *fmt;
	} problems[] = {
	    [MTASTS_NOT_A_FIELD] = {"MS-07",
		N_("Line %zu of the policy is not \"key: value\": \"%s\".")},
	    [MTASTS_REPEATED] = {"MS-07",
		N_("Line %zu of the policy repeats a key; the first one "
		   "counts: \"%s\".")},
	    [MTASTS_UNKNOWN] = {"MS-07",
		N_("Line %zu of the policy has a key that nobody knows: "
		   "\"%s\".")},
	    [MTASTS_VERSION] = {"MS-08",
		N_("Line %zu of the policy has another version than STSv1: "
		   "\"%s\".")},
	    [MTASTS_MODE] = {"MS-08",
		N_("Line %zu of the policy has a mode that is neither "
		   "testing, enforce nor none: \"%s\".")},
	    [MTASTS_MAX_AGE] = {"MS-09",
		N_("Line %zu of the policy: max_age is a number of seconds "
		   "from 0 to 31557600: \"%s\".")},
	    [MTASTS_MX] = {"MS-11",
		N_("Line %zu of the policy: mx is a host name, or \"*.\" and "
		   "one, without a dot at the end: \"%s\".")},
	};

	for (size_t i = 0; i < policy->faults; i++) {
		const struct mtasts_fault *fault = &policy->fault[i];
		struct finding *finding = finding_add(c->arena, c->list,
		    problems[fault->problem].id, c->facts->tls.sts_host,
		    _(problems[fault->problem].fmt), fault->line,
		    checking_text(c, fault->text));

		if (fault->problem == MTASTS_UNKNOWN)
			finding->severity = SEVERITY_INFO;
		if (fault->problem == MTASTS_REPEATED)
			finding->severity = SEVERITY_WARNING;
	}
}

static bool
has_fault(const struct mtasts_policy *policy, enum mtasts_problem problem)
{
	for (size_t i = 0; i < policy->faults; i++)
		if (policy->fault[i].problem == problem)
			return true;
	return false;
}

/* What is not there at all has no line to name. */
static void
check_missing(struct checking *c, const struct mtasts_policy *policy)
{
	const char *host = c->facts->tls.sts_host;

	if (!policy->versioned && !has_fault(policy, MTASTS_VERSION))
		finding_add(c->arena, c->list, "MS-08", host,
		    _("The policy at %s has no line \"version: STSv1\"."),
		    host);
	if (policy->mode == MTASTS_NO_MODE)
		finding_add(c->arena, c->list, "MS-08", host,
		    _("The policy at %s has no mode."), host);
	if (policy->max_age < 0 && !has_fault(policy, MTASTS_MAX_AGE))
		finding_add(c->arena, c->list, "MS-09", host,
		    _("The policy at %s has no max_age."), host);
	if (policy->mxs == 0 && policy->mode != MTASTS_NONE &&
	    !has_fault(policy, MTASTS_MX))
		finding_add(c->arena, c->list, "MS-11", host,
		    _("The policy at %s names no mail server (mx)."), host);
}

static void
check_age(struct checking *c, const struct mtasts_policy *policy)
{
	bool steady = policy->mode == MTASTS_ENFORCE;
	struct finding *finding;

	if (policy->max_age < 0 || policy->mode == MTASTS_NONE ||
	    policy->max_age >= (steady ? MAX_AGE_STEADY : MAX_AGE_SHORT))
		return;
	finding = finding_add(c->arena, c->list, "MS-10",
	    c->facts->tls.sts_host,
	    _("Senders remember the policy for %lld seconds only."),
	    (long long)policy->max_age);
	if (policy->max_age >= MAX_AGE_SHORT)
		finding->severity = SEVERITY_INFO;
}

static void
check_mode(struct checking *c, const struct mtasts_policy *policy)
{
	if (policy->mode == MTASTS_TESTING)
		finding_add(c->arena, c->list, "MS-13",
		    c->facts->tls.sts_host,
		    _("The policy of %s is in testing: senders report what "
		      "fails, but deliver all the same."),
		    c->owner);
	if (policy->mode == MTASTS_NONE)
		finding_add(c->arena, c->list, "MS-13",
		    c->facts->tls.sts_host,
		    _("The policy of %s says none: it takes MTA-STS back."),
		    c->owner);
}

static void
check_coverage(struct checking *c, const struct mtasts_policy *policy)
{
	const struct tls_facts *tls = &c->facts->tls;

	if (policy->mode == MTASTS_NONE || policy->mxs == 0)
		return;
	for (size_t i = 0; i < tls->hosts; i++)
		if (!mtasts_policy_matches(policy, tls->host[i].host))
			finding_add(c->arena, c->list, "MS-12",
			    tls->host[i].host,
			    _("%s is a mail server of %s, but the policy at "
			      "%s does not name it."),
			    tls->host[i].host, c->owner, tls->sts_host);
}

/* A name of the policy that no mail server has: the rest of a move. */
static void
check_left_over(struct checking *c, const struct mtasts_policy *policy)
{
	const struct tls_facts *tls = &c->facts->tls;

	for (size_t i = 0; tls->hosts > 0 && i < policy->mxs; i++) {
		size_t j = 0;

		while (j < tls->hosts &&
		    !mtasts_pattern_matches(policy->mx[i], tls->host[j].host))
			j++;
		if (j == tls->hosts)
			finding_add(c->arena, c->list, "MS-12", tls->sts_host,
			    _("The policy names %s, which no MX record of %s "
			      "does."),
			    policy->mx[i], c->owner)
			    ->severity = SEVERITY_INFO;
	}
}

/* Of a server that could not be asked nothing is said. */
static bool
stands_up(const struct mail_server *server)
{
	return server->status < SERVER_PLAIN ||
	    (server->status == SERVER_SECURED && server->named &&
		server->distrust[0] == '\0' && !server->outdated);
}

/* Senders that enforce will not deliver to a certificate that is not good. */
static void
check_certificates(struct checking *c, const struct tls_host *host)
{
	for (size_t i = 0; i < host->addresses; i++)
		if (!stands_up(host->address[i].server))
			finding_add(c->arena, c->list, "MS-15", host->host,
			    _("The policy of %s enforces TLS, but %s does not "
			      "stand up to it: mail from careful senders does "
			      "not arrive."),
			    c->owner, host->address[i].name);
}

static void
check_policy(struct checking *c, const struct mtasts_policy *policy)
{
	check_lines(c, policy);
	check_missing(c, policy);
	check_age(c, policy);
	check_mode(c, policy);
	check_coverage(c, policy);
	check_left_over(c, policy);
	for (size_t i = 0; policy->mode == MTASTS_ENFORCE &&
	     i < c->facts->tls.hosts; i++)
		check_certificates(c, &c->facts->tls.host[i]);
	check_earlier_policy(c);
}

void
check_mtasts(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	struct checking c = {arena, facts, list, facts->domain};

	if (!check_dns(&c) || facts->tls.sts_host == NULL || !has_address(&c))
		return;
	check_page(&c);
	if (facts->tls.policy != NULL)
		check_policy(&c, facts->tls.policy);
}
