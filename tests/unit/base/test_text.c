#include "wizard/base/text.h"

#include <stdlib.h>

#include "tests/unit/scratch.h"

/* The three characters that mean Japanese, two columns each. */
#define JA "\u65e5\u672c\u8a9e"

static void
characters_are_read_one_by_one(void **state)
{
	static const struct {
		const char *octets;
		size_t len, read;
		uint32_t c;
	} rows[] = {
	    {"a", 1, 1, 'a'},
	    {"\0", 1, 1, 0},
	    {"\u00e9", 2, 2, 0xe9},
	    {"\u65e5", 3, 3, 0x65e5},
	    {"\U0001f600", 4, 4, 0x1f600},
	    {"\xff", 1, 1, 0xfffd},
	    {"\x80"
	     "a",
		2, 1, 0xfffd},
	};
	uint32_t c = 1;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(
		    text_next((struct slice) {rows[i].octets, rows[i].len}, &c),
		    rows[i].read);
		assert_int_equal(c, rows[i].c);
	}
	assert_int_equal(text_next((struct slice) {"", 0}, &c), 0);
	assert_int_equal(text_next((struct slice) {NULL, 0}, &c), 0);
}

static void
broken_text_is_read_to_its_end(void **state)
{
	struct slice s = {"\xe6\x97\xf0\x9f\x98\xc3", 6};
	uint32_t c;
	size_t total = 0;
	size_t n;

	(void)state;
	while ((n = text_next(s, &c)) > 0) {
		assert_int_equal(c, 0xfffd);
		s.ptr += n;
		s.len -= n;
		total += n;
	}
	assert_int_equal(total, 6);
}

