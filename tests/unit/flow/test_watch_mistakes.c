/* What goes wrong when records are published is named, within one round. */
#include "tests/unit/flow/watch_scene.h"

#include <string.h>

#define NS1    "192.0.2.53"
#define NS2    "192.0.2.54"
#define NOBODY "192.0.2.1"
#define SERIAL(n) \
	"$TTL 3600\n@ SOA ns1 root " n " 3600 600 86400 900\n" \
	"@ NS ns1\n@ NS ns2\nns1 A " NS1 "\nns2 A " NS2 "\n"
#define OTHER_KEY \
	"v=DKIM1; k=ed25519; p=CRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="
#define POLICY "_dmarc TXT \"v=DMARC1; p=none\"\n"

/* --- Name servers ---------------------------------------------------------- */

static void
names_the_server_that_is_behind(void **state)
{
	struct scene wait;

	(void)state;
	scene_begin(&wait, TOPIC_DMARC);
	stage_zone(wait.stage, NS1, SCENE_ZONE, SERIAL("2") POLICY);
	stage_zone(wait.stage, NS2, SCENE_ZONE, SERIAL("4294967295"));
	(void)strcpy(wait.change.value, "v=DMARC1; p=none");
	scene_look(&wait, SCENE_ROUND);
	scene_says(&wait, "ns2.example.jp has not fetched the new zone: its "
			   "serial is 4294967295, the newest is 2");
	assert_int_equal(watch_newest(wait.watch, 0), 2);
	/* For longer than REFRESH. */
	scene_look(&wait, 3601000);
	scene_says(&wait, "ns2.example.jp does not fetch the zone");
	stage_zone(wait.stage, NS2, SCENE_ZONE, SERIAL("2") POLICY);
	scene_look(&wait, 700000);
	assert_int_not_equal(wait.change.at_authority, 0);
	scene_end(&wait);
}

static void
names_a_serial_that_was_not_raised(void **state)
{
	struct scene wait;

	(void)state;
	scene_begin(&wait, TOPIC_DMARC);
	stage_zone(wait.stage, NS1, SCENE_ZONE, SERIAL("7") POLICY);
	stage_zone(wait.stage, NS2, SCENE_ZONE, SERIAL("7"));
	(void)strcpy(wait.change.value, "v=DMARC1; p=none");
	scene_look(&wait, SCENE_ROUND);
	scene_says(&wait, "ns2.example.jp lacks the record although its "
			   "serial 7 is that of the servers that have it");
	scene_end(&wait);
}

/* Several machines behind one address: the first good answer proves nothing. */
static void
believes_no_server_that_changes_its_mind(void **state)
{
	struct scene wait;

	(void)state;
	scene_begin(&wait, TOPIC_DMARC);
	(void)strcpy(wait.change.value, "v=DMARC1; p=none");
	for (int i = 0; i < 5; i++) {
		stage_zone(wait.stage, NULL, SCENE_ZONE, SERIAL("2") POLICY);
		scene_look(&wait, i == 0 ? SCENE_ROUND : 20000);
		assert_int_equal(wait.change.at_authority, 0);
		stage_zone(wait.stage, NULL, SCENE_ZONE, SERIAL("1"));
		scene_look(&wait, 20000);
		assert_int_equal(wait.change.at_authority, 0);
	}
	assert_int_equal(stage_asked(wait.stage, scene_name[TOPIC_DMARC], ASK_CACHE), 0);
	stage_zone(wait.stage, NULL, SCENE_ZONE, SERIAL("2") POLICY);
	scene_look(&wait, 45000);
	assert_true(watch_done(wait.watch));
	scene_end(&wait);
}

static void
notices_who_answers_in_place_of_others(void **state)
{
	struct scene wait;

	(void)state;
	scene_begin(&wait, TOPIC_DMARC);
	scene_look(&wait, SCENE_ROUND);
	assert_false(watch_is_intercepted(wait.watch));
	scene_end(&wait);
	scene_begin(&wait, TOPIC_DMARC);
	stage_zone(wait.stage, NOBODY, SCENE_ZONE, SERIAL("1"));
	scene_look(&wait, SCENE_ROUND);
	assert_true(watch_is_intercepted(wait.watch));
	scene_says(&wait, "Somebody on the way answers");
	scene_end(&wait);
}

