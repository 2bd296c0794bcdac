/* The Senders step: who is listed, what is said of them, what can be added. */
#include "tests/unit/flow/session.h"

#include <string.h>

#include "wizard/flow/plan.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/step.h"

enum { FIRST_SENDER = 10, ADD_FIELD = 100, FIRST_OFFER = 200 };

static void
come_to_senders(struct session *s, const char *records)
{
	session_stage(s, records);
	session_open(s, "example.jp");
	session_go(s, "senders");
	session_run(s);
}

static const struct item *
row_with(const struct session *s, const char *text)
{
	for (size_t i = 0; i < s->view.items; i++)
		if (s->view.item[i].cell[0].text != NULL &&
		    strcmp(s->view.item[i].cell[0].text, text) == 0)
			return &s->view.item[i];
	fail_msg("no row \"%s\"", text);
	return NULL;
}

static bool
details_say(const struct item *item, const char *text)
{
	for (size_t i = 0; i < item->details; i++)
		if (strcmp(item->detail[i], text) == 0)
			return true;
	return false;
}

/* In bounces and messages; the DNS says who that is. */
static void
resolves_what_was_noticed(void **state)
{
	static const struct ip ip = {.family = 4, .octets = {192, 0, 2, 25}};
	struct session s;
	const struct item *row;

	(void)state;
	come_to_senders(&s, "@ TXT \"v=spf1 include:_spf.google.com ~all\"\n");
	senders_noticed(&s.wizard->d, &ip, SEEN_BOUNCE);
	session_back(&s);
	session_run(&s);
	session_go(&s, "senders");
	session_run(&s);
	row = row_with(&s, "192.0.2.25");
	assert_non_null(strstr(row->cell[2].text, "your bounce"));
	assert_string_equal(row->cell[1].text, "mail.example.jp");
	assert_true(details_say(row, "Its name is mail.example.jp."));
	session_end(&s);
}

static void
shows_what_a_service_needs_before_it_is_added(void **state)
{
	struct session s;
	const struct item *offer;

	(void)state;
	come_to_senders(&s, "");
	session_type(&s, ADD_FIELD, "send mail");
	offer = row_with(&s, "Send Mail Co");
	assert_int_equal(offer->id, FIRST_OFFER);
	assert_true(details_say(offer,
	    "Its include in SPF is useless for DMARC: only DKIM counts."));
	assert_true(details_say(
	    offer, "DKIM: CNAME; the service shows its name and value"));
	assert_true(details_say(
	    offer, "Bounces: CNAME bounces.example.jp to mx.send.example"));
	session_press(&s, FIRST_OFFER);
	session_run(&s);
	assert_int_equal(row_with(&s, "Send Mail Co")->mark, 'x');
	session_end(&s);
}

static void
goes_to_the_field_by_key(void **state)
{
	struct session s;

	(void)state;
	come_to_senders(&s, "");
	session_key(&s, 'a', FIRST_SENDER);
	assert_int_equal(s.outcome, OUTCOME_FOCUS);
	assert_int_equal(s.wizard->focus, ADD_FIELD);
	session_key(&s, '/', FIRST_SENDER);
	assert_int_equal(s.wizard->focus, ADD_FIELD);
	session_end(&s);
}

/* It is ours, its records are on the list, and SPF has nothing of it. */
static void
takes_a_service_that_needs_no_term(void **state)
{
	struct session s;

	(void)state;
	come_to_senders(&s, "");
	session_type(&s, ADD_FIELD, "google groups");
	session_next(&s, ADD_FIELD);
	assert_int_equal(row_with(&s, "Google Groups")->mark, 'x');
	session_go(&s, "review");
	session_run(&s);
	assert_false(session_shows(&s, "service:"));
	assert_non_null(plan_find(&s.wizard->plan, TOPIC_SPF));
	assert_null(
	    strstr(plan_find(&s.wizard->plan, TOPIC_SPF)->value, "service"));
	session_end(&s);
}

static void
asks_for_the_records_of_services_in_review(void **state)
{
	const struct change *change;
	size_t services = 0;
	struct session s;

	(void)state;
	come_to_senders(&s, "@ TXT \"v=spf1 include:sendgrid.net ~all\"\n");
	session_go(&s, "review");
	session_run(&s);
	change = plan_find(&s.wizard->plan, TOPIC_SERVICE);
	assert_non_null(change);
	assert_int_equal(change->op, CHANGE_ADD);
	assert_int_equal(plan_type(change->type), DNS_CNAME);
	assert_string_equal(change->name, "s1._domainkey.example.jp");
	assert_string_equal(change->value, "s1.example-jp.sendgrid.example.");
	session_end(&s);
	/* Of a service that two terms are of as well. */
	come_to_senders(&s,
	    "@ TXT \"v=spf1 include:sendgrid.net include:u7.sendgrid.net "
	    "~all\"\n");
	session_go(&s, "review");
	session_run(&s);
	for (size_t i = 0; i < s.wizard->plan.count; i++)
		services += s.wizard->plan.change[i].topic == TOPIC_SERVICE;
	assert_int_equal(services, 2);
	assert_int_equal(s.wizard->plan.needs.count, 1);
	session_end(&s);
	/* Beside what is there no alias can stand: only the user can delete it. */
	come_to_senders(&s,
	    "@ TXT \"v=spf1 include:sendgrid.net ~all\"\n"
	    "s1._domainkey TXT \"hello\"\n");
	session_go(&s, "review");
	session_run(&s);
	assert_true(session_shows(&s, "Your services ask for these as well"));
	session_end(&s);
	/* One selector that is there is enough. */
	come_to_senders(&s,
	    "@ TXT \"v=spf1 include:sendgrid.net ~all\"\n"
	    "s1._domainkey CNAME s1.example-jp.sendgrid.example.\n");
	session_go(&s, "review");
	session_run(&s);
	assert_false(session_shows(&s, "Your services ask for these as well"));
	assert_null(plan_find(&s.wizard->plan, TOPIC_SERVICE));
	session_end(&s);
}

