#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wizard/record/maildate.h"

static void
reads_dates_of_mail_and_logs(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {
	    {"Thu, 1 Jan 1970 00:00:00 +0000", 0},
	    {"Sun, 23 Jun 2024 12:14:30 +0900 (JST)", 1719112470},
	    {"23 Jun 2024 03:14 GMT", 1719112440},
	    {"  Sat, 22 Jun 2024 22:14:30 -0500", 1719112470},
	    {"Thu, 29 Feb 2024 23:59:60 Z", 1709251200},
	    {"Fri, 1 Mar 2024 00:00:00 +0000", 1709251200},
	    {"2024-06-23T12:14:30.120513+09:00 web01 postfix", 1719112470},
	    {"2024-06-23T03:14:30Z", 1719112470},
	    {"2024-06-23 03:14:30 +0000", 1719112470},
	    {"Wed, 31 Dec 2099 00:00:00 UT", 4102358400},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t ms = -1;

		assert_true(maildate_parse(slice_of(rows[i].text), &ms));
		assert_int_equal(ms, rows[i].seconds * 1000);
	}
}

static void
refuses_what_is_no_point_in_time(void **state)
{
	static const char *const texts[] = {
	    "",
	    "yesterday",
	    "2024-06-23 12:14:30", /* where? */
	    "Sun, 23 Jun 2024 12:14:30",
	    "Sun, 23 Jun 24 12:14:30 +0900",
	    "Sun, 32 Jun 2024 12:14:30 +0900",
	    "Sun, 23 Jin 2024 12:14:30 +0900",
	    "Sun, 23 Jun 2024 25:14:30 +0900",
	    "2024-13-23T12:14:30Z",
	    "2024-06-23T12:14:30+99:00",
	    "Jun 23 12:14:30", /* which year? */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		int64_t ms = -1;

		assert_false(maildate_parse(slice_of(texts[i]), &ms));
		assert_int_equal(ms, -1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_dates_of_mail_and_logs),
	    cmocka_unit_test(refuses_what_is_no_point_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
