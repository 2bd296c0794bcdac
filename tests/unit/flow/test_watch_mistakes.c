/* What goes wrong when records are published is named, within one round. */
#include "tests/unit/flow/stage.h"

#include <stdio.h>
#include <string.h>

#include "wizard/flow/panels.h"
#include "wizard/flow/watch_say.h"
#include "wizard/record/zonefile.h"

#define NS1    "192.0.2.53"
#define NS2    "192.0.2.54"
#define NOBODY "192.0.2.1"
#define ZONE   "example.jp"
#define ROUND  15000 /* ms: one, and not a second one */
#define SERIAL(n) \
	"$TTL 3600\n@ SOA ns1 root " n " 3600 600 86400 900\n" \
	"@ NS ns1\n@ NS ns2\nns1 A " NS1 "\nns2 A " NS2 "\n"
#define OTHER_KEY \
	"v=DKIM1; k=ed25519; p=CRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="
#define POLICY "_dmarc TXT \"v=DMARC1; p=none\"\n"

struct wait {
	struct stage *stage;
	struct change change;
	struct watch *watch;
	struct arena arena;
	struct remark remark[REMARKS_MAX];
	size_t remarks;
};

static const char *const names[] = {
    [TOPIC_DKIM] = "s1._domainkey.example.jp",
    [TOPIC_DMARC] = "_dmarc.example.jp",
    [TOPIC_HELO] = "mail.example.jp",
    [TOPIC_SPF] = "example.jp",
};

static const char *const values[] = {
    [TOPIC_DKIM] = stage_key_record,
    [TOPIC_DMARC] = "v=DMARC1; p=none; rua=mailto:dmarc@example.jp",
    [TOPIC_HELO] = "v=spf1 a -all",
    [TOPIC_SPF] = "v=spf1 mx include:_spf.google.com ~all",
};

static void
changed(void *arg)
{
	(void)arg;
}

static void
set_up(struct wait *wait, enum change_topic topic)
{
	memset(wait, 0, sizeof(*wait));
	wait->stage = stage_new();
	wait->change = (struct change) {.topic = topic, .op = CHANGE_ADD};
	(void)strcpy(wait->change.name, names[topic]);
	(void)strcpy(wait->change.value, values[topic]);
	stage_world(wait->stage, "");
}

static void
look(struct wait *wait, int64_t ms)
{
	if (wait->watch == NULL)
		wait->watch = watch_new(stage_services(wait->stage),
		    &wait->change, 1, changed, NULL);
	stage_run_for(wait->stage, ms);
	wait->remarks = watch_remarks(
	    &wait->arena, wait->watch, &wait->change, 1, wait->remark);
}

static void
tear_down(struct wait *wait)
{
	watch_free(wait->watch);
	stage_free(wait->stage);
	arena_release(&wait->arena);
}

/* Is it the first thing that is said? */
static bool
says(const struct wait *wait, const char *words)
{
	return wait->remarks > 0 && wait->remark[0].problem &&
	    strstr(wait->remark[0].text, words) != NULL;
}

static void
assert_says(const struct wait *wait, const char *words)
{
	if (!says(wait, words))
		fail_msg("\"%s\" instead of \"%s\"",
		    wait->remarks > 0 ? wait->remark[0].text : "(nothing)",
		    words);
}

/* --- Name servers ---------------------------------------------------------- */

static void
names_the_server_that_is_behind(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait, TOPIC_DMARC);
	stage_zone(wait.stage, NS1, ZONE, SERIAL("2") POLICY);
	stage_zone(wait.stage, NS2, ZONE, SERIAL("4294967295"));
	(void)strcpy(wait.change.value, "v=DMARC1; p=none");
	look(&wait, ROUND);
	assert_says(&wait, "ns2.example.jp has not fetched the new zone: its "
			   "serial is 4294967295, the newest is 2");
	assert_int_equal(watch_newest(wait.watch, 0), 2);
	/* For longer than REFRESH. */
	look(&wait, 3601000);
	assert_says(&wait, "ns2.example.jp does not fetch the zone");
	stage_zone(wait.stage, NS2, ZONE, SERIAL("2") POLICY);
	look(&wait, 700000);
	assert_int_not_equal(wait.change.at_authority, 0);
	tear_down(&wait);
}

