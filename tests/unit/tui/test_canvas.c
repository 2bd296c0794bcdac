#include "tests/unit/tui/views.h"

static const struct pen normal = {.look = LOOK_NORMAL, .end = SIZE_MAX};

static void
check_row(size_t cols, size_t end, const char *text, const char *expected)
{
	struct arena arena = ARENA_INIT;
	struct pen pen = {.look = LOOK_NORMAL, .end = end};
	struct canvas canvas;

	canvas_init(&canvas, 1, cols);
	(void)canvas_put(&canvas, 0, 0, &pen, text);
	assert_string_equal(canvas_text(&arena, &canvas),
	    arena_printf(&arena, "%s\n", expected));
	canvas_release(&canvas);
	arena_release(&arena);
}

static void
clips_by_columns_and_never_halves_a_character(void **state)
{
	(void)state;
	check_row(5, 99, "abcdefg", "abcde");
	check_row(5, 3, "abcdefg", "abc");
	check_row(5, 99, "\u65e5\u672c\u8a9e", "\u65e5\u672c");
	check_row(6, 99, "\u65e5\u672c\u8a9e", "\u65e5\u672c\u8a9e");
	check_row(5, 3, "a\u65e5\u672c", "a\u65e5");
}

static void
refuses_whatever_could_steer_the_terminal(void **state)
{
	(void)state;
	check_row(20, 99, "a\033[31mb\a", "a?[31mb?");
	check_row(20, 99, "a\nb\tc\x7f", "a?b?c?");
	check_row(20, 99,
	    "a\xc2\x9b"
	    "b",
	    "a?b");
	check_row(20, 99,
	    "a\xff"
	    "b",
	    "a?b");
	check_row(20, 99, "a\u202eb\u200bc", "abc");
}

static void
keeps_combining_marks_with_their_letter(void **state)
{
	(void)state;
	check_row(3, 99, "e\u0301x", "e\u0301x");
	check_row(1, 99, "e\u0301x", "e\u0301");
	/* More marks than a cell holds are left out, not written over others.
	 */
	check_row(2, 99,
	    "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"
	    "\u0301\u0301x",
	    "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301x");
}

static void
overwriting_half_a_wide_character_blanks_the_rest(void **state)
{
	struct arena arena = ARENA_INIT;
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 2, 4);
	(void)canvas_put(&canvas, 0, 0, &normal, "\u65e5\u672c");
	(void)canvas_put(&canvas, 0, 1, &normal, "x");
	(void)canvas_put(&canvas, 1, 0, &normal, "\u65e5\u672c");
	(void)canvas_put(&canvas, 1, 2, &normal, "x");
	assert_string_equal(
	    canvas_text(&arena, &canvas), " x\u672c\n\u65e5x\n");
	canvas_release(&canvas);
	arena_release(&arena);
}

static void
marks_a_cut_with_two_dots(void **state)
{
	struct arena arena = ARENA_INIT;
	struct pen pen = {.look = LOOK_NORMAL, .end = 6};
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 3, 8);
	(void)canvas_put_clipped(&canvas, 0, 0, &pen, "abcdef");
	(void)canvas_put_clipped(&canvas, 1, 0, &pen, "abcdefg");
	(void)canvas_put_clipped(&canvas, 2, 0, &pen, "a\u65e5\u672c\u8a9e");
	assert_string_equal(
	    canvas_text(&arena, &canvas), "abcdef\nabcd..\na\u65e5..\n");
	canvas_release(&canvas);
	arena_release(&arena);
}

static void
ignores_what_is_outside(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 1, 4);
	assert_int_equal(canvas_put(&canvas, 1, 0, &normal, "x"), 0);
	assert_int_equal(canvas_put(&canvas, 0, 4, &normal, "x"), 4);
	assert_int_equal(canvas_put(&canvas, 0, 9, &normal, "x"), 9);
	canvas_fill(&canvas, 7, 0, &normal, '-');
	canvas_release(&canvas);
}

static void
dumps_text_cursor_and_looks(void **state)
{
	struct pen pen = {.look = LOOK_PROBLEM, .end = 9, .selected = true};
	struct buf out = BUF_INIT;
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, 2, 9);
	(void)canvas_put(&canvas, 0, 0, &normal, "ab ");
	(void)canvas_put(&canvas, 0, 3, &pen, "\u65e5");
	pen.look = LOOK_NORMAL;
	(void)canvas_put(&canvas, 1, 0, &pen, "x");
	canvas.cursor = true;
	canvas.cursor_col = 2;
	canvas_dump(&canvas, &out);
	assert_string_equal(
	    buf_text(&out), "ab \u65e5\nx\n-- cursor 0,2\n...PP\n#\n");
	buf_release(&out);
	canvas_release(&canvas);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(clips_by_columns_and_never_halves_a_character),
	    cmocka_unit_test(refuses_whatever_could_steer_the_terminal),
	    cmocka_unit_test(keeps_combining_marks_with_their_letter),
	    cmocka_unit_test(overwriting_half_a_wide_character_blanks_the_rest),
	    cmocka_unit_test(marks_a_cut_with_two_dots),
	    cmocka_unit_test(ignores_what_is_outside),
	    cmocka_unit_test(dumps_text_cursor_and_looks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
