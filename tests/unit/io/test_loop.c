#include "wizard/io/loop.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct loop *loop;
static struct clock_service timing;
static char trace[64];

static int
setup(void **state)
{
	(void)state;
	loop = loop_new();
	timing = loop_clock(loop);
	trace[0] = '\0';
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	loop_free(loop);
	loop = NULL;
	return 0;
}

static void
run(void)
{
	while (loop_turn(loop))
		continue;
}

/* Appends the letter that arg points to. */
static void
note(void *arg)
{
	size_t n = strlen(trace);

	trace[n] = *(const char *)arg;
	trace[n + 1] = '\0';
}

static char a[] = "a", b[] = "b", c[] = "c";

/* --- Posts --- */

static void
has_nothing_to_wait_for_at_first(void **state)
{
	(void)state;
	assert_false(loop_turn(loop));
}

static void
runs_posts_later_and_in_order(void **state)
{
	(void)state;
	(void)loop_post(loop, note, a);
	(void)loop_post(loop, note, b);
	assert_string_equal(trace, "");
	run();
	assert_string_equal(trace, "ab");
}

static void
post_again(void *arg)
{
	note(arg);
	(void)loop_post(loop, note, c);
}

static void
runs_what_posts_post_on_next_turn(void **state)
{
	(void)state;
	(void)loop_post(loop, post_again, a);
	(void)loop_post(loop, note, b);
	assert_true(loop_turn(loop));
	assert_string_equal(trace, "ab");
	run();
	assert_string_equal(trace, "abc");
}

static void
take_back(void *arg)
{
	loop_unpost(arg);
}

static void
takes_posts_back(void **state)
{
	struct post *post;

	(void)state;
	loop_unpost(loop_post(loop, note, a));
	/* Also from a post that runs just before. */
	post = loop_post(loop, take_back, NULL);
	loop_unpost(post);
	post = loop_post(loop, note, b);
	(void)loop_post(loop, note, c);
	loop_unpost(post);
	run();
	assert_string_equal(trace, "c");
	loop_unpost(NULL);
}

/* --- Time --- */

static void
fires_timers_by_time(void **state)
{
	(void)state;
	(void)timing.after(timing.self, 20, note, c);
	(void)timing.after(timing.self, -5, note, a);
	(void)timing.after(timing.self, 1, note, b);
	assert_string_equal(trace, "");
	run();
	assert_string_equal(trace, "abc");
}

static void
does_not_fire_early(void **state)
{
	int64_t begun = timing.ticks(timing.self);

	(void)state;
	(void)timing.after(timing.self, 30, note, a);
	run();
	/* Both clocks count whole milliseconds. */
	assert_true(timing.ticks(timing.self) - begun >= 29);
}

static struct timer *victim;

static void
stop_victim(void *arg)
{
	note(arg);
	timing.stop(timing.self, victim);
}

/* Work of that many ms, during which nobody waits. */
static void
work_hard(void *arg)
{
	uint64_t waited = loop_waited(loop);
	uint64_t end = uv_hrtime() + *(const uint64_t *)arg * 1000000;

	while (uv_hrtime() < end)
		continue;
	assert_true(loop_waited(loop) == waited);
}

static void
tells_waiting_from_work(void **state)
{
	uint64_t ms = 20;

	(void)state;
	(void)loop_post(loop, work_hard, &ms);
	run();
	(void)timing.after(timing.self, 20, note, a);
	run();
	assert_true(loop_waited(loop) > 0);
}

static void
stops_timers(void **state)
{
	(void)state;
	timing.stop(timing.self, timing.after(timing.self, 0, note, b));
	timing.stop(timing.self, NULL);
	(void)timing.after(timing.self, 0, stop_victim, a);
	victim = timing.after(timing.self, 0, note, b);
	run();
	assert_string_equal(trace, "a");
}

static void
may_stop_timer_that_fires(void **state)
{
	(void)state;
	victim = timing.after(timing.self, 0, stop_victim, a);
	run();
	assert_string_equal(trace, "a");
}

static void
knows_the_year(void **state)
{
	(void)state;
	assert_true(timing.now(timing.self) > INT64_C(1577836800000));
}

/* --- Descriptors and signals --- */

struct reader {
	struct watch *watch;
	int fd;
	unsigned octets;
	bool hangup;
};

static void
read_some(void *arg, bool hangup)
{
	struct reader *reader = arg;
	char c1;

	if (hangup) {
		reader->hangup = true;
		loop_unwatch(reader->watch);
		return;
	}
	if (read(reader->fd, &c1, 1) == 1)
		reader->octets++;
}

