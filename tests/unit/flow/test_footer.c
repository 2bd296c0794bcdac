/* The keys in the footer: each of them does something at that moment. */
#include "tests/unit/flow/session.h"

#include <string.h>

static const char *const steps[] = {"domain", "look", "senders", "dkim", "spf",
    "dmarc", "review", "publish", "wait", "verify", "done"};

static void
begin(struct session *s, const char *step)
{
	session_stage(s, "");
	session_open(s, strcmp(step, "domain") == 0 ? NULL : "example.jp");
	session_run(s);
	if (strcmp(step, "domain") == 0)
		session_press(s, session_item(s, ITEM_ROW, 0)->id);
	else
		session_go(s, step);
	session_expect(s, step);
}

static void
add(struct buf *text, const char *more)
{
	buf_addf(text, "%s\n", more != NULL ? more : "");
}

/* Everything that a face could show. */
static void
describe(const struct view *view, struct buf *text)
{
	add(text, view->id);
	add(text, view->message);
	for (size_t i = 0; i < view->items; i++) {
		const struct item *item = &view->item[i];

		add(text, item->label);
		add(text, item->value);
		add(text, item->note);
		buf_addf(text, "%d %d\n", item->mark, item->chosen);
		for (size_t c = 0; item->table != NULL &&
		     c < item->table->columns; c++)
			add(text, item->cell[c].text);
	}
}

/* What the face does by itself, with what the view has. */
static bool
is_for_the_face(const struct view *view, char key)
{
	if (key == 'v' || key == 'y')
		return view->plains > 0;
	return key == 'q' || key == '?' || key == 'L';
}

/* Where the face would have it: on what can be marked, or on a row. */
static int
focus_of(const struct session *s)
{
	static const enum item_kind kinds[] = {
	    ITEM_MARK, ITEM_CHOICE, ITEM_ROW};

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (session_items(s, kinds[i]) > 0)
			return session_item(s, kinds[i], 0)->id;
	return 0;
}

static void
press(const char *step, char key)
{
	struct buf before = BUF_INIT, after = BUF_INIT;
	struct session s;
	size_t asked;
	int focus;

	begin(&s, step);
	asked = stage_questions(s.stage);
	focus = focus_of(&s);
	describe(&s.view, &before);
	if (key == '\r')
		session_next(&s, focus);
	else if (key == '\033')
		session_back(&s);
	else if (key == ' ')
		session_press(&s, focus);
	else
		session_key(&s, key, focus);
	describe(&s.view, &after);
	if (s.outcome == OUTCOME_STAY && stage_questions(s.stage) == asked &&
	    strcmp(buf_text(&before), buf_text(&after)) == 0)
		fail_msg("at %s, %c (%d) does nothing", step, key, key);
	buf_release(&before);
	buf_release(&after);
	session_end(&s);
}

static void
every_key_that_is_offered_does_something(void **state)
{
	size_t pressed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct session s;
		char keys[VIEW_HINTS + 1] = "";
		size_t n = 0;

		begin(&s, steps[i]);
		for (size_t h = 0; h < s.view.hints; h++)
			if (!is_for_the_face(&s.view, s.view.hint[h].key))
				keys[n++] = s.view.hint[h].key;
		session_end(&s);
		for (size_t k = 0; k < n; k++, pressed++)
			press(steps[i], keys[k]);
	}
	assert_in_range(pressed, 30, SIZE_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_key_that_is_offered_does_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
