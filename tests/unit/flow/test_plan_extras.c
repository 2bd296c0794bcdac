/* What protects mail to a domain: TLS reports, MTA-STS; what DANE waits for. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/flow/plan_scene.h"
#include "wizard/flow/sts.h"

#define MX_FACTS(name) {.preference = 10, .host = name}

static const struct mx_facts two[] = {
    MX_FACTS("a.example.jp"), MX_FACTS("b.example.jp")};

static struct facts
facts_of(struct mx_facts mx[2])
{
	memcpy(mx, two, sizeof(two));
	return (struct facts) {.domain = "example.jp",
	    .mx = mx,
	    .mxs = 2,
	    .tls = {.sts_host = "mta-sts.example.jp"}};
}

static void
has_every_mail_server_in_the_policy(void **state)
{
	static const struct {
		const char *there; /* the policy that is served; NULL: none */
		int64_t extras;
		const char *text;
		bool served;
	} rows[] = {
	    {NULL, EXTRA_MTASTS,
		"version: STSv1\nmode: testing\nmx: a.example.jp\n"
		"mx: b.example.jp\nmax_age: 86400\n", false},
	    {NULL, EXTRA_MTASTS | EXTRA_ENFORCE,
		"version: STSv1\nmode: testing\nmx: a.example.jp\n"
		"mx: b.example.jp\nmax_age: 86400\n", false},
	    {"version: STSv1\nmode: enforce\nmx: *.example.jp\n"
	     "max_age: 604800\n", EXTRA_MTASTS,
		"version: STSv1\nmode: enforce\nmx: *.example.jp\n"
		"max_age: 604800\n", true},
	    {"version: STSv1\r\nmax_age: 90000\r\nmode: testing\r\n"
	     "mx: b.example.jp\r\nmx: a.example.jp\r\n", 0,
		"version: STSv1\nmode: testing\nmx: b.example.jp\n"
		"mx: a.example.jp\nmax_age: 90000\n", true},
	    /* One that is about to come stays, one that came is added. */
	    {"version: STSv1\nmode: testing\nmx: a.example.jp\n"
	     "mx: new.example.jp\nmax_age: 60\n", 0,
		"version: STSv1\nmode: testing\nmx: a.example.jp\n"
		"mx: new.example.jp\nmx: b.example.jp\nmax_age: 86400\n",
		false},
	    /* It is being taken back. */
	    {"version: STSv1\nmode: none\nmx: a.example.jp\n"
	     "mx: b.example.jp\nmax_age: 60\n", 0,
		"version: STSv1\nmode: none\nmx: a.example.jp\n"
		"mx: b.example.jp\nmax_age: 60\n", true},
	    {"mode: testing\nmx: x.example.jp\nmax_age: 86400\n", 0,
		"version: STSv1\nmode: testing\nmx: a.example.jp\n"
		"mx: b.example.jp\nmax_age: 86400\n", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct decisions d = {.extras = rows[i].extras};
		struct arena arena = ARENA_INIT;
		struct mx_facts mx[2];
		struct facts f = facts_of(mx);
		const struct policy_file *file;

		if (rows[i].there != NULL)
			f.tls.policy = mtasts_policy_parse(
			    &arena, slice_of(rows[i].there));
		file = sts_policy(&arena, &f, &d);
		assert_string_equal(file->text, rows[i].text);
		assert_int_equal(file->served, rows[i].served);
		arena_release(&arena);
	}
}

static void
gives_another_policy_another_id(void **state)
{
	struct arena arena = ARENA_INIT;
	struct decisions d = {.extras = EXTRA_MTASTS};
	struct mx_facts mx[2];
	struct facts f = facts_of(mx);
	const char *both = sts_policy(&arena, &f, &d)->id;
	struct mtasts_record *record;

	(void)state;
	assert_string_equal(sts_policy(&arena, &f, &d)->id, both);
	/* Name servers give them in turns. */
	mx[0].host = two[1].host;
	mx[1].host = two[0].host;
	assert_string_equal(sts_policy(&arena, &f, &d)->id, both);
	f.mxs = 1;
	assert_string_not_equal(sts_policy(&arena, &f, &d)->id, both);
	record = mtasts_parse(&arena,
	    slice_of(arena_printf(&arena, "v=STSv1; id=%s;", both)));
	assert_int_equal(record->faults, 0);
	arena_release(&arena);
}

