/* What a watch promises about time, and what it costs, against caches. */
#include "tests/unit/flow/wait_lab.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "wizard/flow/watch.h"

#define SECOND INT64_C(1000)
#define ROUND  (20 * SECOND) /* between two rounds, at least */
#define SLACK  100 /* ms in which a round gets its answers */
#define APEX "$TTL %2$u\n@ %3$u SOA ns1 root 1 3600 600 86400 %3$u\n" \
	"@ NS ns1.example.jp.\n@ NS ns2.example.jp.\n"
#define FAR "$TTL %2$u\n@ %3$u SOA ns3 root 1 3600 600 86400 %3$u\n" \
	"@ NS ns3\n@ NS ns4\nns3 A 192.0.2.55\nns4 A 192.0.2.56\n"
#define SERVERS "ns1 A 192.0.2.53\nns2 A 192.0.2.54\n"
#define POLICY     "\"v=DMARC1; p=none\"\n"
#define OLD_POLICY "\"v=DMARC1; p=reject\"\n"
#define KEY_VALUE \
	"v=DKIM1; k=ed25519; p=CRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="
#define KEY "\"" KEY_VALUE "\"\n"
#define POLICY_IS_NEW                                      \
	.topic = TOPIC_DMARC, .name = "_dmarc.example.jp", \
	.value = "v=DMARC1; p=none"
#define SPF_IS_NEW \
	.topic = TOPIC_SPF, .name = "example.jp", .value = "v=spf1 mx -all"
#define KEY_IS_NEW                                               \
	.topic = TOPIC_DKIM, .name = "s1._domainkey.example.jp", \
	.value = KEY_VALUE

/*
 * Zones are formats: %1$u is the TTL of what changes, %3$u the negative one. Where
 * nothing is said of "after", nothing changes.
 */
static const struct kind {
	const char *label;
	enum change_topic topic;
	const char *name, *value, *old;
	const char *before, *after; /* of example.jp */
	const char *below, *below_after; /* of _domainkey.example.jp; or NULL */
	const char *far, *far_after; /* of far.example, elsewhere; or NULL */
} kinds[] = {
    {.label = "a new name", POLICY_IS_NEW, .before = "",
	.after = "_dmarc %1$u TXT " POLICY},
    {.label = "a changed RRset", SPF_IS_NEW, .old = "v=spf1 mx ~all",
	.before = "@ %1$u TXT \"v=spf1 mx ~all\"\n",
	.after = "@ %1$u TXT \"v=spf1 mx -all\"\n"},
    {.label = "a TXT beside others", SPF_IS_NEW,
	.before = "@ %1$u TXT \"site-verification=x\"\n",
	.after = "@ %1$u TXT \"site-verification=x\"\n"
		 "@ %1$u TXT \"v=spf1 mx -all\"\n"},
    {.label = "a first selector", KEY_IS_NEW, .before = "",
	.after = "s1._domainkey %1$u TXT " KEY},
    {.label = "a delegated _domainkey", KEY_IS_NEW,
	.before = "_domainkey NS ns1\n_domainkey NS ns2\n", .below = "",
	.below_after = "s1 %1$u TXT " KEY},
    {.label = "the end of an alias", POLICY_IS_NEW,
	.old = "v=DMARC1; p=reject",
	.before = "_dmarc 3600 CNAME policy\n"
		  "policy %1$u TXT " OLD_POLICY,
	.after = "_dmarc 3600 CNAME policy\npolicy %1$u TXT " POLICY},
    {.label = "an alias that goes", POLICY_IS_NEW,
	.old = "v=DMARC1; p=reject",
	.before = "_dmarc %1$u CNAME policy\npolicy 5 TXT " OLD_POLICY,
	.after = "_dmarc %1$u TXT " POLICY "policy 5 TXT " OLD_POLICY},
    {.label = "an alias that leads to another end", POLICY_IS_NEW,
	.old = "v=DMARC1; p=reject",
	.before = "_dmarc %1$u CNAME strict\n"
		  "strict 5 TXT " OLD_POLICY "policy 5 TXT " POLICY,
	.after = "_dmarc %1$u CNAME policy\n"
		 "strict 5 TXT " OLD_POLICY "policy 5 TXT " POLICY},
    {.label = "a new name at the end of an alias elsewhere", KEY_IS_NEW,
	.before = "s1._domainkey 3600 CNAME s1.keys.far.example.\n",
	.far = "", .far_after = "s1.keys %1$u TXT " KEY},
    {.label = "a change at the end of an alias elsewhere", POLICY_IS_NEW,
	.old = "v=DMARC1; p=reject",
	.before = "_dmarc 3600 CNAME policy.far.example.\n",
	.far = "policy %1$u TXT " OLD_POLICY,
	.far_after = "policy %1$u TXT " POLICY},
    {.label = "an alias that comes", KEY_IS_NEW, .before = "",
	.after = "s1._domainkey %1$u CNAME s1.keys.far.example.\n",
	.far = "s1.keys 300 TXT " KEY},
    {.label = "an alias to elsewhere that goes", POLICY_IS_NEW,
	.old = "v=DMARC1; p=reject",
	.before = "_dmarc %1$u CNAME policy.far.example.\n",
	.after = "_dmarc %1$u TXT " POLICY,
	.far = "policy 5 TXT " OLD_POLICY},
};

