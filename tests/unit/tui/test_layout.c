#include "tests/unit/tui/views.h"

#include "tui/layout.h"
#include "wizard/base/text.h"

struct fixture {
	struct arena arena;
	struct view view;
	struct body body;
	struct scene scene;
};

static void
setup(struct fixture *f, size_t cols)
{
	*f = (struct fixture) {.arena = ARENA_INIT};
	view_named(&f->view, "Layout");
	f->scene = (struct scene) {.view = &f->view, .rows = 18, .cols = cols};
}

static const char *
lay(struct fixture *f)
{
	canvas_release(&f->body.canvas);
	layout(&f->scene, &f->arena, &f->body);
	return canvas_text(&f->arena, &f->body.canvas);
}

static void
teardown(struct fixture *f)
{
	canvas_release(&f->body.canvas);
	arena_release(&f->arena);
}

static void
paragraphs_wrap_at_76_columns_at_most(void **state)
{
	struct fixture f;
	size_t widest = 0;

	(void)state;
	setup(&f, 200);
	view_text(&f.arena, &f.view,
	    "This program never changes your DNS. It proposes records, you "
	    "enter them in your DNS panel, it watches until they work. All "
	    "answers are saved as you type.");
	for (const char *line = lay(&f); *line != '\0';) {
		size_t len = strcspn(line, "\n");

		widest = len > widest ? len : widest;
		line += len + 1;
	}
	assert_in_range(widest, 60, LAYOUT_TEXT_MAX);
	teardown(&f);
}

static void
line_breaks_in_a_paragraph_are_kept(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, 40);
	view_text(&f.arena, &f.view, "one\ntwo");
	assert_string_equal(lay(&f), "one\ntwo\n");
	teardown(&f);
}

static void
japanese_wraps_without_a_stop_at_the_start_of_a_line(void **state)
{
	struct fixture f;
	const char *text;

	(void)state;
	setup(&f, 20);
	view_text(&f.arena, &f.view,
	    "\u3053\u306e\u753b\u9762\u306f\u9589\u3058\u3066\u3082\u3088"
	    "\u3044\u3002\u518d\u958b\u3067\u304d\u307e\u3059\u3002");
	text = lay(&f);
	assert_lacks(text, "\n\u3002");
	assert_has(text, "\n");
	teardown(&f);
}

static void
labels_of_fields_and_values_align(void **state)
{
	struct fixture f;
	struct item *item;

	(void)state;
	setup(&f, 80);
	item = view_labelled(&f.arena, &f.view, ITEM_FIELD, 1, "Reports to");
	item->value = "dmarc@example.jp";
	item->state = "ok";
	item = view_labelled(&f.arena, &f.view, ITEM_VALUE, 0, "Record");
	item->value = "v=DMARC1; p=none";
	f.scene.focus = 1;
	assert_string_equal(lay(&f),
	    "> Reports to  dmarc@example.jp________________________  ok\n"
	    "  Record      v=DMARC1; p=none\n");
	teardown(&f);
}

static void
a_reason_that_does_not_fit_beside_goes_below(void **state)
{
	struct fixture f;
	struct item *item;

	(void)state;
	setup(&f, 40);
	item = view_labelled(&f.arena, &f.view, ITEM_FIELD, 1, "Domain");
	item->value = "example.jpp";
	item->state = "problem";
	item->note = "example.jpp does not exist in DNS. Check the spelling.";
	f.scene.focus = 1;
	assert_string_equal(lay(&f),
	    "> Domain  example.jpp___________________\n"
	    "    problem  example.jpp does not exist\n"
	    "             in DNS. Check the spelling.\n");
	assert_int_equal(f.body.focus_first, 0);
	assert_int_equal(f.body.focus_end, 3);
	teardown(&f);
}

static void
a_suggestion_fills_an_empty_field(void **state)
{
	struct fixture f;
	struct item *item;
	struct editor editor = EDITOR_INIT;

	(void)state;
	setup(&f, 80);
	item = view_labelled(&f.arena, &f.view, ITEM_FIELD, 1, "Domain");
	item->suggestion = "example.jp";
	f.scene.focus = 1;
	f.scene.editor = &editor;
	assert_has(lay(&f), "Domain  example.jp____");
	assert_int_equal(f.body.canvas.cursor_col, 10);
	editor_type(&editor, 'x');
	assert_has(lay(&f), "Domain  x______");
	assert_int_equal(f.body.canvas.cursor_col, 11);
	editor_release(&editor);
	teardown(&f);
}