/* --- What was entered -------------------------------------------------------- */

static void
names_the_wrong_name(void **state)
{
	static const struct {
		enum change_topic topic;
		const char *owner;
	} rows[] = {
	    {TOPIC_DKIM, "s1._domainkey.example.jp.example.jp"},
	    {TOPIC_DKIM, "s1.example.jp"},
	    {TOPIC_DKIM, "s1.domainkey.example.jp"},
	    {TOPIC_DKIM, "_domainkey.example.jp"},
	    {TOPIC_DKIM, "dkim.example.jp"},
	    {TOPIC_DKIM, "example.jp"},
	    {TOPIC_DMARC, "_dmarc.example.jp.example.jp"},
	    {TOPIC_DMARC, "dmarc.example.jp"},
	    {TOPIC_DMARC, "example.jp"},
	    {TOPIC_DMARC, "_domainkey.example.jp"},
	    {TOPIC_HELO, "mail.example.jp.example.jp"},
	    {TOPIC_SPF, "example.jp.example.jp"},
	    {TOPIC_SPF, "spf.example.jp"},
	    {TOPIC_SPF, "_spf.example.jp"},
	    {TOPIC_SPF, "txt.example.jp"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct scene wait;

		scene_begin(&wait, rows[i].topic);
		stage_publish(wait.stage, NULL,
		    scene_record(&wait.arena, rows[i].owner, scene_value[rows[i].topic]));
		scene_look(&wait, SCENE_ROUND);
		scene_says(&wait, rows[i].owner);
		/* It is mended: nothing is left of it. */
		stage_publish(wait.stage, NULL,
		    scene_record(&wait.arena, scene_name[rows[i].topic],
			scene_value[rows[i].topic]));
		scene_look(&wait, 60000);
		assert_null(watch_misplaced(wait.watch, 0));
		assert_true(watch_done(wait.watch));
		scene_end(&wait);
	}
}

/* A record of the same kind may be there with good reason. */
static void
leaves_the_records_of_others_alone(void **state)
{
	struct scene wait;

	(void)state;
	scene_begin(&wait, TOPIC_SPF);
	stage_publish(wait.stage, NULL,
	    "_spf TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
	    "spf TXT \"v=spf1 -all\"\n");
	scene_look(&wait, SCENE_ROUND);
	assert_null(watch_misplaced(wait.watch, 0));
	assert_int_equal(wait.remarks, 0);
	scene_end(&wait);
}

static void
names_the_one_that_should_have_gone(void **state)
{
	static const char *const others[] = {
	    [TOPIC_DKIM] = OTHER_KEY,
	    [TOPIC_DMARC] = "v=DMARC1; p=reject",
	    [TOPIC_HELO] = "v=spf1 ~all",
	    [TOPIC_SPF] = "v=spf1 a ~all",
	};

	(void)state;
	for (size_t i = 0; i < SCENE_TOPICS; i++) {
		struct scene wait;

		scene_begin(&wait, (enum change_topic)i);
		stage_publish(wait.stage, NULL,
		    arena_printf(&wait.arena, "%s%s",
			scene_record(&wait.arena, scene_name[i], scene_value[i]),
			scene_record(&wait.arena, scene_name[i], others[i])));
		scene_look(&wait, SCENE_ROUND);
		scene_says(&wait, "delete");
		scene_end(&wait);
	}
}

static void
names_an_alias_in_the_way(void **state)
{
	struct scene wait;

	(void)state;
	scene_begin(&wait, TOPIC_DMARC);
	stage_publish(
	    wait.stage, NULL, "_dmarc CNAME policy.elsewhere.example.\n");
	scene_look(&wait, SCENE_ROUND);
	scene_says(&wait, "an alias (CNAME) to policy.elsewhere.example");
	scene_end(&wait);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_the_server_that_is_behind),
	    cmocka_unit_test(names_a_serial_that_was_not_raised),
	    cmocka_unit_test(believes_no_server_that_changes_its_mind),
	    cmocka_unit_test(notices_who_answers_in_place_of_others),
	    cmocka_unit_test(names_the_wrong_name),
	    cmocka_unit_test(leaves_the_records_of_others_alone),
	    cmocka_unit_test(names_the_one_that_should_have_gone),
	    cmocka_unit_test(names_an_alias_in_the_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
