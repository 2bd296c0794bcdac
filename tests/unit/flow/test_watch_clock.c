/* The wait when the wall clock is set: a suspended laptop, a first NTP answer. */
#include "tests/unit/flow/stage.h"
#include "wizard/flow/watch.h"

static const struct change addition = {
    .topic = TOPIC_DMARC,
    .op = CHANGE_ADD,
    .name = "_dmarc.example.jp",
    .ttl = 300,
    .value = "v=DMARC1; p=none",
    .negative_ttl = 900,
};

/* Those of the zone, then the caches. */
static const char *const servers[] = {"192.0.2.53", "192.0.2.54", "127.0.0.1",
    "198.51.100.1", "198.51.100.2"};

static void
nothing(void *arg)
{
	(void)arg;
}

static void
publish(struct stage *stage, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		stage_publish(stage, servers[i],
		    "_dmarc 300 TXT \"v=DMARC1; p=none\"\n");
}

/* What is asked in five minutes, the caches lacking the record. */
static size_t
asked_after(int64_t jump)
{
	struct change change = addition;
	struct stage *stage = stage_new();
	const struct services *services = stage_services(stage);
	struct watch *watch;
	size_t asked;

	stage_world(stage, "");
	watch = watch_new(services, &change, 1, nothing, NULL);
	stage_run(stage);
	publish(stage, 0, 2);
	stage_run_for(stage, 60000); /* two rounds */
	assert_int_not_equal(change.at_authority, 0);
	stage_forget_questions(stage);
	stage_set_clock(stage, jump);
	/* A cache keeps what it has for its TTL, whatever our clock says. */
	assert_in_range(watch_time_left(watch), 0, 900);
	assert_in_range(watch_visible_by(watch), 1,
	    services->clock.now(services->clock.self) + 900000);
	stage_run_for(stage, 300000);
	assert_in_range(watch_time_left(watch), 0, 900);
	asked = stage_questions(stage);
	publish(stage, 2, COUNT_OF(servers));
	stage_run_for(stage, 300000);
	assert_true(watch_done(watch));
	watch_free(watch);
	stage_free(stage);
	return asked;
}

static void
a_clock_that_is_set_makes_no_burst_and_no_endless_wait(void **state)
{
	static const int64_t day = 86400000;
	static const int64_t jumps[] = {-365 * day, -day, -1, 1, day, 365 * day};
	size_t usual = asked_after(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(jumps); i++)
		assert_int_equal(asked_after(jumps[i]), usual);
}

/* Rounds come further and further apart, and nothing is asked in between. */
static void
asks_silent_servers_seldom(void **state)
{
	struct change change = addition;
	struct stage *stage = stage_new();
	struct watch *watch;
	size_t before, hour;

	(void)state;
	stage_world(stage, "");
	stage_fail(stage, NULL, "", DNS_TIMEOUT);
	watch = watch_new(stage_services(stage), &change, 1, nothing, NULL);
	stage_run_for(stage, 3600000);
	before = stage_questions(stage);
	stage_run_for(stage, 3600000);
	hour = stage_questions(stage) - before;
	/* One round every five minutes at most. */
	assert_in_range(hour, 1, 12 * COUNT_OF(servers) * 2);
	assert_int_equal(change.at_authority, 0);
	watch_free(watch);
	stage_free(stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_clock_that_is_set_makes_no_burst_and_no_endless_wait),
	    cmocka_unit_test(asks_silent_servers_seldom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
