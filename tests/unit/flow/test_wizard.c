/* The wizard without a screen: the whole way, and the ways it is stopped. */
#include "tests/unit/flow/session.h"

#include <string.h>

static const char *
kept(const struct session *s, const char *key)
{
	return stage_kept_value(s->stage, "example.jp", key);
}

/* --- The whole way ------------------------------------------------------- */

static void
leads_from_start_to_done(void **state)
{
	static const char *const steps[] = {"senders", "dkim", "spf", "dmarc",
	    "review", "publish", "wait", "verify", "done"};
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, NULL);
	session_expect(&s, "start");
	session_run(&s);
	session_next(&s, session_item(&s, ITEM_ROW, 0)->id);
	session_expect(&s, "domain");
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id,
	    "Info@Example.JP.");
	session_next(&s, 0);
	session_expect(&s, "look");
	assert_int_equal(s.outcome, OUTCOME_MOVED);
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		size_t saves = stage_saves(s.stage);

		session_go(&s, steps[i]);
		assert_true(stage_saves(s.stage) > saves);
		assert_string_equal(kept(&s, "step"), steps[i]);
	}
	assert_true(session_shows(&s, "published and verified"));
	assert_string_not_equal(kept(&s, "publish.verified"), "");
	assert_int_equal(stage_keys_made(s.stage), 1);
	assert_true(stage_journal_lines(s.stage) > 3);
	assert_true(s.news > 0);
	session_end(&s);
	assert_int_equal(s.outcome, OUTCOME_MOVED);
}

static void
proposes_all_four_records(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "publish");
	assert_string_equal(
	    kept(&s, "change.0.name"), "s202611._domainkey.example.jp");
	assert_string_equal(kept(&s, "change.1.name"), "_dmarc.example.jp");
	assert_string_equal(kept(&s, "change.2.name"), "mail.example.jp");
	assert_string_equal(kept(&s, "change.3.name"), "example.jp");
	assert_string_equal(
	    kept(&s, "change.3.value"), "v=spf1 ip4:192.0.2.25 ~all");
	assert_int_equal(s.view.plains, 4);
	session_end(&s);
}

static void
asks_no_cache_before_the_records_are_there(void **state)
{
	static const char *const names[] = {"s202611._domainkey.example.jp",
	    "_dmarc.example.jp", "_domainkey.example.jp"};
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "wait");
	session_run_for(&s, 300000);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		assert_int_equal(
		    stage_asked(s.stage, names[i], ASK_RESOLVER), 0);
		assert_int_equal(stage_asked(s.stage, names[i], ASK_CACHE), 0);
	}
	session_end(&s);
}

static void
has_nothing_to_do_for_a_good_domain(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s,
	    "@ TXT \"v=spf1 mx -all\"\nmail TXT \"v=spf1 a -all\"\n"
	    "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:a@example.jp\"\n");
	session_open(&s, "example.jp");
	session_go(&s, "dkim");
	session_press(&s, session_item(&s, ITEM_CHOICE, 3)->id);
	session_go(&s, "verify");
	assert_string_equal(kept(&s, "change.0.name"), "");
	session_run(&s);
	assert_true(session_shows(&s, "Everything passes"));
	session_end(&s);
}

/* This machine sends nothing as the domain; nobody waits for it to pass. */
static void
judges_nobody_who_is_not_ours(void **state)
{
	static const struct ip web[] = {
	    {.family = 4, .octets = {203, 0, 113, 9}}};
	static const struct host_facts host = {.known = true,
	    .hostname = "web.example.jp",
	    .address = web,
	    .addresses = 1};
	struct session s;

	(void)state;
	session_stage(&s,
	    "@ TXT \"v=spf1 mx -all\"\n"
	    "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:a@example.jp\"\n"
	    "web A 203.0.113.9\nweb TXT \"v=spf1 a -all\"\n");
	stage_host(s.stage, &host);
	session_open(&s, "example.jp");
	session_run(&s);
	session_go(&s, "senders");
	for (size_t i = 0; i < session_items(&s, ITEM_MARK); i++)
		if (session_item(&s, ITEM_MARK, i)->mark == '?')
			session_key(
			    &s, 'x', session_item(&s, ITEM_MARK, i)->id);
	session_go(&s, "dkim");
	session_press(&s, session_item(&s, ITEM_CHOICE, 3)->id);
	session_go(&s, "verify");
	session_run(&s);
	assert_true(session_shows(&s, "Everything passes"));
	assert_false(session_shows(&s, "203.0.113.9"));
	session_end(&s);
}

