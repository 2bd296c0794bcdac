#include "tests/unit/check/scene.h"

#define DMARC(text)                       \
	{                                 \
		.dmarc = DMARC_LINE(text) \
	}
#define RUA "rua=mailto:dmarc@example.org"
#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define I SEVERITY_INFO

static const struct expectation rows[] = {
    {{.dmarc = ""}, "DM-01", E, "Neither _dmarc.example.org"},
    {{.silent = "_dmarc.example.org"}, "DM-01", SEVERITY_UNKNOWN,
	"192.0.2.53 answered SERVFAIL"},
    {{.domain = "shop.example.org",
	 .dmarc = DMARC_LINE("v=DMARC1; p=reject; sp=quarantine; " RUA)},
	"DM-02", I, "sp=quarantine applies"},
    {{.domain = "shop.example.org"}, "DM-02", I, "p=none applies"},
    {{.domain = "shop.example.org",
	 .dmarc = "_dmarc.shop.example.org. TXT \"v=DMARC1; p=none\"\n"},
	"DM-03", W, "shop.example.org for receivers"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=none") DMARC_LINE("v=DMARC1; p=reject")},
	"DM-04", E, "2 DMARC"},
    {DMARC(" v=DMARC1; p=none"), "DM-05", E, "in front of"},
    {DMARC("v=dmarc1; p=none"), "DM-06", E, "v=dmarc1"},
    {DMARC("v=DMARC1 p=none"), "DM-06", E, "v=DMARC1 p=none"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=none; " RUA) DMARC_LINE("token=1")},
	"DM-07", W, "token=1"},
    {{.dmarc = "", .more = TXT_LINE("v=DMARC1; p=none")}, "DM-08", E,
	"belongs to _dmarc.example.org"},
    {{.more = TXT_LINE("v=DMARC1; p=none")}, "DM-08", I, "belongs"},
    {DMARC("v=spf1 -all"), "DM-09", E, "v=spf1 -all"},
    {DMARC("v=DMARC1; p=none; x none"), "DM-11", E, "\"x none\" at octet 19"},
    {DMARC("v=DMARC1; p=none; p=reject"), "DM-12", W, "p=reject"},
    {DMARC("v=DMARC1; p=none; policy=none"), "DM-13", W, "policy=none"},
    {DMARC("v=DMARC1; p=none; ri=86400"), "DM-14", I, "ri=86400"},
    {DMARC("v=DMARC1; p=reject; pct=10"), "DM-15", W, "pct=10"},
    {DMARC("v=DMARC1; " RUA), "DM-16", W, "no p="},
    {DMARC("v=DMARC1; sp=none; p=none"), "DM-17", W, "right behind"},
    {DMARC("v=DMARC1; p=nothing"), "DM-18", E, "p=nothing"},
    {DMARC("v=DMARC1; p=none; sp=all"), "DM-18", E, "sp=all"},
    {DMARC("v=DMARC1; p=none"), "DM-19", I, "watch"},
    {DMARC("v=DMARC1; p=reject; sp=none"), "DM-20", W, "sp=none"},
    {DMARC("v=DMARC1; p=reject; np=none"), "DM-20", W, "np=none"},
    {DMARC("v=DMARC1; p=reject; t=y"), "DM-21", I, "t=y"},
    {DMARC("v=DMARC1; p=none; psd=y"), "DM-22", W, "psd=y"},
    {DMARC("v=DMARC1; p=none; adkim=strict"), "DM-23", W, "adkim=strict"},
    {DMARC("v=DMARC1; p=none"), "DM-26", W, "no rua="},
    {DMARC("v=DMARC1; p=none; rua=a@example.org"), "DM-27", E,
	"\"a@example.org\" in rua="},
    {DMARC("v=DMARC1; p=none; ruf="), "DM-27", E, "ruf="},
    {DMARC("v=DMARC1; p=none; rua=https://a.example/r"), "DM-28", W,
	"https://a.example/r"},
    {DMARC("v=DMARC1; p=none; " RUA "!10m"), "DM-29", I, "!10m"},
    {DMARC("v=DMARC1; p=none; " RUA ",mailto:a@b.example,mailto:c@d.example"),
	"DM-30", W, "3 addresses"},
};

static void
finds_what_is_wrong_with_dmarc(void **state)
{
	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

static void
does_not_call_silence_missing(void **state)
{
	static const struct scene silent = {.silent = "_dmarc.example.org"};
	struct judged judged = judge(&silent);

	(void)state;
	assert_int_equal(
	    must_find(&judged, "DM-01")->severity, SEVERITY_UNKNOWN);
	judged_release(&judged);
}

/* What nobody was heard about above a good record does not matter. */
static void
needs_no_answer_above_the_record_that_applies(void **state)
{
	static const struct scene silent = {.silent = "_dmarc.org"};

	(void)state;
	expect_none(&silent, "DM-01");
	expect_none(&silent, "DM-03");
}

/* A record gone wrong is named as such, not as missing. */
static void
names_an_attempt_instead_of_a_missing_record(void **state)
{
	static const struct scene attempt = DMARC("v=DMARC; p=none");

	(void)state;
	expect_none(&attempt, "DM-01");
}

static void
points_at_the_octet(void **state)
{
	struct scene scene = DMARC("v=DMARC1; p=none; adkim=x");
	struct judged judged = judge(&scene);
	const struct finding *finding = must_find(&judged, "DM-23");

	(void)state;
	assert_int_equal(finding->at, 18);
	assert_string_equal(finding->owner, "_dmarc.example.org");
	judged_release(&judged);
}

static void
knows_the_verdict_on_alignment(void **state)
{
	(void)state;
	assert_non_null(check_find("DM-39"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_wrong_with_dmarc),
	    cmocka_unit_test(does_not_call_silence_missing),
	    cmocka_unit_test(needs_no_answer_above_the_record_that_applies),
	    cmocka_unit_test(names_an_attempt_instead_of_a_missing_record),
	    cmocka_unit_test(points_at_the_octet),
	    cmocka_unit_test(knows_the_verdict_on_alignment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
