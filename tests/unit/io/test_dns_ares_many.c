/* Many questions at once, and those in which nobody is interested any more. */
#include "wizard/io/dns_ares.h"

#include "tests/unit/io/ares_lab.h"

#define MANY 5000 /* more than one port is used for */

/* --- Many --- */

static void
asks_identical_questions_once(void **state)
{
	struct outcome outcome[3] = {{.calls = 0}};
	struct dns_query other = {
	    .name = "text.example", .type = DNS_TXT, .cd = true};

	(void)state;
	begin_with(NULL);
	(void)ask("text.example", &outcome[0]);
	(void)ask("TEXT.Example", &outcome[1]);
	(void)ask_with(&other, note, &outcome[2]);
	run();
	for (size_t i = 0; i < COUNT_OF(outcome); i++) {
		assert_int_equal(outcome[i].calls, 1);
		assert_text(outcome[i].answer, "v=spf1 -all");
	}
	assert_ptr_not_equal(outcome[0].answer, outcome[1].answer);
	assert_int_equal(server[0]->packets, 2);
	assert_int_equal(figures().queries, 2);
	assert_int_equal(figures().shared, 1);
}

/* What was said once is said again, but not by who could not answer. */
static void
remembers_for_those_who_ask_later(void **state)
{
	static const struct {
		const char *name;
		unsigned packets; /* for two questions, one after the other */
	} cases[] = {
	    {"text.example", 1},
	    {"nxdomain.example", 1},
	    {"servfail.example", 2},
	};

	(void)state;
	memory = 4096;
	begin_with(NULL);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct outcome outcome[2] = {{.calls = 0}, {.calls = 0}};
		unsigned before = server[0]->packets;

		for (size_t j = 0; j < COUNT_OF(outcome); j++) {
			(void)ask(cases[i].name, &outcome[j]);
			run();
			assert_int_equal(outcome[j].calls, 1);
		}
		assert_int_equal(
		    outcome[0].answer->status, outcome[1].answer->status);
		assert_int_equal(
		    server[0]->packets - before, cases[i].packets);
	}
	memory = 0;
}

/* There is room for one reply: the second drives the first one out. */
static void
forgets_the_oldest(void **state)
{
	static const char *const names[] = {
	    "text.example", "nxdomain.example", "text.example"};
	struct outcome outcome[COUNT_OF(names)] = {{.calls = 0}};

	(void)state;
	memory = 400;
	begin_with(NULL);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		(void)ask(names[i], &outcome[i]);
		run();
	}
	assert_int_equal(server[0]->packets, COUNT_OF(names));
	memory = 0;
}

static void
ask_many(const char *label, struct outcome *outcome, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)ask(arena_printf(&arena, "%s.%zu.example", label, i),
		    &outcome[i]);
	run();
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(outcome[i].calls, 1);
		assert_text(outcome[i].answer, "v=spf1 -all");
	}
}

static void
answers_thousands_at_once(void **state)
{
	static struct outcome outcome[MANY];

	(void)state;
	begin_with(NULL);
	ask_many("text", outcome, MANY);
	assert_int_equal(figures().queries, MANY);
}

static void
keeps_no_more_than_a_few_hundred_in_flight(void **state)
{
	static struct outcome outcome[1000];

	(void)state;
	begin_with(NULL);
	ask_many("held", outcome, COUNT_OF(outcome));
	assert_in_range(server[0]->most_held, 2, 400);
}

static void
changes_its_port(void **state)
{
	(void)state;
	begin_with(NULL);
	for (int i = 0; i < 5; i++)
		(void)answer("text.example");
	assert_true(server[0]->ports >= 2);
}

/* --- Losing interest --- */

