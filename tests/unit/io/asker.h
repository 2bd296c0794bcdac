/* Asks a DNS service, and counts the answers. */
#ifndef TESTS_UNIT_IO_ASKER_H
#define TESTS_UNIT_IO_ASKER_H

#include <unistd.h>

#include "tests/unit/scratch.h"
#include "wizard/flow/services.h"
#include "wizard/io/loop.h"

#define PATIENCE 60 /* seconds until a test that hangs is killed */

struct outcome {
	const struct dns_answer *answer;
	unsigned calls;
};

static struct loop *loop;
static struct dns_service service;
static bool inside_lookup; /* an answer must never come then */

static inline void
note(void *arg, const struct dns_answer *answer)
{
	struct outcome *outcome = arg;

	assert_false(inside_lookup);
	outcome->answer = answer;
	outcome->calls++;
}

static inline struct dns_request *
ask_with(const struct dns_query *query, dns_done *done, void *arg)
{
	struct dns_request *request;

	inside_lookup = true;
	request = service.lookup(service.self, query, &arena, done, arg);
	inside_lookup = false;
	return request;
}

static inline struct dns_request *
ask(const char *name, struct outcome *outcome)
{
	struct dns_query query = {.name = name, .type = DNS_TXT};

	return ask_with(&query, note, outcome);
}

static inline void
run(void)
{
	while (loop_turn(loop))
		continue;
}

#endif
