/* What is to be published for the key and for the EHLO name. */
#include "tests/unit/flow/plan_scene.h"

static void
nothing_changed(void *arg)
{
	(void)arg;
}

/* --- DKIM ---------------------------------------------------------------- */

#define KEY(text) "k1._domainkey TXT " text "\n"
#define P1 "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjK45MPLBrOfgmOd98" \
	   "0kjfgKb/GFFnE4/6pSNSOfu9jZGO5Z6FQa8TrpkgMLDWwSayc9UbsKv2"
#define P2 "yGSqx7uwkVDKjaf2Hq2lvwa+W9ZWavwdkNuB0MGkgNsam6WeJcNr5lYq" \
	   "pWzWbk51oTKcY1fr3wB9VHbLnu3AZdV8Tgs9GaAypwIDAQAB"

static void
keeps_adds_or_replaces_a_key(void **state)
{
	static const struct plan_row rows[] = {
	    {.records = "", .topic = TOPIC_DKIM, .op = NOTHING},
	    {.records = "",
		.key = true,
		.topic = TOPIC_DKIM,
		.op = CHANGE_ADD,
		.value = stage_key_record},
	    {.records = KEY("\"p=" P1 "\" \"" P2 "\""),
		.key = true,
		.topic = TOPIC_DKIM,
		.op = CHANGE_KEEP,
		.value = "p=" P1 P2},
	    {.records = KEY("\"v=DKIM1; p=" P1 "\""),
		.key = true,
		.topic = TOPIC_DKIM,
		.op = CHANGE_REPLACE,
		.value = stage_key_record},
	    {.records = "",
		.key = true,
		.silent = "k1._domainkey.example.jp",
		.topic = TOPIC_DKIM,
		.op = NOTHING},
	};

	(void)state;
	plan_expect(rows, COUNT_OF(rows));
}

/* --- The EHLO name ------------------------------------------------------- */

static void
looks_after_the_ehlo_name(void **state)
{
	static const struct plan_row rows[] = {
	    {.records = "",
		.helo = "mail.example.jp",
		.host = "ip4:192.0.2.25",
		.topic = TOPIC_HELO,
		.op = CHANGE_ADD,
		.value = "v=spf1 a -all"},
	    {.records = "",
		.helo = "mail.example.jp",
		.host = "ip4:192.0.2.26",
		.topic = TOPIC_HELO,
		.op = CHANGE_ADD,
		.value = "v=spf1 ip4:192.0.2.26 -all"},
	    {.records = HELO("v=spf1 a ~all"),
		.helo = "mail.example.jp",
		.host = "ip4:192.0.2.25",
		.topic = TOPIC_HELO,
		.op = CHANGE_KEEP,
		.value = "v=spf1 a ~all"},
	    {.records = HELO("v=spf1 mx ~all"),
		.helo = "mail.example.jp",
		.host = "ip4:192.0.2.25",
		.topic = TOPIC_HELO,
		.op = CHANGE_REPLACE,
		.value = "v=spf1 ip4:192.0.2.25 mx ~all"},
	    {.records = HELO("v=spf1 mx ~all") HELO("v=spf1 ip4:192.0.2.9 ~all"),
		.helo = "mail.example.jp",
		.host = "ip4:192.0.2.25",
		.topic = TOPIC_HELO,
		.op = CHANGE_REPLACE,
		.value = "v=spf1 ip4:192.0.2.25 mx ip4:192.0.2.9 ~all"},
	};

	(void)state;
	plan_expect(rows, COUNT_OF(rows));
}

static void
touches_no_ehlo_name_of_others(void **state)
{
	static const struct plan_row rows[] = {
	    {.records = "", .helo = NULL},
	    {.records = "", .helo = "example.jp"},
	    {.records = "", .helo = "vm17.provider.example"},
	    {.records = "", .helo = "mail.example.jp", .silent = "mail.example.jp"},
	    {.records = "host CNAME mail\n", .helo = "host.example.jp"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct plan_row row = rows[i];

		row.topic = TOPIC_HELO;
		row.op = NOTHING;
		plan_expect(&row, 1);
	}
}

/* The domain is not registered: its zone is that of a public suffix. */
static void
touches_no_name_below_a_public_suffix(void **state)
{
	struct examine_options options = {
	    .params = {.domain = "nobody.co.jp",
		.helo = "mail.somebody.co.jp",
		.authority = true}};
	struct decisions d = {.domain = "nobody.co.jp"};
	struct stage *stage = stage_new();
	struct arena arena = ARENA_INIT;
	struct examine *examine;
	struct plan plan;

	(void)state;
	stage_world(stage, "");
	stage_zone(stage, NULL, "co.jp",
	    "@ 60 SOA a. b. 1 1 1 1 60\n@ 60 NS ns\nns 60 A 192.0.2.1\n");
	examine =
	    examine_new(stage_services(stage), &options, nothing_changed, NULL);
	stage_run(stage);
	assert_string_equal(examine_facts(examine)->zone->apex, "co.jp");
	plan_make(&arena, examine_facts(examine), &d,
	    stage_services(stage)->templates, &plan);
	assert_false(plan_has(&plan, TOPIC_HELO));
	examine_free(examine);
	arena_release(&arena);
	stage_free(stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_adds_or_replaces_a_key),
	    cmocka_unit_test(looks_after_the_ehlo_name),
	    cmocka_unit_test(touches_no_ehlo_name_of_others),
	    cmocka_unit_test(touches_no_name_below_a_public_suffix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
