/* Aliases that lead into other zones: whose servers count, and for what. */
#include "tests/unit/flow/watch_scene.h"

#include <string.h>

#define NS1     "192.0.2.53"
#define NS2     "192.0.2.54"
#define FAR_NS  "198.51.100.77"
#define FAR_END "policy.far.example"
#define ZONE(ns) \
	"$TTL 3600\n@ SOA " ns " root 1 3600 600 86400 900\n"
#define HERE \
	ZONE("ns1") "@ NS ns1\n@ NS ns2\nns1 A " NS1 "\nns2 A " NS2 "\n"
#define THERE ZONE("ns") "@ NS ns\nns A " FAR_NS "\n"
#define ALIAS "_dmarc CNAME " FAR_END ".\n"

/* The servers of example.jp have no other zone. */
static void
publish(struct scene *scene, const char *here, const char *there)
{
	struct arena *arena = &scene->arena;
	const char *zone = arena_printf(arena, HERE "%s", here);

	stage_zone(scene->stage, NS1, SCENE_ZONE, zone);
	stage_zone(scene->stage, NS2, SCENE_ZONE, zone);
	stage_zone(scene->stage, NULL, SCENE_ZONE, zone);
	stage_zone(scene->stage, NULL, "far.example",
	    arena_printf(arena, THERE "%s", there));
}

static const char *
end_record(struct scene *scene, const char *value)
{
	return scene_record(&scene->arena, FAR_END, value);
}

static const struct watch_server *
server_at(const struct scene *scene, const char *address)
{
	for (size_t i = 0; i < watch_servers(scene->watch); i++) {
		const struct watch_server *s = watch_server(scene->watch, i);
		char ip[IP_TEXT_MAX];

		ip_format(&s->ip, ip);
		if (s->authority && strcmp(ip, address) == 0)
			return s;
	}
	return NULL;
}

static void
assert_state(
    const struct scene *scene, const char *address, enum cell_state state)
{
	const struct watch_server *s = server_at(scene, address);

	assert_non_null(s);
	assert_int_equal(s->cell[0].state, state);
}

static void
the_servers_of_the_end_are_asked_for_it(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, TOPIC_DMARC);
	publish(&scene, ALIAS, "");
	scene_look(&scene, SCENE_ROUND);
	assert_state(&scene, NS1, CELL_ALIAS);
	assert_state(&scene, FAR_NS, CELL_NONE);
	scene_says(&scene, "an alias (CNAME) to " FAR_END);
	assert_int_equal(scene.change.negative_ttl, 900);
	assert_int_equal(stage_asked(scene.stage, FAR_END, ASK_CACHE), 0);
	assert_int_equal(stage_asked(scene.stage, FAR_END, ASK_RESOLVER), 0);
	/* It is entered at the end: that is as good as here. */
	publish(&scene, ALIAS,
	    end_record(&scene, scene_value[TOPIC_DMARC]));
	scene_look(&scene, 90000);
	assert_true(watch_done(scene.watch));
	assert_state(&scene, NS1, CELL_ALIAS);
	assert_state(&scene, FAR_NS, CELL_NEW);
	assert_int_equal(scene.remarks, 0);
	scene_end(&scene);
}

static void
a_mistake_at_the_end_comes_before_the_alias(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, TOPIC_DMARC);
	publish(&scene, ALIAS, end_record(&scene, "v=DMARC1; p=none; rua=mai"));
	scene_look(&scene, SCENE_ROUND);
	assert_state(&scene, FAR_NS, CELL_DIFFERS);
	scene_says(&scene, "cut at");
	assert_int_equal(scene.change.at_authority, 0);
	scene_end(&scene);
}

/* Its end counts for nothing any more. */
static void
an_alias_may_be_replaced_by_the_record(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, TOPIC_DMARC);
	publish(&scene, ALIAS, end_record(&scene, "v=DMARC1; p=reject"));
	scene_look(&scene, SCENE_ROUND);
	assert_state(&scene, FAR_NS, CELL_DIFFERS);
	publish(&scene,
	    scene_record(&scene.arena, "_dmarc.example.jp",
		scene_value[TOPIC_DMARC]),
	    end_record(&scene, "v=DMARC1; p=reject"));
	scene_look(&scene, 90000);
	assert_true(watch_done(scene.watch));
	assert_int_equal(scene.change.old_ttl, 3600);
	scene_end(&scene);
}

static void
servers_that_lead_to_different_ends_disagree(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, TOPIC_DMARC);
	publish(&scene, ALIAS,
	    end_record(&scene, scene_value[TOPIC_DMARC]));
	stage_zone(scene.stage, NS2, SCENE_ZONE,
	    HERE "_dmarc CNAME other.far.example.\n");
	scene_look(&scene, 90000);
	assert_int_equal(scene.change.at_authority, 0);
	assert_int_equal(
	    stage_asked(scene.stage, "_dmarc.example.jp", ASK_CACHE), 0);
	scene_says(&scene, "an alias (CNAME) to ");
	scene_end(&scene);
}

/* Neither the end of the world nor one of aliases that bite their tails. */
static void
an_end_that_cannot_be_reached_is_no_end(void **state)
{
	static const char *const ends[] = {
	    "policy CNAME _dmarc.example.jp.\n",
	    "policy CNAME a.nowhere.example.\n",
	    "policy CNAME policy2\npolicy2 CNAME policy\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		struct scene scene;

		scene_begin(&scene, TOPIC_DMARC);
		publish(&scene, ALIAS, "");
		stage_zone(scene.stage, FAR_NS, "far.example",
		    arena_printf(&scene.arena, THERE "%s", ends[i]));
		scene_look(&scene, 600000);
		assert_int_equal(scene.change.at_authority, 0);
		assert_in_range(watch_servers(scene.watch), 3,
		    WATCH_SERVERS_MAX);
		scene_end(&scene);
	}
}

/* It was there when the plan was made; caches may have it still. */
static void
an_alias_that_went_before_the_wait_is_not_forgotten(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, TOPIC_DMARC);
	scene.change.alias_ttl = 7200;
	publish(&scene,
	    scene_record(&scene.arena, "_dmarc.example.jp",
		scene_value[TOPIC_DMARC]),
	    "");
	scene_look(&scene, 60000);
	assert_int_equal(scene.change.old_ttl, 7200);
	scene_end(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_servers_of_the_end_are_asked_for_it),
	    cmocka_unit_test(a_mistake_at_the_end_comes_before_the_alias),
	    cmocka_unit_test(an_alias_may_be_replaced_by_the_record),
	    cmocka_unit_test(servers_that_lead_to_different_ends_disagree),
	    cmocka_unit_test(an_end_that_cannot_be_reached_is_no_end),
	    cmocka_unit_test(
		an_alias_that_went_before_the_wait_is_not_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
