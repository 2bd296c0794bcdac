#include "wizard/io/dns_ares.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "tests/unit/io/responder.h"

#define PATIENCE 60 /* seconds until a test that hangs is killed */
#define TIMEOUT 3000 /* ms of a server in tests that expect an answer */
#define SHORT 150 /* ms of a server in tests that expect silence */
#define MANY 2000

struct outcome {
	const struct dns_answer *answer;
	unsigned calls;
};

static struct loop *loop;
static struct dns *dns;
static struct dns_service service;
static struct arena arena;
static struct responder *server[3];
static size_t servers;
static bool inside_lookup;

/* --- Scaffold --- */

static void
run_server(struct responder_options options)
{
	server[servers] = responder_start(&options);
	assert_non_null(server[servers]);
	servers++;
}

static void
begin(int64_t timeout)
{
	struct dns_server resolver[COUNT_OF(server)];
	struct dns_options options = {
	    .resolver = resolver, .resolvers = servers, .timeout = timeout};

	for (size_t i = 0; i < servers; i++)
		resolver[i] = (struct dns_server) {
		    .ip = server[i]->ip, .port = server[i]->port};
	dns = dns_new(loop, &options);
	service = dns_service(dns);
}

static void
begin_with(const char *always)
{
	run_server((struct responder_options) {.always = always});
	begin(TIMEOUT);
}

static int
setup(void **state)
{
	(void)state;
	(void)alarm(PATIENCE);
	loop = loop_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	dns_free(dns);
	dns = NULL;
	loop_free(loop);
	arena_release(&arena);
	while (servers > 0)
		responder_stop(server[--servers]);
	return 0;
}

static void
note(void *arg, const struct dns_answer *answer)
{
	struct outcome *outcome = arg;

	assert_false(inside_lookup);
	outcome->answer = answer;
	outcome->calls++;
}

static struct dns_request *
ask_with(const struct dns_query *query, dns_done *done, void *arg)
{
	struct dns_request *request;

	inside_lookup = true;
	request = service.lookup(service.self, query, &arena, done, arg);
	inside_lookup = false;
	return request;
}

static struct dns_request *
ask(const char *name, struct outcome *outcome)
{
	struct dns_query query = {.name = name, .type = DNS_TXT};

	return ask_with(&query, note, outcome);
}

static void
run(void)
{
	while (loop_turn(loop))
		continue;
}

/* Asks the query and waits for the answer. */
static const struct dns_answer *
answer_of(const struct dns_query *query)
{
	struct outcome outcome = {.calls = 0};

	(void)ask_with(query, note, &outcome);
	run();
	assert_int_equal(outcome.calls, 1);
	return outcome.answer;
}

static const struct dns_answer *
answer(const char *name)
{
	struct dns_query query = {.name = name, .type = DNS_TXT};

	return answer_of(&query);
}

static void
assert_text(const struct dns_answer *a, const char *text)
{
	assert_int_equal(a->status, DNS_OK);
	assert_int_equal(a->count, 1);
	assert_true(slice_is(a->rr[0].text, text));
}

static struct dns_statistics
figures(void)
{
	struct dns_statistics ret;

	service.statistics(service.self, &ret);
	return ret;
}

/* --- Answers --- */

static void
tells_who_answered_and_what(void **state)
{
	const struct dns_answer *a;

	(void)state;
	begin_with(NULL);
	a = answer("text.example");
	assert_text(a, "v=spf1 -all");
	assert_true(ip_equal(&a->server, &server[0]->ip));
	assert_false(a->over_tcp);
	assert_int_equal(figures().queries, 1);
	assert_int_equal(figures().retries, 0);
}

static void
reports_what_servers_say(void **state)
{
	static const struct {
		const char *name;
		enum dns_status status;
	} cases[] = {
	    {"nxdomain.example", DNS_NXDOMAIN},
	    {"servfail.example", DNS_SERVFAIL},
	    {"refused.example", DNS_REFUSED},
	    {"notimp.example", DNS_OTHER},
	    {"garbage.example", DNS_MALFORMED},
	};

	(void)state;
	begin_with(NULL);
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(
		    answer(cases[i].name)->status, cases[i].status);
	assert_int_equal(answer("nxdomain.example")->negative_ttl, 30);
}

static void
ignores_answer_to_other_question(void **state)
{
	(void)state;
	run_server((struct responder_options) {.always = "other"});
	begin(SHORT);
	assert_int_equal(answer("text.example")->status, DNS_TIMEOUT);
	assert_true(server[0]->packets >= 1);
}

