/* A bounce beside the DNS: every story, and what only looks like it. */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/flow/known.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/diagnose.h"

#define KEY                                                                  \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjK45MPLBrOfgmOd98"           \
	"0kjfgKb/GFFnE4/6pSNSOfu9jZGO5Z6FQa8TrpkgMLDWwSayc9UbsKv2"           \
	"yGSqx7uwkVDKjaf2Hq2lvwa+W9ZWavwdkNuB0MGkgNsam6WeJcNr5lYq"           \
	"pWzWbk51oTKcY1fr3wB9VHbLnu3AZdV8Tgs9GaAypwIDAQAB"

/* Mail of example.jp leaves 192.0.2.25; the web site is at 192.0.2.80. */
#define HOSTS                                                                \
	"example.jp. MX 10 mail.example.jp.\nexample.jp. A 192.0.2.80\n"     \
	"mail.example.jp. A 192.0.2.25\nmail.example.jp. AAAA 2001:db8::25\n"
#define LISTED "example.jp. TXT \"v=spf1 mx/32//0 ~all\"\n"
#define ONLY4 "example.jp. TXT \"v=spf1 ip4:192.0.2.25 ~all\"\n"
#define WEB "www1.example.jp. A 192.0.2.80\n"
#define PUBLISHED(name) name ". TXT \"v=DKIM1; p=" KEY "\"\n"
#define POLICY "_dmarc.example.jp. TXT \"v=DMARC1; p=reject\"\n"
#define POINTER "25.2.0.192.in-addr.arpa. PTR mail.example.jp.\n"
#define PLAINHOST "example.jp. MX 10 sv7.plainhost.example.\n"

static const struct advice_template advice[] = {
    {"here", "", "ipv6-not-covered", "Postfix", "", "", {"", "", ""},
	{"", "", "", ""}},
    {"there", "", "ipv6-not-covered", "Exim", "", "", {"", "", ""},
	{"", "", "", ""}},
    {"always", "", "ipv6-not-covered no-spf", "", "", "", {"", "", ""},
	{"", "", "", ""}},
    {"plan", "", "cannot-sign", "", "plainhost.example", "some",
	{"", "", ""}, {"", "", "", ""}},
};
static const struct templates templates = {
    .advice = advice, .advices = COUNT_OF(advice)};

struct row {
	const char *what;
	const char *zone;
	enum bounce_cause cause;
	const char *ip, *domain;
	enum bounce_identity identity;
	const char *from, *return_path;
	const char *reporting_mta;
	const char *selector;
	const char *story; /* NULL: none */
	enum accepted accepted;
	const char *checks; /* begins so; NULL: not looked at */
	bool proved;
	const char *mta; /* of this host; NULL: not known */
};

struct visit {
	struct known known;
	struct bounce bounce;
	struct host_facts host;
	struct arena facts, arena;
	struct diagnosis d;
};

static void
make_bounce(struct visit *v, const struct row *row)
{
	v->bounce = (struct bounce) {
	    .found = true,
	    .cause = row->cause,
	    .reason = {{.cause = row->cause}},
	    .reasons = 1,
	    .domain = row->domain,
	    .identity = row->identity,
	    .from = row->from,
	    .return_path = row->return_path,
	    .reporting_mta = row->reporting_mta,
	    .selector = row->selector,
	};
	if (row->ip != NULL)
		assert_true(ip_parse(slice_of(row->ip), &v->bounce.ip));
	v->host = (struct host_facts) {
	    .known = true, .hostname = "", .mta = row->mta};
}

static void
look(struct visit *v, const struct row *row)
{
	struct inspect_params params = {
	    .domain = diagnose_domain(&v->bounce),
	    .selector = (const char *const[]) {"s1"},
	    .selectors = 1,
	    .given_selector = &v->bounce.selector,
	    .given_selectors = v->bounce.selector != NULL,
	    .sender = &v->bounce.ip,
	    .senders = row->ip != NULL,
	    .mail_from = diagnose_sender(&v->known.arena, &v->bounce),
	    .host = row->mta == NULL ? NULL : &v->host,
	};
	struct facts *facts = inspect(&v->facts, v->known.inquiry, &params);
	struct findings findings = check_all(&v->facts, facts);
	struct diagnose_input input = {.bounce = &v->bounce,
	    .facts = facts,
	    .findings = &findings,
	    .templates = &templates,
	    .proved = row->proved};

	diagnose(&v->arena, &input, &v->d);
}

