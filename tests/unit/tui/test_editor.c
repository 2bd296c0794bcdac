#include "tests/unit/tui/views.h"

#include "tui/editor.h"

/* One letter per edit, so that a case is a line. */
static void
play(struct editor *editor, const char *script)
{
	static const struct {
		char letter;
		enum edit edit;
	} letters[] = {
	    {'<', EDIT_LEFT},
	    {'>', EDIT_RIGHT},
	    {'H', EDIT_HOME},
	    {'E', EDIT_END},
	    {'B', EDIT_BACKSPACE},
	    {'D', EDIT_DELETE},
	    {'U', EDIT_KILL_ALL},
	    {'W', EDIT_KILL_WORD},
	    {'K', EDIT_KILL_END},
	};

	for (; *script != '\0'; script++) {
		bool found = false;

		for (size_t i = 0; i < COUNT_OF(letters); i++)
			if (letters[i].letter == *script) {
				(void)editor_do(editor, letters[i].edit);
				found = true;
			}
		if (!found)
			editor_type(editor, (uint32_t)*script);
	}
}

static void
edits_by_whole_characters(void **state)
{
	static const struct {
		const char *start, *script, *text;
		size_t cursor;
	} cases[] = {
	    {"", "abc", "abc", 3},
	    {"abc", "B", "ab", 2},
	    {"abc", "<<x", "axbc", 2},
	    {"abc", "Hx", "xabc", 1},
	    {"abc", "HD", "bc", 0},
	    {"abc", "HB", "abc", 0},
	    {"abc", "D", "abc", 3},
	    {"abc", "HEx", "abcx", 4},
	    {"abc", "<K", "ab", 2},
	    {"abc", "U", "", 0},
	    {"mail example.jp ", "W", "mail ", 5},
	    {"mail example.jp", "WW", "", 0},
	    {"\u65e5\u672c", "B", "\u65e5", 3},
	    {"\u65e5\u672c", "H>x", "\u65e5x\u672c", 4},
	    {"\u65e5\u672c", "HD", "\u672c", 0},
	    {"ae\u0301", "B", "a", 1},
	    {"e\u0301b", "HD", "b", 0},
	    {"abc", "<<<<<<x", "xabc", 1},
	    {"abc", ">>>>x", "abcx", 4},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct editor editor = EDITOR_INIT;

		editor_set(&editor, cases[i].start);
		play(&editor, cases[i].script);
		assert_string_equal(buf_text(&editor.text), cases[i].text);
		assert_int_equal(editor.cursor, cases[i].cursor);
		editor_release(&editor);
	}
}

static void
folds_full_width_letters_where_asked(void **state)
{
	struct editor editor = EDITOR_INIT;

	(void)state;
	editor.fold = true;
	editor_type(&editor, 0xff41); /* full-width a */
	editor_type(&editor, 0x3002); /* ideographic full stop */
	editor_type(&editor, 'b');
	assert_string_equal(buf_text(&editor.text), "a.b");
	editor.fold = false;
	editor_type(&editor, 0xff41);
	assert_string_equal(buf_text(&editor.text), "a.b\uff41");
	editor_release(&editor);
}

static void
a_line_takes_no_line_breaks(void **state)
{
	struct editor editor = EDITOR_INIT;

	(void)state;
	editor_insert(&editor, slice_of("v=spf1\n -all\x1b\xff"));
	assert_string_equal(buf_text(&editor.text), "v=spf1 -all");
	editor_release(&editor);
}

static void
an_area_keeps_a_message_as_it_came(void **state)
{
	struct editor editor = EDITOR_INIT;

	(void)state;
	editor.lines = true;
	editor_insert(&editor, slice_of("550 no\n\n\xff"));
	editor_insert(&editor, slice_of("more"));
	assert_string_equal(buf_text(&editor.text), "550 no\n\n\xffmore");
	editor_release(&editor);
}

static void
stops_at_its_limits_and_says_so(void **state)
{
	struct editor editor = EDITOR_INIT;
	char *big;

	(void)state;
	for (size_t i = 0; i < EDITOR_LINE_MAX; i++)
		editor_type(&editor, 'a');
	assert_false(editor.cut);
	editor_type(&editor, 'a');
	assert_true(editor.cut);
	assert_int_equal(editor.text.len, EDITOR_LINE_MAX);
	editor_set(&editor, "");
	editor.lines = true;
	big = test_malloc(EDITOR_LINES_MAX + 1);
	memset(big, 'x', EDITOR_LINES_MAX + 1);
	editor_insert(&editor, (struct slice) {big, EDITOR_LINES_MAX + 1});
	assert_true(editor.cut);
	assert_int_equal(editor.text.len, EDITOR_LINES_MAX);
	test_free(big);
	editor_release(&editor);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(edits_by_whole_characters),
	    cmocka_unit_test(folds_full_width_letters_where_asked),
	    cmocka_unit_test(a_line_takes_no_line_breaks),
	    cmocka_unit_test(an_area_keeps_a_message_as_it_came),
	    cmocka_unit_test(stops_at_its_limits_and_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
