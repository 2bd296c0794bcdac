/* Publishing by dynamic update: whom it asks, what it sends, what it keeps. */
#include "tests/unit/flow/stage.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/flow/past.h"
#include "wizard/flow/publish.h"

#define DOMAIN "example.jp"
#define SPF    "v=spf1 mx -all"
#define DKIM   "s1._domainkey.example.jp"
#define CHILD  "192.0.2.99"

struct scene {
	struct stage *stage;
	struct decisions *d;
	struct publish *publish;
	size_t changes; /* how often something was new */
};

static void
changed(void *arg)
{
	struct scene *scene = arg;

	scene->changes++;
}

static void
decide(struct scene *scene, int64_t topic, const char *name,
    const char *value, const char *old)
{
	struct change *c = &scene->d->change[scene->d->changes++];

	c->topic = topic;
	c->op = old != NULL ? CHANGE_REPLACE : CHANGE_ADD;
	c->ttl = 300;
	(void)strcpy(c->name, name);
	(void)strcpy(c->value, value);
	c->olds = old != NULL;
	if (old != NULL)
		(void)strcpy(c->old[0], old);
}

/* SPF to be replaced, a key to be added. */
static void
set_up(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	scene->stage = stage_new();
	scene->d = mem_alloc(sizeof(*scene->d));
	(void)strcpy(scene->d->domain, DOMAIN);
	stage_world(scene->stage, "@ TXT \"v=spf1 a -all\"\n");
	decide(scene, TOPIC_SPF, DOMAIN, SPF, "v=spf1 a -all");
	decide(scene, TOPIC_DKIM, DKIM, stage_key_record, NULL);
}

static void
look(struct scene *scene, const struct publish_options *options)
{
	publish_free(scene->publish);
	scene->publish = publish_new(stage_services(scene->stage), scene->d,
	    options, changed, scene);
	stage_run(scene->stage);
	assert_true(publish_is_ready(scene->publish));
	assert_int_equal(stage_updates(scene->stage), 0);
}

static void
tear_down(struct scene *scene)
{
	publish_free(scene->publish);
	stage_free(scene->stage);
	free(scene->d);
}

static const struct publish_options primary = {.undo = false};

/* --- Whom to ask ----------------------------------------------------------- */

static void
asks_the_primary_that_the_soa_names(void **state)
{
	const struct publish_zone *zone;
	struct scene scene;
	struct ip ns1;

	(void)state;
	set_up(&scene);
	look(&scene, &primary);
	assert_int_equal(publish_zones(scene.publish), 1);
	zone = publish_zone(scene.publish, 0);
	assert_string_equal(zone->zone, DOMAIN);
	assert_string_equal(zone->server, "ns1.example.jp");
	assert_true(ip_parse(slice_of("192.0.2.53"), &ns1));
	assert_true(ip_equal(&zone->ip, &ns1));
	assert_int_equal(zone->rrsets, 2);
	/* A cache that learned there is no key would keep that. */
	assert_int_equal(stage_asked(scene.stage, DKIM, ASK_RESOLVER), 0);
	tear_down(&scene);
}

static void
sends_what_is_delegated_to_its_own_primary(void **state)
{
	struct scene scene;

	(void)state;
	set_up(&scene);
	stage_publish(scene.stage, NULL,
	    "@ TXT \"v=spf1 a -all\"\n_domainkey NS ns.child\n"
	    "ns.child A " CHILD "\n");
	stage_zone(scene.stage, CHILD, "_domainkey." DOMAIN,
	    "@ 60 SOA ns.child." DOMAIN ". b. 1 1 1 1 60\n"
	    "@ 60 NS ns.child." DOMAIN ".\n");
	stage_zone(scene.stage, NULL, "_domainkey." DOMAIN,
	    "@ 60 SOA ns.child." DOMAIN ". b. 1 1 1 1 60\n"
	    "@ 60 NS ns.child." DOMAIN ".\n");
	look(&scene, &primary);
	assert_int_equal(publish_zones(scene.publish), 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    publish_zone(scene.publish, i)->rrsets, 1);
	publish_send(scene.publish);
	stage_run(scene.stage);
	assert_int_equal(stage_updates(scene.stage), 2);
	tear_down(&scene);
}

