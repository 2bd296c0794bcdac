/* dns_ares between a loop and name servers of our own, for its tests. */
#ifndef TESTS_ARES_LAB_H
#define TESTS_ARES_LAB_H

#include "tests/unit/io/asker.h"
#include "tests/unit/io/responder.h"
#include "wizard/io/dns_ares.h"

#define TIMEOUT 5000 /* ms of a server in tests that expect an answer */
#define SHORT   400  /* ms of a server in tests that expect silence */

static struct dns *dns;
static struct responder *server[3];
static size_t servers;
static size_t memory; /* octets of replies that are remembered */

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
	    .resolver = resolver, .resolvers = servers, .timeout = timeout,
	    .memory = memory};

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

/* Asks and waits for the answer. */
static const struct dns_answer *
answer(const char *name)
{
	struct outcome outcome = {.calls = 0};

	(void)ask(name, &outcome);
	run();
	assert_int_equal(outcome.calls, 1);
	return outcome.answer;
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
