#include "tests/unit/tui/views.h"

#include "tui/paste.h"

static void
check(const char *raw, const char *expected)
{
	struct buf out = BUF_INIT;

	paste_normalise(slice_of(raw), &out);
	assert_string_equal(buf_text(&out), expected);
	buf_release(&out);
}

static void
line_ends_of_every_kind_give_the_same_text(void **state)
{
	static const char expected[] = "550 no\n\n550 really\n";

	(void)state;
	check("550 no\n\n550 really\n", expected);
	check("550 no\r\r550 really\r", expected);
	check("550 no\r\n\r\n550 really\r\n", expected);
	/* tmux and screen double what they pass on. */
	check("550 no\r\r\r\r550 really\r\r", expected);
}

static void
an_empty_line_is_not_taken_for_doubling(void **state)
{
	(void)state;
	check("a\r\rb", "a\n\nb");
	check("a\r\rb\rc", "a\n\nb\nc");
}

static void
drops_escape_sequences_and_controls(void **state)
{
	(void)state;
	check("a\033[31mb\033[0mc", "abc");
	check("a\033[201~q", "aq");
	check("a\033b", "ab");
	check("a\033[", "a[");
	check("a\ab\x7f\tc", "ab\tc");
	check("\u65e5\u672c", "\u65e5\u672c");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(line_ends_of_every_kind_give_the_same_text),
	    cmocka_unit_test(an_empty_line_is_not_taken_for_doubling),
	    cmocka_unit_test(drops_escape_sequences_and_controls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
