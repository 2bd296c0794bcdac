/* Every finding about DMARC, in a scene that only looks as if it had it. */
#include "tests/unit/check/dmarc_rows.h"

static const struct near_miss rows[] = {
    /* Finding the record. */
    {{.domain = "shop.example.org"}, "DM-01"},
    {DMARC("v=dmarc1; p=none"), "DM-01"},
    {{.silent = "_dmarc.org"}, "DM-01"},
    {{.domain = "shop.example.org", .dmarc = SHOP("p=none")}, "DM-02"},
    {{.silent = "_dmarc.org"}, "DM-03"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=none; psd=n; " RUA),
	 .more = "_dmarc.org. TXT \"v=DMARC1; p=none\"\n"},
	"DM-03"},
    {{.more = "_dmarc.org. TXT \"v=DMARC1; p=none; psd=y\"\n"}, "DM-03"},
    {{.dmarc = GOOD_DMARC DMARC_LINE("v=dmarc1; p=none")}, "DM-04"},
    {DMARC("v=DMARC1; p=none;  " RUA), "DM-05"},
    {DMARC("v = DMARC1 ; p=none; " RUA), "DM-06"},
    {{.more = TXT_LINE("token=1")}, "DM-07"},
    {{.more = "dmarc.example.org. TXT \"hello\"\n"}, "DM-08"},
    {{.dmarc = DMARC_LINE("token=1")}, "DM-09"},
    {{.more = "_dmarc.example.org.example.org. TXT \"hello\"\n"}, "DM-10"},
    /* Tags. */
    {DMARC("v=DMARC1;p=none ;" RUA ";"), "DM-11"},
    {DMARC("v=DMARC1; p=none; sp=none; " RUA), "DM-12"},
    {DMARC("v=DMARC1; p=none; pct=100; np=none; psd=u; t=n; " RUA), "DM-13"},
    {DMARC("v=DMARC1; p=none; pctt=100; " RUA), "DM-14"},
    {DMARC("v=DMARC1; p=reject; pct=100; " RUA), "DM-15"},
    {DMARC("v=DMARC1; p=none; pct=50; " RUA), "DM-15"},
    {DMARC("v=DMARC1; p=nothing; " RUA), "DM-16"},
    {DMARC("v=DMARC1; sp=none; " RUA), "DM-17"},
    {DMARC("v=DMARC1; p=NONE; sp=Reject; " RUA), "DM-18"},
    {DMARC("v=DMARC1; p=quarantine; " RUA), "DM-19"},
    {DMARC("v=DMARC1; p=none; sp=none; np=none; " RUA), "DM-20"},
    {DMARC("v=DMARC1; p=reject; t=n; " RUA), "DM-21"},
    {DMARC("v=DMARC1; p=none; psd=u; " RUA), "DM-22"},
    {DMARC("v=DMARC1; p=none; adkim=S; aspf=R; " RUA), "DM-23"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=none; adkim=s; " RUA),
	 .mail_from = "www@web.example.org"},
	"DM-24"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=none; aspf=s; " RUA),
	 .mail_from = "www@example.org",
	 .helo = "mail.a.example"},
	"DM-24"},
    {DMARC("v=DMARC1; p=none; fo=1:d:s; ruf=mailto:a@example.org"), "DM-25"},
    {DMARC("v=DMARC1; p=none; ruf=mailto:v=DMARC2@example.org"), "DM-41"},
    /* Reports. */
    {DMARC("v=DMARC1; p=none; rua=nobody"), "DM-26"},
    {PARKED("v=DMARC1; p=reject; sp=reject"), "DM-26"},
    {DMARC("v=DMARC1; p=none; rua=MAILTO:a@example.org?subject=x"), "DM-27"},
    {DMARC("v=DMARC1; p=none; rua=mailto:a@example.org,b@example.org"),
	"DM-28"},
    {DMARC("v=DMARC1; p=none; rua=mailto:a%2110m@example.org"), "DM-29"},
    {DMARC("v=DMARC1; p=none; " RUA ",mailto:a@example.org"), "DM-30"},
    {DMARC("v=DMARC1; p=none; rua=mailto:a@mail.example.org"), "DM-31"},
    {{.dmarc = DMARC_LINE(ELSEWHERE), .more = A_MX PERMIT("v=DMARC1")},
	"DM-31"},
    {{.dmarc = DMARC_LINE(ELSEWHERE),
	 .more = A_MX "*._report._dmarc.a.example. TXT \"v=DMARC1;\"\n"},
	"DM-31"},
    {{.dmarc = DMARC_LINE(ELSEWHERE),
	 .more = A_MX PERMIT("v=DMARC1; rua=mailto:other@a.example")},
	"DM-32"},
    {{.dmarc = DMARC_LINE(ELSEWHERE),
	 .more = "a.example. A 192.0.2.9\n" PERMIT("v=DMARC1;")},
	"DM-33"},
    {{.dmarc = DMARC_LINE(ELSEWHERE), .silent = "a.example"}, "DM-32"},
    /* Does the policy fit? */
    {PARKED("v=DMARC1; p=reject"), "DM-35"},
    {{.txt = TXT_LINE("v=spf1 -all")}, "DM-35"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=reject; " RUA), .past = &patient},
	"DM-36"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=reject; " RUA), .past = &unheard},
	"DM-36"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=quarantine; " RUA), .past = &hasty},
	"DM-36"},
    {UNSIGNED("v=DMARC1; p=quarantine; " RUA), "DM-37"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=reject; " RUA),
	 .dkim = "x._domainkey.example.org. TXT \"hello\"\n"},
	"DM-37"},
    {{.dmarc = DMARC_LINE("v=DMARC1; p=reject; " RUA),
	 .dkim = "",
	 .silent = "_domainkey.example.org"},
	"DM-37"},
    {UNSIGNED("v=DMARC1; p=none; " RUA), "DM-38"},
    {DMARC("v=DMARC1; p=reject; " RUA), "DM-38"},
    {PARKED("v=DMARC1; p=reject"), "DM-38"},
    {{.mail_from = "bounce@web.example.org", .dkim = ""}, "DM-39"},
    {{.mail_from = "bounce@b.example"}, "DM-39"},
    {{.domain = "shop.example.org",
	 .dmarc = SHOP("p=quarantine; " RUA)
	     DMARC_LINE("v=DMARC1; p=reject; sp=none")},
	"DM-40"},
    {DMARC("v=DMARC1; p=none; " RUA ",mailto:r@esp.example"), "DM-42"},
    {DMARC("v=DMARC1; p=none; rua=mailto:r@reports.example.org"), "DM-42"},
    {DMARC("v=DMARC1; p=none; ruf=mailto:r@esp.example"), "DM-42"},
};

static void
does_not_find_what_is_not_there(void **state)
{
	(void)state;
	expect_near_misses(rows, COUNT_OF(rows));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(does_not_find_what_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
