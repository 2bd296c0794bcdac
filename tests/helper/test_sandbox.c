/* Is the filter in the program, and does the parent live through its work? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/helper/spf_stage.h"

/* What becomes of a helper that does as the word says. */
static struct spf_verdict
run(const char *word)
{
	static const struct row nothing[] = {{NULL, DNS_A, NULL}};
	struct stage stage;

	stage_open(&stage, HELPER, nothing);
	stage_judge(&stage, "192.0.2.1", word, "a@b.example");
	stage_close(&stage);
	return stage.verdict;
}

static void
lets_an_honest_evaluation_through(void **state)
{
	const struct spf_verdict verdict = run("nothing");

	(void)state;
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
		const struct spf_verdict verdict = run(words[i]);

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
	const struct spf_verdict verdict = run("memory");

	(void)state;
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
