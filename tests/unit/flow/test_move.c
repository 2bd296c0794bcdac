/* Who moves where, as the records and this machine show it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/flow/plan_scene.h"
#include "wizard/base/mem.h"
#include "wizard/flow/move.h"
#include "wizard/flow/senders.h"

struct row {
	const char *spf;
	const char *host[2]; /* addresses of this machine */
	const char *from, *to; /* said; or NULL */
	const char *sides; /* "-192.0.2.25 +192.0.2.77" */
	enum move_start start;
};

static struct decisions d;

static const char *
sides(struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; i < d.movings; i++)
		text = arena_printf(arena, "%s%s%s%s", text,
		    i > 0 ? " " : "", d.moving[i].side == MOVE_OLD ? "-" : "+",
		    d.moving[i].ip);
	return text;
}

static void
expect(const struct row *row)
{
	struct plan_row records = {.records = row->spf, .helo = "mail.example.jp"};
	struct host_facts host = {.known = true, .hostname = ""};
	struct ip address[2], from, to;
	struct move_request request = {.from = &from, .to = &to};
	struct plan_scene scene;
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < 2 && row->host[i] != NULL; i++)
		host.addresses +=
		    ip_parse(slice_of(row->host[i]), &address[i]);
	host.address = address;
	request.froms =
	    row->from != NULL && ip_parse(slice_of(row->from), &from);
	request.tos = row->to != NULL && ip_parse(slice_of(row->to), &to);
	plan_scene_make(&scene, &records);
	scene.options.params.host = &host;
	examine_update(scene.examine, &scene.options.params);
	stage_run(scene.stage);
	memset(&d, 0, sizeof(d));
	assert_int_equal(move_begin(&d, examine_facts(scene.examine), &request),
	    row->sides[0] != '\0');
	assert_string_equal(sides(&arena), row->sides);
	if (d.movings > 0)
		assert_int_equal(d.move.start, row->start);
	plan_scene_close(&scene);
	arena_release(&arena);
}

static void
sees_who_moves(void **state)
{
	static const struct row rows[] = {
	    /* On the new server, before anything was changed. */
	    {.spf = SPF("v=spf1 ip4:192.0.2.25 -all"),
		.host = {"192.0.2.77"},
		.sides = "-192.0.2.25 +192.0.2.77"},
	    /* The names have followed, the SPF record has not. */
	    {.spf = SPF("v=spf1 ip4:192.0.2.99 -all"),
		.host = {"192.0.2.25"},
		.sides = "-192.0.2.99 +192.0.2.25",
		.start = MOVE_HALF},
	    /* A machine that is where it belongs. */
	    {.spf = SPF("v=spf1 ip4:192.0.2.25 -all"),
		.host = {"192.0.2.25"},
		.sides = ""},
	    /* Nothing was ever published: no move, a beginning. */
	    {.spf = "", .host = {"192.0.2.25"}, .sides = ""},
	    /* Not the family that stays. */
	    {.spf = SPF("v=spf1 ip4:192.0.2.25 -all"),
		.host = {"2001:db8::77"},
		.sides = ""},
	    /* What is said goes before what is seen. */
	    {.spf = SPF("v=spf1 ip4:192.0.2.25 -all"),
		.host = {"192.0.2.25"},
		.to = "192.0.2.77",
		.sides = "+192.0.2.77 -192.0.2.25"},
	    {.spf = SPF("v=spf1 ip4:192.0.2.25 -all"),
		.host = {"192.0.2.77"},
		.from = "192.0.2.99",
		.sides = "-192.0.2.99 +192.0.2.77",
		.start = MOVE_HALF},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(&rows[i]);
}

/* Asked every day, it goes on; asked about others, it begins anew. */
static void
remembers_who_moves(void **state)
{
	struct plan_row records = {.records = SPF("v=spf1 mx -all")};
	struct arena arena = ARENA_INIT;
	struct ip to, other, both[2];
	struct move_request request = {.to = &to, .tos = 1};
	struct plan_scene scene;
	const struct facts *facts;

	(void)state;
	assert_true(ip_parse(slice_of("192.0.2.77"), &to));
	assert_true(ip_parse(slice_of("192.0.2.78"), &other));
	plan_scene_make(&scene, &records);
	facts = examine_facts(scene.examine);
	memset(&d, 0, sizeof(d));
	assert_true(move_begin(&d, facts, &request));
	d.move.reached[MOVE_LOWER] = 7;
	assert_true(move_begin(&d, facts, &request));
	assert_int_equal(d.move.reached[MOVE_LOWER], 7);
	request.to = &other;
	assert_true(move_begin(&d, facts, &request));
	assert_int_equal(d.move.reached[MOVE_LOWER], 0);
	/* One that is not said any more is none. */
	both[0] = to;
	both[1] = other;
	request = (struct move_request) {.to = both, .tos = 2};
	assert_true(move_begin(&d, facts, &request));
	assert_int_equal(d.movings, 3);
	request.tos = 1;
	assert_true(move_begin(&d, facts, &request));
	assert_string_equal(sides(&arena), "+192.0.2.77 -192.0.2.25");
	request = (struct move_request) {.from = &both[1], .froms = 1};
	d.move.reached[MOVE_LOWER] = 7;
	assert_true(move_begin(&d, facts, &request));
	assert_int_equal(d.move.reached[MOVE_LOWER], 0);
	arena_release(&arena);
	move_end(&d);
	assert_int_equal(d.movings, 0);
	plan_scene_close(&scene);
}

#define DAY (INT64_C(24) * 3600 * 1000)

/* Lowered before the plan began: only memory, or the user, knows from what. */
static void
knows_ttls_from_before(void **state)
{
	static const struct {
		int64_t longest, ago, said; /* s, ms, s */
		int64_t waits;              /* s */
	} rows[] = {
	    {0, 0, 0, 3600}, /* as the records are */
	    {86400, DAY / 2, 0, 86400},
	    {86400, DAY + 1, 0, 3600}, /* no cache has it any more */
	    {600, DAY / 2, 0, 3600},
	    {0, 0, 43200, 43200},
	    {86400, DAY / 2, 43200, 86400},
	};
	struct plan_row records = {.records = SPF("v=spf1 mx -all")};
	struct ip to;
	struct plan_scene scene;

	(void)state;
	assert_true(ip_parse(slice_of("192.0.2.77"), &to));
	plan_scene_make(&scene, &records);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct move_request request = {.to = &to,
		    .tos = 1,
		    .ttl = rows[i].said,
		    .now = 100 * DAY};

		memset(&d, 0, sizeof(d));
		d.ttl.longest = rows[i].longest;
		d.ttl.seen = 100 * DAY - rows[i].ago;
		assert_true(move_begin(
		    &d, examine_facts(scene.examine), &request));
		assert_int_equal(d.move.ttl, rows[i].waits);
	}
	plan_scene_close(&scene);
}