static void
visit_begin(struct visit *v, const struct row *row)
{
	memset(v, 0, sizeof(*v));
	known_begin(&v->known, row->zone);
	make_bounce(v, row);
	do
		look(v, row);
	while (known_answer(&v->known));
}

static void
visit_end(struct visit *v)
{
	arena_release(&v->facts);
	arena_release(&v->arena);
	known_end(&v->known);
}

static void
expect(const struct row *row)
{
	struct visit v;
	const char *got;

	visit_begin(&v, row);
	got = v.d.story == NULL ? "none" : v.d.story->id;
	if (v.d.pending)
		fail_msg("%s: pending", row->what);
	if (strcmp(got, row->story == NULL ? "none" : row->story) != 0)
		fail_msg("%s: the story is %s", row->what, got);
	if (v.d.accepted != row->accepted)
		fail_msg("%s: accepted is %d", row->what, v.d.accepted);
	if ((v.d.grounds == NULL) != (v.d.accepted == ACCEPTED_UNKNOWN))
		fail_msg("%s: grounds", row->what);
	if (v.d.first == NULL)
		fail_msg("%s: nothing to do first", row->what);
	if (row->checks != NULL &&
	    (v.d.checks == 0 || strcmp(v.d.check[0]->id, row->checks) != 0))
		fail_msg("%s: %s", row->what,
		    v.d.checks == 0 ? "no check" : v.d.check[0]->id);
	visit_end(&v);
}

#define OF_EXAMPLE .domain = "example.jp", .identity = BOUNCE_ENVELOPE

