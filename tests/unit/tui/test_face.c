#include "tests/unit/tui/views.h"

#include <stdio.h>
#include <stdlib.h>

#include "tui/face.h"

/* --- a wizard that records what it is told ---------------------------- */

enum {
	FIELD = 10,
	ROW_A,
	ROW_B,
	CHOICE_2
};

static struct {
	struct buf events;
	char typed[64];
	enum outcome outcome;
	int focus;
	int step; /* what wizard_view shows: a form, a list, nothing to decide
		   */
	bool normalise; /* LEAVE takes "info@" away */
} fake;

static const char *const kinds[] = {
    [EVENT_PRESS] = "press",
    [EVENT_TEXT] = "text",
    [EVENT_LEAVE] = "leave",
    [EVENT_KEY] = "key",
    [EVENT_NEXT] = "next",
    [EVENT_BACK] = "back",
};

static void
form_view(struct arena *arena, struct view *view)
{
	struct item *item;

	view_text(arena, view, "A form");
	item = view_labelled(arena, view, ITEM_FIELD, FIELD, "Domain");
	item->value = arena_copy(arena, fake.typed);
	item->suggestion = "example.jp";
	view_labelled(arena, view, ITEM_BUTTON, 1, "Back");
	view_labelled(arena, view, ITEM_BUTTON, 2, "Continue");
}

static void
list_view(struct arena *arena, struct view *view)
{
	static const struct plain_record records[] = {
	    {"ADD", "_dmarc", "v=DMARC1; p=none"},
	    {"ADD", "@", "v=spf1 -all"},
	};
	static const struct table table = {.columns = 1};
	struct item *item;

	for (int id = ROW_A; id <= ROW_B; id++) {
		item = view_add(arena, view, ITEM_ROW, id);
		item->table = &table;
		item->cell[0].text = "row";
		item->enter_presses = id == ROW_B;
	}
	item = view_labelled(arena, view, ITEM_CHOICE, CHOICE_2, "choice");
	item->number = 2;
	view->plain = records;
	view->plains = COUNT_OF(records);
	view_hint(view, 'r', "check again");
	view_hint(view, 'k', "a letter of its own");
}

static void
report_view(struct arena *arena, struct view *view)
{
	view_text(arena, view, "first line");
	for (int i = 0; i < 40; i++)
		view_text(arena, view, "line");
	view_labelled(arena, view, ITEM_BUTTON, 1, "Back");
	view_labelled(arena, view, ITEM_BUTTON, 2, "Continue");
	view_hint(view, '\r', "go on");
}

void
wizard_view(const struct wizard *wizard, struct arena *arena, struct view *ret)
{
	(void)wizard;
	view_named(ret, "Step");
	if (fake.step == 0)
		form_view(arena, ret);
	else if (fake.step == 1)
		list_view(arena, ret);
	else
		report_view(arena, ret);
}

static void
record_event(const struct event *event)
{
	struct buf *out = &fake.events;

	buf_addf(out, "%s%s", out->len > 0 ? " " : "", kinds[event->kind]);
	if (event->kind == EVENT_KEY)
		buf_addf(out, ":%c", event->key);
	else if (event->kind == EVENT_TEXT)
		buf_addf(out, ":%s", event->text);
	else if (event->kind == EVENT_PRESS || event->kind == EVENT_LEAVE)
		buf_addf(out, ":%d", event->item);
}

enum outcome
wizard_event(struct wizard *wizard, const struct event *event)
{
	enum outcome outcome = fake.outcome;

	(void)wizard;
	record_event(event);
	if (event->kind == EVENT_TEXT)
		(void)snprintf(
		    fake.typed, sizeof(fake.typed), "%s", event->text);
	if (event->kind == EVENT_LEAVE && fake.normalise)
		(void)strcpy(fake.typed, "example.jp");
	if (event->kind == EVENT_TEXT || event->kind == EVENT_LEAVE)
		return OUTCOME_STAY;
	fake.outcome = OUTCOME_STAY;
	if (outcome == OUTCOME_MOVED)
		fake.step = 1 - fake.step;
	return outcome;
}

int
wizard_focus(const struct wizard *wizard)
{
	(void)wizard;
	return fake.focus;
}

size_t
wizard_steps(const char *const **ret_names)
{
	static const char *const names[] = {"Domain", "Look"};

	*ret_names = names;
	return 2;
}