static void
asks_each_kind_of_server_its_way(void **state)
{
	const struct {
		struct dns_query query;
		const char *text;
	} cases[] = {
	    {{.whom = ASK_RESOLVER}, "rd=1 cd=0 opt=1 tcp=0"},
	    {{.whom = ASK_RESOLVER, .cd = true}, "rd=1 cd=1 opt=1 tcp=0"},
	    {{.whom = ASK_RESOLVER, .tcp = true}, "rd=1 cd=0 opt=1 tcp=1"},
	    {{.whom = ASK_CACHE}, "rd=1 cd=0 opt=1 tcp=0"},
	    {{.whom = ASK_AUTHORITY}, "rd=0 cd=0 opt=1 tcp=0"},
	};

	(void)state;
	begin_with(NULL);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct dns_query query = cases[i].query;

		query.name = "echo.example";
		query.type = DNS_TXT;
		query.server = server[0]->ip;
		query.port = server[0]->port;
		assert_text(answer_of(&query), cases[i].text);
	}
}

static void
uses_the_port_of_all_name_servers(void **state)
{
	struct dns_options options = {.timeout = TIMEOUT};
	struct dns_query query = {
	    .name = "text.example", .type = DNS_TXT, .whom = ASK_AUTHORITY};

	(void)state;
	run_server((struct responder_options) {.address = NULL});
	options.port = server[0]->port;
	dns = dns_new(loop, &options);
	service = dns_service(dns);
	query.server = server[0]->ip;
	assert_text(answer_of(&query), "v=spf1 -all");
}

static void
asks_over_ipv6(void **state)
{
	struct responder_options options = {.address = "::1"};

	(void)state;
	server[0] = responder_start(&options);
	if (server[0] == NULL)
		skip(); /* this machine has no IPv6 */
	servers = 1;
	begin(TIMEOUT);
	assert_text(answer("text.example"), "v=spf1 -all");
	assert_int_equal(answer("long.example")->rr[0].text.len, 2985);
}

static void
takes_answers_beyond_512_octets(void **state)
{
	const struct dns_answer *a;

	(void)state;
	begin_with(NULL);
	a = answer("big.example");
	assert_int_equal(a->rr[0].text.len, 995);
	assert_false(a->over_tcp);
}

/* --- TCP and EDNS --- */

static void
repeats_truncated_answer_over_tcp(void **state)
{
	const struct dns_answer *a;

	(void)state;
	begin_with(NULL);
	a = answer("long.example");
	assert_int_equal(a->status, DNS_OK);
	assert_int_equal(a->rr[0].text.len, 2985);
	assert_true(a->over_tcp);
	assert_false(a->truncated);
	assert_int_equal(figures().queries, 1);
	assert_int_equal(figures().over_tcp, 1);
}

static void
keeps_truncated_answer_when_tcp_is_dead(void **state)
{
	const struct dns_answer *a;

	(void)state;
	run_server((struct responder_options) {.no_tcp = true});
	begin(TIMEOUT);
	a = answer("long.example");
	assert_true(a->truncated);
	assert_false(a->over_tcp);
	assert_int_equal(a->status, DNS_NODATA);
}

static void
goes_on_when_server_closes_after_each_answer(void **state)
{
	struct outcome outcome[20] = {{.calls = 0}};

	(void)state;
	run_server((struct responder_options) {.hangs_up = true});
	begin(TIMEOUT);
	for (size_t i = 0; i < COUNT_OF(outcome); i++) {
		struct dns_query query = {
		    .type = DNS_TXT, .tcp = true, .cd = i % 2 == 0};

		query.name = arena_printf(&arena, "text.%zu.example", i);
		(void)ask_with(&query, note, &outcome[i]);
	}
	run();
	for (size_t i = 0; i < COUNT_OF(outcome); i++)
		assert_text(outcome[i].answer, "v=spf1 -all");
	assert_true(server[0]->connections >= 2);
}

static void
drops_edns_when_server_does_not_know_it(void **state)
{
	static const char *const names[] = {"opt.example", "bare.example"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		begin_with(NULL);
		assert_text(answer(names[i]), "rd=1 cd=0 opt=0 tcp=0");
		/* And remembers: the next question goes without at once. */
		assert_text(answer("echo.example"), "rd=1 cd=0 opt=0 tcp=0");
		assert_int_equal(server[0]->opts, 1);
		assert_int_equal(figures().queries, 2);
		dns_free(dns);
		dns = NULL;
		responder_stop(server[--servers]);
	}
}

/* --- Repeating and giving up --- */

static void
asks_again_when_packet_was_lost(void **state)
{
	(void)state;
	begin_with("second");
	assert_text(answer("example"), "v=spf1 -all");
	assert_int_equal(server[0]->packets, 2);
	assert_int_equal(figures().retries, 1);
	assert_int_equal(figures().queries, 1);
}

