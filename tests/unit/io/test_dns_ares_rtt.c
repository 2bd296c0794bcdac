#include "wizard/io/dns_ares_rtt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
waits_long_while_nothing_is_known(void **state)
{
	struct rtt rtt = {.wait = 0};

	(void)state;
	assert_int_equal(rtt_wait(&rtt), RTT_WAIT_UNKNOWN);
}

static void
waits_for_three_times_the_first_sample(void **state)
{
	struct rtt rtt = {.wait = 0};

	(void)state;
	rtt_sample(&rtt, 200000);
	assert_int_equal(rtt_wait(&rtt), 600);
}

static void
settles_near_a_steady_time(void **state)
{
	struct rtt rtt = {.wait = 0};

	(void)state;
	for (int i = 0; i < 100; i++)
		rtt_sample(&rtt, 300000);
	assert_in_range(rtt_wait(&rtt), 300, 310);
}

static void
keeps_within_its_bounds(void **state)
{
	struct rtt rtt = {.wait = 0};

	(void)state;
	rtt_sample(&rtt, 0);
	assert_int_equal(rtt_wait(&rtt), RTT_WAIT_MIN);
	rtt_sample(&rtt, 3600000000);
	assert_int_equal(rtt_wait(&rtt), RTT_WAIT_MAX);
	rtt_missed(&rtt, RTT_WAIT_MAX);
	assert_int_equal(rtt_wait(&rtt), RTT_WAIT_MAX);
}

static void
doubles_once_for_what_many_missed(void **state)
{
	struct rtt rtt = {.wait = 0};

	(void)state;
	for (int i = 0; i < 50; i++)
		rtt_missed(&rtt, RTT_WAIT_UNKNOWN);
	assert_int_equal(rtt_wait(&rtt), 2 * RTT_WAIT_UNKNOWN);
	/* The next answer says more than all guesses. */
	rtt_sample(&rtt, 1000);
	assert_int_equal(rtt_wait(&rtt), RTT_WAIT_MIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(waits_long_while_nothing_is_known),
	    cmocka_unit_test(waits_for_three_times_the_first_sample),
	    cmocka_unit_test(settles_near_a_steady_time),
	    cmocka_unit_test(keeps_within_its_bounds),
	    cmocka_unit_test(doubles_once_for_what_many_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
