#include "tests/unit/scratch.h"
#include "wizard/record/bounce_pattern.h"

static bool
find(const char *pattern, const char *text, struct pattern_match *ret)
{
	struct stream stream = stream_of(&arena, slice_of(text));

	return pattern_find(&arena, pattern, &stream, ret);
}

#define RESULTS "DKIM = {dkim} SPF [{domain}] with ip: [{ip} *] = {spf}"

/* NULL: the value must not be there. */
static const struct {
	const char *pattern, *text;
	enum pattern_value kind;
	const char *value;
} rows[] = {
    {RESULTS, "dkim=pass SPF[a.example] with ip:[192.0.2.1] = did not pass",
	PATTERN_SPF, "fail"},
    {RESULTS,
	"DKIM = pass\n550-5.7.26 SPF [a.example] with\nip: "
	"[192.0.2.1  7] = did not 550 5.7.26 pass",
	PATTERN_SPF, "fail"},
    {RESULTS, "DKIM = none SPF [a.exa\nmple] with ip: [192.0.2.1] = pass",
	PATTERN_DOMAIN, "a.example"},
    {RESULTS, "DKIM = none SPF [a.exa\n    mple] with ip: [192.0.2.1] = pass",
	PATTERN_DOMAIN, NULL},
    {RESULTS, "DKIM = none SPF [a.example] with ip: [192.0.2.1     12] = pass",
	PATTERN_IP, "192.0.2.1"},
    {RESULTS, "DKIM = none SPF [a.example] with ip: [192.0.2.1\n2] = pass",
	PATTERN_IP, NULL}, /* 192.0.2.12, or 192.0.2.1 and a number */
    {RESULTS, "DKIM = none SPF [a.example] with ip: [2001:DB8::1] = pass",
	PATTERN_IP, "2001:db8::1"},
    {RESULTS, "DKIM = none SPF [a.example] with ip: [192.0.2.300] = pass",
	PATTERN_IP, NULL},
    {"policy for {domain}", "policy for a.example (in reply to DATA)",
	PATTERN_DOMAIN, "a.example"},
    {"policy for {domain}", "policy for a.example.", PATTERN_DOMAIN,
	"a.example"},
    {"policy for {domain}", "policy for a.exa\nmple", PATTERN_DOMAIN, NULL},
    {"policy for {domain}", "policy for a.example\nStatus: 5.0.0",
	PATTERN_DOMAIN, "a.example"},
    {"s=mfrom;id={domain};ip", "s=mfrom;id=user@a.example;ip=", PATTERN_DOMAIN,
	"a.example"},
    {"{ip} is not allowed", "550 192.0.2.7 is not allowed", PATTERN_IP,
	"192.0.2.7"},
    {"{ip} is not allowed", "550 192.0.\n2.7 is not allowed", PATTERN_IP, NULL},
    {"host {host}[{host-ip}] said:", "host mailhost.a.example[192.0.2.1] said:",
	PATTERN_HOST, "mailhost.a.example"},
    {"host {host}[{host-ip}] said:", "host mx.pphosted.com[192.0.2.1] said:",
	PATTERN_HOST, "mx.pphosted.com"},
    {"{ip} The sending", "192.0.2.1     19 The sending", PATTERN_IP,
	"192.0.2.1"},
    {"Spf= {spf} , Dkim= {dkim} , DMARC", "Spf= Fail , Dkim= Pass , DMARC= x",
	PATTERN_DKIM, "pass"},
};

static void
values_are_read_or_left_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pattern_match match;
		const char *value;

		if (!find(rows[i].pattern, rows[i].text, &match))
			fail_msg("row %zu: no match", i);
		value = match.value[rows[i].kind];
		if ((value == NULL) != (rows[i].value == NULL) ||
		    (value != NULL && strcmp(value, rows[i].value) != 0))
			fail_msg("row %zu: %s", i, value ? value : "null");
	}
}

static void
hidden_values_are_noticed(void **state)
{
	static const char *const hidden[] = {"***.***", "xxxx.co.jp",
	    "[redacted]", "yourdomain.com", "mail.******.example"};
	struct pattern_match match;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(hidden); i++) {
		assert_true(find("sending domain {domain} is refused",
		    arena_printf(
			&arena, "sending domain %s is refused", hidden[i]),
		    &match));
		assert_true(match.masked);
		assert_null(match.value[PATTERN_DOMAIN]);
	}
}

