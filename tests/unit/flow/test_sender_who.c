/* Who is behind a sender: by the DNS, by SPF, by the list of services. */
#include "tests/unit/flow/stage.h"

#include <stdio.h>
#include <string.h>

#include "wizard/flow/examine.h"
#include "wizard/flow/sender_who.h"

static const struct ip client = {.family = 4, .octets = {192, 0, 2, 77}};

struct looking {
	struct stage *stage;
	struct examine *examine;
	struct arena arena;
};

static void
nothing_changed(void *arg)
{
	(void)arg;
}

/* example.jp with this record, and what the client's addresses say of it. */
static void
look(struct looking *l, const char *record, const char *reverse,
    const char *zones)
{
	struct examine_options options = {.params = {.domain = "example.jp",
					      .noticed = &client,
					      .noticeds = 1}};
	char text[512];

	l->arena = (struct arena) ARENA_INIT;
	l->stage = stage_new();
	(void)snprintf(text, sizeof(text), "@ TXT \"%s\"\n", record);
	stage_world(l->stage, text);
	stage_zone(l->stage, NULL, "77.2.0.192.in-addr.arpa", reverse);
	stage_zone(l->stage, NULL, "sakura.test", zones);
	l->examine = examine_new(
	    stage_services(l->stage), &options, nothing_changed, NULL);
	stage_run(l->stage);
}

static void
end(struct looking *l)
{
	examine_free(l->examine);
	stage_free(l->stage);
	arena_release(&l->arena);
}

static struct sender_who
who_is(struct looking *l, const char *term, const struct ip *ip)
{
	struct sender sender = {.seen = SEEN_BOUNCE};
	struct sender_who who;

	(void)snprintf(sender.term, sizeof(sender.term), "%s", term);
	if (ip != NULL)
		sender.ip = *ip;
	sender_who(&l->arena, examine_facts(l->examine),
	    stage_services(l->stage)->templates, &sender, &who);
	return who;
}

static void
finds_the_include_that_covers_an_address(void **state)
{
	struct looking l;
	struct sender_who who;

	(void)state;
	look(&l, "v=spf1 include:spf.sakura.test ~all", "",
	    "spf TXT \"v=spf1 include:net.sakura.test -all\"\n"
	    "net TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n");
	who = who_is(&l, "ip4:192.0.2.77", &client);
	assert_string_equal(who.spf, "pass");
	assert_string_equal(who.through, "spf.sakura.test");
	assert_string_equal(who.inside, "net.sakura.test");
	assert_string_equal(who.service->id, "sakura");
	assert_null(who.name);
	who = who_is(&l, "include:spf.sakura.test", NULL);
	assert_string_equal(who.service->id, "sakura");
	/* The mail server, 192.0.2.25, as well. */
	assert_int_equal(who.covered, 2);
	assert_true(ip_equal(&who.covers[0]->ip, &client) ||
	    ip_equal(&who.covers[1]->ip, &client));
	end(&l);
}

/* What leads back nobody can claim. */
static void
believes_a_name_that_leads_back(void **state)
{
	struct looking l;
	struct sender_who who;

	(void)state;
	look(&l, "v=spf1 -all", "@ PTR www7.sakura.test.\n",
	    "www7 A 192.0.2.77\n");
	who = who_is(&l, "ip4:192.0.2.77", &client);
	assert_string_equal(who.name, "www7.sakura.test");
	assert_true(who.confirmed);
	assert_string_equal(who.service->id, "sakura");
	assert_string_equal(who.spf, "fail");
	assert_null(who.through);
	end(&l);
}

static void
doubts_a_name_that_leads_elsewhere(void **state)
{
	struct looking l;
	struct sender_who who;

	(void)state;
	look(&l, "v=spf1 ip4:192.0.2.77 -all", "@ PTR www7.sakura.test.\n",
	    "www7 A 192.0.2.99\n");
	who = who_is(&l, "ip4:192.0.2.77", &client);
	assert_string_equal(who.name, "www7.sakura.test");
	assert_false(who.confirmed);
	assert_null(who.service);
	/* Named by the domain's own record: by no include. */
	assert_string_equal(who.spf, "pass");
	assert_null(who.through);
	end(&l);
}

static void
knows_only_the_term_before_it_looked(void **state)
{
	struct stage *stage = stage_new();
	struct sender sender = {.term = "include:sendgrid.net"};
	struct arena arena = ARENA_INIT;
	struct sender_who who;

	(void)state;
	sender_who(&arena, NULL, stage_services(stage)->templates, &sender,
	    &who);
	assert_string_equal(who.service->id, "sendgrid");
	assert_int_equal(who.covered, 0);
	arena_release(&arena);
	stage_free(stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_include_that_covers_an_address),
	    cmocka_unit_test(believes_a_name_that_leads_back),
	    cmocka_unit_test(doubts_a_name_that_leads_elsewhere),
	    cmocka_unit_test(knows_only_the_term_before_it_looked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
