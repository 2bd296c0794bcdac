/* The screen of the wait: every record has its turn, every cell says something. */
#include "tests/unit/flow/session.h"

#include <stdio.h>
#include <string.h>

#include "wizard/flow/wait_grid.h"

#define RECORDS 10

/* Publish is done; there are so many new records, of which nobody has any. */
static void
begin(struct session *s, size_t records)
{
	struct decisions *d;

	session_stage(s, "");
	session_open(s, "example.jp");
	session_go(s, "publish");
	d = &s->wizard->d;
	d->changes = records;
	for (size_t i = 0; i < records; i++) {
		d->change[i] =
		    (struct change) {.topic = TOPIC_HELO, .op = CHANGE_ADD};
		(void)snprintf(d->change[i].name, sizeof(d->change[i].name),
		    "host%zu.example.jp", i);
		(void)strcpy(d->change[i].value, "v=spf1 a -all");
	}
	session_key(s, 'c', 0);
	session_run_for(s, 15000);
	session_expect(s, "wait");
}

/* Of the servers, how many cells about records they have; none is empty. */
static size_t
cells(const struct session *s)
{
	size_t n = 0;

	for (size_t i = 0; i < session_items(s, ITEM_ROW); i++) {
		const struct item *row = session_item(s, ITEM_ROW, i);

		for (size_t c = 1; c + 1 < row->table->columns; c++, n++)
			assert_true(row->cell[c].text[0] != '\0');
	}
	return n;
}

static void
ten_records_go_into_two_pages(void **state)
{
	struct session s;
	size_t servers;

	(void)state;
	begin(&s, RECORDS);
	servers = session_items(&s, ITEM_ROW);
	assert_int_equal(wait_grid_pages(s.wizard), 2);
	for (size_t turn = 0; turn < 4; turn++) {
		size_t first = turn % 2 * WAIT_GRID_RECORDS;
		char words[64];

		(void)snprintf(words, sizeof(words),
		    "Records %zu to %zu of 10: host%zu, ", first + 1,
		    first + WAIT_GRID_RECORDS, first);
		assert_true(session_shows(&s, words));
		assert_int_equal(cells(&s), servers * WAIT_GRID_RECORDS);
		session_key(&s, 'm', 0);
	}
	session_end(&s);
}

static void
one_page_is_not_turned(void **state)
{
	struct session s;

	(void)state;
	begin(&s, WAIT_GRID_RECORDS);
	assert_int_equal(wait_grid_pages(s.wizard), 1);
	assert_false(session_shows(&s, "the next ones"));
	for (size_t i = 0; i < s.view.hints; i++)
		assert_int_not_equal(s.view.hint[i].key, 'm');
	assert_int_equal(
	    cells(&s), session_items(&s, ITEM_ROW) * WAIT_GRID_RECORDS);
	session_end(&s);
}

/* The mistake at a server is said wherever its column is. */
static void
a_row_tells_what_is_wrong_on_other_pages(void **state)
{
	struct session s;

	(void)state;
	begin(&s, RECORDS);
	stage_publish(s.stage, NULL, "host9 TXT \"v=spf1 a -al\"\n");
	session_run_for(&s, 60000);
	for (size_t turn = 0; turn < 2; turn++) {
		const struct item *row = session_item(&s, ITEM_ROW, 0);

		assert_int_equal(row->details, 2);
		assert_non_null(strstr(row->detail[1], "cut at"));
		session_key(&s, 'm', 0);
	}
	session_end(&s);
}

/* Who comes back later is not told that servers are being asked. */
static void
what_was_over_before_has_no_grid(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "verify");
	session_back(&s);
	session_expect(&s, "wait");
	assert_true(session_items(&s, ITEM_ROW) > 0);
	session_back(&s);
	session_expect(&s, "publish");
	session_next(&s, 0);
	session_expect(&s, "wait");
	assert_true(session_shows(&s, "Done: every server has every record"));
	assert_int_equal(session_items(&s, ITEM_ROW), 0);
	assert_int_equal(session_items(&s, ITEM_HEAD), 0);
	session_next(&s, 0);
	session_expect(&s, "verify");
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ten_records_go_into_two_pages),
	    cmocka_unit_test(one_page_is_not_turned),
	    cmocka_unit_test(a_row_tells_what_is_wrong_on_other_pages),
	    cmocka_unit_test(what_was_over_before_has_no_grid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
