/* Keys, pastes and what leaves the screen again, in a real terminal. */
#include "tests/pty/session.h"

/* --- keys ------------------------------------------------------------- */

static void
a_lone_esc_goes_back_at_once(void **state)
{
	struct vt *vt = start();

	(void)state;
	to_list(vt);
	vt_send(vt, "\033");
	shows(vt, "Step 1 of 2");
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
