/* The wait: the authority first, then the caches, and how long it may take. */
#include "tests/unit/flow/stage.h"

#include <string.h>

#include "wizard/flow/watch.h"

#define NS1 "192.0.2.53"
#define NS2 "192.0.2.54"
#define OWN "127.0.0.1"
#define ONE "198.51.100.1"
#define TWO "198.51.100.2"

#define DMARC "_dmarc.example.jp"
#define NEW "_dmarc 300 TXT \"v=DMARC1; p=none\"\n"

/* The record of DMARC is to be added. */
static const struct change addition = {
    .topic = TOPIC_DMARC,
    .op = CHANGE_ADD,
    .name = DMARC,
    .ttl = 300,
    .value = "v=DMARC1; p=none",
    .negative_ttl = 900,
};

struct wait {
	struct stage *stage;
	struct change change[3];
	struct watch *watch;
	size_t news; /* times that changed was called */
};

static void
changed(void *arg)
{
	struct wait *wait = arg;

	wait->news++;
}

static void
begin(struct wait *wait, size_t changes)
{
	wait->watch = watch_new(stage_services(wait->stage), wait->change,
	    changes, changed, wait);
}

static void
set_up(struct wait *wait)
{
	memset(wait, 0, sizeof(*wait));
	wait->stage = stage_new();
	wait->change[0] = addition;
	stage_world(wait->stage, "");
}

static void
tear_down(struct wait *wait)
{
	watch_free(wait->watch);
	stage_free(wait->stage);
}

static void
publish_everywhere(struct wait *wait)
{
	static const char *const servers[] = {NS1, NS2, OWN, ONE, TWO};

	for (size_t i = 0; i < COUNT_OF(servers); i++)
		stage_publish(wait->stage, servers[i], NEW);
}

static const struct watch_cell *
cell(const struct wait *wait, const char *server, size_t change)
{
	static const struct watch_cell none = {.state = CELL_NOT_HERE};
	struct ip ip;

	assert_true(ip_parse(slice_of(server), &ip));
	for (size_t i = 0; i < watch_servers(wait->watch); i++) {
		const struct watch_server *s = watch_server(wait->watch, i);

		if (ip_equal(&s->ip, &ip))
			return &s->cell[change];
	}
	fail_msg("%s is not watched", server);
	return &none;
}

/* How often the name was put to anybody but its own servers. */
static size_t
asked_caches(const struct wait *wait)
{
	return stage_asked(wait->stage, DMARC, ASK_CACHE) +
	    stage_asked(wait->stage, DMARC, ASK_RESOLVER);
}

/* --- Authority first ----------------------------------------------------- */

static void
asks_no_cache_before_every_authority_has_it(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	begin(&wait, 1);
	stage_run_for(wait.stage, 25000);
	assert_int_equal(cell(&wait, NS1, 0)->state, CELL_NONE);
	assert_int_equal(cell(&wait, OWN, 0)->state, CELL_WAITS);
	stage_publish(wait.stage, NS1, NEW);
	stage_run_for(wait.stage, 60000);
	assert_int_equal(cell(&wait, NS1, 0)->state, CELL_NEW);
	assert_int_equal(cell(&wait, NS2, 0)->state, CELL_NONE);
	assert_int_equal(asked_caches(&wait), 0);
	assert_int_equal(wait.change[0].at_authority, 0);
	assert_int_equal(watch_visible_by(wait.watch), 0);
	stage_publish(wait.stage, NS2, NEW);
	stage_run_for(wait.stage, 100000);
	/* The caches are asked at once, and say what they remember. */
	assert_int_equal(asked_caches(&wait) % 3, 0);
	assert_true(asked_caches(&wait) >= 3);
	assert_int_equal(cell(&wait, OWN, 0)->state, CELL_NONE);
	assert_int_equal(cell(&wait, OWN, 0)->ttl_left, 900);
	assert_int_not_equal(wait.change[0].at_authority, 0);
	assert_false(watch_done(wait.watch));
	tear_down(&wait);
}

