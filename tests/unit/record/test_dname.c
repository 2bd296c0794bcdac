#include "wizard/record/dname.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/record/dname_wire.h"

#define L10 "abcdefghij"
#define L50 L10 L10 L10 L10 L10
#define L60 L50 L10
#define L63 L60 "abc"
#define L64 L63 "d"

struct parse_row {
	const char *text;
	const char *name; /* NULL: refused */
	enum err_code code;
	size_t offset;
};

static const struct parse_row parse_rows[] = {
    {"example.jp", "example.jp", ERR_OK, 0},
    {"Example.JP.", "example.jp", ERR_OK, 0},
    {"", "", ERR_OK, 0},
    {".", "", ERR_OK, 0},
    {"jp", "jp", ERR_OK, 0},
    {"_dmarc.example.jp", "_dmarc.example.jp", ERR_OK, 0},
    {"*.example.jp", "*.example.jp", ERR_OK, 0},
    {"a/b:c.example.jp", "a/b:c.example.jp", ERR_OK, 0},
    {"a b.example.jp", "a\\032b.example.jp", ERR_OK, 0},
    {"a\\.b.jp", "a\\.b.jp", ERR_OK, 0},
    {"a\\046b.jp", "a\\.b.jp", ERR_OK, 0},
    {"\\065\\066.jp", "ab.jp", ERR_OK, 0},
    {"a\\092b.jp", "a\\\\b.jp", ERR_OK, 0},
    {"\\000\\255.jp", "\\000\\255.jp", ERR_OK, 0},
    {"\\A.jp", "a.jp", ERR_OK, 0},
    {L63 ".jp", L63 ".jp", ERR_OK, 0},
    {L63 "." L63 "." L63 "." L60 "a", L63 "." L63 "." L63 "." L60 "a", ERR_OK,
	0},
    {L63 "." L63 "." L63 "." L60 "ab", NULL, ERR_LIMIT, 253},
    {L64 ".jp", NULL, ERR_LIMIT, 63},
    {"a..jp", NULL, ERR_SYNTAX, 2},
    {".jp", NULL, ERR_SYNTAX, 0},
    {"..", NULL, ERR_SYNTAX, 0},
    {"example.jp..", NULL, ERR_SYNTAX, 11},
    {"a\tb.jp", NULL, ERR_SYNTAX, 1},
    {"a\x7f.jp", NULL, ERR_SYNTAX, 1},
    {"caf\xc3\xa9.jp", NULL, ERR_SYNTAX, 3},
    {"a\\", NULL, ERR_SYNTAX, 1},
    {"a\\25", NULL, ERR_SYNTAX, 1},
    {"a\\256", NULL, ERR_SYNTAX, 1},
    {"a\\2x6", NULL, ERR_SYNTAX, 1},
};

static void
parses_and_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(parse_rows); i++) {
		const struct parse_row *row = &parse_rows[i];
		struct dname name = {"untouched"};
		struct err err = ERR_INIT;

		assert_int_equal(
		    dname_parse(slice_of(row->text), &name, &err), row->code);
		assert_string_equal(
		    name.text, row->name == NULL ? "untouched" : row->name);
		assert_int_equal(err.offset, row->offset);
		assert_int_equal(err.msg[0] == '\0', row->code == ERR_OK);
	}
}

static void
refuses_nul_inside(void **state)
{
	struct dname name;
	struct err err;

	(void)state;
	assert_int_equal(
	    dname_parse((struct slice) {"a\0b.jp", 6}, &name, &err),
	    ERR_SYNTAX);
	assert_int_equal(err.offset, 1);
}

static void
refuses_name_whose_escapes_are_too_long(void **state)
{
	char text[65 * 4] = "";
	struct dname name;
	struct err err;

	(void)state;
	for (int i = 0; i < 60; i++)
		strcat(text, "\\001");
	strcat(text, "." L10 "ab");
	assert_int_equal(dname_parse(slice_of(text), &name, &err), ERR_OK);
	strcat(text, "c");
	assert_int_equal(dname_parse(slice_of(text), &name, &err), ERR_LIMIT);
}

