#include "tests/unit/check/scene.h"

#define SPF(text)                               \
	{                                       \
		.txt = TXT_LINE("v=spf1 " text) \
	}
#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define I SEVERITY_INFO

/* 220 octets, and no single address whose name would be looked up. */
#define NETWORK "ip4:198.51.100.128/25 "
#define NETWORKS                                                        \
	NETWORK NETWORK NETWORK NETWORK NETWORK NETWORK NETWORK NETWORK \
	    NETWORK NETWORK

static const struct expectation rows[] = {
    /* Finding the record. */
    {{.txt = ""}, "SPF-01", E, "0 other TXT"},
    {{.txt = TXT_LINE("hello")}, "SPF-01", E, "1 other TXT"},
    {{.txt = "", .dkim = "", .dmarc = "", .mx = ""}, "SPF-02", E, "NXDOMAIN"},
    {{.silent = "example.org"}, "SPF-03", SEVERITY_UNKNOWN,
	"192.0.2.53 answered SERVFAIL"},
    {{.txt = GOOD_TXT TXT_LINE("v=spf1 -all")}, "SPF-04", E, "2 SPF"},
    {{.txt = TXT_LINE(" v=spf1 -all")}, "SPF-05", E, "octet 1"},
    {{.txt = TXT_LINE("v=spf1; -all")}, "SPF-06", E, "\";\" at octet 7"},
    {{.txt = GOOD_TXT TXT_LINE("spf2.0/pra mx")}, "SPF-09", W, "spf2.0/pra"},
    {{.more = "*.example.org. TXT \"v=spf1 -all\"\n",
	 .dkim = "x.example.org. A 192.0.2.1\n"},
	"SPF-11", W, "v=spf1 -all"},
    {{.txt = "alias.example. CNAME example.org.\n" GOOD_TXT,
	 .domain = "alias.example"},
	"SPF-13", W, "alias for example.org"},
    {SPF(NETWORKS "\" \"" NETWORKS "~all"), "SPF-21", W, "450"},
    {SPF(NETWORKS "\" \"" NETWORKS "\" \"" NETWORKS "~all"), "SPF-22", W,
	"671 octets"},
    {SPF("mx\" \"include:a.example ~all"), "SPF-23", E, "mxinclude"},
    {SPF("include:_spf.google.com\" \"include:b.example ~all"), "SPF-23", E,
	"google.cominclude"},
    {{.txt = GOOD_TXT TXT_LINE("1" NETWORKS) TXT_LINE("2" NETWORKS)
	     TXT_LINE("3" NETWORKS)},
	"SPF-24", I, "4 TXT records"},
    {SPF("mx -all\\\""), "SPF-25", E, "Quotation"},
    {SPF("mx \\226\\128\\147all"), "SPF-26", E, "ASCII"},
    /* Grammar. */
    {SPF("a\\009mx"), "SPF-30", E, "tabs"},
    {SPF("ipv4:192.0.2.25 ~all"), "SPF-31", E,
	"\"ipv4:192.0.2.25\" at octet 8"},
    {SPF("a,mx ~all"), "SPF-32", E, "commas"},
    {SPF("192.0.2.25 ~all"), "SPF-33", E, "192.0.2.25"},
    {SPF("ip4:2001:db8::1 ~all"), "SPF-34", E, "2001:db8::1"},
    {SPF("ip4:192.0.2.256 ~all"), "SPF-35", E, "192.0.2.256"},
    {SPF("ip4:192.0.2.0/33 ~all"), "SPF-36", E, "\"33\" at octet 22"},
    {SPF("include:a.example/24 ~all"), "SPF-37", E, "24"},
    {SPF("ip4:192.0.2.0/24//64 ~all"), "SPF-38", E, "24//64"},
    {SPF("include: ~all"), "SPF-42", E, "include:"},
    {SPF("ip4: 192.0.2.25 ~all"), "SPF-42", E, "blank"},
    {SPF("a:museum ~all"), "SPF-43", E, "museum"},
    {SPF("exists:%(ip).a.example ~all"), "SPF-44", E, "%("},
    {SPF("ip4:%{i} ~all"), "SPF-45", E, "%{i}"},
    {SPF("redirect=a.example redirect=b.example"), "SPF-47", E, "b.example"},
    {SPF("exp=a.example exp=b.example ~all"), "SPF-48", E, "b.example"},
    {SPF("mx all:a.example"), "SPF-49", E, "a.example"},
    {SPF("ip4:192.0.2.25~all"), "SPF-53", E, "192.0.2.25~all"},
    {SPF("include:a.example-all"), "SPF-53", E, "one term"},
    {SPF("mx  ~all "), "SPF-59", I, "2 blanks"},
    /* Terms. */
    {SPF("ip4:192.0.2.25/24 ~all"), "SPF-39", W, "192.0.2.0/24"},
    {SPF("ip6:2001:db8::1/33 ~all"), "SPF-39", W, "2001:db8::/33"},
    {SPF("ip4:128.0.0.0/8 ~all"), "SPF-40", W, "128.0.0.0/8"},
    {SPF("a//16 ~all"), "SPF-40", W, "a//16"},
    {SPF("ip4:10.0.0.25 ~all"), "SPF-41", W, "10.0.0.25"},
    {SPF("ip6:fd00::1 ~all"), "SPF-41", W, "fd00::1"},
    {SPF("exists:%{p}.a.example ~all"), "SPF-46", W, "%{p}"},
    {SPF("mx ~all -all"), "SPF-50", W, "\"-all\" stands behind \"~all\""},
    {SPF("~all mx"), "SPF-51", W, "\"mx\" stands behind"},
    {SPF("mx ~all redirect=a.example"), "SPF-52", W, "redirect=a.example"},
    {SPF("exp=a.example mx ~all"), "SPF-54", W, "before \"~all\""},
    {SPF("mx moo=cow ~all"), "SPF-55", W, "moo=cow"},
    {SPF("mx MX ~all"), "SPF-56", W, "\"MX\""},
    {SPF("mx ptr ~all"), "SPF-67", W, "\"ptr\""},
    {SPF("mx +all"), "SPF-73", E, "every host"},
    {SPF("mx ?all"), "SPF-74", W, "?all"},
    {SPF("mx"), "SPF-75", W, "ends without"},
    {SPF("mx ~all"), "SPF-76", I, "suspicious"},
    {SPF("mx -all"), "SPF-76", I, "refuse"},
    {SPF("-all"), "SPF-79", W, "no server"},
    /* The tree and its costs. */
    {{.txt = TXT_LINE("v=spf1 mx ~all"),
	 .mx = "example.org. MX 1 a.example.\nexample.org. MX 2 b.example.\n"
	       "example.org. MX 3 c.example.\nexample.org. MX 4 d.example.\n"
	       "example.org. MX 5 e.example.\nexample.org. MX 6 f.example.\n"
	       "example.org. MX 7 g.example.\nexample.org. MX 8 h.example.\n"
	       "example.org. MX 9 i.example.\nexample.org. MX 9 j.example.\n"
	       "example.org. MX 9 k.example.\n"},
	"SPF-65", E, "11 MX"},
    {SPF("include:example.org ~all"), "SPF-69", E,
	"example.org leads back to example.org"},
    {SPF("include:a.example ~all"), "SPF-70", E, "NXDOMAIN"},
    {SPF("redirect=a.example"), "SPF-71", E, "redirect=a.example"},
    {{.txt = TXT_LINE("v=spf1 include:a.example ~all"),
	 .more = "a.example. TXT \"v=spf1 ip4:1.2.3 -all\"\n"},
	"SPF-72", E, "1.2.3"},
    {{.txt = TXT_LINE("v=spf1 include:a.example ~all"),
	 .more = "a.example. TXT \"v=spf1 -all\"\n"
		 "a.example. TXT \"v=spf1 ?all\"\n"},
	"SPF-72", E, "2 SPF"},
    {{.txt = TXT_LINE("v=spf1 include:a.example ~all"), .silent = "a.example"},
	"SPF-03", SEVERITY_UNKNOWN, "a.example"},
    {SPF("a a a a a a a a a a a ~all"), "SPF-60", E, "11 look-ups"},
    {SPF("mx mx mx mx mx mx mx mx ~all"), "SPF-61", W, "8 of 10"},
    {SPF("a:x.example a:y.example a:z.example ~all"), "SPF-62", E,
	"3 for mail over IPv4"},
    {SPF("a:x.example ~all"), "SPF-63", W, "1; 2"},
};

