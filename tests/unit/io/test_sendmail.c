#include "tests/unit/io/tempdir.h"
#include "wizard/io/sendmail.h"

static struct tempdir tempdir;
static struct loop *loop;
static struct sendmail *sendmail;
static struct sendmail_service service;
static struct err result;
static size_t ended;

/* A sendmail that does this; it is the first in PATH. */
static void
put_program(const char *script)
{
	tempdir_put(&tempdir, "sendmail",
	    arena_printf(&tempdir.arena, "#!/bin/sh\ncd %s\n%s\n", tempdir.dir,
		script),
	    0700);
}

static void
done(void *arg, const struct err *err, struct slice received)
{
	(void)arg;
	assert_int_equal(received.len, 0);
	result = *err;
	ended++;
}

static struct sendmail_job *
begin(const char *message)
{
	const struct sendmail_request request = {
	    .from = "postmaster@example.jp",
	    .to = "$(touch oops);'you'@example.net",
	    .message = slice_of(message),
	};

	ended = 0;
	return service.send(service.self, &request, done, NULL);
}

static void
run(const char *message)
{
	(void)begin(message);
	assert_int_equal(ended, 0);
	while (ended == 0 && loop_turn(loop))
		continue;
	assert_int_equal(ended, 1);
}

static int
set_up(void **state)
{
	(void)state;
	memset(&tempdir, 0, sizeof(tempdir));
	tempdir_make(&tempdir);
	assert_int_equal(setenv("PATH",
			     arena_printf(&tempdir.arena, "relative::%s:/bin",
				 tempdir.dir),
			     1),
	    0);
	loop = loop_new();
	sendmail = sendmail_new(loop);
	service = sendmail_service(sendmail);
	return 0;
}

static int
clear(void **state)
{
	(void)state;
	loop_free(loop);
	sendmail_free(sendmail);
	tempdir_remove(&tempdir);
	return 0;
}

static void
hands_the_message_over_as_it_is(void **state)
{
	static const char message[] = "Subject: x\n\n.\nend\n";

	(void)state;
	put_program("printf '%s\\n' \"$@\" >args; cat >message");
	assert_string_equal(service.program(service.self),
	    tempdir_path(&tempdir, "sendmail"));
	run(message);
	assert_int_equal(result.code, ERR_OK);
	assert_string_equal(tempdir_get(&tempdir, "message"), message);
	assert_string_equal(tempdir_get(&tempdir, "args"),
	    "-i\n-f\npostmaster@example.jp\n--\n"
	    "$(touch oops);'you'@example.net\n");
	assert_int_not_equal(access(tempdir_path(&tempdir, "oops"), F_OK), 0);
}

static void
tells_what_the_program_complains_of(void **state)
{
	(void)state;
	put_program("cat >/dev/null; printf 'no\\033[31m queue\\n' >&2; "
		    "exit 75");
	run("x\n");
	assert_int_equal(result.code, ERR_SYS);
	assert_non_null(strstr(result.msg, "no\\x1b[31m queue"));
	put_program("exit 75");
	run("x\n");
	assert_non_null(strstr(result.msg, "ended with 75"));
	put_program("kill -9 $$");
	run("x\n");
	assert_int_equal(result.code, ERR_SYS);
}

static void
does_not_die_of_a_program_that_reads_nothing(void **state)
{
	size_t size = 1 << 20;
	char *message = malloc(size + 1);

	(void)state;
	assert_non_null(message);
	memset(message, 'x', size);
	message[size] = '\0';
	put_program("exec <&-; exit 1");
	run(message);
	assert_int_equal(result.code, ERR_SYS);
	put_program("cat >message");
	run(message);
	assert_int_equal(result.code, ERR_OK);
	free(message);
}

static void
bounds_what_the_program_says(void **state)
{
	(void)state;
	put_program("cat >/dev/null; head -c 100000 /dev/zero | "
		    "tr '\\0' y >&2; exit 1");
	run("x\n");
	assert_int_equal(result.code, ERR_SYS);
}

static void
says_when_it_cannot_be_run(void **state)
{
	(void)state;
	tempdir_put(&tempdir, "sendmail", "#!/nowhere/sh\n", 0700);
	run("x\n");
	assert_int_equal(result.code, ERR_SYS);
	assert_non_null(strstr(result.msg, "cannot be run"));
}

static void
calls_nobody_back_after_a_cancel(void **state)
{
	struct sendmail_job *job;

	(void)state;
	put_program("cat >/dev/null; cat <&1");
	job = begin("x\n");
	service.cancel(service.self, job);
	while (loop_turn(loop))
		continue;
	assert_int_equal(ended, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		hands_the_message_over_as_it_is, set_up, clear),
	    cmocka_unit_test_setup_teardown(
		tells_what_the_program_complains_of, set_up, clear),
	    cmocka_unit_test_setup_teardown(
		does_not_die_of_a_program_that_reads_nothing, set_up, clear),
	    cmocka_unit_test_setup_teardown(
		bounds_what_the_program_says, set_up, clear),
	    cmocka_unit_test_setup_teardown(
		says_when_it_cannot_be_run, set_up, clear),
	    cmocka_unit_test_setup_teardown(
		calls_nobody_back_after_a_cancel, set_up, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