static void
forgets_what_was_cancelled(void **state)
{
	struct outcome outcome[2] = {{.calls = 0}};
	struct dns_request *request;

	(void)state;
	begin_with("second");
	/* Before anything was sent. */
	service.cancel(service.self, ask("a.example", &outcome[0]));
	run();
	assert_int_equal(server[0]->packets, 0);
	/* While it is under way; the other one is not disturbed. */
	request = ask("b.example", &outcome[0]);
	(void)ask("b.example", &outcome[1]);
	while (server[0]->packets == 0)
		(void)loop_turn(loop);
	service.cancel(service.self, request);
	run();
	assert_int_equal(outcome[0].calls, 0);
	assert_text(outcome[1].answer, "v=spf1 -all");
	/* After it was answered: nothing happens. */
	service.cancel(service.self, request);
}

static void
does_not_wait_for_what_was_cancelled(void **state)
{
	struct outcome outcome = {.calls = 0};
	struct dns_request *request;

	(void)state;
	begin_with("silent");
	request = ask("a.example", &outcome);
	while (server[0]->packets == 0)
		(void)loop_turn(loop);
	service.cancel(service.self, request);
	run(); /* comes back without the timeout */
	(void)ask("a.example", &outcome);
	while (server[0]->packets < 2)
		(void)loop_turn(loop);
	assert_int_equal(outcome.calls, 0);
}

struct chain {
	struct dns_request *other;
	struct outcome outcome;
};

static void
cancel_other(void *arg, const struct dns_answer *a)
{
	struct chain *chain = arg;

	service.cancel(service.self, chain->other);
	note(&chain->outcome, a);
}

static void
ask_more(void *arg, const struct dns_answer *a)
{
	struct chain *chain = arg;

	note(&chain->outcome, a);
	(void)ask("text.example", &chain->outcome);
}

static void
can_cancel_and_ask_in_callback(void **state)
{
	struct dns_query query = {.name = "text.example", .type = DNS_TXT};
	struct chain chain = {.other = NULL};
	struct outcome never = {.calls = 0};

	(void)state;
	begin_with(NULL);
	/* Both are answered by the same packet. */
	(void)ask_with(&query, cancel_other, &chain);
	chain.other = ask("text.example", &never);
	run();
	assert_int_equal(chain.outcome.calls, 1);
	assert_int_equal(never.calls, 0);
	(void)ask_with(&query, ask_more, &chain);
	run();
	assert_int_equal(chain.outcome.calls, 3);
}

static void
end_service(void *arg, const struct dns_answer *a)
{
	note(arg, a);
	dns_free(dns);
	dns = NULL;
}

static void
can_end_in_callback(void **state)
{
	static struct outcome never[MANY];
	struct dns_query query = {.name = "text.example", .type = DNS_TXT};
	struct outcome outcome = {.calls = 0};
	struct dns_request *request;

	(void)state;
	begin_with(NULL);
	(void)ask_with(&query, end_service, &outcome);
	request = ask("text.example", &never[0]);
	for (size_t i = 1; i < MANY; i++)
		(void)ask(arena_printf(&arena, "silent.%zu", i), &never[i]);
	run();
	assert_int_equal(outcome.calls, 1);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(never[i].calls, 0);
	service.cancel(service.self, request);
}

static void
can_end_with_questions_under_way(void **state)
{
	struct dns_query tcp = {
	    .name = "silent.example", .type = DNS_TXT, .tcp = true};
	struct outcome never = {.calls = 0};
	struct dns_request *request;

	(void)state;
	begin_with("silent");
	request = ask("a.example", &never);
	(void)ask_with(&tcp, note, &never);
	while (server[0]->packets == 0 || server[0]->connections == 0)
		(void)loop_turn(loop);
	dns_free(dns);
	dns = NULL;
	service.cancel(service.self, request);
	run();
	assert_int_equal(never.calls, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(asks_identical_questions_once),
	    TEST(remembers_for_those_who_ask_later),
	    TEST(forgets_the_oldest),
	    TEST(answers_thousands_at_once),
	    TEST(keeps_no_more_than_a_few_hundred_in_flight),
	    TEST(changes_its_port),
	    TEST(forgets_what_was_cancelled),
	    TEST(does_not_wait_for_what_was_cancelled),
	    TEST(can_cancel_and_ask_in_callback),
	    TEST(can_end_in_callback),
	    TEST(can_end_with_questions_under_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
