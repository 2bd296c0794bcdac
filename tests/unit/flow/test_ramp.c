/* The stages of a DMARC policy, and what each waits for. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/flow/plan_scene.h"
#include "wizard/flow/ramp.h"

#define DAY ((int64_t)24 * 3600 * 1000)
#define NOW STAGE_START
#define GOOD_SPF SPF("v=spf1 ip4:192.0.2.25 -all")
#define GOOD_DMARC(p) DMARC("v=DMARC1; p=" p "; rua=mailto:r@example.jp")

/* Everything that the next stage asks for; a test takes one thing away. */
struct circumstances {
	const char *records;
	const char *silent;
	bool no_key, no_sender, undecided, unverified;
	int64_t days;  /* since the stage was seen; 0: 40 */
	int64_t report_days; /* since the newest report; 0: 1, -1: none */
	int64_t failing;
};

static void
decide(struct plan_scene *scene, const struct circumstances *row)
{
	struct decisions *d = &scene->d;
	int64_t age = (row->days == 0 ? 40 : row->days) * DAY;

	d->verified = row->unverified ? 0 : NOW - DAY;
	d->dmarc_none = d->dmarc_quarantine = d->dmarc_reject = NOW - age;
	if (row->report_days >= 0)
		d->reports.last =
		    NOW - (row->report_days == 0 ? 1 : row->report_days) * DAY;
	d->reports.messages = row->report_days >= 0 ? 1000 : 0;
	d->reports.failing = row->failing;
	if (row->undecided) {
		struct sender *s = &d->sender[d->senders++];

		(void)snprintf(
		    s->term, sizeof(s->term), "ip4:198.51.100.1");
	}
}

static struct ramp
climb(struct plan_scene *scene, const struct circumstances *row)
{
	char records[2048];
	struct plan_row plan = {
	    .records = records,
	    .key = true,
	    .ours = {row->no_sender ? NULL : "ip4:192.0.2.25"},
	    .silent = row->silent,
	};
	struct ramp ramp;

	(void)snprintf(records, sizeof(records), "%s%s%s%s", row->records,
	    row->no_key ? "" : "k1._domainkey TXT \"",
	    row->no_key ? "" : stage_key_record, row->no_key ? "" : "\"\n");
	plan_scene_make(scene, &plan);
	decide(scene, row);
	ramp_find(&scene->arena, examine_facts(scene->examine), &scene->d, NOW,
	    &ramp);
	return ramp;
}

static enum stage_state
state_of(const struct ramp *ramp, const char *id)
{
	for (size_t i = 0; i < ramp->conditions; i++)
		if (strcmp(ramp->condition[i].id, id) == 0)
			return ramp->condition[i].state;
	fail_msg("no condition %s", id);
	return STAGE_UNKNOWN;
}

