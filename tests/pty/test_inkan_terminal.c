/* The program on terminals of all kinds and sizes, and without one. */
#include "tests/pty/inkan.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>

/* --- start and end ---------------------------------------------------- */

static void
says_why_it_asks_plain_questions_and_writes_no_escapes(void **state)
{
	static const char *const terms[] = {
	    "dumb", "unknown", "nosuchterm", ""};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(terms); i++) {
		struct vt *vt = inkan(&(struct start) {.term = terms[i]});

		assert_true(
		    vt_wait_raw(vt, "using plain questions.", LIMIT_MS));
		shows(vt, "1 New domain");
		vt_send(vt, "q\r");
		shows(vt, "That was practice: nothing was kept.");
		never_wrote(vt, "\033");
		ends_well(vt, "That was practice");
	}
}

static void
shows_the_first_screen_on_every_terminal_and_leaves_it_clean(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(usual_terms); i++) {
		struct vt *vt;

		if (!is_installed(usual_terms[i]))
			continue;
		vt = inkan(&(struct start) {.term = usual_terms[i]});
		/* What an "ansi" terminal does at the margin is not known. */
		assert_true(vt_wait_raw(vt, "New domain", LIMIT_MS));
		assert_true(vt_wait_raw(
		    vt, "This program never changes your DNS. It", LIMIT_MS));
		shows(vt, "\nEnter open");
		quits(vt, "That was practice: nothing was kept.");
	}
}

static void
asks_the_terminal_for_no_mouse(void **state)
{
	static const char *const modes[] = {
	    "?1000", "?1002", "?1003", "?1006", "?1015"};
	struct vt *vt = inkan(&(struct start) {.term = NULL});

	(void)state;
	shows(vt, "> 1  New domain");
	vt_send(vt, "q");
	assert_int_equal(vt_wait_exit(vt, LIMIT_MS), 0);
	for (size_t i = 0; i < COUNT_OF(modes); i++)
		never_wrote(vt, modes[i]);
	vt_free(vt);
}

/* So no answer can come late, and none is waited for. */
static void
asks_the_terminal_nothing(void **state)
{
	static const char *const questions[] = {
	    "\033[6n", "\033[c", "\033[0c", "\033[>c", "\033[14t"};
	struct vt *vt = inkan(&(struct start) {.term = NULL});

	(void)state;
	shows(vt, "> 1  New domain");
	for (size_t i = 0; i < COUNT_OF(questions); i++)
		never_wrote(vt, questions[i]);
	quits(vt, "That was practice: nothing was kept.");
}

/* Flow control off, no signal from ^\\: only while it runs. */
static void
gives_the_line_back_as_it_was(void **state)
{
	struct vt *vt = inkan(&(struct start) {
	    .shell = "stty -g >\"$HOME/before\"; \"$@\"; "
		     "stty -g >\"$HOME/after\""});
	struct buf before, after;

	(void)state;
	shows(vt, "> 1  New domain");
	quits(vt, "That was practice: nothing was kept.");
	before = file_read(home_path("before"));
	after = file_read(home_path("after"));
	assert_in_range(before.len, 10, 1000);
	assert_string_equal(buf_text(&before), buf_text(&after));
	buf_release(&before);
	buf_release(&after);
}

static void
never_waits_for_a_terminal_that_is_not_there(void **state)
{
	static const char *const lines[] = {
	    "\"$@\" </dev/null",
	    "\"$@\" | cat",
	    "\"$@\" </dev/null | cat",
	    "\"$@\" </dev/null >/dev/null",
	    "\"$@\" </dev/null 2>/dev/null",
	    "echo q | \"$@\"",
	    "\"$@\" <&-",
	    "\"$@\" </dev/null >&-",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct vt *vt = inkan(&(struct start) {.shell = lines[i]});

		vt_send(vt, "q\r");
		if (vt_wait_exit(vt, LIMIT_MS) == -1)
			fail_msg("it hangs: %s", lines[i]);
		never_wrote(vt, "\033");
		vt_free(vt);
	}
}

static void
a_crash_leaves_a_usable_terminal_and_all_answers(void **state)
{
	struct vt *vt = inkan_example(&(struct start) {.term = NULL});
	int status;

	(void)state;
	go_on_to(vt, 4);
	vt_forget(vt);
	vt_signal(vt, SIGSEGV);
	status = vt_wait_exit(vt, LIMIT_MS);
	assert_true(WIFSIGNALED(status));
	assert_true(vt_wait_raw(vt, "\033[?2004l", 0));
	assert_false(vt_alternate(vt));
	vt_free(vt);
	vt = inkan_example(&(struct start) {.term = NULL});
	shows(vt, "Step 4 of 10");
	quits(vt, FAREWELL);
}