static void
does_not_call_the_unknown_inherited(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "@ TXT \"v=spf1 mx -all\"\n");
	stage_fail(s.stage, NULL, "_dmarc.example.jp", DNS_TIMEOUT);
	session_open(&s, "example.jp");
	session_go(&s, "dmarc");
	session_run(&s);
	assert_false(session_shows(&s, "domain above"));
	assert_true(session_shows(&s, "could not be found out"));
	session_end(&s);
}

/* Going back and forth loses nothing and changes nothing. */
static void
goes_back_and_forth_without_loss(void **state)
{
	static const char *const back[] = {
	    "dmarc", "spf", "dkim", "senders", "look", "domain"};
	static const char *const keys[] = {"dkim.selector", "dkim.key_path",
	    "dkim.public", "spf.all", "dmarc.policy", "dmarc.rua",
	    "sender.0.term", "sender.0.mark", "sender.1.term", "helo"};
	const char *before[COUNT_OF(keys)];
	struct arena arena = ARENA_INIT;
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "senders");
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id, "sendgrid");
	session_next(&s, 0);
	session_go(&s, "spf");
	session_press(&s, session_item(&s, ITEM_CHOICE, 1)->id);
	session_go(&s, "dmarc");
	session_press(&s, session_item(&s, ITEM_CHOICE, 1)->id);
	session_type(
	    &s, session_item(&s, ITEM_FIELD, 0)->id, "r@example.jp");
	session_go(&s, "review");
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		before[i] = arena_copy(&arena, kept(&s, keys[i]));
	for (size_t i = 0; i < COUNT_OF(back); i++) {
		session_back(&s);
		session_expect(&s, back[i]);
		session_run(&s);
	}
	session_next(&s, 0);
	session_expect(&s, "look");
	session_go(&s, "review");
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strcmp(before[i], kept(&s, keys[i])) != 0)
			fail_msg("%s: %s became %s", keys[i], before[i],
			    kept(&s, keys[i]));
	assert_string_equal(kept(&s, "spf.all"), "-");
	assert_string_equal(kept(&s, "dmarc.policy"), "2");
	assert_string_equal(kept(&s, "dmarc.rua"), "r@example.jp");
	assert_int_equal(stage_keys_made(s.stage), 1);
	arena_release(&arena);
	session_end(&s);
}

static void
keeps_what_was_entered_when_going_back(void **state)
{
	struct arena arena = ARENA_INIT;
	const char *entered;
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "publish");
	session_next(&s, session_item(&s, ITEM_ROW, 0)->id);
	entered = arena_copy(&arena, kept(&s, "change.0.entered"));
	assert_string_not_equal(entered, "");
	session_back(&s);
	session_expect(&s, "review");
	session_run(&s);
	session_next(&s, 0);
	session_expect(&s, "publish");
	assert_string_equal(kept(&s, "change.0.entered"), entered);
	assert_string_equal(kept(&s, "change.1.entered"), "");
	session_key(&s, 'c', 0);
	session_expect(&s, "wait");
	assert_string_not_equal(kept(&s, "change.1.entered"), "");
	session_back(&s);
	session_expect(&s, "publish");
	assert_string_equal(kept(&s, "change.0.entered"), entered);
	arena_release(&arena);
	session_end(&s);
}

/* --- Stops --------------------------------------------------------------- */

static void
lets_no_sender_stay_undecided(void **state)
{
	static const struct host_facts elsewhere = {
	    .known = true, .hostname = "laptop.local"};
	struct session s;
	int first;

	(void)state;
	session_stage(&s, "");
	stage_host(s.stage, &elsewhere);
	session_open(&s, "example.jp");
	session_go(&s, "senders");
	session_run(&s);
	first = session_item(&s, ITEM_MARK, 0)->id;
	assert_int_equal(session_item(&s, ITEM_MARK, 0)->mark, '?');
	session_next(&s, first);
	session_expect(&s, "senders");
	assert_int_equal(s.outcome, OUTCOME_FOCUS);
	assert_int_equal(wizard_focus(s.wizard), first);
	/* Not ours: then nobody sends, and that has to be said. */
	session_key(&s, 'x', first);
	session_next(&s, first);
	session_expect(&s, "use");
	session_next(&s, 0);
	session_expect(&s, "dkim");
	session_back(&s);
	session_key(&s, 'l', first);
	session_next(&s, first);
	session_expect(&s, "dkim");
	session_end(&s);
}

static void
takes_no_policy_that_would_lose_mail(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "senders");
	session_key(&s, 'l', session_item(&s, ITEM_MARK, 0)->id);
	session_go(&s, "dmarc");
	assert_true(session_item(&s, ITEM_CHOICE, 2)->disabled);
	session_press(&s, session_item(&s, ITEM_CHOICE, 2)->id);
	assert_non_null(s.view.message);
	assert_string_equal(kept(&s, "dmarc.policy"), "");
	session_end(&s);
}

