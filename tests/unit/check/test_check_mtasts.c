/* MTA-STS and TLS reports: each check triggered, and its near miss. */
#include "tests/unit/check/scene.h"

#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define I SEVERITY_INFO
#define U SEVERITY_UNKNOWN

#define STS_LINE(string) "_mta-sts.example.org. TXT \"" string "\"\n"
#define STS_HOST         "mta-sts.example.org. A 192.0.2.80\n"
#define STS              STS_LINE("v=STSv1; id=1;") STS_HOST
#define RPT_LINE(string) "_smtp._tls.example.org. TXT \"" string "\"\n"
#define RPT              RPT_LINE("v=TLSRPTv1; rua=mailto:tls@example.org")

#define POLICY(mode, rest) "version: STSv1\nmode: " mode "\n" rest
#define GOOD               POLICY("enforce", "mx: mail.example.org\nmax_age: 1209600\n")

#define TEXT(string)                                                  \
	&(const struct page)                                          \
	{                                                             \
		.status = PAGE_HERE, .code = 200, .type = "text/plain", \
		.problem = "", .text = {string, sizeof(string) - 1},  \
	}
#define ANSWER(number, kind)                                          \
	&(const struct page)                                          \
	{                                                             \
		.status = PAGE_HERE, .code = number, .type = kind,    \
		.problem = "", .text = {GOOD, sizeof(GOOD) - 1},      \
	}
#define NO_PAGE(why)                                                  \
	&(const struct page)                                          \
	{                                                             \
		.status = why, .type = "", .problem = "it says why",  \
	}

static const struct mail_server good_server = {
    .status = SERVER_SECURED,
    .said = "",
    .name = "mail.example.org",
    .protocol = "TLSv1.3",
    .named = true,
    .distrust = "",
    .subject = "mail.example.org",
    .ends_in = 60 * 86400,
};
static const struct mail_server strange_server = {
    .status = SERVER_SECURED,
    .said = "",
    .name = "mail.example.org",
    .protocol = "TLSv1.3",
    .distrust = "self-signed certificate",
    .subject = "localhost",
    .ends_in = 60 * 86400,
};
static const struct mail_server plain_server = {
    .status = SERVER_PLAIN, .said = "", .name = "", .protocol = ""};

static const char *const lines_before[] = {
    "max_age: 1209600", "mx: old.example.org", "mode: enforce"};
static const char *const lines_now[] = {
    "mode: enforce", "max_age: 1209600", "mx: mail.example.org"};
static const char *const reports_before[] = {
    "mailto:tls@Example.org", "https://tls.example/\\x1b"};
static const struct earlier_facts
    other_policy = {.sts_id = "1",
	.sts_line = lines_before,
	.sts_lines = COUNT_OF(lines_before)},
    longer_policy = {.sts_id = "1",
	.sts_line = lines_now,
	.sts_lines = COUNT_OF(lines_now) - 1},
    other_id = {.sts_id = "2",
	.sts_line = lines_before,
	.sts_lines = COUNT_OF(lines_before)},
    same_policy = {.sts_id = "1",
	.sts_line = lines_now,
	.sts_lines = COUNT_OF(lines_now)},
    only_id = {.sts_id = "1"},
    other_reports = {
	.report = reports_before, .reports = COUNT_OF(reports_before)},
    same_reports = {.report = reports_before, .reports = 1};

