#include "wizard/io/sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PRACTICE  TEMPLATES_DIR "/practice"
#define TRAPS     TESTS_DIR "/unit/io/practice"
#define NS1       "192.0.2.53"
#define NS2       "198.51.100.53"
#define PUBLIC    "192.0.2.200"
#define START     INT64_C(1763690400000) /* ms since 1970 */
#define SECOND    INT64_C(1000)
#define LAG       (40 * SECOND) /* of ns2 in the scenario "bare" */
#define NEGATIVE  (300 * SECOND)

#define DMARC     "_dmarc.example.jp"
#define POLICY    "v=DMARC1; p=none"

/* A simulation and what a test asks of it. */
struct lab {
	struct sim *sim;
	struct services to;
	struct arena arena;
};

/* An answer that is waited for, and when it came. */
struct reply {
	const struct lab *lab;
	const struct dns_answer *answer;
	int64_t at;
};

static struct ip
address(const char *text)
{
	struct ip ip = {.family = 0};

	if (text != NULL)
		assert_true(ip_parse(slice_of(text), &ip));
	return ip;
}

static void
open_lab(struct lab *lab, const char *dir, const char *scenario)
{
	struct err err = ERR_INIT;

	memset(lab, 0, sizeof(*lab));
	lab->sim = sim_new(dir, scenario, START, &err);
	if (lab->sim == NULL)
		fail_msg("%s: %s", scenario, err.msg);
	sim_services(lab->sim, &lab->to);
}

static void
close_lab(struct lab *lab)
{
	sim_free(lab->sim);
	arena_release(&lab->arena);
}

static int64_t
now(const struct lab *lab)
{
	return lab->to.clock.ticks(lab->to.clock.self);
}

static void
keep_reply(void *arg, const struct dns_answer *answer)
{
	struct reply *reply = arg;

	assert_null(reply->answer); /* called back once */
	reply->answer = answer;
	reply->at = now(reply->lab);
}

static struct dns_request *
send(struct lab *lab, struct reply *reply, enum inquiry_whom whom,
    const char *server, const char *name, uint16_t type)
{
	struct dns_query query = {.name = name,
	    .type = type,
	    .whom = whom,
	    .server = address(server)};

	*reply = (struct reply){.lab = lab};
	return lab->to.dns.lookup(
	    lab->to.dns.self, &query, &lab->arena, keep_reply, reply);
}

/* Asks, and lets time pass until the answer is here. */
static const struct dns_answer *
ask(struct lab *lab, enum inquiry_whom whom, const char *server,
    const char *name, uint16_t type)
{
	struct reply reply;

	send(lab, &reply, whom, server, name, type);
	while (reply.answer == NULL)
		assert_true(sim_step(lab->sim));
	return reply.answer;
}

static void
enter(struct lab *lab, const char *name, const char *value, const char *old)
{
	const char *replaces[] = {old};
	struct panel_entry entry = {.name = name,
	    .type = DNS_TXT,
	    .ttl = 300,
	    .value = value,
	    .replaces = replaces,
	    .nreplaces = old != NULL};

	lab->to.panel.enter(lab->to.panel.self, &entry, 1);
}

static void
assert_text(const struct dns_answer *answer, const char *text)
{
	assert_int_equal(answer->status, DNS_OK);
	assert_int_equal(answer->count, 1);
	assert_true(slice_is(answer->rr[0].text, text));
}

/* --- Scenarios ------------------------------------------------------------- */

static void
every_listed_scenario_loads(void **state)
{
	const struct sim_scenario *scenario;
	size_t count = sim_scenarios(&scenario);
	struct lab lab;

	(void)state;
	assert_int_equal(count, 5);
	for (size_t i = 0; i < count; i++) {
		open_lab(&lab, PRACTICE, scenario[i].id);
		assert_int_equal(ask(&lab, ASK_RESOLVER, NULL,
				     sim_domain(lab.sim), DNS_MX)
				     ->status,
		    DNS_OK);
		close_lab(&lab);
	}
}

static void
the_first_scenario_is_the_default(void **state)
{
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, NULL);
	assert_string_equal(sim_domain(lab.sim), "example.jp");
	close_lab(&lab);
}

