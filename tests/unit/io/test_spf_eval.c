#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tests/helper/spf_stage.h"

#define HELPER BUILD_DIR "/inkan-spf"

static const struct row zone[] = {
    {"plain.example", DNS_TXT, "google-site-verification=abc"},
    {"plain.example", DNS_TXT, "v=spf1 ip4:192.0.2.0/28 ip6:2001:db8::/32 "
                               "~ip4:198.51.100.1 ?ip4:198.51.100.2 -all"},
    {"none.example", DNS_TXT, "hello"},
    {"twice.example", DNS_TXT, "v=spf1 -all"},
    {"twice.example", DNS_TXT, "v=spf1 +all"},
    {"silent.example", DNS_TXT, NULL},
    {"include.example", DNS_TXT, "v=spf1 include:plain.example ~all"},
    {"redirect.example", DNS_TXT, "v=spf1 redirect=plain.example"},
    {"lost.example", DNS_TXT, "v=spf1 include:nowhere.example ~all"},
    {"a.example", DNS_TXT, "v=spf1 a -all"},
    {"a.example", DNS_A, "192.0.2.1"},
    {"a.example", DNS_A, "192.0.2.2"},
    {"a.example", DNS_AAAA, "2001:db8::1"},
    {"mx.example", DNS_TXT, "v=spf1 mx -all"},
    {"mx.example", DNS_MX, "nowhere.example"},
    {"mx.example", DNS_MX, "a.example"},
    {"nullmx.example", DNS_TXT, "v=spf1 mx -all"},
    {"nullmx.example", DNS_MX, ""},
    {"ptr.example", DNS_TXT, "v=spf1 ptr -all"},
    {"1.2.0.192.in-addr.arpa", DNS_PTR, "mail.ptr.example"},
    {"mail.ptr.example", DNS_A, "192.0.2.1"},
    {"exists.example", DNS_TXT, "v=spf1 exists:%{ir}.%{l}._spf.%{d} -all"},
    {"1.2.0.192.ann._spf.exists.example", DNS_A, "127.0.0.2"},
    {"1.2.0.192.a\\032b._spf.exists.example", DNS_A, "127.0.0.2"},
    {"helo.example", DNS_TXT, "v=spf1 exists:%{h}.%{o}._spf.example -all"},
    {"mail.helo.example.helo.example._spf.example", DNS_A, "127.0.0.2"},
    {"local.example", DNS_TXT, "v=spf1 ip4:127.0.0.2 ip6:::1 -all"},
    {"down.example", DNS_TXT, "v=spf1 a:down.example -all"},
    {"down.example", DNS_A, NULL},
    {"loop.example", DNS_TXT, "v=spf1 include:loop.example -all"},
    {"grow.example", DNS_TXT, "v=spf1 include:%{d}.%{d}.%{d} -all"},
    {"bad.example", DNS_TXT, "v=spf1 foo:bar -all"},
    {"deep.example", DNS_TXT, "v=spf1 include:bad.example -all"},
    {NULL, DNS_A, NULL},
};

