/* A domain that nobody sends for, in the wizard; and mail to a domain. */
#include "tests/unit/flow/session.h"

#include <string.h>

#include "wizard/flow/plan.h"
#include "wizard/flow/step.h"

#define KEY "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

static const char *
kept(const struct session *s, const char *key)
{
	return stage_kept_value(s->stage, "example.jp", key);
}

static void
come_to_use(struct session *s, const char *records)
{
	session_stage(s, records);
	session_open(s, "example.jp");
	session_go(s, "senders");
	session_run(s);
	session_key(s, 'n', 0);
	session_expect(s, "use");
}

static void
asks_when_nobody_is_marked(void **state)
{
	struct session s;
	int sender;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "senders");
	session_run(&s);
	for (size_t i = 0; i < session_items(&s, ITEM_MARK); i++)
		session_key(&s, 'x', session_item(&s, ITEM_MARK, i)->id);
	sender = session_item(&s, ITEM_MARK, 0)->id;
	session_next(&s, sender);
	session_expect(&s, "use");
	/* Its mail server makes it one that receives. */
	assert_true(session_item(&s, ITEM_CHOICE, 1)->chosen);
	assert_string_equal(kept(&s, "use"), "");
	session_next(&s, wizard_focus(s.wizard));
	session_expect(&s, "dkim");
	assert_string_equal(kept(&s, "use"), "2");
	/* And back: a mark takes it back. */
	session_back(&s);
	session_expect(&s, "senders");
	assert_true(session_shows(&s, "You said that nobody does."));
	session_press(&s, sender);
	assert_string_equal(kept(&s, "use"), "1");
	session_next(&s, sender);
	session_expect(&s, "dkim");
	assert_true(session_shows(&s, "Make a new key: RSA 2048"));
	session_end(&s);
}

static void
says_what_speaks_against_it(void **state)
{
	struct session s;

	(void)state;
	come_to_use(&s, "");
	assert_true(session_shows(&s, "sender is marked"));
	assert_false(session_shows(&s, "mail to it will be returned"));
	session_press(&s, session_item(&s, ITEM_CHOICE, 2)->id);
	assert_true(session_shows(&s, "mail to it will be returned"));
	session_press(&s, session_item(&s, ITEM_CHOICE, 0)->id);
	assert_false(session_shows(&s, "marked"));
	session_next(&s, wizard_focus(s.wizard));
	session_expect(&s, "senders");
	session_end(&s);
}

static void
leads_to_done_without_a_key(void **state)
{
	struct session s;

	(void)state;
	come_to_use(&s, "");
	session_press(&s, session_item(&s, ITEM_CHOICE, 1)->id);
	session_go(&s, "review");
	session_run(&s);
	assert_string_equal(kept(&s, "dkim.key_path"), "");
	assert_true(session_shows(&s, "*._domainkey"));
	session_go(&s, "verify");
	session_run(&s);
	assert_true(session_shows(&s, "Everything passes."));
	assert_false(session_shows(&s, "Send a probe"));
	session_go(&s, "done");
	assert_string_not_equal(kept(&s, "publish.verified"), "");
	session_end(&s);
}

static void
shows_keys_before_they_are_revoked(void **state)
{
	struct session s;

	(void)state;
	come_to_use(&s, "s1._domainkey TXT \"" KEY "\"\n");
	session_next(&s, wizard_focus(s.wizard));
	session_run(&s);
	assert_true(session_shows(&s, "  s1._domainkey"));
	assert_int_equal(plan_work(s.wizard->plan.change, s.wizard->plan.count),
	    4);
	session_press(&s, session_item(&s, ITEM_CHOICE, 1)->id);
	assert_int_equal(plan_work(s.wizard->plan.change, s.wizard->plan.count),
	    3);
	assert_string_equal(kept(&s, "keep_keys"), "1");
	session_back(&s);
	session_next(&s, 0);
	/* Enter goes on from what is chosen. */
	assert_int_equal(
	    wizard_focus(s.wizard), session_item(&s, ITEM_CHOICE, 1)->id);
	session_end(&s);
}

#define SILENT                                                          \
	"*._domainkey TXT \"v=DKIM1; p=\"\n@ TXT \"v=spf1 -all\"\n"       \
	"_dmarc TXT \"v=DMARC1; p=reject; sp=reject; np=reject; adkim=s; " \
	"aspf=s\"\n"

/* Somebody else has brought it back: others look, and it counts again. */
static void
is_not_right_while_a_key_is_left(void **state)
{
	struct session s;

	(void)state;
	come_to_use(&s, "s1._domainkey TXT \"" KEY "\"\n");
	session_next(&s, wizard_focus(s.wizard));
	session_go(&s, "verify");
	session_run(&s);
	assert_true(session_shows(&s, "Everything passes."));
	stage_publish(s.stage, NULL,
	    SILENT "s1._domainkey TXT \"" KEY "\"\n");
	session_key(&s, 'r', 0);
	session_run(&s);
	assert_true(session_shows(&s, "Something is not right yet."));
	assert_true(session_shows(&s, "s1._domainkey.example.jp"));
	session_end(&s);
}

/* --- Mail to the domain ---------------------------------------------------- */

static void
takes_extras_beside_review(void **state)
{
	struct session s;
	int field;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "review");
	session_run(&s);
	assert_null(plan_find(&s.wizard->plan, TOPIC_TLSRPT));
	session_key(&s, 'e', 0);
	session_expect(&s, "extras");
	session_press(&s, session_item(&s, ITEM_MARK, 0)->id);
	session_run(&s);
	assert_int_equal(session_item(&s, ITEM_MARK, 0)->mark, 'x');
	field = session_item(&s, ITEM_FIELD, 0)->id;
	session_type(&s, field, "nobody");
	session_next(&s, field);
	session_expect(&s, "extras");
	assert_non_null(s.view.message);
	session_type(&s, field, "t@other.example");
	session_next(&s, field);
	session_expect(&s, "review");
	assert_string_equal(plan_find(&s.wizard->plan, TOPIC_TLSRPT)->value,
	    "v=TLSRPTv1; rua=mailto:t@other.example");
	session_key(&s, 'e', 0);
	session_press(&s, session_item(&s, ITEM_MARK, 0)->id);
	session_back(&s);
	assert_null(plan_find(&s.wizard->plan, TOPIC_TLSRPT));
	session_end(&s);
}

static void
writes_the_policy(void **state)
{
	struct session s;
	const char *text;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "review");
	session_run(&s);
	session_key(&s, 'e', 0);
	session_press(&s, session_item(&s, ITEM_MARK, 1)->id);
	session_run(&s);
	assert_true(session_shows(&s, "mta-sts.example.jp has no address yet"));
	session_key(&s, 'w', 0);
	text = stage_file(s.stage, "inkan-example.jp-mta-sts.txt");
	assert_non_null(text);
	assert_string_equal(text,
	    "version: STSv1\nmode: testing\nmx: mail.example.jp\n"
	    "max_age: 86400\n");
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(asks_when_nobody_is_marked),
	    cmocka_unit_test(says_what_speaks_against_it),
	    cmocka_unit_test(leads_to_done_without_a_key),
	    cmocka_unit_test(shows_keys_before_they_are_revoked),
	    cmocka_unit_test(is_not_right_while_a_key_is_left),
	    cmocka_unit_test(takes_extras_beside_review),
	    cmocka_unit_test(writes_the_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
