/* A message that is pasted beside Verify, from the paste to the verdict. */
#include "tests/unit/flow/session.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"

#define ENVELOPE "Return-Path: <info@example.jp>\n"
#define RECEIVED                                              \
	"Received: from mail.example.jp (x [192.0.2.25])\n by " \
	"mx.there; Sun, 22 Nov 2026 14:00:00 +0900\n"
#define SIGNATURE                                                  \
	"DKIM-Signature: v=1; a=rsa-sha256; d=example.jp; s=s202611;\n" \
	" h=from; bh=l/c1U139gr1q5cpGa24Iu9ld3NlaK71gxlD+7sjlC98=; b=YWJj\n"
#define AUTHENTICATED                                              \
	"Authentication-Results: mx.there; spf=pass; dkim=pass; " \
	"dmarc=pass\n"
#define FROM "From: Info <info@example.jp>\n\nbody\n"
#define GOOD AUTHENTICATED ENVELOPE RECEIVED SIGNATURE FROM

/* Everything is published, and Verify has seen it. */
static void
begin(struct session *s)
{
	session_stage(s, "");
	stage_spf(s->stage, "192.0.2.25", NULL, SPF_PASS);
	session_open(s, "example.jp");
	session_go(s, "review");
	session_run(s);
	session_publish(s);
	session_go(s, "verify");
	session_run(s);
	session_key(s, 'm', 0);
	session_expect(s, "message");
}

static void
paste(struct session *s, const char *text)
{
	const int id = session_item(s, ITEM_FIELD, 0)->id;

	assert_true(session_item(s, ITEM_FIELD, 0)->area);
	session_type(s, id, text);
	session_next(s, id);
}

static const char *
cell_of(const struct session *s, const char *row, size_t column)
{
	for (size_t i = 0; i < s->view.items; i++) {
		const struct item *item = &s->view.item[i];

		if (item->kind == ITEM_ROW &&
		    strcmp(item->cell[0].text, row) == 0)
			return item->cell[column].text;
	}
	fail_msg("there is no row %s", row);
	return "";
}

static void
judges_what_was_pasted_beside_the_receiver(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	paste(&s, GOOD);
	session_expect(&s, "origin");
	session_next(&s, 0);
	session_expect(&s, "verdict");
	assert_true(s.view.busy);
	session_run(&s);
	assert_false(s.view.busy);
	assert_string_equal(
	    session_item(&s, ITEM_HEAD, 0)->cell[3].text, "mx.there");
	for (size_t i = 1; i <= 3; i += 2) {
		assert_string_equal(cell_of(&s, "SPF", i), "pass");
		assert_string_equal(cell_of(&s, "DKIM", i), "pass");
		assert_string_equal(cell_of(&s, "DMARC", i), "pass");
	}
	assert_true(session_shows(&s, "nothing to say against it"));
	session_next(&s, 0);
	session_expect(&s, "verify");
	assert_true(session_shows(&s, "Proved by a real message on 2026-11-2"));
	assert_true(stage_kept_value(
			s.stage, "example.jp", "publish.proved")[0] != '\0');
	session_end(&s);
}

static void
proposes_the_address_and_lets_another_be_typed(void **state)
{
	const struct item *field;
	struct session s;
	int id;

	(void)state;
	begin(&s);
	paste(&s, GOOD);
	field = session_item(&s, ITEM_FIELD, 0);
	assert_string_equal(field->suggestion, "192.0.2.25");
	assert_string_equal(field->note, "one of your senders");
	assert_true(session_shows(&s, "from mail.example.jp (x [192.0.2.25])"));
	id = field->id;
	session_type(&s, id, "192.0.2.2555");
	session_next(&s, id);
	session_expect(&s, "origin");
	assert_int_equal(s.outcome, OUTCOME_FOCUS);
	session_type(&s, id, "198.51.100.9");
	assert_string_equal(
	    session_item(&s, ITEM_FIELD, 0)->note, "not among your senders");
	session_next(&s, id);
	session_run(&s);
	assert_string_not_equal(cell_of(&s, "SPF", 1), "pass");
	assert_true(session_shows(&s, "198.51.100.9"));
	session_end(&s);
}