static void
goes_on_when_everything_holds(void **state)
{
	static const struct {
		const char *records;
		enum dmarc_policy now, next;
	} rows[] = {
	    {GOOD_SPF GOOD_DMARC("none"), DMARC_NONE, DMARC_QUARANTINE},
	    {GOOD_SPF GOOD_DMARC("quarantine"), DMARC_QUARANTINE, DMARC_REJECT},
	    {GOOD_SPF, DMARC_NO_POLICY, DMARC_NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct circumstances row = {.records = rows[i].records};
		struct plan_scene scene;
		struct ramp ramp = climb(&scene, &row);

		assert_true(ramp.known);
		assert_int_equal(ramp.now, rows[i].now);
		assert_int_equal(ramp.next, rows[i].next);
		for (size_t k = 0; k < ramp.conditions; k++)
			if (ramp.condition[k].state != STAGE_MET)
				fail_msg("row %zu: %s", i,
				    ramp.condition[k].text);
		assert_true(ramp.ready);
		plan_scene_close(&scene);
	}
}

static void
ends_at_reject(void **state)
{
	struct circumstances row = {.records = GOOD_SPF GOOD_DMARC("reject")};
	struct plan_scene scene;
	struct ramp ramp = climb(&scene, &row);

	(void)state;
	assert_int_equal(ramp.now, DMARC_REJECT);
	assert_int_equal(ramp.next, DMARC_NO_POLICY);
	assert_false(ramp.ready);
	plan_scene_close(&scene);
}

/* Each of them alone holds the next stage back. */
static void
waits_for_each_condition(void **state)
{
	static const struct {
		struct circumstances row;
		const char *id;
		enum stage_state state;
	} rows[] = {
	    {{.records = GOOD_DMARC("none")}, "spf", STAGE_OPEN},
	    {{.records = SPF("v=spf1 -all") GOOD_DMARC("none")}, "spf",
		STAGE_OPEN},
	    {{.records = GOOD_SPF GOOD_DMARC("none"), .no_key = true}, "dkim",
		STAGE_OPEN},
	    {{.records = GOOD_SPF GOOD_DMARC("none"), .unverified = true},
		"dkim", STAGE_OPEN},
	    {{.records = GOOD_SPF GOOD_DMARC("none"),
		 .silent = "_domainkey.example.jp"},
		"dkim", STAGE_UNKNOWN},
	    {{.records = GOOD_SPF GOOD_DMARC("none"), .undecided = true},
		"senders", STAGE_OPEN},
	    {{.records = GOOD_SPF DMARC("v=DMARC1; p=none")}, "reports",
		STAGE_OPEN},
	    {{.records = GOOD_SPF GOOD_DMARC("none"), .report_days = -1},
		"reports", STAGE_OPEN},
	    {{.records = GOOD_SPF GOOD_DMARC("none"), .report_days = 15},
		"reports", STAGE_OPEN},
	    {{.records = GOOD_SPF GOOD_DMARC("quarantine"), .days = 29},
		"time", STAGE_OPEN},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct plan_scene scene;
		struct ramp ramp = climb(&scene, &rows[i].row);

		if (state_of(&ramp, rows[i].id) != rows[i].state)
			fail_msg("row %zu: %s", i,
			    stage_state_word(state_of(&ramp, rows[i].id)));
		assert_false(ramp.ready);
		plan_scene_close(&scene);
	}
}

/* What only the user can tell does not hold it back. */
static void
asks_the_user_about_mail_that_failed(void **state)
{
	struct circumstances row = {
	    .records = GOOD_SPF GOOD_DMARC("none"), .failing = 3};
	struct plan_scene scene;
	struct ramp ramp = climb(&scene, &row);

	(void)state;
	assert_int_equal(state_of(&ramp, "results"), STAGE_LOOK);
	assert_true(ramp.ready);
	plan_scene_close(&scene);
}

static void
does_not_guess_the_stage(void **state)
{
	struct circumstances row = {
	    .records = GOOD_SPF, .silent = "_dmarc.example.jp"};
	struct plan_scene scene;
	struct ramp ramp = climb(&scene, &row);

	(void)state;
	assert_false(ramp.known);
	assert_false(ramp.ready);
	plan_scene_close(&scene);
}

static void
remembers_the_first_sight_of_a_stage(void **state)
{
	struct circumstances row = {.records = GOOD_SPF GOOD_DMARC("quarantine")};
	struct plan_scene scene;
	const struct facts *facts;
	struct decisions d = {.dmarc_none = NOW - DAY};

	(void)state;
	(void)climb(&scene, &row);
	facts = examine_facts(scene.examine);
	assert_true(ramp_remember(&d, facts, NOW));
	assert_false(ramp_remember(&d, facts, NOW + DAY));
	assert_int_equal(d.dmarc_quarantine, NOW);
	assert_int_equal(ramp_past(&d, NOW).none, NOW - DAY);
	assert_int_equal(ramp_past(&d, NOW).quarantine, NOW);
	plan_scene_close(&scene);
}

static void
refuses_reject_while_anything_is_open(void **state)
{
	static const struct {
		struct circumstances row;
		bool refused;
	} rows[] = {
	    {{.records = GOOD_SPF GOOD_DMARC("none")}, false},
	    {{.records = GOOD_SPF GOOD_DMARC("none"), .undecided = true}, true},
	    {{.records = GOOD_SPF GOOD_DMARC("none"), .unverified = true}, true},
	    {{.records = GOOD_SPF GOOD_DMARC("reject"), .unverified = true},
		false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct plan_scene scene;
		const char *why;

		(void)climb(&scene, &rows[i].row);
		why = ramp_refusal(examine_facts(scene.examine), &scene.d);
		if ((why != NULL) != rows[i].refused)
			fail_msg("row %zu: %s", i, why);
		plan_scene_close(&scene);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(goes_on_when_everything_holds),
	    cmocka_unit_test(ends_at_reject),
	    cmocka_unit_test(waits_for_each_condition),
	    cmocka_unit_test(asks_the_user_about_mail_that_failed),
	    cmocka_unit_test(does_not_guess_the_stage),
	    cmocka_unit_test(remembers_the_first_sight_of_a_stage),
	    cmocka_unit_test(refuses_reject_while_anything_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
