#include "tests/unit/check/scene.h"

/* The exponent 65536; and what a panel without capitals makes of a key. */
#define KEY_EVEN                                                   \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjK45MPLBrOfgmOd98" \
	"0kjfgKb/GFFnE4/6pSNSOfu9jZGO5Z6FQa8TrpkgMLDWwSayc9UbsKv2" \
	"yGSqx7uwkVDKjaf2Hq2lvwa+W9ZWavwdkNuB0MGkgNsam6WeJcNr5lYq" \
	"pWzWbk51oTKcY1fr3wB9VHbLnu3AZdV8Tgs9GaAypwIDAQAA"
#define KEY_LOWER                                                  \
	"migfma0gcsqgsib3dqebaquaa4gnadcbiqkbgqdjk45mplbrofgmod98" \
	"0kjfgkb/gffne4/6psnsofu9jzgo5z6fqa8trpkgmldwwsayc9ubskv2" \
	"ygsqx7uwkvdkjaf2hq2lvwa+w9zwavwdknub0mgkgnsam6wejcnr5lyq" \
	"pwzwbk51otkcy1fr3wb9vhblnu3azdv8tgs9gaaypwidaqab"

#define KEY(text)                                \
	{                                        \
		.dkim = KEY_LINE("\"" text "\"") \
	}
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
    {KEY("v=DKIM1; p=" KEY_2048_HEAD), "DK-05", E, "ends early"},
    {KEY("v=DKIM1; p=MIGf*"), "DK-05", E, "base64"},
    {KEY("v=DKIM1; p=MIGf\\\" \\\"MA0G"), "DK-06", E, "quotation"},
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
    {KEY("v=DKIM1; p=" KEY_EVEN), "DK-18", W, "exponent 65536"},
    {KEY("v=DKIM1; h=sha1; p=" KEY_1024), "DK-19", E, "sha256"},
    {KEY("v=DKIM1; s=tlsrpt; p=" KEY_1024), "DK-20", E, "email"},
    {KEY("v=DKIM1; t=y; p=" KEY_1024), "DK-21", W, "test mode"},
    {KEY("v=DKIM1; g=*; p=" KEY_1024), "DK-23", W, "g="},
    {KEY("v=DKIM1; rua=x; p=" KEY_1024), "DK-24", W, "\"rua\""},
    {KEY("v=DKIM1; p=" KEY_LOWER), "DK-34", E, "capital"},
    {{.own = "my_key"}, "DK-35", W, "my_key"},
    {{.more = "_domainkey.example.org. TXT \"t=y; o=~\"\n"}, "DK-39", I, "o=~"},
    {KEY("v=DKIM1; p=-----BEGIN PRIVATE KEY-----MIIC"), "DK-43", E,
	"private key"},
    {KEY("v=DKIM1; p=-----BEGIN PUBLIC KEY-----MIIB"), "DK-44", E, "BEGIN"},
    {KEY("v=DKIM1\\\\; p=" KEY_1024), "DK-45", E, "backslashes"},
    {{.dkim = "*._domainkey.example.org. TXT \"hello\"\n"}, "ZN-07", W,
	"hello"},
};

static void
finds_what_is_wrong_with_keys(void **state)
{
	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

/* A long key costs a DNS reply, not a mistake: only above 4096 it is told. */
static void
warns_of_keys_above_4096_bits(void **state)
{
	struct arena arena = ARENA_INIT;
	struct dkim_record record = {.type = DKIM_KEY_RSA, .bits = 8192};
	struct dns_rr rr = {.text = slice_of("v=DKIM1; p=x")};
	struct dns_answer ok = {.status = DNS_OK, .rr = &rr, .count = 1};
	struct dns_answer none = {.status = DNS_NXDOMAIN};
	struct selector_facts selector = {
	    .name = "s1", .answer = &ok, .record = &record, .records = 1};
	struct facts facts = {
	    .domain = "example.org",
	    .selector = &selector,
	    .selectors = 1,
	    .domainkey = &none,
	    .wildcard = &none,
	};
	struct findings findings = {.finding = NULL};
	bool found = false;

	(void)state;
	record.tags = taglist_parse(&arena, rr.text);
	check_dkim(&arena, &facts, &findings);
	for (size_t i = 0; i < findings.count; i++)
		found = found ||
			strcmp(findings.finding[i].check->id, "DK-17") == 0;
	assert_true(found);
	arena_release(&arena);
}

/* A wildcard's answer is no key of the selector that was tried. */
static void
does_not_take_a_wildcard_for_a_key(void **state)
{
	struct scene scene = {
	    .dkim = "*._domainkey.example.org. TXT \"v=DKIM1; p=\"\n"};
	struct judged judged = judge(&scene);

	(void)state;
	assert_null(find_finding(&judged, "DK-12"));
	assert_int_equal(
	    must_find(&judged, "DK-01")->severity, SEVERITY_WARNING);
	judged_release(&judged);
}

/* What a guess does not find may exist elsewhere. */
static void
does_not_claim_that_there_is_no_dkim(void **state)
{
	struct scene scene = {.dkim = ""};
	struct judged judged = judge(&scene);
	const struct finding *finding = must_find(&judged, "DK-01");

	(void)state;
	assert_non_null(strstr(finding->message, "another selector"));
	assert_int_equal(finding->severity, SEVERITY_WARNING);
	judged_release(&judged);
}

static void
is_content_with_one_key_that_is_found(void **state)
{
	static const struct scene good = {.dkim = NULL};
	static const struct scene ed25519 =
	    KEY("v=DKIM1; k=ed25519; p=" KEY_ED25519);

	(void)state;
	expect_none(&good, "DK-01");
	expect_none(&ed25519, "DK-13");
	expect_none(&ed25519, "DK-16");
}

static void
knows_the_verdict_of_comparing_keys(void **state)
{
	(void)state;
	assert_non_null(check_find("DK-25"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_wrong_with_keys),
	    cmocka_unit_test(warns_of_keys_above_4096_bits),
	    cmocka_unit_test(does_not_take_a_wildcard_for_a_key),
	    cmocka_unit_test(does_not_claim_that_there_is_no_dkim),
	    cmocka_unit_test(is_content_with_one_key_that_is_found),
	    cmocka_unit_test(knows_the_verdict_of_comparing_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