static void
asks_only_the_server_that_was_given(void **state)
{
	struct publish_options options = {.port = 5353};
	struct scene scene;

	(void)state;
	set_up(&scene);
	assert_true(ip_parse(slice_of("192.0.2.54"), &options.server));
	look(&scene, &options);
	assert_int_equal(publish_zones(scene.publish), 1);
	assert_int_equal(publish_zone(scene.publish, 0)->port, 5353);
	for (size_t i = 0; i < stage_questions(scene.stage); i++)
		assert_true(
		    ip_equal(&stage_question(scene.stage, i)->server,
			&options.server));
	tear_down(&scene);
}

static void
says_when_nobody_takes_updates(void **state)
{
	struct scene scene;

	(void)state;
	set_up(&scene);
	stage_fail(scene.stage, "192.0.2.53", DOMAIN, DNS_REFUSED);
	look(&scene, &primary);
	assert_int_equal(publish_zones(scene.publish), 0);
	assert_int_equal(publish_rrsets(scene.publish), 2);
	for (size_t i = 0; i < 2; i++)
		assert_non_null(publish_rrset(scene.publish, i)->problem);
	stage_fail(scene.stage, NULL, DOMAIN, DNS_SERVFAIL);
	look(&scene, &primary);
	for (size_t i = 0; i < 2; i++)
		assert_non_null(strstr(
		    publish_rrset(scene.publish, i)->problem, "--server"));
	tear_down(&scene);
}

/* --- What is sent and kept --------------------------------------------------- */

static void
keeps_what_it_sends_before_it_is_out(void **state)
{
	struct scene scene;

	(void)state;
	set_up(&scene);
	look(&scene, &primary);
	publish_send(scene.publish);
	assert_int_equal(stage_updates(scene.stage), 1);
	assert_string_equal(
	    stage_kept_value(scene.stage, DOMAIN, "sent.0.removed_1"),
	    "\"v=spf1 a -all\"");
	assert_string_equal(
	    stage_kept_value(scene.stage, DOMAIN, "change.0.entered"), "");
	stage_run(scene.stage);
	assert_true(publish_is_over(scene.publish));
	assert_string_not_equal(
	    stage_kept_value(scene.stage, DOMAIN, "change.0.entered"), "");
	assert_int_equal(stage_journal_lines(scene.stage), 1);
	tear_down(&scene);
}

static void
sends_nothing_that_it_cannot_keep(void **state)
{
	struct scene scene;

	(void)state;
	set_up(&scene);
	look(&scene, &primary);
	stage_saving_fails(scene.stage, true);
	publish_send(scene.publish);
	stage_run(scene.stage);
	assert_true(publish_is_over(scene.publish));
	assert_int_equal(stage_updates(scene.stage), 0);
	assert_int_equal(
	    publish_zone(scene.publish, 0)->result.end, UPDATE_NOT_SENT);
	assert_int_equal(scene.d->sents, 0);
	tear_down(&scene);
}

