/* What an update says, what it rests on, and how it is taken back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/base/mem.h"
#include "wizard/flow/update.h"
#include "wizard/record/tsig.h"
#include "wizard/record/zonefile.h"

static struct arena arena;

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

/* What the primary of example.jp says about the name's TXT. */
static const struct dns_answer *
primary_has(const char *name, const char *records)
{
	struct zone *zone = arena_alloc(&arena, sizeof(*zone));
	struct err err = ERR_INIT;
	const char *text = arena_printf(&arena,
	    "$TTL 600\n@ SOA ns root 1 1 1 1 60\n@ NS ns\n%s", records);
	struct dns_answer *answer;

	if (zonefile_parse(&arena, slice_of(text), "example.jp", zone, &err) !=
	    ERR_OK)
		fail_msg("%s", err.msg);
	answer = zonefile_answer(&arena, zone, 1, name, DNS_TXT);
	return answer;
}

static struct change
spf_change(void)
{
	return (struct change) {.topic = TOPIC_SPF,
	    .op = CHANGE_REPLACE,
	    .name = "example.jp",
	    .ttl = 300,
	    .value = "v=spf1 mx -all",
	    .old = {"v=spf1 a -all"},
	    .olds = 1};
}

/* Lines of the update of one RRset, each with a line end. */
static const char *
lines_of(const struct update_rrset *set)
{
	struct dnsupdate update = update_lines(&arena, "example.jp", &set, 1);
	const char *text = "";

	for (size_t i = 0; i < update.count; i++)
		text = arena_printf(&arena, "%s%s\n", text,
		    dnsupdate_print(&arena, &update.line[i]));
	return text;
}

/* --- There --------------------------------------------------------------- */

#define NAME "example.jp."

static void
changes_what_was_decided_and_nothing_else(void **state)
{
	static const struct {
		const char *there, *lines;
	} rows[] = {
	    {"", "prereq nxrrset " NAME " TXT\nprereq nxrrset " NAME
		 " CNAME\nupdate add " NAME " 300 TXT \"v=spf1 mx -all\"\n"},
	    {"@ TXT \"v=spf1 a\" \" -all\"\n",
		"prereq yxrrset " NAME " TXT \"v=spf1 a\" \" -all\"\n"
		"update delete " NAME " TXT \"v=spf1 a\" \" -all\"\n"
		"update add " NAME " 300 TXT \"v=spf1 mx -all\"\n"},
	    /* The TTL of what stays is that of what comes. */
	    {"@ TXT \"other\"\n@ TXT \"v=spf1 a -all\"\n",
		"prereq yxrrset " NAME " TXT \"other\"\n"
		"prereq yxrrset " NAME " TXT \"v=spf1 a -all\"\n"
		"update delete " NAME " TXT \"v=spf1 a -all\"\n"
		"update add " NAME " 600 TXT \"v=spf1 mx -all\"\n"},
	    /* Half of it was done by hand. */
	    {"@ TXT \"v=spf1 mx -all\"\n@ TXT \"v=spf1 a -all\"\n",
		"prereq yxrrset " NAME " TXT \"v=spf1 mx -all\"\n"
		"prereq yxrrset " NAME " TXT \"v=spf1 a -all\"\n"
		"update delete " NAME " TXT \"v=spf1 a -all\"\n"},
	};
	const struct change change = spf_change();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct update_rrset set = update_to(&arena, &change,
		    primary_has("example.jp", rows[i].there));

		assert_null(set.problem);
		assert_true(update_is_work(&set));
		assert_string_equal(lines_of(&set), rows[i].lines);
	}
}

static void
leaves_alone_what_is_right_already(void **state)
{
	const struct change change = spf_change();
	struct update_rrset set = update_to(&arena, &change,
	    primary_has("example.jp", "@ TXT \"V=SPF1 +mx  -all\"\n"));

	(void)state;
	assert_null(set.problem);
	assert_false(update_is_work(&set));
}