/* --- the first screen -------------------------------------------------- */

/* A resolver that takes questions and says nothing; returns its socket. */
static int
silent_resolver(char *ret_option, size_t size)
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	(void)snprintf(ret_option, size, "127.0.0.1@%u", ntohs(at.sin_port));
	return fd;
}

static void
paints_before_anybody_has_answered(void **state)
{
	char resolver[32];
	int fd = silent_resolver(resolver, sizeof(resolver));
	struct start how = {.args = {"example.jp", "--resolver", resolver,
				"--state", home_path("state"), "--timeout",
				"600"}};
	struct vt *vt = inkan(&how);

	(void)state;
	/* Nobody gives up a question before that is waited for. */
	shows(vt, "What example.jp publishes now");
	shows(vt, "SPF    wait");
	vt_free(vt);
	(void)close(fd);
}

/* --- colours ---------------------------------------------------------- */

static void
no_color_means_none_and_the_selection_is_still_seen(void **state)
{
	static const struct start ways[] = {{.env = {"NO_COLOR=1"}},
	    {.args = {"--no-color"}}, {.term = "vt100"}};
	struct vt *vt;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		vt = inkan(&ways[i]);
		shows(vt, "> 1  New domain");
		assert_false(wrote_colour(vt));
		assert_true(vt_is_reverse(vt, 2, 0));
		assert_false(vt_is_reverse(vt, 4, 0));
		vt_free(vt);
	}
	vt = inkan(&(struct start) {.term = NULL});
	shows(vt, "> 1  New domain");
	assert_true(wrote_colour(vt));
	vt_free(vt);
}

/* --- size ------------------------------------------------------------- */

static void
believes_the_window_not_the_environment(void **state)
{
	struct vt *vt = inkan(&(struct start) {
	    .env = {"LINES=24", "COLUMNS=80"}, .rows = 15, .cols = 60});

	(void)state;
	shows(vt, "> 1  New domain");
	shows(vt,
	    "\n------------------------------------------------------------"
	    "\n");
	vt_free(vt);
}

static void
a_window_too_small_says_so_and_gives_everything_back(void **state)
{
	struct vt *vt = inkan(&(struct start) {.term = NULL});
	struct buf before;

	(void)state;
	shows(vt, "> 1  New domain");
	vt_send(vt, "\r");
	shows(vt, "ok  example.jp");
	vt_send(vt, "abc.jp\033[D\033[D");
	assert_true(vt_wait_cursor(vt, 4, 14, LIMIT_MS));
	shows(vt, "ok  abc.jp");
	before = below_header(vt);
	vt_resize(vt, 9, 38);
	shows(vt, "This window is 38x9");
	vt_resize(vt, 24, 80);
	is_below_header(vt, &before);
	assert_true(vt_wait_cursor(vt, 4, 14, LIMIT_MS));
	buf_release(&before);
	vt_free(vt);
}

static void
every_size_on_the_way_keeps_text_and_cursor(void **state)
{
	static const int sizes[][2] = {{15, 60}, {60, 200}, {24, 80}};
	struct vt *vt = inkan(&(struct start) {.term = NULL});
	struct buf before;

	(void)state;
	shows(vt, "> 1  New domain");
	vt_send(vt, "\r");
	shows(vt, "ok  example.jp");
	vt_send(vt, "abc.jp\033[D\033[D");
	assert_true(vt_wait_cursor(vt, 4, 14, LIMIT_MS));
	shows(vt, "ok  abc.jp");
	before = below_header(vt);
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		vt_resize(vt, sizes[i][0], sizes[i][1]);
		shows(vt, "> Domain  abc.jp_");
	}
	is_below_header(vt, &before);
	assert_true(vt_wait_cursor(vt, 4, 14, LIMIT_MS));
	buf_release(&before);
	vt_free(vt);
}

static void
a_storm_of_resizes_is_survived(void **state)
{
	struct vt *vt = inkan(&(struct start) {.term = NULL});

	(void)state;
	shows(vt, "> 1  New domain");
	vt_send(vt, "\r");
	go_on_to(vt, 3);
	for (int i = 0; i < 50; i++) {
		vt_resize(vt, 3 + (i * 7) % 50, 5 + (i * 13) % 150);
		vt_listen(vt, 5);
	}
	vt_resize(vt, 24, 80);
	shows(vt, "Step 3 of 10: Senders");
	go_on_to(vt, 4);
	quits(vt, "That was practice: nothing was kept.");
}

