/* The full-screen face in a real terminal: what only a terminal can show. */
#include "tests/pty/session.h"

#include <signal.h>

/* --- start and end ---------------------------------------------------- */

static void
starts_on_every_usual_terminal_and_leaves_it_clean(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(usual_terms); i++) {
		struct vt *vt;

		if (!is_installed(usual_terms[i]))
			continue;
		vt = start_as(usual_terms[i], 24, 80, NULL);
		shows(vt, "Which domain is after the @?");
		to_list(vt);
		vt_forget(vt);
		vt_send(vt, "q");
		shows(vt, "Ended: quit.");
		assert_true(vt_wait_raw(vt, "\033[?2004l", 0));
		assert_false(vt_alternate(vt));
		gone(vt, "row 1");
		ends_well(vt, "Ended: quit.");
	}
}

static void
explains_terminals_that_cannot_and_writes_no_escapes(void **state)
{
	static const char *const terms[] = {
	    "dumb", "unknown", "nosuchterm", ""};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(terms); i++) {
		struct vt *vt = start_as(terms[i], 24, 80, NULL);
		int status = vt_wait_exit(vt, LIMIT_MS);

		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 3);
		assert_true(vt_wait_raw(vt, "using plain questions.", 0));
		never_wrote(vt, "\033");
		vt_free(vt);
	}
}

static void
believes_the_window_not_the_environment(void **state)
{
	const char *env[] = {
	    "TERM=xterm", "LC_ALL=C.UTF-8", "LINES=24", "COLUMNS=80", NULL};
	struct vt_start how = {
	    .argv = demo, .env = env, .rows = 15, .cols = 60};
	struct vt *vt = vt_start(&how);

	(void)state;
	shows(vt, "saved 14:02\n"
		  "------------------------------------------------------------"
		  "\n");
	vt_resize(vt, 24, 80);
	shows(vt, "[Form] List");
	vt_free(vt);
}

static void
a_crash_leaves_a_usable_terminal(void **state)
{
	struct vt *vt = start();
	int status;

	(void)state;
	to_list(vt);
	vt_forget(vt);
	vt_signal(vt, SIGSEGV);
	status = vt_wait_exit(vt, LIMIT_MS);
	assert_true(WIFSIGNALED(status));
	assert_true(vt_wait_raw(vt, "\033[?2004l", 0));
	assert_true(vt_wait_raw(vt, "\033[?1049l", 0));
	vt_free(vt);
}

/* --- colours and modes ------------------------------------------------ */

static void
no_color_means_none_and_the_selection_is_still_seen(void **state)
{
	struct vt *vt = start_as("xterm", 24, 80, "NO_COLOR=1");

	(void)state;
	to_list(vt);
	assert_false(wrote_colour(vt));
	assert_true(vt_is_reverse(vt, 3, 0));
	assert_false(vt_is_reverse(vt, 4, 0));
	vt_free(vt);
	vt = start_as("vt100", 24, 80, NULL);
	to_list(vt);
	assert_false(wrote_colour(vt));
	vt_free(vt);
	vt = start();
	to_list(vt);
	assert_true(wrote_colour(vt));
	vt_free(vt);
}

static void
never_asks_for_the_mouse(void **state)
{
	struct vt *vt = start();

	(void)state;
	to_list(vt);
	vt_send(vt, "q");
	(void)vt_wait_exit(vt, LIMIT_MS);
	never_wrote(vt, "\033[?1000");
	never_wrote(vt, "\033[?1002");
	never_wrote(vt, "\033[?1003");
	never_wrote(vt, "\033[?1006");
	vt_free(vt);
}

static void
a_key_costs_few_octets(void **state)
{
	struct vt *vt = start();

	(void)state;
	shows(vt, "^G help");
	vt_settle(vt, 50);
	vt_forget(vt);
	vt_send(vt, "a");
	shows(vt, "Domain   a___");
	vt_forget(vt);
	vt_send(vt, "b");
	shows(vt, "Domain   ab___");
	vt_settle(vt, 400);
	assert_in_range(vt_raw(vt)->len, 1, 200);
	vt_free(vt);
}

/* --- size ------------------------------------------------------------- */

