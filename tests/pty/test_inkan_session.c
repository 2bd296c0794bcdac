/* What outlives a session, whatever ends it, and two sessions at a time. */
#include "tests/pty/inkan.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const struct start usual = {.term = NULL};

/* --- ends ------------------------------------------------------------- */

static void
state_is_valid(void)
{
	struct buf state = file_read(domain_path("state"));

	assert_non_null(strstr(buf_text(&state), "\"version\""));
	assert_string_equal(buf_text(&state) + state.len - 2, "}\n");
	buf_release(&state);
	assert_null(home_find("/state.tmp"));
}

static void
wait_begins(struct vt *vt)
{
	go_on_to(vt, 8);
	vt_send(vt, "c");
	shows(vt, "Step 9 of 10");
	shows(vt, "not yet");
}

static void
a_lost_line_in_the_wait_ends_it_and_the_next_start_goes_on(void **state)
{
	(void)state;
	for (int ignored = 0; ignored <= 1; ignored++) {
		struct vt *vt =
		    inkan_example(&(struct start) {.no_hangup = ignored == 1});

		if (ignored == 0)
			wait_begins(vt);
		else
			shows(vt, "Step 9 of 10");
		vt_hang_up(vt);
		assert_int_not_equal(vt_wait_exit(vt, 1000), -1);
		vt_free(vt);
		state_is_valid();
		vt = inkan_example(&usual);
		shows(vt, "Step 9 of 10");
		shows(vt, "not yet");
		quits(vt, FAREWELL);
	}
}

static void
the_last_words_and_the_answers_survive_a_polite_end(void **state)
{
	struct vt *vt = inkan_example(&usual);

	(void)state;
	go_on_to(vt, 6);
	vt_send(vt, "2");
	shows(vt, "(o) 2");
	vt_signal(vt, SIGTERM);
	ends_well(vt, FAREWELL);
	state_is_valid();
	vt = inkan_example(&usual);
	shows(vt, "Step 6 of 10");
	shows(vt, "(o) 2");
	quits(vt, FAREWELL);
}

/* No warning is given; what was shown as saved is there. */
static void
killed_at_any_step_it_goes_on_from_there(void **state)
{
	(void)state;
	for (int step = 2; step <= 8; step++) {
		struct vt *vt = inkan_example(&usual);

		go_on_to(vt, step);
		vt_signal(vt, SIGKILL);
		assert_int_not_equal(vt_wait_exit(vt, LIMIT_MS), -1);
		vt_free(vt);
		state_is_valid();
		assert_null(home_find("state.bad"));
	}
}

static bool
is_saved(const char *text)
{
	struct buf state = file_read(domain_path("state"));
	bool saved = strstr(buf_text(&state), text) != NULL;

	buf_release(&state);
	return saved;
}

static void
what_is_typed_is_saved_before_it_is_left(void **state)
{
	struct vt *vt = inkan_example(&usual);

	(void)state;
	go_on_to(vt, 4);
	vt_send(vt, "\t\t\t\t");
	shows(vt, "> Selector");
	vt_send(vt, "halfway");
	shows(vt, "halfway_");
	for (int ms = 0; ms < LIMIT_MS && !is_saved("halfway"); ms += 20)
		vt_listen(vt, 20);
	vt_signal(vt, SIGKILL);
	(void)vt_wait_exit(vt, LIMIT_MS);
	vt_free(vt);
	vt = inkan_example(&usual);
	shows(vt, "halfway_");
	quits(vt, FAREWELL);
}

/* The number behind a key of /proc/PID/status. */
static int
status_number(int pid, const char *key)
{
	char path[64];
	struct buf status;
	const char *line;
	int value = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", pid);
	status = file_read(path);
	line = strstr(buf_text(&status), key);
	assert_non_null(line);
	assert_int_equal(sscanf(line + strlen(key), ": %d", &value), 1);
	buf_release(&status);
	return value;
}

/* How often it woke up or was sent to sleep. */
static int
switches(int pid)
{
	return status_number(pid, "\nvoluntary_ctxt_switches") +
	    status_number(pid, "\nnonvoluntary_ctxt_switches");
}