static const struct row rows[] = {
    {.what = "IPv6 is not covered", .zone = HOSTS ONLY4,
	.cause = BOUNCE_UNAUTHENTICATED, .ip = "2001:db8::25", OF_EXAMPLE,
	.story = "ipv6-not-covered", .accepted = ACCEPTED_NO,
	.checks = "SPF-81"},
    {.what = "IPv6, and IPv4 does not pass either",
	.zone = HOSTS "example.jp. TXT \"v=spf1 ip4:198.51.100.9 ~all\"\n",
	.cause = BOUNCE_UNAUTHENTICATED, .ip = "2001:db8::25", OF_EXAMPLE,
	.story = "not-listed", .accepted = ACCEPTED_NO},
    {.what = "the web server sends itself", .zone = HOSTS ONLY4,
	.cause = BOUNCE_SPF, .ip = "192.0.2.80", OF_EXAMPLE,
	.story = "two-hosts", .accepted = ACCEPTED_NO, .checks = "SPF-80"},
    {.what = "an address that is not the web server's",
	.zone = HOSTS ONLY4, .cause = BOUNCE_SPF, .ip = "192.0.2.81",
	OF_EXAMPLE, .story = "not-listed", .accepted = ACCEPTED_NO},
    {.what = "a web form that sends as the host", .zone = HOSTS WEB ONLY4,
	.cause = BOUNCE_UNAUTHENTICATED, .ip = "192.0.2.80",
	.domain = "www1.example.jp", .identity = BOUNCE_ENVELOPE,
	.return_path = "www-data@www1.example.jp", .from = "example.jp",
	.story = "host-as-sender", .accepted = ACCEPTED_NO,
	.checks = "MSG-23"},
    {.what = "a person at a host of the domain",
	.zone = HOSTS WEB ONLY4, .cause = BOUNCE_UNAUTHENTICATED,
	.ip = "192.0.2.80", .domain = "www1.example.jp",
	.identity = BOUNCE_ENVELOPE, .return_path = "taro@www1.example.jp",
	.from = "example.jp", .story = "no-spf", .accepted = ACCEPTED_NO},
    {.what = "a name that is nowhere", .zone = HOSTS ONLY4,
	.cause = BOUNCE_DMARC_POLICY, .ip = "192.0.2.25",
	.return_path = "taro@web1.localdomain", .from = "example.jp",
	.story = "host-as-sender", .accepted = ACCEPTED_UNKNOWN},
    {.what = "a mailing list", .zone = HOSTS ONLY4 POLICY,
	.cause = BOUNCE_DMARC_POLICY, .ip = "198.51.100.30",
	.domain = "example.jp", .identity = BOUNCE_FROM,
	.return_path = "club-bounces@lists.example.org",
	.story = "handed-on", .accepted = ACCEPTED_NO},
    {.what = "a forwarder", .zone = HOSTS ONLY4, .cause = BOUNCE_SPF,
	.ip = "198.51.100.30", .domain = "example.org",
	.identity = BOUNCE_ENVELOPE,
	.return_path = "SRS0=ab=cd=example.jp=a@example.org",
	.story = "handed-on", .accepted = ACCEPTED_NO},
    {.what = "a name that is nearly that of a list", .zone = HOSTS ONLY4,
	.cause = BOUNCE_SPF, .ip = "198.51.100.30", OF_EXAMPLE,
	.return_path = "badminton@example.jp", .story = "not-listed",
	.accepted = ACCEPTED_NO},
    {.what = "a host whose plans do not all sign",
	.zone = PLAINHOST LISTED, .cause = BOUNCE_DKIM,
	.domain = "example.jp", .identity = BOUNCE_FROM,
	.story = "cannot-sign", .accepted = ACCEPTED_NO},
    {.what = "another host without a key", .zone = HOSTS LISTED,
	.cause = BOUNCE_DKIM, .domain = "example.jp",
	.identity = BOUNCE_FROM, .story = "no-key",
	.accepted = ACCEPTED_NO, .checks = "DK-01"},
    {.what = "that host, with a key",
	.zone = PLAINHOST LISTED PUBLISHED("s1._domainkey.example.jp"),
	.cause = BOUNCE_DKIM, .domain = "example.jp",
	.identity = BOUNCE_FROM, .story = NULL,
	.accepted = ACCEPTED_UNKNOWN},
    {.what = "a key with the domain twice",
	.zone = HOSTS LISTED
	    PUBLISHED("s2._domainkey.example.jp.example.jp"),
	.cause = BOUNCE_DKIM, .domain = "example.jp",
	.identity = BOUNCE_SIGNER, .selector = "s2", .story = "wrong-name",
	.accepted = ACCEPTED_NO, .checks = "DK-31"},
    {.what = "a DMARC record at the domain itself",
	.zone = HOSTS LISTED "example.jp. TXT \"v=DMARC1; p=none\"\n",
	.cause = BOUNCE_DMARC_MISSING, .domain = "example.jp",
	.identity = BOUNCE_FROM, .story = "wrong-name",
	.accepted = ACCEPTED_NO, .checks = "DM-08"},
    {.what = "no DMARC record", .zone = HOSTS LISTED,
	.cause = BOUNCE_DMARC_MISSING, .domain = "example.jp",
	.identity = BOUNCE_FROM, .story = "no-dmarc",
	.accepted = ACCEPTED_NO, .checks = "DM-01"},
    {.what = "a DMARC record since", .zone = HOSTS LISTED POLICY,
	.cause = BOUNCE_DMARC_MISSING, .domain = "example.jp",
	.identity = BOUNCE_FROM, .story = "mended",
	.accepted = ACCEPTED_YES},
    {.what = "an address that was added since", .zone = HOSTS LISTED,
	.cause = BOUNCE_UNAUTHENTICATED, .ip = "2001:db8::25", OF_EXAMPLE,
	.story = "mended", .accepted = ACCEPTED_YES},
    {.what = "no record at all", .zone = HOSTS,
	.cause = BOUNCE_UNAUTHENTICATED, .ip = "192.0.2.25", OF_EXAMPLE,
	.story = "no-spf", .accepted = ACCEPTED_NO, .checks = "SPF-01"},
    {.what = "two records",
	.zone = HOSTS LISTED "example.jp. TXT \"v=spf1 -all\"\n",
	.cause = BOUNCE_SPF, .ip = "192.0.2.25", OF_EXAMPLE,
	.story = "broken-spf", .accepted = ACCEPTED_NO,
	.checks = "SPF-04"},
    {.what = "SPF that passes for somebody else",
	.zone = HOSTS LISTED POLICY
	    "bulk.test. TXT \"v=spf1 ip4:198.51.100.7 -all\"\n",
	.cause = BOUNCE_DMARC_POLICY, .ip = "198.51.100.7",
	.domain = "example.jp", .identity = BOUNCE_FROM,
	.return_path = "m1234@bulk.test", .story = "not-aligned",
	.accepted = ACCEPTED_NO},
    {.what = "SPF of a host counts for the domain above it",
	.zone = HOSTS LISTED POLICY WEB
	    "www1.example.jp. TXT \"v=spf1 a -all\"\n",
	.cause = BOUNCE_DMARC_POLICY, .ip = "192.0.2.80",
	.domain = "example.jp", .identity = BOUNCE_FROM,
	.return_path = "www-data@www1.example.jp", .story = "mended",
	.accepted = ACCEPTED_YES},
    {.what = "the same under strict alignment",
	.zone = HOSTS LISTED WEB
	    "_dmarc.example.jp. TXT \"v=DMARC1; p=reject; aspf=s\"\n"
	    "www1.example.jp. TXT \"v=spf1 a -all\"\n",
	.cause = BOUNCE_DMARC_POLICY, .ip = "192.0.2.80",
	.domain = "example.jp", .identity = BOUNCE_FROM,
	.return_path = "www-data@www1.example.jp",
	.story = "host-as-sender", .accepted = ACCEPTED_NO},
    {.what = "an address without a name", .zone = HOSTS LISTED,
	.cause = BOUNCE_PTR, .ip = "192.0.2.25", OF_EXAMPLE,
	.story = "no-pointer", .accepted = ACCEPTED_NO, .checks = "PT-01"},
    {.what = "an address with a name since", .zone = HOSTS LISTED POINTER,
	.cause = BOUNCE_PTR, .ip = "192.0.2.25", OF_EXAMPLE,
	.story = "mended", .accepted = ACCEPTED_YES},
    {.what = "a full mailbox", .zone = HOSTS,
	.cause = BOUNCE_MAILBOX_FULL, .domain = "example.jp",
	.story = "something-else", .accepted = ACCEPTED_UNKNOWN},
    {.what = "a key, and a message that proved it",
	.zone = HOSTS PUBLISHED("s1._domainkey.example.jp"),
	.cause = BOUNCE_DKIM, .domain = "example.jp",
	.identity = BOUNCE_FROM, .proved = true, .story = "mended",
	.accepted = ACCEPTED_YES},
};