static void
overwrites_nothing_that_nobody_decided_about(void **state)
{
	static const struct {
		const char *name, *there, *says;
	} rows[] = {
	    {"example.jp", "@ TXT \"v=spf1 ip4:192.0.2.1 -all\"\n",
		"something else"},
	    {"example.jp",
		"@ TXT \"v=spf1 a -all\"\n@ TXT \"v=spf1 -all\"\n",
		"something else"},
	    {"x.example.jp", "x CNAME www.example.net.\n",
		"alias of www.example.net"},
	};
	struct change change = spf_change();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct update_rrset set;

		(void)snprintf(
		    change.name, sizeof(change.name), "%s", rows[i].name);
		set = update_to(&arena, &change,
		    primary_has(rows[i].name, rows[i].there));
		assert_non_null(set.problem);
		assert_non_null(strstr(set.problem, rows[i].says));
		assert_false(update_is_work(&set));
		assert_int_equal(set.gones + set.comes, 0);
	}
}

static void
builds_on_no_answer_that_is_none(void **state)
{
	const struct change change = spf_change();
	struct dns_answer answer = {.status = DNS_TIMEOUT};
	struct update_rrset set = update_to(&arena, &change, &answer);

	(void)state;
	assert_non_null(strstr(set.problem, "TIMEOUT"));
	answer.status = DNS_NODATA; /* of a resolver */
	set = update_to(&arena, &change, &answer);
	assert_non_null(strstr(set.problem, "does not have the zone"));
	answer.authoritative = true;
	set = update_to(&arena, &change, &answer);
	assert_null(set.problem);
}

/* --- Back ------------------------------------------------------------------ */

/* What is remembered of the update that the change makes of that. */
static const struct sent *
sent_over(struct decisions *d, const char *there)
{
	const struct change change = spf_change();
	struct update_rrset set =
	    update_to(&arena, &change, primary_has("example.jp", there));

	update_remember(d, &set, 1000);
	return &d->sent[d->sents - 1];
}

