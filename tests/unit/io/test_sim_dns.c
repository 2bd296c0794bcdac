#include "tests/unit/io/sim_lab.h"

static void
tells_apart_what_servers_can_say(void **state)
{
	static const struct {
		enum inquiry_whom whom;
		const char *server, *name;
		uint16_t type;
		enum dns_status status;
		bool authoritative;
	} cases[] = {
	    {ASK_AUTHORITY, NS1, "example.jp", DNS_MX, DNS_OK, true},
	    {ASK_AUTHORITY, NS1, "example.jp", DNS_TXT, DNS_NODATA, true},
	    {ASK_AUTHORITY, NS1, DMARC, DNS_TXT, DNS_NXDOMAIN, true},
	    {ASK_AUTHORITY, NS1, "example.com", DNS_TXT, DNS_REFUSED, false},
	    {ASK_AUTHORITY, PUBLIC, "example.jp", DNS_MX, DNS_TIMEOUT, false},
	    {ASK_CACHE, PUBLIC, "example.jp", DNS_MX, DNS_OK, false},
	    {ASK_CACHE, PUBLIC, "example.jp", DNS_TXT, DNS_NODATA, false},
	    {ASK_RESOLVER, NULL, DMARC, DNS_TXT, DNS_NXDOMAIN, false},
	    {ASK_RESOLVER, NULL, "_dmarc.jp", DNS_TXT, DNS_NXDOMAIN, false},
	};
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct dns_answer *answer = ask(&lab, cases[i].whom,
		    cases[i].server, cases[i].name, cases[i].type);

		assert_int_equal(answer->status, cases[i].status);
		assert_int_equal(answer->authoritative, cases[i].authoritative);
	}
	close_lab(&lab);
}

static void
a_cache_counts_the_ttl_down_and_then_asks_again(void **state)
{
	static const struct {
		int64_t wait; /* since the last question */
		uint32_t left;
	} rounds[] = {
	    {0, 600},
	    {10 * SECOND, 589},
	    {500 * SECOND, 89},
	    {90 * SECOND, 600},
	};
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "extend");
	for (size_t i = 0; i < COUNT_OF(rounds); i++) {
		const struct dns_answer *answer;

		sim_advance(lab.sim, rounds[i].wait);
		answer =
		    ask(&lab, ASK_CACHE, PUBLIC, "_dmarc.example.com", DNS_TXT);
		assert_text(answer, POLICY);
		assert_in_range(
		    answer->rr[0].ttl, rounds[i].left, rounds[i].left + 1);
	}
	close_lab(&lab);
}

/* Asks the public resolver so that its answer arrives at that very moment. */
static const struct dns_answer *
ask_resolver_for(
    struct lab *lab, int64_t moment, const char *name, uint16_t type)
{
	struct reply reply;
	int64_t begin, delay;

	begin = now(lab);
	(void)ask(lab, ASK_CACHE, PUBLIC, "delay.example.jp", DNS_A);
	delay = now(lab) - begin;
	sim_advance(lab->sim, moment - delay - now(lab));
	send(lab, &reply, ASK_CACHE, PUBLIC, name, type);
	sim_advance(lab->sim, delay - 1);
	assert_null(reply.answer);
	sim_advance(lab->sim, 1);
	assert_non_null(reply.answer);
	assert_int_equal(reply.at, moment);
	return reply.answer;
}

static void
asking_too_early_plants_a_negative_answer_for_its_ttl(void **state)
{
	const struct dns_answer *answer;
	int64_t planted;
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	answer = ask(&lab, ASK_CACHE, PUBLIC, DMARC, DNS_TXT);
	planted = now(&lab);
	assert_int_equal(answer->status, DNS_NXDOMAIN);
	assert_int_equal(answer->negative_ttl, NEGATIVE / SECOND);
	assert_string_equal(answer->soa_owner, "example.jp");
	enter(&lab, DMARC, POLICY, NULL);

	sim_advance(lab.sim, 100 * SECOND);
	assert_text(ask(&lab, ASK_AUTHORITY, NS2, DMARC, DNS_TXT), POLICY);
	answer = ask_resolver_for(&lab, planted + 200 * SECOND, DMARC, DNS_TXT);
	assert_int_equal(answer->status, DNS_NXDOMAIN);
	assert_int_equal(answer->negative_ttl, 100);
	answer = ask_resolver_for(&lab, planted + NEGATIVE - 1, DMARC, DNS_TXT);
	assert_int_equal(answer->status, DNS_NXDOMAIN);
	answer = ask(&lab, ASK_CACHE, PUBLIC, DMARC, DNS_TXT);
	assert_text(answer, POLICY);
	close_lab(&lab);
}

static void
a_negative_answer_ends_with_its_ttl(void **state)
{
	int64_t planted;
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	(void)ask(&lab, ASK_CACHE, PUBLIC, DMARC, DNS_TXT);
	planted = now(&lab);
	enter(&lab, DMARC, POLICY, NULL);
	assert_text(
	    ask_resolver_for(&lab, planted + NEGATIVE, DMARC, DNS_TXT), POLICY);
	close_lab(&lab);
}

