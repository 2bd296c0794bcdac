/* Every finding about DKIM, in a scene that brings it about. */
#include "tests/unit/check/dkim_rows.h"

#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define I SEVERITY_INFO
#define U SEVERITY_UNKNOWN

static const struct expectation rows[] = {
    {{.dkim = "", .own = "mine"}, "DK-01", E,
	"no key at mine._domainkey.example.org (NXDOMAIN)"},
    {{.dkim = "x.mine._domainkey.example.org. TXT x\n", .own = "mine"}, "DK-01",
	E, "(NODATA)"},
    {{.dkim = ""}, "DK-01", W, "None of the 3 usual selectors"},
    {{.dkim = "", .own = "mine", .silent = "mine._domainkey.example.org"},
	"DK-01", U, "192.0.2.53 answered SERVFAIL"},
    {{.silent = "_domainkey.example.org"}, "DK-01", U, "SERVFAIL"},
    {{.dkim = ""}, "DK-02", I, "does not exist"},
    {{.dkim = "other._domainkey.example.org. TXT \"p=\"\n"}, "DK-02", I,
	"exists"},
    {{.dkim = KEY_LINE("\"v=DKIM1; p=" KEY_1024 "\"")
	     KEY_LINE("\"v=DKIM1; p=\"")},
	"DK-03", E, "2 TXT"},
    {{.dkim = "s1._domainkey.example.org. CNAME gone.example.\n"}, "DK-04", W,
	"alias for gone.example"},
    {{.given = "typed"}, "DK-01", E, "no key at typed._domainkey"},
    {KEY("v=DKIM1; p=" KEY_2048_HEAD), "DK-05", E, "ends early"},
    {KEY("v=DKIM1; p=MIGf*"), "DK-05", E, "base64"},
    {KEY("v=DKIM1; p=MIGf\\\" \\\"MA0G"), "DK-06", E, "notation of zone files"},
    {KEY("v=DKIM1; p=(" KEY_1024 ")"), "DK-06", E, "notation of zone files"},
    {{.dkim = KEY_LINE("\"v=DKIM1; p=MIGf \" \"" KEY_1024 "\"")}, "DK-07", W,
	"blanks"},
    {KEY("v=DKIM1; p=" KEY_1024 "; p="), "DK-08", E, "octet"},
    {KEY("k=rsa; v=DKIM1; p=" KEY_1024), "DK-09", E, "v=DKIM1"},
    {KEY("k=rsa; p=" KEY_1024), "DK-10", I, "no v=DKIM1"},
    {KEY("v=DKIM1; k=rsa"), "DK-11", E, "no p="},
    {KEY("selector1.dkim.example"), "DK-11", E, "selector1.dkim.example"},
    {KEY("v=DKIM1; p="), "DK-12", E, "revoked"},
    {{.dkim = KEY_LINE("\"v=DKIM1; p=\"") "s2._domainkey.example.org. TXT "
					  "\"v=DKIM1; p=" KEY_1024 "\"\n"},
	"DK-12", I, "s1._domainkey"},
    {KEY("v=DKIM1; k=dsa; p=AAAA"), "DK-13", E, "neither rsa nor ed25519"},
    {KEY("v=DKIM1; p=" KEY_ED25519), "DK-13", E, "not a key of the type"},
    {KEY("v=DKIM1; k=ed25519; p=" KEY_ED25519_SPKI), "DK-14", E, "wrapped"},
    {KEY("v=DKIM1; p=" KEY_512), "DK-15", E, "512 bits"},
    {KEY("v=DKIM1; p=" KEY_1024), "DK-16", W, "1024 bits"},
    {KEY("v=DKIM1; p=" KEY_4104), "DK-17", W, "4104 bits"},
    {KEY("v=DKIM1; p=" KEY_EVEN), "DK-18", W, "exponent 65536"},
    {KEY("v=DKIM1; h=sha1; p=" KEY_1024), "DK-19", E, "sha256"},
    {KEY("v=DKIM1; s=tlsrpt; p=" KEY_1024), "DK-20", E, "email"},
    {KEY("v=DKIM1; t=y; p=" KEY_1024), "DK-21", W, "test mode"},
    {{.dkim = KEY_LINE("\"v=DKIM1; t=s; p=" KEY_1024 "\""),
	 .mail_from = "root@www.example.org"},
	"DK-22", W, "at www.example.org (i=)"},
    {KEY("v=DKIM1; g=*; p=" KEY_1024), "DK-23", W, "g="},
    {KEY("v=DKIM1; rua=x; p=" KEY_1024), "DK-24", W, "\"rua\""},
    /* Ours. */
    {{.own = "s1", .wanted = GOOD_1024}, "DK-25", E,
	"not the key that signs: another key"},
    {{.own = "s1",
	 .wanted = "v=DKIM1; k=rsa; p=" KEY_2048_HEAD KEY_2048_TAIL,
	 .dkim = KEY_LINE("\"v=DKIM1; k=rsa; p=" KEY_2048_HEAD "\"")},
	"DK-25", E, "cut at"},
    {{.own = "s9", .wanted = GOOD_1024, .dkim = KEY_LINE("\"" GOOD_1024 "\"")},
	"DK-26", E, "at the selector \"s1\" instead"},
    {{.own = "s1",
	 .wanted = GOOD_1024,
	 .dkim = AT("s1._domainkey.example.org.", GOOD_ED25519)
	     AT("s2._domainkey.example.org.", GOOD_1024)},
	"DK-26", E, "at the selector \"s2\" instead"},
    {{.bare_key = "/etc/k\x1b.key"}, "DK-27", W, "can read /etc/k\\x1b.key"},
    {{.earlier = &other_keys}, "DK-36", W, "has another key than"},
    {{.old = "s1"}, "DK-37", I, "s1._domainkey.example.org is still"},
    /* Names. */
    {{.own = "s9",
	 .more = AT("s9._domainkey.example.org.example.org.", GOOD_1024)},
	"DK-31", E, "example.org.example.org"},
    {{.given = "s9",
	 .more = AT("s9._domainkey.example.org.example.org.", GOOD_1024)},
	"DK-31", E, "example.org.example.org"},
    {{.own = "s9", .more = AT("s9.example.org.", GOOD_1024)}, "DK-32", E,
	"at s9.example.org: _domainkey is missing"},
    {{.own = "s9", .more = AT("_domainkey.example.org.", GOOD_1024)}, "DK-32",
	E, "the selector is missing"},
    {{.more = AT("_domainkey.example.org.", GOOD_1024)}, "DK-32", E,
	"no receiver"},
    {{.more = AT("dkim.example.org.", GOOD_1024)}, "DK-32", E,
	"at dkim.example.org"},
    {{.txt = GOOD_TXT TXT_LINE(GOOD_1024)}, "DK-32", E, "at example.org,"},
    {{.own = "s9", .more = AT("s9.domainkey.example.org.", GOOD_1024)},
	"DK-33", W, "underscore"},
    {{.domain = "sub.example.org",
	 .own = "s9",
	 .wanted = GOOD_1024,
	 .more = AT("s9._domainkey.example.org.", GOOD_1024)},
	"DK-47", E, "at s9._domainkey.example.org"},
    {{.dkim = "s1._domainkey.example.org. CNAME s1.example.\n"
	     AT("s1.example.", GOOD_1024)},
	"DK-48", I, "alias for s1.example"},
    {{.dkim = "_domainkey.example.org. NS ns.example.\n"}, "DK-48", I,
	"ns.example is one"},
    /* The rest. */
    {{.more = AT("_adsp._domainkey.example.org.", "dkim=unknown")}, "DK-38", W,
	"dkim=unknown"},
    {{.secure = "_domainkey.example.org"}, "DK-40", I, "DNSSEC"},
    {{.dkim = "s1._domainkey.example.org. 86401 TXT \"" GOOD_1024 "\"\n"},
	"DK-41", W, "86401 seconds"},
    {KEY("v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GN"), "DK-46", W,
	"28 characters"},
    {KEY("v=DKIM1; k=ed25519; p=CRl9E57LMG5dS4CVK4CB9XfC"), "DK-46", W,
	"at least 44"},
    {KEY("v=DKIM1; p=" KEY_LOWER), "DK-34", E, "capital"},
    {{.own = "my_key"}, "DK-35", W, "my_key"},
    {{.more = "_domainkey.example.org. TXT \"t=y; o=~\"\n"}, "DK-39", I, "o=~"},
    {KEY("v=DKIM1; p=-----BEGIN PRIVATE KEY-----MIIC"), "DK-43", E,
	"private key"},
    {KEY("v=DKIM1; p=-----BEGIN PUBLIC KEY-----MIIB"), "DK-44", E, "BEGIN"},
    {KEY("v=DKIM1\\\\; p=" KEY_1024), "DK-45", E, "backslashes"},
    {{.dkim = "*._domainkey.example.org. TXT \"hello\"\n"}, "ZN-07", W,
	"hello"},
    {KEY(GOOD_ED25519), "DK-49", W, "type Ed25519"},
    {{.dkim = "s1._domainkey.example.org. CNAME s2.esp.example.\n" AT(
	  "s2.esp.example.", GOOD_1024)},
	"DK-50", W, "the numbers differ"},
    {{.dkim = "s9._domainkey.example.org. A 192.0.2.80\n", .given = "s9"},
	"DK-51", E, "the address 192.0.2.80"},
};

static void
finds_what_is_wrong_with_dkim(void **state)
{
	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_wrong_with_dkim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