int
wizard_step_state(const struct wizard *wizard, size_t step)
{
	(void)wizard;
	(void)step;
	return 0;
}

/* --- a clock that stands still until it is told ----------------------- */

struct timer {
	void (*fn)(void *arg);
	void *arg;
	int64_t ms;
};

static struct timer *pending;

static struct timer *
after(void *self, int64_t ms, void (*fn)(void *arg), void *arg)
{
	(void)self;
	assert_null(pending);
	pending = test_malloc(sizeof(*pending));
	*pending = (struct timer) {fn, arg, ms};
	return pending;
}

static void
stop(void *self, struct timer *timer)
{
	(void)self;
	if (timer == NULL)
		return;
	assert_ptr_equal(timer, pending);
	test_free(timer);
	pending = NULL;
}

static void
fire(void)
{
	struct timer timer;

	assert_non_null(pending);
	timer = *pending;
	test_free(pending);
	pending = NULL;
	timer.fn(timer.arg);
}

static const struct clock_service test_clock = {.after = after, .stop = stop};
static int stirs;

static void
stirred(void *arg)
{
	(void)arg;
	stirs++;
}

/* --- playing ---------------------------------------------------------- */

static struct face *
start(int step)
{
	buf_release(&fake.events);
	memset(&fake, 0, sizeof(fake));
	fake.step = step;
	stirs = 0;
	return face_new(NULL, &test_clock, stirred, NULL);
}

static enum face_ask
press(struct face *face, enum key_kind kind, uint32_t c)
{
	struct key key = {.kind = kind, .c = c};

	return face_key(face, &key);
}

static enum face_ask
type(struct face *face, const char *letters)
{
	enum face_ask ask = FACE_DRAW;

	for (; *letters != '\0'; letters++)
		ask = press(face, K_CHAR, (uint32_t)*letters);
	return ask;
}

static void
paste(struct face *face, const char *text)
{
	struct key key = {.kind = K_PASTE, .text = slice_of(text)};

	(void)face_key(face, &key);
}

static void
told(const char *expected)
{
	assert_string_equal(buf_text(&fake.events), expected);
	buf_clear(&fake.events);
}

static void
shows_at(struct face *face, size_t rows, size_t cols, const char *part)
{
	struct arena arena = ARENA_INIT;
	struct canvas canvas;

	canvas_init(&canvas, rows, cols);
	face_draw(face, &canvas);
	assert_has(canvas_text(&arena, &canvas), part);
	canvas_release(&canvas);
	arena_release(&arena);
}

static void
shows(struct face *face, const char *part)
{
	shows_at(face, 24, 80, part);
}

static void
finish(struct face *face)
{
	face_free(face);
	assert_null(pending);
	buf_release(&fake.events);
}

/* --- fields ----------------------------------------------------------- */

static void
typing_replaces_a_suggestion(void **state)
{
	struct face *face = start(0);

	(void)state;
	shows(face, "Domain  example.jp___");
	type(face, "a");
	told("text:a");
	shows(face, "Domain  a____");
	finish(face);
}

static void
enter_keeps_a_suggestion(void **state)
{
	struct face *face = start(0);

	(void)state;
	press(face, K_ENTER, 0);
	told("leave:10 next");
	finish(face);
}

static void
right_and_end_edit_a_suggestion(void **state)
{
	struct face *face = start(0);

	(void)state;
	press(face, K_END, 0);
	told("text:example.jp");
	press(face, K_BACKSPACE, 0);
	told("text:example.j");
	finish(face);
}

static void
letters_are_text_while_a_field_has_the_focus(void **state)
{
	struct face *face = start(0);

	(void)state;
	assert_int_equal(type(face, "q?v1 "), FACE_DRAW);
	told("text:q text:q? text:q?v text:q?v1 text:q?v1 ");
	press(face, K_CTRL, 'G');
	shows(face, "Keys everywhere");
	press(face, K_ESC, 0);
	shows(face, "Domain  q?v1 ___");
	finish(face);
}