static void
tells_every_story_and_no_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(&rows[i]);
}

/* A server that does not answer is no server that says no. */
static void
says_nothing_of_what_nobody_answered(void **state)
{
	const struct row row = {.what = "silence",
	    .zone = "",
	    .cause = BOUNCE_UNAUTHENTICATED,
	    .ip = "192.0.2.25",
	    .domain = "example.silent",
	    .identity = BOUNCE_ENVELOPE,
	    .accepted = ACCEPTED_UNKNOWN};
	struct visit v;

	(void)state;
	visit_begin(&v, &row);
	assert_null(v.d.spf);
	assert_null(v.d.dmarc);
	assert_int_equal(v.d.key, KEY_NOT_KNOWN);
	assert_int_equal(v.d.accepted, ACCEPTED_UNKNOWN);
	assert_null(v.d.story);
	visit_end(&v);
}

static void
says_what_changed_since(void **state)
{
	const struct row row = {.what = "then and now",
	    .zone = HOSTS LISTED POLICY,
	    .cause = BOUNCE_UNAUTHENTICATED,
	    .ip = "192.0.2.25",
	    OF_EXAMPLE};
	struct visit v;

	(void)state;
	visit_begin(&v, &row);
	v.bounce.spf = "fail";
	look(&v, &row);
	assert_string_equal(v.d.since[0].then, "fail");
	assert_string_equal(v.d.since[0].now, "pass");
	assert_null(v.d.since[1].then);
	assert_string_equal(v.d.since[1].now, "missing");
	assert_string_equal(v.d.since[2].now, "reject");
	visit_end(&v);
}

