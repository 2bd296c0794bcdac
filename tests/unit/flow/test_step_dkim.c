/* The DKIM step: one key, two keys, keys that are there already. */
#include "tests/unit/flow/session.h"

#include <string.h>

static void
come(struct session *s)
{
	session_open(s, "example.jp");
	session_go(s, "dkim");
	session_run(s);
}

static void
begin(struct session *s, const char *records)
{
	session_stage(s, records);
	come(s);
}

static const char *
kept(const struct session *s, const char *key)
{
	const char *value = stage_kept_value(s->stage, "example.jp", key);

	return value == NULL ? "" : value;
}

static void
choose(struct session *s, size_t choice)
{
	session_press(s, session_item(s, ITEM_CHOICE, choice)->id);
	session_run(s);
}

static void
makes_two_keys_under_two_names(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "");
	choose(&s, 1);
	assert_string_equal(session_item(&s, ITEM_FIELD, 0)->value, "s202611r");
	assert_true(session_shows(&s, "s202611e"));
	session_next(&s, 0);
	session_run(&s);
	session_expect(&s, "spf");
	assert_int_equal(stage_keys_made(s.stage), 2);
	assert_string_equal(
	    kept(&s, "dkim.key_path"), "/keys/example.jp/s202611r.key");
	assert_string_equal(kept(&s, "key.0.selector"), "s202611e");
	assert_string_equal(kept(&s, "key.0.type"), "1");
	session_end(&s);
}

static void
publishes_and_proves_both(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "");
	choose(&s, 1);
	session_next(&s, 0);
	session_run(&s);
	session_go(&s, "review");
	session_run(&s);
	assert_true(session_shows(&s, "s202611r._domainkey"));
	assert_true(session_shows(&s, "s202611e._domainkey"));
	session_end(&s);
}

static void
goes_on_with_the_second_after_a_kill(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	stage_key_on_disk(s.stage, "/keys/example.jp/s202611r.key");
	come(&s);
	choose(&s, 1);
	session_next(&s, 0);
	session_run(&s);
	session_expect(&s, "spf");
	assert_int_equal(stage_keys_made(s.stage), 1);
	assert_string_equal(kept(&s, "key.0.selector"), "s202611e");
	session_end(&s);
}

static void
stops_when_it_is_told(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "");
	session_next(&s, 0);
	assert_true(s.view.busy);
	session_back(&s);
	session_expect(&s, "dkim");
	assert_false(s.view.busy);
	assert_non_null(strstr(s.view.message, "no key was made"));
	session_run(&s);
	assert_int_equal(stage_keys_made(s.stage), 0);
	session_back(&s);
	session_expect(&s, "senders");
	session_end(&s);
}

static void
forgets_the_pair_with_its_name(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "");
	choose(&s, 1);
	session_next(&s, 0);
	session_run(&s);
	session_back(&s);
	session_expect(&s, "dkim");
	choose(&s, 0);
	assert_string_equal(kept(&s, "key.0.selector"), "");
	assert_string_equal(kept(&s, "dkim.key_path"), "");
	assert_string_equal(session_item(&s, ITEM_FIELD, 0)->value, "s202611");
	session_end(&s);
}

static struct host_key found[] = {
    {"rspamd", "example.jp", "r1", "/etc/rspamd/r1.key", false},
    {"rspamd", "example.jp", "e1", "/etc/rspamd/e1.ed", false},
};

static const struct host_signing rspamd = {"rspamd", found, COUNT_OF(found)};

static void
offers_the_keys_of_this_machine(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "r1._domainkey TXT \"v=DKIM1; p=AAAA\"\n");
	stage_signing(s.stage, &rspamd);
	stage_key_on_disk(s.stage, found[0].path);
	stage_key_on_disk(s.stage, found[1].path);
	come(&s);
	assert_int_equal(session_items(&s, ITEM_CHOICE), 6);
	assert_true(session_shows(&s, "r1 that rspamd has"));
	choose(&s, 2);
	assert_string_equal(session_item(&s, ITEM_FIELD, 0)->value, "r1");
	session_next(&s, 0);
	session_expect(&s, "spf");
	assert_int_equal(stage_keys_made(s.stage), 0);
	assert_string_equal(
	    kept(&s, "dkim.key_path"), "/keys/example.jp/r1.key");
	assert_string_equal(kept(&s, "key.0.selector"), "e1");
	session_end(&s);
}

static void
does_not_take_ed25519_alone(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	stage_signing(s.stage, &rspamd);
	stage_key_on_disk(s.stage, found[1].path);
	come(&s);
	choose(&s, 3);
	session_next(&s, 0);
	session_expect(&s, "dkim");
	assert_non_null(strstr(s.view.message, "not enough alone"));
	choose(&s, 2);
	session_next(&s, 0);
	session_expect(&s, "dkim");
	assert_non_null(strstr(s.view.message, "is not there"));
	session_end(&s);
}

static void
names_the_command_for_the_signer(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	stage_signing(s.stage, &rspamd);
	session_open(&s, "example.jp");
	session_go(&s, "review");
	session_run(&s);
	session_publish(&s);
	session_go(&s, "verify");
	session_run(&s);
	assert_true(session_shows(
	    &s, "inkan dkim config example.jp --for rspamd"));
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(makes_two_keys_under_two_names),
	    cmocka_unit_test(publishes_and_proves_both),
	    cmocka_unit_test(goes_on_with_the_second_after_a_kill),
	    cmocka_unit_test(stops_when_it_is_told),
	    cmocka_unit_test(forgets_the_pair_with_its_name),
	    cmocka_unit_test(offers_the_keys_of_this_machine),
	    cmocka_unit_test(does_not_take_ed25519_alone),
	    cmocka_unit_test(names_the_command_for_the_signer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