static void
names_what_is_wrong_with_a_scenario(void **state)
{
	static const struct {
		const char *dir, *scenario;
		enum err_code code;
		const char *says;
	} cases[] = {
	    {PRACTICE, "nowhere", ERR_MISSING, "bare, extend"},
	    {PRACTICE, "../practice/bare", ERR_MISSING, "bare, extend"},
	    {PRACTICE, "", ERR_MISSING, "bare, extend"},
	    {TRAPS, "bare", ERR_MISSING, "scenario.ini"},
	    {TRAPS, "broken", ERR_SYNTAX, "line 3"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err err = ERR_INIT;

		assert_null(
		    sim_new(cases[i].dir, cases[i].scenario, START, &err));
		assert_int_equal(err.code, cases[i].code);
		assert_non_null(strstr(err.msg, cases[i].says));
	}
}

static void
keep_facts(void *arg, const struct host_facts *facts)
{
	*(const struct host_facts **)arg = facts;
}

static void
describes_this_machine(void **state)
{
	const struct host_facts *facts = NULL;
	struct ip v6 = address("2001:db8:113::25");
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	lab.to.host.inspect(
	    lab.to.host.self, &lab.arena, keep_facts, &facts);
	assert_null(facts);
	assert_true(sim_step(lab.sim));
	assert_true(facts->known);
	assert_string_equal(facts->hostname, "mail.example.jp");
	assert_string_equal(facts->mta_hello, "mail.example.jp");
	assert_string_equal(facts->mta, "Postfix");
	assert_int_equal(facts->addresses, 2);
	assert_true(ip_equal(&facts->address[1], &v6));
	close_lab(&lab);
}

/* Every address has a name that leads back to it. */
static void
the_bare_host_is_forward_confirmed(void **state)
{
	static const struct {
		const char *ip;
		uint16_t type;
	} cases[] = {
	    {"203.0.113.25", DNS_A},
	    {"2001:db8:113::25", DNS_AAAA},
	};
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ip ip = address(cases[i].ip);
		const struct dns_answer *answer;
		char reverse[IP_REVERSE_MAX];

		ip_reverse_name(&ip, reverse);
		answer = ask(&lab, ASK_RESOLVER, NULL, reverse, DNS_PTR);
		assert_int_equal(answer->status, DNS_OK);
		answer = ask(&lab, ASK_RESOLVER, NULL, answer->rr[0].target,
		    cases[i].type);
		assert_int_equal(answer->status, DNS_OK);
		assert_true(ip_equal(&answer->rr[0].address, &ip));
	}
	close_lab(&lab);
}

/* --- Servers and caches ---------------------------------------------------- */

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
	    {0, 600}, {10 * SECOND, 589}, {500 * SECOND, 89},
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
		assert_in_range(answer->rr[0].ttl, rounds[i].left,
		    rounds[i].left + 1);
	}
	close_lab(&lab);
}

/* Asks the public resolver so that its answer arrives at that very moment. */
static const struct dns_answer *
ask_resolver_for(struct lab *lab, int64_t moment, const char *name,
    uint16_t type)
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
	answer =
	    ask_resolver_for(&lab, planted + 200 * SECOND, DMARC, DNS_TXT);
	assert_int_equal(answer->status, DNS_NXDOMAIN);
	assert_int_equal(answer->negative_ttl, 100);
	answer =
	    ask_resolver_for(&lab, planted + NEGATIVE - 1, DMARC, DNS_TXT);
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
		(void)ask(&lab, ASK_CACHE, PUBLIC, cases[i].name,
		    cases[i].planted);
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
		assert_non_null(memmem(answer->rr[0].text.ptr,
		    answer->rr[0].text.len, cases[i].has,
		    strlen(cases[i].has)));
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
	send(&lab, &second, ASK_CACHE, "192.0.2.99", "example.jp", DNS_MX);
	send(&lab, &first, ASK_CACHE, "192.0.2.1", "example.jp", DNS_MX);
	while (sim_step(lab.sim))
		continue;
	assert_in_range(first.at, 20, 120);
	assert_in_range(second.at, first.at + 1, 120);
	assert_int_equal(silent.at, 5 * SECOND);
	assert_int_equal(silent.answer->status, DNS_TIMEOUT);
	assert_int_equal(silent.answer->elapsed_ms, 5 * SECOND);
	assert_int_equal(first.answer->status, DNS_OK);
	close_lab(&lab);
}