static void
wire_form_has_length_octets(void **state)
{
	static const uint8_t expected[] = "\7Example\2jp";
	uint8_t wire[DNAME_WIRE_MAX];
	char text[DNAME_TEXT_MAX];
	struct err err;
	size_t len;

	(void)state;
	assert_int_equal(
	    dname_to_wire(slice_of("Example.jp"), wire, &len, &err), ERR_OK);
	assert_int_equal(len, sizeof(expected));
	assert_memory_equal(wire, expected, sizeof(expected));
	assert_int_equal(dname_from_wire(wire, len, text), 10);
	assert_string_equal(text, "example.jp");
	assert_int_equal(
	    dname_to_wire(slice_of("."), wire, &len, &err), ERR_OK);
	assert_int_equal(len, 1);
}

static void
wire_form_of_every_octet_survives(void **state)
{
	uint8_t wire[DNAME_WIRE_MAX];
	uint8_t again[DNAME_WIRE_MAX];
	char text[DNAME_TEXT_MAX];
	struct err err;
	size_t len;

	(void)state;
	for (unsigned c = 0; c <= UINT8_MAX; c++) {
		if (c >= 'A' && c <= 'Z')
			continue;
		memcpy(wire, "\3a?b\2jp", 8);
		wire[2] = (uint8_t)c;
		(void)dname_from_wire(wire, 8, text);
		assert_int_equal(
		    dname_to_wire(slice_of(text), again, &len, &err), ERR_OK);
		assert_int_equal(len, 8);
		assert_memory_equal(wire, again, 8);
	}
}

static void
longest_wire_form_fits_its_text(void **state)
{
	uint8_t wire[DNAME_WIRE_MAX] = {0};
	char text[DNAME_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < 254; i += 64)
		wire[i] = i == 192 ? 61 : 63;
	assert_int_equal(
	    dname_from_wire(wire, sizeof(wire), text), (63 * 3 + 61) * 4 + 3);
}

static void
cut_wire_form_ends_early(void **state)
{
	char text[DNAME_TEXT_MAX];

	(void)state;
	assert_int_equal(
	    dname_from_wire((const uint8_t *)"\3abc\7de", 7, text), 3);
	assert_string_equal(text, "abc");
	assert_int_equal(dname_from_wire((const uint8_t *)"", 0, text), 0);
}

static void
canonical_text_is_one(void **state)
{
	char text[DNAME_TEXT_MAX];

	(void)state;
	assert_true(dname_canonical("\\069xample.JP.", text));
	assert_string_equal(text, "example.jp");
	assert_false(dname_canonical("a..b", text));
}

static void
equality_ignores_ascii_case(void **state)
{
	(void)state;
	assert_true(dname_equal("Example.JP", "eXAMPLE.jp"));
	assert_true(dname_equal("", ""));
	assert_false(dname_equal("example.jp", "example.j"));
	assert_false(dname_equal("example.j", "example.jp"));
	assert_false(dname_equal("", "jp"));
	assert_false(dname_equal("a@b", "a`b"));
}

