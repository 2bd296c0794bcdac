/* The codings of mail: what is right, and what is damaged. */
#include "tests/unit/scratch.h"
#include "wizard/record/mailcode.h"

static void
expect(struct slice got, const char *wanted)
{
	if (!slice_is(got, wanted))
		fail_msg("wanted '%s', got '%.*s'", wanted, (int)got.len,
		    got.ptr);
}

static void
decodes_base64(void **state)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
	    {"", ""},
	    {"Zg==", "f"},
	    {"Zm8=", "fo"},
	    {"Zm9v", "foo"},
	    {"Zm9v\r\nYmFy\r\n", "foobar"},
	    {"Zm 9v\tYg", "foob"},
	    {"Zm9vY", "foo"},
	    {"Zg==Zm9v", "f"},
	    {"====", ""},
	    {"!!!", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(mailcode_base64(&arena, slice_of(rows[i].text)),
		    rows[i].wanted);
}

static void
decodes_quoted_printable(void **state)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
	    {"a=3Db", "a=b"},
	    {"a=3db", "a=b"},
	    {"long=\r\nline", "longline"},
	    {"long=  \nline", "longline"},
	    {"a=ZZ=4", "a=ZZ=4"},
	    {"=", "="},
	    {"=4", "=4"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(mailcode_quoted(&arena, slice_of(rows[i].text)),
		    rows[i].wanted);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(decodes_base64, scratch_release),
	    cmocka_unit_test_teardown(decodes_quoted_printable, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