static void
other_words_do_not_match(void **state)
{
	struct pattern_match match;

	(void)state;
	assert_false(find("user unknown", "user is unknown", &match));
	assert_false(
	    find("SPF [{domain}] fails", "SPF [a.example] passes", &match));
	assert_false(find("first * second", "second first", &match));
	assert_true(find("none | second", "the second", &match));
}

static void
malformed_wordings_are_refused(void **state)
{
	static const char *const bad[] = {"", "*", "{ip}", "abc",
	    "spf {nobody}", "words {ip", "fine words | {ip}"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (bad[i][0] != '\0')
			assert_non_null(pattern_fault(bad[i]));
	assert_null(pattern_fault(RESULTS));
}

static void
codes_are_taken_out_wherever_lines_break(void **state)
{
	static const char *const texts[] = {
	    "said: 550-5.7.26 one 550-5.7.26 two 550 5.7.26 three",
	    "550-5.7.26 one\n550-5.7.26 two\n550 5.7.26 three",
	    "550-5.7.26 one 550\n    5.7.26 two 550-5.7.\n26 three",
	    "<<< 550-5.7.26 one\n<<< 550-5.7.26 two\n<<< 550 5.7.26 three",
	    "55\n0-5.7.26 one 5\n50-5.\n7.26 two\n550 5.7.26 three",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct stream s = stream_of(&arena, slice_of(texts[i]));

		assert_int_equal(s.codes, 3);
		for (size_t c = 0; c < s.codes; c++) {
			assert_int_equal(s.code[c].reply, 550);
			assert_string_equal(s.code[c].enhanced, "5.7.26");
		}
		assert_non_null(strstr(s.dense, "onetwothree"));
	}
}

/* Where they stand is up to whoever wrote the report. */
static void
replies_and_enhanced_codes_find_each_other(void **state)
{
	static const struct {
		const char *text;
		unsigned reply;
		const char *enhanced;
	} cases[] = {
	    {"{\"code\":550,\"message\":\"5.7.1 no\"}", 550, "5.7.1"},
	    {"SMTPDataError: (550, b'5.7.1 no')", 550, "5.7.1"},
	    {"said: 553 sorry, no rcpthosts (#5.7.1)", 553, "5.7.1"},
	    {"Sorry, no mailbox here. (#5.1.1)", 0, "5.1.1"},
	    {"LED=550-5.7.26 no", 550, "5.7.26"},
	    {"from a.example[192.0.2.1]: 5.7.1 rejected", 0, "5.7.1"},
	    {"571 5.7.1 no", 571, "5.7.1"},
	    {"said: 550 no\n\nOther text (#4.4.1)", 550, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct stream s = stream_of(&arena, slice_of(cases[i].text));

		assert_true(s.codes > 0);
		assert_int_equal(s.code[0].reply, cases[i].reply);
		if (cases[i].enhanced == NULL)
			assert_null(s.code[0].enhanced);
		else
			assert_string_equal(
			    s.code[0].enhanced, cases[i].enhanced);
	}
}

static void
numbers_that_are_no_codes_stay(void **state)
{
	static const char *const texts[] = {"room 550 is", "192.0.2.55",
	    "id=550-5.7", "at 11:10:45 today", "x550-5.7.1",
	    "smtp.550.example"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_int_equal(
		    stream_of(&arena, slice_of(texts[i])).codes, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(values_are_read_or_left_out, scratch_release),
	    cmocka_unit_test_teardown(hidden_values_are_noticed, scratch_release),
	    cmocka_unit_test_teardown(other_words_do_not_match, scratch_release),
	    cmocka_unit_test_teardown(malformed_wordings_are_refused, scratch_release),
	    cmocka_unit_test_teardown(
		codes_are_taken_out_wherever_lines_break, scratch_release),
	    cmocka_unit_test_teardown(
		replies_and_enhanced_codes_find_each_other, scratch_release),
	    cmocka_unit_test_teardown(numbers_that_are_no_codes_stay, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
