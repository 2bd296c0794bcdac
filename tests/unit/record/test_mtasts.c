#include "tests/unit/scratch.h"
#include "wizard/record/mtasts.h"

static void
selects_records_and_recognises_attempts(void **state)
{
	static const struct {
		const char *text;
		bool is_record, is_attempt;
	} rows[] = {
	    {"v=STSv1; id=1", true, false},
	    {"v=STSv1;", true, false},
	    {"v=STSv1;;", true, false},
	    {"v=STSv1 ; id=1", false, true},
	    {"v=STSv1", false, true},
	    {"v=stsv1; id=1", false, true},
	    {" v=STSv1; id=1", false, true},
	    {"v=spf1 -all", false, false},
	    {"", false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice text = slice_of(rows[i].text);

		assert_int_equal(mtasts_is_record(text), rows[i].is_record);
		assert_int_equal(mtasts_is_attempt(text), rows[i].is_attempt);
	}
}

static void
finds_each_fault_of_a_record(void **state)
{
	static const struct {
		const char *text;
		unsigned faults;
	} rows[] = {
	    {"v=STSv1; id=20261121T000000Z;", 0},
	    {"v=STSv1; id=aB3", 0},
	    {"v=STSv1; id=1; 2a-b.c_d=x", 0},
	    {"v=STSv1; id=12345678901234567890123456789012", 0},
	    {"v=STSv1; id=123456789012345678901234567890123",
		MTASTS_RECORD_ID},
	    {"v=STSv1; id=", MTASTS_RECORD_ID},
	    {"v=STSv1; id=1-2", MTASTS_RECORD_ID},
	    {"v=STSv1;", MTASTS_RECORD_NO_ID},
	    {"v=STSv1; ID=1", MTASTS_RECORD_NO_ID},
	    {"v=STSv1; id=1; id=2", MTASTS_RECORD_DUPLICATE},
	    {"v=STSv1;; id=1", MTASTS_RECORD_SYNTAX},
	    {"v=STSv1; id=1; -a=b", MTASTS_RECORD_SYNTAX},
	    {"v=STSv1; id=1; a.b=", MTASTS_RECORD_SYNTAX},
	    {"v=STSv1; id=1\xc3\xa9", MTASTS_RECORD_SYNTAX | MTASTS_RECORD_ID},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (mtasts_parse(&arena, slice_of(rows[i].text))->faults !=
		    rows[i].faults)
			fail_msg("%s", rows[i].text);
}

static void
reads_a_policy_with_either_line_end(void **state)
{
	static const char *const texts[] = {
	    "version: STSv1\nmode: enforce\nmx: a.example\nmx: *.b.example\n"
	    "max_age: 604800\n",
	    "version: STSv1\r\nmode: enforce\r\nmx: A.example\r\n"
	    "mx: *.B.example\r\nmax_age: 604800",
	    "mode:enforce  \nmx:\ta.example \nmax_age:604800\nmx:*.b.example\n"
	    "version:STSv1\n\n\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct mtasts_policy *policy =
		    mtasts_policy_parse(&arena, slice_of(texts[i]));

		assert_int_equal(policy->faults, 0);
		assert_true(policy->versioned);
		assert_int_equal(policy->mode, MTASTS_ENFORCE);
		assert_int_equal(policy->max_age, 604800);
		assert_int_equal(policy->mxs, 2);
		assert_string_equal(policy->mx[0], "a.example");
		assert_string_equal(policy->mx[1], "*.b.example");
	}
}

static void
names_the_line_of_each_fault(void **state)
{
	static const struct {
		const char *text;
		enum mtasts_problem problem;
		size_t line;
	} rows[] = {
	    {"version: STSv1\nmode enforce\n", MTASTS_NOT_A_FIELD, 2},
	    {"version: STSv1\n\nmode: none\n", MTASTS_NOT_A_FIELD, 2},
	    {" version: STSv1\n", MTASTS_NOT_A_FIELD, 1},
	    {": x\n", MTASTS_NOT_A_FIELD, 1},
	    {"mode: none\nmode: testing\n", MTASTS_REPEATED, 2},
	    {"Mode: none\n", MTASTS_UNKNOWN, 1},
	    {"version: STSv2\n", MTASTS_VERSION, 1},
	    {"mode: Enforce\n", MTASTS_MODE, 1},
	    {"mode:\n", MTASTS_MODE, 1},
	    {"max_age: 31557601\n", MTASTS_MAX_AGE, 1},
	    {"max_age: 12345678901\n", MTASTS_MAX_AGE, 1},
	    {"max_age: -1\n", MTASTS_MAX_AGE, 1},
	    {"max_age: 1d\n", MTASTS_MAX_AGE, 1},
	    {"max_age:\n", MTASTS_MAX_AGE, 1},
	    {"mx: a.example.\n", MTASTS_MX, 1},
	    {"mx: a.*.example\n", MTASTS_MX, 1},
	    {"mx: *.\n", MTASTS_MX, 1},
	    {"mx: *\n", MTASTS_MX, 1},
	    {"mx: 192.0.2.1:25\n", MTASTS_MX, 1},
	    {"mx: a.example, b.example\n", MTASTS_MX, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct mtasts_policy *policy =
		    mtasts_policy_parse(&arena, slice_of(rows[i].text));

		if (policy->faults != 1 ||
		    policy->fault[0].problem != rows[i].problem ||
		    policy->fault[0].line != rows[i].line)
			fail_msg("%s", rows[i].text);
	}
}

static void
keeps_the_first_of_a_repeated_key(void **state)
{
	struct mtasts_policy *policy = mtasts_policy_parse(&arena,
	    slice_of("mode: testing\nmode: enforce\nmax_age: 5\nmax_age: 6\n"));

	(void)state;
	assert_int_equal(policy->mode, MTASTS_TESTING);
	assert_int_equal(policy->max_age, 5);
}

static void
bounds_what_it_keeps(void **state)
{
	struct buf text = BUF_INIT;
	struct mtasts_policy *policy;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_addf(&text, "mx: m%d.example\nx\n", i);
	policy = mtasts_policy_parse(&arena, slice_of(buf_text(&text)));
	assert_int_equal(policy->mxs, MTASTS_MX_MAX);
	assert_int_equal(policy->faults, MTASTS_FAULTS_MAX);
	buf_release(&text);
}

static void
lets_an_asterisk_stand_for_one_label(void **state)
{
	static const struct {
		const char *pattern, *host;
		bool matches;
	} rows[] = {
	    {"mail.example.jp", "mail.example.jp", true},
	    {"mail.example.jp", "MAIL.example.jp", true},
	    {"mail.example.jp", "mx.mail.example.jp", false},
	    {"*.example.jp", "mail.example.jp", true},
	    {"*.example.jp", "example.jp", false},
	    {"*.example.jp", "a.b.example.jp", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(
		    mtasts_pattern_matches(rows[i].pattern, rows[i].host),
		    rows[i].matches);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(selects_records_and_recognises_attempts),
	    cmocka_unit_test(finds_each_fault_of_a_record),
	    cmocka_unit_test(reads_a_policy_with_either_line_end),
	    cmocka_unit_test(names_the_line_of_each_fault),
	    cmocka_unit_test(keeps_the_first_of_a_repeated_key),
	    cmocka_unit_test(bounds_what_it_keeps),
	    cmocka_unit_test(lets_an_asterisk_stand_for_one_label),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
