#include "tests/unit/check/scene.h"

#define KEY(text)                                \
	{                                        \
		.dkim = KEY_LINE("\"" text "\"") \
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

/* Explained in the catalogue; a lint holds this list against the tests. */
static const struct {
	const char *id, *why;
} unreachable[] = {
    {"DK-28", "the DNS shows nothing of a file, nor of who reads it"},
    {"DK-29", "only a message has a From; told as MSG-31 of one"},
    {"DK-30", "only a message has a d=; it is found when one is judged"},
    {"DK-42", "only a message has an l= and an x=; told as MSG-03, MSG-06, "
	      "MSG-08 of one"},
};

static void
explains_what_only_others_can_find(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(unreachable); i++) {
		assert_non_null(check_find(unreachable[i].id));
		assert_true(unreachable[i].why[0] != '\0');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(does_not_take_a_wildcard_for_a_key),
	    cmocka_unit_test(does_not_claim_that_there_is_no_dkim),
	    cmocka_unit_test(is_content_with_one_key_that_is_found),
	    cmocka_unit_test(explains_what_only_others_can_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
