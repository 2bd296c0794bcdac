/* One examination: facts as answers arrive, and libspf2's second opinion. */
#include "tests/unit/flow/stage.h"

#include <string.h>

#include "wizard/flow/examine.h"

#define RECORDS                                             \
	"@ TXT \"v=spf1 ip4:203.0.113.9 mx ~all\"\n"        \
	"_dmarc TXT \"v=DMARC1; p=none\"\n"                 \
	"mail TXT \"v=spf1 ip4:203.0.113.9 -all\"\n"

static const struct ip sender[] = {
    {.family = 4, .octets = {203, 0, 113, 9}},
    {.family = 4, .octets = {192, 0, 2, 25}},
};

struct look {
	struct stage *stage;
	struct examine_options options;
	struct examine *examine;
	size_t news;
	bool done_when_told; /* the last time that it was told */
};

static void
changed(void *arg)
{
	struct look *look = arg;

	look->news++;
	look->done_when_told = examine_done(look->examine);
	assert_non_null(examine_facts(look->examine));
}

static void
begin(struct look *look)
{
	memset(look, 0, sizeof(*look));
	look->stage = stage_new();
	stage_world(look->stage, RECORDS);
	look->options.params.domain = "example.jp";
	look->options.params.authority = true;
	look->options.params.sender = sender;
	look->options.params.senders = 1;
	look->options.params.helo = "mail.example.jp";
	look->options.second_opinion = true;
	look->examine = examine_new(
	    stage_services(look->stage), &look->options, changed, look);
}

static void
end(struct look *look)
{
	examine_free(look->examine);
	stage_free(look->stage);
}

static const struct address_facts *
address(const struct look *look, const struct ip *ip)
{
	const struct facts *f = examine_facts(look->examine);

	for (size_t i = 0; i < f->addresses; i++)
		if (ip_equal(&f->address[i].ip, ip))
			return &f->address[i];
	return NULL;
}

static void
ends_with_facts_findings_and_verdicts(void **state)
{
	struct look look;
	struct examine_statistics statistics;
	const struct address_facts *a;

	(void)state;
	begin(&look);
	stage_spf(look.stage, "203.0.113.9", NULL, SPF_PASS);
	stage_spf(look.stage, "203.0.113.9", "", SPF_SOFTFAIL);
	assert_false(examine_done(look.examine));
	assert_false(examine_facts(look.examine)->complete);
	stage_run(look.stage);
	assert_true(examine_done(look.examine));
	assert_true(look.done_when_told);
	assert_true(examine_findings(look.examine)->count > 0);
	a = address(&look, &sender[0]);
	assert_string_equal(a->spf, "pass");
	assert_string_equal(a->spf_helo, "pass");
	assert_int_equal(a->second->result, SPF_PASS);
	assert_int_equal(a->second_helo->result, SPF_SOFTFAIL);
	/* The MX only receives: nobody has to judge it. */
	assert_null(address(&look, &sender[1])->second);
	assert_int_equal(stage_spf_asked(look.stage), 2);
	statistics = examine_statistics(look.examine);
	assert_int_equal(statistics.queries, stage_questions(look.stage));
	assert_in_range(statistics.rounds, 3, 6);
	assert_int_equal(statistics.elapsed_ms,
	    statistics.rounds * STAGE_ANSWER + STAGE_WORK);
	assert_int_equal(examine_waited(look.examine), statistics.elapsed_ms);
	assert_int_equal(examine_started(look.examine), STAGE_START);
	end(&look);
}

/* Answers that come together are told once. */
static void
tells_once_a_round(void **state)
{
	struct look look;

	(void)state;
	begin(&look);
	stage_run(look.stage);
	assert_int_equal(look.news,
	    examine_statistics(look.examine).rounds +
		stage_spf_asked(look.stage));
	end(&look);
}

/* What follows from the answers that are there is not put off for the others. */
static void
is_not_held_up_by_one_silent_server(void **state)
{
	struct look look;

	(void)state;
	begin(&look);
	stage_fail(look.stage, NULL, "_mta-sts.example.jp", DNS_TIMEOUT);
	stage_run_for(look.stage, STAGE_SILENCE / 2);
	assert_string_equal(address(&look, &sender[0])->spf, "pass");
	assert_int_equal(
	    address(&look, &sender[1])->confirmed, CONFIRM_YES);
	assert_false(examine_done(look.examine));
	stage_run(look.stage);
	assert_true(examine_done(look.examine));
	end(&look);
}

