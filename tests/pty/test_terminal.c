/* The full-screen face in a real terminal: what only a terminal can show. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Wants those above before itself. */
#include <cmocka.h>

#include "tests/pty/vt.h"
#include "wizard/base/attr.h"

#define LIMIT_MS 10000

static const char *const demo[] = {DEMO, NULL};

static struct vt *
start_as(const char *term, int rows, int cols, const char *more)
{
	char variable[64];
	const char *env[] = {variable, "LC_ALL=C.UTF-8", "LANGUAGE=en",
	    "NO_COLOR", "ESCDELAY", more, NULL};
	struct vt_start how = {
	    .argv = demo, .env = env, .rows = rows, .cols = cols};

	(void)snprintf(variable, sizeof(variable), "TERM=%s", term);
	return vt_start(&how);
}

static struct vt *
start(void)
{
	return start_as("xterm-256color", 24, 80, NULL);
}

static void
shows(struct vt *vt, const char *text)
{
	if (!vt_wait_for(vt, text, LIMIT_MS))
		fail_msg("'%s' is not on:\n%s", text, vt_screen(vt));
}

static void
gone(struct vt *vt, const char *text)
{
	if (!vt_wait_gone(vt, text, LIMIT_MS))
		fail_msg("'%s' is still on:\n%s", text, vt_screen(vt));
}

static void
to_list(struct vt *vt)
{
	shows(vt, "^G help");
	vt_send(vt, "\r");
	shows(vt, "? help");
}

static void
never_wrote(struct vt *vt, const char *octets)
{
	if (vt_wait_raw(vt, octets, 0))
		fail_msg("it wrote %s", octets);
}

static void
ends_well(struct vt *vt, const char *last_words)
{
	int status = vt_wait_exit(vt, LIMIT_MS);

	assert_int_not_equal(status, -1);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(vt_wait_raw(vt, last_words, 0));
	vt_free(vt);
}

/* --- start and end ---------------------------------------------------- */

