/* Every finding about DKIM, in a scene that only looks as if it had it. */
#include "tests/unit/check/dkim_rows.h"

#define OURS "v=DKIM1; k=rsa; p=" KEY_2048_HEAD KEY_2048_TAIL
#define GOOD_KEY "\"v=DKIM1; k=rsa; p=" KEY_2048_HEAD "\" \"" KEY_2048_TAIL "\""

static const struct near_miss rows[] = {
    {{.own = "s1"}, "DK-01"},
    {{.old = "gone"}, "DK-01"},
    {{.dkim = "s1._domainkey.example.org. CNAME k.example.\n",
	 .more = "k.example. TXT " GOOD_KEY "\n"},
	"DK-01"},
    {{.dkim = NULL}, "DK-02"},
    {{.dkim = KEY_LINE(GOOD_KEY) "s2._domainkey.example.org. TXT " GOOD_KEY
				 "\n"},
	"DK-03"},
    {{.dkim = "s1._domainkey.example.org. CNAME k.example.\n",
	 .more = "k.example. TXT " GOOD_KEY "\n"},
	"DK-04"},
    {{.dkim = NULL}, "DK-05"},
    {KEY("v=DKIM1; p="), "DK-05"},
    {KEY("v=DKIM1; n=(a \\\"note\\\"); p=" KEY_1024), "DK-06"},
    {KEY("v=DKIM1 ; p = " KEY_1024 " ;"), "DK-07"},
    {KEY("v=DKIM1; p=" KEY_1024 ";"), "DK-08"},
    {KEY("v = DKIM1; p=" KEY_1024), "DK-09"},
    {KEY("k=rsa; p=" KEY_1024), "DK-09"},
    {KEY("v=DKIM1; p=" KEY_1024), "DK-10"},
    {KEY("v=DKIM1; p="), "DK-11"},
    {KEY("v=DKIM1; k=rsa"), "DK-12"},
    {KEY("v=DKIM1; k=RSA; p=" KEY_1024), "DK-13"},
    {KEY(GOOD_ED25519), "DK-13"},
    {KEY(GOOD_ED25519), "DK-14"},
    {KEY("v=DKIM1; p=" KEY_1024), "DK-15"},
    {{.dkim = NULL}, "DK-16"},
    {KEY(GOOD_ED25519), "DK-16"},
    {{.dkim = NULL}, "DK-17"},
    {KEY("v=DKIM1; p=" KEY_1024), "DK-18"},
    {KEY("v=DKIM1; h=sha1:sha256; p=" KEY_1024), "DK-19"},
    {KEY("v=DKIM1; s=tlsrpt:email; p=" KEY_1024), "DK-20"},
    {KEY("v=DKIM1; s=*; p=" KEY_1024), "DK-20"},
    {KEY("v=DKIM1; t=s; p=" KEY_1024), "DK-21"},
    {KEY("v=DKIM1; t=s; p=" KEY_1024), "DK-22"},
    {{.mail_from = "root@www.example.org"}, "DK-22"},
    {KEY("v=DKIM1; n=g=; p=" KEY_1024), "DK-23"},
    {KEY("v=DKIM1; h=sha256; n=x; s=*; p=" KEY_1024), "DK-24"},
    /* Ours. */
    {{.own = "s1", .wanted = OURS}, "DK-25"},
    {{.own = "s1", .wanted = "p=" KEY_2048_HEAD KEY_2048_TAIL}, "DK-25"},
    {{.own = "s1", .wanted = GOOD_1024, .dkim = KEY_LINE("\"v=DKIM1; p=\"")},
	"DK-25"},
    {{.own = "s1", .wanted = OURS}, "DK-26"},
    {{.own = "s9", .wanted = GOOD_1024}, "DK-26"},
    {{.own = "s1"}, "DK-27"},
    /* The same key; another selector; withdrawn; that of a service. */
    {{.earlier = &other_keys, .dkim = KEY_LINE("\"" GOOD_1024 "\"")},
	"DK-36"},
    {{.earlier = &other_keys, .dkim = AT("s2._domainkey.example.org.",
				  GOOD_ED25519)},
	"DK-36"},
    {{.earlier = &other_keys, .dkim = KEY_LINE("\"v=DKIM1; p=\"")}, "DK-36"},
    {{.earlier = &other_keys,
	 .dkim = "s1._domainkey.example.org. CNAME s1.esp.example.\n" AT(
	     "s1.esp.example.", GOOD_ED25519)},
	"DK-36"},
    {{.old = "s1", .dkim = KEY_LINE("\"v=DKIM1; p=\"")}, "DK-37"},
    {{.own = "s1"}, "DK-37"},
    /* Names. */
    {{.own = "s1",
	 .more = AT("s1._domainkey.example.org.example.org.", GOOD_1024)},
	"DK-31"},
    {{.own = "s9",
	 .more = AT("s9._domainkey.example.org.example.org.", "hello")},
	"DK-31"},
    {{.own = "s9", .more = AT("s9.example.org.", "p=none")}, "DK-32"},
    {{.own = "s9",
	 .dkim = AT("*.example.org.", GOOD_1024) "x.example.org. A 192.0.2.1\n"},
	"DK-32"},
    {{.more = AT("_domainkey.example.org.", "t=y; o=~")}, "DK-32"},
    {{.own = "s9",
	 .more = "s9.domainkey.example.org. CNAME gone.example.\n"},
	"DK-33"},
    {{.domain = "sub.example.org",
	 .own = "s9",
	 .wanted = OURS,
	 .more = AT("s9._domainkey.example.org.", GOOD_1024)},
	"DK-47"},
    {{.domain = "sub.example.org",
	 .own = "s9",
	 .wanted = GOOD_1024,
	 .more = AT("s9._domainkey.example.org.", GOOD_1024)
	     AT("s9._domainkey.sub.example.org.", GOOD_1024)},
	"DK-47"},
    {{.dkim = "s1._domainkey.example.org. CNAME gone.example.\n"}, "DK-48"},
    {{.more = "example.org. NS ns.example.org.\n"}, "DK-48"},
    /* The rest. */
    {KEY("v=DKIM1; p=" KEY_1024 "MIGf"), "DK-34"},
    {KEY("v=DKIM1; k=ed25519; p=" KEY_ED25519_SPKI), "DK-34"},
    {{.own = "s2026-11.mail"}, "DK-35"},
    {{.more = AT("_adsp._domainkey.example.org.", "hello")}, "DK-38"},
    {{.dkim = AT("*._domainkey.example.org.", "dkim=all")}, "DK-38"},
    {{.more = AT("_domainkey.example.org.", "hello")}, "DK-39"},
    {{.secure = "mail.example.org"}, "DK-40"},
    {{.dkim = "s1._domainkey.example.org. 86400 TXT " GOOD_KEY "\n"}, "DK-41"},
    {KEY("v=DKIM1; p="), "DK-46"},
    {KEY("v=DKIM1; p=" KEY_512), "DK-46"},
    {KEY(GOOD_ED25519), "DK-46"},
    {KEY("v=DKIM1; n=PRIVATE; p=" KEY_1024), "DK-43"},
    {KEY("v=DKIM1; n=----; p=" KEY_1024), "DK-44"},
    {KEY("v=DKIM1; n=a\\\\b; p=" KEY_1024), "DK-45"},
    {KEY(GOOD_1024), "DK-49"},
    {{.dkim = AT("s1._domainkey.example.org.", GOOD_ED25519)
	     AT("s2._domainkey.example.org.", GOOD_1024)},
	"DK-49"},
    {{.dkim = "s1._domainkey.example.org. CNAME s1.esp.example.\n" AT(
	  "s1.esp.example.", GOOD_1024)},
	"DK-50"},
    {{.dkim = "s1._domainkey.example.org. CNAME dkim7.esp.example.\n" AT(
	  "dkim7.esp.example.", GOOD_1024)},
	"DK-50"},
    {{.dkim = "", .given = "s9"}, "DK-51"},
    {{.dkim = AT("s9._domainkey.example.org.", GOOD_1024)
	     "s9._domainkey.example.org. A 192.0.2.80\n",
	 .given = "s9"},
	"DK-51"},
};

static void
says_nothing_about_near_misses(void **state)
{
	(void)state;
	expect_near_misses(rows, COUNT_OF(rows));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_nothing_about_near_misses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