static void
a_long_text_moves_so_that_the_cursor_is_seen(void **state)
{
	struct fixture f;
	struct editor editor = EDITOR_INIT;

	(void)state;
	setup(&f, 20);
	view_labelled(&f.arena, &f.view, ITEM_FIELD, 1, "");
	f.scene.focus = 1;
	f.scene.editor = &editor;
	editor_set(&editor, "0123456789abcdefghijklmnopqrstuvwxyz");
	assert_has(lay(&f), "> jklmnopqrstuvwxyz_\n");
	assert_int_equal(f.body.canvas.cursor_col, 19);
	(void)editor_do(&editor, EDIT_HOME);
	assert_has(lay(&f), "> 0123456789abcdefgh\n");
	assert_int_equal(f.body.canvas.cursor_col, 2);
	editor_set(&editor, "\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e\u65e5\u672c"
			    "\u8a9e");
	assert_has(lay(&f), "\u672c\u8a9e_");
	assert_int_equal(f.body.canvas.cursor_col, 18);
	editor_release(&editor);
	teardown(&f);
}

static void
an_area_shows_the_end_of_what_was_pasted(void **state)
{
	struct fixture f;
	struct item *item;
	struct editor editor = {.lines = true};

	(void)state;
	setup(&f, 40);
	item = view_labelled(&f.arena, &f.view, ITEM_FIELD, 1, "Message");
	item->area = true;
	f.scene.focus = 1;
	f.scene.editor = &editor;
	f.scene.rows = 11;
	assert_has(lay(&f), "nothing pasted yet");
	editor_insert(&editor, slice_of("one\ntwo\nthree\nfour\x1b\nfive"));
	assert_string_equal(lay(&f), "> Message  -- line 5 of 5 --\n"
				     "  three\n"
				     "  four\\x1b\n"
				     "  five\n");
	assert_int_equal(f.body.canvas.cursor_row, 3);
	assert_int_equal(f.body.canvas.cursor_col, 6);
	editor_type(&editor, '\n');
	assert_has(lay(&f), "  four\\x1b\n  five\n\n");
	assert_int_equal(f.body.canvas.cursor_row, 3);
	editor_release(&editor);
	teardown(&f);
}

static void
choices_show_their_consequence(void **state)
{
	struct fixture f;
	struct item *item;

	(void)state;
	setup(&f, 60);
	item = view_labelled(&f.arena, &f.view, ITEM_CHOICE, 1, "~all  mark");
	item->number = 1;
	item->chosen = true;
	item->note = "choose this first";
	item = view_labelled(&f.arena, &f.view, ITEM_CHOICE, 2, "-all");
	item->number = 2;
	item->note = "after reports are clean";
	f.scene.focus = 2;
	assert_string_equal(lay(&f),
	    "  (o) 1  ~all  mark  choose this first\n"
	    "> ( ) 2  -all        after reports are clean\n");
	teardown(&f);
}

static void
rows_show_mark_digit_and_cells(void **state)
{
	static const struct table table = {
	    .columns = 2, .column = {[1] = {.right = true}}};
	struct fixture f;
	struct item *item;

	(void)state;
	setup(&f, 60);
	item = view_add(&f.arena, &f.view, ITEM_HEAD, 0);
	item->table = &table;
	item->cell[0].text = "Address";
	item->cell[1].text = "Mails";
	item = view_add(&f.arena, &f.view, ITEM_MARK, 5);
	item->table = &table;
	item->mark = '?';
	item->cell[0].text = "198.51.100.7";
	item->cell[1].text = "12";
	f.scene.focus = 5;
	assert_string_equal(lay(&f), "      Address       Mails\n"
				     "> [?] 198.51.100.7     12\n");
	teardown(&f);
}

static void
details_show_only_under_the_focus(void **state)
{
	static const struct table table = {.columns = 1};
	static const char *const detail[] = {"v=spf1 -all"};
	struct fixture f;

	(void)state;
	setup(&f, 60);
	for (int id = 1; id <= 2; id++) {
		struct item *item = view_add(&f.arena, &f.view, ITEM_ROW, id);

		item->table = &table;
		item->cell[0].text = id == 1 ? "SPF" : "DKIM";
		item->detail = detail;
		item->details = 1;
	}
	f.scene.focus = 1;
	assert_string_equal(lay(&f), "> SPF\n    v=spf1 -all\n  DKIM\n");
	assert_int_equal(f.body.focus_end, 2);
	f.scene.focus = 2;
	assert_string_equal(lay(&f), "  SPF\n> DKIM\n    v=spf1 -all\n");
	teardown(&f);
}

