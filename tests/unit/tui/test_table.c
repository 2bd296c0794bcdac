#include "tests/unit/tui/views.h"

#include "tui/table.h"

/* A wait grid: server, three states, and when it was asked. */
static const struct table grid = {
    .columns = 5,
    .column = {[0] = {.flexible = true}, [4] = {.rank = 1}},
};

static void
add_row(struct arena *arena, struct view *view, const char *server,
    const char *dkim, const char *dmarc, const char *spf, const char *asked)
{
	struct item *item = view_add(arena, view, ITEM_ROW, 0);
	const char *texts[] = {server, dkim, dmarc, spf, asked};

	item->table = &grid;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		item->cell[i].text = texts[i];
}

static void
make_grid(struct arena *arena, struct view *view)
{
	view_named(view, "Wait");
	add_row(
	    arena, view, "8.8.8.8 Google", "NEW", "NEW", "waits", "12 s ago");
	add_row(arena, view, "this server's resolver", "NEW", "none ~38m",
	    "waits", "12 s ago");
}

static void
columns_are_as_wide_as_their_widest_cell(void **state)
{
	struct arena arena = ARENA_INIT;
	struct view view;
	struct table_fit fit;

	(void)state;
	make_grid(&arena, &view);
	fit = table_fit(&view, &grid, 80);
	assert_int_equal(fit.indent, 2);
	assert_int_equal(fit.width[0], 22);
	assert_int_equal(fit.width[1], 3);
	assert_int_equal(fit.width[2], 9);
	assert_int_equal(fit.width[3], 5);
	assert_int_equal(fit.width[4], 8);
	arena_release(&arena);
}

static void
a_narrow_window_drops_asked_first_and_never_a_state(void **state)
{
	struct arena arena = ARENA_INIT;
	struct view view;
	struct table_fit fit;

	(void)state;
	make_grid(&arena, &view);
	fit = table_fit(&view, &grid, 50);
	assert_int_equal(fit.width[4], 0);
	assert_int_equal(fit.width[0], 22);
	fit = table_fit(&view, &grid, 40);
	assert_int_equal(fit.width[4], 0);
	assert_int_equal(fit.width[0], 15);
	/* A state is never dropped, however little room there is. */
	fit = table_fit(&view, &grid, 10);
	assert_int_equal(fit.width[1], 3);
	assert_int_equal(fit.width[2], 9);
	assert_int_equal(fit.width[3], 5);
	arena_release(&arena);
}

/* Five records, each with all that can be said of it, on 60 columns. */
static void
states_are_clipped_before_one_is_lost(void **state)
{
	static const struct table wide = {
	    .columns = 7,
	    .column = {{.flexible = true}, {.flexible = true},
		{.flexible = true}, {.flexible = true}, {.flexible = true},
		{.flexible = true}, {.rank = 3}},
	};
	struct arena arena = ARENA_INIT;
	struct view view;
	struct item *item;
	struct table_fit fit;
	size_t sum;

	(void)state;
	view_named(&view, "Wait");
	item = view_add(&arena, &view, ITEM_ROW, 0);
	item->table = &wide;
	item->cell[0].text = "this server's resolver";
	for (size_t i = 1; i < 6; i++)
		item->cell[i].text = "none ~38 min";
	item->cell[6].text = "12 s ago";
	fit = table_fit(&view, &wide, 60);
	assert_int_equal(fit.width[6], 0);
	sum = fit.indent + fit.width[0];
	for (size_t i = 1; i < 6; i++) {
		assert_in_range(fit.width[i], 8, 12);
		sum += fit.width[i] + TABLE_GAP;
	}
	assert_in_range(sum, 1, 60);
	arena_release(&arena);
}

/* A key of 410 characters does not push the other columns out. */
static void
a_very_long_cell_is_clipped_before_columns_are_dropped(void **state)
{
	struct arena arena = ARENA_INIT;
	struct view view;
	struct table_fit fit;
	char key[411];

	(void)state;
	memset(key, 'A', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	view_named(&view, "Review");
	add_row(&arena, &view, key, "ADD", "mx202611._domainkey", "TXT", "");
	fit = table_fit(&view, &grid, 80);
	assert_int_equal(fit.width[2], 19);
	assert_int_equal(fit.width[0], 47);
	arena_release(&arena);
}

static void
columns_of_higher_rank_go_first(void **state)
{
	static const struct table table = {
	    .columns = 3, .column = {[1] = {.rank = 2}, [2] = {.rank = 1}}};
	struct arena arena = ARENA_INIT;
	struct view view;
	struct item *item;
	struct table_fit fit;

	(void)state;
	view_named(&view, "Table");
	item = view_add(&arena, &view, ITEM_ROW, 1);
	item->table = &table;
	for (size_t i = 0; i < 3; i++)
		item->cell[i].text = "0123456789";
	fit = table_fit(&view, &table, 30);
	assert_int_equal(fit.width[1], 0);
	assert_int_equal(fit.width[2], 10);
	fit = table_fit(&view, &table, 20);
	assert_int_equal(fit.width[2], 0);
	arena_release(&arena);
}

static void
digits_and_marks_get_their_columns(void **state)
{
	static const struct table table = {.columns = 1};
	struct arena arena = ARENA_INIT;
	struct view view;
	struct item *item;

	(void)state;
	view_named(&view, "Table");
	item = view_add(&arena, &view, ITEM_MARK, 1);
	item->table = &table;
	item->cell[0].text = "x";
	assert_int_equal(table_fit(&view, &table, 40).indent, 6);
	item->number = 3;
	assert_int_equal(table_fit(&view, &table, 40).indent, 9);
	arena_release(&arena);
}

static void
width_counts_columns_not_octets(void **state)
{
	static const struct table table = {.columns = 1};
	struct arena arena = ARENA_INIT;
	struct view view;
	struct item *item;

	(void)state;
	view_named(&view, "Table");
	item = view_add(&arena, &view, ITEM_ROW, 1);
	item->table = &table;
	item->cell[0].text = "\u672a\u53cd\u6620";
	assert_int_equal(table_fit(&view, &table, 40).width[0], 6);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
	    cmocka_unit_test(
		a_narrow_window_drops_asked_first_and_never_a_state),
	    cmocka_unit_test(states_are_clipped_before_one_is_lost),
	    cmocka_unit_test(
		a_very_long_cell_is_clipped_before_columns_are_dropped),
	    cmocka_unit_test(columns_of_higher_rank_go_first),
	    cmocka_unit_test(digits_and_marks_get_their_columns),
	    cmocka_unit_test(width_counts_columns_not_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
