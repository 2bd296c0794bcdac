/* The step Move: said by hand, and what an earlier move has left. */
#include "tests/unit/flow/session.h"

#include <string.h>

#include "wizard/flow/decisions.h"

#define RECORDS "@ TXT \"v=spf1 ip4:192.0.2.25 ip4:192.0.2.99 -all\"\n"

enum { NEW, OLD, TTL };

static const char *
kept(const struct session *s, const char *key)
{
	return stage_kept_value(s->stage, "example.jp", key);
}

static void
type(struct session *s, size_t field, const char *text)
{
	int id = session_item(s, ITEM_FIELD, field)->id;

	session_type(s, id, text);
	session_leave(s, id);
}

/* The one that is called so; 0: there is none. */
static int
row(const struct session *s, enum item_kind kind, const char *text)
{
	for (size_t i = 0; i < session_items(s, kind); i++) {
		const struct item *item = session_item(s, kind, i);

		for (size_t c = 0; c < item->table->columns; c++)
			if (strcmp(item->cell[c].text, text) == 0)
				return item->id;
	}
	return 0;
}

static int
open_move(void **state)
{
	static struct session s;

	session_stage(&s, RECORDS);
	session_open(&s, "example.jp");
	session_run(&s);
	session_key(&s, 'm', 0);
	session_run(&s);
	session_expect(&s, "move");
	*state = &s;
	return 0;
}

static int
end(void **state)
{
	session_end(*state);
	return 0;
}

/* From the first screen, whether domains are known or not. */
static void
begins_on_the_start_screen(void **state)
{
	const char *entry = "This server has moved or will move";
	struct session s;

	(void)state;
	session_stage(&s, RECORDS);
	session_open(&s, NULL);
	session_run(&s);
	session_press(&s, row(&s, ITEM_ROW, entry));
	session_expect(&s, "domain");
	type(&s, 0, "example.jp");
	session_next(&s, 0);
	session_expect(&s, "move");
	session_run(&s);
	session_back(&s);
	session_expect(&s, "look");
	session_close(&s);
	session_open(&s, NULL);
	session_run(&s);
	session_press(&s, row(&s, ITEM_ROW, entry));
	session_expect(&s, "move");
	session_run(&s);
	session_end(&s);
}

static void
refuses_what_is_no_address(void **state)
{
	static const struct {
		size_t field;
		const char *text, *message;
	} rows[] = {
	    {NEW, "mail.example.jp", "not an IP address"},
	    {NEW, "192.0.2.300", "not an IP address"},
	    {NEW, "10.0.0.5", "cannot be seen from the Internet"},
	    {NEW, "192.0.2.77, fe80::1", "cannot be seen from the Internet"},
	    {TTL, "a day", "in seconds"},
	    {TTL, "99999999999999999999", "for that long"},
	};
	struct session *s = *state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		type(s, rows[i].field, rows[i].text);
		assert_true(session_shows(s, rows[i].message));
		session_next(s, 0);
		assert_non_null(strstr(s->view.message, rows[i].message));
		assert_string_equal(kept(s, "moving.0.ip"), "");
		type(s, rows[i].field, "");
	}
	type(s, NEW, "192.0.2.77");
	type(s, OLD, "192.0.2.77");
	session_next(s, 0);
	assert_non_null(strstr(s->view.message, "both old and new"));
}

static void
makes_the_plan_for_what_was_typed(void **state)
{
	struct session *s = *state;

	type(s, NEW, " 192.0.2.77,2001:db8::77 ");
	session_next(s, 0);
	session_run_for(s, 2000);
	session_expect(s, "move");
	assert_true(session_shows(
	    s, "From 192.0.2.25 to 192.0.2.77, 2001:db8::77"));
	assert_string_equal(kept(s, "moving.0.ip"), "192.0.2.77");
	/* Said anew, with the one that is left typed, too. */
	session_key(s, 'c', 0);
	assert_string_equal(session_item(s, ITEM_FIELD, NEW)->value,
	    "192.0.2.77 2001:db8::77");
	type(s, NEW, "192.0.2.78");
	type(s, OLD, "192.0.2.99");
	type(s, TTL, "86400");
	session_next(s, 0);
	session_run_for(s, 2000);
	assert_true(session_shows(s, "From 192.0.2.99 to 192.0.2.78"));
	assert_string_equal(kept(s, "move.ttl"), "86400");
	session_key(s, 'c', 0);
	session_back(s);
	session_expect(s, "move");
	assert_true(session_shows(s, "From 192.0.2.99 to 192.0.2.78"));
}

static void
hears_that_the_old_server_is_gone(void **state)
{
	struct session *s = *state;

	type(s, NEW, "192.0.2.77");
	session_next(s, 0);
	session_run(s);
	session_press(s, row(s, ITEM_MARK, "The old server is no more"));
	session_run_for(s, 2000);
	assert_string_equal(kept(s, "move.start"), "2");
	session_press(s, row(s, ITEM_MARK, "The old server is no more"));
	session_run_for(s, 2000);
	assert_string_equal(kept(s, "move.start"), "");
}

/* Found, offered, and taken out only when it was said. */
static void
offers_what_an_earlier_move_has_left(void **state)
{
	struct session *s = *state;
	int id = row(s, ITEM_MARK, "192.0.2.99");

	assert_int_not_equal(id, 0);
	assert_int_equal(row(s, ITEM_MARK, "192.0.2.25"), 0);
	session_go(s, "move");
	session_press(s, id);
	session_run_for(s, 2000);
	assert_int_not_equal(row(s, ITEM_MARK, "is to go"), 0);
	session_back(s);
	session_go(s, "review");
	session_run(s);
	assert_true(session_shows(s, "v=spf1 ip4:192.0.2.25 -all"));
}

#define MOVE(name) cmocka_unit_test_setup_teardown(name, open_move, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(begins_on_the_start_screen),
	    MOVE(refuses_what_is_no_address),
	    MOVE(makes_the_plan_for_what_was_typed),
	    MOVE(hears_that_the_old_server_is_gone),
	    MOVE(offers_what_an_earlier_move_has_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