static void
names_a_serial_that_was_not_raised(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait, TOPIC_DMARC);
	stage_zone(wait.stage, NS1, ZONE, SERIAL("7") POLICY);
	stage_zone(wait.stage, NS2, ZONE, SERIAL("7"));
	(void)strcpy(wait.change.value, "v=DMARC1; p=none");
	look(&wait, ROUND);
	assert_says(&wait, "ns2.example.jp lacks the record although its "
			   "serial 7 is that of the servers that have it");
	tear_down(&wait);
}

/* Several machines behind one address: the first good answer proves nothing. */
static void
believes_no_server_that_changes_its_mind(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait, TOPIC_DMARC);
	(void)strcpy(wait.change.value, "v=DMARC1; p=none");
	for (int i = 0; i < 5; i++) {
		stage_zone(wait.stage, NULL, ZONE, SERIAL("2") POLICY);
		look(&wait, i == 0 ? ROUND : 20000);
		assert_int_equal(wait.change.at_authority, 0);
		stage_zone(wait.stage, NULL, ZONE, SERIAL("1"));
		look(&wait, 20000);
		assert_int_equal(wait.change.at_authority, 0);
	}
	assert_int_equal(stage_asked(wait.stage, names[TOPIC_DMARC], ASK_CACHE), 0);
	stage_zone(wait.stage, NULL, ZONE, SERIAL("2") POLICY);
	look(&wait, 45000);
	assert_true(watch_done(wait.watch));
	tear_down(&wait);
}

static void
notices_who_answers_in_place_of_others(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait, TOPIC_DMARC);
	look(&wait, ROUND);
	assert_false(watch_is_intercepted(wait.watch));
	tear_down(&wait);
	set_up(&wait, TOPIC_DMARC);
	stage_zone(wait.stage, NOBODY, ZONE, SERIAL("1"));
	look(&wait, ROUND);
	assert_true(watch_is_intercepted(wait.watch));
	assert_says(&wait, "Somebody on the way answers");
	tear_down(&wait);
}

/* --- What was entered -------------------------------------------------------- */

static const char *
record(struct arena *arena, const char *owner, const char *value)
{
	/* An at sign alone is the origin, RFC 1035 section 5.1. */
	return arena_printf(arena, "%s%s. TXT %s\n",
	    owner[0] == '@' ? "\\" : "", owner,
	    zonefile_quote_txt(arena, slice_of(value)));
}

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
		struct wait wait;

		set_up(&wait, rows[i].topic);
		stage_publish(wait.stage, NULL,
		    record(&wait.arena, rows[i].owner, values[rows[i].topic]));
		look(&wait, ROUND);
		assert_says(&wait, rows[i].owner);
		/* It is mended: nothing is left of it. */
		stage_publish(wait.stage, NULL,
		    record(&wait.arena, names[rows[i].topic],
			values[rows[i].topic]));
		look(&wait, 60000);
		assert_null(watch_misplaced(wait.watch, 0));
		assert_true(watch_done(wait.watch));
		tear_down(&wait);
	}
}

/* A record of the same kind may be there with good reason. */
static void
leaves_the_records_of_others_alone(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait, TOPIC_SPF);
	stage_publish(wait.stage, NULL,
	    "_spf TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
	    "spf TXT \"v=spf1 -all\"\n");
	look(&wait, ROUND);
	assert_null(watch_misplaced(wait.watch, 0));
	assert_int_equal(wait.remarks, 0);
	tear_down(&wait);
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
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct wait wait;

		set_up(&wait, (enum change_topic)i);
		stage_publish(wait.stage, NULL,
		    arena_printf(&wait.arena, "%s%s",
			record(&wait.arena, names[i], values[i]),
			record(&wait.arena, names[i], others[i])));
		look(&wait, ROUND);
		assert_says(&wait, "delete");
		tear_down(&wait);
	}
}

static void
names_an_alias_in_the_way(void **state)
{
	struct wait wait;

	(void)state;
	set_up(&wait, TOPIC_DMARC);
	stage_publish(
	    wait.stage, NULL, "_dmarc CNAME policy.elsewhere.example.\n");
	look(&wait, ROUND);
	assert_says(&wait, "an alias (CNAME) to policy.elsewhere.example");
	tear_down(&wait);
}

/* --- Every panel, every mistake --------------------------------------------------- */

/*
 * What a panel makes of what is typed: it puts the zone behind a name that does
 * not end in a point, and takes a value as it stands, up to a length.
 */
struct form {
	enum panel_name apex, host;
	enum panel_value value;
	size_t max; /* octets of a value; 0: any */
};