static void
takes_back_exactly_what_was_sent(void **state)
{
	static const struct {
		const char *before, *after, *lines;
	} rows[] = {
	    {"", "@ 300 TXT \"v=spf1 mx -all\"\n",
		"prereq yxrrset " NAME " TXT \"v=spf1 mx -all\"\n"
		"update delete " NAME " TXT \"v=spf1 mx -all\"\n"},
	    {"@ TXT \"v=spf1 a\" \" -all\"\n",
		"@ 300 TXT \"v=spf1 mx -all\"\n",
		"prereq yxrrset " NAME " TXT \"v=spf1 mx -all\"\n"
		"update delete " NAME " TXT \"v=spf1 mx -all\"\n"
		"update add " NAME " 600 TXT \"v=spf1 a\" \" -all\"\n"},
	    /* What came since stays. */
	    {"@ TXT \"v=spf1 a -all\"\n",
		"@ 300 TXT \"v=spf1 mx -all\"\n@ 300 TXT \"since\"\n",
		"prereq yxrrset " NAME " TXT \"v=spf1 mx -all\"\n"
		"prereq yxrrset " NAME " TXT \"since\"\n"
		"update delete " NAME " TXT \"v=spf1 mx -all\"\n"
		"update add " NAME " 300 TXT \"v=spf1 a -all\"\n"},
	    /* It never arrived. */
	    {"@ TXT \"v=spf1 a -all\"\n", "@ TXT \"v=spf1 a -all\"\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct decisions *d = mem_alloc(sizeof(*d));
		struct update_rrset set =
		    update_back(&arena, sent_over(d, rows[i].before),
			primary_has("example.jp", rows[i].after));

		assert_null(set.problem);
		assert_int_equal(
		    update_is_work(&set), rows[i].lines[0] != '\0');
		if (update_is_work(&set))
			assert_string_equal(lines_of(&set), rows[i].lines);
		free(d);
	}
}

static void
takes_nothing_back_that_others_changed(void **state)
{
	struct decisions *d = mem_alloc(sizeof(*d));
	const struct sent *sent = sent_over(d, "@ TXT \"v=spf1 a -all\"\n");
	struct update_rrset set = update_back(&arena, sent,
	    primary_has("example.jp", "@ TXT \"v=spf1 ip4:192.0.2.1\"\n"));

	(void)state;
	assert_non_null(strstr(set.problem, "changed it since"));
	assert_false(update_is_work(&set));
	free(d);
}

static void
undoes_no_state_that_was_edited(void **state)
{
	struct sent sent = {.name = "example.jp",
	    .added = "\"v=spf1 mx -all\"",
	    .removed = {"\"x\"\nevil 0 TXT \"y\""}};
	struct update_rrset set = update_back(&arena, &sent,
	    primary_has("example.jp", "@ TXT \"v=spf1 mx -all\"\n"));

	(void)state;
	assert_non_null(strstr(set.problem, "cannot be read"));
	assert_false(update_is_work(&set));
}

static void
remembers_the_last_of_every_name(void **state)
{
	struct decisions *d = mem_alloc(sizeof(*d));
	struct update_rrset set = {.type = DNS_TXT};

	(void)state;
	for (size_t i = 0; i < CHANGES_MAX + 3; i++) {
		set.name = arena_printf(&arena, "n%zu.example.jp", i);
		update_remember(d, &set, (int64_t)i);
		update_remember(d, &set, (int64_t)i + 100);
	}
	assert_int_equal(d->sents, CHANGES_MAX);
	assert_string_equal(d->sent[0].name, "n3.example.jp");
	assert_int_equal(d->sent[0].at, 103);
	update_forget(d, "n3.example.jp", DNS_MX);
	assert_int_equal(d->sents, CHANGES_MAX);
	update_forget(d, "n3.example.jp", DNS_TXT);
	assert_int_equal(d->sents, CHANGES_MAX - 1);
	assert_string_equal(d->sent[0].name, "n4.example.jp");
	assert_string_equal(d->sent[CHANGES_MAX - 1].name, "");
	free(d);
}

/* --- What came of it --------------------------------------------------------- */

static void
says_what_became_of_it(void **state)
{
	static const struct {
		struct update_result result;
		bool done, refused;
		const char *word, *says;
	} rows[] = {
	    {{.end = UPDATE_ANSWERED}, true, false, "NOERROR", "has done it"},
	    {{.end = UPDATE_ANSWERED, .rcode = 5}, false, true, "REFUSED",
		"allow-update"},
	    {{.end = UPDATE_ANSWERED, .rcode = 8}, false, true, "NXRRSET",
		"nothing was overwritten"},
	    {{.end = UPDATE_ANSWERED, .rcode = 7}, false, true, "YXRRSET",
		"Run the same command again"},
	    {{.end = UPDATE_ANSWERED, .rcode = 13}, false, true, NULL,
		"not known here"},
	    {{.end = UPDATE_KEY_REFUSED, .rcode = 9, .error = TSIG_BADSIG},
		false, true, "BADSIG", "secret"},
	    {{.end = UPDATE_KEY_REFUSED, .rcode = 9, .error = TSIG_BADTIME,
		 .ahead = 400},
		false, true, "BADTIME", "400 seconds ahead"},
	    {{.end = UPDATE_KEY_REFUSED, .rcode = 9, .error = TSIG_BADTIME,
		 .ahead = -400},
		false, true, "BADTIME", "400 seconds behind"},
	    {{.end = UPDATE_KEY_REFUSED, .rcode = 9, .error = 4711}, false,
		true, NULL, "not known here"},
	    {{.end = UPDATE_UNSIGNED}, false, false, "NOERROR",
		"not believed"},
	    {{.end = UPDATE_UNSIGNED, .rcode = 4}, false, false, "NOTIMP",
		"somebody else's"},
	    {{.end = UPDATE_FORGED}, false, false, NULL, "not believed"},
	    {{.end = UPDATE_NOT_SENT, .err = {.msg = "no\033way"}}, false,
		true, NULL, "no\\x1bway"},
	    {{.end = UPDATE_SILENT, .err = {.msg = "timeout"}}, false, false,
		NULL, "nobody knows"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct update_result *r = &rows[i].result;
		const char *word = update_word(r);

		assert_int_equal(update_is_done(r), rows[i].done);
		assert_int_equal(update_is_refused(r), rows[i].refused);
		assert_int_equal(word == NULL, rows[i].word == NULL);
		if (word != NULL)
			assert_string_equal(word, rows[i].word);
		if (strstr(update_say(&arena, r), rows[i].says) == NULL)
			fail_msg("row %zu: %s", i, update_say(&arena, r));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(changes_what_was_decided_and_nothing_else),
	    cmocka_unit_test(leaves_alone_what_is_right_already),
	    cmocka_unit_test(overwrites_nothing_that_nobody_decided_about),
	    cmocka_unit_test(builds_on_no_answer_that_is_none),
	    cmocka_unit_test(takes_back_exactly_what_was_sent),
	    cmocka_unit_test(takes_nothing_back_that_others_changed),
	    cmocka_unit_test(undoes_no_state_that_was_edited),
	    cmocka_unit_test(remembers_the_last_of_every_name),
	    cmocka_unit_test(says_what_became_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