/* The file that is served is another one than the one the id was made for. */
static void
renews_an_id_that_was_made_here(void **state)
{
	struct arena arena = ARENA_INIT;
	struct decisions d = {.extras = EXTRA_MTASTS};
	struct mx_facts mx[2];
	struct facts f = facts_of(mx);
	const struct policy_file *file = sts_policy(&arena, &f, &d);
	const struct {
		const char *id;
		bool keeps;
	} rows[] = {
	    {file->id, true},
	    {"0123456789abcdef", false},
	    /* Whoever chose these knows what they are of. */
	    {"20261121140000", true},
	    {"20261121T1400002", true},
	    {"0123456789abcdef0", true},
	    {"7", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(
		    sts_keeps_id(
			mtasts_parse(&arena,
			    slice_of(arena_printf(
				&arena, "v=STSv1; id=%s;", rows[i].id))),
			file),
		    rows[i].keeps);
	arena_release(&arena);
}

static void
insists_only_where_every_certificate_is_trusted(void **state)
{
	static const struct mail_server good = {.status = SERVER_SECURED,
	    .named = true,
	    .distrust = ""};
	static const struct mail_server bad[] = {
	    {.status = SERVER_PENDING, .distrust = ""},
	    {.status = SERVER_UNREACHABLE, .distrust = ""},
	    {.status = SERVER_PLAIN, .distrust = ""},
	    {.status = SERVER_SECURED, .distrust = "", .named = false},
	    {.status = SERVER_SECURED, .distrust = "own", .named = true},
	    {.status = SERVER_SECURED,
		.distrust = "",
		.named = true,
		.outdated = true},
	};
	struct decisions d = {.extras = EXTRA_MTASTS | EXTRA_ENFORCE};
	struct arena arena = ARENA_INIT;
	struct mx_facts mx[2];
	struct facts f = facts_of(mx);
	struct tls_address first = {.server = &good},
			   second[] = {{.server = &good}, {.server = &good}};
	struct tls_host host[2] = {
	    {.host = "a.example.jp", .address = &first, .addresses = 1},
	    {.host = "b.example.jp", .address = second, .addresses = 2}};

	(void)state;
	f.tls.host = host;
	f.tls.hosts = 2;
	assert_non_null(sts_refusal(&arena, &f));
	f.tls.policy = mtasts_policy_parse(&arena,
	    slice_of("version: STSv1\nmode: testing\nmx: *.example.jp\n"
		     "max_age: 86400\n"));
	assert_null(sts_refusal(&arena, &f));
	assert_string_equal(sts_policy(&arena, &f, &d)->text,
	    "version: STSv1\nmode: enforce\nmx: *.example.jp\n"
	    "max_age: 1209600\n");
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		second[0].server = second[1].server = &bad[i];
		assert_non_null(sts_refusal(&arena, &f));
		assert_true(sts_policy(&arena, &f, &d)->served);
		/* Out of reach over one family only is no fault of the server. */
		second[0].server = &good;
		assert_int_equal(sts_refusal(&arena, &f) == NULL,
		    bad[i].status < SERVER_PLAIN);
	}
	host[1].addresses = 0;
	assert_non_null(sts_refusal(&arena, &f));
	arena_release(&arena);
}

/* --- Through the DNS ------------------------------------------------------- */

struct extra_row {
	const char *records;
	int64_t extras;
	const char *rua;
	enum change_topic topic;
	int op;
	const char *value;
};

static void
expect_row(const struct extra_row *row)
{
	const struct plan_row base = {
	    .records = row->records, .ours = {"ip4:192.0.2.25"}};
	const struct change *change;
	struct plan_scene scene;

	plan_scene_make(&scene, &base);
	scene.d.extras = row->extras;
	if (row->rua != NULL)
		(void)snprintf(scene.d.tls_rua, sizeof(scene.d.tls_rua), "%s",
		    row->rua);
	plan_make(&scene.arena, examine_facts(scene.examine), &scene.d,
	    stage_services(scene.stage)->templates, &scene.plan);
	change = plan_find(&scene.plan, row->topic);
	assert_int_equal(change != NULL ? change->op : NOTHING, row->op);
	if (change != NULL)
		assert_string_equal(change->value, row->value);
	plan_scene_close(&scene);
}

static void
proposes_reports_when_asked(void **state)
{
#define AT(text) "_smtp._tls TXT \"" text "\"\n"
	static const struct extra_row rows[] = {
	    {"", 0, NULL, TOPIC_TLSRPT, NOTHING, NULL},
	    {"", EXTRA_TLSRPT, NULL, TOPIC_TLSRPT, CHANGE_ADD,
		"v=TLSRPTv1; rua=mailto:tlsrpt@example.jp"},
	    {"", EXTRA_TLSRPT, "t@x.jp", TOPIC_TLSRPT, CHANGE_ADD,
		"v=TLSRPTv1; rua=mailto:t@x.jp"},
	    {AT("v=TLSRPTv1;rua=https://r.jp/x"), 0, NULL, TOPIC_TLSRPT,
		CHANGE_KEEP, "v=TLSRPTv1;rua=https://r.jp/x"},
	    {AT("v=TLSRPTv1; rua=https://r.jp/x"), EXTRA_TLSRPT, "t@x.jp",
		TOPIC_TLSRPT, CHANGE_REPLACE,
		"v=TLSRPTv1; rua=https://r.jp/x,mailto:t@x.jp"},
	    {AT("v=tlsrptv1; rua=mailto:T@x.jp,t@y.jp"), EXTRA_TLSRPT,
		"t@x.jp", TOPIC_TLSRPT, CHANGE_REPLACE,
		"v=TLSRPTv1; rua=mailto:T@x.jp"},
	    {AT("v=TLSRPTv1; rua=mailto:t@x.jp") AT("v=TLSRPTv1; rua=a@b"), 0,
		NULL, TOPIC_TLSRPT, CHANGE_REPLACE,
		"v=TLSRPTv1; rua=mailto:t@x.jp"},
	    {"_smtp._tls CNAME elsewhere\n", EXTRA_TLSRPT, NULL, TOPIC_TLSRPT,
		NOTHING, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect_row(&rows[i]);
}

/* Nobody can fetch a policy here: then the order is all that can be said. */
static void
proposes_mtasts_when_there_is_a_web_server(void **state)
{
	static const struct extra_row rows[] = {
	    {"mta-sts A 192.0.2.80\n", 0, NULL, TOPIC_MTASTS, NOTHING, NULL},
	    {"", EXTRA_MTASTS, NULL, TOPIC_MTASTS, NOTHING, NULL},
	    {"_mta-sts TXT \"v=STSv1; id=7;\"\n", 0, NULL, TOPIC_MTASTS,
		CHANGE_KEEP, "v=STSv1; id=7;"},
	    {"_mta-sts TXT \"v=STSv1; id=7;\"\n_mta-sts TXT \"v=STSv1; id=8\"\n",
		0, NULL, TOPIC_MTASTS, CHANGE_REPLACE,
		"v=STSv1; id=25c9c8d3fb78b4e8;"},
	    {"mta-sts A 192.0.2.80\n", EXTRA_MTASTS, NULL, TOPIC_MTASTS,
		CHANGE_ADD, "v=STSv1; id=25c9c8d3fb78b4e8;"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect_row(&rows[i]);
}

/* That nobody answers does not mean that there is no address. */
static void
does_not_take_silence_for_no_web_server(void **state)
{
	const struct plan_row base = {.records = "",
	    .ours = {"ip4:192.0.2.25"},
	    .silent = "mta-sts.example.jp"};
	struct plan_scene scene;

	(void)state;
	plan_scene_make(&scene, &base);
	scene.d.extras = EXTRA_MTASTS;
	plan_make(&scene.arena, examine_facts(scene.examine), &scene.d,
	    stage_services(scene.stage)->templates, &scene.plan);
	assert_false(plan_has(&scene.plan, TOPIC_MTASTS));
	assert_non_null(strstr(plan_gap(&scene.plan, TOPIC_MTASTS)->why,
	    "could not be found out"));
	plan_scene_close(&scene);
}

static void
says_why_the_record_changes(void **state)
{
	static const struct {
		const char *old[2];
		const char *why;
	} rows[] = {
	    {{NULL}, "begin to look"},
	    {{"v=STSv1; id=7"}, "policy is another one"},
	    {{"v=STSv1; id=2026-11-21"}, "ignore the record"},
	    {{"v=stsv1; id=7"}, "ignore the record"},
	    {{"v=STSv1; id=7", "v=STSv1; id=8"}, "ignore the record"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct change c = {.topic = TOPIC_MTASTS, .op = CHANGE_ADD};

		for (size_t k = 0; k < 2 && rows[i].old[k] != NULL; k++) {
			(void)snprintf(c.old[k], sizeof(c.old[k]), "%s",
			    rows[i].old[k]);
			c.olds++;
			c.op = CHANGE_REPLACE;
		}
		assert_non_null(strstr(plan_reason(&c), rows[i].why));
	}
}

static void
says_what_dane_waits_for(void **state)
{
	const struct plan_row base = {
	    .records = "", .ours = {"ip4:192.0.2.25"}};
	struct plan_scene scene;

	(void)state;
	plan_scene_make(&scene, &base);
	assert_null(plan_gap(&scene.plan, TOPIC_DANE));
	scene.d.extras = EXTRA_DANE;
	plan_make(&scene.arena, examine_facts(scene.examine), &scene.d,
	    stage_services(scene.stage)->templates, &scene.plan);
	assert_false(plan_has(&scene.plan, TOPIC_DANE));
	assert_non_null(
	    strstr(plan_gap(&scene.plan, TOPIC_DANE)->why, "DNSSEC"));
	plan_scene_close(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(has_every_mail_server_in_the_policy),
	    cmocka_unit_test(gives_another_policy_another_id),
	    cmocka_unit_test(renews_an_id_that_was_made_here),
	    cmocka_unit_test(insists_only_where_every_certificate_is_trusted),
	    cmocka_unit_test(proposes_reports_when_asked),
	    cmocka_unit_test(proposes_mtasts_when_there_is_a_web_server),
	    cmocka_unit_test(does_not_take_silence_for_no_web_server),
	    cmocka_unit_test(says_why_the_record_changes),
	    cmocka_unit_test(says_what_dane_waits_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
