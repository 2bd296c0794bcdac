#include "tests/unit/tui/views.h"

#include "tui/frame.h"
#include "wizard/base/text.h"

static const struct frame_step steps[] = {
    {"Domain", 1},
    {"Look", 0},
    {"Senders", 2},
    {"DKIM", 0},
    {"SPF", 0},
    {"DMARC", 0},
    {"Review", 0},
    {"Publish", 0},
    {"Wait", 0},
    {"Verify", 0},
};

static const struct table look_table = {
    .columns = 3, .column = {[2] = {.flexible = true}}};

struct fixture {
	struct arena arena;
	struct view view;
	struct screen screen;
	struct canvas canvas;
	size_t scroll;
};

static void
add_finding(struct fixture *f, int id, const char *topic, const char *state,
    enum role role, const char *text)
{
	static const char *const detail[] = {
	    "v=spf1 include:_spf.google.com ~all",
	};
	struct item *item = view_add(&f->arena, &f->view, ITEM_ROW, id);

	item->table = &look_table;
	item->cell[0].text = topic;
	item->cell[1] = (struct cell) {state, role};
	item->cell[2].text = text;
	item->detail = detail;
	item->details = id == 10 ? 1 : 0;
}

/* The Look step of a domain with two SPF records. */
static void
setup(struct fixture *f)
{
	*f = (struct fixture) {.arena = ARENA_INIT};
	view_named(&f->view, "Step 2 of 10: Look");
	view_text(&f->arena, &f->view, "What example.jp publishes now");
	view_blank(&f->arena, &f->view);
	add_finding(f, 10, "SPF", "problem", ROLE_PROBLEM,
	    "2 records; only 1 is allowed, so SPF fails everywhere");
	add_finding(f, 11, "DKIM", "none", ROLE_NORMAL,
	    "12 usual selectors tried; others may exist");
	add_finding(f, 12, "ns2", "wait", ROLE_WAIT, "no answer yet, 6 s");
	view_blank(&f->arena, &f->view);
	view_labelled(&f->arena, &f->view, ITEM_BUTTON, 1, "Back");
	view_labelled(&f->arena, &f->view, ITEM_BUTTON, 2, "Continue");
	view_hint(&f->view, '\r', "continue");
	view_hint(&f->view, 'v', "plain");
	view_hint(&f->view, 'r', "ask again");
	view_hint(&f->view, '\033', "back");
	view_hidden_hint(&f->view, 'x', "secret");
	view_hint(&f->view, 'q', "quit");
	f->screen = (struct screen) {.view = &f->view,
	    .step = steps,
	    .steps = COUNT_OF(steps),
	    .focus = 10,
	    .follow = true};
}

static const char *
draw(struct fixture *f, size_t rows, size_t cols)
{
	canvas_release(&f->canvas);
	canvas_init(&f->canvas, rows, cols);
	frame_draw(&f->screen, &f->arena, &f->scroll, &f->canvas);
	return canvas_text(&f->arena, &f->canvas);
}

static void
teardown(struct fixture *f)
{
	canvas_release(&f->canvas);
	arena_release(&f->arena);
}

static void
a_full_window_has_header_strip_rules_and_footer(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.view.message = "ns2 is slow; this goes on without it.";
	assert_string_equal(draw(&f, 24, 80),
	    "example.jp                     Step 2 of 10: Look"
	    "                    saved 14:04\n"
	    "Domain* [Look] Senders! DKIM  SPF  DMARC  Review  Publish  Wait"
	    "  Verify\n"
	    "----------------------------------------"
	    "----------------------------------------\n"
	    "What example.jp publishes now\n"
	    "\n"
	    "> SPF   problem  2 records; only 1 is allowed, so SPF fails "
	    "everywhere\n"
	    "    v=spf1 include:_spf.google.com ~all\n"
	    "  DKIM  none     12 usual selectors tried; others may exist\n"
	    "  ns2   wait     no answer yet, 6 s\n"
	    "\n"
	    "  < Back >  < Continue >\n"
	    "\n\n\n\n\n\n\n\n\n\n"
	    "ns2 is slow; this goes on without it.\n"
	    "----------------------------------------"
	    "----------------------------------------\n"
	    "Enter continue   v plain   r ask again   Esc back   q quit   "
	    "? help\n");
	teardown(&f);
}

