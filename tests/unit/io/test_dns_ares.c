#include "wizard/io/dns_ares.h"

#include "tests/unit/io/ares_lab.h"
#include "wizard/io/dns_ares_rtt.h"

/* As answer(), for any question. */
static const struct dns_answer *
answer_of(const struct dns_query *query)
{
	struct outcome outcome = {.calls = 0};

	(void)ask_with(query, note, &outcome);
	run();
	assert_int_equal(outcome.calls, 1);
	return outcome.answer;
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
judges_nothing_by_truncated_answer_when_tcp_is_dead(void **state)
{
	const struct dns_answer *a;

	(void)state;
	run_server((struct responder_options) {.no_tcp = true});
	begin(TIMEOUT);
	a = answer("long.example");
	assert_true(a->truncated);
	assert_false(a->over_tcp);
	assert_int_equal(a->status, DNS_UNREACHABLE);
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
	uint32_t quickest = UINT32_MAX;

	(void)state;
	begin_with(NULL);
	assert_true(
	    answer("second.example")->elapsed_ms >= RTT_WAIT_UNKNOWN - 1);
	/* A machine that is busy with other things may need some attempts. */
	for (int i = 0; i < 20 && quickest >= RTT_WAIT_UNKNOWN; i++) {
		const char *name = arena_printf(&arena, "second.%d.example", i);
		uint32_t elapsed;

		(void)answer("text.example");
		elapsed = answer(name)->elapsed_ms;
		quickest = elapsed < quickest ? elapsed : quickest;
	}
	assert_in_range(quickest, RTT_WAIT_MIN - 1, RTT_WAIT_UNKNOWN - 1);
}

#define BUSY 50 /* ms */

static void
be_busy(void *arg)
{
	uint64_t end = uv_hrtime() + BUSY * UINT64_C(1000000);

	(void)arg;
	while (uv_hrtime() < end)
		continue;
}

/* The answer has come; it is this machine that does not look at it. */
static void
does_not_blame_servers_for_own_work(void **state)
{
	struct outcome outcome = {.calls = 0};
	uint64_t waited;

	(void)state;
	begin_with(NULL);
	waited = loop_waited(loop);
	(void)ask("text.example", &outcome);
	(void)loop_post(loop, be_busy, NULL);
	run();
	waited = loop_waited(loop) - waited;
	assert_true(outcome.answer->elapsed_ms >= BUSY);
	assert_true(outcome.answer->waited_ms <= waited / 1000000);
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
		assert_true(a->waited_ms > 0);
		assert_true(ip_equal(&a->server, &server[0]->ip));
	}
}

/* A loop that is busy turns without an end; this one waits for its timers. */
static void
sleeps_while_servers_are_silent(void **state)
{
	struct outcome outcome = {.calls = 0};
	size_t turns = 0;

	(void)state;
	run_server((struct responder_options) {.always = "silent"});
	begin(SHORT);
	for (int i = 0; i < 50; i++)
		(void)ask(i % 2 == 0 ? "a.example" : "b.example", &outcome);
	while (loop_turn(loop))
		turns++;
	assert_int_equal(outcome.calls, 50);
	assert_in_range(turns, 1, 50);
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
	unsigned packets;

	(void)state;
	run_server((struct responder_options) {.always = "silent"});
	run_server((struct responder_options) {.address = "127.0.0.2"});
	begin(SHORT);
	(void)answer("text.example");
	packets = server[0]->packets;
	assert_text(answer("text.other"), "v=spf1 -all");
	assert_int_equal(server[0]->packets, packets);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(tells_who_answered_and_what),
	    TEST(reports_what_servers_say),
	    TEST(ignores_answer_to_other_question),
	    TEST(asks_each_kind_of_server_its_way),
	    TEST(uses_the_port_of_all_name_servers),
	    TEST(asks_over_ipv6),
	    TEST(takes_answers_beyond_512_octets),
	    TEST(repeats_truncated_answer_over_tcp),
	    TEST(judges_nothing_by_truncated_answer_when_tcp_is_dead),
	    TEST(goes_on_when_server_closes_after_each_answer),
	    TEST(drops_edns_when_server_does_not_know_it),
	    TEST(asks_again_when_packet_was_lost),
	    TEST(learns_how_soon_to_ask_again),
	    TEST(does_not_blame_servers_for_own_work),
	    TEST(gives_up_silent_server),
	    TEST(sleeps_while_servers_are_silent),
	    TEST(notices_that_nobody_is_there),
	    TEST(refuses_names_that_cannot_be_asked),
	    TEST(turns_to_next_resolver),
	    TEST(begins_with_resolver_that_is_not_silent),
	    TEST(reports_refusal_rather_than_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
