/* A bounce in the wizard: pasted, taken along, followed until it is right. */
#include "tests/unit/flow/session.h"

#include <string.h>

#define SAID                                                              \
	"550-5.7.26 SPF check for [example.jp] did not pass with ip: "    \
	"[198.51.100.7]\n"
#define FULL "452 4.2.2 Sorry, the mailbox is full.\n"

static void
begin(struct session *s)
{
	session_stage(s, "@ TXT \"v=spf1 ip4:192.0.2.25 ~all\"\n");
	session_open(s, NULL);
	session_press(s, 901);
	session_expect(s, "bounce");
}

static void
paste(struct session *s, const char *text)
{
	const int id = session_item(s, ITEM_FIELD, 0)->id;

	assert_true(session_item(s, ITEM_FIELD, 0)->area);
	session_type(s, id, text);
}

/* With what was understood of it. */
static void
come_to_look(struct session *s, const char *text)
{
	paste(s, text);
	session_next(s, 0);
	session_next(s, 0);
	session_run(s);
}

static const struct item *
bounce_row(const struct session *s)
{
	for (size_t i = 0; i < s->view.items; i++)
		if (s->view.item[i].kind == ITEM_ROW &&
		    strcmp(s->view.item[i].cell[0].text, "Bounce") == 0)
			return &s->view.item[i];
	fail_msg("the bounce is not followed");
	return NULL;
}

static void
takes_domain_and_sender_from_the_bounce(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	paste(&s, SAID);
	assert_true(session_shows(&s, "sent from   198.51.100.7"));
	session_next(&s, 0);
	session_expect(&s, "domain");
	assert_string_equal(
	    session_item(&s, ITEM_FIELD, 0)->value, "example.jp");
	assert_true(session_shows(&s, "seen in your bounce"));
	session_next(&s, 0);
	session_run(&s);
	session_expect(&s, "look");
	assert_string_equal(bounce_row(&s)->cell[1].text, "problem");
	assert_string_equal(stage_kept_value(s.stage, "example.jp",
				"bounce.ip"),
	    "198.51.100.7");
	session_next(&s, 0);
	session_expect(&s, "senders");
	assert_true(session_shows(&s, "198.51.100.7"));
	assert_true(session_shows(&s, "seen: your bounce"));
	session_end(&s);
}

static void
follows_it_until_it_would_be_accepted(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	come_to_look(&s, SAID);
	stage_publish(s.stage, NULL,
	    "@ TXT \"v=spf1 ip4:192.0.2.25 ip4:198.51.100.7 ~all\"\n");
	session_key(&s, 'r', 0);
	session_run(&s);
	assert_string_equal(bounce_row(&s)->cell[1].text, "ok");
	session_end(&s);
}

static void
remembers_it_when_the_domain_is_opened_again(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	come_to_look(&s, SAID);
	session_close(&s);
	session_open(&s, "example.jp");
	session_run(&s);
	assert_string_equal(bounce_row(&s)->cell[1].text, "problem");
	session_end(&s);
}

static void
shows_what_it_said_when_the_text_is_gone(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	paste(&s, "Arrival-Date: Wed, 12 Nov 2025 12:00:00 +0000\n" SAID);
	session_next(&s, 0);
	session_next(&s, 0);
	session_run(&s);
	session_close(&s);
	session_open(&s, "example.jp");
	session_run(&s);
	assert_string_equal(stage_kept_value(s.stage, "example.jp",
				"bounce.sent"),
	    "1762948800000");
	assert_non_null(strstr(bounce_row(&s)->detail[0],
	    "550 5.7.26, refused on 2025-11-12"));
	session_back(&s);
	session_expect(&s, "domain");
	session_key(&s, 'm', 0);
	session_expect(&s, "bounce");
	assert_true(session_shows(&s, "The one that was pasted on"));
	assert_true(session_shows(&s, "refused on  2025-11-12"));
	assert_true(session_shows(&s, "sent from   198.51.100.7"));
	session_end(&s);
}

/* A network among the senders stands for the address, which has a name still. */
static void
looks_at_the_name_of_the_address_whoever_it_is(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "@ TXT \"v=spf1 ip4:198.51.100.0/24 ~all\"\n");
	session_open(&s, NULL);
	session_press(&s, 901);
	come_to_look(&s, SAID);
	session_expect(&s, "look");
	assert_true(stage_asked(s.stage, "7.100.51.198.in-addr.arpa",
			ASK_RESOLVER) > 0);
	session_end(&s);
}

static void
does_not_take_a_bounce_to_another_domain(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	paste(&s, "550 SPF check for [other.test] did not pass with ip: "
		  "[198.51.100.7]\n");
	session_next(&s, 0);
	session_type(
	    &s, session_item(&s, ITEM_FIELD, 0)->id, "example.jp");
	session_next(&s, 0);
	session_run(&s);
	session_expect(&s, "look");
	assert_string_equal(stage_kept_value(s.stage, "example.jp",
				"bounce.ip"),
	    "");
	session_end(&s);
}

static void
refuses_what_is_no_bounce_and_what_is_about_something_else(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	session_next(&s, 0);
	session_expect(&s, "bounce");
	assert_non_null(strstr(s.view.message, "No refusal"));
	paste(&s, "Hello,\nhow are you?\n");
	session_next(&s, 0);
	assert_non_null(strstr(s.view.message, "No refusal"));
	paste(&s, FULL);
	session_next(&s, 0);
	session_expect(&s, "bounce");
	assert_non_null(strstr(s.view.message, "mailbox is full"));
	session_back(&s);
	session_expect(&s, "start");
	session_end(&s);
}

static void
keeps_nothing_of_the_text(void **state)
{
	const struct entries *kept;
	struct session s;

	(void)state;
	begin(&s);
	paste(&s, SAID "secret words of the message\n");
	session_next(&s, 0);
	session_next(&s, 0);
	session_run(&s);
	kept = stage_kept(s.stage, "example.jp");
	for (size_t i = 0; i < kept->count; i++)
		assert_null(strstr(kept->entry[i].value, "secret"));
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_domain_and_sender_from_the_bounce),
	    cmocka_unit_test(follows_it_until_it_would_be_accepted),
	    cmocka_unit_test(remembers_it_when_the_domain_is_opened_again),
	    cmocka_unit_test(shows_what_it_said_when_the_text_is_gone),
	    cmocka_unit_test(looks_at_the_name_of_the_address_whoever_it_is),
	    cmocka_unit_test(does_not_take_a_bounce_to_another_domain),
	    cmocka_unit_test(
		refuses_what_is_no_bounce_and_what_is_about_something_else),
	    cmocka_unit_test(keeps_nothing_of_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