static const struct {
	const char *ip, *helo, *from;
	enum spf_result result;
} verdicts[] = {
    {"192.0.2.1", "h.example", "a@plain.example", SPF_PASS},
    {"192.0.2.16", "h.example", "a@plain.example", SPF_FAIL},
    {"198.51.100.1", "h.example", "a@plain.example", SPF_SOFTFAIL},
    {"198.51.100.2", "h.example", "a@plain.example", SPF_NEUTRAL},
    {"2001:db8::25", "h.example", "a@plain.example", SPF_PASS},
    {"2001:db9::25", "h.example", "a@plain.example", SPF_FAIL},
    {"::ffff:192.0.2.1", "h.example", "a@plain.example", SPF_PASS},
    {"192.0.2.1", "h.example", "a@none.example", SPF_NONE},
    {"192.0.2.1", "h.example", "a@nowhere.example", SPF_NONE},
    {"192.0.2.1", "h.example", "a@twice.example", SPF_PERMERROR},
    {"192.0.2.1", "h.example", "a@silent.example", SPF_TEMPERROR},
    {"192.0.2.1", "h.example", "a@include.example", SPF_PASS},
    {"192.0.2.99", "h.example", "a@include.example", SPF_SOFTFAIL},
    {"192.0.2.1", "h.example", "a@redirect.example", SPF_PASS},
    {"192.0.2.1", "h.example", "a@lost.example", SPF_PERMERROR},
    {"192.0.2.2", "h.example", "a@a.example", SPF_PASS},
    {"192.0.2.3", "h.example", "a@a.example", SPF_FAIL},
    {"2001:db8::1", "h.example", "a@a.example", SPF_PASS},
    {"192.0.2.1", "h.example", "a@mx.example", SPF_PASS},
    {"192.0.2.1", "h.example", "a@nullmx.example", SPF_FAIL},
    {"192.0.2.1", "h.example", "a@ptr.example", SPF_PASS},
    {"192.0.2.2", "h.example", "a@ptr.example", SPF_FAIL},
    {"192.0.2.1", "h.example", "ann@exists.example", SPF_PASS},
    {"192.0.2.1", "h.example", "a b@exists.example", SPF_PASS},
    {"192.0.2.1", "h.example", "bob@exists.example", SPF_FAIL},
    {"192.0.2.1", "mail.helo.example", "a@helo.example", SPF_PASS},
    {"192.0.2.1", "[192.0.2.1]", "a@helo.example", SPF_FAIL},
    {"192.0.2.1", "", "a@helo.example", SPF_FAIL},
    {"192.0.2.1", "plain.example", "", SPF_PASS},
    {"192.0.2.1", "h.example", "plain.example", SPF_PASS},
    {"192.0.2.1", "h.example", "@plain.example", SPF_PASS},
    {"127.0.0.1", "h.example", "a@plain.example", SPF_FAIL},
    {"127.0.0.2", "h.example", "a@local.example", SPF_PASS},
    {"::1", "h.example", "a@local.example", SPF_PASS},
    {"::1", "h.example", "a@a.example", SPF_FAIL},
    {"192.0.2.1", "h.example", "a@down.example", SPF_TEMPERROR},
    {"192.0.2.1", "h.example", "a@loop.example", SPF_PERMERROR},
    {"192.0.2.1", "h.example", "a@grow.example", SPF_PERMERROR},
};

static void
gives_the_verdict_of_libspf2(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, zone);
	for (size_t i = 0; i < COUNT_OF(verdicts); i++) {
		stage_judge(&stage, verdicts[i].ip, verdicts[i].helo,
		    verdicts[i].from);
		if (!stage.verdict.valid ||
		    stage.verdict.result != verdicts[i].result)
			fail_msg("%s %s: %d, %s", verdicts[i].ip,
			    verdicts[i].from, (int)stage.verdict.result,
			    stage.verdict.comment);
	}
	stage_close(&stage);
}

static void
counts_questions_and_never_asks_for_type_spf(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, zone);
	stage_judge(&stage, "192.0.2.1", "h.example", "a@mx.example");
	assert_string_equal(stage.dns.asked,
	    "TXT mx.example\nMX mx.example\nA nowhere.example\nA a.example\n");
	assert_int_equal(stage.verdict.lookups, 4);
	stage_close(&stage);
}

static void
never_hands_over_a_record_outside_the_grammar(void **state)
{
	static const char *const senders[] = {
	    "a@bad.example", "a@deep.example"};
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, zone);
	for (size_t i = 0; i < COUNT_OF(senders); i++) {
		stage_judge(&stage, "192.0.2.1", "h.example", senders[i]);
		assert_false(stage.verdict.valid);
		assert_int_equal(stage.verdict.result, SPF_PERMERROR);
		assert_non_null(strstr(stage.verdict.comment, "not asked"));
		assert_non_null(strstr(stage.verdict.comment, "bad.example"));
	}
	stage_close(&stage);
}

static void
refuses_senders_without_a_domain_name(void **state)
{
	static const struct {
		const char *helo, *from;
	} senders[] = {
	    {"", ""},
	    {"localhost", ""},
	    {"h.example", "a@"},
	    {"h.example", "a@b..example"},
	    {"h.example", "a@localhost"},
	};
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, zone);
	for (size_t i = 0; i < COUNT_OF(senders); i++) {
		stage_judge(
		    &stage, "192.0.2.1", senders[i].helo, senders[i].from);
		assert_false(stage.verdict.valid);
		assert_int_equal(stage.verdict.result, SPF_NONE);
		assert_string_equal(stage.dns.asked, "");
	}
	stage_close(&stage);
}

/* --- Records that stop libspf2 ------------------------------------------ */

/* head, count times "%{d}", literal times 'x', tail */
static char *
macros(const char *head, unsigned count, unsigned literal, const char *tail)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, head);
	while (count-- > 0)
		buf_adds(&text, "%{d}");
	while (literal-- > 0)
		buf_addc(&text, 'x');
	buf_adds(&text, tail);
	return buf_take(&text);
}

