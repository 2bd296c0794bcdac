/* The probe: its text, who may get it, and that nothing leaves unasked. */
#include "tests/unit/flow/session.h"

#include <string.h>

#include "wizard/flow/probe.h"
#include "wizard/record/message.h"

static struct arena arena;

static int
release(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

/* --- The message ----------------------------------------------------------- */

static void
takes_plain_addresses_only(void **state)
{
	static const struct {
		const char *typed, *wanted; /* NULL: refused */
	} rows[] = {
	    {"you@example.net", "you@example.net"},
	    {"  you+tag@example.net ", "you+tag@example.net"},
	    {"You@Example.NET", "You@example.net"},
	    {"you@\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e.jp",
		"you@xn--wgv71a119e.jp"},
	    {"", NULL},
	    {"you", NULL},
	    {"@example.net", NULL},
	    {"you@", NULL},
	    {"-oQ/tmp@example.net", NULL},
	    {"a b@example.net", NULL},
	    {"\"a\"@example.net", NULL},
	    {"You <you@example.net>", NULL},
	    {"<you@example.net>", NULL},
	    {"a@example.net, b@example.net", NULL},
	    {"a@example.net\nBcc: b@example.net", NULL},
	    {"a..b@example.net", NULL},
	    {".a@example.net", NULL},
	    {"a@[192.0.2.1]", NULL},
	    {"a@example.net(comment)", NULL},
	    {"12345678901234567890123456789012345678901234567890123456789012345"
	     "@example.net",
		NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct err err = ERR_INIT;
		const char *address = NULL;
		enum err_code code =
		    probe_address(&arena, rows[i].typed, &address, &err);

		if ((code == ERR_OK) != (rows[i].wanted != NULL))
			fail_msg("%s: %s", rows[i].typed, err.msg);
		if (rows[i].wanted != NULL)
			assert_string_equal(address, rows[i].wanted);
	}
}

static void
writes_a_message_that_nothing_has_to_change(void **state)
{
	struct probe probe = probe_make(
	    &arena, "example.jp", "you@example.net", STAGE_START);
	struct err err = ERR_INIT;
	struct message message;
	size_t column = 0;

	(void)state;
	assert_int_equal(
	    message_parse(&arena, slice_of(probe.text), &message, &err),
	    ERR_OK);
	assert_int_equal(message.broken_line, 0);
	assert_int_equal(message_count(&message, "From"), 1);
	assert_int_equal(message_count(&message, "To"), 1);
	assert_non_null(strstr(
	    probe.text, "\nDate: Sat, 21 Nov 2026 14:00:00 +0000\n"));
	assert_non_null(strstr(probe.text, probe.id));
	for (const char *c = probe.text; *c != '\0'; c++) {
		column = *c == '\n' ? 0 : column + 1;
		assert_true(column <= 78);
		assert_true(*c == '\n' || (*c >= ' ' && *c <= '~'));
	}
}

/* --- The step --------------------------------------------------------------- */

static void
begin(struct session *s)
{
	session_stage(s, "");
	session_open(s, "example.jp");
	session_go(s, "review");
	session_run(s);
	session_publish(s);
	session_go(s, "verify");
	session_run(s);
	session_key(s, 'p', 0);
	session_expect(s, "probe");
}

static void
type_to(struct session *s, const char *to)
{
	const int id = session_item(s, ITEM_FIELD, 0)->id;

	session_type(s, id, to);
	session_next(s, id);
}

static void
sends_only_what_was_shown_and_confirmed(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	type_to(&s, "you@example.net");
	assert_true(session_shows(&s,
	    "/usr/sbin/sendmail -i -f postmaster@example.jp -- "
	    "you@example.net"));
	assert_true(session_shows(&s, "Subject: Probe of inkan"));
	assert_null(stage_sent(s.stage));
	session_next(&s, 0);
	assert_true(s.view.busy);
	session_run(&s);
	session_expect(&s, "message");
	assert_non_null(strstr(s.view.message, "Sent to you@example.net"));
	assert_non_null(strstr(stage_sent(s.stage),
	    "postmaster@example.jp you@example.net\nFrom: "));
	assert_string_equal(session_item(&s, ITEM_FIELD, 0)->value, "");
	session_end(&s);
}

static void
sends_nothing_after_a_no(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	type_to(&s, "you@example.net");
	session_back(&s);
	session_expect(&s, "probe");
	assert_string_equal(
	    session_item(&s, ITEM_FIELD, 0)->value, "you@example.net");
	session_back(&s);
	session_expect(&s, "verify");
	assert_null(stage_sent(s.stage));
	session_end(&s);
}

static void
asks_for_an_address_that_can_be_used(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	type_to(&s, "-t@example.net");
	assert_non_null(strstr(s.view.message, "no plain mail address"));
	assert_int_equal(s.outcome, OUTCOME_FOCUS);
	stage_no_sendmail(s.stage);
	type_to(&s, "you@example.net");
	assert_non_null(strstr(s.view.message, "no sendmail program"));
	assert_null(stage_sent(s.stage));
	session_end(&s);
}

static void
says_why_it_was_not_sent(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	stage_sendmail_fails(s.stage, ERR_SYS);
	type_to(&s, "you@example.net");
	session_next(&s, 0);
	session_run(&s);
	session_expect(&s, "probe");
	assert_non_null(strstr(s.view.message, "the queue is full"));
	assert_false(s.view.busy);
	session_end(&s);
}

static void
leaves_nothing_under_way(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	type_to(&s, "you@example.net");
	session_next(&s, 0);
	session_back(&s);
	assert_false(s.view.busy);
	session_next(&s, 0);
	session_next(&s, 0);
	assert_true(s.view.busy);
	session_end(&s); /* fails when it is still being sent */
}

static void
judges_what_practice_received(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	stage_received(s.stage,
	    "Return-Path: <postmaster@example.jp>\n"
	    "Received: from mail.example.jp ([192.0.2.25]) by mx\n"
	    "From: postmaster@example.jp\n\nbody\n");
	type_to(&s, "you@example.net");
	session_next(&s, 0);
	session_run(&s);
	session_expect(&s, "message");
	session_next(&s, 0);
	session_expect(&s, "origin");
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_plain_addresses_only),
	    cmocka_unit_test(writes_a_message_that_nothing_has_to_change),
	    cmocka_unit_test(sends_only_what_was_shown_and_confirmed),
	    cmocka_unit_test(sends_nothing_after_a_no),
	    cmocka_unit_test(asks_for_an_address_that_can_be_used),
	    cmocka_unit_test(says_why_it_was_not_sent),
	    cmocka_unit_test(leaves_nothing_under_way),
	    cmocka_unit_test(judges_what_practice_received),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
