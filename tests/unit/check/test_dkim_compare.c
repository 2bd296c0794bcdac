#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "wizard/check/dkim_compare.h"

/* A key of 2048 bits in the middle of which nothing is like in another one. */
#define HEAD "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"
#define BODY                                                                  \
	"3jc4tSKNfD41Kc0ooMuurFJ9yBNDp8W6qSMWIJYqMYg7kU7pLeEEsZY6gjDCRbb6I1rt"  \
	"xbv1hUajjmzXrvNnPQX/ZoZdQvgXGV2dS8TuZKbQwa0eMFJdfMHAoTbd2K26hLLhMfFf"  \
	"eKbWkLXPvL1cUFU6E3BfkV6WL+qgVzcTyUC4BkNe4k6PC7k8JR05+UrkTdP8OmXsmVMz"  \
	"cZQoZZJ8gmM1F+VEBJEnk+Yu/fV6AfiO+Lw0OQw0iwEjQb3Rs9tYmOxDrf9ZFqgu9dbL"  \
	"Kh+6sCCH0Hxp4ecC8HRr2yT2NYNLvvbvLTHQRdJvdAQVdQ4HYcZyxFKZ5vUcHz9KpOw7"
#define TAIL "GwIDAQAB"
#define KEY  HEAD BODY TAIL
#define WANTED "v=DKIM1; k=rsa; p=" KEY

#define OTHER                                                      \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjK45MPLBrOfgmOd98" \
	"0kjfgKb/GFFnE4/6pSNSOfu9jZGO5Z6FQa8TrpkgMLDWwSayc9UbsKv2" \
	"yGSqx7uwkVDKjaf2Hq2lvwa+W9ZWavwdkNuB0MGkgNsam6WeJcNr5lYq" \
	"pWzWbk51oTKcY1fr3wB9VHbLnu3AZdV8Tgs9GaAypwIDAQAB"

#define ED "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define WANTED_ED "v=DKIM1; k=ed25519; p=" ED

static const struct {
	const char *name;
	const char *wanted, *found;
	const char *word;
	const char *says; /* in the message; NULL: there is none */
} cases[] = {
    {"the same", WANTED, WANTED, "none", NULL},
    {"other order and blanks", WANTED, "k=rsa;p=" KEY ";", "none", NULL},
    {"Ed25519", WANTED_ED, WANTED_ED, "none", NULL},
    {"a final semicolon", WANTED_ED, WANTED_ED ";", "none", NULL},
    {"one space", WANTED, "v=DKIM1; k=rsa; p=" HEAD " " BODY TAIL, "spaces",
	"1 space inside"},
    {"five spaces", WANTED, "v=DKIM1; k=rsa; p=" HEAD "  " BODY "   " TAIL,
	"spaces", "5 spaces inside"},
    {"quotes around", WANTED, "\"" WANTED "\"", "quotes", "quotes inside"},
    {"quotes where it was split", WANTED,
	"v=DKIM1; k=rsa; p=" HEAD "\" \"" BODY TAIL, "quotes",
	"quotes inside"},
    {"single quotes", WANTED, "'" WANTED "'", "quotes", "quotes inside"},
    {"escaped", WANTED, "v=DKIM1\\; k=rsa\\; p=" KEY, "escaped-semicolons",
	"escaped semicolons"},
    {"escaped and quoted", WANTED, "\"v=DKIM1\\; k=rsa\\; p=" KEY "\"",
	"escaped-semicolons", "escaped semicolons"},
    {"a zone line", WANTED,
	"s1._domainkey IN TXT ( \"v=DKIM1; k=rsa; p=" HEAD "\" \"" BODY TAIL
	"\" ) ; ----- DKIM key",
	"zone-line", "zone file"},
    {"PEM", WANTED,
	"v=DKIM1; k=rsa; p=-----BEGIN PUBLIC KEY-----" KEY
	"-----END PUBLIC KEY-----",
	"pem", "lines around"},
    {"the private key", WANTED,
	"-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
	"private-key", "make a new key"},
    {"no k= for Ed25519", WANTED_ED, "v=DKIM1; p=" ED, "tags",
	"the key is right"},
    {"the version", WANTED, "v=DKIM2; k=rsa; p=" KEY, "tags",
	"the key is right"},
    {"the key alone", WANTED, KEY, "tags", "the key is right"},
    {"a hash that is gone", WANTED, "v=DKIM1; h=sha1; p=" KEY, "tags",
	"the key is right"},
    {"revoked", WANTED, "v=DKIM1; k=rsa; p=", "revoked", "revoked"},
    {"revoked, as wanted", "v=DKIM1; k=rsa; p=", "v=DKIM1; p=", "revoked",
	"revoked"},
    {"only the key is cut", WANTED, "k=rsa; p=" HEAD, "cut",
	"cut at 44 of 392 characters"},
    {"the second part", WANTED, TAIL, "no-key", "no key"},
    {"another key", WANTED, "v=DKIM1; k=rsa; p=" OTHER, "other-key",
	"another key"},
    {"Ed25519 in place of RSA", WANTED, WANTED_ED, "other-key", "another key"},
    {"another text", WANTED, "v=spf1 -all", "no-key", "no key"},
    {"nothing", WANTED, "", "no-key", "no key"},
    {"only quotes", WANTED, "\"\"", "no-key", "no key"},
};

