#include "tests/unit/check/dmarc_rows.h"

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

/* What was meant, and what to do where receivers differ. */
static void
says_what_to_write(void **state)
{
	static const struct {
		struct scene scene;
		const char *id, *fix;
	} rows[] = {
	    {DMARC("v=DMARC1; p=none; rau=x"), "DM-13",
		"\"rua=x\" instead of \"rau=x\""},
	    {DMARC("v=DMARC1; p=quarantin"), "DM-18",
		"\"p=quarantine\" instead of \"p=quarantin\""},
	    {DMARC("v=DMARC1; p none"), "DM-11",
		"\"p=none\" instead of \"p none\""},
	    {DMARC("v=DMARC1; p=none; rua=a@x.example"), "DM-27",
		"\"mailto:a@x.example\" instead of \"a@x.example\""},
	    {DMARC("v=DMARC1; p=none; rua=mailto:a@a.example"), "DM-31",
		"\"v=DMARC1;\" at example.org._report._dmarc.a.example"},
	    {{.more = "_dmarc.org. TXT \"v=DMARC1; p=none\"\n"}, "DM-03",
		"psd=n to the record at _dmarc.example.org"},
	    {{.domain = "shop.example.org",
		 .dmarc = "_dmarc.shop.example.org. TXT \"v=DMARC1; p=none\"\n"},
		"DM-03", "at _dmarc.example.org as well"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct judged judged = judge(&rows[i].scene);
		const struct finding *finding = must_find(&judged, rows[i].id);

		if (strstr(finding->fix, rows[i].fix) == NULL)
			fail_msg("%s: %s", rows[i].id, finding->fix);
		judged_release(&judged);
	}
}

static const struct {
	const char *id;
	const char *why;
} unreachable[] = {
    {"DM-34", "neither the DNS nor what is known about this machine tells "
	      "which mailboxes there are"},
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
	    cmocka_unit_test(does_not_call_silence_missing),
	    cmocka_unit_test(needs_no_answer_above_the_record_that_applies),
	    cmocka_unit_test(names_an_attempt_instead_of_a_missing_record),
	    cmocka_unit_test(points_at_the_octet),
	    cmocka_unit_test(says_what_to_write),
	    cmocka_unit_test(explains_what_it_cannot_find_yet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
