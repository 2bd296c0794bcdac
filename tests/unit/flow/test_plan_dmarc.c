/* What is to be published for DMARC: every tag stays. */
#include <string.h>

#include "tests/unit/flow/plan_scene.h"

static void
nothing_changed(void *arg)
{
	(void)arg;
}

static void
keeps_every_dmarc_tag(void **state)
{
	static const struct plan_row rows[] = {
	    {.records = "",
		.topic = TOPIC_DMARC,
		.op = CHANGE_ADD,
		.value = "v=DMARC1; p=none; rua=mailto:dmarc@example.jp"},
	    {.records = "",
		.rua = "r@other.example",
		.policy = DMARC_QUARANTINE,
		.topic = TOPIC_DMARC,
		.op = CHANGE_ADD,
		.value = "v=DMARC1; p=quarantine; rua=mailto:r@other.example"},
	    {.records = DMARC("v=DMARC1;p=reject;rua=mailto:a@example.jp;"
			      "sp=none;adkim=s;fo=1;x=y"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_KEEP,
		.value = "v=DMARC1;p=reject;rua=mailto:a@example.jp;sp=none;"
			 "adkim=s;fo=1;x=y"},
	    {.records = DMARC("v=DMARC1; sp=reject; p=reject; aspf=s"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=reject; sp=reject; aspf=s; "
			 "rua=mailto:dmarc@example.jp"},
	    {.records = DMARC("v=DMARC1; p=reject; pct=50; "
			      "rua=mailto:a@example.jp; rf=afrf; ri=86400"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=reject; pct=50; rua=mailto:a@example.jp"},
	    /* Older receivers want p= second; a tag counts once. */
	    {.records = DMARC("v=DMARC1; rua=mailto:a@example.jp; fo=1; p=none; "
			      "fo=0; x=y"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; rua=mailto:a@example.jp; fo=1; "
			 "x=y"},
	    {.records = DMARC("v=DMARC1; p=none; pct=100; "
			      "rua=mailto:a@example.jp!10m"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; rua=mailto:a@example.jp!10m"},
	};

	(void)state;
	plan_expect(rows, COUNT_OF(rows));
}

static void
changes_a_policy_only_when_told(void **state)
{
	static const struct plan_row rows[] = {
	    {.records = DMARC("v=DMARC1; p=reject; rua=mailto:a@example.jp"),
		.policy = DMARC_NONE,
		.over = DMARC_REJECT,
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; rua=mailto:a@example.jp"},
	    /* Decided while the policy was weaker than it is now. */
	    {.records = DMARC("v=DMARC1; p=reject; rua=mailto:a@example.jp"),
		.policy = DMARC_QUARANTINE,
		.over = DMARC_NONE,
		.topic = TOPIC_DMARC,
		.op = CHANGE_KEEP,
		.value = "v=DMARC1; p=reject; rua=mailto:a@example.jp"},
	    {.records = DMARC("v=DMARC1; p=none; rua=mailto:a@example.jp"),
		.policy = DMARC_QUARANTINE,
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=quarantine; rua=mailto:a@example.jp"},
	    {.records = DMARC("v=DMARC1; p=rejct; sp=nonee; "
			      "rua=mailto:a@example.jp"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; sp=none; rua=mailto:a@example.jp"},
	    {.records = DMARC("v=DMARC1; rua=mailto:a@example.jp"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; rua=mailto:a@example.jp"},
	    /* None of several holds today. */
	    {.records = DMARC("v=DMARC1; p=reject; fo=1; rua=mailto:a@b.jp")
		     DMARC("v=DMARC1; p=none"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; fo=1; rua=mailto:a@b.jp"},
	    {.records = DMARC("v=dmarc1; p=reject; rua=mailto:a@b.jp"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; rua=mailto:a@b.jp"},
	};

	(void)state;
	plan_expect(rows, COUNT_OF(rows));
}

static void
adds_report_addresses(void **state)
{
	static const struct plan_row rows[] = {
	    {.records = DMARC("v=DMARC1; p=none; rua=mailto:a@example.jp"),
		.rua = "b@example.jp",
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; rua=mailto:a@example.jp,"
			 "mailto:b@example.jp"},
	    {.records = DMARC("v=DMARC1; p=none; rua=mailto:A@example.jp"),
		.rua = "a@example.jp",
		.topic = TOPIC_DMARC,
		.op = CHANGE_KEEP,
		.value = "v=DMARC1; p=none; rua=mailto:A@example.jp"},
	    {.records = DMARC("v=DMARC1; p=none; rua=a@example.jp,"
			      "mailto:b@example.jp"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; rua=mailto:b@example.jp"},
	    {.records = DMARC("v=DMARC1; p=none; rua=a@example.jp"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; rua=mailto:dmarc@example.jp"},
	};

	(void)state;
	plan_expect(rows, COUNT_OF(rows));
}

/* A domain below example.jp, which has a policy for it. */
static void
leaves_an_inherited_policy_alone(void **state)
{
	static const struct {
		const char *records, *silent, *value;
	} rows[] = {
	    {DMARC("v=DMARC1; p=reject"), NULL, NULL},
	    {"_dmarc.sub TXT \"hello\"\n" DMARC("v=DMARC1; p=reject; sp=none"),
		NULL, "v=DMARC1; p=none; rua=mailto:dmarc@sub.example.jp"},
	    {"_dmarc.sub TXT \"hello\"\n" DMARC("v=DMARC1; p=reject"), NULL,
		"v=DMARC1; p=reject; rua=mailto:dmarc@sub.example.jp"},
	    {"", "_dmarc.example.jp", NULL},
	    {"_dmarc.sub TXT \"hello\"\n", "_dmarc.example.jp", NULL},
	    {"", "_dmarc.sub.example.jp", NULL},
	    {"", NULL, "v=DMARC1; p=none; rua=mailto:dmarc@sub.example.jp"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct examine_options options = {
		    .params = {.domain = "sub.example.jp", .authority = true}};
		struct decisions d = {.domain = "sub.example.jp"};
		struct stage *stage = stage_new();
		struct arena arena = ARENA_INIT;
		struct examine *examine;
		struct plan plan;

		stage_world(stage, rows[i].records);
		if (rows[i].silent != NULL)
			stage_fail(stage, NULL, rows[i].silent, DNS_TIMEOUT);
		examine = examine_new(stage_services(stage), &options,
		    nothing_changed, NULL);
		stage_run(stage);
		plan_make(&arena, examine_facts(examine), &d,
		    stage_services(stage)->templates, &plan);
		if (rows[i].value == NULL)
			assert_false(plan_has(&plan, TOPIC_DMARC));
		else
			assert_string_equal(
			    plan_must_find(&plan, TOPIC_DMARC)->value,
			    rows[i].value);
		examine_free(examine);
		arena_release(&arena);
		stage_free(stage);
	}
}

/* A name that belongs to a vendor, by an alias. */
static void
never_writes_beside_an_alias(void **state)
{
	static const struct {
		const char *records;
		bool fine;
		const char *why;
	} rows[] = {
	    {"_dmarc CNAME v\nv TXT \"v=DMARC1; p=none\"\n", false,
		"publish \"v=DMARC1; p=none; rua=mailto:dmarc@example.jp\""},
	    {"_dmarc CNAME v\n", false, "delete the alias"},
	    {"_dmarc CNAME v\n"
	     "v TXT \"v=DMARC1; p=none; rua=mailto:a@example.jp\"\n",
		true, "alias for v.example.jp, and the record there is right"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct plan_row row = {.records = rows[i].records};
		struct plan_scene scene;
		const struct gap *gap;

		plan_scene_make(&scene, &row);
		gap = plan_gap(&scene.plan, TOPIC_DMARC);
		assert_false(plan_has(&scene.plan, TOPIC_DMARC));
		assert_non_null(gap);
		assert_int_equal(gap->fine, rows[i].fine);
		if (strstr(gap->why, rows[i].why) == NULL)
			fail_msg("%s", gap->why);
		plan_scene_close(&scene);
	}
}

static void
says_why_nothing_is_proposed(void **state)
{
	static const struct plan_row rows[] = {
	    {.records = "", .silent = "_dmarc.example.jp", .topic = TOPIC_DMARC},
	    {.records = "",
		.silent = "_domainkey.example.jp",
		.key = true,
		.topic = TOPIC_DKIM},
	    {.records = "k1._domainkey CNAME elsewhere\n",
		.key = true,
		.topic = TOPIC_DKIM},
	    {.records = "mail CNAME elsewhere\n",
		.helo = "mail.example.jp",
		.topic = TOPIC_HELO},
	    {.records = "", .helo = "mail.other.example", .topic = TOPIC_HELO},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct plan_scene scene;

		plan_scene_make(&scene, &rows[i]);
		if (plan_has(&scene.plan, rows[i].topic) ||
		    plan_gap(&scene.plan, rows[i].topic) == NULL)
			fail_msg("row %zu", i);
		plan_scene_close(&scene);
	}
}

/* Others have to agree to reports, or none arrive. */
static void
names_the_record_of_the_other_side(void **state)
{
	static const struct {
		const char *records, *rua, *name;
	} rows[] = {
	    {"", "r@other.example",
		"example.jp._report._dmarc.other.example"},
	    {DMARC("v=DMARC1; p=none; rua=mailto:r@other.example"), NULL,
		"example.jp._report._dmarc.other.example"},
	    {"", "r@mail.example.jp", NULL},
	    {"", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct plan_row row = {
		    .records = rows[i].records, .rua = rows[i].rua};
		struct plan_scene scene;

		plan_scene_make(&scene, &row);
		assert_int_equal(scene.plan.requests, rows[i].name != NULL);
		if (rows[i].name != NULL)
			assert_string_equal(
			    scene.plan.request[0].name, rows[i].name);
		plan_scene_close(&scene);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_every_dmarc_tag),
	    cmocka_unit_test(changes_a_policy_only_when_told),
	    cmocka_unit_test(adds_report_addresses),
	    cmocka_unit_test(leaves_an_inherited_policy_alone),
	    cmocka_unit_test(never_writes_beside_an_alias),
	    cmocka_unit_test(says_why_nothing_is_proposed),
	    cmocka_unit_test(names_the_record_of_the_other_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