static void
survives_records_that_overrun_libspf2(void **state)
{
	struct row rows[] = {
	    {"exp.example", DNS_TXT, "v=spf1 exp=boom.example -all"},
	    {"boom.example", DNS_TXT, macros("", 127, 1, "")},
	    {"big.example", DNS_TXT,
	        macros("v=spf1 include:", 127, 3637, ".example -all")},
	    {"small.example", DNS_TXT,
	        macros("v=spf1 include:", 127, 1, ".example -all")},
	    {"edge.example", DNS_TXT,
	        macros("v=spf1 include:", 127, 3560, ".example")},
	    {"unknown.example", DNS_TXT, macros("v=spf1 foo=", 127, 5480, "")},
	    {"edgemod.example", DNS_TXT, macros("v=spf1 foo=", 127, 3500, "")},
	    {"open.example", DNS_TXT, "v=spf1 exists:%{d -all"},
	    {NULL, DNS_A, NULL},
	};
	static const char *const senders[] = {
	    "a@big.example", "a@small.example", "a@edge.example",
	    "a@unknown.example", "a@edgemod.example", "a@open.example"};
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, rows);
	stage_judge(&stage, "192.0.2.1", "h.example", "a@exp.example");
	assert_true(stage.verdict.valid);
	assert_int_equal(stage.verdict.result, SPF_FAIL);
	assert_null(strstr(stage.dns.asked, "boom"));
	for (size_t i = 0; i < COUNT_OF(senders); i++) {
		stage_judge(&stage, "192.0.2.1", "h.example", senders[i]);
		assert_string_not_equal(stage.verdict.comment, "");
	}
	stage_close(&stage);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].value != NULL && strstr(rows[i].value, "%{d}%{d}"))
			free((void *)(uintptr_t)rows[i].value);
}

/* --- Several at once, and none any more --------------------------------- */

static void
runs_no_more_helpers_than_allowed(void **state)
{
	static const struct spf_limits limits = {
	    .deadline_ms = 20000, .questions = 200, .helpers = 2};
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, zone);
	spf_eval_limit(stage.eval, &limits);
	stage.dns.held = true;
	for (unsigned i = 0; i < 6; i++)
		(void)stage_begin(
		    &stage, "192.0.2.1", "h.example", "a@plain.example");
	while (stage.dns.pending < 2)
		assert_true(loop_turn(stage.dns.loop));
	stage_release(&stage);
	stage_wait(&stage, 6);
	assert_int_equal(stage.dns.most_pending, 2);
	stage_close(&stage);
}

static void
says_nothing_after_a_cancel(void **state)
{
	struct stage stage;
	struct spf_job *waiting, *refused, *asking;

	(void)state;
	stage_open(&stage, HELPER, zone);
	stage.dns.held = true;
	asking = stage_begin(
	    &stage, "192.0.2.1", "h.example", "a@plain.example");
	while (stage.dns.pending < 1)
		assert_true(loop_turn(stage.dns.loop));
	waiting = stage_begin(
	    &stage, "192.0.2.1", "h.example", "a@plain.example");
	refused = stage_begin(&stage, "192.0.2.1", "h.example", "a@");
	stage.spf.cancel(stage.spf.self, asking);
	stage.spf.cancel(stage.spf.self, waiting);
	stage.spf.cancel(stage.spf.self, refused);
	assert_int_equal(stage.dns.pending, 0);
	stage.dns.held = false;
	(void)stage_begin(&stage, "192.0.2.1", "h.example", "a@mx.example");
	stage_wait(&stage, 1);
	assert_int_equal(stage.verdict.lookups, 4);
	stage_close(&stage);
	assert_int_equal(stage.done, 1);
}

static void
can_be_freed_at_any_moment(void **state)
{
	(void)state;
	for (unsigned turns = 0; turns < 12; turns++) {
		struct stage stage;

		stage_open(&stage, HELPER, zone);
		for (unsigned i = 0; i < 6; i++)
			(void)stage_begin(
			    &stage, "192.0.2.1", "h.example", "a@mx.example");
		for (unsigned i = 0; i < turns; i++)
			(void)loop_turn(stage.dns.loop);
		stage_close(&stage);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gives_the_verdict_of_libspf2),
	    cmocka_unit_test(counts_questions_and_never_asks_for_type_spf),
	    cmocka_unit_test(never_hands_over_a_record_outside_the_grammar),
	    cmocka_unit_test(refuses_senders_without_a_domain_name),
	    cmocka_unit_test(survives_records_that_overrun_libspf2),
	    cmocka_unit_test(runs_no_more_helpers_than_allowed),
	    cmocka_unit_test(says_nothing_after_a_cancel),
	    cmocka_unit_test(can_be_freed_at_any_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
