/* Escaped text: what each notation wants, and nothing gets out of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/record/escape.h"

static void
writes_every_notation(void **state)
{
	static const struct {
		const char *notation, *text, *escaped;
	} rows[] = {
	    {"json", "", "\"\""},
	    {"json", "a\"b\\c;'", "\"a\\\"b\\\\c;'\""},
	    {"json", "a\nb\t\x7f", "\"a\\u000ab\\u0009\\u007f\""},
	    {"json", "日本\xe2\x80\xa8", "\"日本\\u2028\""},
	    {"json", "\xff", "\"\xef\xbf\xbd\""},
	    {"json", "\xf0\x9f\xbf\xbf", "\"\\ud83f\\udfff\""},
	    {"hcl", "%{i}${x}%i", "\"%%{i}$${x}%i\""},
	    {"hcl", "\"%{", "\"\\\"%%{\""},
	    {"csv", "a,\"b\"\r\n", "\"a,\"\"b\"\"\r\n\""},
	    {"shell", "a'b$(c)\\", "'a'\\''b$(c)\\'"},
	    {"octal", "a:b\\\n\xff", "a\\072b\\134\\012\\377"},
	    {"dnsmasq", "a\"b\\,c", "\"a\\\"b\\\\,c\""},
	    {"apostrophe", "\"it's\"", "\"it\\039s\""},
	    {"semicolon", "v=DMARC1; p=none", "v=DMARC1\\; p=none"},
	};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		escape_text *escape =
		    escape_find(slice_of(rows[i].notation));

		assert_non_null(escape);
		assert_string_equal(
		    escape(&arena, slice_of(rows[i].text)),
		    rows[i].escaped);
	}
	arena_release(&arena);
}

static void
knows_no_other_notation(void **state)
{
	(void)state;
	assert_null(escape_find(slice_of("")));
	assert_null(escape_find(slice_of("xml")));
	assert_null(escape_find(slice_of("jso")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_every_notation),
	    cmocka_unit_test(knows_no_other_notation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
