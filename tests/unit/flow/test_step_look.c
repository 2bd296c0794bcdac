/* The Look step: what the rows say before anything was decided. */
#include "tests/unit/flow/session.h"

#include <stdio.h>
#include <string.h>

static const char *
cell_of(const struct session *s, const char *topic, size_t cell)
{
	for (size_t i = 0; i < session_items(s, ITEM_ROW); i++) {
		const struct item *row = session_item(s, ITEM_ROW, i);

		if (strcmp(row->cell[0].text, topic) == 0)
			return row->cell[cell].text;
	}
	fail_msg("no row is about %s", topic);
	return "";
}

static void
names_a_domain_that_does_not_exist(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "nowhere.example.jp");
	session_run(&s);
	session_expect(&s, "look");
	assert_true(session_shows(&s,
	    "nowhere.example.jp does not exist in the DNS. Is it spelt"));
	assert_string_equal(cell_of(&s, "SPF", 1), "problem");
	session_end(&s);
}

static void
takes_a_domain_without_records_for_one(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_run(&s);
	session_expect(&s, "look");
	assert_false(session_shows(&s, "does not exist in the DNS"));
	assert_string_equal(cell_of(&s, "SPF", 1), "none");
	session_end(&s);
}

static void
misses_no_key_that_is_only_planned(void **state)
{
	struct session s;
	char before[80];

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_run(&s);
	(void)snprintf(before, sizeof(before), "%s", cell_of(&s, "DKIM", 2));
	session_go(&s, "dkim");
	session_run(&s);
	assert_true(session_shows(&s, "this name is free"));
	session_back(&s);
	session_back(&s);
	session_run(&s);
	session_expect(&s, "look");
	assert_string_equal(cell_of(&s, "DKIM", 1), "none");
	assert_string_equal(cell_of(&s, "DKIM", 2), before);
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_a_domain_that_does_not_exist),
	    cmocka_unit_test(takes_a_domain_without_records_for_one),
	    cmocka_unit_test(misses_no_key_that_is_only_planned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
