/* Every finding about DMARC, in a scene that brings it about. */
#include "tests/unit/check/dmarc_rows.h"

#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define I SEVERITY_INFO
#define U SEVERITY_UNKNOWN

static const struct expectation rows[] = {
    /* Finding the record. */
    {{.dmarc = ""}, "DM-01", E, "Neither _dmarc.example.org"},
    {{.silent = "_dmarc.example.org"}, "DM-01", U,
	"192.0.2.53 answered SERVFAIL"},
    {{.domain = "shop.example.org",
	 .dmarc = DMARC_LINE("v=DMARC1; p=reject; sp=quarantine; " RUA),
	 .more = "shop.example.org. A 192.0.2.1\n"},
	"DM-02", I, "sp=quarantine applies"},
    {{.domain = "shop.example.org",
	 .dmarc = DMARC_LINE("v=DMARC1; p=none; np=reject; " RUA)},
	"DM-02", I, "np=reject applies"},
    {{.domain = "shop.example.org"}, "DM-02", I, "p=none applies"},
    {{.domain = "shop.example.org", .dmarc = SHOP("p=none")}, "DM-03", W,
	"shop.example.org for receivers"},
    {{.more = "_dmarc.org. TXT \"v=DMARC1; p=none\"\n"}, "DM-03", W,
	"is org for receivers that walk the DNS and example.org"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=none") DMARC_LINE("v=DMARC1; p=reject")},
	"DM-04", E, "2 DMARC"},
    {DMARC(" v=DMARC1; p=none"), "DM-05", E, "in front of"},
    {DMARC("\\\"v=DMARC1; p=none\\\""), "DM-05", E, "in front of"},
    {DMARC("v=dmarc1; p=none"), "DM-06", E, "v=dmarc1"},
    {DMARC("v=DMARC1 p=none"), "DM-06", E, "v=DMARC1 p=none"},
    {DMARC("v=DMARC1\\\\; p=none"), "DM-06", E, "letters"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=none; " RUA) DMARC_LINE("token=1")},
	"DM-07", W, "token=1"},
    {{.dmarc = "", .more = TXT_LINE("v=DMARC1; p=none")}, "DM-08", E,
	"belongs to _dmarc.example.org"},
    {{.more = TXT_LINE("v=DMARC1; p=none")}, "DM-08", I, "belongs"},
    {{.dmarc = "", .more = "dmarc.example.org. TXT \"v=DMARC1; p=none\"\n"},
	"DM-08", E, "stands at dmarc.example.org"},
    {DMARC("v=spf1 -all"), "DM-09", E, "v=spf1 -all"},
    {{.dmarc = "_dmarc.example.org.example.org. TXT \"v=DMARC1; p=none\"\n"},
	"DM-10", E, "stands at _dmarc.example.org.example.org"},
    {{.domain = "shop.example.org",
	 .more = "_dmarc.shop.example.org.example.org. TXT \"v=DMARC1\"\n"},
	"DM-10", I, "belongs to _dmarc.shop.example.org"},
    /* Tags. */
    {DMARC("v=DMARC1; p=none; x none"), "DM-11", E, "\"x none\" at octet 19"},
    {DMARC("v=DMARC1; p=none, rua=mailto:a@example.org"), "DM-18", E, "p=none,"},
    {DMARC("v=DMARC1; p=none; p=reject"), "DM-12", W, "p=reject"},
    {DMARC("v=DMARC1; p=none; policy=none"), "DM-13", W, "policy=none"},
    {DMARC("v=DMARC1; p=none; ri=86400"), "DM-14", I, "ri=86400"},
    {DMARC("v=DMARC1; p=reject; pct=10"), "DM-15", W, "pct=10"},
    {DMARC("v=DMARC1; p=none; pct=150"), "DM-15", W, "pct=150"},
    {DMARC("v=DMARC1; " RUA), "DM-16", W, "no p="},
    {DMARC("v=DMARC1; sp=none; p=none"), "DM-17", W, "right behind"},
    {DMARC("v=DMARC1; p=nothing"), "DM-18", E, "p=nothing"},
    {DMARC("v=DMARC1; p=none; sp=all"), "DM-18", E, "sp=all"},
    {DMARC("v=DMARC1; p=none"), "DM-19", I, "watch"},
    {DMARC("v=DMARC1; p=reject; sp=none"), "DM-20", W, "sp=none"},
    {DMARC("v=DMARC1; p=reject; np=none"), "DM-20", W, "np=none"},
    {DMARC("v=DMARC1; p=reject; t=y"), "DM-21", I, "t=y"},
    {DMARC("v=DMARC1; p=reject; t=yes"), "DM-21", W, "t=yes"},
    {DMARC("v=DMARC1; p=none; psd=y"), "DM-22", W, "psd=y"},
    {DMARC("v=DMARC1; p=none; psd=1"), "DM-22", W, "psd=1"},
    {DMARC("v=DMARC1; p=none; psd=n"), "DM-22", I, "no further up"},
    {DMARC("v=DMARC1; p=none; adkim=strict"), "DM-23", W, "adkim=strict"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=none; aspf=s; " RUA),
	 .mail_from = "www@web.example.org"},
	"DM-24", W, "web.example.org does not count for example.org"},
    {DMARC("v=DMARC1; p=none; aspf=s; " RUA), "DM-24", W, "mail.example.org"},
    {DMARC("v=DMARC1; p=none; fo=1; " RUA), "DM-25", W, "without ruf="},
    {DMARC("v=DMARC1; p=none; fo=0:1; ruf=mailto:a@example.org"), "DM-25", W,
	"fo=0:1"},
    {DMARC("v=DMARC1; p=none; " RUA " v=DMARC1; p=none"), "DM-41", W,
	"more than once"},
    /* Reports. */
    {DMARC("v=DMARC1; p=none"), "DM-26", W, "no rua="},
    {DMARC("v=DMARC1; p=none; rua=a@example.org"), "DM-27", E,
	"\"a@example.org\" at octet 23"},
    {DMARC("v=DMARC1; p=none; ruf="), "DM-27", E, "\"\" at octet 23"},
    {DMARC("v=DMARC1; p=none; rua=https://a.example/r"), "DM-28", W,
	"https://a.example/r"},
    {DMARC("v=DMARC1; p=none; " RUA "!10m"), "DM-29", I, "!10m"},
    {DMARC("v=DMARC1; p=none; " RUA ",mailto:a@b.example,mailto:c@d.example"),
	"DM-30", W, "3 addresses"},
    {{.dmarc = DMARC_LINE(ELSEWHERE), .more = A_MX}, "DM-31", E,
	"at example.org._report._dmarc.a.example"},
    {{.dmarc = DMARC_LINE(ELSEWHERE), .silent = "_dmarc.a.example"}, "DM-31", U,
	"SERVFAIL"},
    {{.dmarc = DMARC_LINE(ELSEWHERE), .more = A_MX PERMIT("hello")}, "DM-31",
	E, "no DMARC record"},
    {{.dmarc = DMARC_LINE(ELSEWHERE), .more = A_MX PERMIT("hello")}, "DM-32",
	W, "\"hello\", which does not begin"},
    {{.dmarc = DMARC_LINE(ELSEWHERE),
	 .more = A_MX PERMIT("v=DMARC1; rua=mailto:r@b.example")},
	"DM-32", W, "not at a.example"},
    {{.dmarc = DMARC_LINE(ELSEWHERE), .more = PERMIT("v=DMARC1;")}, "DM-33", W,
	"neither an MX"},
    {{.dmarc = DMARC_LINE(ELSEWHERE),
	 .more = "a.example. MX 0 .\n" PERMIT("v=DMARC1;")},
	"DM-33", W, "null MX"},
    /* Does the policy fit? */
    {PARKED("v=DMARC1; p=quarantine"), "DM-35", E, "neither sends"},
    {PARKED("v=DMARC1; p=reject; np=none"), "DM-35", E, "all of it"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=reject; " RUA), .past = &hasty},
	"DM-36", W, "less than 30 days"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=reject; " RUA), .past = &straight},
	"DM-36", W, "without quarantine"},
    {UNSIGNED("v=DMARC1; p=reject; " RUA), "DM-37", E, "no DKIM key"},
    {UNSIGNED("v=DMARC1; p=quarantine; " RUA), "DM-38", W, "no DKIM key"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=quarantine; " RUA), .txt = ""}, "DM-38",
	W, "no SPF record"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=reject; " RUA),
	 .txt = TXT_LINE("v=spf1 ip4:192.0.2.1 -all")},
	"DM-38", W, "192.0.2.25 does not pass SPF (fail)"},
    {{.mail_from = "bounce@b.example", .dkim = ""}, "DM-39", E,
	"passes SPF for b.example"},
    {{.domain = "shop.example.org",
	 .dmarc = SHOP("p=none; " RUA) DMARC_LINE("v=DMARC1; p=reject")},
	"DM-40", W, "none, which is weaker than reject, that of example.org"},
    {DMARC("v=DMARC1; p=none; rua=mailto:r@esp.example"), "DM-42", I,
	"go to esp.example only"},
};

static void
finds_what_is_wrong_with_dmarc(void **state)
{
	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_wrong_with_dmarc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
