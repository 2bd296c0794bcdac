#include "tests/unit/tui/fake.h"

#include <stdlib.h>

/* --- the program ------------------------------------------------------ */

static void
quitting_asks_after_ctrl_c_only(void **state)
{
	struct face *face = start(1);

	(void)state;
	assert_int_equal(type(face, "q"), FACE_QUIT);
	assert_int_equal(press(face, K_CTRL, 'C'), FACE_DRAW);
	shows(face, "Everything is saved. Quit? y or n");
	assert_int_equal(type(face, "n"), FACE_DRAW);
	assert_int_equal(press(face, K_CTRL, 'C'), FACE_DRAW);
	assert_int_equal(press(face, K_CTRL, 'C'), FACE_QUIT);
	assert_int_equal(press(face, K_CTRL, 'C'), FACE_DRAW);
	assert_int_equal(type(face, "y"), FACE_QUIT);
	told("");
	finish(face);
}

static void
a_paste_outside_fields_fires_nothing(void **state)
{
	struct face *face = start(1);

	(void)state;
	paste(face, "qqq\nrrr\n");
	told("");
	shows(face, "That looked like a paste.");
	type(face, "r");
	told("key:r");
	finish(face);
}

static void
kana_outside_fields_explains_itself(void **state)
{
	struct face *face = start(1);

	(void)state;
	press(face, K_CHAR, 0x3042);
	shows(face, "Japanese input is on.");
	paste(face, "\u3042\u3044\u3046");
	shows(face, "Japanese input is on.");
	told("");
	finish(face);
}

static void
v_shows_and_y_sends_a_record(void **state)
{
	struct face *face = start(1);

	(void)state;
	assert_int_equal(type(face, "v"), FACE_PLAIN);
	assert_int_equal(type(face, "y"), FACE_COPY);
	assert_int_equal(press(face, K_CTRL, 'L'), FACE_REPAINT);
	assert_int_equal(press(face, K_CTRL, 'Z'), FACE_SUSPEND);
	finish(face);
}

static void
help_opens_scrolls_and_returns_to_the_same_focus(void **state)
{
	struct face *face = start(1);

	(void)state;
	type(face, "j?");
	shows_at(face, 15, 60, "What it is");
	type(face, "G");
	shows_at(face, 15, 60, "save and quit");
	press(face, K_ESC, 0);
	told("");
	press(face, K_CHAR, ' ');
	told("press:12");
	finish(face);
}

static void
a_tiny_window_offers_plain_mode_and_quitting(void **state)
{
	struct face *face = start(1);

	(void)state;
	shows_at(face, 9, 38, "40x10 is needed");
	assert_int_equal(type(face, "r"), FACE_DRAW);
	told("");
	assert_int_equal(type(face, "p"), FACE_LEAVE);
	assert_int_equal(type(face, "q"), FACE_QUIT);
	finish(face);
}

static void
the_language_changes_in_place(void **state)
{
	struct face *face = start(1);

	(void)state;
	(void)unsetenv("LANGUAGE");
	type(face, "jL");
	assert_string_equal(getenv("LANGUAGE"), "ja");
	told("key:L");
	press(face, K_CHAR, ' ');
	type(face, "L");
	assert_string_equal(getenv("LANGUAGE"), "en");
	told("press:12 key:L");
	finish(face);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(quitting_asks_after_ctrl_c_only),
	    cmocka_unit_test(a_paste_outside_fields_fires_nothing),
	    cmocka_unit_test(kana_outside_fields_explains_itself),
	    cmocka_unit_test(v_shows_and_y_sends_a_record),
	    cmocka_unit_test(help_opens_scrolls_and_returns_to_the_same_focus),
	    cmocka_unit_test(a_tiny_window_offers_plain_mode_and_quitting),
	    cmocka_unit_test(the_language_changes_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