static const struct expectation rows[] = {
    {{.more = RPT}, "MS-01", I, "_mta-sts.example.org has no MTA-STS"},
    {{.silent = "mta-sts.example.org"}, "MS-01", U, "SERVFAIL"},
    {{.more = STS STS_LINE("v=STSv1; id=2;")}, "MS-02", E, "2 records"},
    {{.more = STS STS_LINE("token=1")}, "MS-02", W, "token=1"},
    {{.txt = GOOD_TXT TXT_LINE("v=STSv1; id=1;")}, "MS-02", E,
	"belongs to _mta-sts.example.org"},
    {{.more = STS_LINE("v=stsv1; id=1;")}, "MS-03", E, "exactly these"},
    {{.more = STS_LINE("v=STSv1;")}, "MS-03", E, "no id"},
    {{.more = STS_LINE("v=STSv1; id=2026-11-21;")}, "MS-03", E, "1 to 32"},
    {{.more = STS_LINE("v=STSv1; id=1; id=2")}, "MS-03", E, "twice"},
    {{.more = STS_LINE("v=STSv1; id=1; what")}, "MS-03", E, "name=value"},
    {{.more = STS_LINE("v=STSv1; id=1;")}, "MS-04", E, "no address"},
    {{.more = STS, .page = NO_PAGE(PAGE_UNREACHABLE)}, "MS-04", U,
	"it says why"},
    {{.more = STS, .page = NO_PAGE(PAGE_REFUSED)}, "MS-04", E, "refuses"},
    {{.more = STS, .page = NO_PAGE(PAGE_UNTRUSTED)}, "MS-04", E,
	"The certificate of mta-sts.example.org"},
    {{.more = STS, .page = NO_PAGE(PAGE_TOO_LARGE)}, "MS-04", E, "large"},
    {{.more = STS, .page = NO_PAGE(PAGE_BROKEN)}, "MS-04", E, "it says why"},
    {{.more = STS, .page = ANSWER(404, "text/html")}, "MS-05", E,
	"status 404"},
    {{.more = STS, .page = ANSWER(301, "")}, "MS-05", E, "redirect"},
    {{.more = STS, .page = ANSWER(200, "text/html")}, "MS-06", W,
	"\"text/html\""},
    {{.more = STS, .page = TEXT(GOOD "nonsense\n")}, "MS-07", E, "Line 5"},
    {{.more = STS, .page = TEXT(GOOD "mode: testing\n")}, "MS-07", W,
	"repeats"},
    {{.more = STS, .page = TEXT(GOOD "x: y\n")}, "MS-07", I, "nobody knows"},
    {{.more = STS, .page = TEXT("version: STSv2\nmode: none\nmax_age: 1\n")},
	"MS-08", E, "another version"},
    {{.more = STS, .page = TEXT("mode: none\nmax_age: 1\n")}, "MS-08", E,
	"no line"},
    {{.more = STS, .page = TEXT(POLICY("Enforce", "max_age: 1\n"))}, "MS-08",
	E, "neither"},
    {{.more = STS, .page = TEXT("version: STSv1\nmax_age: 1\n")}, "MS-08", E,
	"no mode"},
    {{.more = STS, .page = TEXT(POLICY("none", "max_age: 31557601\n"))},
	"MS-09", E, "31557600"},
    {{.more = STS, .page = TEXT(POLICY("none", ""))}, "MS-09", E,
	"no max_age"},
    {{.more = STS,
	 .page = TEXT(POLICY("enforce", "mx: mail.example.org\n"
					"max_age: 86399\n"))},
	"MS-10", W, "86399 seconds"},
    {{.more = STS,
	 .page = TEXT(POLICY("enforce", "mx: mail.example.org\n"
					"max_age: 86400\n"))},
	"MS-10", I, "86400 seconds"},
    {{.more = STS, .page = TEXT(POLICY("testing", "max_age: 86400\n"))},
	"MS-11", E, "no mail server"},
    {{.more = STS,
	 .page = TEXT(POLICY("testing", "mx: mail.*.example.org\n"))},
	"MS-11", E, "\"*.\""},
    {{.more = STS,
	 .page = TEXT(POLICY("enforce", "mx: *.mail.example.org\n"
					"max_age: 1209600\n"))},
	"MS-12", E, "does not name it"},
    {{.more = STS, .page = TEXT(GOOD "mx: old.example.org\n")}, "MS-12", I,
	"old.example.org"},
    {{.more = STS,
	 .page = TEXT(POLICY("testing", "mx: mail.example.org\n"
					"max_age: 86400\n"))},
	"MS-13", W, "in testing"},
    {{.more = STS, .page = TEXT(POLICY("none", "max_age: 86400\n"))}, "MS-13",
	W, "says none"},
    {{.more = STS, .page = TEXT(GOOD), .earlier = &other_policy}, "MS-14", W,
	"the id in the record is still 1"},
    {{.more = STS, .page = TEXT(GOOD), .earlier = &longer_policy}, "MS-14", W,
	"has changed"},
    {{.more = STS, .page = TEXT(GOOD), .server = &strange_server}, "MS-15", E,
	"mail.example.org does not stand"},
    {{.more = STS, .page = TEXT(GOOD), .server = &plain_server}, "MS-15", E,
	"enforces"},
    {{.more = STS}, "TR-01", I, "_smtp._tls.example.org has no record"},
    {{.silent = "_smtp._tls.example.org"}, "TR-01", U, "SERVFAIL"},
    {{.more = RPT RPT_LINE("v=TLSRPTv1; rua=mailto:b@example.org")}, "TR-02",
	E, "2 records"},
    {{.more = RPT RPT_LINE("token=1")}, "TR-02", W, "token=1"},
    {{.more = "_tls._smtp.example.org. TXT \"v=TLSRPTv1; rua=x\"\n"},
	"TR-02", E, "belongs to _smtp._tls.example.org"},
    {{.txt = GOOD_TXT TXT_LINE("v=TLSRPTv1; rua=mailto:tls@example.org")},
	"TR-02", E, "belongs to _smtp._tls.example.org"},
    {{.more = RPT_LINE("v=TLSRPT1; rua=mailto:a@example.org")}, "TR-03", E,
	"exactly these"},
    {{.more = RPT_LINE("v=TLSRPTv1;")}, "TR-03", E, "where reports go"},
    {{.more = RPT_LINE("v=TLSRPTv1; rua=mailto:a@b.jp; x=1; x=2")}, "TR-03",
	E, "twice"},
    {{.more = RPT_LINE("v=TLSRPTv1; rua=mailto:a@b.jp; x=1")}, "TR-03", E,
	"nobody knows"},
    {{.more = RPT_LINE("v=TLSRPTv1; rua=tls@example.org")}, "TR-04", E,
	"\"tls@example.org\""},
    {{.more = RPT_LINE("v=TLSRPTv1; rua=mailto:a@b.jp!10m")}, "TR-04", E,
	"!10m"},
    {{.more = RPT, .earlier = &other_reports}, "TR-05", W,
	"no longer names https://tls.example/\\x1b, where"},
    {{.more = RPT_LINE("v=TLSRPTv1; rua=mailto:b@example.org"),
	 .earlier = &same_reports},
	"TR-05", W, "mailto:tls@Example.org"},
};

