/* What is to be published: from what is there and what was decided. */
#include "tests/unit/flow/stage.h"

#include <stdio.h>
#include <string.h>

#include "wizard/flow/examine.h"
#include "wizard/flow/plan.h"

#define NOTHING (-1) /* no entry for the topic */
#define LIST_MAX 3

struct row {
	const char *records; /* of example.jp */
	const char *ours[LIST_MAX];
	const char *gone[LIST_MAX]; /* seen in the record, not ours */
	const char *host; /* address of this machine, ours */
	const char *helo;
	bool key;
	enum dmarc_policy policy;
	const char *rua;
	const char *all;
	const char *silent;
	enum change_topic topic;
	int op;
	const char *value;
};

/* One plan and what it was made from. */
struct scene {
	struct stage *stage;
	struct decisions d;
	struct ip sender[2 * LIST_MAX];
	struct examine_options options;
	struct examine *examine;
	struct arena arena;
	struct plan plan;
};

static void
nothing_changed(void *arg)
{
	(void)arg;
}

static void
add_sender(
    struct scene *scene, const char *term, int64_t seen, int64_t mark)
{
	struct sender *s = &scene->d.sender[scene->d.senders++];
	const char *colon = strchr(term, ':');

	(void)snprintf(s->term, sizeof(s->term), "%s", term);
	s->seen = seen;
	s->mark = mark;
	if (colon == NULL || !ip_parse(slice_of(colon + 1), &s->ip))
		s->ip.family = 0;
	else if (mark == SENDER_OURS)
		scene->sender[scene->options.params.senders++] = s->ip;
}

static void
decide(struct scene *scene, const struct row *row)
{
	struct decisions *d = &scene->d;

	(void)snprintf(d->domain, sizeof(d->domain), "example.jp");
	for (size_t i = 0; i < LIST_MAX && row->ours[i] != NULL; i++)
		add_sender(scene, row->ours[i], SEEN_USER, SENDER_OURS);
	for (size_t i = 0; i < LIST_MAX && row->gone[i] != NULL; i++)
		add_sender(scene, row->gone[i], SEEN_SPF, SENDER_NOT_OURS);
	if (row->host != NULL)
		add_sender(scene, row->host, SEEN_HOST, SENDER_OURS);
	if (row->key) {
		(void)snprintf(d->selector, sizeof(d->selector), "k1");
		(void)snprintf(d->key_path, sizeof(d->key_path), "/k1.key");
		(void)snprintf(d->key_public, sizeof(d->key_public), "%s",
		    stage_public_key);
	}
	d->dmarc = row->policy;
	if (row->rua != NULL)
		(void)snprintf(d->rua, sizeof(d->rua), "%s", row->rua);
	if (row->all != NULL)
		(void)snprintf(d->spf_all, sizeof(d->spf_all), "%s", row->all);
}

static void
make_plan(struct scene *scene, const struct row *row)
{
	static const char *const own[] = {"k1"};
	const struct services *services;

	memset(scene, 0, sizeof(*scene));
	scene->stage = stage_new();
	services = stage_services(scene->stage);
	stage_world(scene->stage, row->records);
	if (row->silent != NULL)
		stage_fail(scene->stage, NULL, row->silent, DNS_SERVFAIL);
	decide(scene, row);
	scene->options.params.domain = "example.jp";
	scene->options.params.authority = true;
	scene->options.params.own_selector = own;
	scene->options.params.own_selectors = row->key;
	scene->options.params.sender = scene->sender;
	scene->options.params.helo = row->helo;
	scene->examine = examine_new(
	    services, &scene->options, nothing_changed, NULL);
	stage_run(scene->stage);
	assert_true(examine_done(scene->examine));
	plan_make(&scene->arena, examine_facts(scene->examine), &scene->d,
	    services->templates, &scene->plan);
}

static void
close_scene(struct scene *scene)
{
	examine_free(scene->examine);
	arena_release(&scene->arena);
	stage_free(scene->stage);
}

static const struct change *
find_change(const struct plan *plan, enum change_topic topic)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->change[i].topic == (int64_t)topic)
			return &plan->change[i];
	return NULL;
}