/* --- The panel --------------------------------------------------------------- */

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
		assert_int_equal(ask(&lab, ASK_AUTHORITY, cases[i].server,
				     DMARC, DNS_TXT)
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
an_entry_outside_the_zone_is_left_out(void **state)
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

/* --- Time -------------------------------------------------------------------- */

struct alarm {
	struct lab *lab;
	struct timer *timer;
	struct alarm *other; /* stopped when this one rings */
	unsigned rings;
	unsigned again; /* so many times it sets itself anew */
	int64_t at;
};

static void
ring(void *arg)
{
	struct alarm *alarm = arg;
	const struct clock_service *clock = &alarm->lab->to.clock;
	struct timer *self = alarm->timer;

	alarm->rings++;
	alarm->at = clock->ticks(clock->self);
	if (alarm->other != NULL)
		clock->stop(clock->self, alarm->other->timer);
	if (alarm->again > 0) {
		alarm->again--;
		alarm->timer = clock->after(clock->self, 0, ring, alarm);
	}
	clock->stop(clock->self, self);
}

static void
set(struct lab *lab, struct alarm *alarm, int64_t ms)
{
	alarm->lab = lab;
	alarm->timer =
	    lab->to.clock.after(lab->to.clock.self, ms, ring, alarm);
}

static void
time_moves_only_when_told(void **state)
{
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	assert_int_equal(sim_next(lab.sim), -1);
	assert_false(sim_step(lab.sim));
	assert_int_equal(lab.to.clock.now(lab.to.clock.self), START);
	sim_advance(lab.sim, 60 * SECOND);
	assert_int_equal(
	    lab.to.clock.now(lab.to.clock.self), START + 60 * SECOND);
	assert_int_equal(now(&lab), 60 * SECOND);
	close_lab(&lab);
}

static void
timers_ring_in_order_and_on_time(void **state)
{
	struct alarm late = {0}, early = {0};
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	set(&lab, &late, 3 * SECOND);
	set(&lab, &early, SECOND);
	assert_int_equal(sim_next(lab.sim), SECOND);
	sim_advance(lab.sim, 3 * SECOND - 1);
	assert_int_equal(early.at, SECOND);
	assert_int_equal(late.rings, 0);
	assert_int_equal(sim_next(lab.sim), 1);
	assert_true(sim_step(lab.sim));
	assert_int_equal(late.at, 3 * SECOND);
	close_lab(&lab);
}

static void
a_timer_may_stop_itself_and_others(void **state)
{
	struct alarm first = {0}, second = {0};
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	set(&lab, &first, 10);
	set(&lab, &second, 10);
	first.other = &second;
	sim_advance(lab.sim, SECOND);
	assert_int_equal(first.rings, 1);
	assert_int_equal(second.rings, 0);
	lab.to.clock.stop(lab.to.clock.self, NULL);
	close_lab(&lab);
}

static void
a_timer_without_delay_does_not_stop_time(void **state)
{
	struct alarm alarm = {.again = 1000};
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	set(&lab, &alarm, 0);
	sim_advance(lab.sim, 100);
	assert_int_equal(alarm.rings, 100);
	close_lab(&lab);
}

static void
a_cancelled_question_is_not_answered(void **state)
{
	struct reply gone, kept;
	struct dns_request *request;
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	request =
	    send(&lab, &gone, ASK_AUTHORITY, NS1, "example.jp", DNS_MX);
	send(&lab, &kept, ASK_AUTHORITY, NS1, "example.jp", DNS_MX);
	lab.to.dns.cancel(lab.to.dns.self, request);
	while (sim_step(lab.sim))
		continue;
	assert_null(gone.answer);
	assert_non_null(kept.answer);
	close_lab(&lab);
}

struct rivals {
	struct lab *lab;
	struct dns_request *request[2];
	unsigned answers;
};

static void
cancel_all(void *arg, const struct dns_answer *answer)
{
	struct rivals *rivals = arg;
	const struct dns_service *dns = &rivals->lab->to.dns;

	(void)answer;
	rivals->answers++;
	for (size_t i = 0; i < COUNT_OF(rivals->request); i++)
		dns->cancel(dns->self, rivals->request[i]);
}

static void
an_answer_may_cancel_itself_and_others(void **state)
{
	struct dns_query query = {.name = "example.jp", .type = DNS_MX};
	struct rivals rivals = {0};
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	rivals.lab = &lab;
	for (size_t i = 0; i < COUNT_OF(rivals.request); i++)
		rivals.request[i] = lab.to.dns.lookup(lab.to.dns.self, &query,
		    &lab.arena, cancel_all, &rivals);
	while (sim_step(lab.sim))
		continue;
	assert_int_equal(rivals.answers, 1);
	close_lab(&lab);
}

static void
what_is_pending_at_the_end_is_forgotten(void **state)
{
	struct alarm alarm = {0};
	struct reply reply;
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	send(&lab, &reply, ASK_RESOLVER, NULL, "example.jp", DNS_MX);
	set(&lab, &alarm, 10);
	close_lab(&lab);
	assert_null(reply.answer);
	assert_int_equal(alarm.rings, 0);
	sim_free(NULL);
}

static void
questions_are_counted(void **state)
{
	struct dns_query query = {
	    .name = "example.jp", .type = DNS_MX, .tcp = true};
	struct dns_statistics count;
	struct reply reply;
	struct lab lab;

	(void)state;
	open_lab(&lab, PRACTICE, "bare");
	(void)ask(&lab, ASK_AUTHORITY, NS1, "example.jp", DNS_MX);
	reply = (struct reply){.lab = &lab};
	lab.to.dns.lookup(
	    lab.to.dns.self, &query, &lab.arena, keep_reply, &reply);
	assert_true(sim_step(lab.sim));
	assert_true(reply.answer->over_tcp);
	lab.to.dns.statistics(lab.to.dns.self, &count);
	assert_int_equal(count.queries, 2);
	assert_int_equal(count.over_tcp, 1);
	close_lab(&lab);
}

/* A watch over a change: all servers, again and again, written down. */
static char *
trace(void)
{
	static const char *const server[] = {NS1, NS2, "8.8.8.8", "1.1.1.1"};
	struct buf text = BUF_INIT;
	struct reply reply[COUNT_OF(server)];
	struct lab lab;

	open_lab(&lab, PRACTICE, "bare");
	enter(&lab, DMARC, POLICY, NULL);
	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < COUNT_OF(server); i++)
			send(&lab, &reply[i],
			    i < 2 ? ASK_AUTHORITY : ASK_CACHE, server[i], DMARC,
			    DNS_TXT);
		while (sim_step(lab.sim))
			continue;
		for (size_t i = 0; i < COUNT_OF(server); i++)
			buf_addf(&text, "%lld %s %s\n", (long long)reply[i].at,
			    server[i], dns_status_word(reply[i].answer->status));
		sim_advance(lab.sim, 5 * SECOND);
	}
	close_lab(&lab);
	return buf_take(&text);
}