static void
text_is_judged_after_silence_without_moving_the_cursor(void **state)
{
	struct face *face = start(0);

	(void)state;
	fake.normalise = true;
	type(face, "ab");
	told("text:a text:ab");
	assert_int_equal(pending->ms, FACE_JUDGE_MS);
	press(face, K_LEFT, 0);
	fire();
	told("leave:10");
	assert_int_equal(stirs, 1);
	/* What the wizard made of it is not forced on who is still typing. */
	type(face, "x");
	told("text:axb");
	finish(face);
}

static void
leaving_a_field_takes_over_what_the_wizard_made_of_it(void **state)
{
	struct face *face = start(0);

	(void)state;
	fake.normalise = true;
	type(face, "i");
	press(face, K_TAB, 0);
	told("text:i leave:10");
	press(face, K_BACKTAB, 0);
	press(face, K_BACKSPACE, 0);
	told("text:example.j");
	finish(face);
}

static void
a_paste_goes_into_the_field_on_one_line(void **state)
{
	struct face *face = start(0);

	(void)state;
	paste(face, " example\n.jp\n");
	told("text:example.jp");
	finish(face);
}

static void
full_width_letters_become_ascii(void **state)
{
	struct face *face = start(0);

	(void)state;
	press(face, K_CHAR, 0xff41);
	press(face, K_CHAR, 0x3002);
	told("text:a text:a.");
	finish(face);
}

/* --- moving ----------------------------------------------------------- */

static void
tab_goes_round_and_enter_presses_buttons(void **state)
{
	struct face *face = start(0);

	(void)state;
	press(face, K_TAB, 0);
	press(face, K_TAB, 0);
	press(face, K_ENTER, 0);
	told("leave:10 press:2");
	press(face, K_TAB, 0);
	type(face, "x");
	told("text:x");
	press(face, K_BACKTAB, 0);
	press(face, K_CHAR, ' ');
	told("leave:10 press:2");
	finish(face);
}

static void
enter_presses_only_where_the_view_says_so(void **state)
{
	struct face *face = start(1);

	(void)state;
	press(face, K_ENTER, 0);
	told("next");
	type(face, "j");
	press(face, K_ENTER, 0);
	told("press:12");
	finish(face);
}

static void
digits_choose_and_letters_of_the_step_are_passed_on(void **state)
{
	struct face *face = start(1);

	(void)state;
	type(face, "2");
	told("press:13");
	type(face, "rk");
	told("key:r key:k");
	type(face, "z9");
	told("");
	press(face, K_CHAR, 0xff52); /* full-width r */
	told("key:r");
	finish(face);
}

static void
every_way_back_is_back(void **state)
{
	struct face *face = start(1);

	(void)state;
	press(face, K_ESC, 0);
	press(face, K_LEFT, 0);
	type(face, "b");
	told("back back back");
	finish(face);
}

static void
another_step_starts_at_its_first_item(void **state)
{
	struct face *face = start(1);

	(void)state;
	type(face, "j");
	fake.outcome = OUTCOME_MOVED;
	press(face, K_ESC, 0);
	told("back");
	type(face, "x");
	told("text:x");
	finish(face);
}

static void
enter_goes_on_where_there_are_only_buttons(void **state)
{
	struct face *face = start(2);

	(void)state;
	shows(face, "first line");
	press(face, K_ENTER, 0);
	press(face, K_CHAR, ' ');
	told("next");
	press(face, K_BACKTAB, 0);
	shows(face, "< Continue >");
	shows(face, "\nEnter Continue ");
	press(face, K_ENTER, 0);
	told("press:2");
	finish(face);
}

static void
the_wizard_can_take_the_focus(void **state)
{
	struct face *face = start(1);

	(void)state;
	fake.outcome = OUTCOME_FOCUS;
	fake.focus = ROW_B;
	press(face, K_ENTER, 0);
	press(face, K_CHAR, ' ');
	told("next press:12");
	finish(face);
}

/* --- the program ------------------------------------------------------ */

static void
quitting_asks_after_ctrl_c_only(void **state)
{
	struct face *face = start(1);

	(void)state;
	assert_int_equal(type(face, "q"), FACE_QUIT);
	assert_int_equal(press(face, K_CTRL, 'C'), FACE_DRAW);
	shows(face, "Everything is saved. Quit? y or n");
	assert_int_equal(type(face, "n"), FACE_DRAW);
	assert_int_equal(press(face, K_CTRL, 'C'), FACE_DRAW);
	assert_int_equal(press(face, K_CTRL, 'C'), FACE_QUIT);
	assert_int_equal(press(face, K_CTRL, 'C'), FACE_DRAW);
	assert_int_equal(type(face, "y"), FACE_QUIT);
	told("");
	finish(face);
}