static void
expect_row(const struct row *row)
{
	struct scene scene;
	const struct change *change;

	make_plan(&scene, row);
	change = find_change(&scene.plan, row->topic);
	if (row->op == NOTHING) {
		if (change != NULL)
			fail_msg("%s proposes %s", row->records, change->value);
	} else if (change == NULL) {
		fail_msg("%s proposes nothing", row->records);
	} else {
		assert_string_equal(change->value, row->value);
		if (change->op != row->op)
			fail_msg("%s: op %d", row->value, (int)change->op);
	}
	close_scene(&scene);
}

static void
expect_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect_row(&rows[i]);
}

#define SPF(text) "@ TXT \"" text "\"\n"
#define DMARC(text) "_dmarc TXT \"" text "\"\n"
#define HELO(text) "mail TXT \"" text "\"\n"

/* --- SPF ------------------------------------------------------------------------ */

static void
keeps_adds_or_replaces_spf(void **state)
{
	static const struct row rows[] = {
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
	expect_rows(rows, COUNT_OF(rows));
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
		struct row row = {.records = records,
		    .topic = TOPIC_SPF,
		    .op = CHANGE_KEEP,
		    .value = texts[i]};

		(void)snprintf(
		    records, sizeof(records), "@ TXT \"%s\"\n", texts[i]);
		expect_row(&row);
	}
}