static void
resizing_keeps_text_and_cursor(void **state)
{
	struct vt *vt = start();
	char before[8192];

	(void)state;
	shows(vt, "^G help");
	vt_send(vt, "abcdef");
	shows(vt, "abcdef___");
	vt_send(vt, "\033[D\033[D");
	assert_true(vt_wait_cursor(vt, 4, 15, LIMIT_MS));
	(void)snprintf(before, sizeof(before), "%s", vt_screen(vt));
	vt_resize(vt, 15, 60);
	shows(vt, "Domain   abcdef");
	vt_resize(vt, 10, 40);
	shows(vt, "Enter continue   ^G help");
	vt_resize(vt, 9, 38);
	shows(vt, "40x10 is");
	vt_resize(vt, 60, 200);
	gone(vt, "40x10 is");
	vt_resize(vt, 24, 80);
	shows(vt, before);
	assert_true(vt_wait_cursor(vt, 4, 15, LIMIT_MS));
	vt_send(vt, "X");
	shows(vt, "abcdXef");
	vt_free(vt);
}

static void
many_resizes_are_survived(void **state)
{
	struct vt *vt = start();

	(void)state;
	shows(vt, "^G help");
	for (int i = 0; i < 50; i++) {
		vt_resize(vt, 3 + (i * 7) % 50, 5 + (i * 13) % 150);
		vt_listen(vt, 5);
	}
	vt_resize(vt, 24, 80);
	shows(vt, "[Form] List");
	vt_send(vt, "ok");
	shows(vt, "Domain   ok___");
	vt_free(vt);
}

/* --- leaving for a while, and for good -------------------------------- */

static void
suspending_gives_the_shell_back_and_fg_redraws(void **state)
{
	static const char *const shell[] = {"/bin/sh", "-i", NULL};
	const char *env[] = {"TERM=xterm", "LC_ALL=C.UTF-8", "PS1=ready> ",
	    "ENV", "LANGUAGE=en", NULL};
	struct vt_start how = {
	    .argv = shell, .env = env, .rows = 24, .cols = 80};
	struct vt *vt = vt_start(&how);

	(void)state;
	shows(vt, "ready>");
	vt_send(vt, DEMO "\r");
	shows(vt, "^G help");
	vt_send(vt, "abc");
	shows(vt, "abc___");
	vt_forget(vt);
	vt_send(vt, "\x1a");
	shows(vt, "Stopped");
	assert_true(vt_wait_raw(vt, "\033[?2004l", 0));
	assert_false(vt_alternate(vt));
	vt_send(vt, "echo usa''ble\r");
	shows(vt, "usable");
	vt_resize(vt, 15, 60);
	vt_forget(vt);
	vt_send(vt, "fg\r");
	shows(vt, "Domain   abc___");
	assert_true(vt_wait_raw(vt, "\033[?2004h", LIMIT_MS));
	shows(vt,
	    "\n------------------------------------------------------------"
	    "\n");
	vt_send(vt, "d");
	shows(vt, "abcd___");
	vt_free(vt);
}

static void
a_lost_line_ends_the_program_at_once(void **state)
{
	const char *env[] = {"TERM=xterm", "LC_ALL=C.UTF-8", NULL};
	struct vt_start how = {
	    .argv = demo, .env = env, .rows = 24, .cols = 80};

	(void)state;
	for (int ignored = 0; ignored <= 1; ignored++) {
		struct vt *vt;

		how.no_hangup = ignored == 1;
		vt = vt_start(&how);
		shows(vt, "^G help");
		vt_hang_up(vt);
		/* It neither lives on nor eats the processor. */
		assert_int_not_equal(vt_wait_exit(vt, 1000), -1);
		vt_free(vt);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		starts_on_every_usual_terminal_and_leaves_it_clean),
	    cmocka_unit_test(
		explains_terminals_that_cannot_and_writes_no_escapes),
	    cmocka_unit_test(believes_the_window_not_the_environment),
	    cmocka_unit_test(a_crash_leaves_a_usable_terminal),
	    cmocka_unit_test(
		no_color_means_none_and_the_selection_is_still_seen),
	    cmocka_unit_test(never_asks_for_the_mouse),
	    cmocka_unit_test(a_key_costs_few_octets),
	    cmocka_unit_test(resizing_keeps_text_and_cursor),
	    cmocka_unit_test(many_resizes_are_survived),
	    cmocka_unit_test(suspending_gives_the_shell_back_and_fg_redraws),
	    cmocka_unit_test(a_lost_line_ends_the_program_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
