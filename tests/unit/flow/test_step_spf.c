/* The SPF step and its tree: what is proposed, what is said about it. */
#include "tests/unit/flow/session.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/flow/known.h"

#define SPF(text) "@ TXT \"" text "\"\n"

static const struct ip both[] = {
    {.family = 4, .octets = {192, 0, 2, 25}},
    {.family = 6, .octets = {0x20, 1, 0xd, 0xb8, [15] = 0x25}},
};

static const struct host_facts dual = {
    .known = true,
    .hostname = "mail.example.jp",
    .mta = "Postfix",
    .mta_hello = "mail.example.jp",
    .address = both,
    .addresses = 2,
};

/* At the SPF step, with everything known. */
static void
come_to_spf(
    struct session *s, const char *records, const struct host_facts *host)
{
	session_stage(s, records);
	if (host != NULL)
		stage_host(s->stage, host);
	session_open(s, "example.jp");
	session_go(s, "spf");
	session_run(s);
}

static const char *
proposed(const struct session *s)
{
	const char *value = "";

	for (size_t i = 0; i < s->view.items; i++)
		if (s->view.item[i].kind == ITEM_VALUE)
			value = s->view.item[i].value;
	return value;
}

static void
mends_a_record_that_includes_itself(void **state)
{
	struct session s;
	struct known known;

	(void)state;
	come_to_spf(&s, SPF("v=spf1 include:example.jp ~all"), &dual);
	assert_true(session_shows(&s, "include:example.jp  dropped"));
	assert_true(session_shows(&s, "lookups 0 of 10"));
	assert_string_equal(proposed(&s),
	    "v=spf1 ip4:192.0.2.25 ip6:2001:db8::25 ~all");
	known_begin(&known, "");
	for (size_t i = 0; i < COUNT_OF(both); i++)
		assert_int_equal(known_verdict(&known, "example.jp",
				     proposed(&s), &both[i]),
		    SPF_PASS);
	known_end(&known);
	session_go(&s, "publish");
	session_end(&s);
}

/* Nobody is asked to vouch for a term that names nobody. */
static void
lists_no_self_include_as_a_sender(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, SPF("v=spf1 include:example.jp ~all"));
	stage_host(s.stage, &dual);
	session_open(&s, "example.jp");
	session_go(&s, "senders");
	session_run(&s);
	assert_false(session_shows(&s, "include:example.jp"));
	assert_true(session_shows(&s, "192.0.2.25"));
	assert_true(session_shows(&s, "2001:db8::25"));
	session_end(&s);
}

static void
leaves_out_who_passes_already(void **state)
{
	struct session s;

	(void)state;
	come_to_spf(&s, SPF("v=spf1 mx -all"), NULL);
	assert_true(session_shows(&s, "nothing to do"));
	assert_string_equal(proposed(&s), "v=spf1 mx -all");
	session_end(&s);
}

static void
drops_an_include_that_is_dead(void **state)
{
	struct session s;

	(void)state;
	come_to_spf(&s, SPF("v=spf1 mx include:gone.example -all"), NULL);
	assert_true(session_shows(&s, "gone.example has no SPF record"));
	assert_string_equal(proposed(&s), "v=spf1 mx -all");
	session_end(&s);
}

static void
suggests_what_is_of_no_use(void **state)
{
	struct session s;

	(void)state;
	come_to_spf(&s, SPF("v=spf1 mx a:gone.example -all"), NULL);
	assert_true(session_shows(&s, "You could remove a:gone.example"));
	assert_string_equal(proposed(&s), "v=spf1 mx a:gone.example -all");
	session_end(&s);
}

static void
stops_at_eleven_lookups_with_ways_out(void **state)
{
	struct session s;

	(void)state;
	come_to_spf(&s,
	    SPF("v=spf1 mx a/32 a/31 a/30 a/29 a/28 a/27 a/26 a/25 a/24 "
		"include:sendgrid.net -all"),
	    NULL);
	assert_true(session_shows(&s, "lookups 11 of 10"));
	assert_true(session_shows(&s, "You could write"));
	assert_true(session_shows(&s, "You could move include:sendgrid.net"));
	session_next(&s, 0);
	session_expect(&s, "spf");
	assert_true(session_shows(&s, "the limit is 10"));
	session_end(&s);
}

static void
keeps_an_ending_until_another_is_chosen(void **state)
{
	static const struct {
		const char *record, *value, *chosen;
	} rows[] = {
	    {"v=spf1 mx ?all", "v=spf1 mx ?all", "v=spf1 mx ~all"},
	    {"v=spf1 mx", "v=spf1 mx", "v=spf1 mx ~all"},
	    {"v=spf1 mx -all", "v=spf1 mx -all", "v=spf1 mx ~all"},
	    {"v=spf1 mx +all", "v=spf1 mx ~all", "v=spf1 mx ~all"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct session s;
		char record[80];

		(void)snprintf(record, sizeof(record), "@ TXT \"%s\"\n",
		    rows[i].record);
		come_to_spf(&s, record, NULL);
		assert_string_equal(proposed(&s), rows[i].value);
		session_press(&s, session_item(&s, ITEM_CHOICE, 0)->id);
		session_run(&s);
		assert_string_equal(proposed(&s), rows[i].chosen);
		assert_true(session_item(&s, ITEM_CHOICE, 0)->chosen);
		session_end(&s);
	}
}

static void
shows_the_tree_and_comes_back(void **state)
{
	struct session s;

	(void)state;
	come_to_spf(&s, SPF("v=spf1 mx include:_spf.google.com -all"), NULL);
	session_key(&s, 't', 0);
	session_expect(&s, "tree");
	session_run(&s);
	assert_false(s.view.busy);
	assert_true(session_shows(&s, "look-ups 2 of 10"));
	assert_true(session_shows(&s, "  ip4:203.0.113.0/24"));
	assert_true(session_shows(&s, "257 addresses"));
	assert_int_equal(session_items(&s, ITEM_ROW), 5);
	session_key(&s, 't', 0);
	session_expect(&s, "spf");
	session_key(&s, 't', 0);
	session_back(&s);
	session_expect(&s, "spf");
	session_key(&s, 't', 0);
	session_next(&s, 0);
	session_expect(&s, "spf");
	/* Where the user was is where the next session begins. */
	assert_string_equal(
	    stage_kept_value(s.stage, "example.jp", "step"), "spf");
	session_end(&s);
}

static void
has_no_tree_without_a_record(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	stage_fail(s.stage, NULL, "example.jp", DNS_SERVFAIL);
	session_open(&s, "example.jp");
	session_go(&s, "spf");
	session_run(&s);
	for (size_t i = 0; i < s.view.hints; i++)
		assert_int_not_equal(s.view.hint[i].key, 't');
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mends_a_record_that_includes_itself),
	    cmocka_unit_test(lists_no_self_include_as_a_sender),
	    cmocka_unit_test(leaves_out_who_passes_already),
	    cmocka_unit_test(drops_an_include_that_is_dead),
	    cmocka_unit_test(suggests_what_is_of_no_use),
	    cmocka_unit_test(stops_at_eleven_lookups_with_ways_out),
	    cmocka_unit_test(keeps_an_ending_until_another_is_chosen),
	    cmocka_unit_test(shows_the_tree_and_comes_back),
	    cmocka_unit_test(has_no_tree_without_a_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