static void
a_medium_window_loses_strip_and_lower_rule(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	assert_string_equal(draw(&f, 15, 60),
	    "example.jp           Step 2 of 10: Look          saved 14:04\n"
	    "------------------------------------------------------------\n"
	    "What example.jp publishes now\n"
	    "\n"
	    "> SPF   problem  2 records; only 1 is allowed, so SPF fail..\n"
	    "    v=spf1 include:_spf.google.com ~all\n"
	    "  DKIM  none     12 usual selectors tried; others may exist\n"
	    "  ns2   wait     no answer yet, 6 s\n"
	    "\n"
	    "  < Back >  < Continue >\n"
	    "\n\n\n\n"
	    "Enter continue   v plain   r ask again   Esc back   ? help\n");
	teardown(&f);
}

static void
a_small_window_shows_focus_message_and_two_hints(void **state)
{
	struct fixture f;
	const char *text;

	(void)state;
	setup(&f);
	f.view.message = "DNS is slow today.";
	f.screen.focus = 2;
	text = draw(&f, 10, 40);
	assert_has(text, "< Continue >");
	assert_has(text, "DNS is slow today.\n");
	assert_has(text, "\nEnter Continue   ? help\n");
	assert_lacks(text, "----");
	teardown(&f);
}

static void
below_40x10_there_is_only_a_notice(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	assert_has(draw(&f, 9, 38), "This window is 38x9; 40x10 is needed.");
	(void)draw(&f, 1, 1);
	teardown(&f);
}

static void
sizes_change_at_their_limits(void **state)
{
	(void)state;
	assert_int_equal(frame_size(24, 80), FRAME_FULL);
	assert_int_equal(frame_size(60, 200), FRAME_FULL);
	assert_int_equal(frame_size(23, 80), FRAME_MEDIUM);
	assert_int_equal(frame_size(24, 79), FRAME_MEDIUM);
	assert_int_equal(frame_size(15, 60), FRAME_MEDIUM);
	assert_int_equal(frame_size(14, 60), FRAME_SMALL);
	assert_int_equal(frame_size(10, 40), FRAME_SMALL);
	assert_int_equal(frame_size(9, 40), FRAME_TINY);
	assert_int_equal(frame_size(10, 39), FRAME_TINY);
}

static void
the_focus_is_scrolled_into_view_and_more_is_counted(void **state)
{
	struct fixture f;
	const char *text;

	(void)state;
	setup(&f);
	for (int id = 20; id < 50; id++)
		add_finding(&f, id, "MX", "ok", ROLE_OK,
		    arena_printf(&f.arena, "host%d", id));
	text = draw(&f, 15, 60);
	assert_has(text, "> SPF");
	assert_has(text, "-- more ");
	f.screen.focus = 49;
	text = draw(&f, 15, 60);
	assert_has(text, "> MX    ok       host49\n");
	assert_lacks(text, "-- more ");
	f.screen.focus = 30;
	text = draw(&f, 15, 60);
	assert_has(text, "> MX    ok       host30\n");
	assert_has(text, "-- more ");
	/* Scrolling by hand may leave the focus behind. */
	f.screen.follow = false;
	f.scroll = 0;
	text = draw(&f, 15, 60);
	assert_lacks(text, "host30");
	assert_has(text, "-- more 25 --");
	f.scroll = 9999;
	assert_has(draw(&f, 15, 60), "host49");
	teardown(&f);
}