static void
finds_what_is_wrong_with_spf(void **state)
{
	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

static void
says_where_and_how_to_write_it(void **state)
{
	struct scene scene = SPF("mx inlcude:a.example ~all");
	struct judged judged = judge(&scene);
	const struct finding *finding = must_find(&judged, "SPF-31");

	(void)state;
	assert_int_equal(finding->at, 10);
	assert_string_equal(finding->owner, "example.org");
	assert_non_null(strstr(finding->fix,
	    "\"include:a.example\" instead of \"inlcude:a.example\""));
	judged_release(&judged);
}

static void
explains_a_mechanism_written_as_a_modifier(void **state)
{
	struct scene scene = SPF("ip4=192.0.2.25 ~all");
	struct judged judged = judge(&scene);
	const struct finding *finding = must_find(&judged, "SPF-55");

	(void)state;
	assert_non_null(strstr(finding->fix, "ip4:192.0.2.25"));
	judged_release(&judged);
}

/* A v4-only mail server is no void look-up when nothing leaves over IPv6. */
static void
does_not_count_the_family_that_is_not_used(void **state)
{
	static const struct scene v4only = SPF(
	    "a:mail.example.org a:mail.example.org a:mail.example.org ~all");
	static const struct scene both = {
	    .txt = TXT_LINE("v=spf1 a:mail.example.org a:mail.example.org "
			    "a:mail.example.org ~all"),
	    .sender = "2001:db8::25",
	};
	struct judged judged;

	(void)state;
	expect_none(&v4only, "SPF-62");
	expect_none(&v4only, "SPF-63");
	judged = judge(&both);
	(void)must_find(&judged, "SPF-62");
	judged_release(&judged);
}

static void
says_nothing_while_answers_are_pending(void **state)
{
	struct scene scene = {.txt = "", .dkim = "", .dmarc = "", .mx = ""};
	struct judged judged = judge_after(&scene, 0);

	(void)state;
	assert_int_equal(judged.findings.count, 0);
	judged_release(&judged);
}

static void
does_not_call_silence_missing(void **state)
{
	static const struct scene silent = {.silent = "example.org"};

	(void)state;
	expect_none(&silent, "SPF-01");
	expect_none(&silent, "SPF-02");
}

/* These are decided where an address can be evaluated; the list knows them. */
static void
knows_the_verdicts_of_evaluation(void **state)
{
	(void)state;
	assert_non_null(check_find("SPF-80"));
	assert_non_null(check_find("SPF-81"));
	assert_non_null(check_find("SPF-82"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_wrong_with_spf),
	    cmocka_unit_test(says_where_and_how_to_write_it),
	    cmocka_unit_test(explains_a_mechanism_written_as_a_modifier),
	    cmocka_unit_test(does_not_count_the_family_that_is_not_used),
	    cmocka_unit_test(says_nothing_while_answers_are_pending),
	    cmocka_unit_test(does_not_call_silence_missing),
	    cmocka_unit_test(knows_the_verdicts_of_evaluation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
