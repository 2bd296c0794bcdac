#include "wizard/io/dns_zone.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/io/asker.h"

static const char zone_text[] = "$TTL 300\n"
				"@ IN SOA ns1 hostmaster 1 2 3 4 60\n"
				"@ IN NS ns1\n"
				"@ IN TXT \"v=spf1 mx -all\"\n"
				"s1._domainkey IN CNAME s1.provider.test.\n"
				"branch IN NS ns.provider.test.\n";

static struct dns_zone *zones;
static char path[] = "/tmp/test_dns_zone.XXXXXX";

/* --- The rest of the Internet: knows one text for every name --- */

struct rest_request {
	dns_done *done;
	void *arg;
	struct dns_answer answer;
	struct dns_rr rr;
};

static struct rest_request *under_way;
static char asked_of_rest[64];
static unsigned cancelled;

static struct dns_request *
rest_lookup(void *self, const struct dns_query *query, struct arena *room,
    dns_done *done, void *arg)
{
	struct rest_request *request = arena_alloc(room, sizeof(*request));

	(void)self;
	(void)snprintf(asked_of_rest, sizeof(asked_of_rest), "%s", query->name);
	*request = (struct rest_request) {
	    .done = done,
	    .arg = arg,
	    .answer = {.status = DNS_OK, .rr = &request->rr, .count = 1},
	    .rr = {.owner = asked_of_rest,
		.type = DNS_TXT,
		.text = slice_of("rest")},
	};
	under_way = request;
	return (struct dns_request *)request;
}

static void
rest_cancel(void *self, struct dns_request *request)
{
	(void)self;
	assert_ptr_equal(request, under_way);
	under_way = NULL;
	cancelled++;
}

static void
rest_statistics(void *self, struct dns_statistics *ret)
{
	(void)self;
	*ret = (struct dns_statistics) {.queries = 7};
}

static const struct dns_service rest = {
    .lookup = rest_lookup,
    .cancel = rest_cancel,
    .statistics = rest_statistics,
};

/* --- Scaffold --- */

