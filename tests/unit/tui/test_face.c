#include "tests/unit/tui/fake.h"

/* --- fields ----------------------------------------------------------- */

static void
typing_replaces_a_suggestion(void **state)
{
	struct face *face = start(0);

	(void)state;
	shows(face, "Domain  example.jp___");
	type(face, "a");
	told("text:a");
	shows(face, "Domain  a____");
	finish(face);
}

static void
enter_keeps_a_suggestion(void **state)
{
	struct face *face = start(0);

	(void)state;
	press(face, K_ENTER, 0);
	told("leave:10 next");
	finish(face);
}

static void
right_and_end_edit_a_suggestion(void **state)
{
	struct face *face = start(0);

	(void)state;
	press(face, K_END, 0);
	told("text:example.jp");
	press(face, K_BACKSPACE, 0);
	told("text:example.j");
	finish(face);
}

static void
letters_are_text_while_a_field_has_the_focus(void **state)
{
	struct face *face = start(0);

	(void)state;
	assert_int_equal(type(face, "q?v1 "), FACE_DRAW);
	told("text:q text:q? text:q?v text:q?v1 text:q?v1 ");
	press(face, K_CTRL, 'G');
	shows(face, "Keys everywhere");
	press(face, K_ESC, 0);
	shows(face, "Domain  q?v1 ___");
	finish(face);
}

static void
text_is_judged_after_silence_without_moving_the_cursor(void **state)
{
	struct face *face = start(0);

	(void)state;
	fake.normalise = true;
	type(face, "ab");
	told("text:a text:ab");
	assert_int_equal(pending->ms, FACE_JUDGE_MS);
	press(face, K_LEFT, 0);
	fire();
	told("leave:10");
	assert_int_equal(stirs, 1);
	/* What the wizard made of it is not forced on who is still typing. */
	type(face, "x");
	told("text:axb");
	finish(face);
}

static void
leaving_a_field_takes_over_what_the_wizard_made_of_it(void **state)
{
	struct face *face = start(0);

	(void)state;
	fake.normalise = true;
	type(face, "i");
	press(face, K_TAB, 0);
	told("text:i leave:10");
	press(face, K_BACKTAB, 0);
	press(face, K_BACKSPACE, 0);
	told("text:example.j");
	finish(face);
}

static void
a_paste_goes_into_the_field_on_one_line(void **state)
{
	struct face *face = start(0);

	(void)state;
	paste(face, " example\n.jp\n");
	told("text:example.jp");
	finish(face);
}

static void
full_width_letters_become_ascii(void **state)
{
	struct face *face = start(0);

	(void)state;
	press(face, K_CHAR, 0xff41);
	press(face, K_CHAR, 0x3002);
	told("text:a text:a.");
	finish(face);
}

/* --- moving ----------------------------------------------------------- */

static void
tab_goes_round_and_enter_presses_buttons(void **state)
{
	struct face *face = start(0);

	(void)state;
	press(face, K_TAB, 0);
	press(face, K_TAB, 0);
	press(face, K_ENTER, 0);
	told("leave:10 press:2");
	press(face, K_TAB, 0);
	type(face, "x");
	told("text:x");
	press(face, K_BACKTAB, 0);
	press(face, K_CHAR, ' ');
	told("leave:10 press:2");
	finish(face);
}

static void
enter_presses_only_where_the_view_says_so(void **state)
{
	struct face *face = start(1);

	(void)state;
	press(face, K_ENTER, 0);
	told("next");
	type(face, "j");
	press(face, K_ENTER, 0);
	told("press:12");
	finish(face);
}

static void
digits_choose_and_letters_of_the_step_are_passed_on(void **state)
{
	struct face *face = start(1);

	(void)state;
	type(face, "2");
	told("press:13");
	type(face, "rk");
	told("key:r key:k");
	type(face, "z9");
	told("");
	press(face, K_CHAR, 0xff52); /* full-width r */
	told("key:r");
	finish(face);
}

static void
every_way_back_is_back(void **state)
{
	struct face *face = start(1);

	(void)state;
	press(face, K_ESC, 0);
	press(face, K_LEFT, 0);
	type(face, "b");
	told("back back back");
	finish(face);
}

static void
another_step_starts_at_its_first_item(void **state)
{
	struct face *face = start(1);

	(void)state;
	type(face, "j");
	fake.outcome = OUTCOME_MOVED;
	press(face, K_ESC, 0);
	told("back");
	type(face, "x");
	told("text:x");
	finish(face);
}

static void
enter_goes_on_where_there_are_only_buttons(void **state)
{
	struct face *face = start(2);

	(void)state;
	shows(face, "first line");
	press(face, K_ENTER, 0);
	press(face, K_CHAR, ' ');
	told("next");
	press(face, K_BACKTAB, 0);
	shows(face, "< Continue >");
	shows(face, "\nEnter Continue ");
	press(face, K_ENTER, 0);
	told("press:2");
	finish(face);
}

static void
the_wizard_can_take_the_focus(void **state)
{
	struct face *face = start(1);

	(void)state;
	shows(face, "row");
	fake.outcome = OUTCOME_FOCUS;
	fake.focus = ROW_B;
	press(face, K_ENTER, 0);
	press(face, K_CHAR, ' ');
	told("next press:12");
	finish(face);
}

static void
enter_leaves_the_choice_that_holds(void **state)
{
	struct face *face = start(3);

	(void)state;
	press(face, K_ENTER, 0);
	told("next");
	finish(face);
}

static void
a_step_that_comes_by_itself_begins_anew(void **state)
{
	struct face *face = start(0);

	(void)state;
	type(face, "a");
	told("text:a");
	press(face, K_CTRL, 'G');
	fake.step = 3;
	face_stale(face);
	/* Neither the help nor the field of the step before is left. */
	shows(face, "choice");
	press(face, K_ENTER, 0);
	told("next");
	finish(face);
}

static void
a_step_that_comes_by_itself_says_where_the_focus_is(void **state)
{
	struct face *face = start(0);

	(void)state;
	fake.step = 1;
	fake.focus = ROW_B;
	face_stale(face);
	press(face, K_ENTER, 0);
	told("press:12");
	finish(face);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(typing_replaces_a_suggestion),
	    cmocka_unit_test(enter_keeps_a_suggestion),
	    cmocka_unit_test(right_and_end_edit_a_suggestion),
	    cmocka_unit_test(letters_are_text_while_a_field_has_the_focus),
	    cmocka_unit_test(
		text_is_judged_after_silence_without_moving_the_cursor),
	    cmocka_unit_test(
		leaving_a_field_takes_over_what_the_wizard_made_of_it),
	    cmocka_unit_test(a_paste_goes_into_the_field_on_one_line),
	    cmocka_unit_test(full_width_letters_become_ascii),
	    cmocka_unit_test(tab_goes_round_and_enter_presses_buttons),
	    cmocka_unit_test(enter_presses_only_where_the_view_says_so),
	    cmocka_unit_test(
		digits_choose_and_letters_of_the_step_are_passed_on),
	    cmocka_unit_test(every_way_back_is_back),
	    cmocka_unit_test(another_step_starts_at_its_first_item),
	    cmocka_unit_test(enter_goes_on_where_there_are_only_buttons),
	    cmocka_unit_test(the_wizard_can_take_the_focus),
	    cmocka_unit_test(enter_leaves_the_choice_that_holds),
	    cmocka_unit_test(a_step_that_comes_by_itself_begins_anew),
	    cmocka_unit_test(
		a_step_that_comes_by_itself_says_where_the_focus_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
