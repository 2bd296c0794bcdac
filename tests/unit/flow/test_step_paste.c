/* The paste-back check beside Publish, from the key to the verdict. */
#include "tests/unit/flow/session.h"

#include <string.h>

static void
begin(struct session *s)
{
	session_stage(s, "");
	session_open(s, "example.jp");
	session_go(s, "publish");
}

/* The row of that name on Publish. */
static const struct item *
row_of(const struct session *s, const char *name)
{
	static const struct item none = {.id = 0};

	for (size_t i = 0; i < s->view.items; i++) {
		const struct item *item = &s->view.item[i];

		if (item->kind == ITEM_ROW &&
		    strcmp(item->cell[1].text, name) == 0)
			return item;
	}
	fail_msg("there is no row %s", name);
	return &none;
}

static char *
value_of(const struct session *s, struct arena *arena, const char *name)
{
	for (size_t i = 0; i < s->view.plains; i++)
		if (strcmp(s->view.plain[i].name, name) == 0)
			return arena_copy(arena, s->view.plain[i].value);
	fail_msg("there is no value of %s", name);
	return NULL;
}

static void
paste(struct session *s, const char *text)
{
	const int id = session_item(s, ITEM_FIELD, 0)->id;

	assert_true(session_item(s, ITEM_FIELD, 0)->area);
	session_type(s, id, text);
	session_next(s, id);
}

static void
what_is_right_leads_back_to_its_record(void **state)
{
	struct arena arena = ARENA_INIT;
	struct session s;
	char *value;
	int row;

	(void)state;
	begin(&s);
	row = row_of(&s, "_dmarc")->id;
	value = value_of(&s, &arena, "_dmarc");
	session_key(&s, 'p', row);
	session_expect(&s, "paste");
	assert_true(session_shows(&s, "_dmarc.example.jp"));
	paste(&s, arena_printf(&arena, "\"%s\"\n", value));
	session_expect(&s, "publish");
	assert_int_equal(wizard_focus(s.wizard), row);
	assert_int_equal(s.view.message_role, ROLE_OK);
	assert_non_null(strstr(s.view.message, "Same as the value for _dmarc"));
	/* It was compared, not entered. */
	assert_string_equal(row_of(&s, "_dmarc")->cell[3].text, "-");
	arena_release(&arena);
	session_end(&s);
}

static void
what_is_wrong_stays_and_is_named(void **state)
{
	struct arena arena = ARENA_INIT;
	struct session s;
	char *value;

	(void)state;
	begin(&s);
	value = value_of(&s, &arena, "_dmarc");
	session_key(&s, 'p', row_of(&s, "_dmarc")->id);
	value[12] = '\0';
	paste(&s, value);
	session_expect(&s, "paste");
	assert_string_equal(session_item(&s, ITEM_FIELD, 0)->state, "problem");
	assert_non_null(
	    strstr(session_item(&s, ITEM_FIELD, 0)->note, "cut at 12 of"));
	paste(&s, "_dmarc");
	assert_non_null(
	    strstr(session_item(&s, ITEM_FIELD, 0)->note, "This is the name"));
	/* Left and opened again it is empty. */
	session_back(&s);
	session_expect(&s, "publish");
	session_key(&s, 'p', 0);
	assert_string_equal(session_item(&s, ITEM_FIELD, 0)->value, "");
	paste(&s, "");
	session_expect(&s, "paste");
	arena_release(&arena);
	session_end(&s);
}

static void
files_are_fetched_by_a_command_that_is_shown(void **state)
{
	struct session s;

	(void)state;
	begin(&s);
	session_key(&s, 'w', 0);
	assert_non_null(stage_file(s.stage, "inkan-example.jp-records.txt"));
	assert_true(session_shows(&s, "scp "));
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_right_leads_back_to_its_record),
	    cmocka_unit_test(what_is_wrong_stays_and_is_named),
	    cmocka_unit_test(files_are_fetched_by_a_command_that_is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