static void
write_zone(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
begin(const struct dns_service *further)
{
	struct err err = ERR_INIT;

	zones = dns_zone_new(loop, further);
	service = dns_zone_service(zones);
	write_zone(zone_text);
	assert_int_equal(
	    dns_zone_read(zones, path, "example.test", &err), ERR_OK);
}

static int
setup_group(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return close(fd);
}

static int
teardown_group(void **state)
{
	(void)state;
	return unlink(path);
}

static int
setup(void **state)
{
	(void)state;
	loop = loop_new();
	under_way = NULL;
	asked_of_rest[0] = '\0';
	cancelled = 0;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	dns_zone_free(zones);
	zones = NULL;
	loop_free(loop);
	arena_release(&arena);
	return 0;
}

static const struct dns_answer *
answer(const char *name)
{
	struct outcome outcome = {.calls = 0};

	(void)ask(name, &outcome);
	run();
	if (under_way != NULL)
		under_way->done(under_way->arg, &under_way->answer);
	under_way = NULL;
	assert_int_equal(outcome.calls, 1);
	return outcome.answer;
}

/* --- Answers --- */

static void
answers_from_the_zone(void **state)
{
	(void)state;
	begin(&rest);
	assert_int_equal(answer("example.test")->status, DNS_OK);
	assert_true(
	    slice_is(answer("example.test")->rr[0].text, "v=spf1 mx -all"));
	assert_int_equal(answer("none.example.test")->status, DNS_NXDOMAIN);
	assert_string_equal(asked_of_rest, "");
}

static void
answers_whatever_server_is_asked(void **state)
{
	struct dns_query query = {.name = "example.test",
	    .type = DNS_TXT,
	    .whom = ASK_AUTHORITY,
	    .server = {.family = 4, .octets = {192, 0, 2, 1}}};
	struct outcome outcome = {.calls = 0};

	(void)state;
	begin(NULL);
	(void)ask_with(&query, note, &outcome);
	run();
	assert_int_equal(outcome.answer->status, DNS_OK);
	assert_true(ip_equal(&outcome.answer->server, &query.server));
}

static void
passes_on_what_is_outside(void **state)
{
	(void)state;
	begin(&rest);
	assert_true(slice_is(answer("other.test")->rr[0].text, "rest"));
	assert_string_equal(asked_of_rest, "other.test");
}

static void
refuses_what_is_outside_when_there_is_nobody_else(void **state)
{
	(void)state;
	begin(NULL);
	assert_int_equal(answer("other.test")->status, DNS_REFUSED);
}

static void
follows_cname_out_of_the_zone(void **state)
{
	const struct dns_answer *a;

	(void)state;
	begin(&rest);
	a = answer("s1._domainkey.example.test");
	assert_string_equal(asked_of_rest, "s1.provider.test");
	assert_int_equal(a->status, DNS_OK);
	assert_true(slice_is(a->rr[0].text, "rest"));
	assert_int_equal(a->cnames, 1);
	assert_string_equal(a->cname[0].owner, "s1._domainkey.example.test");
}

static void
follows_delegation_for_those_who_want_the_answer(void **state)
{
	struct dns_query query = {.name = "www.branch.example.test",
	    .type = DNS_TXT,
	    .whom = ASK_AUTHORITY};
	struct outcome outcome = {.calls = 0};

	(void)state;
	begin(&rest);
	assert_true(slice_is(answer(query.name)->rr[0].text, "rest"));
	(void)ask_with(&query, note, &outcome);
	run();
	assert_int_equal(outcome.answer->status, DNS_NODATA);
	assert_int_equal(outcome.answer->authority[0].type, DNS_NS);
}

static void
counts_its_own_answers_and_those_of_the_rest(void **state)
{
	struct dns_statistics figures;

	(void)state;
	begin(&rest);
	(void)answer("example.test");
	service.statistics(service.self, &figures);
	assert_int_equal(figures.queries, 8);
}

static void
names_the_file_that_is_wrong(void **state)
{
	static const struct {
		const char *text;
		enum err_code code;
	} cases[] = {
	    {"@ IN A not-an-address\n", ERR_SYNTAX},
	    {NULL, ERR_MISSING},
	};

	(void)state;
	begin(NULL);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *file = cases[i].text == NULL ? "/none/such" : path;
		struct err err = ERR_INIT;

		if (cases[i].text != NULL)
			write_zone(cases[i].text);
		assert_int_equal(
		    dns_zone_read(zones, file, "broken.test", &err),
		    cases[i].code);
		assert_non_null(strstr(err.msg, file));
	}
	/* What was read before is not disturbed. */
	assert_int_equal(answer("example.test")->status, DNS_OK);
	assert_int_equal(answer("broken.test")->status, DNS_REFUSED);
}

/* --- Losing interest --- */

static void
forgets_what_was_cancelled(void **state)
{
	struct outcome never = {.calls = 0};
	struct dns_request *request;

	(void)state;
	begin(&rest);
	request = ask("example.test", &never);
	service.cancel(service.self, request);
	service.cancel(service.self, request);
	service.cancel(service.self, ask("other.test", &never));
	run();
	assert_int_equal(never.calls, 0);
	assert_int_equal(cancelled, 1);
}

static void
end_service(void *arg, const struct dns_answer *a)
{
	note(arg, a);
	dns_zone_free(zones);
	zones = NULL;
}

static void
can_end_in_callback(void **state)
{
	struct dns_query query = {.name = "example.test", .type = DNS_TXT};
	struct outcome outcome = {.calls = 0};
	struct outcome never = {.calls = 0};
	struct dns_request *request;

	(void)state;
	begin(&rest);
	(void)ask("other.test", &never);
	(void)ask_with(&query, end_service, &outcome);
	request = ask("example.test", &never);
	run();
	assert_int_equal(outcome.calls, 1);
	assert_int_equal(never.calls, 0);
	assert_int_equal(cancelled, 1);
	service.cancel(service.self, request);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(answers_from_the_zone),
	    TEST(answers_whatever_server_is_asked),
	    TEST(passes_on_what_is_outside),
	    TEST(refuses_what_is_outside_when_there_is_nobody_else),
	    TEST(follows_cname_out_of_the_zone),
	    TEST(follows_delegation_for_those_who_want_the_answer),
	    TEST(counts_its_own_answers_and_those_of_the_rest),
	    TEST(names_the_file_that_is_wrong),
	    TEST(forgets_what_was_cancelled),
	    TEST(can_end_in_callback),
	};

	return cmocka_run_group_tests(tests, setup_group, teardown_group);
}
