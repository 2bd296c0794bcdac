#include "tests/unit/scratch.h"
#include "wizard/record/taglist.h"

static void
reads_names_values_and_places(void **state)
{
	struct taglist list =
	    taglist_parse(&arena, slice_of("v=DMARC1 ;\tp = none; rua=a=b;"));

	(void)state;
	assert_int_equal(list.count, 3);
	assert_int_equal(list.faults, 0);
	assert_true(slice_is(list.tag[1].name, "p"));
	assert_true(slice_is(list.tag[1].value, "none"));
	assert_int_equal(list.tag[1].at, 11);
	assert_int_equal(list.tag[1].value_at, 15);
	assert_true(slice_is(list.tag[2].value, "a=b"));
	assert_ptr_equal(taglist_find(&list, "p"), &list.tag[1]);
	assert_null(taglist_find(&list, "P"));
}

static void
lists_every_fault_and_reads_on(void **state)
{
	static const struct {
		const char *text;
		enum tag_problem problem;
		size_t at, len, tags;
	} rows[] = {
	    {"v=1; p none; t=y", TAG_NO_EQUALS, 5, 6, 2},
	    {"v=1; -p=none", TAG_BAD_NAME, 5, 7, 1},
	    {"v=1; =none", TAG_BAD_NAME, 5, 5, 1},
	    {"p=1; p=2", TAG_DUPLICATE, 5, 3, 2},
	    {"v=1;; p=2", TAG_EMPTY_PART, 4, 0, 2},
	    {";", TAG_EMPTY_PART, 0, 0, 0},
	    {"p=\xe3\x80\x80y", TAG_BAD_OCTET, 2, 3, 1},
	    {"p=\001", TAG_BAD_OCTET, 2, 1, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct taglist list =
		    taglist_parse(&arena, slice_of(rows[i].text));

		assert_int_equal(list.faults, 1);
		assert_int_equal(list.fault[0].problem, rows[i].problem);
		assert_int_equal(list.fault[0].at, rows[i].at);
		assert_int_equal(list.fault[0].len, rows[i].len);
		assert_int_equal(list.count, rows[i].tags);
	}
}

static void
accepts_empty_text_and_final_separator(void **state)
{
	(void)state;
	assert_int_equal(taglist_parse(&arena, slice_of("")).faults, 0);
	assert_int_equal(
	    taglist_parse(&arena, (struct slice) {.ptr = NULL}).count, 0);
	assert_int_equal(taglist_parse(&arena, slice_of("p=;")).faults, 0);
}

static void
stops_after_too_many_tags(void **state)
{
	char text[4 * (TAGLIST_MAX + 10) + 1] = "";
	struct taglist list;

	(void)state;
	for (int i = 0; i < TAGLIST_MAX + 10; i++)
		memcpy(text + 4 * i,
		    (char[]) {
			(char)('a' + i % 26), (char)('a' + i / 26), '=', ';'},
		    4);
	list = taglist_parse(&arena, slice_of(text));
	assert_int_equal(list.count, TAGLIST_MAX);
	assert_int_equal(list.fault[0].problem, TAG_TOO_MANY);
}

static void
prints_what_reads_the_same(void **state)
{
	struct taglist list =
	    taglist_parse(&arena, slice_of("v=DMARC1;p =none ;; rua="));

	(void)state;
	assert_string_equal(
	    taglist_print(&arena, &list), "v=DMARC1; p=none; rua=");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(reads_names_values_and_places, scratch_release),
	    cmocka_unit_test_teardown(lists_every_fault_and_reads_on, scratch_release),
	    cmocka_unit_test_teardown(
		accepts_empty_text_and_final_separator, scratch_release),
	    cmocka_unit_test_teardown(stops_after_too_many_tags, scratch_release),
	    cmocka_unit_test_teardown(prints_what_reads_the_same, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