static void
is_done_when_every_cache_has_it(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	publish_everywhere(&wait);
	stage_publish(wait.stage, TWO, "");
	begin(&wait, 1);
	stage_run_for(wait.stage, 25000);
	assert_int_equal(cell(&wait, OWN, 0)->state, CELL_NEW);
	assert_int_equal(cell(&wait, TWO, 0)->state, CELL_NONE);
	assert_int_equal(watch_done_count(wait.watch), 0);
	stage_publish(wait.stage, TWO, NEW);
	stage_run_for(wait.stage, 30000);
	assert_true(watch_done(wait.watch));
	assert_int_equal(watch_done_count(wait.watch), 1);
	assert_true(wait.change[0].visible > wait.change[0].at_authority);
	assert_int_equal(watch_next(wait.watch), -1);
	assert_int_equal(watch_time_left(wait.watch), 0);
	/* Nothing is asked any more. */
	stage_forget_questions(wait.stage);
	stage_run_for(wait.stage, 3600000);
	assert_int_equal(stage_questions(wait.stage), 0);
	tear_down(&wait);
}

static void
passes_a_dead_authority_by_after_a_minute(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	publish_everywhere(&wait);
	stage_fail(wait.stage, NS2, DMARC, DNS_TIMEOUT);
	begin(&wait, 1);
	stage_run_for(wait.stage, 59000);
	assert_int_equal(cell(&wait, NS2, 0)->state, CELL_NO_ANSWER);
	assert_int_equal(cell(&wait, NS2, 0)->status, DNS_TIMEOUT);
	assert_int_equal(asked_caches(&wait), 0);
	stage_run_for(wait.stage, 60000);
	assert_true(watch_done(wait.watch));
	tear_down(&wait);
}

static void
trusts_no_silence_of_all_authorities(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	publish_everywhere(&wait);
	stage_fail(wait.stage, NS1, DMARC, DNS_REFUSED);
	stage_fail(wait.stage, NS2, DMARC, DNS_SERVFAIL);
	begin(&wait, 1);
	stage_run_for(wait.stage, 1200000);
	assert_int_equal(asked_caches(&wait), 0);
	assert_int_equal(wait.change[0].at_authority, 0);
	tear_down(&wait);
}

static void
trusts_no_silence_of_all_caches(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	publish_everywhere(&wait);
	stage_fail(wait.stage, OWN, DMARC, DNS_SERVFAIL);
	stage_fail(wait.stage, ONE, DMARC, DNS_TIMEOUT);
	stage_fail(wait.stage, TWO, DMARC, DNS_TIMEOUT);
	begin(&wait, 1);
	stage_run_for(wait.stage, 600000);
	assert_int_not_equal(wait.change[0].at_authority, 0);
	assert_false(watch_done(wait.watch));
	stage_heal(wait.stage);
	stage_fail(wait.stage, TWO, DMARC, DNS_TIMEOUT);
	stage_run_for(wait.stage, 600000);
	assert_true(watch_done(wait.watch));
	tear_down(&wait);
}

/* --- What a server has --------------------------------------------------- */

static void
tells_new_old_and_wrong_apart(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	wait.change[0].op = CHANGE_REPLACE;
	(void)strcpy(wait.change[0].old[0], "v=DMARC1; p=reject");
	wait.change[0].olds = 1;
	stage_publish(wait.stage, NS1, "_dmarc 700 TXT \"v=DMARC1; p=reject\"\n");
	stage_publish(wait.stage, NS2, "_dmarc TXT \"v=DMARC1; p=nonne\"\n");
	begin(&wait, 1);
	stage_run(wait.stage);
	assert_int_equal(cell(&wait, NS1, 0)->state, CELL_OLD);
	assert_int_equal(cell(&wait, NS1, 0)->ttl_left, 700);
	assert_null(cell(&wait, NS1, 0)->mistake);
	assert_int_equal(cell(&wait, NS2, 0)->state, CELL_DIFFERS);
	assert_non_null(cell(&wait, NS2, 0)->mistake);
	stage_publish(wait.stage, NS2, NEW);
	stage_run_for(wait.stage, 25000);
	assert_int_equal(cell(&wait, NS2, 0)->state, CELL_NEW);
	assert_null(cell(&wait, NS2, 0)->mistake);
	assert_true(wait.news > 0);
	tear_down(&wait);
}

