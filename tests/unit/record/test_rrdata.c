/* The data of records between messages, zone files and what people enter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/record/rrdata.h"

static struct arena arena;

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const struct row {
	uint16_t type;
	const char *entered;
	const char *value;
	const char *presentation;
	const char *data;
	size_t len;
} rows[] = {
    {DNS_TXT, "v=spf1 -all", "v=spf1 -all", "\"v=spf1 -all\"",
	"\13v=spf1 -all", 12},
    {DNS_TXT, "a \"b\"", "a \"b\"", "\"a \\\"b\\\"\"", "\5a \"b\"", 6},
    {DNS_MX, "10 Mail.example.jp", "10 mail.example.jp.",
	"10 mail.example.jp.", "\0\12\4mail\7example\2jp\0", 19},
    {DNS_MX, "0 .", "0 .", "0 .", "\0\0\0", 3},
    {DNS_CNAME, "s1._domainkey.example.net.", "s1._domainkey.example.net.",
	"s1._domainkey.example.net.",
	"\2s1\12_domainkey\7example\3net\0", 27},
    {DNS_CNAME, "a\\;b\\\"c.example.", "a\\;b\\\"c.example.",
	"a\\;b\\\"c.example.", "\5a;b\"c\7example\0", 15},
    {DNS_PTR, "mail.example.jp", "mail.example.jp.", "mail.example.jp.",
	"\4mail\7example\2jp\0", 17},
    {DNS_A, "192.0.2.25", "192.0.2.25", "192.0.2.25", "\300\0\2\31", 4},
    {DNS_AAAA, "2001:DB8:0::25", "2001:db8::25", "2001:db8::25",
	"\40\1\15\270\0\0\0\0\0\0\0\0\0\0\0\45", 16},
    {DNS_TLSA, "3 1 1 00FF", "3 1 1 00ff", "3 1 1 00ff", "\3\1\1\0\377", 5},
    {DNS_CAA, "\\# 8 000569737375 653b", "\\# 8 000569737375653b",
	"\\# 8 000569737375653b", "\0\5issue;", 8},
};

static bool
has_target(uint16_t type)
{
	return type == DNS_MX || type == DNS_CNAME || type == DNS_PTR;
}

static void
keeps_its_meaning_in_every_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct row *row = &rows[i];
		struct err err = ERR_INIT;
		struct slice data;
		struct dns_rr rr;

		memset(&rr, 0xff, sizeof(rr));
		assert_int_equal(rrdata_read_value(&arena, row->type,
				     slice_of(row->entered), &rr, &err),
		    ERR_OK);
		assert_true(slice_is(rrdata_value(&arena, &rr), row->value));
		/* Of what its type does not have nothing is left over. */
		assert_true(row->type == DNS_MX || rr.preference == 0);
		assert_int_equal(rr.target != NULL, has_target(row->type));
		assert_string_equal(
		    rrdata_presentation(&arena, &rr), row->presentation);
		data = rrdata_of(&arena, &rr);
		assert_int_equal(data.len, row->len);
		assert_memory_equal(data.ptr, row->data, row->len);
		assert_string_equal(rrdata_print(&arena, row->type, data),
		    row->presentation);
		assert_int_equal(rrdata_read(&arena, row->type,
				     row->presentation, &rr, &err),
		    ERR_OK);
		assert_true(slice_is(rrdata_value(&arena, &rr), row->value));
	}
}

static void
refuses_what_is_not_one_record(void **state)
{
	static const struct {
		uint16_t type;
		const char *presentation;
	} bad[] = {
	    {DNS_MX, "mail.example.jp."},
	    {DNS_MX, "10"},
	    {DNS_MX, "10 mail.example.jp.\nx 0 MX 0 ."},
	    {DNS_CNAME, ""},
	    {DNS_CNAME, "a..b"},
	    {DNS_A, "2001:db8::1"},
	    {DNS_A, "192.0.2.256"},
	    {DNS_TXT, ""},
	    {DNS_TXT, "abc"},
	    {DNS_TXT, "\"abc"},
	    {DNS_TXT, "\"abc\"\nx 0 TXT \"d\""},
	    {DNS_TXT, "\"abc\" ) ("},
	    {DNS_TXT, "\"\\300\""},
	    {DNS_TLSA, "3 1 1 xy"},
	    {DNS_CAA, "\\# # 000102"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err err = ERR_INIT;
		struct dns_rr rr;

		if (rrdata_read(&arena, bad[i].type, bad[i].presentation, &rr,
			&err) != ERR_SYNTAX)
			fail_msg("%s", bad[i].presentation);
	}
}

/* What a state or a packet holds need not be of the type. */
static void
prints_octets_that_are_not_of_the_type(void **state)
{
	(void)state;
	assert_string_equal(
	    rrdata_print(&arena, DNS_A, (struct slice) {"abc", 3}),
	    "\\# 3 616263");
	assert_string_equal(
	    rrdata_print(&arena, DNS_CNAME, (struct slice) {"\300\14", 2}),
	    "\\# 2 c00c");
	assert_string_equal(
	    rrdata_print(&arena, DNS_MX, (struct slice) {"", 0}), "");
}

/* --- TXT --------------------------------------------------------------------- */

static void
keeps_how_a_text_is_cut(void **state)
{
	static const struct {
		const char *data;
		size_t len;
		const char *text;
	} cuts[] = {
	    {"\3abc", 4, "\"abc\""},
	    {"\1a\2bc", 5, "\"a\" \"bc\""},
	    {"\0", 1, "\"\""},
	    {"\0\1a", 3, "\"\" \"a\""},
	    {"\4\"\\;\n", 5, "\"\\\"\\\\;\\010\""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cuts); i++) {
		struct slice data = {cuts[i].data, cuts[i].len};
		struct err err = ERR_INIT;
		struct dns_rr rr;

		assert_string_equal(
		    rrdata_print(&arena, DNS_TXT, data), cuts[i].text);
		assert_int_equal(
		    rrdata_read(&arena, DNS_TXT, cuts[i].text, &rr, &err),
		    ERR_OK);
		assert_true(rrdata_equal(rrdata_of(&arena, &rr), data));
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
		size_t strings = in.len == 0 ? 1 : (in.len + 254) / 255;
		struct err err = ERR_INIT;
		struct dns_rr rr;

		assert_int_equal(
		    rrdata_read_value(&arena, DNS_TXT, in, &rr, &err), ERR_OK);
		assert_int_equal(rr.strings, strings);
		assert_int_equal(
		    rrdata_of(&arena, &rr).len, in.len + strings);
		assert_true(rrdata_equal(rrdata_value(&arena, &rr), in));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_its_meaning_in_every_form),
	    cmocka_unit_test(keeps_how_a_text_is_cut),
	    cmocka_unit_test(cuts_long_texts_and_joins_them_again),
	    cmocka_unit_test(refuses_what_is_not_one_record),
	    cmocka_unit_test(prints_octets_that_are_not_of_the_type),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