struct run {
	struct wait_lab *lab;
	struct change change;
	struct watch *watch;
	unsigned ttl, negative;
	int64_t last_switch; /* ticks */
	size_t asked_early;  /* questions to caches while an authority lacked it */
};

static void
changed(void *arg)
{
	struct run *run = arg;

	if (lab_ticks(run->lab) < run->last_switch)
		run->asked_early = lab_counts(run->lab).to_caches;
}

/* --- One publication ------------------------------------------------------- */

struct text {
	char zone[6][1024];
};

static const char *
zone_text(char out[1024], const char *head, const char *records, unsigned ttl,
    unsigned negative)
{
	char format[1024];

	(void)snprintf(format, sizeof(format), "%s%s", head, records);
	(void)snprintf(out, 1024, format, ttl, 3600U, negative);
	return out;
}

static const char *
later(const char *before, const char *after)
{
	return after != NULL ? after : before;
}

static void
open_lab(struct run *run, const struct kind *kind, unsigned seed)
{
	struct text text;
	struct lab_zone zones[LAB_ZONES];
	unsigned ttl = 5 + seed * 7 % 56, negative = 5 + seed * 11 % 56;
	/* What the zone above says of names in the one below does not count. */
	unsigned above = kind->below == NULL ? negative : 10 * negative;
	size_t n = 1;

	run->ttl = ttl;
	run->negative = negative;
	zones[0] = (struct lab_zone) {.apex = "example.jp",
	    .before = zone_text(
		text.zone[0], APEX SERVERS, kind->before, ttl, above),
	    .after = zone_text(text.zone[1], APEX SERVERS,
		later(kind->before, kind->after), ttl, above)};
	if (kind->below != NULL)
		zones[n++] = (struct lab_zone) {
		    .apex = "_domainkey.example.jp",
		    .before = zone_text(
			text.zone[2], APEX, kind->below, ttl, negative),
		    .after = zone_text(text.zone[3], APEX,
			later(kind->below, kind->below_after), ttl,
			negative)};
	if (kind->far != NULL)
		zones[n++] = (struct lab_zone) {.apex = "far.example",
		    .before = zone_text(
			text.zone[4], FAR, kind->far, ttl, negative),
		    .after = zone_text(text.zone[5], FAR,
			later(kind->far, kind->far_after), ttl, negative),
		    .far = true};
	run->lab = lab_new(zones, n, kind->far != NULL ? LAB_SERVERS : LAB_FAR,
	    LAB_CACHES, seed);
}

static void
set_change(struct run *run, const struct kind *kind)
{
	struct change *c = &run->change;

	*c = (struct change) {.topic = kind->topic, .op = CHANGE_ADD, .ttl = 300};
	(void)strcpy(c->name, kind->name);
	(void)strcpy(c->value, kind->value);
	if (kind->old == NULL)
		return;
	c->op = CHANGE_REPLACE;
	c->olds = 1;
	(void)strcpy(c->old[0], kind->old);
}

/* Others look the name up all the time. */
static void
live(struct run *run, int64_t until)
{
	while (lab_ticks(run->lab) < until && !watch_done(run->watch)) {
		lab_run_for(run->lab, SECOND);
		lab_use_cache(run->lab, lab_random(run->lab, LAB_CACHES),
		    run->change.name);
	}
}

static void
publish(struct run *run, const struct kind *kind, unsigned seed)
{
	int64_t at = (30 + (int64_t)seed % 40) * SECOND;
	int64_t lag = (int64_t)(seed % 5) * 17 * SECOND; /* of the secondary */
	size_t first = kind->far_after != NULL ? LAB_FAR : 0;

	memset(run, 0, sizeof(*run));
	open_lab(run, kind, seed);
	set_change(run, kind);
	for (size_t i = 0; i < LAB_SERVERS; i++)
		lab_switch(run->lab, i, 0);
	lab_switch(run->lab, first, at);
	lab_switch(run->lab, first + 1, at + lag);
	run->last_switch = at + lag;
	run->watch =
	    watch_new(lab_services(run->lab), &run->change, 1, changed, run);
	live(run, 900 * SECOND);
}

static int64_t
ticks_of(int64_t clock)
{
	return clock - LAB_START;
}