static void
width_is_counted_in_columns(void **state)
{
	static const struct {
		const char *text;
		size_t columns;
	} rows[] = {
	    {"", 0},
	    {"abc", 3},
	    {JA, 6},
	    {JA ".jp", 9},
	    {"e\u0301", 1}, /* a combining accent */
	    {"\uff71\uff72", 2}, /* half-width kana */
	    {"\uff21", 2},
	    {"\u3000", 2},
	    {"\u200b", 0},
	    {"\t", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(text_width(rows[i].text), rows[i].columns);
	assert_int_equal(text_char_width('a'), 1);
	assert_int_equal(text_char_width(0x65e5), 2);
	assert_int_equal(text_char_width(0x301), 0);
	assert_int_equal(text_char_width(7), 0);
}

static void
clipped_text_says_so(void **state)
{
	static const struct {
		const char *text;
		size_t columns;
		const char *clipped;
	} rows[] = {
	    {"abcdef", 6, "abcdef"},
	    {"abcdef", 5, "abc.."},
	    {"abcdef", 2, ".."},
	    {"abcdef", 1, "a"},
	    {"abcdef", 0, ""},
	    {"", 0, ""},
	    {JA, 6, JA},
	    {JA, 5, "\u65e5.."},
	    {JA, 4, "\u65e5.."},
	    {JA, 3, ".."},
	    {JA, 1, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(
		    text_clip(&arena, rows[i].text, rows[i].columns),
		    rows[i].clipped);
}

static void
untrusted_text_becomes_harmless(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *safe;
	} rows[] = {
	    {"abc ~", 5, "abc ~"}, {JA, 9, JA}, {"e\u0301", 3, "e\u0301"},
	    {"", 0, ""}, {"a\tb\nc\rd", 7, "a b c d"},
	    {"\033[2J", 4, "\\x1b[2J"}, {"a\0b", 3, "a\\x00b"},
	    {"\x7f", 1, "\\x7f"},
	    {"\xc2\x9b", 2, "\\u{009b}"}, /* CSI in eight bits */
	    {"\u202e", 3, "\\u{202e}"}, /* right-to-left override */
	    {"\u2066", 3, "\\u{2066}"}, {"\u200b", 3, "\\u{200b}"},
	    {"\ufeff", 3, "\\u{feff}"}, {"\u2028", 3, "\\u{2028}"},
	    {"\u00ad", 2, "\\u{00ad}"}, {"\ue000", 3, "\\u{e000}"},
	    {"\U000e0041", 4, "\\u{e0041}"}, {"\xff\xfe", 2, "\\xff\\xfe"},
	    {"\xe6\x97", 2, "\\xe6\\x97"},
	    {"\xc0\xaf", 2, "\\xc0\\xaf"}, /* over-long slash */
	    {"\xed\xa0\x80", 3, "\\xed\\xa0\\x80"}, /* half a surrogate */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(
		    text_safe(
			&arena, (struct slice) {rows[i].text, rows[i].len}),
		    rows[i].safe);
}

struct wrap_row {
	const char *text;
	size_t columns;
	const char *lines; /* joined by '|' */
};

static const struct wrap_row wrap_rows[] = {
    {"", 10, ""},
    {"\n", 10, ""},
    {"a\n", 10, "a"},
    {"a\nb\n\nc", 10, "a|b||c"},
    {"a\r\nb", 10, "a|b"},
    {"one two three", 13, "one two three"},
    {"one two three", 12, "one two|three"},
    {"one two three", 7, "one two|three"},
    {"one two three", 6, "one|two|three"},
    {"one   two", 5, "one|two"},
    {"   lead", 10, "   lead"},
    {"trail   ", 5, "trail"},
    {"word (example) end", 9, "word|(example)|end"},
    {"see https://example.jp/a-b?c now", 24,
	"see|https://example.jp/a-b?c|now"},
    {"v=spf1 ip4:192.0.2.1/24 -all", 20, "v=spf1|ip4:192.0.2.1/24|-all"},
    {"abcdefghijklm", 5, "abcde|fghij|klm"},
    {"x abcdefgh", 5, "x|abcde|fgh"},
    {"a b", 0, "a|b"},
    {JA, 4, "\u65e5\u672c|\u8a9e"},
    {JA, 5, "\u65e5\u672c|\u8a9e"},
    {JA, 1, "\u65e5|\u672c|\u8a9e"}, /* too narrow for any */
    /* No line begins with a full stop or ends with an opening bracket. */
    {JA "\u3002", 6, "\u65e5\u672c|\u8a9e\u3002"},
    {"\u65e5\u300c\u672c\u300d", 6, "\u65e5|\u300c\u672c\u300d"},
    {JA "example.jp", 12, JA "|example.jp"},
    {JA " /etc/hosts", 12, JA "|/etc/hosts"},
};

static const char *
joined(const struct text_lines *lines)
{
	const char *text = "";

	for (size_t i = 0; i < lines->count; i++)
		text = arena_printf(
		    &arena, "%s%s%s", text, i == 0 ? "" : "|", lines->line[i]);
	return text;
}

static void
lines_break_where_people_would(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrap_rows); i++) {
		struct text_lines lines =
		    text_wrap(&arena, wrap_rows[i].text, wrap_rows[i].columns);

		assert_true(lines.count >= 1);
		assert_string_equal(joined(&lines), wrap_rows[i].lines);
	}
}

static void
wrapped_lines_fit(void **state)
{
	const char *text =
	    JA " v=spf1 include:_spf.example.jp \uff08" JA "\uff09\u3001 " JA
	       " mail.example.jp-very-long-name.example.jp \u3002 ok";

	(void)state;
	for (size_t columns = 4; columns < 80; columns++) {
		struct text_lines lines = text_wrap(&arena, text, columns);

		for (size_t i = 0; i < lines.count; i++)
			assert_true(text_width(lines.line[i]) <= columns);
	}
}

static void
long_text_is_wrapped_in_linear_time(void **state)
{
	size_t len = 1U << 20;
	char *text = malloc(len + 1);
	struct text_lines lines;

	(void)state;
	assert_non_null(text);
	memset(text, 'a', len);
	text[len] = '\0';
	lines = text_wrap(&arena, text, 64);
	assert_int_equal(lines.count, len / 64);
	free(text);
}

static void
full_width_becomes_ascii(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *folded;
	} rows[] = {
	    {"abc", 3, "abc"},
	    {"\uff41\uff22\uff13", 9, "aB3"},
	    {"\uff01\uff5e", 6, "!~"},
	    {"a\u3000b", 5, "a b"},
	    {"a\uff0eb\u3002c\uff61d", 13, "a.b.c.d"},
	    {JA "\uff20", 12, JA "@"},
	    {"\u30a2", 3, "\u30a2"},
	    {"\xff\xff\xff\xff", 4, "\xff\xff\xff\xff"},
	    {"\ufffd", 3, "\ufffd"},
	    {"", 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(
		    text_folded(
			&arena, (struct slice) {rows[i].text, rows[i].len}),
		    rows[i].folded);
	assert_int_equal(text_fold(0xff00), 0xff00);
	assert_int_equal(text_fold(0xff5f), 0xff5f);
}

static void
characters_are_encoded(void **state)
{
	char out[4];

	(void)state;
	assert_int_equal(text_encode('a', out), 1);
	assert_int_equal(text_encode(0x65e5, out), 3);
	assert_memory_equal(out, "\u65e5", 3);
	assert_int_equal(text_encode(0x1f600, out), 4);
	assert_int_equal(text_encode(0xd800, out), 0);
	assert_int_equal(text_encode(0x110000, out), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(characters_are_read_one_by_one),
	    cmocka_unit_test(broken_text_is_read_to_its_end),
	    cmocka_unit_test(width_is_counted_in_columns),
	    cmocka_unit_test(clipped_text_says_so),
	    cmocka_unit_test(untrusted_text_becomes_harmless),
	    cmocka_unit_test(lines_break_where_people_would),
	    cmocka_unit_test(wrapped_lines_fit),
	    cmocka_unit_test(long_text_is_wrapped_in_linear_time),
	    cmocka_unit_test(full_width_becomes_ascii),
	    cmocka_unit_test(characters_are_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