static void
within_means_equal_or_below(void **state)
{
	static const struct {
		const char *name, *zone;
		bool within;
	} rows[] = {
	    {"example.jp", "example.jp", true},
	    {"a.Example.jp", "example.JP", true},
	    {"a.b.example.jp", "example.jp", true},
	    {"example.jp", "", true},
	    {"", "", true},
	    {"", "jp", false},
	    {"jp", "example.jp", false},
	    {"notexample.jp", "example.jp", false},
	    {".example.jp", "example.jp", false},
	    {"a\\.example.jp", "example.jp", false},
	    {"a\\\\.example.jp", "example.jp", true},
	    {"a\\\\\\.example.jp", "example.jp", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(dname_is_within(rows[i].name, rows[i].zone),
		    rows[i].within);
}

static void
labels_are_counted_and_cut(void **state)
{
	(void)state;
	assert_int_equal(dname_labels(""), 0);
	assert_int_equal(dname_labels("jp"), 1);
	assert_int_equal(dname_labels("a.b.jp"), 3);
	assert_int_equal(dname_labels("a\\.b.jp"), 2);
	assert_string_equal(dname_parent("a.b.jp"), "b.jp");
	assert_string_equal(dname_parent("a\\.b.jp"), "jp");
	assert_string_equal(dname_parent("a\\046b.jp"), "jp");
	assert_string_equal(dname_parent("jp"), "");
	assert_string_equal(dname_parent(""), "");
}

static void
join_knows_the_root_and_the_limit(void **state)
{
	struct dname name;

	(void)state;
	assert_true(dname_join("_dmarc", "example.jp", &name));
	assert_string_equal(name.text, "_dmarc.example.jp");
	assert_true(dname_join("jp", "", &name));
	assert_string_equal(name.text, "jp");
	assert_true(dname_join("", "jp", &name));
	assert_string_equal(name.text, "jp");
	assert_true(dname_join("", "", &name));
	assert_string_equal(name.text, "");
	assert_true(dname_join(L63 "." L63, L63 "." L60 "a", &name));
	assert_int_equal(strlen(name.text), DNAME_MAX);
	assert_false(dname_join(L63 "." L63, L63 "." L60 "ab", &name));
}

static void
relative_names_as_panels_want_them(void **state)
{
	static const struct {
		const char *name, *zone, *relative;
	} rows[] = {
	    {"example.jp", "example.jp", "@"},
	    {"_dmarc.example.jp", "example.jp", "_dmarc"},
	    {"a.b.example.jp", "example.jp", "a.b"},
	    {"other.net", "example.jp", "other.net."},
	    {"example.jp", "", "example.jp"},
	    {"", "", "@"},
	};
	char text[32];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		dname_relative(rows[i].name, rows[i].zone, text, sizeof(text));
		assert_string_equal(text, rows[i].relative);
	}
	dname_relative("_dmarc.example.jp", "example.jp", text, 4);
	assert_string_equal(text, "_dm");
}

static void
hostnames_are_letters_digits_hyphens(void **state)
{
	static const char *const good[] = {"example.jp", "3com.com", "a-b.jp",
	    "xn--wgv71a119e.jp", "A.JP", "1.2.3.x4", L63 ".jp"};
	static const char *const bad[] = {"", "jp", "example.jp.", ".jp",
	    "a..jp", "-a.jp", "a-.jp", "_a.jp", "a b.jp", "192.0.2.1", "a.123",
	    L64 ".jp", "*.example.jp", "a\\.b.jp",
	    L63 "." L63 "." L63 "." L60 "ab"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(dname_is_hostname(good[i]));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(dname_is_hostname(bad[i]));
}

static void
unicode_form_stands_beside_the_a_label(void **state)
{
	char text[64];

	(void)state;
	dname_unicode("xn--wgv71a119e.jp", text, sizeof(text));
	assert_string_equal(text, "\u65e5\u672c\u8a9e.jp");
	dname_unicode("example.jp", text, sizeof(text));
	assert_string_equal(text, "");
	dname_unicode("xn--zzzzzzzzzz--.jp", text, sizeof(text));
	assert_string_equal(text, "");
	dname_unicode("xn--wgv71a119e.jp", text, 8);
	assert_string_equal(text, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parses_and_refuses),
	    cmocka_unit_test(refuses_nul_inside),
	    cmocka_unit_test(refuses_name_whose_escapes_are_too_long),
	    cmocka_unit_test(wire_form_has_length_octets),
	    cmocka_unit_test(wire_form_of_every_octet_survives),
	    cmocka_unit_test(longest_wire_form_fits_its_text),
	    cmocka_unit_test(cut_wire_form_ends_early),
	    cmocka_unit_test(canonical_text_is_one),
	    cmocka_unit_test(equality_ignores_ascii_case),
	    cmocka_unit_test(within_means_equal_or_below),
	    cmocka_unit_test(labels_are_counted_and_cut),
	    cmocka_unit_test(join_knows_the_root_and_the_limit),
	    cmocka_unit_test(relative_names_as_panels_want_them),
	    cmocka_unit_test(hostnames_are_letters_digits_hyphens),
	    cmocka_unit_test(unicode_form_stands_beside_the_a_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