/* RFC 2308 section 5: per name for NXDOMAIN, per name and type for NODATA. */
static void
only_nxdomain_denies_the_other_types_as_well(void **state)
{
	static const struct {
		const char *name;
		uint16_t planted;
		enum dns_status then;
	} cases[] = {
	    {DMARC, DNS_A, DNS_NXDOMAIN},
	    {"example.jp", DNS_AAAA, DNS_OK},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct dns_answer *answer;
		struct lab lab;

		open_lab(&lab, PRACTICE, "bare");
		(void)ask(
		    &lab, ASK_CACHE, PUBLIC, cases[i].name, cases[i].planted);
		enter(&lab, cases[i].name, POLICY, NULL);
		sim_advance(lab.sim, LAG + 2 * SECOND);
		answer = ask(&lab, ASK_CACHE, PUBLIC, cases[i].name, DNS_TXT);
		assert_int_equal(answer->status, cases[i].then);
		close_lab(&lab);
	}
}

static void
every_resolver_has_a_cache_of_its_own(void **state)
{
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	(void)ask(&lab, ASK_CACHE, PUBLIC, DMARC, DNS_TXT);
	enter(&lab, DMARC, POLICY, NULL);
	sim_advance(lab.sim, LAG + 2 * SECOND);
	assert_int_equal(
	    ask(&lab, ASK_CACHE, PUBLIC, DMARC, DNS_TXT)->status, DNS_NXDOMAIN);
	assert_text(
	    ask(&lab, ASK_CACHE, "192.0.2.201", DMARC, DNS_TXT), POLICY);
	assert_text(ask(&lab, ASK_RESOLVER, NULL, DMARC, DNS_TXT), POLICY);
	close_lab(&lab);
}

/* While one server lags, resolvers have learnt from one or from the other. */
static void
resolvers_ask_the_servers_in_turn(void **state)
{
	size_t seen[DNS_CANCELLED + 1] = {0};
	struct lab lab;
	char resolver[IP_TEXT_MAX];

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	enter(&lab, DMARC, POLICY, NULL);
	sim_advance(lab.sim, 2 * SECOND);
	for (int i = 0; i < 32; i++) {
		snprintf(resolver, sizeof(resolver), "192.0.2.%d", 200 + i);
		seen[ask(&lab, ASK_CACHE, resolver, DMARC, DNS_TXT)->status]++;
	}
	assert_in_range(seen[DNS_OK], 1, 31);
	assert_in_range(seen[DNS_NXDOMAIN], 1, 31);
	assert_int_equal(seen[DNS_OK] + seen[DNS_NXDOMAIN], 32);
	close_lab(&lab);
}

static void
a_chain_of_includes_can_be_followed(void **state)
{
	static const struct {
		const char *name;
		const char *has;
	} cases[] = {
	    {"_spf.google.example", "include:_netblocks.google.example"},
	    {"_netblocks.google.example", "ip4:198.51.100.0/27"},
	    {"_netblocks2.google.example", "ip6:2001:db8:4000::/36"},
	    {"google._domainkey.example.com", "v=DKIM1; k=rsa; p=MIIB"},
	};
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "extend");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct dns_answer *answer =
		    ask(&lab, ASK_RESOLVER, NULL, cases[i].name, DNS_TXT);

		assert_int_equal(answer->status, DNS_OK);
		assert_non_null(
		    memmem(answer->rr[0].text.ptr, answer->rr[0].text.len,
			cases[i].has, strlen(cases[i].has)));
	}
	close_lab(&lab);
}

static void
late_answers_come_late(void **state)
{
	struct reply first, second, silent;
	struct lab lab;

	(void)state;
	open_lab(&lab, TRAPS, "traps");
	send(&lab, &silent, ASK_AUTHORITY, NS2, "example.jp", DNS_MX);
	send(&lab, &second, ASK_CACHE, "192.0.2.7", "example.jp", DNS_MX);
	send(&lab, &first, ASK_CACHE, "192.0.2.1", "example.jp", DNS_MX);
	while (sim_step(lab.sim))
		continue;
	assert_in_range(first.at, 20, 120);
	assert_in_range(second.at, first.at + 1, 120);
	assert_int_equal(silent.at, 5 * SECOND);
	assert_int_equal(silent.answer->status, DNS_TIMEOUT);
	assert_int_equal(silent.answer->elapsed_ms, 5 * SECOND);
	assert_int_equal(silent.answer->waited_ms, 5 * SECOND);
	assert_int_equal(first.answer->status, DNS_OK);
	close_lab(&lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_apart_what_servers_can_say),
	    cmocka_unit_test(a_cache_counts_the_ttl_down_and_then_asks_again),
	    cmocka_unit_test(
		asking_too_early_plants_a_negative_answer_for_its_ttl),
	    cmocka_unit_test(a_negative_answer_ends_with_its_ttl),
	    cmocka_unit_test(only_nxdomain_denies_the_other_types_as_well),
	    cmocka_unit_test(every_resolver_has_a_cache_of_its_own),
	    cmocka_unit_test(resolvers_ask_the_servers_in_turn),
	    cmocka_unit_test(a_chain_of_includes_can_be_followed),
	    cmocka_unit_test(late_answers_come_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
