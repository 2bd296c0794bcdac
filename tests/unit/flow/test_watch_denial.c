/* How long caches deny a name that is new, when they look at signatures. */
#include "tests/unit/flow/watch_scene.h"

static const struct {
	const char *soa_ttl, *proof; /* its TTL, and that of what it is by */
	int64_t denied;
} rows[] = {
    {"600", "", 600},
    {"3600", "", 900}, /* MINIMUM */
    {"600", "@ 900 NSEC mail.example.jp. NS SOA NSEC\n", 900},
    {"600", "@ 600 NSEC mail.example.jp. NS SOA NSEC\n", 600},
    {"600", "@ 300 NSEC mail.example.jp. NS SOA NSEC\n", 600},
    {"600", "@ 0 NSEC3PARAM 1 0 0 -\n", 900},
    {"3600", "@ 0 NSEC3PARAM 1 0 0 -\n", 900},
};

static void
a_proof_may_outlive_the_denial(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct scene scene;

		scene_begin(&scene, TOPIC_DMARC);
		stage_zone(scene.stage, NULL, SCENE_ZONE,
		    arena_printf(&scene.arena,
			"$TTL 3600\n"
			"@ %s SOA ns1 root 1 3600 600 86400 900\n"
			"@ NS ns1\nns1 A 192.0.2.53\n%s",
			rows[i].soa_ttl, rows[i].proof));
		scene_look(&scene, 60000);
		assert_int_equal(
		    scene.change.negative_ttl, rows[i].denied);
		scene_end(&scene);
	}
}

/* One name server is asked, one time: nothing of it changes by publishing. */
static void
it_is_asked_for_once(void **state)
{
	struct scene scene;
	size_t asked = 0;

	(void)state;
	scene_begin(&scene, TOPIC_DMARC);
	scene_look(&scene, 600000);
	for (size_t i = 0; i < stage_questions(scene.stage); i++)
		asked +=
		    stage_question(scene.stage, i)->type == DNS_NSEC;
	assert_int_equal(asked, 1);
	scene_end(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_proof_may_outlive_the_denial),
	    cmocka_unit_test(it_is_asked_for_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