static void
keeps_its_promise(const struct kind *kind, unsigned seed)
{
	struct run run;
	int64_t by, bound, visible;

	publish(&run, kind, seed);
	if (!watch_done(run.watch))
		fail_msg("%s, %u: never visible", kind->label, seed);
	by = ticks_of(watch_visible_by(run.watch));
	if (by < lab_last_copy(run.lab))
		fail_msg("%s, %u: early by %d ms", kind->label, seed,
		    (int)(lab_last_copy(run.lab) - by));
	/* As long as a cache may have kept what it fetched at the last moment. */
	bound = run.last_switch +
	    (kind->old != NULL || strstr(kind->before, "TXT \"site") != NULL
		    ? run.ttl
		    : run.negative) *
		SECOND;
	if (by > bound + lab_interval(run.lab) + SLACK)
		fail_msg("%s, %u: late by %d s", kind->label, seed,
		    (int)((by - bound) / SECOND));
	visible = ticks_of(run.change.visible);
	if (visible < lab_last_copy(run.lab))
		fail_msg("%s, %u: said too soon", kind->label, seed);
	/* It is looked at once more before caches are asked, and these then. */
	if (visible > by + 2 * ROUND + SLACK)
		fail_msg("%s, %u: noticed %d s late", kind->label, seed,
		    (int)((visible - by) / SECOND));
	assert_int_equal(run.asked_early, 0);
	watch_free(run.watch);
	lab_free(run.lab);
}

static void
is_never_early_and_late_by_a_round_at_most(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(kinds); k++)
		for (unsigned seed = 1; seed <= 60; seed++)
			keeps_its_promise(&kinds[k], seed);
}

static void
nothing_to_do(void *arg)
{
	(void)arg;
}

/* --- What it costs ----------------------------------------------------------- */

#define RECORDS 10

/* Ten records on four servers, of which none has any, and twelve caches. */
static struct watch *
watch_in_vain(struct wait_lab **ret, struct change change[RECORDS])
{
	static const struct lab_zone zone = {.apex = "example.jp", .before =
	    "$TTL 3600\n@ SOA ns1 root 1 3600 600 86400 300\n"
	    "@ NS ns1\n@ NS ns2\n@ NS ns3\n@ NS ns4\n"
	    "ns1 A 192.0.2.53\nns2 A 192.0.2.54\n"
	    "ns3 A 192.0.2.55\nns4 A 192.0.2.56\n",
	    .after = "@ 3600 SOA ns1 root 1 3600 600 86400 300\n"};

	memset(change, 0, RECORDS * sizeof(*change));
	for (int i = 0; i < RECORDS; i++) {
		change[i] = (struct change) {
		    .topic = TOPIC_HELO, .op = CHANGE_ADD};
		(void)snprintf(change[i].name, sizeof(change[i].name),
		    "_mail%d.example.jp", i);
		(void)strcpy(change[i].value, "v=spf1 a -all");
	}
	*ret = lab_new(&zone, 1, LAB_SERVERS, LAB_CACHES, 1);
	return watch_new(
	    lab_services(*ret), change, RECORDS, nothing_to_do, NULL);
}

static size_t
memory(void)
{
	return mallinfo2().uordblks;
}

static void
needs_no_more_memory_after_many_rounds(void **state)
{
	struct change change[RECORDS];
	struct wait_lab *lab;
	struct watch *watch = watch_in_vain(&lab, change);
	size_t before;

	(void)state;
	/* Memory that is given back to the system every time costs most. */
	(void)mallopt(M_TRIM_THRESHOLD, 1 << 30);
	lab_run_for(lab, 3600 * SECOND);
	before = memory();
	lab_run_for(lab, 10000 * 300 * SECOND);
	assert_in_range(memory(), 0, before + 64);
	assert_int_equal(lab_counts(lab).to_caches, 0);
	watch_free(watch);
	lab_free(lab);
}

/* It sleeps from one round to the next: one timer each, and no more. */
static void
wakes_up_for_rounds_only(void **state)
{
	struct change change[RECORDS];
	struct wait_lab *lab;
	struct watch *watch = watch_in_vain(&lab, change);
	struct lab_counts before, after;

	(void)state;
	lab_run_for(lab, 3600 * SECOND);
	before = lab_counts(lab);
	lab_run_for(lab, 3000 * SECOND);
	after = lab_counts(lab);
	assert_int_equal(after.timers - before.timers, 10);
	/* Between two rounds nothing happens at all. */
	while (watch_next(watch) < 0 || watch_next(watch) > 299 * SECOND)
		lab_run_for(lab, SECOND);
	before = lab_counts(lab);
	lab_run_for(lab, watch_next(watch) - 1);
	after = lab_counts(lab);
	assert_int_equal(after.timers, before.timers);
	assert_int_equal(after.answers, before.answers);
	watch_free(watch);
	lab_free(lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_never_early_and_late_by_a_round_at_most),
	    cmocka_unit_test(needs_no_more_memory_after_many_rounds),
	    cmocka_unit_test(wakes_up_for_rounds_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
