/* Another host publishes something newer: neither puts its own back unasked. */
#include "tests/unit/flow/session.h"

#include <stdio.h>
#include <string.h>

#include "wizard/flow/step.h"

static const char *
kept(const struct session *s, const char *key)
{
	return stage_kept_value(s->stage, "example.jp", key);
}

static void
add_record(char *zone, size_t size, const char *name, const char *value)
{
	size_t n = strlen(zone);

	(void)snprintf(zone + n, size - n, "%s TXT \"%.200s\" \"%s\"\n", name,
	    value, strlen(value) > 200 ? value + 200 : "");
}

/* What was published from here, but for the SPF record; NULL: no SPF record. */
static void
publish_with(struct session *s, const char *spf)
{
	char zone[4096] = "";

	add_record(zone, sizeof(zone), "s202611._domainkey", stage_key_record);
	add_record(zone, sizeof(zone), "_dmarc", kept(s, "change.1.value"));
	add_record(zone, sizeof(zone), "mail", kept(s, "change.2.value"));
	if (spf != NULL)
		add_record(zone, sizeof(zone), "@", spf);
	stage_publish(s->stage, NULL, zone);
}

/* Everything was right once; then somebody published that. */
static void
come_back_to(struct session *s, const char *spf)
{
	session_stage(s, "");
	session_open(s, "example.jp");
	session_go(s, "done");
	session_close(s);
	stage_key_on_disk(s->stage, "/keys/example.jp/s202611.key");
	publish_with(s, spf);
	session_open(s, "example.jp");
	session_go(s, "review");
	session_run(s);
}

static bool
has_hint(const struct session *s, char key)
{
	for (size_t i = 0; i < s->view.hints; i++)
		if (s->view.hint[i].key == key)
			return true;
	return false;
}

#define THEIRS "v=spf1 include:_spf.google.com -all"

static void
never_puts_its_own_back_unasked(void **state)
{
	static const char *const records[] = {THEIRS, NULL};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(records); i++) {
		struct session s;

		come_back_to(&s, records[i]);
		assert_true(session_shows(&s, "inkan on another host"));
		session_next(&s, 0);
		session_expect(&s, "review");
		assert_int_equal(s.outcome, OUTCOME_FOCUS);
		assert_non_null(strstr(s.view.message, "t lets theirs stand"));
		session_end(&s);
	}
}

/* And does not ask again, until it is changed once more. */
static void
lets_theirs_stand(void **state)
{
	static const char *const records[] = {THEIRS, NULL};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(records); i++) {
		struct session s;

		come_back_to(&s, records[i]);
		session_key(&s, 't', 0);
		assert_false(session_shows(&s, "inkan on another host"));
		session_run_for(&s, 2000);
		session_close(&s);
		session_open(&s, "example.jp");
		session_go(&s, "review");
		session_run(&s);
		assert_false(session_shows(&s, "inkan on another host"));
		assert_false(has_hint(&s, 't'));
		assert_true(session_shows(&s, "nothing to do"));
		session_close(&s);
		publish_with(&s, "v=spf1 -all");
		session_open(&s, "example.jp");
		session_go(&s, "review");
		session_run(&s);
		assert_true(session_shows(&s, "inkan on another host"));
		session_end(&s);
	}
}

static void
puts_ours_back_when_told_to(void **state)
{
	struct session s;

	(void)state;
	come_back_to(&s, THEIRS);
	session_key(&s, 'o', 0);
	assert_false(session_shows(&s, "inkan on another host"));
	session_next(&s, 0);
	session_expect(&s, "publish");
	/* It has to be entered anew, although it was there once. */
	assert_string_equal(kept(&s, "change.3.visible"), "");
	assert_string_equal(kept(&s, "change.3.entered"), "");
	assert_non_null(strstr(kept(&s, "change.3.value"), "192.0.2.25"));
	session_end(&s);
}

/* A wait that is under way is about changes that are others then. */
static void
ends_the_wait_when_something_is_decided(void **state)
{
	static const char keys[] = {'t', 'o'};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct session s;

		come_back_to(&s, THEIRS);
		wizard_go(s.wizard, "wait");
		session_run(&s);
		assert_non_null(s.wizard->watch);
		wizard_go(s.wizard, "review");
		session_run(&s);
		assert_non_null(s.wizard->watch);
		session_key(&s, keys[i], 0);
		assert_null(s.wizard->watch);
		wizard_go(s.wizard, "wait");
		session_run(&s);
		session_end(&s);
	}
}

/* Theirs stands, and then it shall not. */
static void
takes_it_back(void **state)
{
	struct session s;

	(void)state;
	come_back_to(&s, THEIRS);
	session_key(&s, 't', 0);
	assert_true(has_hint(&s, 'o'));
	session_key(&s, 'o',
	    session_item(&s, ITEM_ROW, session_items(&s, ITEM_ROW) - 1)->id);
	session_next(&s, 0);
	session_expect(&s, "publish");
	session_end(&s);
}

/* Somebody added a sender: nothing of ours is lost, nobody is asked. */
static void
minds_no_additions(void **state)
{
	struct session s;

	(void)state;
	come_back_to(&s, "v=spf1 ip4:192.0.2.25 ip4:192.0.2.77 ~all");
	assert_false(session_shows(&s, "inkan on another host"));
	session_end(&s);
}

/* What nobody could say is not what somebody did. */
static void
does_not_blame_anybody_for_silence(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "done");
	session_close(&s);
	stage_key_on_disk(s.stage, "/keys/example.jp/s202611.key");
	stage_fail(s.stage, NULL, "_dmarc.example.jp", DNS_TIMEOUT);
	session_open(&s, "example.jp");
	session_go(&s, "review");
	session_run(&s);
	assert_false(session_shows(&s, "inkan on another host"));
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(never_puts_its_own_back_unasked),
	    cmocka_unit_test(lets_theirs_stand),
	    cmocka_unit_test(puts_ours_back_when_told_to),
	    cmocka_unit_test(ends_the_wait_when_something_is_decided),
	    cmocka_unit_test(takes_it_back),
	    cmocka_unit_test(minds_no_additions),
	    cmocka_unit_test(does_not_blame_anybody_for_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