static void
asks_the_servers_of_every_zone(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	stage_publish(wait.stage, NS1,
	    NEW "_domainkey NS ns.keys.example.\n");
	stage_publish(wait.stage, NS2,
	    NEW "_domainkey NS ns.keys.example.\n");
	stage_zone(wait.stage, NULL, "keys.example",
	    "$TTL 60\n@ SOA a. b. 1 1 1 1 60\n@ NS ns\nns A 203.0.113.53\n");
	stage_zone(wait.stage, NULL, "_domainkey.example.jp",
	    "$TTL 60\n@ SOA a. b. 1 1 1 1 60\n@ NS ns.keys.example.\n"
	    "s1 TXT \"v=DKIM1; p=x\"\n");
	wait.change[1] = addition;
	wait.change[1].topic = TOPIC_DKIM;
	(void)strcpy(wait.change[1].name, "s1._domainkey.example.jp");
	wait.change[2] = addition;
	wait.change[2].op = CHANGE_KEEP;
	begin(&wait, 3);
	stage_run(wait.stage);
	assert_int_equal(cell(&wait, NS1, 0)->state, CELL_NEW);
	assert_int_equal(cell(&wait, NS1, 1)->state, CELL_NOT_HERE);
	assert_int_equal(cell(&wait, NS1, 2)->state, CELL_NOT_HERE);
	assert_int_equal(cell(&wait, "203.0.113.53", 0)->state, CELL_NOT_HERE);
	assert_int_equal(cell(&wait, "203.0.113.53", 1)->state, CELL_DIFFERS);
	assert_int_equal(cell(&wait, OWN, 1)->state, CELL_WAITS);
	assert_int_equal(cell(&wait, OWN, 2)->state, CELL_NOT_HERE);
	assert_true(watch_record_done(wait.watch, 2));
	assert_int_equal(
	    stage_asked(wait.stage, wait.change[1].name, ASK_RESOLVER), 0);
	tear_down(&wait);
}

static void
finds_the_servers_when_they_come_back(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	publish_everywhere(&wait);
	stage_fail(wait.stage, NULL, "example.jp", DNS_SERVFAIL);
	begin(&wait, 1);
	stage_run_for(wait.stage, 30000);
	assert_false(watch_done(wait.watch));
	stage_heal(wait.stage);
	stage_run_for(wait.stage, 120000);
	assert_true(watch_done(wait.watch));
	tear_down(&wait);
}

/* --- Time ---------------------------------------------------------------- */

static void
asks_less_and_less_often(void **state)
{
	static const int64_t seconds[] = {
	    20, 30, 45, 67, 101, 151, 227, 300, 300};
	int64_t at[COUNT_OF(seconds) + 1];
	struct wait wait;
	struct ip ns1;
	size_t n = 0;

	(void)state;
	assert_true(ip_parse(slice_of(NS1), &ns1));
	set_up(&wait);
	begin(&wait, 1);
	stage_run_for(wait.stage, 1600000);
	for (size_t i = 0; i < stage_questions(wait.stage); i++) {
		const struct stage_question *q =
		    stage_question(wait.stage, i);

		if (q->type == DNS_TXT && ip_equal(&q->server, &ns1) &&
		    n < COUNT_OF(at))
			at[n++] = q->at;
	}
	assert_int_equal(n, COUNT_OF(at));
	for (size_t i = 0; i < COUNT_OF(seconds); i++)
		assert_int_equal((at[i + 1] - at[i]) / 1000, seconds[i]);
	tear_down(&wait);
}

static void
asks_at_once_but_not_within_five_seconds(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	begin(&wait, 1);
	assert_false(watch_now(wait.watch));
	assert_int_equal(watch_next(wait.watch), -1);
	stage_run(wait.stage);
	assert_true(watch_idle(wait.watch));
	assert_in_range(watch_next(wait.watch), 19000, 20000);
	assert_false(watch_now(wait.watch));
	stage_run_for(wait.stage, 4000);
	assert_false(watch_now(wait.watch));
	stage_run_for(wait.stage, 1100);
	stage_forget_questions(wait.stage);
	assert_true(watch_now(wait.watch));
	stage_run(wait.stage);
	assert_int_equal(stage_asked(wait.stage, DMARC, ASK_AUTHORITY), 2);
	assert_false(watch_now(wait.watch));
	assert_in_range(watch_next(wait.watch), 19000, 20000);
	tear_down(&wait);
}