static void
a_record_is_one_line_with_its_length_beside(void **state)
{
	struct fixture f;
	struct item *item;

	(void)state;
	setup(&f, 40);
	item = view_labelled(&f.arena, &f.view, ITEM_VALUE, 0, "Value");
	item->value = "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A";
	item->note = "(410)";
	assert_string_equal(
	    lay(&f), "  Value  v=DKIM1; k=rsa; p=MII..  (410)\n");
	item->note = NULL;
	item->label = "";
	item->role = ROLE_REMOVE;
	item->value = "v=spf1 -all";
	assert_string_equal(lay(&f), "  - v=spf1 -all\n");
	teardown(&f);
}

static void
what_goes_and_comes_is_shown_to_its_end(void **state)
{
	struct fixture f;
	struct item *item;

	(void)state;
	setup(&f, 40);
	item = view_labelled(&f.arena, &f.view, ITEM_VALUE, 0, NULL);
	item->role = ROLE_REMOVE;
	item->value = "v=spf1 -all";
	item = view_labelled(&f.arena, &f.view, ITEM_VALUE, 0, NULL);
	item->role = ROLE_ADD;
	item->value = "v=spf1 ip4:203.0.113.25 include:_spf.example ~all";
	assert_string_equal(lay(&f),
	    "  - v=spf1 -all\n"
	    "  + v=spf1 ip4:203.0.113.25\n"
	    "    include:_spf.example ~all\n");
	teardown(&f);
}

static void
buttons_stand_side_by_side_while_they_fit(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, 40);
	view_labelled(&f.arena, &f.view, ITEM_BUTTON, 1, "Back");
	view_labelled(&f.arena, &f.view, ITEM_BUTTON, 2, "Continue");
	f.scene.focus = 2;
	assert_string_equal(lay(&f), "  < Back >  < Continue >\n");
	assert_int_equal(f.body.focus_first, 0);
	assert_int_equal(f.body.focus_end, 1);
	f.scene.cols = 20;
	assert_string_equal(lay(&f), "  < Back >\n  < Continue >\n");
	assert_int_equal(f.body.focus_first, 1);
	teardown(&f);
}

static void
empty_lines_go_first_when_space_is_short(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, 40);
	for (int i = 0; i < 3; i++) {
		view_text(&f.arena, &f.view, "text");
		view_blank(&f.arena, &f.view);
	}
	assert_string_equal(lay(&f), "text\n\ntext\n\ntext\n\n");
	f.scene.rows = 4;
	assert_string_equal(lay(&f), "text\ntext\ntext\n");
	teardown(&f);
}

static void
any_width_is_survived(void **state)
{
	struct fixture f;
	struct item *item;

	(void)state;
	setup(&f, 1);
	item = view_labelled(
	    &f.arena, &f.view, ITEM_FIELD, 1, "\u30c9\u30e1\u30a4\u30f3");
	item->value = "\u65e5\u672c\u8a9e.jp";
	item->note = "\u78ba\u8a8d\u3057\u3066\u304f\u3060\u3055\u3044\u3002";
	item->state = "problem";
	view_labelled(&f.arena, &f.view, ITEM_BUTTON, 2, "Continue");
	view_labelled(&f.arena, &f.view, ITEM_CHOICE, 3, "~all");
	view_text(&f.arena, &f.view, "\u65e5\u672c\u8a9e text");
	f.scene.focus = 1;
	for (size_t cols = 1; cols < 90; cols++) {
		f.scene.cols = cols;
		(void)lay(&f);
		assert_int_equal(f.body.canvas.cols, cols);
	}
	teardown(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(paragraphs_wrap_at_76_columns_at_most),
	    cmocka_unit_test(line_breaks_in_a_paragraph_are_kept),
	    cmocka_unit_test(
		japanese_wraps_without_a_stop_at_the_start_of_a_line),
	    cmocka_unit_test(labels_of_fields_and_values_align),
	    cmocka_unit_test(a_reason_that_does_not_fit_beside_goes_below),
	    cmocka_unit_test(a_suggestion_fills_an_empty_field),
	    cmocka_unit_test(a_long_text_moves_so_that_the_cursor_is_seen),
	    cmocka_unit_test(an_area_shows_the_end_of_what_was_pasted),
	    cmocka_unit_test(choices_show_their_consequence),
	    cmocka_unit_test(rows_show_mark_digit_and_cells),
	    cmocka_unit_test(details_show_only_under_the_focus),
	    cmocka_unit_test(a_record_is_one_line_with_its_length_beside),
	    cmocka_unit_test(what_goes_and_comes_is_shown_to_its_end),
	    cmocka_unit_test(buttons_stand_side_by_side_while_they_fit),
	    cmocka_unit_test(empty_lines_go_first_when_space_is_short),
	    cmocka_unit_test(any_width_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
