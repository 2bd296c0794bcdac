/* Is the filter in the program, and does the parent live through its work? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/io/loop.h"
#include "wizard/io/spf_eval.h"

struct dns_request {
	struct post *post;
	struct dns_answer answer;
	dns_done *done;
	void *arg;
};

static struct loop *loop;
static struct spf_verdict verdict;
static bool done;

/* There is nothing in this DNS. */
static void
answer(void *arg)
{
	struct dns_request *request = arg;

	request->answer.status = DNS_NXDOMAIN;
	request->done(request->arg, &request->answer);
	free(request);
}

static struct dns_request *
lookup(void *self, const struct dns_query *query, struct arena *arena,
    dns_done *on_answer, void *arg)
{
	struct dns_request *request = mem_alloc(sizeof(*request));

	(void)self;
	(void)query;
	(void)arena;
	request->done = on_answer;
	request->arg = arg;
	request->post = loop_post(loop, answer, request);
	return request;
}

static void
on_verdict(void *arg, const struct spf_verdict *given)
{
	(void)arg;
	verdict = *given;
	done = true;
}

/* What becomes of a helper that does as the word says. */
static void
run(const char *word)
{
	const struct dns_service dns = {.lookup = lookup};
	struct spf_request request = {.helo = word, .mail_from = "a@b.example"};
	struct spf_service spf;
	struct spf_eval *eval;

	assert_true(ip_parse(slice_of("192.0.2.1"), &request.ip));
	loop = loop_new();
	eval = spf_eval_new(loop, &dns, HELPER);
	spf = spf_eval_service(eval);
	done = false;
	(void)spf.evaluate(spf.self, &request, on_verdict, NULL);
	while (!done && loop_turn(loop))
		;
	assert_true(done);
	spf_eval_free(eval);
	loop_free(loop);
}

static void
lets_an_honest_evaluation_through(void **state)
{
	(void)state;
	run("nothing");
	assert_true(verdict.valid);
	assert_int_equal(verdict.result, SPF_NONE);
}

static void
kills_what_is_not_allowed(void **state)
{
	static const char *const words[] = {"open", "socket", "fork", "execve",
	    "kill", "unlink", "stderr", "executable-memory", "abort"};
	char expected[32];

	(void)state;
	(void)snprintf(expected, sizeof(expected), "(signal %d)", SIGSYS);
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		run(words[i]);
		assert_false(verdict.valid);
		assert_int_equal(verdict.result, SPF_TEMPERROR);
		if (strstr(verdict.comment, expected) == NULL ||
		    strstr(verdict.comment,
		        "The SPF evaluator (libspf2) was stopped") == NULL)
			fail_msg("%s: %s", words[i], verdict.comment);
	}
}

static void
bounds_memory(void **state)
{
	(void)state;
	run("memory");
	assert_false(verdict.valid);
	assert_non_null(strstr(verdict.comment, "no memory beyond the limit"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lets_an_honest_evaluation_through),
	    cmocka_unit_test(kills_what_is_not_allowed),
	    cmocka_unit_test(bounds_memory),
	};

#ifdef INKAN_SANITIZED
	(void)tests;
	puts("skipped: a build with sanitizers has neither the filter nor the "
	     "memory limit");
	return SKIPPED;
#else
	return cmocka_run_group_tests(tests, NULL, NULL);
#endif
}