static void
leaves_spf_out_when_nobody_knows_the_address(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	paste(&s, ENVELOPE SIGNATURE FROM);
	assert_true(session_shows(&s, "No field of the message"));
	session_next(&s, 0);
	session_run(&s);
	assert_string_equal(cell_of(&s, "SPF", 1), "not judged");
	assert_string_equal(cell_of(&s, "DMARC", 1), "pass");
	session_back(&s);
	session_expect(&s, "message");
	paste(&s, GOOD);
	session_key(&s, 's', 0);
	session_run(&s);
	assert_string_equal(cell_of(&s, "SPF", 1), "not judged");
	session_end(&s);
}

static void
explains_a_difference_and_proves_nothing(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	stage_mail_faults(s.stage, MAIL_BODY);
	paste(&s, GOOD);
	session_next(&s, 0);
	session_run(&s);
	assert_string_equal(cell_of(&s, "DKIM", 1), "fail");
	assert_string_equal(cell_of(&s, "DKIM", 3), "pass");
	assert_true(session_shows(&s, "The receiver wrote dkim=pass"));
	session_next(&s, 0);
	assert_true(session_shows(&s, "Not proved by a real message yet"));
	session_end(&s);
}

static void
names_the_servers_own_name_as_the_cause(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	paste(&s, "Return-Path: <www-data@web1.localdomain>\n" RECEIVED FROM);
	session_next(&s, 0);
	session_run(&s);
	assert_true(session_shows(&s, "the server's own name"));
	assert_true(session_shows(&s, "sendmail_path"));
	session_end(&s);
}

static void
names_the_field_of_a_verdict_that_others_may_have_written(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	paste(&s, "Received-SPF: fail client-ip=192.0.2.25\n"
		  "ARC-Authentication-Results: i=1; mx.a; "
		  "dkim=pass\n" ENVELOPE RECEIVED SIGNATURE FROM);
	session_next(&s, 0);
	session_run(&s);
	assert_string_equal(cell_of(&s, "SPF", 3), "fail (Received-SPF)");
	assert_string_equal(cell_of(&s, "DKIM", 3), "pass (ARC)");
	session_end(&s);
}

static void
is_not_taken_in_by_another_domain(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	paste(&s, RECEIVED "From: a@other.example\n\nbody\n");
	session_next(&s, 0);
	session_run(&s);
	assert_true(session_shows(&s, "proves nothing about example.jp"));
	session_next(&s, 0);
	assert_true(session_shows(&s, "Not proved by a real message yet"));
	session_end(&s);
}

static void
refuses_what_is_no_message(void **state)
{
	static const char *const texts[] = {
	    "", "\n\n", "Hello,\nplease look at this.\n", "\033[31m\377\001"};
	struct session s;

	(void)state;
	begin(&s);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		paste(&s, texts[i]);
		session_expect(&s, "message");
		assert_int_equal(s.outcome, OUTCOME_FOCUS);
		assert_non_null(strstr(s.view.message, "Show original"));
	}
	session_end(&s);
}

static void
does_not_judge_a_part_of_a_long_message(void **state)
{
	size_t len = VIEW_AREA_MAX;
	char *text = mem_alloc(len + 1);
	struct session s;

	(void)state;
	memset(text, 'x', len);
	memcpy(text, GOOD, strlen(GOOD));
	begin(&s);
	paste(&s, text);
	session_expect(&s, "message");
	assert_non_null(strstr(s.view.message, "longer than 256 KB"));
	text[len - 100] = '\0';
	paste(&s, text);
	session_expect(&s, "origin");
	free(text);
	session_end(&s);
}

static void
forgets_the_message_with_the_domain(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	paste(&s, GOOD);
	session_next(&s, 0);
	session_close(&s); /* while it is judged: nothing may be under way */
	for (size_t i = 0; i < stage_kept(s.stage, "example.jp")->count; i++)
		assert_null(strstr(
		    stage_kept(s.stage, "example.jp")->entry[i].value,
		    "Return-Path"));
	arena_release(&s.arena);
	stage_free(s.stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(judges_what_was_pasted_beside_the_receiver),
	    cmocka_unit_test(proposes_the_address_and_lets_another_be_typed),
	    cmocka_unit_test(leaves_spf_out_when_nobody_knows_the_address),
	    cmocka_unit_test(explains_a_difference_and_proves_nothing),
	    cmocka_unit_test(names_the_servers_own_name_as_the_cause),
	    cmocka_unit_test(
		names_the_field_of_a_verdict_that_others_may_have_written),
	    cmocka_unit_test(is_not_taken_in_by_another_domain),
	    cmocka_unit_test(refuses_what_is_no_message),
	    cmocka_unit_test(does_not_judge_a_part_of_a_long_message),
	    cmocka_unit_test(forgets_the_message_with_the_domain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