static void
a_long_message_takes_lines_from_the_body(void **state)
{
	struct fixture f;
	const char *text;

	(void)state;
	setup(&f);
	f.view.message = "No DNS server answered (3 tried, 15 s). Your answers "
			 "are saved. r tries again.";
	text = draw(&f, 10, 40);
	assert_has(text, "\nNo DNS server answered (3 tried, 15 s).\n"
			 "Your answers are saved. r tries again.\n");
	assert_has(text, "> SPF");
	teardown(&f);
}

static void
a_notice_of_the_face_stands_before_the_message(void **state)
{
	struct fixture f;
	const char *text;

	(void)state;
	setup(&f);
	f.view.message = "DNS is slow today.";
	f.screen.notice = "Everything is saved. Quit? y or n";
	text = draw(&f, 24, 80);
	assert_has(text, "Quit? y or n");
	assert_lacks(text, "slow");
	teardown(&f);
}

static void
hints_are_dropped_from_the_right_but_never_help(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	view_hint(&f.view, 'w', "write to a file");
	assert_has(draw(&f, 15, 60),
	    "\nEnter continue   v plain   r ask again   Esc back   ? help\n");
	teardown(&f);
}

static void
letters_are_not_offered_while_a_field_has_the_focus(void **state)
{
	struct fixture f;
	struct editor editor = EDITOR_INIT;

	(void)state;
	setup(&f);
	view_labelled(&f.arena, &f.view, ITEM_FIELD, 5, "Domain");
	f.screen.focus = 5;
	f.screen.editor = &editor;
	assert_has(draw(&f, 24, 80),
	    "\nEnter continue   Esc back   ^C quit   ^G help\n");
	assert_true(f.canvas.cursor);
	editor_release(&editor);
	teardown(&f);
}

static void
help_scrolls_and_lists_every_key(void **state)
{
	struct fixture f;
	const char *text;

	(void)state;
	setup(&f);
	f.screen.help = true;
	text = draw(&f, 15, 60);
	assert_has(text, "What it is: what example.jp publishes now.");
	assert_has(text, "  x                 secret\n");
	assert_has(text, "\nEsc close");
	f.scroll = 9999;
	text = draw(&f, 15, 60);
	assert_has(text, "save and quit\n");
	assert_lacks(text, "-- more");
	teardown(&f);
}

static void
nothing_is_wider_than_the_window_in_any_size(void **state)
{
	struct fixture f;
	struct item *item;

	(void)state;
	setup(&f);
	f.view.domain = "\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e\u65e5\u672c"
			"\u8a9e\u65e5\u672c\u8a9e.example";
	f.view.title = "8/10 \u516c\u958b";
	item = view_labelled(
	    &f.arena, &f.view, ITEM_FIELD, 5, "\u30c9\u30e1\u30a4\u30f3");
	item->note = "\u78ba\u8a8d\u3057\u3066\u304f\u3060\u3055\u3044\u3002";
	for (size_t rows = 1; rows < 30; rows++)
		for (size_t cols = 1; cols < 100; cols += 3)
			(void)draw(&f, rows, cols);
	assert_has(draw(&f, 24, 80), "8/10 \u516c\u958b");
	assert_has(draw(&f, 10, 40), "8/10 \u516c\u958b");
	teardown(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_full_window_has_header_strip_rules_and_footer),
	    cmocka_unit_test(a_medium_window_loses_strip_and_lower_rule),
	    cmocka_unit_test(a_small_window_shows_focus_message_and_two_hints),
	    cmocka_unit_test(below_40x10_there_is_only_a_notice),
	    cmocka_unit_test(sizes_change_at_their_limits),
	    cmocka_unit_test(
		the_focus_is_scrolled_into_view_and_more_is_counted),
	    cmocka_unit_test(a_long_message_takes_lines_from_the_body),
	    cmocka_unit_test(a_notice_of_the_face_stands_before_the_message),
	    cmocka_unit_test(hints_are_dropped_from_the_right_but_never_help),
	    cmocka_unit_test(
		letters_are_not_offered_while_a_field_has_the_focus),
	    cmocka_unit_test(help_scrolls_and_lists_every_key),
	    cmocka_unit_test(nothing_is_wider_than_the_window_in_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
