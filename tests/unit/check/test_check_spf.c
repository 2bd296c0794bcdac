#include "tests/unit/check/spf_rows.h"

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

/* Explained in the catalogue; a lint holds this list against the tests. */
static const struct {
	const char *id, *why;
} unreachable[] = {
    {"SPF-20", "no DNS message can hold a longer string, and a zone file with "
	       "one is refused when it is read"},
};

static void
explains_what_it_cannot_find_yet(void **state)
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
	    cmocka_unit_test(says_where_and_how_to_write_it),
	    cmocka_unit_test(explains_a_mechanism_written_as_a_modifier),
	    cmocka_unit_test(does_not_count_the_family_that_is_not_used),
	    cmocka_unit_test(says_nothing_while_answers_are_pending),
	    cmocka_unit_test(does_not_call_silence_missing),
	    cmocka_unit_test(explains_what_it_cannot_find_yet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
