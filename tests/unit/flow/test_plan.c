/* What is to be published: SPF, and what holds for every record. */
#include "tests/unit/flow/plan_scene.h"

#include <stdio.h>
#include <string.h>

/* --- SPF ----------------------------------------------------------------- */

static void
keeps_adds_or_replaces_spf(void **state)
{
	static const struct plan_row rows[] = {
	    {.records = "",
		.ours = {"ip4:192.0.2.25"},
		.topic = TOPIC_SPF,
		.op = CHANGE_ADD,
		.value = "v=spf1 ip4:192.0.2.25 ~all"},
	    {.records = SPF("v=spf1 ip4:192.0.2.25 -all"),
		.ours = {"ip4:192.0.2.25"},
		.topic = TOPIC_SPF,
		.op = CHANGE_KEEP,
		.value = "v=spf1 ip4:192.0.2.25 -all"},
	    {.records = SPF("v=spf1 include:sendgrid.net -all"),
		.ours = {"ip4:192.0.2.25", "include:_spf.google.com"},
		.topic = TOPIC_SPF,
		.op = CHANGE_REPLACE,
		.value = "v=spf1 ip4:192.0.2.25 include:_spf.google.com "
			 "include:sendgrid.net -all"},
	    {.records = SPF("v=spf1 mx -all") SPF("v=spf1 a ~all"),
		.topic = TOPIC_SPF,
		.op = CHANGE_REPLACE,
		.value = "v=spf1 mx a ~all"},
	    {.records = SPF("v=spf1 include:sendgrid.net mx -all"),
		.gone = {"include:sendgrid.net"},
		.topic = TOPIC_SPF,
		.op = CHANGE_REPLACE,
		.value = "v=spf1 mx -all"},
	    {.records = SPF("v=spf1 mx -all"),
		.all = "~",
		.topic = TOPIC_SPF,
		.op = CHANGE_REPLACE,
		.value = "v=spf1 mx ~all"},
	};

	(void)state;
	plan_expect(rows, COUNT_OF(rows));
}

static void
keeps_what_means_the_same(void **state)
{
	static const char *const texts[] = {
	    "v=spf1  MX   include:SendGrid.net ~all",
	    "v=spf1 exp=x.example.jp mx ~all",
	    "v=spf1 mx ~all ra=postmaster include:never.example",
	    "v=spf1 redirect=_spf.example.jp mx",
	    "v=spf1 mx redirect=_spf.example.jp -all",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		char records[256];
		struct plan_row row = {.records = records,
		    .topic = TOPIC_SPF,
		    .op = CHANGE_KEEP,
		    .value = texts[i]};

		(void)snprintf(
		    records, sizeof(records), "@ TXT \"%s\"\n", texts[i]);
		plan_expect(&row, 1);
	}
}

static void
adds_no_address_that_passes(void **state)
{
	static const struct plan_row rows[] = {
	    {.records = SPF("v=spf1 mx -all"),
		.ours = {"ip4:192.0.2.25"},
		.topic = TOPIC_SPF,
		.op = CHANGE_KEEP,
		.value = "v=spf1 mx -all"},
	    /* Not when the term by which it passes goes. */
	    {.records = SPF("v=spf1 ip4:192.0.2.0/24 -all"),
		.ours = {"ip4:192.0.2.25"},
		.gone = {"ip4:192.0.2.0/24"},
		.topic = TOPIC_SPF,
		.op = CHANGE_REPLACE,
		.value = "v=spf1 ip4:192.0.2.25 -all"},
	    /* Nor when everybody passes today. */
	    {.records = SPF("v=spf1 mx +all"),
		.ours = {"ip4:192.0.2.77"},
		.topic = TOPIC_SPF,
		.op = CHANGE_REPLACE,
		.value = "v=spf1 ip4:192.0.2.77 mx ~all"},
	};

	(void)state;
	plan_expect(rows, COUNT_OF(rows));
}