static void
help_and_plain_records_outlive_a_resize(void **state)
{
	struct vt *vt = inkan_example(&(struct start) {.term = NULL});

	(void)state;
	go_on_to(vt, 7);
	vt_send(vt, "?");
	shows(vt, "Help");
	vt_resize(vt, 15, 60);
	shows(vt, "-- more");
	vt_send(vt, "\033");
	gone(vt, "Help");
	vt_resize(vt, 24, 80);
	go_on_to(vt, 8);
	vt_send(vt, "v");
	shows(vt, "triple-click selects a whole line");
	vt_resize(vt, 15, 60);
	vt_send(vt, "\r");
	shows(vt,
	    "\n------------------------------------------------------------"
	    "\n");
	shows(vt, "Step 8 of 10: Publish");
	quits(vt, FAREWELL);
}

static void
what_was_pasted_outlives_a_resize(void **state)
{
	struct vt *vt = inkan_example(&(struct start) {.term = NULL});
	struct buf before;

	(void)state;
	go_on_to(vt, 8);
	vt_send(vt, "p");
	shows(vt, "Paste here");
	vt_send(vt, "\033[200~v=DKIM1; k=rsa; p=MIIB\033[201~");
	shows(vt, "p=MIIB");
	before = below_header(vt);
	vt_resize(vt, 15, 60);
	shows(vt,
	    "\n------------------------------------------------------------"
	    "\n");
	shows(vt, "p=MIIB");
	vt_resize(vt, 24, 80);
	is_below_header(vt, &before);
	buf_release(&before);
	vt_send(vt, "\004");
	shows(vt, "cut at 22 of");
	vt_free(vt);
}

/* --- leaving for a while ---------------------------------------------- */

static void
suspending_gives_the_shell_back_and_fg_redraws(void **state)
{
	struct vt *vt = inkan(&(struct start) {.env = {"PS1=ready> ", "ENV"},
	    .shell = "echo \"$@\" >\"$HOME/line\"; exec sh -i"});

	(void)state;
	shows(vt, "ready>");
	vt_send(vt, "$(cat ~/line)\r");
	shows(vt, "> 1  New domain");
	vt_send(vt, "\r");
	shows(vt, "ok  example.jp");
	vt_send(vt, "abc.jp");
	shows(vt, "ok  abc.jp");
	vt_forget(vt);
	vt_send(vt, "\x1a");
	shows(vt, "Stopped");
	assert_true(vt_wait_raw(vt, "\033[?2004l", 0));
	assert_false(vt_alternate(vt));
	vt_send(vt, "echo usa''ble\r");
	shows(vt, "usable");
	vt_resize(vt, 15, 60);
	vt_send(vt, "fg\r");
	shows(vt, "> Domain  abc.jp_");
	shows(vt,
	    "\n------------------------------------------------------------"
	    "\n");
	vt_send(vt, "x");
	shows(vt, "> Domain  abc.jpx_");
	vt_free(vt);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOME(says_why_it_asks_plain_questions_and_writes_no_escapes),
	    WITH_HOME(
		shows_the_first_screen_on_every_terminal_and_leaves_it_clean),
	    WITH_HOME(asks_the_terminal_for_no_mouse),
	    WITH_HOME(asks_the_terminal_nothing),
	    WITH_HOME(gives_the_line_back_as_it_was),
	    WITH_HOME(never_waits_for_a_terminal_that_is_not_there),
	    WITH_HOME(a_crash_leaves_a_usable_terminal_and_all_answers),
	    WITH_HOME(paints_before_anybody_has_answered),
	    WITH_HOME(no_color_means_none_and_the_selection_is_still_seen),
	    WITH_HOME(believes_the_window_not_the_environment),
	    WITH_HOME(a_window_too_small_says_so_and_gives_everything_back),
	    WITH_HOME(every_size_on_the_way_keeps_text_and_cursor),
	    WITH_HOME(a_storm_of_resizes_is_survived),
	    WITH_HOME(help_and_plain_records_outlive_a_resize),
	    WITH_HOME(what_was_pasted_outlives_a_resize),
	    WITH_HOME(suspending_gives_the_shell_back_and_fg_redraws),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
