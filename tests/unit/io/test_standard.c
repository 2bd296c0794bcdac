#include "wizard/io/standard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { EXIT_GOOD = 0, EXIT_BAD = 1 };

/* What a child makes of it, whose descriptors are nobody else's. */
static int
in_child(bool (*run)(int number), int number)
{
	pid_t pid;
	int status;

	(void)fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(run(number) ? EXIT_GOOD : EXIT_BAD);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool
is_taken(int number)
{
	struct stat st;

	return fstat(number, &st) == 0 && S_ISCHR(st.st_mode);
}

static bool
closes_one(int number)
{
	(void)close(number);
	standard_begin();
	return is_taken(number);
}

static bool
closes_all(int number)
{
	(void)number;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		(void)close(fd);
	standard_begin();
	return is_taken(STDIN_FILENO) && is_taken(STDOUT_FILENO) &&
	    is_taken(STDERR_FILENO);
}

static void
takes_the_places_of_what_is_closed(void **state)
{
	(void)state;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		assert_int_equal(in_child(closes_one, fd), EXIT_GOOD);
	assert_int_equal(in_child(closes_all, 0), EXIT_GOOD);
}

static bool
prints_to(const char *path)
{
	return freopen(path, "w", stdout) != NULL && puts("a result") >= 0 &&
	    standard_end();
}

static bool
prints_to_null(int number)
{
	(void)number;
	return prints_to("/dev/null");
}

static bool
prints_to_a_full_disk(int number)
{
	(void)number;
	return prints_to("/dev/full");
}

static bool
prints_to_closed(int number)
{
	(void)close(number);
	standard_begin();
	return puts("a result") >= 0 && standard_end();
}

static void
notices_what_could_not_be_written(void **state)
{
	(void)state;
	assert_int_equal(in_child(prints_to_null, 0), EXIT_GOOD);
	assert_int_equal(in_child(prints_to_a_full_disk, 0), EXIT_BAD);
	assert_int_equal(
	    in_child(prints_to_closed, STDOUT_FILENO), EXIT_BAD);
}

static bool
reads_closed(int number)
{
	char c;

	(void)close(number);
	standard_begin();
	return read(number, &c, 1) >= 0;
}

static void
reads_nothing_from_a_closed_input(void **state)
{
	(void)state;
	assert_int_equal(in_child(reads_closed, STDIN_FILENO), EXIT_BAD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_the_places_of_what_is_closed),
	    cmocka_unit_test(notices_what_could_not_be_written),
	    cmocka_unit_test(reads_nothing_from_a_closed_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
