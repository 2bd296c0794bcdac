#include "wizard/base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
empty_buffer_is_empty_text(void **state)
{
	struct buf buf = BUF_INIT;
	char *taken;

	(void)state;
	assert_string_equal(buf_text(&buf), "");
	buf_clear(&buf);
	buf_add(&buf, NULL, 0);
	assert_string_equal(buf_text(&buf), "");
	buf_release(&buf);
	taken = buf_take(&buf);
	assert_string_equal(taken, "");
	free(taken);
}

static void
text_is_put_together(void **state)
{
	struct buf buf = BUF_INIT;

	(void)state;
	buf_adds(&buf, "ab");
	buf_addc(&buf, 'c');
	buf_addf(&buf, "%d%s", 12, "de");
	buf_add(&buf, "\0f", 2);
	assert_int_equal(buf.len, 9);
	assert_memory_equal(buf_text(&buf), "abc12de\0f", 10);
	buf_clear(&buf);
	assert_int_equal(buf.len, 0);
	assert_string_equal(buf_text(&buf), "");
	buf_adds(&buf, "again");
	assert_string_equal(buf_text(&buf), "again");
	buf_clear(&buf);
	buf_add16(&buf, 0x8041);
	assert_memory_equal(buf_text(&buf), "\x80" "A", 3);
	buf_release(&buf);
}

static void
taking_leaves_an_empty_buffer(void **state)
{
	struct buf buf = BUF_INIT;
	char *taken;

	(void)state;
	buf_adds(&buf, "abc");
	taken = buf_take(&buf);
	assert_string_equal(taken, "abc");
	assert_int_equal(buf.len, 0);
	assert_string_equal(buf_text(&buf), "");
	free(taken);
}

static void
growth_stops_at_the_limit_and_says_so(void **state)
{
	static char block[1U << 20];
	struct buf buf = BUF_INIT;

	(void)state;
	memset(block, 'x', sizeof(block));
	for (unsigned i = 0; i < BUF_LIMIT / sizeof(block); i++)
		buf_add(&buf, block, sizeof(block));
	assert_int_equal(buf.len, BUF_LIMIT);
	assert_false(buf.cut);
	buf_addc(&buf, 'y');
	assert_int_equal(buf.len, BUF_LIMIT);
	assert_true(buf.cut);
	assert_int_equal(buf.data[BUF_LIMIT], '\0');
	buf_clear(&buf);
	assert_false(buf.cut);
	buf_release(&buf);
}

static void
slices_compare_with_text(void **state)
{
	struct slice none = {NULL, 0};

	(void)state;
	assert_true(slice_is(slice_of("abc"), "abc"));
	assert_false(slice_is(slice_of("abc"), "ab"));
	assert_false(slice_is(slice_of("ABC"), "abc"));
	assert_false(slice_is((struct slice) {"a\0c", 3}, "a"));
	assert_true(slice_is(none, ""));
	assert_true(slice_is_nocase(slice_of("V=Spf1"), "v=sPF1"));
	assert_false(slice_is_nocase(slice_of("v=spf1 "), "v=spf1"));
	assert_false(slice_is_nocase(slice_of("@"), "`"));
	assert_true(slice_is_nocase(none, ""));
	assert_true(slice_starts_nocase(slice_of("V=spf1 -all"), "v=SPF1"));
	assert_true(slice_starts_nocase(none, ""));
	assert_false(slice_starts_nocase(slice_of("v=s"), "v=spf1"));
}

static void
lower_case_is_ascii_whatever_the_locale(void **state)
{
	(void)state;
	for (int c = -128; c < 128; c++) {
		char expected = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);

		assert_int_equal(char_lower((char)c), expected);
	}
}

static void
trimming_works_from_both_ends(void **state)
{
	(void)state;
	assert_true(slice_is(slice_trim(slice_of(" \ta b\t "), " \t"), "a b"));
	assert_true(slice_is(slice_trim(slice_of("ab"), " "), "ab"));
	assert_true(slice_is(slice_trim(slice_of("   "), " "), ""));
	assert_int_equal(slice_trim((struct slice) {NULL, 0}, " ").len, 0);
	/* NUL is in no set, though every set ends in one. */
	assert_int_equal(slice_trim((struct slice) {"\0 ", 2}, " ").len, 1);
}

static void
parts_are_cut_off_one_by_one(void **state)
{
	static const struct {
		const char *text;
		const char *parts[4];
	} rows[] = {
	    {"", {""}},
	    {"a", {"a"}},
	    {"a;b", {"a", "b"}},
	    {";", {"", ""}},
	    {"a;;b", {"a", "", "b"}},
	    {"a;", {"a", ""}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice rest = slice_of(rows[i].text);
		struct slice part;
		size_t n = 0;

		while (slice_next(&rest, ';', &part)) {
			assert_non_null(rows[i].parts[n]);
			assert_true(slice_is(part, rows[i].parts[n]));
			n++;
		}
		assert_null(rows[i].parts[n]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(empty_buffer_is_empty_text),
	    cmocka_unit_test(text_is_put_together),
	    cmocka_unit_test(taking_leaves_an_empty_buffer),
	    cmocka_unit_test(growth_stops_at_the_limit_and_says_so),
	    cmocka_unit_test(slices_compare_with_text),
	    cmocka_unit_test(lower_case_is_ascii_whatever_the_locale),
	    cmocka_unit_test(trimming_works_from_both_ends),
	    cmocka_unit_test(parts_are_cut_off_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
