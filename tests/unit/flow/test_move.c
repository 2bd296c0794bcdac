/* Who moves where, as the records and this machine show it. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/flow/plan_scene.h"
#include "wizard/flow/move.h"

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
	struct ip to, other;
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
	move_end(&d);
	assert_int_equal(d.movings, 0);
	plan_scene_close(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sees_who_moves),
	    cmocka_unit_test(remembers_who_moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
