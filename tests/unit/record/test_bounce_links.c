#include "tests/unit/scratch.h"
#include "wizard/record/bounce_links.h"

static const struct {
	const char *given, *plain;
} rows[] = {
    {"from <http://a.example|a.example> is", "from a.example is"},
    {"to <mailto:x@a.example|x@a.example>:", "to x@a.example:"},
    {"[a.example<http://a.example>] with", "[a.example] with"},
    {"<x@a.example<mailto:x@a.example>>: host", "<x@a.example>: host"},
    {"/answer/81126<https://a.example/answer/81126> -", "/answer/81126 -"},
    {"from [a.example](http://a.example) is", "from a.example is"},
    {"SPF [[a.example](http://a.example)] with", "SPF [a.example] with"},
    {"a[.]example 192[.]0[.]2[.]1", "a.example 192.0.2.1"},
    /* What is no link stays. */
    {"see <https://a.example/>", "see <https://a.example/>"},
    {"<x@a.example>: host", "<x@a.example>: host"},
    {"[a.example] (http://a.example)", "[a.example] (http://a.example)"},
    {"[a.example](see below)", "[a.example](see below)"},
    {"x<http://a.example", "x<http://a.example"},
    {"x<http://a b>", "x<http://a b>"},
    {"<http://a.example|", "<http://a.example|"},
    {"<http://a.example|a", "<http://a.example|a"},
    {"[a.example](http://a", "[a.example](http://a"},
    {"[", "["},
    {"[]", "[]"},
    {"<", "<"},
};

static void
links_become_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice text =
		    bounce_unlinked(&arena, slice_of(rows[i].given));

		if (!slice_is(text, rows[i].plain))
			fail_msg("row %zu: '%.*s'", i, (int)text.len, text.ptr);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(links_become_names, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
