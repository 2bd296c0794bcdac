/* The update beside Publish: shown, asked about, sent, and waited for. */
#include "tests/unit/flow/session.h"

#include <string.h>

#include "wizard/flow/step.h"

static void
begin(struct session *s, const char *key)
{
	session_stage(s, "");
	stage_update_key(s->stage, key);
	session_open(s, "example.jp");
	session_go(s, "publish");
}

static bool
is_offered(const struct session *s, char key)
{
	for (size_t i = 0; i < s->view.hints; i++)
		if (s->view.hint[i].key == key)
			return true;
	return false;
}

static void
without_a_key_it_is_not_offered(void **state)
{
	struct session s;

	(void)state;
	begin(&s, NULL);
	assert_false(is_offered(&s, 'd'));
	session_key(&s, 'd', 0);
	session_expect(&s, "publish");
	session_end(&s);
}

static void
it_is_shown_and_sent_after_a_yes_only(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "ddns.key");
	assert_true(is_offered(&s, 'd'));
	session_key(&s, 'd', 0);
	session_expect(&s, "update");
	session_run(&s);
	assert_true(session_shows(&s, "signed with the key ddns"));
	assert_true(session_shows(&s, "v=DMARC1; p=none"));
	session_next(&s, 0);
	session_expect(&s, "update");
	assert_int_equal(stage_updates(s.stage), 0);
	session_key(&s, 's', 0);
	/* Nobody leaves while nobody knows what came of it. */
	session_back(&s);
	session_expect(&s, "update");
	session_run(&s);
	assert_int_equal(stage_updates(s.stage), 1);
	assert_non_null(
	    strstr(stage_update_lines(s.stage), "v=DMARC1; p=none"));
	assert_true(session_shows(&s, "NOERROR"));
	session_next(&s, 0);
	session_expect(&s, "wait");
	for (size_t i = 0; i < s.wizard->d.changes; i++)
		assert_true(s.wizard->d.change[i].op == CHANGE_KEEP ||
		    s.wizard->d.change[i].entered != 0);
	session_end(&s);
}

static void
what_is_refused_stays_to_be_entered(void **state)
{
	const struct update_result refused = {
	    .end = UPDATE_ANSWERED, .rcode = 5};
	struct session s;

	(void)state;
	begin(&s, "ddns.key");
	stage_update_result(s.stage, &refused);
	session_key(&s, 'd', 0);
	session_run(&s);
	session_key(&s, 's', 0);
	session_run(&s);
	assert_true(session_shows(&s, "REFUSED"));
	session_next(&s, 0);
	session_expect(&s, "publish");
	assert_int_equal(s.wizard->d.change[0].entered, 0);
	session_end(&s);
}

static void
a_key_that_does_not_do_is_said(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "none");
	session_key(&s, 'd', 0);
	session_run(&s);
	assert_non_null(strstr(s.view.message, "there is no key in none"));
	session_next(&s, 0);
	session_key(&s, 's', 0);
	session_back(&s);
	session_expect(&s, "publish");
	session_end(&s);
}

static void
it_can_be_left_at_any_moment(void **state)
{
	bool more = true;

	(void)state;
	for (int events = 0; more; events++) {
		struct session s;

		begin(&s, "ddns.key");
		session_key(&s, 'd', 0);
		more = true;
		for (int n = 0; n < events && more; n++)
			more = stage_step(s.stage);
		session_look(&s);
		session_key(&s, 's', 0);
		session_look(&s);
		session_end(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_a_key_it_is_not_offered),
	    cmocka_unit_test(it_is_shown_and_sent_after_a_yes_only),
	    cmocka_unit_test(what_is_refused_stays_to_be_entered),
	    cmocka_unit_test(a_key_that_does_not_do_is_said),
	    cmocka_unit_test(it_can_be_left_at_any_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