static void
learns_how_soon_to_ask_again(void **state)
{
	const struct dns_answer *a;

	(void)state;
	begin_with(NULL);
	for (int i = 0; i < 5; i++)
		(void)answer("text.example");
	a = answer("second.example");
	assert_text(a, "v=spf1 -all");
	/* 100 ms is the floor; 400 would be waited by who knows nothing. */
	assert_true(a->elapsed_ms < 400);
}

static void
gives_up_silent_server(void **state)
{
	static const bool tcp[] = {false, true};

	(void)state;
	run_server((struct responder_options) {.always = "silent"});
	begin(SHORT);
	for (size_t i = 0; i < COUNT_OF(tcp); i++) {
		struct dns_query query = {
		    .name = "text.example", .type = DNS_TXT, .tcp = tcp[i]};
		const struct dns_answer *a = answer_of(&query);

		assert_int_equal(a->status, DNS_TIMEOUT);
		assert_true(a->elapsed_ms >= SHORT);
		assert_true(ip_equal(&a->server, &server[0]->ip));
	}
}

static void
notices_that_nobody_is_there(void **state)
{
	static const bool tcp[] = {false, true};
	struct dns_query query = {
	    .name = "text.example", .type = DNS_TXT, .whom = ASK_CACHE};

	(void)state;
	begin_with(NULL);
	query.server = server[0]->ip;
	query.port = server[0]->port;
	responder_stop(server[--servers]);
	for (size_t i = 0; i < COUNT_OF(tcp); i++) {
		query.tcp = tcp[i];
		assert_int_equal(answer_of(&query)->status, DNS_UNREACHABLE);
	}
	query.server.family = 0;
	assert_int_equal(answer_of(&query)->status, DNS_UNREACHABLE);
}

static void
refuses_names_that_cannot_be_asked(void **state)
{
	char label[70];

	(void)state;
	begin_with(NULL);
	memset(label, 'a', sizeof(label));
	label[sizeof(label) - 1] = '\0';
	assert_int_equal(answer(label)->status, DNS_MALFORMED);
	assert_int_equal(answer("a..b")->status, DNS_MALFORMED);
	assert_int_equal(server[0]->packets, 0);
	assert_int_equal(figures().queries, 0);
}

/* --- Several resolvers --- */

static void
turns_to_next_resolver(void **state)
{
	static const char *const first[] = {"silent", "servfail", "refused"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(first); i++) {
		const struct dns_answer *a;

		run_server((struct responder_options) {.always = first[i]});
		run_server((struct responder_options) {.address = "127.0.0.2"});
		begin(SHORT);
		a = answer("text.example");
		assert_text(a, "v=spf1 -all");
		assert_true(ip_equal(&a->server, &server[1]->ip));
		dns_free(dns);
		dns = NULL;
		while (servers > 0)
			responder_stop(server[--servers]);
	}
}

static void
begins_with_resolver_that_is_not_silent(void **state)
{
	(void)state;
	run_server((struct responder_options) {.always = "silent"});
	run_server((struct responder_options) {.address = "127.0.0.2"});
	begin(SHORT);
	(void)answer("text.example");
	assert_true(answer("text.other")->elapsed_ms < SHORT);
}

static void
reports_refusal_rather_than_silence(void **state)
{
	(void)state;
	run_server((struct responder_options) {.always = "refused"});
	run_server((struct responder_options) {
	    .always = "silent", .address = "127.0.0.2"});
	begin(SHORT);
	assert_int_equal(answer("text.example")->status, DNS_REFUSED);
}

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
	assert_in_range(server[0]->most_held, 300, 400);
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(tells_who_answered_and_what),
	    TEST(reports_what_servers_say),
	    TEST(ignores_answer_to_other_question),
	    TEST(asks_each_kind_of_server_its_way),
	    TEST(uses_the_port_of_all_name_servers),
	    TEST(asks_over_ipv6),
	    TEST(takes_answers_beyond_512_octets),
	    TEST(repeats_truncated_answer_over_tcp),
	    TEST(keeps_truncated_answer_when_tcp_is_dead),
	    TEST(goes_on_when_server_closes_after_each_answer),
	    TEST(drops_edns_when_server_does_not_know_it),
	    TEST(asks_again_when_packet_was_lost),
	    TEST(learns_how_soon_to_ask_again),
	    TEST(gives_up_silent_server),
	    TEST(notices_that_nobody_is_there),
	    TEST(refuses_names_that_cannot_be_asked),
	    TEST(turns_to_next_resolver),
	    TEST(begins_with_resolver_that_is_not_silent),
	    TEST(reports_refusal_rather_than_silence),
	    TEST(asks_identical_questions_once),
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
