#include "wizard/io/program.h"

#include <fcntl.h>

#include "tests/unit/io/on_loop.h"

static int status;
static struct err result;

static void
note(void *arg, int code, const struct err *err)
{
	(void)arg;
	status = code;
	result = *err;
	calls++;
}

/* A program in the directory of the test, which works there. */
static const char *
put_program(const char *script)
{
	return tempdir_put(&tempdir, "program",
	    arena_printf(&tempdir.arena, "#!/bin/sh\ncd %s\n%s\n", tempdir.dir,
		script),
	    0700);
}

static void
run(const char *const *argv)
{
	struct program_service service = program_service(loop);

	calls = 0;
	service.run(service.self, argv, note, NULL);
	assert_int_equal(calls, 0);
	run_loop();
	assert_int_equal(calls, 1);
}

static void
run_script(const char *script)
{
	const char *const argv[] = {put_program(script), NULL};

	run(argv);
	assert_int_equal(result.code, ERR_OK);
}

/* --- Arguments ----------------------------------------------------------- */

static void
hands_arguments_over_as_they_are(void **state)
{
	const char *const argv[] = {
	    put_program("printf '%s\\n' \"$@\" >args"), "two words",
	    "$(touch oops)", "; touch oops", "", "-x", "'\"\\*", NULL};

	(void)state;
	run(argv);
	assert_int_equal(result.code, ERR_OK);
	assert_int_equal(status, 0);
	assert_string_equal(tempdir_get(&tempdir, "args"),
	    "two words\n$(touch oops)\n; touch oops\n\n-x\n'\"\\*\n");
	assert_int_not_equal(access(tempdir_path(&tempdir, "oops"), F_OK), 0);
}

static void
finds_it_in_path(void **state)
{
	const char *const argv[] = {"program", NULL};
	const char *path = getenv("PATH");

	(void)state;
	assert_non_null(path);
	path = arena_copy(&tempdir.arena, path);
	(void)put_program("exit 3");
	(void)setenv("PATH",
	    arena_printf(&tempdir.arena, "%s:%s", tempdir.dir, path), 1);
	run(argv);
	(void)setenv("PATH", path, 1);
	assert_int_equal(result.code, ERR_OK);
	assert_int_equal(status, 3);
}

static void
says_that_it_cannot_be_run(void **state)
{
	const char *const rows[] = {
	    tempdir_path(&tempdir, "nothing"),
	    tempdir_put(&tempdir, "text", "#!/bin/sh\n", 0600),
	    tempdir_put(&tempdir, "lost", "#!/nowhere/sh\n", 0700),
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *const argv[] = {rows[i], NULL};

		run(argv);
		assert_int_equal(result.code, ERR_SYS);
		assert_non_null(strstr(result.msg, rows[i]));
		assert_non_null(strstr(result.msg, "cannot be run"));
	}
}

static void
counts_its_end_as_a_shell_does(void **state)
{
	static const struct {
		const char *script;
		int status;
	} rows[] = {
	    {"exit 0", 0},
	    {"exit 75", 75},
	    {"kill -TERM $$", 128 + 15},
	    {"kill -KILL $$", 128 + 9},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		run_script(rows[i].script);
		assert_int_equal(status, rows[i].status);
	}
}

/* --- What it gets of ours ------------------------------------------------ */

static void
leaves_it_few_variables(void **state)
{
	(void)state;
	(void)setenv("LANG", "C", 1);
	(void)setenv("TZ", "UTC", 1);
	(void)setenv("PASSPHRASE", "secret", 1);
	(void)setenv("LD_PRELOAD_LATER", "x", 1);
	run_script("env | cut -d= -f1 >names");
	assert_non_null(strstr(tempdir_get(&tempdir, "names"), "PATH\n"));
	assert_non_null(strstr(tempdir_get(&tempdir, "names"), "LANG\n"));
	assert_non_null(strstr(tempdir_get(&tempdir, "names"), "TZ\n"));
	assert_null(strstr(tempdir_get(&tempdir, "names"), "PASSPHRASE"));
	assert_null(strstr(tempdir_get(&tempdir, "names"), "LD_"));
	(void)unsetenv("PASSPHRASE");
	(void)unsetenv("LD_PRELOAD_LATER");
}

/* A key file may be open at that moment, and so are sockets of the loop. */
static void
leaves_it_no_open_file(void **state)
{
	const char *key =
	    tempdir_put(&tempdir, "key.pem", "PRIVATE KEY\n", 0600);
	int fd = open(key, O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_int_not_equal(fd, -1);
	/* The shell reads its script from 10 or above, by a link. */
	run_script("for f in /proc/$$/fd/*; do readlink $f; done >files");
	assert_null(strstr(tempdir_get(&tempdir, "files"), "key.pem"));
	assert_null(strstr(tempdir_get(&tempdir, "files"), "socket:"));
	assert_null(strstr(tempdir_get(&tempdir, "files"), "eventpoll"));
	run_script("cat <&0 >input; ls -l /proc/self/fd/0 >where");
	assert_string_equal(tempdir_get(&tempdir, "input"), "");
	assert_non_null(strstr(tempdir_get(&tempdir, "where"), "/dev/null"));
	(void)close(fd);
}

/* Standard output is for results: it must not get there. */
static void
keeps_it_off_standard_output(void **state)
{
	int out = dup(STDOUT_FILENO), log = dup(STDERR_FILENO);
	int file = open(tempdir_path(&tempdir, "out"),
	    O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	int other = open(tempdir_path(&tempdir, "err"),
	    O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	(void)state;
	(void)fflush(stdout);
	(void)dup2(file, STDOUT_FILENO);
	(void)dup2(other, STDERR_FILENO);
	run_script("echo words");
	(void)dup2(out, STDOUT_FILENO);
	(void)dup2(log, STDERR_FILENO);
	assert_string_equal(tempdir_get(&tempdir, "out"), "");
	assert_string_equal(tempdir_get(&tempdir, "err"), "words\n");
	(void)close(out);
	(void)close(log);
	(void)close(file);
	(void)close(other);
}

/* We ignore SIGPIPE; a shell script relies on it. */
static void
gives_it_signals_as_they_were(void **state)
{
	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	run_script("grep SigIgn /proc/self/status >signals");
	assert_string_equal(
	    tempdir_get(&tempdir, "signals"), "SigIgn:\t0000000000000000\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, on_loop, off_loop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(hands_arguments_over_as_they_are),
	    TEST(finds_it_in_path),
	    TEST(says_that_it_cannot_be_run),
	    TEST(counts_its_end_as_a_shell_does),
	    TEST(leaves_it_few_variables),
	    TEST(leaves_it_no_open_file),
	    TEST(keeps_it_off_standard_output),
	    TEST(gives_it_signals_as_they_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
