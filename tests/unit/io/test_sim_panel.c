#include "tests/unit/io/sim_lab.h"

static void
the_second_server_lags_behind_the_first(void **state)
{
	static const struct {
		int64_t after; /* the change */
		const char *server;
		enum dns_status status;
	} cases[] = {
	    {0, NS1, DNS_NXDOMAIN},
	    {2 * SECOND, NS1, DNS_OK},
	    {2 * SECOND, NS2, DNS_NXDOMAIN},
	    {LAG, NS2, DNS_NXDOMAIN},
	    {LAG + 2 * SECOND, NS2, DNS_OK},
	};
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	enter(&lab, DMARC, POLICY, NULL);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		if (cases[i].after > now(&lab))
			sim_advance(lab.sim, cases[i].after - now(&lab));
		assert_int_equal(
		    ask(&lab, ASK_AUTHORITY, cases[i].server, DMARC, DNS_TXT)
			->status,
		    cases[i].status);
	}
	close_lab(&lab);
}

static uint32_t
serial(struct lab *lab)
{
	const struct dns_answer *answer =
	    ask(lab, ASK_AUTHORITY, NS1, "example.com", DNS_SOA);

	assert_int_equal(answer->status, DNS_OK);
	return answer->rr[0].soa_serial;
}

static void
a_change_replaces_what_it_names_and_nothing_else(void **state)
{
	static const char old[] = "v=spf1 include:_spf.google.example ~all";
	static const char new[] =
	    "v=spf1 ip4:203.0.113.80 include:_spf.google.example ~all";
	const struct dns_answer *answer;
	uint32_t before;
	struct lab lab;
	size_t found = 0;

	(void)state;
	open_lab(&lab, PRACTICE, "extend");
	before = serial(&lab);
	enter(&lab, "example.com", new, old);
	sim_advance(lab.sim, 2 * SECOND);
	answer = ask(&lab, ASK_AUTHORITY, NS1, "example.com", DNS_TXT);
	assert_int_equal(answer->count, 2);
	for (size_t i = 0; i < answer->count; i++) {
		assert_int_equal(answer->rr[i].ttl, 300);
		assert_false(slice_is(answer->rr[i].text, old));
		found += slice_is(answer->rr[i].text, new);
	}
	assert_int_equal(found, 1);
	assert_int_equal(serial(&lab), before + 1);
	close_lab(&lab);
}

static void
a_change_without_a_value_deletes(void **state)
{
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	enter(&lab, DMARC, POLICY, NULL);
	enter(&lab, DMARC, "", POLICY);
	sim_advance(lab.sim, 2 * SECOND);
	assert_int_equal(ask(&lab, ASK_AUTHORITY, NS1, DMARC, DNS_TXT)->status,
	    DNS_NXDOMAIN);
	close_lab(&lab);
}

static void
entering_twice_changes_nothing_more(void **state)
{
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	enter(&lab, DMARC, POLICY, NULL);
	enter(&lab, DMARC, POLICY, NULL);
	sim_advance(lab.sim, 2 * SECOND);
	assert_text(ask(&lab, ASK_AUTHORITY, NS1, DMARC, DNS_TXT), POLICY);
	close_lab(&lab);
}

static void
an_entry_outside_the_zone_is_never_found(void **state)
{
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	enter(&lab, "_dmarc.dns.example", POLICY, NULL);
	sim_advance(lab.sim, 2 * SECOND);
	assert_int_equal(
	    ask(&lab, ASK_RESOLVER, NULL, "_dmarc.dns.example", DNS_TXT)
		->status,
	    DNS_NXDOMAIN);
	close_lab(&lab);
}

static void
records_of_other_types_can_be_entered(void **state)
{
	struct panel_entry entry[] = {
	    {.name = "k1._domainkey.example.jp",
		.type = DNS_CNAME,
		.ttl = 300,
		.value = "k1.google.example."},
	    {.name = "new.example.jp",
		.type = DNS_A,
		.ttl = 300,
		.value = "203.0.113.99"},
	    {.name = "bad.example.jp",
		.type = DNS_A,
		.ttl = 300,
		.value = "203.0.113.99\nworse 300 IN A 203.0.113.98"},
	};
	const struct dns_answer *answer;
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	lab.to.panel.enter(lab.to.panel.self, entry, COUNT_OF(entry));
	sim_advance(lab.sim, 2 * SECOND);
	answer = ask(&lab, ASK_AUTHORITY, NS1, entry[0].name, DNS_CNAME);
	assert_int_equal(answer->status, DNS_OK);
	answer = ask(&lab, ASK_AUTHORITY, NS1, entry[1].name, DNS_A);
	assert_int_equal(answer->status, DNS_OK);
	answer = ask(&lab, ASK_AUTHORITY, NS1, entry[2].name, DNS_A);
	assert_int_equal(answer->status, DNS_NXDOMAIN);
	close_lab(&lab);
}

static void
a_trapping_panel_doubles_the_name_and_cuts_once(void **state)
{
	static const char doubled[] = "k._domainkey.example.jp.example.jp";
	static const char right[] = "k._domainkey.example.jp";
	const struct dns_answer *answer;
	char key[400];
	struct lab lab;

	(void)state;
	memset(key, 'A', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	open_lab(&lab, TRAPS, "traps");
	enter(&lab, right, key, NULL);
	sim_advance(lab.sim, 3 * SECOND);
	answer = ask(&lab, ASK_AUTHORITY, NS1, doubled, DNS_TXT);
	assert_int_equal(answer->status, DNS_OK);
	assert_int_equal(answer->rr[0].text.len, 255);
	answer = ask(&lab, ASK_AUTHORITY, NS1, right, DNS_TXT);
	assert_int_equal(answer->status, DNS_NXDOMAIN);

	enter(&lab, right, key, NULL);
	sim_advance(lab.sim, 3 * SECOND);
	assert_text(ask(&lab, ASK_AUTHORITY, NS1, right, DNS_TXT), key);
	close_lab(&lab);
}

/* In the scenario "traps" the silent server would lag behind for a day. */
static void
resolvers_pass_over_a_silent_server(void **state)
{
	struct lab lab;
	char resolver[IP_TEXT_MAX];

	(void)state;
	open_lab(&lab, TRAPS, "traps");
	enter(&lab, "a.example.jp", "spoilt", NULL);
	enter(&lab, DMARC, POLICY, NULL);
	sim_advance(lab.sim, 3 * SECOND);
	for (int i = 0; i < 8; i++) {
		snprintf(resolver, sizeof(resolver), "192.0.2.%d", 200 + i);
		assert_text(
		    ask(&lab, ASK_CACHE, resolver, DMARC, DNS_TXT), POLICY);
	}
	close_lab(&lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_second_server_lags_behind_the_first),
	    cmocka_unit_test(a_change_replaces_what_it_names_and_nothing_else),
	    cmocka_unit_test(a_change_without_a_value_deletes),
	    cmocka_unit_test(entering_twice_changes_nothing_more),
	    cmocka_unit_test(an_entry_outside_the_zone_is_never_found),
	    cmocka_unit_test(records_of_other_types_can_be_entered),
	    cmocka_unit_test(a_trapping_panel_doubles_the_name_and_cuts_once),
	    cmocka_unit_test(resolvers_pass_over_a_silent_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