static void
judges_what_is_typed(void **state)
{
	static const char *const domains[] = {"", "localhost", "a..b", "-"};
	struct session s;

	(void)state;
	session_stage(&s, "");
	stage_host(s.stage, &(struct host_facts) {.hostname = ""});
	session_open(&s, NULL);
	session_run(&s);
	session_next(&s, 0);
	for (size_t i = 0; i < COUNT_OF(domains); i++) {
		session_type(
		    &s, session_item(&s, ITEM_FIELD, 0)->id, domains[i]);
		session_next(&s, 0);
		session_expect(&s, "domain");
		assert_int_equal(s.outcome, OUTCOME_FOCUS);
		assert_non_null(s.view.message);
	}
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id, "example.jp");
	session_next(&s, 0);
	session_go(&s, "senders");
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id, "10.0.0.1");
	session_next(&s, 0);
	session_expect(&s, "senders");
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id, "192.0.2.25");
	session_next(&s, 0);
	session_go(&s, "dmarc");
	session_type(&s, session_item(&s, ITEM_FIELD, 0)->id, "not mail");
	session_next(&s, 0);
	session_expect(&s, "dmarc");
	assert_int_equal(s.outcome, OUTCOME_FOCUS);
	session_end(&s);
}

/* --- Trouble ------------------------------------------------------------- */

static void
says_that_it_cannot_save(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	stage_saving_fails(s.stage, true);
	session_next(&s, 0);
	session_expect(&s, "senders");
	assert_true(session_shows(&s, "the disk is full"));
	stage_saving_fails(s.stage, false);
	session_end(&s);
}

static void
leads_on_although_nobody_answers(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	stage_fail(s.stage, NULL, "", DNS_TIMEOUT);
	session_open(&s, "example.jp");
	session_run(&s);
	session_go(&s, "review");
	session_run(&s);
	/* Nothing is known, so nothing is proposed for it. */
	session_next(&s, 0);
	session_expect(&s, "verify");
	session_run(&s);
	assert_false(session_shows(&s, "Everything passes"));
	session_end(&s);
}

/* It draws first and asks then; and where nobody answers, it sleeps. */
static void
shows_itself_before_any_answer_and_rests_in_silence(void **state)
{
	struct session s;
	size_t asked, news;

	(void)state;
	session_stage(&s, "");
	stage_fail(s.stage, NULL, "", DNS_TIMEOUT);
	session_open(&s, "example.jp");
	assert_int_equal(stage_ticks(s.stage), 0);
	assert_true(session_shows(&s, "What example.jp publishes now"));
	assert_true(session_shows(&s, "no answer yet"));
	session_run(&s);
	assert_false(session_shows(&s, "no answer yet"));
	/* What comes together is told together: a few times, not for each. */
	asked = stage_questions(s.stage);
	news = s.news;
	assert_in_range(news, 1, asked / 4);
	session_run_for(&s, 3600000);
	assert_int_equal(stage_questions(s.stage), asked);
	assert_int_equal(s.news, news);
	session_end(&s);
}

static void
shows_nothing_hostile(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s,
	    "@ TXT \"v=spf1 exp=\\027[2J.example.jp mx\\007 ~all\"\n"
	    "_dmarc TXT \"v=DMARC1; p=none; x=\\027]0;evil\\007\"\n"
	    "s1._domainkey TXT \"v=DKIM1; n=\\027[31m; p=\"\n"
	    "@ TXT \"\\226\\128\\174reversed\\010\\013\"\n"
	    "@ MX 5 a\\027b\n");
	session_open(&s, "example.jp");
	session_go(&s, "done");
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(leads_from_start_to_done),
	    cmocka_unit_test(proposes_all_four_records),
	    cmocka_unit_test(asks_no_cache_before_the_records_are_there),
	    cmocka_unit_test(has_nothing_to_do_for_a_good_domain),
	    cmocka_unit_test(judges_nobody_who_is_not_ours),
	    cmocka_unit_test(does_not_call_the_unknown_inherited),
	    cmocka_unit_test(goes_back_and_forth_without_loss),
	    cmocka_unit_test(keeps_what_was_entered_when_going_back),
	    cmocka_unit_test(lets_no_sender_stay_undecided),
	    cmocka_unit_test(takes_no_policy_that_would_lose_mail),
	    cmocka_unit_test(judges_what_is_typed),
	    cmocka_unit_test(says_that_it_cannot_save),
	    cmocka_unit_test(leads_on_although_nobody_answers),
	    cmocka_unit_test(
		shows_itself_before_any_answer_and_rests_in_silence),
	    cmocka_unit_test(shows_nothing_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