static void
reads_all_before_it_reports_hangup(void **state)
{
	struct reader reader = {.octets = 0};
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	reader.fd = ends[0];
	reader.watch = loop_watch(loop, ends[0], read_some, &reader);
	assert_non_null(reader.watch);
	/* libuv would have left it non-blocking for everyone who shares it. */
	assert_int_equal(fcntl(ends[0], F_GETFL) & O_NONBLOCK, 0);
	assert_int_equal(write(ends[1], "abc", 3), 3);
	(void)close(ends[1]);
	run();
	assert_int_equal(reader.octets, 3);
	assert_true(reader.hangup);
	(void)close(ends[0]);
}

static void
does_not_watch_ordinary_files(void **state)
{
	struct reader reader = {.octets = 0};
	int fd = open(TESTS_DIR, O_RDONLY | O_DIRECTORY);

	(void)state;
	assert_null(loop_watch(loop, fd, read_some, &reader));
	(void)close(fd);
	loop_unwatch(NULL);
}

static void
hears_signals_without_waiting_for_them(void **state)
{
	(void)state;
	loop_signal(loop, SIGUSR1, note, a);
	assert_false(loop_turn(loop));
	victim = timing.after(timing.self, 3600000, note, b);
	assert_int_equal(raise(SIGUSR1), 0);
	while (trace[0] == '\0')
		(void)loop_turn(loop);
	assert_string_equal(trace, "a");
	timing.stop(timing.self, victim);
}

/* --- Work --- */

struct task {
	atomic_bool begun;
	atomic_bool may_end;
	bool done;
	bool cancelled;
};

static void
toil(void *arg)
{
	struct task *task = arg;

	task->begun = true;
	while (!task->may_end)
		(void)usleep(100);
}

static void
end(void *arg, bool cancelled)
{
	struct task *task = arg;

	assert_false(task->done);
	task->done = true;
	task->cancelled = cancelled;
}

static void
works_off_the_loop(void **state)
{
	struct task task = {.begun = false};

	(void)state;
	(void)loop_work(loop, toil, end, &task);
	while (!task.begun)
		continue;
	task.may_end = true;
	assert_false(task.done);
	run();
	assert_true(task.done);
	assert_false(task.cancelled);
}

static void
cancels_work_that_has_begun(void **state)
{
	struct task task = {.begun = false};
	struct work *work;

	(void)state;
	work = loop_work(loop, toil, end, &task);
	while (!task.begun)
		continue;
	loop_work_cancel(work);
	assert_false(task.done);
	task.may_end = true;
	run();
	assert_true(task.cancelled);
	loop_work_cancel(NULL);
}

static void
cancels_work_that_waits_for_a_thread(void **state)
{
	struct task busy[8] = {{.begun = false}};
	struct task last = {.begun = false};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(busy); i++)
		(void)loop_work(loop, toil, end, &busy[i]);
	loop_work_cancel(loop_work(loop, toil, end, &last));
	for (size_t i = 0; i < COUNT_OF(busy); i++)
		busy[i].may_end = true;
	run();
	assert_true(last.done);
	assert_true(last.cancelled);
	assert_false(last.begun);
}

static void
end_with_post(void *arg, bool cancelled)
{
	end(arg, cancelled);
	(void)loop_post(loop, note, a);
}

static void
drops_everything_when_freed(void **state)
{
	struct reader reader = {.octets = 0};
	struct task task = {.begun = false, .may_end = true};
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	(void)loop_post(loop, note, a);
	(void)timing.after(timing.self, 0, note, b);
	loop_signal(loop, SIGUSR2, note, c);
	(void)loop_watch(loop, ends[0], read_some, &reader);
	(void)loop_work(loop, toil, end_with_post, &task);
	loop_free(loop);
	loop = NULL;
	assert_string_equal(trace, "");
	assert_true(task.done);
	assert_true(task.cancelled);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(has_nothing_to_wait_for_at_first),
	    TEST(runs_posts_later_and_in_order),
	    TEST(runs_what_posts_post_on_next_turn),
	    TEST(takes_posts_back),
	    TEST(fires_timers_by_time),
	    TEST(does_not_fire_early),
	    TEST(tells_waiting_from_work),
	    TEST(stops_timers),
	    TEST(may_stop_timer_that_fires),
	    TEST(knows_the_year),
	    TEST(reads_all_before_it_reports_hangup),
	    TEST(does_not_watch_ordinary_files),
	    TEST(hears_signals_without_waiting_for_them),
	    TEST(works_off_the_loop),
	    TEST(cancels_work_that_has_begun),
	    TEST(cancels_work_that_waits_for_a_thread),
	    TEST(drops_everything_when_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