/* --- Behind address translation ------------------------------------------ */

/* A mail server with a private address; the echo has it by another one. */
static void
come_from_inside(struct session *s)
{
	static const struct ip inside = {.family = 4, .octets = {10, 0, 0, 5}};
	static const struct host_facts machine = {
	    .known = true,
	    .hostname = "mail.example.jp",
	    .mta = "Postfix",
	    .mta_hello = "mail.example.jp",
	    .inside = &inside,
	    .insides = 1,
	};

	session_stage(s, "");
	stage_host(s->stage, &machine);
	session_open(s, "example.jp");
	session_go(s, "senders");
	session_run(s);
}

static size_t
echoes_asked(const struct session *s)
{
	return stage_asked(s->stage, "myip.opendns.com", ASK_CACHE);
}

static void
asks_for_its_own_address_only_when_told_to(void **state)
{
	struct session s;

	(void)state;
	come_from_inside(&s);
	assert_true(session_shows(&s, "private addresses only (10.0.0.5)"));
	assert_true(session_shows(&s, "Press o to ask OpenDNS and Google"));
	assert_int_equal(echoes_asked(&s), 0);
	stage_zone(s.stage, "208.67.222.222", "opendns.com",
	    "@ SOA ns root 1 3600 600 86400 900\nmyip A 192.0.2.77\n");
	session_key(&s, 'o', FIRST_SENDER);
	session_run(&s);
	assert_int_equal(echoes_asked(&s), 2); /* once for each family */
	assert_string_equal(row_with(&s, "192.0.2.77")->cell[2].text,
	    "seen: this server");
	assert_false(session_shows(&s, "OpenDNS"));
	session_end(&s);
}

static void
says_that_nobody_told_the_address(void **state)
{
	struct session s;

	(void)state;
	come_from_inside(&s);
	stage_fail(s.stage, "208.67.222.222", "", DNS_TIMEOUT);
	stage_fail(s.stage, "216.239.32.10", "", DNS_TIMEOUT);
	session_key(&s, 'o', FIRST_SENDER);
	session_run(&s);
	assert_true(session_shows(&s, "OpenDNS and Google did not answer"));
	/* Once is enough. */
	session_key(&s, 'o', FIRST_SENDER);
	session_run(&s);
	assert_int_equal(echoes_asked(&s), 2);
	session_end(&s);
}

static void
leaves_those_alone_who_have_an_address(void **state)
{
	struct session s;

	(void)state;
	come_to_senders(&s, "");
	assert_false(session_shows(&s, "OpenDNS"));
	session_key(&s, 'o', FIRST_SENDER);
	session_run(&s);
	assert_int_equal(echoes_asked(&s), 0);
	session_end(&s);
}

static void
names_the_interface_of_an_own_address(void **state)
{
	static const struct ip ip = {.family = 4, .octets = {192, 0, 2, 25}};
	static const char *const interface[] = {"eth\x1b" "0"};
	const struct host_facts machine = {
	    .known = true,
	    .hostname = "mail.example.jp",
	    .mta = "Postfix",
	    .mta_hello = "mail.example.jp",
	    .address = &ip,
	    .addresses = 1,
	    .interface = interface,
	};
	struct session s;

	(void)state;
	session_stage(&s, "");
	stage_host(s.stage, &machine);
	session_open(&s, "example.jp");
	session_go(&s, "look");
	session_run(&s);
	assert_true(session_shows(&s, "192.0.2.25 (eth\\x1b0)  "));
	session_go(&s, "senders");
	session_run(&s);
	assert_non_null(strstr(row_with(&s, "192.0.2.25")->cell[2].text,
	    "this server (eth\\x1b0)"));
	session_end(&s);
}

/* Who is faster than the network does not end as somebody who never sends. */
static void
waits_for_those_who_are_looked_for(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_expect(&s, "look");
	session_next(&s, wizard_focus(s.wizard));
	session_expect(&s, "senders");
	session_next(&s, 0);
	session_expect(&s, "senders");
	assert_true(session_shows(&s, "Still looking for who sends"));
	session_run(&s);
	session_next(&s, 0);
	session_expect(&s, "dkim");
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(resolves_what_was_noticed),
	    cmocka_unit_test(shows_what_a_service_needs_before_it_is_added),
	    cmocka_unit_test(goes_to_the_field_by_key),
	    cmocka_unit_test(takes_a_service_that_needs_no_term),
	    cmocka_unit_test(asks_for_the_records_of_services_in_review),
	    cmocka_unit_test(asks_for_its_own_address_only_when_told_to),
	    cmocka_unit_test(says_that_nobody_told_the_address),
	    cmocka_unit_test(leaves_those_alone_who_have_an_address),
	    cmocka_unit_test(names_the_interface_of_an_own_address),
	    cmocka_unit_test(waits_for_those_who_are_looked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