/* Every reason has to be gone, not only the first. */
/* A bounce without a date has no before and after. */
static void
says_what_was_entered_since(void **state)
{
	static struct change changes[] = {
	    {.op = CHANGE_ADD, .name = "example.jp", .entered = 2000},
	    {.op = CHANGE_REPLACE, .name = "_dmarc.example.jp", .entered = 500},
	    {.op = CHANGE_KEEP, .name = "mail.example.jp", .entered = 3000},
	    {.op = CHANGE_ADD, .name = "s1._domainkey.example.jp"},
	};
	const struct row row = {.zone = HOSTS LISTED,
	    .cause = BOUNCE_SPF,
	    .ip = "192.0.2.25",
	    .domain = "example.jp"};
	struct visit v;

	(void)state;
	visit_begin(&v, &row);
	for (int64_t sent = 0; sent <= 1000; sent += 1000) {
		struct inspect_params params = {.domain = "example.jp"};
		struct facts *facts =
		    inspect(&v.facts, v.known.inquiry, &params);
		struct findings findings = check_all(&v.facts, facts);
		struct diagnose_input input = {.bounce = &v.bounce,
		    .facts = facts,
		    .findings = &findings,
		    .templates = &templates,
		    .change = changes,
		    .changes = COUNT_OF(changes)};

		v.bounce.sent = sent;
		diagnose(&v.arena, &input, &v.d);
		assert_int_equal(v.d.entereds, sent > 0 ? 1 : 0);
	}
	assert_ptr_equal(v.d.entered[0], &changes[0]);
	visit_end(&v);
}

static void
is_not_content_with_the_first_reason(void **state)
{
	const struct row row = {.what = "two reasons",
	    .zone = HOSTS LISTED,
	    .cause = BOUNCE_SPF,
	    .ip = "192.0.2.25",
	    OF_EXAMPLE};
	struct visit v;

	(void)state;
	visit_begin(&v, &row);
	assert_int_equal(v.d.accepted, ACCEPTED_YES);
	v.bounce.reason[v.bounce.reasons++].cause = BOUNCE_DMARC_MISSING;
	look(&v, &row);
	assert_int_equal(v.d.accepted, ACCEPTED_NO);
	v.bounce.reason[1].cause = BOUNCE_REPUTATION;
	look(&v, &row);
	assert_int_equal(v.d.accepted, ACCEPTED_UNKNOWN);
	assert_null(v.d.grounds);
	visit_end(&v);
}

static void
advises_for_the_server_that_runs_here_first(void **state)
{
	struct row row = rows[0];
	struct visit v;

	(void)state;
	row.mta = "Postfix";
	visit_begin(&v, &row);
	assert_int_equal(v.d.advices, 2);
	assert_string_equal(v.d.advice[0]->id, "here");
	assert_string_equal(v.d.advice[1]->id, "always");
	visit_end(&v);
	row.mta = NULL;
	visit_begin(&v, &row);
	assert_int_equal(v.d.advices, 3);
	assert_string_equal(v.d.advice[0]->id, "always");
	visit_end(&v);
}

static void
finds_whose_mail_it_was(void **state)
{
	static const struct {
		struct bounce bounce;
		const char *domain;
	} cases[] = {
	    {{.domain = "www1.example.jp", .from = "example.jp",
		 .identity = BOUNCE_ENVELOPE},
		"example.jp"},
	    {{.domain = "example.org", .from = "example.jp",
		 .identity = BOUNCE_FROM},
		"example.org"},
	    {{.domain = "example.org"}, "example.org"},
	    {{.return_path = "a@example.net"}, "example.net"},
	    {{.return_path = "root@web1.localdomain"}, NULL},
	    {{.return_path = "root"}, NULL},
	    {{.found = true}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *got = diagnose_domain(&cases[i].bounce);

		if (cases[i].domain == NULL)
			assert_null(got);
		else
			assert_string_equal(got, cases[i].domain);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_every_story_and_no_other),
	    cmocka_unit_test(says_nothing_of_what_nobody_answered),
	    cmocka_unit_test(says_what_changed_since),
	    cmocka_unit_test(says_what_was_entered_since),
	    cmocka_unit_test(is_not_content_with_the_first_reason),
	    cmocka_unit_test(advises_for_the_server_that_runs_here_first),
	    cmocka_unit_test(finds_whose_mail_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
