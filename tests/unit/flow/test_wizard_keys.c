/* The wizard without a screen: its keys, and sessions beside each other. */
#include "tests/unit/flow/session.h"

#include <stdio.h>
#include <string.h>

static const char *
kept(const struct session *s, const char *key)
{
	return stage_kept_value(s->stage, "example.jp", key);
}

/* --- Keys ---------------------------------------------------------------- */

static void
adopts_a_key_that_is_on_disk(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	stage_key_on_disk(s.stage, "/keys/example.jp/s202611.key");
	session_open(&s, "example.jp");
	session_go(&s, "dkim");
	session_run(&s);
	session_next(&s, 0);
	session_expect(&s, "spf");
	assert_int_equal(stage_keys_made(s.stage), 0);
	assert_string_equal(
	    kept(&s, "dkim.key_path"), "/keys/example.jp/s202611.key");
	session_end(&s);
}

/* Its state is lost: the same key is in the DNS, and no other is made. */
static void
takes_its_published_key_back(void **state)
{
	char record[1024];
	struct session s;

	(void)state;
	(void)snprintf(record, sizeof(record),
	    "s202611._domainkey TXT \"%.200s\" \"%s\"\n", stage_key_record,
	    stage_key_record + 200);
	session_stage(&s, record);
	stage_key_on_disk(s.stage, "/keys/example.jp/s202611.key");
	session_open(&s, "example.jp");
	session_go(&s, "dkim");
	session_run(&s);
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id, "s202611");
	session_leave(&s, session_item(&s, ITEM_FIELD, 0)->id);
	session_run(&s);
	assert_string_equal(session_item(&s, ITEM_FIELD, 0)->state, "ok");
	session_next(&s, 0);
	session_expect(&s, "spf");
	assert_int_equal(stage_keys_made(s.stage), 0);
	assert_string_equal(kept(&s, "dkim.selector"), "s202611");
	session_end(&s);
}

static void
says_why_there_is_no_key(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	stage_keys_fail(s.stage, ERR_CRYPTO);
	session_open(&s, "example.jp");
	session_go(&s, "dkim");
	session_run(&s);
	session_next(&s, 0);
	assert_true(s.view.busy);
	session_run(&s);
	session_expect(&s, "dkim");
	assert_non_null(strstr(s.view.message, "no key for you"));
	assert_false(s.view.busy);
	stage_keys_fail(s.stage, ERR_OK);
	session_next(&s, 0);
	session_run(&s);
	session_expect(&s, "spf");
	session_end(&s);
}

static void
uses_no_selector_twice(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s,
	    "mail._domainkey TXT \"v=DKIM1; p=AAAA\"\n"
	    "s202611._domainkey TXT \"v=DKIM1; p=AAAA\"\n");
	session_open(&s, "example.jp");
	session_go(&s, "dkim");
	session_run(&s);
	/* A suggestion makes way by itself. */
	assert_string_equal(session_item(&s, ITEM_FIELD, 0)->value, "s202611b");
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id, "mail");
	session_leave(&s, session_item(&s, ITEM_FIELD, 0)->id);
	session_run(&s);
	session_next(&s, 0);
	session_expect(&s, "dkim");
	assert_int_equal(s.outcome, OUTCOME_FOCUS);
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id, "free");
	session_leave(&s, session_item(&s, ITEM_FIELD, 0)->id);
	session_run(&s);
	session_next(&s, 0);
	session_run(&s);
	session_expect(&s, "spf");
	assert_string_equal(kept(&s, "dkim.selector"), "free");
	session_end(&s);
}

/* Not by whatever else is published at the selector. */
static void
proves_the_key_with_its_record(void **state)
{
	char records[1024];
	struct session s;

	(void)state;
	(void)snprintf(records, sizeof(records),
	    "@ TXT \"v=spf1 mx -all\"\nmail TXT \"v=spf1 a -all\"\n"
	    "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:a@example.jp\"\n"
	    "s202611._domainkey TXT \"hello\"\n"
	    "s202611._domainkey TXT \"%.200s\" \"%s\"\n",
	    stage_key_record, stage_key_record + 200);
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "spf");
	stage_publish(s.stage, NULL, records);
	session_key(&s, 'r', 0);
	session_run(&s);
	session_go(&s, "verify");
	session_run(&s);
	assert_true(session_shows(&s, "Everything passes"));
	session_end(&s);
}

/* A key that arrives when its name was changed meanwhile is not that name's. */
static void
gives_a_late_key_to_no_other_name(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "dkim");
	session_run(&s);
	session_next(&s, 0);
	assert_true(s.view.busy);
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id, "other");
	session_run_for(&s, 2000);
	assert_string_equal(kept(&s, "dkim.selector"), "other");
	assert_string_equal(kept(&s, "dkim.key_path"), "");
	session_next(&s, 0);
	session_run(&s);
	assert_string_equal(
	    kept(&s, "dkim.key_path"), "/keys/example.jp/other.key");
	session_end(&s);
}

/* --- Two sessions -------------------------------------------------------- */

static void
stops_before_another_session(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	stage_lock(s.stage, true);
	session_open(&s, "example.jp");
	session_expect(&s, "locked");
	session_press(&s, session_item(&s, ITEM_ROW, 1)->id);
	session_expect(&s, "look");
	session_go(&s, "dkim");
	session_next(&s, 0);
	session_run(&s);
	assert_int_equal(stage_keys_made(s.stage), 0);
	assert_null(stage_kept(s.stage, "example.jp"));
	assert_int_equal(stage_saves(s.stage), 0);
	assert_int_equal(stage_journal_lines(s.stage), 0);
	assert_false(stage_is_locked(s.stage));
	session_close(&s);
	session_open(&s, "example.jp");
	session_press(&s, session_item(&s, ITEM_ROW, 0)->id);
	session_expect(&s, "look");
	assert_true(stage_is_locked(s.stage));
	session_run(&s);
	session_key(&s, 'q', 0);
	assert_int_equal(s.outcome, OUTCOME_QUIT);
	session_end(&s);
}

static void
closes_one_domain_before_another(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_run(&s);
	session_back(&s);
	session_expect(&s, "domain");
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id, "other.jp");
	session_next(&s, 0);
	session_expect(&s, "look");
	assert_string_equal(s.view.domain, "other.jp");
	session_back(&s);
	session_back(&s);
	session_expect(&s, "start");
	assert_false(stage_is_locked(s.stage));
	assert_int_equal(session_items(&s, ITEM_ROW), 5);
	session_press(&s, session_item(&s, ITEM_ROW, 0)->id);
	session_expect(&s, "look");
	assert_string_equal(s.view.domain, "example.jp");
	session_run(&s);
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(adopts_a_key_that_is_on_disk),
	    cmocka_unit_test(takes_its_published_key_back),
	    cmocka_unit_test(says_why_there_is_no_key),
	    cmocka_unit_test(uses_no_selector_twice),
	    cmocka_unit_test(proves_the_key_with_its_record),
	    cmocka_unit_test(gives_a_late_key_to_no_other_name),
	    cmocka_unit_test(stops_before_another_session),
	    cmocka_unit_test(closes_one_domain_before_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
