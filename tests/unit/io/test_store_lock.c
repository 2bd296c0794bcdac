/* The other session is a child of this very program. */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "tests/unit/io/store_room.h"

struct other {
	pid_t pid;
	int ready; /* a pipe that becomes readable when it holds the lock */
};

static void
hold(const char *base, int ready, bool stubborn)
{
	struct store *store = store_new(base);
	struct store_service service = store_service(store);
	struct lock_holder holder;
	struct err err = ERR_INIT;

	(void)signal(SIGTERM, stubborn ? SIG_IGN : SIG_DFL);
	/* Without the lock it ends, and whoever waits for the octet fails. */
	if (service.lock(store, "example.jp", false, &holder, &err) != ERR_OK ||
	    write(ready, "!", 1) != 1)
		_exit(1);
	for (;;)
		(void)pause();
}

static struct other
start_other(struct fixture *f, bool stubborn)
{
	struct other other;
	int ends[2];
	char byte;

	assert_int_equal(pipe(ends), 0);
	other.pid = fork();
	assert_int_not_equal(other.pid, -1);
	if (other.pid == 0)
		hold(f->tempdir.dir, ends[1], stubborn);
	(void)close(ends[1]);
	other.ready = ends[0];
	assert_int_equal(read(other.ready, &byte, 1), 1);
	return other;
}

static int
end_other(struct other other)
{
	int status;

	(void)kill(other.pid, SIGKILL);
	(void)close(other.ready);
	assert_int_equal(waitpid(other.pid, &status, 0), other.pid);
	return WTERMSIG(status);
}

static void
a_second_session_learns_who_holds_the_lock(void **state)
{
	struct fixture *f = *state;
	struct other other = start_other(f, false);
	struct lock_holder holder = {.pid = 0};
	struct err err = ERR_INIT;

	assert_int_equal(
	    f->service.lock(f->store, "example.jp", false, &holder, &err),
	    ERR_LOCKED);
	assert_int_equal(holder.pid, other.pid);
	assert_true(holder.since > 0);
	assert_int_not_equal(holder.terminal[0], '\0');
	assert_int_equal(end_other(other), SIGKILL);
	assert_int_equal(
	    f->service.lock(f->store, "example.jp", false, &holder, &err),
	    ERR_OK);
}

static void
take_over_makes_the_other_leave(void **state)
{
	struct fixture *f = *state;
	struct other other = start_other(f, false);
	struct lock_holder holder;
	struct err err = ERR_INIT;

	assert_int_equal(
	    f->service.lock(f->store, "example.jp", true, &holder, &err),
	    ERR_OK);
	assert_int_equal(end_other(other), SIGTERM);
}

static void
take_over_gives_up_on_a_stubborn_session(void **state)
{
	struct fixture *f = *state;
	struct other other = start_other(f, true);
	struct lock_holder holder;
	struct err err = ERR_INIT;

	assert_int_equal(
	    f->service.lock(f->store, "example.jp", true, &holder, &err),
	    ERR_LOCKED);
	assert_int_equal(end_other(other), SIGKILL);
}

static void
never_signals_a_stranger(void **state)
{
	static char name[] = "sleep", seconds[] = "60";
	char *argv[] = {name, seconds, NULL}, *none[] = {NULL};
	struct fixture *f = *state;
	struct lock_holder holder;
	struct err err = ERR_INIT;
	pid_t stranger;
	const char *path;
	int status, fd;

	/* Returns when the other program runs. */
	assert_int_equal(
	    posix_spawn(&stranger, "/bin/sleep", NULL, NULL, argv, none), 0);
	path = tempdir_put(&f->tempdir, "example.jp/lock",
	    arena_printf(&f->tempdir.arena, "%ld pts/3 1\n", (long)stranger),
	    0600);
	fd = open(path, O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(
	    f->service.lock(f->store, "example.jp", true, &holder, &err),
	    ERR_LOCKED);
	assert_int_equal(holder.pid, stranger);
	(void)close(fd);
	(void)kill(stranger, SIGKILL);
	assert_int_equal(waitpid(stranger, &status, 0), stranger);
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void
unlocked_is_free_again(void **state)
{
	struct fixture *f = *state;
	struct store *second = store_new(f->tempdir.dir);
	struct store_service service = store_service(second);
	struct lock_holder holder;
	struct err err = ERR_INIT;

	assert_int_equal(
	    f->service.lock(f->store, "example.jp", false, &holder, &err),
	    ERR_OK);
	assert_int_equal(
	    f->service.lock(f->store, "example.jp", false, &holder, &err),
	    ERR_OK);
	assert_int_equal(
	    service.lock(second, "example.jp", false, &holder, &err),
	    ERR_LOCKED);
	f->service.unlock(f->store, "example.jp");
	assert_int_equal(
	    service.lock(second, "example.jp", false, &holder, &err), ERR_OK);
	store_free(second);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_second_session_learns_who_holds_the_lock),
	    TEST(take_over_makes_the_other_leave),
	    TEST(take_over_gives_up_on_a_stubborn_session),
	    TEST(never_signals_a_stranger),
	    TEST(unlocked_is_free_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
