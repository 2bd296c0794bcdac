#include "tests/unit/scratch.h"
#include "wizard/record/bounce_stream.h"

/* codes: "reply enhanced" of each, "-" where there is none. */
static const struct {
	const char *text, *codes;
} rows[] = {
    {"550-5.7.26 a\n550 5.7.26 b", "550 5.7.26, 550 5.7.26"},
    {"host mx said: 550\n    5.7.1 no", "550 5.7.1"},
    {"with code 550 (5.7.1) 'no'", "550 5.7.1"},
    {"421 4.3.2 a;421-4.7.26 b", "421 4.3.2, 421 4.7.26"},
    {"553 sorry (#5.7.1)", "553 5.7.1"},
    {"553-sorry\n553 no (#5.7.1)", "553 5.7.1, 553 5.7.1"},
    {"552 full\n\n553-sorry\n553 no (#5.7.1)", "552 -, 553 5.7.1, 553 5.7.1"},
    {"\"code\": 550, \"message\": \"5.7.1 a\n5.7.1 b\"", "550 5.7.1"},
    {"\"code\":550,\"enhanced\":\"5.7.1\",\"text\":\"5.7.1 some more\"",
	"550 5.7.1"},
    {"550 5.1.1 a\n\n\"5.1.1 b\"", "550 5.1.1, - 5.1.1"},
    {"550 5.7.1 a \"5.7.26 b\"", "550 5.7.1, - 5.7.26"},
    {"Error{Code:550, Msg:\"5.7.1 no\"}", "550 5.7.1"},
    {"Reason: 5.1.1 no", "- 5.1.1"},
    {"The server response was: 5.7.60 SMTP; no", "- 5.7.60"},
    {"from a[192.0.2.1]: 5.7.1 no", "- 5.7.1"},
    {"version: 5.7.1 no", ""},
    {"host mx[192.0.2.1\n5.6.19] said", ""},
    {"some 550 pieces in 5.7 hours", ""},
};

static const char *
codes_of(const struct stream *stream)
{
	const char *all = "";

	for (size_t i = 0; i < stream->codes; i++) {
		const struct stream_code *code = &stream->code[i];
		const char *reply =
		    code->reply == 0 ? "-"
				     : arena_printf(&arena, "%u", code->reply);

		all = arena_printf(&arena, "%s%s%s %s", all, i == 0 ? "" : ", ",
		    reply, code->enhanced == NULL ? "-" : code->enhanced);
	}
	return all;
}

static void
codes_are_taken_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct stream stream =
		    stream_of(&arena, slice_of(rows[i].text));
		const char *codes = codes_of(&stream);

		if (strcmp(codes, rows[i].codes) != 0)
			fail_msg("row %zu: '%s'", i, codes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(codes_are_taken_out, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
