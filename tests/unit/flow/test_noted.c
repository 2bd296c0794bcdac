#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/flow/noted.h"

static void
keeps_each_once_and_the_newest(void **state)
{
	static struct decisions d;
	const char *all[NOTED_MAX];

	(void)state;
	memset(&d, 0, sizeof(d));
	noted_add(&d, "s1");
	noted_add(&d, "S1");
	assert_int_equal(noted_selectors(&d, all), 1);
	assert_string_equal(all[0], "s1");
	for (int i = 0; i < NOTED_MAX; i++) {
		char name[8];

		(void)snprintf(name, sizeof(name), "k%d", i);
		noted_add(&d, name);
	}
	assert_int_equal(noted_selectors(&d, all), NOTED_MAX);
	assert_string_equal(all[0], "k0");
	assert_string_equal(all[NOTED_MAX - 1], "k7");
}

static void
refuses_what_is_no_selector(void **state)
{
	static struct decisions d;
	char longer[80];

	(void)state;
	memset(&d, 0, sizeof(d));
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	noted_add(&d, NULL);
	noted_add(&d, "");
	noted_add(&d, "two words");
	noted_add(&d, "a..b");
	noted_add(&d, longer);
	assert_int_equal(d.noteds, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_each_once_and_the_newest),
	    cmocka_unit_test(refuses_what_is_no_selector),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
