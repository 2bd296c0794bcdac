#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wizard/io/store_state.h"

static void
writes_json_that_a_person_can_read(void **state)
{
	static struct entry kept[] = {
	    {.key = "dkim.selector", .value = "s202611"},
	    {.key = "sender.0.value", .value = "a"},
	    {.key = "sender.1.value", .value = "b"},
	};
	struct entries entries = {.entry = kept, .count = COUNT_OF(kept)};
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(state_print(&entries, &text, &err), ERR_OK);
	assert_string_equal(buf_text(&text), "{\n"
					     "  \"version\": 1,\n"
					     "  \"answers\": {\n"
					     "    \"dkim\": {\n"
					     "      \"selector\": \"s202611\"\n"
					     "    },\n"
					     "    \"sender\": [\n"
					     "      {\n"
					     "        \"value\": \"a\"\n"
					     "      },\n"
					     "      {\n"
					     "        \"value\": \"b\"\n"
					     "      }\n"
					     "    ]\n"
					     "  }\n"
					     "}\n");
	buf_release(&text);
}

static void
refuses_impossible_keys(void **state)
{
	static const char *const keys[] = {
	    "",
	    ".",
	    "a..b",
	    "a.",
	    ".a",
	    "a\nb",
	    "\xff",
	    "\xff.a",
	    "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q",
	};
	struct buf text = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct entry entry = {.key = keys[i], .value = "x"};
		struct entries entries = {.entry = &entry, .count = 1};
		struct err err = ERR_INIT;

		assert_int_equal(
		    state_print(&entries, &text, &err), ERR_SYNTAX);
	}
	assert_int_equal(text.len, 0);
	buf_release(&text);
}

static void
refuses_deep_nesting_and_many_answers(void **state)
{
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct entries back;

	(void)state;
	buf_adds(&text, "{\"version\": 1, \"answers\": ");
	for (int i = 0; i < 20; i++)
		buf_adds(&text, "{\"a\":");
	buf_adds(&text, "\"x\"");
	for (int i = 0; i < 21; i++)
		buf_adds(&text, "}");
	assert_int_equal(
	    state_parse(&arena, slice_of(buf_text(&text)), &back, &err),
	    ERR_LIMIT);
	buf_clear(&text);
	buf_adds(&text, "{\"version\": 1, \"answers\": {\"a\": [\"\"");
	for (int i = 0; i < STATE_ENTRIES_MAX; i++)
		buf_adds(&text, ",\"\"");
	buf_adds(&text, "]}}");
	assert_int_equal(
	    state_parse(&arena, slice_of(buf_text(&text)), &back, &err),
	    ERR_LIMIT);
	buf_release(&text);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_json_that_a_person_can_read),
	    cmocka_unit_test(refuses_impossible_keys),
	    cmocka_unit_test(refuses_deep_nesting_and_many_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
