/* What is to be published for a domain that sends, only receives, or is parked. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/flow/plan_scene.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/others.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/use.h"

#define ZONE                                                                  \
	"$TTL 3600\n@ SOA ns1 root 1 3600 600 86400 900\n@ NS ns1\n@ NS ns2\n" \
	"ns1 A 192.0.2.53\nns2 A 192.0.2.54\n"
#define WEB  "@ A 192.0.2.80\n"
#define MAIL "@ MX 10 mail\nmail A 192.0.2.25\n"
#define NULL_MX "@ MX 0 .\n"
#define NOBODY SPF("v=spf1 -all")
#define STRICT "v=DMARC1; p=reject; sp=reject; np=reject; adkim=s; aspf=s"
#define KEY "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

#define ADD_WILDCARD "add *._domainkey.example.jp TXT v=DKIM1; p=\n"
#define ADD_DMARC "add _dmarc.example.jp TXT " STRICT "\n"
#define ADD_SPF "add example.jp TXT v=spf1 -all\n"
#define ADD_MX "add example.jp MX 0 .\n"

/* One domain with everything that is known of it, and its plan. */
struct look {
	struct stage *stage;
	struct decisions d;
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
open_look(struct look *l, const char *records, enum mail_use use)
{
	static const char *const selectors[] = {"s1", "s2"};
	struct examine_options options = {
	    .params = {.domain = "example.jp",
		.selector = selectors,
		.selectors = COUNT_OF(selectors),
		.authority = true}};
	const struct services *services;

	memset(l, 0, sizeof(*l));
	l->stage = stage_new();
	services = stage_services(l->stage);
	stage_world(l->stage, "");
	stage_zone(l->stage, NULL, "example.jp",
	    arena_printf(&l->arena, ZONE "%s", records));
	(void)snprintf(l->d.domain, sizeof(l->d.domain), "example.jp");
	l->d.use = use;
	l->examine = examine_new(services, &options, nothing_changed, NULL);
	stage_run(l->stage);
	assert_true(examine_done(l->examine));
}

static void
make_plan(struct look *l)
{
	plan_make(&l->arena, examine_facts(l->examine), &l->d,
	    stage_services(l->stage)->templates, &l->plan);
}

static void
close_look(struct look *l)
{
	examine_free(l->examine);
	arena_release(&l->arena);
	stage_free(l->stage);
}

/* A line for every change that is work. */
static const char *
as_text(struct arena *arena, const struct plan *plan)
{
	static const char *const ops[] = {
	    [CHANGE_ADD] = "add", [CHANGE_REPLACE] = "replace"};
	const char *text = "";

	for (size_t i = 0; i < plan->count; i++)
		if (plan->change[i].op != CHANGE_KEEP)
			text = arena_printf(arena, "%s%s %s %s %s\n", text,
			    ops[plan->change[i].op], plan->change[i].name,
			    plan_type_word(&plan->change[i]),
			    plan->change[i].value);
	return text;
}

static void
knows_a_silent_domain_by_its_records(void **state)
{
	static const struct {
		const char *records;
		enum mail_use use;
	} rows[] = {
	    {WEB MAIL, USE_SENDS},
	    {WEB MAIL SPF("v=spf1 mx -all"), USE_SENDS},
	    {WEB MAIL SPF("v=spf1 ~all"), USE_SENDS},
	    {WEB MAIL NOBODY, USE_RECEIVES},
	    {WEB NOBODY, USE_NOTHING},
	    {WEB NULL_MX NOBODY, USE_NOTHING},
	    {WEB NULL_MX, USE_NOTHING},
	    {WEB NULL_MX SPF("v=spf1 a -all"), USE_SENDS},
	    {NULL_MX "s1._domainkey TXT \"" KEY "\"\n", USE_SENDS},
	    {"", USE_NOTHING},
	    {WEB, USE_SENDS},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct look l;

		open_look(&l, rows[i].records, USE_UNDECIDED);
		if (use_of(examine_facts(l.examine), &l.d) != rows[i].use)
			fail_msg("%s", rows[i].records);
		close_look(&l);
	}
}

static void
takes_a_sender_that_was_named_for_one(void **state)
{
	struct look l;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	open_look(&l, WEB NOBODY, USE_UNDECIDED);
	senders_find(&l.d, examine_facts(l.examine),
	    stage_services(l.stage)->templates);
	assert_false(use_sends(examine_facts(l.examine), &l.d));
	assert_int_equal(senders_add(&l.d, stage_services(l.stage)->templates,
			     "192.0.2.25", &i, &err),
	    ERR_OK);
	assert_true(use_sends(examine_facts(l.examine), &l.d));
	close_look(&l);
}

static void
proposes_what_lets_nothing_pass(void **state)
{
	static const struct {
		const char *records;
		enum mail_use use;
		const char *plan;
	} rows[] = {
	    {WEB, USE_NOTHING, ADD_WILDCARD ADD_DMARC ADD_SPF ADD_MX},
	    {NULL_MX, USE_UNDECIDED, ADD_WILDCARD ADD_DMARC ADD_SPF},
	    {WEB MAIL, USE_RECEIVES, ADD_WILDCARD ADD_DMARC ADD_SPF},
	    {WEB MAIL, USE_NOTHING,
		ADD_WILDCARD ADD_DMARC ADD_SPF
		"replace example.jp MX 0 .\n"},
	    {MAIL SPF("v=spf1 mx include:sendgrid.net ~all"), USE_RECEIVES,
		ADD_WILDCARD ADD_DMARC "replace example.jp TXT v=spf1 -all\n"},
	    {NULL_MX NOBODY DMARC(STRICT) "*._domainkey TXT \"v=DKIM1; p=\"\n",
		USE_NOTHING, ""},
	    {NULL_MX NOBODY DMARC(STRICT) "*._domainkey TXT \"v=DKIM1;p=\"\n",
		USE_UNDECIDED, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct look l;

		open_look(&l, rows[i].records, rows[i].use);
		make_plan(&l);
		assert_string_equal(
		    as_text(&l.arena, &l.plan), rows[i].plan);
		close_look(&l);
	}
}

static void
makes_dmarc_strict_and_keeps_the_rest(void **state)
{
	static const struct {
		const char *there, *rua, *value;
		enum dmarc_policy policy;
	} rows[] = {
	    {"v=DMARC1; p=none; rua=mailto:a@b.jp; fo=1; x=y", "",
		"v=DMARC1; p=reject; rua=mailto:a@b.jp; fo=1; x=y; "
		"sp=reject; np=reject; adkim=s; aspf=s", 0},
	    {"v=DMARC1; p=reject; t=y; pct=20; sp=none; adkim=r", "",
		"v=DMARC1; p=reject; sp=reject; adkim=s; np=reject; aspf=s",
		0},
	    {"v=DMARC1; p=none; rua=nobody", "",
		"v=DMARC1; p=reject; sp=reject; np=reject; adkim=s; aspf=s",
		0},
	    {NULL, "r@other.example",
		STRICT "; rua=mailto:r@other.example", 0},
	    /* The user's choice goes before. */
	    {NULL, "r@example.jp",
		"v=DMARC1; p=quarantine; rua=mailto:r@example.jp",
		DMARC_QUARANTINE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct look l;
		char records[300] = MAIL;

		if (rows[i].there != NULL)
			(void)snprintf(records, sizeof(records),
			    MAIL "_dmarc TXT \"%s\"\n", rows[i].there);
		open_look(&l, records, USE_RECEIVES);
		l.d.dmarc = rows[i].policy;
		(void)snprintf(l.d.rua, sizeof(l.d.rua), "%s", rows[i].rua);
		make_plan(&l);
		assert_string_equal(
		    plan_must_find(&l.plan, TOPIC_DMARC)->value,
		    rows[i].value);
		close_look(&l);
	}
}

static const struct change *
change_at(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->count; i++)
		if (dname_equal(plan->change[i].name, name))
			return &plan->change[i];
	return NULL;
}

/* A key of somebody who was not asked must not vanish. */
static void
revokes_keys_only_when_it_was_said(void **state)
{
	static const struct {
		enum mail_use use;
		bool keep, revoked;
	} rows[] = {
	    {USE_UNDECIDED, false, false},
	    {USE_NOTHING, true, false},
	    {USE_NOTHING, false, true},
	    {USE_SENDS, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct change *change;
		struct look l;

		open_look(&l, NULL_MX NOBODY "s1._domainkey TXT \"" KEY "\"\n",
		    rows[i].use);
		l.d.keep_keys = rows[i].keep;
		make_plan(&l);
		change = change_at(&l.plan, "s1._domainkey.example.jp");
		assert_int_equal(change != NULL, rows[i].revoked);
		if (change != NULL) {
			assert_int_equal(change->op, CHANGE_REPLACE);
			assert_string_equal(change->value, "v=DKIM1; p=");
			assert_string_equal(change->old[0], KEY);
		}
		close_look(&l);
	}
}

static void
takes_a_wildcard_for_no_key(void **state)
{
	struct look l;

	(void)state;
	open_look(&l, NULL_MX NOBODY "*._domainkey TXT \"" KEY "\"\n",
	    USE_NOTHING);
	make_plan(&l);
	assert_null(change_at(&l.plan, "s1._domainkey.example.jp"));
	assert_int_equal(
	    change_at(&l.plan, "*._domainkey.example.jp")->op, CHANGE_REPLACE);
	close_look(&l);
}

static void
proposes_no_null_mx_to_who_sends(void **state)
{
	struct look l;

	(void)state;
	open_look(&l, WEB NULL_MX NOBODY, USE_SENDS);
	make_plan(&l);
	assert_false(plan_has(&l.plan, TOPIC_MX));
	assert_false(plan_has(&l.plan, TOPIC_UNSIGNED));
	close_look(&l);
}

static void
plans_nothing_where_nobody_answered(void **state)
{
	struct look l;

	(void)state;
	open_look(&l, WEB, USE_NOTHING);
	stage_fail(l.stage, NULL, "example.jp", DNS_SERVFAIL);
	examine_free(l.examine);
	l.examine = examine_new(stage_services(l.stage),
	    &(struct examine_options) {
		.params = {.domain = "example.jp", .authority = true}},
	    nothing_changed, NULL);
	stage_run(l.stage);
	make_plan(&l);
	assert_false(plan_has(&l.plan, TOPIC_MX));
	assert_non_null(plan_gap(&l.plan, TOPIC_MX));
	close_look(&l);
}

/* --- What somebody else has published since -------------------------------- */

#define TWO_MX                                                                \
	"@ MX 10 mail\n@ MX 20 spare\nmail A 192.0.2.25\nspare A 192.0.2.26\n"

static struct change *
mx_of(struct look *l)
{
	make_plan(l);
	for (size_t i = 0; i < l->plan.count; i++)
		if (l->plan.change[i].topic == TOPIC_MX)
			return &l->plan.change[i];
	fail_msg("nothing about MX");
	return NULL;
}

/* All of it, and as long as nobody adds or removes anything. */
static void
lets_several_records_stand(void **state)
{
	struct look l;

	(void)state;
	open_look(&l, TWO_MX NOBODY, USE_NOTHING);
	l.d.change[0] = (struct change) {.topic = TOPIC_MX,
	    .type = DNS_MX,
	    .op = CHANGE_ADD,
	    .name = "example.jp",
	    .value = "0 .",
	    .visible = 7};
	l.d.changes = 1;
	assert_int_equal(mx_of(&l)->foreign, 7);
	assert_int_equal(mx_of(&l)->olds, 2);
	others_let_stand(&l.d, mx_of(&l));
	l.d.watching = 8;
	/* It is fixed when something else is published, and stands all the same. */
	for (int i = 0; i < 2; i++) {
		l.d.change[0] = *mx_of(&l);
		assert_int_equal(l.d.change[0].op, CHANGE_KEEP);
		assert_int_equal(l.d.change[0].stands, 1);
		assert_int_equal(l.d.change[0].foreign, 0);
	}
	(void)snprintf(l.d.change[0].old[1], sizeof(l.d.change[0].old[1]),
	    "30 spare.example.jp.");
	assert_int_equal(mx_of(&l)->foreign, 8);
	l.d.change[0].olds = 3;
	assert_int_equal(mx_of(&l)->foreign, 8);
	close_look(&l);
}

/* What was decided is not lost by going back and forth. */
static void
revokes_own_keys_while_silent(void **state)
{
	struct decisions d = {.dmarc = DMARC_QUARANTINE};
	const char *selector[OWN_MAX];

	(void)state;
	(void)snprintf(d.selector, sizeof(d.selector), "s1");
	(void)snprintf(d.key_public, sizeof(d.key_public), "A");
	assert_int_equal(own_selectors(&d, selector), 1);
	use_decide(&d, USE_RECEIVES);
	assert_int_equal(own_selectors(&d, selector), 0);
	assert_int_equal(own_old_selectors(&d, selector), 1);
	assert_int_equal(d.dmarc, DMARC_NO_POLICY);
	use_decide(&d, USE_SENDS);
	assert_int_equal(own_selectors(&d, selector), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_a_silent_domain_by_its_records),
	    cmocka_unit_test(takes_a_sender_that_was_named_for_one),
	    cmocka_unit_test(proposes_what_lets_nothing_pass),
	    cmocka_unit_test(makes_dmarc_strict_and_keeps_the_rest),
	    cmocka_unit_test(revokes_keys_only_when_it_was_said),
	    cmocka_unit_test(takes_a_wildcard_for_no_key),
	    cmocka_unit_test(proposes_no_null_mx_to_who_sends),
	    cmocka_unit_test(plans_nothing_where_nobody_answered),
	    cmocka_unit_test(lets_several_records_stand),
	    cmocka_unit_test(revokes_own_keys_while_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