static void
knows_when_the_last_cache_forgets(void **state)
{
	struct wait wait;
	int64_t at;

	(void)state;
	set_up(&wait);
	/* One name was not there; the other one had a record. */
	wait.change[1] = addition;
	wait.change[1].op = CHANGE_REPLACE;
	wait.change[1].topic = TOPIC_SPF;
	(void)strcpy(wait.change[1].name, "example.jp");
	(void)strcpy(wait.change[1].value, "v=spf1 -all");
	wait.change[1].old_ttl = 7200;
	begin(&wait, 2);
	assert_int_equal(watch_time_left(wait.watch), 7200);
	stage_run(wait.stage);
	stage_publish(wait.stage, NS1, NEW);
	stage_publish(wait.stage, NS2, NEW);
	stage_run_for(wait.stage, 45000);
	assert_int_not_equal(wait.change[0].at_authority, 0);
	assert_int_equal(watch_visible_by(wait.watch), 0);
	stage_publish(wait.stage, NS1, NEW "@ TXT \"v=spf1 -all\"\n");
	stage_publish(wait.stage, NS2, NEW "@ TXT \"v=spf1 -all\"\n");
	stage_run_for(wait.stage, 65000);
	at = wait.change[1].at_authority;
	assert_true(at > wait.change[0].at_authority);
	assert_int_equal(watch_visible_by(wait.watch), at + 7200 * 1000);
	assert_false(watch_is_late(wait.watch));
	stage_run_for(wait.stage, 600000);
	assert_in_range(watch_time_left(wait.watch), 7200 - 660, 7200 - 600);
	/* A cache that keeps it for longer than it may. */
	stage_run_for(wait.stage, 7200000);
	assert_true(watch_is_late(wait.watch));
	tear_down(&wait);
}

static void
goes_on_where_it_was_left(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	wait.change[0].at_authority = STAGE_START - 300000;
	stage_publish(wait.stage, NS1, NEW);
	begin(&wait, 1);
	assert_int_equal(watch_visible_by(wait.watch),
	    STAGE_START - 300000 + 900000);
	assert_int_equal(watch_time_left(wait.watch), 600);
	/* One server has lost it again: no cache is asked, and who knows when. */
	stage_run(wait.stage);
	assert_int_equal(asked_caches(&wait), 0);
	assert_int_equal(watch_visible_by(wait.watch), 0);
	publish_everywhere(&wait);
	stage_run_for(wait.stage, 45000);
	assert_true(watch_done(wait.watch));
	tear_down(&wait);
}

static void
has_nothing_to_do_when_all_is_visible(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait);
	wait.change[0].visible = STAGE_START - 1;
	begin(&wait, 1);
	assert_true(watch_done(wait.watch));
	stage_run(wait.stage);
	assert_int_equal(watch_next(wait.watch), -1);
	watch_free(wait.watch);
	wait.watch = watch_new(
	    stage_services(wait.stage), wait.change, 0, changed, &wait);
	stage_run(wait.stage);
	assert_true(watch_done(wait.watch));
	tear_down(&wait);
}

/* --- Leaving ------------------------------------------------------------- */

/* What is under way when it is freed is cancelled, or the stage complains. */
static void
can_be_left_at_any_moment(void **state)
{
	bool more = true;

	(void)state;
	for (int events = 0; more; events++) {
		struct wait wait;

		set_up(&wait);
		publish_everywhere(&wait);
		stage_fail(wait.stage, NS2, DMARC, DNS_TIMEOUT);
		begin(&wait, 1);
		for (int i = 0; i < events && more; i++)
			more = stage_step(wait.stage);
		assert_in_range(events, 0, 200);
		tear_down(&wait);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(asks_no_cache_before_every_authority_has_it),
	    cmocka_unit_test(is_done_when_every_cache_has_it),
	    cmocka_unit_test(passes_a_dead_authority_by_after_a_minute),
	    cmocka_unit_test(trusts_no_silence_of_all_authorities),
	    cmocka_unit_test(trusts_no_silence_of_all_caches),
	    cmocka_unit_test(tells_new_old_and_wrong_apart),
	    cmocka_unit_test(asks_the_servers_of_every_zone),
	    cmocka_unit_test(finds_the_servers_when_they_come_back),
	    cmocka_unit_test(asks_less_and_less_often),
	    cmocka_unit_test(asks_at_once_but_not_within_five_seconds),
	    cmocka_unit_test(knows_when_the_last_cache_forgets),
	    cmocka_unit_test(goes_on_where_it_was_left),
	    cmocka_unit_test(has_nothing_to_do_when_all_is_visible),
	    cmocka_unit_test(can_be_left_at_any_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