static void
expect(const char *name, const char *wanted, const char *found,
    const char *word, const char *says)
{
	struct arena arena = ARENA_INIT;
	struct difference got =
	    dkim_compare(&arena, wanted, slice_of(found));

	if (strcmp(damage_word(got.damage), word) != 0)
		fail_msg("%s: %s (%s)", name, damage_word(got.damage),
		    got.message);
	if ((says == NULL) != (got.message == NULL) ||
	    (says != NULL && strstr(got.message, says) == NULL))
		fail_msg("%s: %s", name, got.message);
	arena_release(&arena);
}

static void
names_what_happened(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expect(cases[i].name, cases[i].wanted, cases[i].found,
		    cases[i].word, cases[i].says);
}

static void
says_where_it_was_cut(void **state)
{
	static const size_t lengths[] = {400, 256, 255, 254, 128, 20};
	char found[sizeof(WANTED)], says[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		(void)snprintf(found, lengths[i] + 1, "%s", WANTED);
		(void)snprintf(says, sizeof(says), "cut at %zu of 410",
		    lengths[i]);
		expect("cut", WANTED, found, "cut", says);
	}
}

static void
knows_the_end_without_its_beginning(void **state)
{
	(void)state;
	expect("tail", WANTED, &WANTED[255], "head-lost",
	    "last 155 of 410");
}

static void
knows_letters_that_were_made_small(void **state)
{
	char found[sizeof(WANTED)];

	(void)state;
	for (size_t i = 0; i < sizeof(WANTED); i++)
		found[i] = char_lower(WANTED[i]);
	expect("lower", WANTED, found, "case", "lower-cased");
	found[255] = '\0';
	expect("lower and cut", WANTED, found, "cut", "cut at 255");
}

static void
says_which_characters_differ(void **state)
{
	char found[sizeof(WANTED)];

	(void)state;
	memcpy(found, WANTED, sizeof(WANTED));
	found[18 + 99] = '-';
	expect("one character", WANTED, found, "altered",
	    "characters 100 to 100 of 392");
	memmove(found + 200, found + 201, sizeof(WANTED) - 201);
	found[18 + 99] = WANTED[18 + 99];
	expect("one lost", WANTED, found, "altered", "of 392");
}

static void
knows_the_usual_wrong_names(void **state)
{
	static const char *const expected[] = {
	    "s1.example.jp",
	    "s1.domainkey.example.jp",
	    "s1._domainkey.example.jp.example.jp",
	    "_domainkey.example.jp",
	};
	struct dkim_wrong_name wrong[WRONG_NAMES_MAX];
	char domain[DNAME_MAX + 1] = "a.jp";

	(void)state;
	assert_int_equal(
	    dkim_wrong_names("s1", "example.jp", wrong), COUNT_OF(expected));
	for (size_t i = 0; i < COUNT_OF(expected); i++)
		assert_string_equal(wrong[i].name.text, expected[i]);
	/* What is too long for a name cannot be there either. */
	for (size_t i = 0; i < 30; i++)
		memcpy(domain + 5 * i, "abcd.", 5);
	(void)snprintf(domain + 150, sizeof(domain) - 150, "jp");
	assert_int_equal(dkim_wrong_names("s1", domain, wrong), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_what_happened),
	    cmocka_unit_test(says_where_it_was_cut),
	    cmocka_unit_test(knows_the_end_without_its_beginning),
	    cmocka_unit_test(knows_letters_that_were_made_small),
	    cmocka_unit_test(says_which_characters_differ),
	    cmocka_unit_test(knows_the_usual_wrong_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
