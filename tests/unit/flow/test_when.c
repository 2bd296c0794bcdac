/* Points and spans of time in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "wizard/flow/when.h"

#define NOON 1795262400000 /* 21 November 2026, 12:00 UTC */

static void
names_points_in_time(void **state)
{
	struct arena arena = ARENA_INIT;
	char selector[16];

	(void)state;
	assert_int_equal(setenv("TZ", "JST-9", 1), 0);
	tzset();
	assert_string_equal(when_clock(&arena, NOON), "21:00");
	assert_string_equal(when_date(&arena, NOON), "2026-11-21");
	assert_string_equal(
	    when_date(&arena, NOON + (int64_t)4 * 3600000), "2026-11-22");
	assert_string_equal(when_utc(&arena, NOON), "2026-11-21T12:00:00Z");
	/* A selector is of the same month for everybody. */
	when_selector(1796083199000, selector, sizeof(selector));
	assert_string_equal(selector, "s202611");
	when_selector(1796083200000, selector, sizeof(selector));
	assert_string_equal(selector, "s202612");
	when_selector(NOON, selector, 4);
	assert_string_equal(selector, "");
	assert_true(strlen(when_clock(&arena, INT64_MAX)) < 40);
	assert_true(strlen(when_utc(&arena, INT64_MIN)) < 40);
	arena_release(&arena);
}

static void
names_spans_by_the_unit_that_says_something(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} rows[] = {
	    {-5, "0 s"},
	    {0, "0 s"},
	    {499, "0 s"},
	    {500, "1 s"},
	    {8000, "8 s"},
	    {99000, "99 s"},
	    {100000, "2 min"},
	    {720000, "12 min"},
	    {5999000, "100 min"},
	    {6000000, "2 h"},
	    {86400000, "24 h"},
	    {172799000, "48 h"},
	    {172800000, "2 days"},
	    {864000000, "10 days"},
	};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(
		    when_span(&arena, rows[i].ms), rows[i].text);
	arena_release(&arena);
}

static void
a_clock_that_was_set_back_makes_no_negative_time(void **state)
{
	(void)state;
	assert_int_equal(when_since(5000, 2000), 3000);
	assert_int_equal(when_since(2000, 5000), 0);
	assert_int_equal(when_since(0, INT64_MAX), 0);
}

static void
never_names_a_negative_age(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	assert_string_equal(when_ago(&arena, NOON, NOON - 12000), "12 s ago");
	assert_string_equal(when_ago(&arena, NOON, NOON - 999), "now");
	assert_string_equal(when_ago(&arena, NOON, NOON + 3600000), "now");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_points_in_time),
	    cmocka_unit_test(names_spans_by_the_unit_that_says_something),
	    cmocka_unit_test(a_clock_that_was_set_back_makes_no_negative_time),
	    cmocka_unit_test(never_names_a_negative_age),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
