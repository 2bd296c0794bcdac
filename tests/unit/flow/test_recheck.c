/* The first screen: what became of the domains, looked at in the background. */
#include "tests/unit/flow/session.h"

#include <stdio.h>
#include <string.h>

#include "wizard/flow/recheck.h"

#define SPF "v=spf1 ip4:192.0.2.25 include:_spf.google.com ~all"
#define RECORDS                                                         \
	"@ TXT \"" SPF "\"\nmail TXT \"v=spf1 a -all\"\n"               \
	"_dmarc TXT \"v=DMARC1; p=none; rua=mailto:a@example.jp\"\n"

/* example.jp was found right, and nobody has opened anything since. */
static void
was_right(struct session *s)
{
	session_stage(s, RECORDS);
	stage_keep_notes(s->stage);
	session_open(s, "example.jp");
	session_go(s, "dkim");
	session_press(s, session_item(s, ITEM_CHOICE, 3)->id);
	session_go(s, "done");
	session_close(s);
	stage_forget_questions(s->stage);
}

static const struct item *
domain_row(const struct session *s)
{
	return session_item(s, ITEM_ROW, 0);
}

static void
says_in_one_line_that_nothing_changed(void **state)
{
	struct session s;

	(void)state;
	was_right(&s);
	session_open(&s, NULL);
	assert_true(s.view.busy && s.view.background);
	assert_int_equal(domain_row(&s)->cell[1].role, ROLE_DIM);
	assert_true(session_shows(&s, "verified 2026-11-21"));
	session_run(&s);
	assert_false(s.view.busy);
	assert_true(session_shows(&s, "nothing has changed since 2026-11-21"));
	assert_int_equal(domain_row(&s)->details, 0);
	assert_true(s.news > 0);
	session_end(&s);
}

static void
says_in_words_what_changed(void **state)
{
	struct session s;

	(void)state;
	was_right(&s);
	stage_publish(s.stage, NULL,
	    "@ TXT \"v=spf1 ip4:192.0.2.25 ~all\"\n"
	    "mail TXT \"v=spf1 a -all\"\n");
	session_open(&s, NULL);
	session_run(&s);
	assert_true(session_shows(&s, "2 changes since 2026-11-21"));
	assert_true(session_shows(
	    &s, "include:_spf.google.com is gone from the SPF record"));
	assert_true(session_shows(&s, "the DMARC record is gone"));
	assert_int_equal(domain_row(&s)->details, 2);
	assert_int_equal(domain_row(&s)->cell[1].role, ROLE_WARNING);
	session_end(&s);
}

/* Who could not be asked is not said to be as before. */
static void
does_not_take_silence_for_rest(void **state)
{
	struct session s;

	(void)state;
	was_right(&s);
	stage_fail(s.stage, NULL, "_dmarc.example.jp", DNS_TIMEOUT);
	session_open(&s, NULL);
	session_run(&s);
	assert_true(session_shows(&s, "not everything could be found out"));
	assert_false(session_shows(&s, "nothing has changed"));
	assert_int_equal(domain_row(&s)->details, 0);
	session_end(&s);
}

static void
leaves_alone_what_was_never_right(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, RECORDS);
	stage_keep_notes(s.stage);
	session_open(&s, "example.jp");
	session_run(&s);
	session_close(&s);
	stage_forget_questions(s.stage);
	session_open(&s, NULL);
	assert_false(s.view.busy);
	session_run(&s);
	assert_int_equal(stage_questions(s.stage), 0);
	assert_true(session_shows(&s, "begun"));
	session_end(&s);
}

/* At any moment somebody may open a domain, or go. */
static void
can_be_left_at_any_moment(void **state)
{
	(void)state;
	for (int events = 0; events < 60; events += 5) {
		struct session s;

		was_right(&s);
		session_open(&s, NULL);
		for (int n = 0; n < events; n++)
			(void)stage_step(s.stage);
		session_look(&s);
		if (events % 2 == 0)
			session_press(&s, domain_row(&s)->id);
		session_end(&s);
	}
}

#define MANY (RECHECK_TOGETHER + 3)

/* The same as of example.jp is known of these. */
static void
know_many(struct stage *stage)
{
	const struct store_service *store = &stage_services(stage)->store;
	struct arena arena = ARENA_INIT;
	struct entries seen;
	struct err err = ERR_INIT;

	assert_int_equal(store->recall(store->self, "example.jp", NOTE_SEEN,
			     &arena, &seen, &err),
	    ERR_OK);
	for (int i = 1; i < MANY; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "d%d.example.jp", i);
		stage_keep(stage, name, stage_kept(stage, "example.jp"));
		assert_int_equal(store->remember(store->self, name, NOTE_SEEN,
				     &seen, &err),
		    ERR_OK);
	}
	arena_release(&arena);
}

static size_t
asked_about(const struct stage *stage)
{
	size_t n = 0;

	for (int i = 1; i < MANY; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "d%d.example.jp", i);
		n += stage_asked(stage, name, ASK_RESOLVER) +
			stage_asked(stage, name, ASK_AUTHORITY) >
		    0;
	}
	return n;
}

static void
looks_at_a_few_at_a_time(void **state)
{
	struct session s;

	(void)state;
	was_right(&s);
	know_many(s.stage);
	session_open(&s, NULL);
	assert_true(asked_about(s.stage) < RECHECK_TOGETHER);
	session_run(&s);
	assert_int_equal(asked_about(s.stage), MANY - 1);
	assert_false(s.view.busy);
	for (size_t i = 0; i < MANY; i++)
		assert_non_null(strstr(
		    session_item(&s, ITEM_ROW, i)->cell[1].text, "since"));
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_in_one_line_that_nothing_changed),
	    cmocka_unit_test(says_in_words_what_changed),
	    cmocka_unit_test(does_not_take_silence_for_rest),
	    cmocka_unit_test(leaves_alone_what_was_never_right),
	    cmocka_unit_test(can_be_left_at_any_moment),
	    cmocka_unit_test(looks_at_a_few_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
