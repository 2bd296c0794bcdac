/* TXT data between the forms of messages, zone files and texts. */
#include "tests/unit/scratch.h"
#include "wizard/record/txtdata.h"

static void
prints_strings_as_they_are_cut(void **state)
{
	static const struct {
		const char *data;
		size_t len;
		const char *text;
	} rows[] = {
	    {"\3abc", 4, "\"abc\""},
	    {"\1a\2bc", 5, "\"a\" \"bc\""},
	    {"\0", 1, "\"\""},
	    {"\0\1a", 3, "\"\" \"a\""},
	    {"\4\"\\;\n", 5, "\"\\\"\\\\;\\010\""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice data = {rows[i].data, rows[i].len}, back;
		struct err err = ERR_INIT;

		assert_string_equal(txtdata_print(&arena, data), rows[i].text);
		assert_int_equal(
		    txtdata_parse(&arena, rows[i].text, &back, &err), ERR_OK);
		assert_true(txtdata_equal(data, back));
	}
}

static void
refuses_what_is_not_one_record(void **state)
{
	static const char *const rows[] = {
	    "",
	    "abc",
	    "\"abc",
	    "\"abc\"\nx 0 TXT \"d\"",
	    "\"abc\" ) (",
	    "\"\\300\"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct err err = ERR_INIT;
		struct slice data;

		if (txtdata_parse(&arena, rows[i], &data, &err) == ERR_OK)
			fail_msg("taken: %s", rows[i]);
		assert_string_not_equal(err.msg, "");
	}
}

static void
cuts_long_texts_and_joins_them_again(void **state)
{
	static const size_t lengths[] = {0, 1, 254, 255, 256, 510, 511, 2047};
	char text[2048];

	(void)state;
	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		struct slice in = {text, lengths[i]};
		struct slice data = txtdata_of_text(&arena, in);
		size_t strings = in.len == 0 ? 1 : (in.len + 254) / 255;

		assert_int_equal(data.len, in.len + strings);
		assert_true(
		    txtdata_equal(txtdata_join(&arena, data), in));
	}
}

static void
keeps_how_a_record_is_cut(void **state)
{
	static const uint8_t lengths[] = {2, 0, 1};
	struct dns_rr rr = {
	    .text = {"abc", 3}, .string_lengths = lengths, .strings = 3};
	struct slice data = txtdata_of_rr(&arena, &rr);

	(void)state;
	assert_string_equal(txtdata_print(&arena, data), "\"ab\" \"\" \"c\"");
	assert_false(
	    txtdata_equal(data, txtdata_of_text(&arena, rr.text)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(prints_strings_as_they_are_cut),
	    cmocka_unit_test(refuses_what_is_not_one_record),
	    cmocka_unit_test(cuts_long_texts_and_joins_them_again),
	    cmocka_unit_test(keeps_how_a_record_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