static void
the_same_run_gives_the_same_trace(void **state)
{
	char *first = trace(), *second = trace();

	(void)state;
	assert_string_equal(first, second);
	assert_non_null(strstr(first, " " NS2 " NXDOMAIN\n"));
	assert_non_null(strstr(first, " " NS2 " NOERROR\n"));
	free(first);
	free(second);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_listed_scenario_loads),
	    cmocka_unit_test(the_first_scenario_is_the_default),
	    cmocka_unit_test(names_what_is_wrong_with_a_scenario),
	    cmocka_unit_test(describes_this_machine),
	    cmocka_unit_test(the_bare_host_is_forward_confirmed),
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
	    cmocka_unit_test(the_second_server_lags_behind_the_first),
	    cmocka_unit_test(a_change_replaces_what_it_names_and_nothing_else),
	    cmocka_unit_test(a_change_without_a_value_deletes),
	    cmocka_unit_test(entering_twice_changes_nothing_more),
	    cmocka_unit_test(an_entry_outside_the_zone_is_left_out),
	    cmocka_unit_test(records_of_other_types_can_be_entered),
	    cmocka_unit_test(a_trapping_panel_doubles_the_name_and_cuts_once),
	    cmocka_unit_test(time_moves_only_when_told),
	    cmocka_unit_test(timers_ring_in_order_and_on_time),
	    cmocka_unit_test(a_timer_may_stop_itself_and_others),
	    cmocka_unit_test(a_timer_without_delay_does_not_stop_time),
	    cmocka_unit_test(a_cancelled_question_is_not_answered),
	    cmocka_unit_test(an_answer_may_cancel_itself_and_others),
	    cmocka_unit_test(what_is_pending_at_the_end_is_forgotten),
	    cmocka_unit_test(questions_are_counted),
	    cmocka_unit_test(the_same_run_gives_the_same_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