static int
cpu_ticks(int pid)
{
	char path[64];
	struct buf stat;
	const char *rest;
	long user = 0, system = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	stat = file_read(path);
	rest = strrchr(buf_text(&stat), ')');
	assert_non_null(rest);
	assert_int_equal(sscanf(rest,
			     ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
			     "%ld %ld",
			     &user, &system),
	    2);
	buf_release(&stat);
	return (int)(user + system);
}

/* A loop that polls wakes up all the time, one that spins never sleeps. */
static void
waiting_costs_next_to_nothing(void **state)
{
	struct vt *vt = inkan_example(&usual);
	int before, ticks;

	(void)state;
	wait_begins(vt);
	shows(vt, "Next check");
	vt_settle(vt, 300);
	vt_forget(vt);
	before = switches(vt_pid(vt));
	ticks = cpu_ticks(vt_pid(vt));
	assert_int_equal(vt_wait_exit(vt, 1000), -1);
	assert_in_range(switches(vt_pid(vt)) - before, 0, 40);
	assert_in_range(cpu_ticks(vt_pid(vt)) - ticks, 0, 50);
	assert_in_range(vt_raw(vt)->len, 0, 500);
	quits(vt, FAREWELL);
}

/* --- two sessions ----------------------------------------------------- */

static struct vt *
second_session(struct vt **ret_first)
{
	struct vt *second;

	*ret_first = inkan_example(&usual);
	go_on_to(*ret_first, 4);
	second = inkan_example(&usual);
	shows(second, "example.jp is open in another session.");
	shows(second, "pts/");
	shows(second, "> 1  Take over");
	return second;
}

static void
a_second_session_can_take_over(void **state)
{
	struct vt *first, *second = second_session(&first);

	(void)state;
	vt_send(second, "1");
	ends_well(first, FAREWELL);
	shows(second, "Step 4 of 10");
	quits(second, FAREWELL);
}

static void
a_second_session_can_look_only(void **state)
{
	struct vt *first, *second = second_session(&first);
	struct buf before = file_read(domain_path("state"));
	struct buf after;

	(void)state;
	vt_send(second, "2");
	shows(second, "look only");
	quits(second, "Nothing was written.");
	after = file_read(domain_path("state"));
	assert_string_equal(buf_text(&before), buf_text(&after));
	buf_release(&before);
	buf_release(&after);
	go_on_to(first, 5);
	quits(first, FAREWELL);
}

static void
a_second_session_can_quit(void **state)
{
	struct vt *first, *second = second_session(&first);

	(void)state;
	vt_send(second, "3");
	ends_well(second, "Nothing was written.");
	go_on_to(first, 5);
	quits(first, FAREWELL);
}

/* --- trouble with the directory --------------------------------------- */

static void
what_cannot_be_saved_is_said_and_saved_later(void **state)
{
	struct vt *vt;

	(void)state;
	assert_int_equal(mkdir(home_path("state"), 0700), 0);
	file_write(home_path("state/example.jp"), "in the way");
	vt = inkan_example(&usual);
	shows(vt, "Cannot save:");
	assert_int_equal(remove(home_path("state/example.jp")), 0);
	vt_send(vt, "s");
	gone(vt, "Cannot save:");
	state_is_valid();
	quits(vt, FAREWELL);
	state_is_valid();
}

/* A file may not grow any more: what a full disk does to writing. */
static void
a_full_disk_leaves_the_old_state_intact(void **state)
{
	struct vt *vt = inkan_example(
	    &(struct start) {.shell = "trap '' XFSZ; exec \"$@\""});
	struct rlimit limit;
	struct buf before, after;

	(void)state;
	go_on_to(vt, 6);
	before = file_read(domain_path("state"));
	assert_int_equal(prlimit(vt_pid(vt), RLIMIT_FSIZE, NULL, &limit), 0);
	limit.rlim_cur = 0;
	assert_int_equal(prlimit(vt_pid(vt), RLIMIT_FSIZE, &limit, NULL), 0);
	vt_send(vt, "\r");
	shows(vt, "Cannot save:");
	after = file_read(domain_path("state"));
	assert_string_equal(buf_text(&before), buf_text(&after));
	limit.rlim_cur = limit.rlim_max;
	assert_int_equal(prlimit(vt_pid(vt), RLIMIT_FSIZE, &limit, NULL), 0);
	vt_send(vt, "s");
	gone(vt, "Cannot save:");
	buf_release(&after);
	after = file_read(domain_path("state"));
	assert_string_not_equal(buf_text(&before), buf_text(&after));
	buf_release(&before);
	buf_release(&after);
	state_is_valid();
	quits(vt, FAREWELL);
}