static void
a_paste_outside_fields_fires_nothing(void **state)
{
	struct face *face = start(1);

	(void)state;
	paste(face, "qqq\nrrr\n");
	told("");
	shows(face, "That looked like a paste.");
	type(face, "r");
	told("key:r");
	finish(face);
}

static void
kana_outside_fields_explains_itself(void **state)
{
	struct face *face = start(1);

	(void)state;
	press(face, K_CHAR, 0x3042);
	shows(face, "Japanese input is on.");
	paste(face, "\u3042\u3044\u3046");
	shows(face, "Japanese input is on.");
	told("");
	finish(face);
}

static void
v_shows_and_y_sends_a_record(void **state)
{
	struct face *face = start(1);

	(void)state;
	assert_int_equal(type(face, "v"), FACE_PLAIN);
	assert_int_equal(type(face, "y"), FACE_COPY);
	assert_int_equal(press(face, K_CTRL, 'L'), FACE_REPAINT);
	assert_int_equal(press(face, K_CTRL, 'Z'), FACE_SUSPEND);
	finish(face);
}

static void
help_opens_scrolls_and_returns_to_the_same_focus(void **state)
{
	struct face *face = start(1);

	(void)state;
	type(face, "j?");
	shows_at(face, 15, 60, "What it is");
	type(face, "G");
	shows_at(face, 15, 60, "save and quit");
	press(face, K_ESC, 0);
	told("");
	press(face, K_CHAR, ' ');
	told("press:12");
	finish(face);
}

static void
a_tiny_window_offers_plain_mode_and_quitting(void **state)
{
	struct face *face = start(1);

	(void)state;
	shows_at(face, 9, 38, "40x10 is needed");
	assert_int_equal(type(face, "r"), FACE_DRAW);
	told("");
	assert_int_equal(type(face, "p"), FACE_LEAVE);
	assert_int_equal(type(face, "q"), FACE_QUIT);
	finish(face);
}

static void
the_language_changes_in_place(void **state)
{
	struct face *face = start(1);

	(void)state;
	(void)unsetenv("LANGUAGE");
	type(face, "jL");
	assert_string_equal(getenv("LANGUAGE"), "ja");
	told("key:L");
	press(face, K_CHAR, ' ');
	type(face, "L");
	assert_string_equal(getenv("LANGUAGE"), "en");
	told("press:12 key:L");
	finish(face);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(typing_replaces_a_suggestion),
	    cmocka_unit_test(enter_keeps_a_suggestion),
	    cmocka_unit_test(right_and_end_edit_a_suggestion),
	    cmocka_unit_test(letters_are_text_while_a_field_has_the_focus),
	    cmocka_unit_test(
		text_is_judged_after_silence_without_moving_the_cursor),
	    cmocka_unit_test(
		leaving_a_field_takes_over_what_the_wizard_made_of_it),
	    cmocka_unit_test(a_paste_goes_into_the_field_on_one_line),
	    cmocka_unit_test(full_width_letters_become_ascii),
	    cmocka_unit_test(tab_goes_round_and_enter_presses_buttons),
	    cmocka_unit_test(enter_presses_only_where_the_view_says_so),
	    cmocka_unit_test(
		digits_choose_and_letters_of_the_step_are_passed_on),
	    cmocka_unit_test(every_way_back_is_back),
	    cmocka_unit_test(another_step_starts_at_its_first_item),
	    cmocka_unit_test(enter_goes_on_where_there_are_only_buttons),
	    cmocka_unit_test(the_wizard_can_take_the_focus),
	    cmocka_unit_test(quitting_asks_after_ctrl_c_only),
	    cmocka_unit_test(a_paste_outside_fields_fires_nothing),
	    cmocka_unit_test(kana_outside_fields_explains_itself),
	    cmocka_unit_test(v_shows_and_y_sends_a_record),
	    cmocka_unit_test(help_opens_scrolls_and_returns_to_the_same_focus),
	    cmocka_unit_test(a_tiny_window_offers_plain_mode_and_quitting),
	    cmocka_unit_test(the_language_changes_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