static void
adds_no_address_that_passes(void **state)
{
	static const struct row rows[] = {
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
	expect_rows(rows, COUNT_OF(rows));
}

static void
says_why_there_is_no_spf_proposal(void **state)
{
	static const struct row rows[] = {
	    {.records = SPF("v=spf1 mx -all"), .silent = "example.jp"},
	    {.records = "", .ours = {"include:"}},
	    {.records = SPF("v=spf1 a -all") SPF("v=spf1 mx -all")
		     SPF("v=spf1 ptr -all") SPF("v=spf1 ~all")
			 SPF("v=spf1 ip4:192.0.2.1 ~all")},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct scene scene;

		make_plan(&scene, &rows[i]);
		assert_null(find_change(&scene.plan, TOPIC_SPF));
		assert_non_null(scene.plan.spf_problem);
		close_scene(&scene);
	}
}

/* --- DMARC -------------------------------------------------------------------------- */

static void
keeps_every_dmarc_tag(void **state)
{
	static const struct row rows[] = {
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
	    {.records = DMARC("v=DMARC1; p=none; pct=100; "
			      "rua=mailto:a@example.jp!10m"),
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; rua=mailto:a@example.jp!10m"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
changes_a_policy_only_when_told(void **state)
{
	static const struct row rows[] = {
	    {.records = DMARC("v=DMARC1; p=reject; rua=mailto:a@example.jp"),
		.policy = DMARC_NONE,
		.topic = TOPIC_DMARC,
		.op = CHANGE_REPLACE,
		.value = "v=DMARC1; p=none; rua=mailto:a@example.jp"},
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
	expect_rows(rows, COUNT_OF(rows));
}

static void
adds_report_addresses(void **state)
{
	static const struct row rows[] = {
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
	expect_rows(rows, COUNT_OF(rows));
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
		const struct change *change;
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
		change = find_change(&plan, TOPIC_DMARC);
		if (rows[i].value == NULL && change != NULL)
			fail_msg("row %zu: %s", i, change->value);
		if (rows[i].value != NULL) {
			assert_non_null(change);
			assert_string_equal(change->value, rows[i].value);
		}
		examine_free(examine);
		arena_release(&arena);
		stage_free(stage);
	}
}

/* --- DKIM ------------------------------------------------------------------------------ */

#define KEY(text) "k1._domainkey TXT " text "\n"
#define P1 "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjK45MPLBrOfgmOd98" \
	   "0kjfgKb/GFFnE4/6pSNSOfu9jZGO5Z6FQa8TrpkgMLDWwSayc9UbsKv2"
#define P2 "yGSqx7uwkVDKjaf2Hq2lvwa+W9ZWavwdkNuB0MGkgNsam6WeJcNr5lYq" \
	   "pWzWbk51oTKcY1fr3wB9VHbLnu3AZdV8Tgs9GaAypwIDAQAB"

static void
keeps_adds_or_replaces_a_key(void **state)
{
	static const struct row rows[] = {
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
	expect_rows(rows, COUNT_OF(rows));
}

/* --- The EHLO name ----------------------------------------------------------------------- */

static void
looks_after_the_ehlo_name(void **state)
{
	static const struct row rows[] = {
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
	expect_rows(rows, COUNT_OF(rows));
}

static void
touches_no_ehlo_name_of_others(void **state)
{
	static const struct row rows[] = {
	    {.records = "", .helo = NULL},
	    {.records = "", .helo = "example.jp"},
	    {.records = "", .helo = "vm17.provider.example"},
	    {.records = "", .helo = "mail.example.jp", .silent = "mail.example.jp"},
	    {.records = "host CNAME mail\n", .helo = "host.example.jp"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct row row = rows[i];

		row.topic = TOPIC_HELO;
		row.op = NOTHING;
		expect_row(&row);
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
	assert_null(find_change(&plan, TOPIC_HELO));
	examine_free(examine);
	arena_release(&arena);
	stage_free(stage);
}

/* --- Times and order ------------------------------------------------------------------------ */

static void
notes_how_long_caches_remember(void **state)
{
	struct row row = {
	    .records = "@ 1200 TXT \"v=spf1 a -all\"\n@ 1200 TXT \"x\"\n",
	    .ours = {"ip4:192.0.2.25"},
	    .key = true,
	    .helo = "mail.example.jp"};
	const struct change *change;
	struct scene scene;

	(void)state;
	make_plan(&scene, &row);
	assert_int_equal(scene.plan.count, 4);
	for (size_t i = 0; i < scene.plan.count; i++) {
		assert_int_equal(scene.plan.change[i].topic, i);
		assert_int_equal(scene.plan.change[i].negative_ttl, 900);
		assert_int_equal(scene.plan.change[i].ttl, PLAN_TTL);
		assert_true(strlen(plan_reason(&scene.plan.change[i])) > 0);
		assert_true(strlen(plan_topic(&scene.plan.change[i])) > 0);
	}
	assert_int_equal(plan_work(scene.plan.change, scene.plan.count), 4);
	change = find_change(&scene.plan, TOPIC_SPF);
	assert_int_equal(change->old_ttl, 1200);
	assert_int_equal(change->olds, 1);
	assert_string_equal(change->old[0], "v=spf1 a -all");
	assert_int_equal(
	    find_change(&scene.plan, TOPIC_DMARC)->old_ttl, 0);
	close_scene(&scene);
}

/* Once everything is published as planned, there is nothing left to do. */
static void
is_content_with_its_own_proposals(void **state)
{
	struct row row = {
	    .records = SPF("v=spf1 a ipv4:192.0.2.7 -all")
		DMARC("v=DMARC1; p=rejct; ri=3600"),
	    .ours = {"ip4:192.0.2.25", "include:sendgrid.net"},
	    .host = "ip4:192.0.2.26",
	    .helo = "mail.example.jp",
	    .key = true};
	char records[4096];
	struct scene scene;
	size_t n = 0;

	(void)state;
	make_plan(&scene, &row);
	for (size_t i = 0; i < scene.plan.count; i++) {
		const struct change *c = &scene.plan.change[i];
		size_t half = strlen(c->value) / 2;

		assert_int_not_equal(c->op, CHANGE_KEEP);
		n += (size_t)snprintf(records + n, sizeof(records) - n,
		    "%s. TXT \"%.*s\" \"%s\"\n", c->name, (int)half, c->value,
		    c->value + half);
	}
	close_scene(&scene);
	row.records = records;
	make_plan(&scene, &row);
	assert_int_equal(scene.plan.count, 4);
	for (size_t i = 0; i < scene.plan.count; i++)
		if (scene.plan.change[i].op != CHANGE_KEEP)
			fail_msg("not content with %s", row.records);
	close_scene(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_adds_or_replaces_spf),
	    cmocka_unit_test(keeps_what_means_the_same),
	    cmocka_unit_test(adds_no_address_that_passes),
	    cmocka_unit_test(says_why_there_is_no_spf_proposal),
	    cmocka_unit_test(keeps_every_dmarc_tag),
	    cmocka_unit_test(changes_a_policy_only_when_told),
	    cmocka_unit_test(adds_report_addresses),
	    cmocka_unit_test(leaves_an_inherited_policy_alone),
	    cmocka_unit_test(keeps_adds_or_replaces_a_key),
	    cmocka_unit_test(looks_after_the_ehlo_name),
	    cmocka_unit_test(touches_no_ehlo_name_of_others),
	    cmocka_unit_test(touches_no_name_below_a_public_suffix),
	    cmocka_unit_test(notes_how_long_caches_remember),
	    cmocka_unit_test(is_content_with_its_own_proposals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
