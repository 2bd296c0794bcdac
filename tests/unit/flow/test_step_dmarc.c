/* The DMARC step, and Review behind it, when something could not be asked. */
#include "tests/unit/flow/session.h"

#include <string.h>

static bool
offers(const struct session *s, char key)
{
	for (size_t i = 0; i < s->view.hints; i++)
		if (s->view.hint[i].key == key)
			return true;
	return false;
}

static void
begin(struct session *s, const char *step)
{
	session_stage(s, "@ TXT \"v=spf1 mx -all\"\n");
	stage_fail(s->stage, NULL, "_dmarc.example.jp", DNS_SERVFAIL);
	session_open(s, "example.jp");
	session_go(s, step);
	session_run(s);
	assert_true(session_shows(s, "could not be found out"));
}

/* What the screen tells the user to do can be done there. */
static void
asks_again_where_it_says_so(void **state)
{
	static const char *const steps[] = {"dmarc", "review"};
	struct session s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		begin(&s, steps[i]);
		assert_true(offers(&s, 'r'));
		stage_heal(s.stage);
		session_key(&s, 'r', 0);
		session_run(&s);
		session_expect(&s, steps[i]);
		assert_false(session_shows(&s, "could not be found out"));
		assert_true(session_shows(&s, "v=DMARC1; p=none"));
		assert_false(offers(&s, 'r'));
		session_end(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(asks_again_where_it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