static const char *
name_in_panel(struct arena *arena, enum panel_name form, const char *typed)
{
	size_t len = strlen(typed);

	if (len > 1 && typed[len - 1] == '.')
		return arena_copy_slice(arena, (struct slice) {typed, len - 1});
	if (form == PANEL_NAME_FULL)
		return arena_copy(arena, typed);
	if (len == 0 || (form == PANEL_NAME_AT && strcmp(typed, "@") == 0) ||
	    strcmp(typed, ".") == 0)
		return ZONE;
	return arena_printf(arena, "%s." ZONE, typed);
}

static const char *
value_in_panel(struct arena *arena, const struct form *form, const char *typed)
{
	struct slice value = slice_of(typed);

	if (form->value == PANEL_VALUE_PLAIN) {
		if (form->max > 0 && value.len > form->max)
			value.len = form->max;
		return arena_copy_slice(arena, value);
	}
	return NULL; /* it reads quoted strings, as they are meant */
}

struct damaged {
	const char *owner, *value; /* what is in the DNS in the end */
	const char *words; /* of what has to be said; NULL: nothing is wrong */
};

/* The user follows what is right for one panel, at another one. */
static struct damaged
publish_by(struct arena *arena, enum change_topic topic,
    const struct form *followed, const struct form *panel)
{
	struct panel_template t = {.apex = followed->apex,
	    .host = followed->host, .value = followed->value};
	enum panel_name form = topic == TOPIC_SPF ? panel->apex : panel->host;
	struct damaged d = {.owner = name_in_panel(arena, form,
				panel_host(arena, &t, names[topic], ZONE))};

	d.value = value_in_panel(arena, panel,
	    panel_value(arena, &t, slice_of(values[topic])));
	if (d.value == NULL)
		d.value = values[topic];
	if (strcmp(d.owner, names[topic]) != 0)
		d.words = d.owner;
	else if (panel->value != PANEL_VALUE_PLAIN ||
	    strcmp(d.value, values[topic]) == 0)
		d.words = NULL;
	else
		d.words = strlen(d.value) == panel->max ? "cut at" : "quot";
	return d;
}

/* Can it be looked for, and does the value still show of what kind it is? */
static bool
is_to_be_named(const struct damaged *d, enum change_topic topic)
{
	bool whole = strcmp(d->value, values[topic]) == 0;

	return d->words != NULL && strstr(d->owner, ZONE) != NULL &&
	    (whole || topic == TOPIC_DKIM);
}

static size_t
check_damage(enum change_topic topic, const struct form *followed,
    const struct form *panel)
{
	struct wait wait;
	struct damaged d;
	bool wanted;

	set_up(&wait, topic);
	d = publish_by(&wait.arena, topic, followed, panel);
	wanted = is_to_be_named(&d, topic);
	if (wanted) {
		stage_publish(wait.stage, NULL,
		    record(&wait.arena, d.owner, d.value));
		look(&wait, ROUND);
		if (!says(&wait, d.words))
			fail_msg("%s at %s: \"%s\" instead of \"%s\"", d.value,
			    d.owner,
			    wait.remarks > 0 ? wait.remark[0].text : "",
			    d.words);
		assert_int_equal(wait.change.at_authority, 0);
	}
	tear_down(&wait);
	return wanted;
}

/* Form i of all that there are. */
static struct form
form_of(size_t i)
{
	static const enum panel_name apexes[] = {
	    PANEL_NAME_AT, PANEL_NAME_EMPTY, PANEL_NAME_FINAL};
	static const enum panel_name hosts[] = {
	    PANEL_NAME_RELATIVE, PANEL_NAME_FULL, PANEL_NAME_FINAL};
	static const enum panel_value quoting[] = {
	    PANEL_VALUE_PLAIN, PANEL_VALUE_QUOTED, PANEL_VALUE_SPLIT};
	static const size_t limits[] = {0, 200};

	return (struct form) {apexes[i % 3], hosts[i / 3 % 3],
	    quoting[i / 9 % 3], limits[i / 27 % 2]};
}
#define FORMS 54

static void
names_what_goes_wrong_in_every_panel(void **state)
{
	size_t named = 0;

	(void)state;
	for (size_t i = 0; i < FORMS / 2; i++) {
		for (size_t j = 0; j < FORMS; j++) {
			struct form followed = form_of(i), panel = form_of(j);

			for (size_t t = 0; t < COUNT_OF(names); t++)
				named += check_damage((enum change_topic)t,
				    &followed, &panel);
		}
	}
	assert_in_range(named, 500, SIZE_MAX);
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
	    cmocka_unit_test(names_what_goes_wrong_in_every_panel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
