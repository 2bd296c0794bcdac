#include "tests/unit/io/sim_lab.h"

#include <stdlib.h>

/* --- Scenarios -------------------------------------------------------------
 */

static void
every_listed_scenario_loads(void **state)
{
	const struct sim_scenario *scenario;
	size_t count = sim_scenarios(&scenario);
	struct lab lab;

	(void)state;
	assert_int_equal(count, 6);
	for (size_t i = 0; i < count; i++) {
		open_lab(&lab, PRACTICE, scenario[i].id);
		assert_int_equal(
		    ask(&lab, ASK_RESOLVER, NULL, sim_domain(lab.sim), DNS_MX)
			->status,
		    DNS_OK);
		assert_non_null(lab.to.bounce);
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
	    {TRAPS, "broken-key", ERR_SYNTAX, "line 3"},
	    {TRAPS, "broken-number", ERR_SYNTAX, "line 2"},
	    {TRAPS, "broken-host", ERR_SYNTAX, "line 2"},
	    {TRAPS, "broken-server", ERR_SYNTAX, "line 2"},
	    {TRAPS, "broken-empty", ERR_SYNTAX, "needs a domain"},
	    {TRAPS, "broken-zone", ERR_SYNTAX, "example.jp.zone"},
	    {TRAPS, "broken-home", ERR_SYNTAX, "no zone of its domain"},
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
	lab.to.host.inspect(lab.to.host.self, &lab.arena, keep_facts, &facts);
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

/* --- Time --------------------------------------------------------------------
 */

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
	alarm->timer = lab->to.clock.after(lab->to.clock.self, ms, ring, alarm);
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
	request = send(&lab, &gone, ASK_AUTHORITY, NS1, "example.jp", DNS_MX);
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
		rivals.request[i] = lab.to.dns.lookup(
		    lab.to.dns.self, &query, &lab.arena, cancel_all, &rivals);
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
	reply = (struct reply) {.lab = &lab};
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
	for (int round = 0; round < 10; round++) {
		for (size_t i = 0; i < COUNT_OF(server); i++)
			send(&lab, &reply[i], i < 2 ? ASK_AUTHORITY : ASK_CACHE,
			    server[i], DMARC, DNS_TXT);
		while (sim_step(lab.sim))
			continue;
		for (size_t i = 0; i < COUNT_OF(server); i++)
			buf_addf(&text, "%lld %s %s\n", (long long)reply[i].at,
			    server[i],
			    dns_status_word(reply[i].answer->status));
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
	assert_non_null(strstr(first, " " NS2 " OK\n"));
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
