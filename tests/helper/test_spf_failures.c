/* Helpers that fail, as shell scripts: whatever they do ends as a comment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/helper/spf_stage.h"

static const struct row zone[] = {
    {"plain.example", DNS_TXT, "v=spf1 -all"},
    {NULL, DNS_A, NULL},
};

static char script_path[] = "/tmp/inkan-test-spf-XXXXXX";

static int
make_script_path(void **state)
{
	int fd = mkstemp(script_path);

	(void)state;
	return fd == -1 ? -1 : close(fd);
}

static int
remove_script(void **state)
{
	(void)state;
	return unlink(script_path);
}

static void
write_script(const char *body, mode_t mode)
{
	FILE *f = fopen(script_path, "w");

	assert_non_null(f);
	assert_true(fprintf(f, "#!/bin/sh\n%s\n", body) > 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(script_path, mode), 0);
}

static const struct {
	const char *script;
	const char *comment; /* a part of it */
} failures[] = {
    {"echo hello", "makes no sense"},
    {"echo", "makes no sense"},
    {"echo R", "makes no sense"},
    {"echo 'R great day'", "makes no sense"},
    {"echo 'r pass x'", "makes no sense"},
    {"printf 'R pass \\033[2J\\n'", "makes no sense"},
    {"echo 'Q SPF a.example'", "makes no sense"},
    {"echo 'Q TXT a..example'", "makes no sense"},
    {"echo 'Q TXT a.example '", "makes no sense"},
    {"echo 'Q TXT a.example 1'", "makes no sense"},
    {"printf 'Q TXT a.example\\nQ TXT b.example\\n'; read x", "makes no sense"},
    {"printf 'Q TXT a.example\\nR pass x\\n'; read x", "makes no sense"},
    {"while :; do printf xxxxxxxxxxxxxxxx; done", "makes no sense"},
    {"while :; do echo 'Q A a.example'; done", "makes no sense"},
    {"read r; while :; do echo 'Q A x.example'; read x; done", "more than 200"},
    {"exit 3", "exit status 3"},
    {"exec <&-; exit 3", "exit status 3"},
    {"printf 'R pass x'", "without a result"},
    {"kill -SEGV $$", "signal 11"},
    {"echo 'X out of memory'", "gave up: out of memory"},
};

static void
turns_nonsense_into_a_comment(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(failures); i++) {
		struct stage stage;

		write_script(failures[i].script, 0700);
		stage_open(&stage, script_path, zone);
		stage_judge(
		    &stage, "192.0.2.1", "h.example", "a@plain.example");
		assert_false(stage.verdict.valid);
		assert_int_equal(stage.verdict.result, SPF_TEMPERROR);
		if (strstr(stage.verdict.comment, failures[i].comment) == NULL)
			fail_msg("%s: %s", failures[i].script,
			    stage.verdict.comment);
		stage_close(&stage);
	}
}

static void
kills_a_helper_that_takes_too_long(void **state)
{
	static const struct spf_limits limits = {
	    .deadline_ms = 50, .questions = 200, .helpers = 4};
	static const char *const scripts[] = {
	    "read x; read y",
	    "exec >&-; read x; read y",
	    "trap '' TERM; while :; do :; done",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(scripts); i++) {
		struct stage stage;

		write_script(scripts[i], 0700);
		stage_open(&stage, script_path, zone);
		spf_eval_limit(stage.eval, &limits);
		stage_judge(
		    &stage, "192.0.2.1", "h.example", "a@plain.example");
		assert_false(stage.verdict.valid);
		assert_non_null(strstr(stage.verdict.comment, "no result"));
		stage_close(&stage);
	}
}

static void
says_so_when_the_helper_cannot_be_run(void **state)
{
	static const char *const paths[] = {"/nonexistent/inkan-spf", "/tmp"};
	struct stage stage;

	(void)state;
	for (size_t i = 0; i <= COUNT_OF(paths); i++) {
		write_script("echo 'R pass x'", 0600);
		stage_open(&stage, i < COUNT_OF(paths) ? paths[i] : script_path,
		    zone);
		stage_judge(
		    &stage, "192.0.2.1", "h.example", "a@plain.example");
		assert_false(stage.verdict.valid);
		assert_non_null(
		    strstr(stage.verdict.comment, "could not be started"));
		stage_close(&stage);
	}
}

static void
believes_the_first_result_only(void **state)
{
	struct stage stage;

	(void)state;
	write_script("printf 'R pass x\\nR fail y\\nzzz\\n'", 0700);
	stage_open(&stage, script_path, zone);
	stage_judge(&stage, "192.0.2.1", "h.example", "a@plain.example");
	assert_true(stage.verdict.valid);
	assert_int_equal(stage.verdict.result, SPF_PASS);
	assert_string_equal(stage.verdict.comment, "x");
	stage_close(&stage);
}

static void
gives_the_helper_no_descriptor_and_no_environment(void **state)
{
	struct stage stage;

	(void)state;
	write_script("for f in /proc/self/fd/*; do n=\"$n ${f##*/}\"; done\n"
	             "echo \"R pass$n <$SECRET>\"",
	    0700);
	assert_int_equal(setenv("SECRET", "key", 1), 0);
	assert_int_equal(dup2(STDERR_FILENO, 77), 77);
	stage_open(&stage, script_path, zone);
	stage_judge(&stage, "192.0.2.1", "h.example", "a@plain.example");
	assert_true(stage.verdict.valid);
	assert_non_null(strstr(stage.verdict.comment, "0 1 "));
	assert_null(strstr(stage.verdict.comment, "77"));
	assert_non_null(strstr(stage.verdict.comment, "<>"));
	stage_close(&stage);
	assert_int_equal(close(77), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(turns_nonsense_into_a_comment),
	    cmocka_unit_test(kills_a_helper_that_takes_too_long),
	    cmocka_unit_test(says_so_when_the_helper_cannot_be_run),
	    cmocka_unit_test(believes_the_first_result_only),
	    cmocka_unit_test(gives_the_helper_no_descriptor_and_no_environment),
	};

	return cmocka_run_group_tests(tests, make_script_path, remove_script);
}