static void
finds_what_is_wrong_on_the_way(void **state)
{
	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

static const struct scene good = {
    .more = STS RPT,
    .page = TEXT(GOOD "\r\n"),
    .server = &good_server,
};

/* A domain that has everything: nothing is said. */
static void
is_content_with_what_is_right(void **state)
{
	static const char *const ids[] = {"MS-01", "MS-02", "MS-03", "MS-04",
	    "MS-05", "MS-06", "MS-07", "MS-08", "MS-09", "MS-10", "MS-11",
	    "MS-12", "MS-13", "MS-15", "TR-01", "TR-02", "TR-03", "TR-04"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		expect_none(&good, ids[i]);
}

static const struct {
	struct scene scene;
	const char *id;
} near[] = {
    /* A domain without mail needs neither. */
    {{.mx = "example.org. MX 0 .\nmail.example.org. A 192.0.2.25\n"},
	"MS-01"},
    {{.mx = "example.org. MX 0 .\nmail.example.org. A 192.0.2.25\n"},
	"TR-01"},
    /* Extension fields may have names that other lists forbid. */
    {{.more = STS_LINE("v=STSv1; id=1; x-a.b=c") STS_HOST}, "MS-03"},
    {{.more = STS_LINE("v=STSv1; id=20261121T000000Z") STS_HOST},
	"MS-03"},
    {{.more = STS, .page = ANSWER(200, "Text/Plain; charset=utf-8")},
	"MS-06"},
    {{.more = STS,
	 .page = TEXT(POLICY("enforce", "mx: *.Example.ORG\r\n"
					"max_age: 1209600\r\n"))},
	"MS-12"},
    {{.more = STS,
	 .page = TEXT(POLICY("testing", "mx: mail.example.org\n"
					"max_age: 86400\n")),
	 .server = &strange_server},
	"MS-15"},
    {{.more = STS, .page = TEXT(GOOD), .earlier = &same_policy}, "MS-14"},
    {{.more = STS, .page = TEXT(GOOD), .earlier = &other_id}, "MS-14"},
    {{.more = STS, .page = TEXT(GOOD), .earlier = &only_id}, "MS-14"},
    {{.more = STS, .page = ANSWER(404, "text/plain"),
	 .earlier = &other_policy},
	"MS-14"},
    {{.more = STS, .page = TEXT(GOOD)}, "MS-14"},
    {{.more = RPT_LINE("v=TLSRPTv1; rua=https://a.example/,mailto:TLS@"
		       "example.org"),
	 .earlier = &same_reports},
	"TR-05"},
    {{.more = RPT}, "TR-05"},
    /* That there is no record at all is said already. */
    {{.earlier = &same_reports}, "TR-05"},
    {{.more = RPT_LINE("v=TLSRPTv1; rua=mailto:a@b.jp; rua="
		       "https://b.jp/r,mailto:c@b.jp")},
	"TR-03"},
    {{.more = RPT_LINE("v=TLSRPTv1; rua=mailto:a%21b@b.jp")},
	"TR-04"},
};

static void
is_content_with_what_is_nearly_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(near); i++)
		expect_none(&near[i].scene, near[i].id);
}

/* One wildcard is one finding, not one for every name. */
static void
leaves_a_wildcard_to_its_own_finding(void **state)
{
	static const struct scene wild = {
	    .more = "*.example.org. TXT \"v=spf1 -all\"\n"
		    "*._domainkey.example.org. TXT \"v=spf1 -all\"\n",
	};

	(void)state;
	expect_none(&wild, "MS-02");
	expect_none(&wild, "TR-02");
	expect_none(&wild, "BI-01");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_wrong_on_the_way),
	    cmocka_unit_test(is_content_with_what_is_right),
	    cmocka_unit_test(is_content_with_what_is_nearly_wrong),
	    cmocka_unit_test(leaves_a_wildcard_to_its_own_finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