static void
remembers_the_longest_ttl_until_caches_forget(void **state)
{
	struct plan_row records = {.records = SPF("v=spf1 mx -all")};
	struct plan_scene scene;
	const struct facts *facts;

	(void)state;
	plan_scene_make(&scene, &records);
	facts = examine_facts(scene.examine);
	memset(&d, 0, sizeof(d));
	move_note_ttl(&d, facts, DAY);
	assert_int_equal(d.ttl.longest, 3600);
	assert_int_equal(d.ttl.seen, DAY);
	move_note_ttl(&d, facts, DAY + 5);
	assert_int_equal(d.ttl.seen, DAY + 5);
	d.ttl.longest = 86400;
	move_note_ttl(&d, facts, 2 * DAY);
	assert_int_equal(d.ttl.longest, 86400);
	assert_int_equal(d.ttl.seen, DAY + 5);
	move_note_ttl(&d, facts, 2 * DAY + 5);
	assert_int_equal(d.ttl.longest, 3600);
	plan_scene_close(&scene);
}

/* Marked, it goes with the old addresses; unmarked it stays. */
static void
removes_leftovers_only_when_told(void **state)
{
	struct plan_row records = {.records =
				       SPF("v=spf1 ip4:192.0.2.25 "
					   "ip4:192.0.2.99 mx -all"),
	    .helo = "mail.example.jp"};
	struct change *change = mem_alloc(CHANGES_MAX * sizeof(*change));
	struct plan_scene scene;
	struct ip from, stale;
	struct move_request request = {.from = &from, .froms = 1};
	struct move move;

	(void)state;
	assert_true(ip_parse(slice_of("192.0.2.25"), &from));
	assert_true(ip_parse(slice_of("192.0.2.99"), &stale));
	plan_scene_make(&scene, &records);
	d = scene.d;
	senders_find(&d, examine_facts(scene.examine), &(struct templates) {0});
	assert_true(move_begin(&d, examine_facts(scene.examine), &request));
	for (int marked = 0; marked < 2; marked++) {
		move_mark_stale(&d, &stale, marked);
		move_find(&scene.arena, examine_facts(scene.examine), &d, DAY,
		    &move);
		assert_int_equal(move.stales, 1);
		assert_int_equal(move_removing(&move.plan, change), 1);
		assert_string_equal(change->value,
		    marked ? "v=spf1 mx -all" : "v=spf1 ip4:192.0.2.99 mx -all");
	}
	free(change);
	plan_scene_close(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sees_who_moves),
	    cmocka_unit_test(remembers_who_moves),
	    cmocka_unit_test(knows_ttls_from_before),
	    cmocka_unit_test(remembers_the_longest_ttl_until_caches_forget),
	    cmocka_unit_test(removes_leftovers_only_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
