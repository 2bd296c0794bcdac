#include "tests/unit/check/scene.h"

static const struct scene good = {.domain = NULL};

/* The exit code of a good domain is 0: nothing but information about it. */
static void
leaves_a_good_domain_without_warnings(void **state)
{
	struct judged judged = judge(&good);

	(void)state;
	for (size_t i = 0; i < judged.findings.count; i++) {
		const struct finding *f = &judged.findings.finding[i];

		if (f->severity != SEVERITY_INFO)
			fail_msg("%s: %s", f->check->id, f->message);
	}
	assert_int_equal(findings_worst(&judged.findings), SEVERITY_INFO);
	judged_release(&judged);
}

static void
has_every_check_complete_and_once(void **state)
{
	(void)state;
	assert_true(check_catalogue_count > 100);
	for (size_t i = 0; i < check_catalogue_count; i++) {
		const struct check *check = &check_catalogue[i];

		assert_ptr_equal(check_find(check->id), check);
		assert_true(strlen(check->title) > 0);
		assert_true(strlen(check->why) > 0);
		assert_true(strlen(check->fix) > 0);
		assert_true(strlen(check->reference) > 0);
	}
	assert_null(check_find("SPF-99"));
}

/* Where a finding belongs: how bad it is, and then what is mended first. */
static size_t
place(const struct finding *f)
{
	static const size_t severities[] = {
	    [SEVERITY_ERROR] = 0,
	    [SEVERITY_UNKNOWN] = 1,
	    [SEVERITY_WARNING] = 2,
	    [SEVERITY_INFO] = 3,
	    [SEVERITY_OK] = 4,
	};
	static const char *const topics[] = {
	    "SPF", "DK", "DM", "MX", "PT", "ZN", "TL", "MS", "TR", "DN", "BI"};
	size_t topic = 0;

	while (strncmp(f->check->id, topics[topic], strlen(topics[topic])) != 0)
		assert_true(++topic < COUNT_OF(topics));
	return severities[f->severity] * COUNT_OF(topics) + topic;
}

static void
orders_by_severity_and_then_by_topic(void **state)
{
	struct scene scene = {
	    .txt = TXT_LINE("v=spf1 mx ptr 192.0.2.1 ~all"),
	    .dkim = "",
	    .dmarc = DMARC_LINE("v=DMARC1; p=none; sp=x"),
	    .ptr = "",
	};
	struct judged judged = judge(&scene);
	const struct finding *list = judged.findings.finding;

	(void)state;
	for (size_t i = 1; i < judged.findings.count; i++)
		assert_true(place(&list[i - 1]) <= place(&list[i]));
	assert_string_equal(list[0].check->id, "SPF-33");
	assert_int_equal(findings_worst(&judged.findings), SEVERITY_ERROR);
	judged_release(&judged);
}

static void
ranks_unknown_between_error_and_warning(void **state)
{
	struct arena arena = ARENA_INIT;
	struct findings list = {.finding = NULL};

	(void)state;
	assert_int_equal(findings_worst(&list), SEVERITY_OK);
	finding_add(&arena, &list, "SPF-09", "example.org", "w");
	assert_int_equal(findings_worst(&list), SEVERITY_WARNING);
	finding_add(&arena, &list, "SPF-03", "example.org", "u");
	assert_int_equal(findings_worst(&list), SEVERITY_UNKNOWN);
	finding_add(&arena, &list, "SPF-01", "example.org", "e");
	assert_int_equal(findings_worst(&list), SEVERITY_ERROR);
	assert_string_equal(severity_word(SEVERITY_UNKNOWN), "unknown");
	arena_release(&arena);
}

static void
escapes_what_others_wrote(void **state)
{
	struct scene scene = {.txt = TXT_LINE("v=spf1 \\027[31mred ~all")};
	struct judged judged = judge(&scene);

	(void)state;
	for (size_t i = 0; i < judged.findings.count; i++)
		assert_null(strchr(judged.findings.finding[i].message, '\033'));
	(void)must_find(&judged, "SPF-31");
	judged_release(&judged);
}

/* Silence is unknown, and unknown is never an error. */
static void
judges_nobody_by_silence(void **state)
{
	struct scene scene = {.silent = ""};
	struct judged judged;

	(void)state;
	scene.silent = "g"; /* example.org and everything below it */
	judged = judge(&scene);
	for (size_t i = 0; i < judged.findings.count; i++)
		if (judged.findings.finding[i].severity == SEVERITY_ERROR)
			fail_msg("%s", judged.findings.finding[i].message);
	assert_int_equal(findings_worst(&judged.findings), SEVERITY_UNKNOWN);
	judged_release(&judged);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(leaves_a_good_domain_without_warnings),
	    cmocka_unit_test(has_every_check_complete_and_once),
	    cmocka_unit_test(orders_by_severity_and_then_by_topic),
	    cmocka_unit_test(ranks_unknown_between_error_and_warning),
	    cmocka_unit_test(escapes_what_others_wrote),
	    cmocka_unit_test(judges_nobody_by_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
