/* What an SPF record would cost its receivers, before it is published. */
#include "tests/unit/flow/stage.h"

#include <string.h>

#include "wizard/flow/cost.h"

struct count {
	struct stage *stage;
	struct cost *cost;
	size_t news;
};

static void
changed(void *arg)
{
	struct count *count = arg;

	count->news++;
}

static void
begin(struct count *count)
{
	memset(count, 0, sizeof(*count));
	count->stage = stage_new();
	stage_world(count->stage,
	    "_spf TXT \"v=spf1 a:mail.example.jp mx -all\"\n");
	count->cost =
	    cost_new(stage_services(count->stage), changed, count);
}

static void
end(struct count *count)
{
	cost_free(count->cost);
	stage_free(count->stage);
}

static void
counts_when_the_answers_are_here(void **state)
{
	static const struct {
		const char *record;
		unsigned lookups, voids4, voids6;
	} rows[] = {
	    {"v=spf1 ip4:192.0.2.1 -all", 0, 0, 0},
	    {"v=spf1 mx include:_spf.google.com -all", 2, 0, 1},
	    {"v=spf1 include:_spf.example.jp a:gone.example.jp -all", 4, 2, 3},
	    {"v=spf1 redirect=sendgrid.net", 1, 0, 0},
	};
	struct count count;

	(void)state;
	begin(&count);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = ARENA_INIT;
		struct spf_cost cost;

		cost_set(count.cost, "example.jp", rows[i].record);
		assert_int_equal(cost_result(count.cost).pending, i > 0);
		stage_run(count.stage);
		cost = cost_result(count.cost);
		assert_false(cost.pending);
		assert_int_equal(cost.lookups, rows[i].lookups);
		assert_int_equal(cost.voids4, rows[i].voids4);
		assert_int_equal(cost.voids6, rows[i].voids6);
		/* Nothing was left unasked that the tree shows. */
		assert_false(cost_tree(count.cost, &arena)->pending);
		arena_release(&arena);
	}
	assert_true(count.news >= COUNT_OF(rows) - 1);
	end(&count);
}

static void
asks_only_what_is_new(void **state)
{
	struct count count;
	size_t questions;

	(void)state;
	begin(&count);
	assert_false(cost_result(count.cost).pending);
	cost_set(count.cost, "example.jp", "v=spf1 include:sendgrid.net -all");
	stage_run(count.stage);
	questions = stage_questions(count.stage);
	cost_set(count.cost, "example.jp", "v=spf1 include:sendgrid.net -all");
	cost_set(count.cost, "example.jp", "v=spf1 include:sendgrid.net ~all");
	stage_run(count.stage);
	assert_int_equal(stage_questions(count.stage), questions);
	cost_set(count.cost, "example.jp",
	    "v=spf1 include:sendgrid.net include:_spf.google.com ~all");
	stage_run(count.stage);
	assert_int_equal(stage_questions(count.stage), questions + 1);
	/* The record itself is not there yet: nobody is asked for it. */
	assert_int_equal(
	    stage_asked(count.stage, "example.jp", ASK_RESOLVER), 0);
	end(&count);
}

static void
can_be_left_at_any_moment(void **state)
{
	(void)state;
	for (int events = 0; events < 12; events++) {
		struct count count;

		begin(&count);
		cost_set(count.cost, "example.jp",
		    "v=spf1 include:_spf.example.jp include:sendgrid.net mx");
		for (int i = 0; i < events; i++)
			(void)stage_step(count.stage);
		end(&count);
	}
	cost_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_when_the_answers_are_here),
	    cmocka_unit_test(asks_only_what_is_new),
	    cmocka_unit_test(can_be_left_at_any_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