/* Debian keeps the rarer descriptions in a package of their own. */
static bool
is_installed(const char *term)
{
	static const char *const folders[] = {
	    "/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"};
	char path[128];

	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		(void)snprintf(
		    path, sizeof(path), "%s/%c/%s", folders[i], term[0], term);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

static void
starts_on_every_usual_terminal_and_leaves_it_clean(void **state)
{
	static const char *const terms[] = {"xterm", "xterm-256color", "screen",
	    "tmux-256color", "linux", "vt100", "vt220", "putty", "ansi"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(terms); i++) {
		struct vt *vt;

		if (!is_installed(terms[i])) {
			print_message("no description of %s here\n", terms[i]);
			continue;
		}
		vt = start_as(terms[i], 24, 80, NULL);
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

/* Looks for SGR 30-49 and 90-107 in what was written. */
static bool
wrote_colour(struct vt *vt)
{
	const struct buf *raw = vt_raw(vt);

	for (size_t i = 0; i + 2 < raw->len; i++) {
		size_t at = i + 2;
		unsigned value = 0;
		bool colour = false;

		if (raw->data[i] != '\033' || raw->data[i + 1] != '[')
			continue;
		for (; at < raw->len &&
		       (raw->data[at] == ';' ||
			   (raw->data[at] >= '0' && raw->data[at] <= '9'));
		     at++) {
			value =
			    raw->data[at] == ';'
				? 0
				: value * 10 + (unsigned)(raw->data[at] - '0');
			colour = colour || (value >= 30 && value <= 49) ||
				 (value >= 90 && value <= 107);
		}
		if (colour && at < raw->len && raw->data[at] == 'm')
			return true;
	}
	return false;
}

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
		vt_settle(vt, 5);
	}
	vt_resize(vt, 24, 80);
	shows(vt, "[Form] List");
	vt_send(vt, "ok");
	shows(vt, "Domain   ok___");
	vt_free(vt);
}

/* --- keys ------------------------------------------------------------- */

static void
a_lone_esc_goes_back_at_once(void **state)
{
	struct vt *vt = start();

	(void)state;
	to_list(vt);
	vt_send(vt, "\033");
	assert_true(vt_wait_for(vt, "Step 1 of 2", 1000));
	vt_free(vt);
}

static void
a_split_arrow_is_an_arrow(void **state)
{
	/* Patient, so that a slow machine does not fail the test. */
	struct vt *vt = start_as("xterm-256color", 24, 80, "ESCDELAY=2000");

	(void)state;
	to_list(vt);
	vt_send(vt, "\033");
	vt_settle(vt, 30);
	vt_send(vt, "OB");
	shows(vt, "> row 1 ");
	vt_send(vt, "\033[");
	vt_settle(vt, 30);
	vt_send(vt, "B");
	shows(vt, "> row 2 ");
	shows(vt, "Step 2 of 2");
	vt_free(vt);
}

static void
strange_sequences_do_nothing(void **state)
{
	struct vt *vt = start();

	(void)state;
	shows(vt, "^G help");
	vt_send(vt, "\033[99;5~\033[I\033[?62;52c\033[24;80R\033[1;3R"
		    "\033]11;rgb:0/0/0\a");
	vt_send(vt, "ok");
	shows(vt, "Domain   ok___");
	shows(vt, "Step 1 of 2");
	vt_free(vt);
}

static void
f1_opens_help_in_every_spelling(void **state)
{
	static const char *const spellings[] = {
	    "\033OP", "\033[11~", "\033[[A"};
	struct vt *vt = start();

	(void)state;
	shows(vt, "^G help");
	for (size_t i = 0; i < COUNT_OF(spellings); i++) {
		vt_send(vt, spellings[i]);
		shows(vt, "What it is: a demonstration.");
		vt_send(vt, "\033");
		gone(vt, "What it is");
	}
	vt_free(vt);
}

static void
both_backspaces_erase_and_a_kanji_goes_whole(void **state)
{
	struct vt *vt = start();

	(void)state;
	shows(vt, "^G help");
	vt_send(vt, "a\u65e5\u672c");
	shows(vt, "a\u65e5\u672c___");
	vt_send(vt, "\b");
	shows(vt, "a\u65e5___");
	vt_send(vt, "\x7f");
	shows(vt, "   a___");
	vt_free(vt);
}

static void
flow_control_and_signals_are_ordinary_keys(void **state)
{
	struct vt *vt = start();

	(void)state;
	shows(vt, "^G help");
	vt_send(vt, "\x13\x11\x1c");
	vt_send(vt, "ok");
	shows(vt, "Domain   ok___");
	vt_send(vt, "\x03");
	shows(vt, "Quit? y or n");
	vt_send(vt, "\x03");
	ends_well(vt, "Ended: quit. Typed: ok.");
}

/* --- pastes ----------------------------------------------------------- */

static void
into_area(struct vt *vt)
{
	shows(vt, "^G help");
	vt_send(vt, "\t");
	shows(vt, "> Message");
}

static void
a_paste_is_text_whatever_its_line_ends(void **state)
{
	static const char *const texts[] = {
	    "\033[200~550 no\r\r550 q\r\033[201~",
	    "\033[200~550 no\r\n\r\n550 q\r\n\033[201~",
	    "\033[200~550 no\r\r\r\r550 q\r\r\033[201~",
	    "\033[200~550 no\n\n550 \033[201~q\n\033[201~",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct vt *vt = start();

		into_area(vt);
		vt_send(vt, texts[i]);
		shows(vt, "14 octets, 3 lines");
		vt_free(vt);
	}
}

static void
a_paste_without_brackets_fires_no_key(void **state)
{
	struct vt *vt = start();

	(void)state;
	into_area(vt);
	for (int i = 0; i < 143; i++)
		vt_send(vt, "quit q q q and 550\r");
	shows(vt, "2717 octets, 143 lines");
	vt_free(vt);
	vt = start();
	to_list(vt);
	vt_send(vt, "quit q q q and 550\rq");
	shows(vt, "That looked like a paste.");
	shows(vt, "> row 0");
	vt_free(vt);
}

static void
a_megabyte_is_cut_and_said_so(void **state)
{
	static char big[1U << 20];
	struct vt *vt = start();

	(void)state;
	memset(big, 'x', sizeof(big));
	into_area(vt);
	vt_send(vt, "\033[200~");
	vt_send_octets(vt, (struct slice) {big, sizeof(big)});
	vt_send(vt, "\033[201~");
	shows(vt, "262144 octets");
	shows(vt, "Only the first 256 KB were kept.");
	vt_free(vt);
}

/* --- plain view ------------------------------------------------------- */

static void
the_plain_view_is_one_unbroken_line_without_attributes(void **state)
{
	struct vt *vt = start();
	char before[8192];

	(void)state;
	to_list(vt);
	(void)snprintf(before, sizeof(before), "%s", vt_screen(vt));
	vt_forget(vt);
	vt_send(vt, "v");
	shows(vt, "Press Enter to go back");
	assert_false(vt_alternate(vt));
	assert_true(vt_wait_raw(vt, "\nv=DKIM1; k=rsa; p=MIIB", 0));
	assert_true(vt_wait_raw(vt, "IDAQAB\r\n", 0));
	assert_false(vt_wait_raw(vt, "Wy\r", 0));
	vt_forget(vt);
	vt_send(vt, "n");
	shows(vt, "v=DMARC1; p=none");
	never_wrote(vt, "\033");
	vt_resize(vt, 15, 60);
	vt_resize(vt, 24, 80);
	vt_send(vt, "\r");
	shows(vt, before);
	assert_true(vt_alternate(vt));
	vt_free(vt);
}

static void
y_sends_exactly_one_value_to_the_clipboard(void **state)
{
	struct vt *vt = start_as("xterm-256color", 24, 80, "TMUX");

	(void)state;
	to_list(vt);
	vt_forget(vt);
	vt_send(vt, "y");
	shows(vt, "Sent to your terminal.");
	/* "v=DKIM1; k=rsa; p=", and the rest of one line. */
	assert_true(
	    vt_wait_raw(vt, "\033]52;c;dj1ES0lNMTsgaz1yc2E7IHA9", LIMIT_MS));
	assert_true(vt_wait_raw(vt, "VElEQVFBQg==\a", LIMIT_MS));
	never_wrote(vt, "\a\033]52");
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
	    cmocka_unit_test(a_lone_esc_goes_back_at_once),
	    cmocka_unit_test(a_split_arrow_is_an_arrow),
	    cmocka_unit_test(strange_sequences_do_nothing),
	    cmocka_unit_test(f1_opens_help_in_every_spelling),
	    cmocka_unit_test(both_backspaces_erase_and_a_kanji_goes_whole),
	    cmocka_unit_test(flow_control_and_signals_are_ordinary_keys),
	    cmocka_unit_test(a_paste_is_text_whatever_its_line_ends),
	    cmocka_unit_test(a_paste_without_brackets_fires_no_key),
	    cmocka_unit_test(a_megabyte_is_cut_and_said_so),
	    cmocka_unit_test(
		the_plain_view_is_one_unbroken_line_without_attributes),
	    cmocka_unit_test(y_sends_exactly_one_value_to_the_clipboard),
	    cmocka_unit_test(suspending_gives_the_shell_back_and_fg_redraws),
	    cmocka_unit_test(a_lost_line_ends_the_program_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