static void
prepare_state(const char *text)
{
	assert_int_equal(mkdir(home_path("state"), 0700), 0);
	assert_int_equal(mkdir(home_path("state/example.jp"), 0700), 0);
	file_write(domain_path("state"), text);
}

static void
a_damaged_state_is_set_aside_and_said(void **state)
{
	struct vt *vt;

	(void)state;
	prepare_state("{\"version\": 1, \"answers\"");
	vt = inkan_example(&usual);
	shows(vt, "is damaged");
	shows(vt, "state.bad-");
	quits(vt, FAREWELL);
	state_is_valid();
}

static void
the_state_of_a_newer_version_is_only_looked_at(void **state)
{
	static const char newer[] =
	    "{\"version\": 99, \"answers\": {\"domain\": \"example.jp\"}}\n";
	struct buf after;
	struct vt *vt;

	(void)state;
	prepare_state(newer);
	vt = inkan_example(&usual);
	shows(vt, "A newer version of this program wrote");
	shows(vt, "look only");
	quits(vt, "Nothing was written.");
	after = file_read(domain_path("state"));
	assert_string_equal(buf_text(&after), newer);
	buf_release(&after);
}

static void
what_is_written_belongs_to_the_user_alone(void **state)
{
	static const char *const paths[] = {
	    "state", "state/example.jp", "state/example.jp/keys"};
	struct vt *vt = inkan_example(&usual);
	struct stat st;

	(void)state;
	go_on_to(vt, 5);
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		assert_int_equal(stat(home_path(paths[i]), &st), 0);
		assert_int_equal(st.st_mode & 07777, 0700);
	}
	assert_int_equal(stat(domain_path("state"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(stat(home_find(".key"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	quits(vt, FAREWELL);
}

static void
a_directory_of_somebody_else_is_refused(void **state)
{
	struct vt *vt;

	(void)state;
	assert_int_equal(mkdir(home_path("state"), 0700), 0);
	/* Only root can give it away, and root is who must not be fooled. */
	if (chown(home_path("state"), 65534, 65534) != 0)
		skip();
	vt = inkan_example(&usual);
	shows(vt, "Cannot save:");
	shows(vt, "(user id 65534)");
	quits(vt, "Nothing was written.");
	assert_null(home_find("/state"));
}

static void
root_is_not_needed(void **state)
{
	struct vt *vt = inkan_example(
	    &(struct start) {.shell = "chown -R 65534 \"$HOME\" && "
				      "exec setpriv --reuid 65534 --regid "
				      "65534 --clear-groups \"$@\""});
	struct stat st;

	(void)state;
	/* Not root, or the program is where only root can go. */
	if (!vt_wait_for(vt, "What example.jp publishes now", LIMIT_MS)) {
		assert_int_not_equal(vt_wait_exit(vt, 0), -1);
		vt_free(vt);
		skip();
	}
	quits(vt, FAREWELL);
	assert_int_equal(stat(domain_path("state"), &st), 0);
	assert_int_equal(st.st_uid, 65534);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOME(
		a_lost_line_in_the_wait_ends_it_and_the_next_start_goes_on),
	    WITH_HOME(the_last_words_and_the_answers_survive_a_polite_end),
	    WITH_HOME(killed_at_any_step_it_goes_on_from_there),
	    WITH_HOME(what_is_typed_is_saved_before_it_is_left),
	    WITH_HOME(waiting_costs_next_to_nothing),
	    WITH_HOME(a_second_session_can_take_over),
	    WITH_HOME(a_second_session_can_look_only),
	    WITH_HOME(a_second_session_can_quit),
	    WITH_HOME(what_cannot_be_saved_is_said_and_saved_later),
	    WITH_HOME(a_full_disk_leaves_the_old_state_intact),
	    WITH_HOME(a_damaged_state_is_set_aside_and_said),
	    WITH_HOME(the_state_of_a_newer_version_is_only_looked_at),
	    WITH_HOME(what_is_written_belongs_to_the_user_alone),
	    WITH_HOME(a_directory_of_somebody_else_is_refused),
	    WITH_HOME(root_is_not_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