static void
says_why_there_is_no_spf_proposal(void **state)
{
	static const struct plan_row rows[] = {
	    {.records = SPF("v=spf1 mx -all"), .silent = "example.jp"},
	    {.records = "", .ours = {"include:"}},
	    {.records = SPF("v=spf1 a -all") SPF("v=spf1 mx -all")
		     SPF("v=spf1 ptr -all") SPF("v=spf1 ~all")
			 SPF("v=spf1 ip4:192.0.2.1 ~all")},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct plan_scene scene;

		plan_scene_make(&scene, &rows[i]);
		assert_false(plan_has(&scene.plan, TOPIC_SPF));
		assert_non_null(plan_gap(&scene.plan, TOPIC_SPF));
		plan_scene_close(&scene);
	}
}

/* --- Times and order ----------------------------------------------------- */

static void
notes_how_long_caches_remember(void **state)
{
	struct plan_row row = {
	    .records = "@ 1200 TXT \"v=spf1 a -all\"\n@ 1200 TXT \"x\"\n",
	    .ours = {"ip4:192.0.2.25"},
	    .key = true,
	    .helo = "mail.example.jp"};
	const struct change *change;
	struct plan_scene scene;

	(void)state;
	plan_scene_make(&scene, &row);
	assert_int_equal(scene.plan.count, 4);
	for (size_t i = 0; i < scene.plan.count; i++) {
		assert_int_equal(scene.plan.change[i].topic, i);
		assert_int_equal(scene.plan.change[i].negative_ttl, 900);
		assert_int_equal(scene.plan.change[i].ttl, PLAN_TTL);
		assert_true(strlen(plan_reason(&scene.plan.change[i])) > 0);
		assert_true(strlen(plan_topic(&scene.plan.change[i])) > 0);
	}
	assert_int_equal(plan_work(scene.plan.change, scene.plan.count), 4);
	change = plan_must_find(&scene.plan, TOPIC_SPF);
	assert_int_equal(change->old_ttl, 1200);
	assert_int_equal(change->olds, 1);
	assert_string_equal(change->old[0], "v=spf1 a -all");
	assert_int_equal(
	    plan_must_find(&scene.plan, TOPIC_DMARC)->old_ttl, 0);
	plan_scene_close(&scene);
}

/* Once everything is published as planned, there is nothing left to do. */
static void
is_content_with_its_own_proposals(void **state)
{
	struct plan_row row = {
	    .records = SPF("v=spf1 a ipv4:192.0.2.7 -all")
		DMARC("v=DMARC1; p=rejct; ri=3600"),
	    .ours = {"ip4:192.0.2.25", "include:sendgrid.net"},
	    .host = "ip4:192.0.2.26",
	    .helo = "mail.example.jp",
	    .key = true};
	char records[4096];
	struct plan_scene scene;
	size_t n = 0;

	(void)state;
	plan_scene_make(&scene, &row);
	for (size_t i = 0; i < scene.plan.count; i++) {
		const struct change *c = &scene.plan.change[i];
		size_t half = strlen(c->value) / 2;

		assert_int_not_equal(c->op, CHANGE_KEEP);
		n += (size_t)snprintf(records + n, sizeof(records) - n,
		    "%s. TXT \"%.*s\" \"%s\"\n", c->name, (int)half, c->value,
		    c->value + half);
	}
	plan_scene_close(&scene);
	row.records = records;
	plan_scene_make(&scene, &row);
	assert_int_equal(scene.plan.count, 4);
	for (size_t i = 0; i < scene.plan.count; i++)
		if (scene.plan.change[i].op != CHANGE_KEEP)
			fail_msg("not content with %s", row.records);
	plan_scene_close(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_adds_or_replaces_spf),
	    cmocka_unit_test(keeps_what_means_the_same),
	    cmocka_unit_test(adds_no_address_that_passes),
	    cmocka_unit_test(says_why_there_is_no_spf_proposal),
	    cmocka_unit_test(notes_how_long_caches_remember),
	    cmocka_unit_test(is_content_with_its_own_proposals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