static void
asks_only_what_is_new(void **state)
{
	static const char *const selectors[] = {"s9"};
	struct look look;
	struct inspect_params params;

	(void)state;
	begin(&look);
	stage_run(look.stage);
	stage_forget_questions(look.stage);
	params = look.options.params;
	examine_update(look.examine, &params);
	stage_run(look.stage);
	assert_int_equal(stage_questions(look.stage), 0);
	assert_int_equal(stage_spf_asked(look.stage), 2);
	params.selector = selectors;
	params.selectors = 1;
	examine_update(look.examine, &params);
	assert_false(examine_done(look.examine));
	stage_run(look.stage);
	assert_true(examine_done(look.examine));
	assert_int_equal(stage_questions(look.stage), 1);
	assert_string_equal(stage_question(look.stage, 0)->name,
	    "s9._domainkey.example.jp");
	assert_non_null(address(&look, &sender[0])->second);
	end(&look);
}

static void
judges_a_sender_that_is_new(void **state)
{
	struct look look;
	struct inspect_params params;

	(void)state;
	begin(&look);
	stage_run(look.stage);
	params = look.options.params;
	params.senders = 2;
	examine_update(look.examine, &params);
	stage_run(look.stage);
	assert_true(examine_done(look.examine));
	assert_int_equal(stage_spf_asked(look.stage), 4);
	assert_non_null(address(&look, &sender[1])->second_helo);
	end(&look);
}

static void
judges_bounces_again_under_another_name(void **state)
{
	static const struct {
		const char *before, *after;
	} rows[] = {
	    {"mail.example.jp", "www.example.jp"}, {NULL, "mail.example.jp"}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct look look;
		struct inspect_params params;

		begin(&look);
		params = look.options.params;
		params.helo = rows[i].before;
		examine_update(look.examine, &params);
		stage_spf(look.stage, "203.0.113.9", "", SPF_FAIL);
		stage_run(look.stage);
		stage_spf(look.stage, "203.0.113.9", "", SPF_PASS);
		params.helo = rows[i].after;
		examine_update(look.examine, &params);
		stage_run(look.stage);
		assert_true(examine_done(look.examine));
		assert_int_equal(
		    address(&look, &sender[0])->second_helo->result, SPF_PASS);
		end(&look);
	}
}

static void
keeps_the_helpers_death_apart_from_a_verdict(void **state)
{
	struct look look;

	(void)state;
	begin(&look);
	stage_spf_dies(look.stage);
	stage_run(look.stage);
	assert_true(examine_done(look.examine));
	assert_false(address(&look, &sender[0])->second->valid);
	assert_string_equal(address(&look, &sender[0])->spf, "pass");
	end(&look);
}

static void
asks_everything_again(void **state)
{
	struct look look;
	size_t before;

	(void)state;
	begin(&look);
	stage_run(look.stage);
	before = stage_questions(look.stage);
	stage_publish(look.stage, NULL, "@ TXT \"v=spf1 -all\"\n");
	stage_run_for(look.stage, 1000);
	examine_again(look.examine);
	assert_false(examine_done(look.examine));
	stage_run(look.stage);
	assert_true(examine_done(look.examine));
	assert_string_equal(address(&look, &sender[0])->spf, "fail");
	assert_true(stage_questions(look.stage) >= before);
	assert_true(examine_started(look.examine) > STAGE_START);
	assert_int_equal(stage_spf_asked(look.stage), 4);
	end(&look);
}

static void
ends_although_nobody_answers(void **state)
{
	struct look look;

	(void)state;
	begin(&look);
	stage_fail(look.stage, NULL, "", DNS_TIMEOUT);
	stage_run(look.stage);
	examine_again(look.examine);
	stage_run(look.stage);
	assert_true(examine_done(look.examine));
	assert_string_equal(address(&look, &sender[0])->spf, "temperror");
	assert_int_equal(
	    findings_worst(examine_findings(look.examine)), SEVERITY_UNKNOWN);
	end(&look);
}

static void
can_be_left_or_begun_anew_at_any_moment(void **state)
{
	bool more = true;

	(void)state;
	for (int events = 0; more; events++) {
		struct look look;

		begin(&look);
		for (int i = 0; i < events && more; i++)
			more = stage_step(look.stage);
		if (events % 3 == 1)
			examine_again(look.examine);
		if (events % 3 == 2)
			examine_update(look.examine, &look.options.params);
		assert_in_range(events, 0, 500);
		end(&look);
	}
	examine_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ends_with_facts_findings_and_verdicts),
	    cmocka_unit_test(tells_once_a_round),
	    cmocka_unit_test(is_not_held_up_by_one_silent_server),
	    cmocka_unit_test(asks_only_what_is_new),
	    cmocka_unit_test(judges_a_sender_that_is_new),
	    cmocka_unit_test(judges_bounces_again_under_another_name),
	    cmocka_unit_test(keeps_the_helpers_death_apart_from_a_verdict),
	    cmocka_unit_test(asks_everything_again),
	    cmocka_unit_test(ends_although_nobody_answers),
	    cmocka_unit_test(can_be_left_or_begun_anew_at_any_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