static void
remembers_what_may_have_been_done(void **state)
{
	static const struct {
		struct update_result result;
		size_t sents;
		bool entered;
	} rows[] = {
	    {{.end = UPDATE_ANSWERED}, 2, true},
	    {{.end = UPDATE_ANSWERED, .rcode = 8}, 0, false},
	    {{.end = UPDATE_KEY_REFUSED, .rcode = 9, .error = 17}, 0, false},
	    {{.end = UPDATE_NOT_SENT}, 0, false},
	    {{.end = UPDATE_SILENT}, 2, false},
	    {{.end = UPDATE_UNSIGNED}, 2, false},
	    {{.end = UPDATE_FORGED}, 2, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct scene scene;

		set_up(&scene);
		look(&scene, &primary);
		stage_update_result(scene.stage, &rows[i].result);
		publish_send(scene.publish);
		stage_run(scene.stage);
		assert_int_equal(scene.d->sents, rows[i].sents);
		assert_int_equal(
		    scene.d->change[0].entered != 0, rows[i].entered);
		tear_down(&scene);
	}
}

static void
forgets_what_was_taken_back(void **state)
{
	static const struct publish_options undo = {.undo = true};
	struct scene scene;

	(void)state;
	set_up(&scene);
	look(&scene, &primary);
	publish_send(scene.publish);
	stage_run(scene.stage);
	/* The SPF record is there; the key never came. */
	stage_publish(scene.stage, NULL, "@ 300 TXT \"" SPF "\"\n");
	publish_free(scene.publish);
	scene.publish = publish_new(stage_services(scene.stage), scene.d,
	    &undo, changed, &scene);
	stage_run(scene.stage);
	assert_int_equal(publish_zones(scene.publish), 1);
	publish_send(scene.publish);
	stage_run(scene.stage);
	assert_string_equal(stage_update_lines(scene.stage),
	    "prereq yxrrset example.jp. TXT \"" SPF "\"\n"
	    "update delete example.jp. TXT \"" SPF "\"\n"
	    "update add example.jp. 3600 TXT \"v=spf1 a -all\"\n");
	assert_int_equal(scene.d->sents, 0);
	assert_int_equal(scene.d->change[0].entered, 0);
	tear_down(&scene);
}

static void
notes_what_is_there_already(void **state)
{
	struct scene scene;

	(void)state;
	set_up(&scene);
	scene.d->changes = 1;
	stage_publish(scene.stage, NULL, "@ TXT \"" SPF "\"\n");
	look(&scene, &primary);
	assert_int_equal(publish_zones(scene.publish), 0);
	assert_null(publish_rrset(scene.publish, 0)->problem);
	publish_send(scene.publish);
	assert_true(publish_is_over(scene.publish));
	assert_int_not_equal(scene.d->change[0].entered, 0);
	tear_down(&scene);
}

static void
can_be_left_at_any_moment(void **state)
{
	(void)state;
	for (int steps = 0; steps < 16; steps++) {
		struct scene scene;

		set_up(&scene);
		scene.publish = publish_new(stage_services(scene.stage),
		    scene.d, &primary, changed, &scene);
		for (int i = 0; i < steps; i++)
			(void)stage_step(scene.stage);
		if (publish_is_ready(scene.publish))
			publish_send(scene.publish);
		tear_down(&scene);
	}
}

/* What goes out here can be taken back there, and the other way round. */
static void
shares_its_memory_with_undo(void **state)
{
	static const struct publish_options undo = {.undo = true};
	const struct services *services;
	struct past *past = mem_alloc(sizeof(*past));
	struct err err = ERR_INIT;
	struct scene scene;

	(void)state;
	set_up(&scene);
	stage_keep_notes(scene.stage);
	services = stage_services(scene.stage);
	look(&scene, &primary);
	publish_send(scene.publish);
	stage_run(scene.stage);
	/* The next plan is about something else. */
	scene.d->changes = 0;
	assert_int_equal(past_load(services, scene.d, past, &err), ERR_OK);
	assert_int_equal(past->count, 2);
	assert_string_equal(past->change[0].old[0], "v=spf1 a -all");
	stage_publish(scene.stage, NULL, "@ TXT \"" SPF "\"\n");
	publish_free(scene.publish);
	scene.publish =
	    publish_new(services, scene.d, &undo, changed, &scene);
	stage_run(scene.stage);
	publish_send(scene.publish);
	stage_run(scene.stage);
	assert_int_equal(past_load(services, scene.d, past, &err), ERR_OK);
	assert_int_equal(past->count, 0);
	free(past);
	tear_down(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(asks_the_primary_that_the_soa_names),
	    cmocka_unit_test(sends_what_is_delegated_to_its_own_primary),
	    cmocka_unit_test(asks_only_the_server_that_was_given),
	    cmocka_unit_test(says_when_nobody_takes_updates),
	    cmocka_unit_test(keeps_what_it_sends_before_it_is_out),
	    cmocka_unit_test(sends_nothing_that_it_cannot_keep),
	    cmocka_unit_test(remembers_what_may_have_been_done),
	    cmocka_unit_test(forgets_what_was_taken_back),
	    cmocka_unit_test(notes_what_is_there_already),
	    cmocka_unit_test(can_be_left_at_any_moment),
	    cmocka_unit_test(shares_its_memory_with_undo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
