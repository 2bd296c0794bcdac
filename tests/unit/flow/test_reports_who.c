/* Who sent by what reports say, what that means, and what is kept of it. */
#include "tests/unit/flow/reports_scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/senders.h"

/* --- Who it is ------------------------------------------------------------ */

#define LIST "<reason><type>mailing_list</type></reason>"

static const struct judged_row {
	const char *ip;
	unsigned count;
	const char *passes, *more;
	enum source_kind kind;
	unsigned own;
	const char *service;
} judged_rows[] = {
    /* In the record of today, through which its envelope does not go. */
    {"192.0.2.70", 9, "", "", SOURCE_BROKEN, OWN_SPF, NULL},
    {"198.51.100.7", 9, "", "", SOURCE_BROKEN, OWN_SPF, NULL},
    /* This machine, the MX (named within the domain), a service. */
    {"203.0.113.9", 9, "", "", SOURCE_FORGOTTEN, OWN_HOST, NULL},
    {"192.0.2.25", 9, "", "", SOURCE_FORGOTTEN, OWN_MX | OWN_NAMED, NULL},
    {"203.0.113.40", 9, "", "", SOURCE_FORGOTTEN, 0, "send"},
    /* A name that does not lead back says nothing. */
    {"203.0.113.41", 9, "", "", SOURCE_FOREIGN, 0, NULL},
    {"203.0.113.50", 9, "", "", SOURCE_FOREIGN, 0, NULL},
    {"203.0.113.51", 9, "", LIST, SOURCE_FORWARDER, 0, NULL},
    {"203.0.113.52", 9, "d", "", SOURCE_FORWARDER, 0, NULL},
    {"192.0.2.71", 900, "sd", "", SOURCE_GOOD, OWN_SPF, NULL},
    {"192.0.2.72", 9, "d", "", SOURCE_GOOD, OWN_SPF, NULL},
    {"203.0.113.53", 9, "s", "", SOURCE_GOOD, 0, NULL},
};

static const char *
all_rows(void)
{
	const char *rows = "";

	for (size_t i = 0; i < COUNT_OF(judged_rows); i++)
		rows = arena_printf(&scene.arena, "%s%s", rows,
		    reports_row(judged_rows[i].ip, judged_rows[i].count,
			judged_rows[i].passes, judged_rows[i].more));
	return rows;
}

static void
tells_sources_apart(void **state)
{
	const struct reported_domain *d;

	(void)state;
	reports_read(reports_report("a", "1", "example.jp", 2000, all_rows()));
	d = reports_identified(false);
	for (size_t i = 0; i < COUNT_OF(judged_rows); i++) {
		const struct judged_row *want = &judged_rows[i];
		const struct report_source *s = reports_source(d, want->ip);
		const char *service = s->service == NULL ? "" : s->service->id;

		if (s->kind != want->kind || s->own != want->own ||
		    strcmp(service,
			want->service == NULL ? "" : want->service) != 0)
			fail_msg("%s: %s, own %u, service %s", want->ip,
			    source_kind_word(s->kind), s->own, service);
	}
	for (size_t i = 1; i < d->sources; i++)
		assert_true(d->source[i - 1].kind <= d->source[i].kind);
	assert_int_equal(reported_failing(d), 5 * 9);
}

static void
asks_whether_much_from_nobody_known_is_yours(void **state)
{
	static const struct {
		const char *ip;
		unsigned count;
		enum source_kind kind;
	} rows[] = {
	    {"203.0.113.60", 50, SOURCE_PERHAPS},
	    {"203.0.113.61", 9, SOURCE_FOREIGN}, /* not often enough */
	    {"203.0.113.62", 10, SOURCE_PERHAPS},
	};
	const char *both = "";
	const struct reported_domain *d;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		both = arena_printf(&scene.arena, "%s%s", both,
		    reports_row(rows[i].ip, rows[i].count, "", ""));
	reports_read(reports_report("a", "1", "example.jp", 2000,
	    arena_printf(&scene.arena, "%s%s", both,
		reports_row("203.0.113.63", 90, "", ""))));
	reports_read(reports_report("b", "1", "example.jp", 2000, both));
	d = reports_identified(false);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(
		    reports_source(d, rows[i].ip)->kind, rows[i].kind);
	/* Much, but seen by one receiver on one day. */
	assert_int_equal(
	    reports_source(d, "203.0.113.63")->kind, SOURCE_FOREIGN);
}

static void
judges_nobody_who_could_not_be_asked(void **state)
{
	const struct reported_domain *d;

	(void)state;
	stage_fail(scene.stage, NULL, "in-addr.arpa", DNS_SERVFAIL);
	reports_read(reports_report("a", "1", "example.jp", 2000,
	    arena_printf(&scene.arena, "%s%s",
		reports_row("203.0.113.50", 9, "", ""),
		reports_row("192.0.2.70", 9, "", ""))));
	d = reports_identified(false);
	assert_int_equal(
	    reports_source(d, "203.0.113.50")->kind, SOURCE_UNKNOWN);
	/* What the record says does not need the name. */
	assert_int_equal(reports_source(d, "192.0.2.70")->kind, SOURCE_BROKEN);
}

static void
asks_nothing_offline(void **state)
{
	const struct reported_domain *d;

	(void)state;
	reports_read(reports_report("a", "1", "example.jp", 2000, all_rows()));
	d = reports_identified(true);
	assert_int_equal(stage_questions(scene.stage), 0);
	assert_int_equal(
	    reports_source(d, "203.0.113.9")->kind, SOURCE_FORGOTTEN);
	assert_int_equal(
	    reports_source(d, "203.0.113.41")->kind, SOURCE_UNKNOWN);
}

static void
knows_services_by_their_signatures(void **state)
{
	const struct reported_domain *d;

	(void)state;
	reports_read(reports_report("a", "1", "example.jp", 2000,
	    "<record><row><source_ip>203.0.113.77</source_ip><count>4</count>"
	    "</row><auth_results>"
	    "<dkim><domain>x.sakura.test</domain><result>pass</result></dkim>"
	    "<dkim><domain>google.com</domain><result>fail</result></dkim>"
	    "</auth_results></record>"));
	d = reports_identified(false);
	assert_string_equal(d->source[0].service->id, "sakura");
	assert_int_equal(d->source[0].kind, SOURCE_FORGOTTEN);
	assert_string_equal(
	    report_source_who(&scene.arena, &d->source[0]), "Sakura Internet");
}

/* Passing for somebody else is what the reader has to see. */
static void
tells_under_which_names_mail_failed(void **state)
{
	static const struct {
		const char *auth, *names;
	} rows[] = {
	    {"", NULL},
	    {"<spf><domain>esp.test</domain><result>pass</result></spf>",
		"envelope sender at esp.test; no signature passed"},
	    {"<dkim><domain>a.test</domain><result>pass</result></dkim>"
	     "<dkim><domain>b.test</domain><result>pass</result></dkim>"
	     "<dkim><domain>c.test</domain><result>fail</result></dkim>",
		"signed as a.test, b.test"},
	    {"<dkim><domain>a&#x202e;.test</domain><result>pass</result></dkim>"
	     "<spf><domain>esp.test</domain><result>pass</result></spf>",
		"envelope sender at esp.test; signed as a\\u{202e}.test"},
	};
	const struct reported_domain *d;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *ip =
		    arena_printf(&scene.arena, "203.0.113.%zu", 80 + i);

		reports_read(reports_report("a",
		    arena_printf(&scene.arena, "%zu", i), "example.jp", 2000,
		    arena_printf(&scene.arena,
			"<record><row><source_ip>%s</source_ip><count>4</count>"
			"</row><auth_results>%s</auth_results></record>",
			ip, rows[i].auth)));
	}
	d = reports_identified(true);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *said = report_source_names(&scene.arena,
		    reports_source(d,
			arena_printf(&scene.arena, "203.0.113.%zu", 80 + i)));

		if (rows[i].names == NULL)
			assert_null(said);
		else
			assert_string_equal(said, rows[i].names);
	}
}

/* --- What is remembered --------------------------------------------------- */

/* What the user decided before the reports were read. */
static void
decide(const char *term, enum sender_mark mark)
{
	struct decisions *d = mem_alloc(sizeof(*d));
	struct entries entries;

	(void)snprintf(d->domain, sizeof(d->domain), "example.jp");
	(void)snprintf(
	    d->sender[0].term, sizeof(d->sender[0].term), "%s", term);
	d->sender[0].mark = mark;
	d->senders = 1;
	d->reports.last = 1500000;
	d->reports.messages = 1;
	entries = memory_save(&scene.arena, d);
	stage_keep(scene.stage, "example.jp", &entries);
	free(d);
}

static void
heeds_what_the_user_decided(void **state)
{
	const struct reported_domain *d;

	(void)state;
	decide("ip4:203.0.113.48/28", SENDER_OURS);
	reports_read(reports_report("a", "1", "example.jp", 2000,
	    reports_row("203.0.113.50", 9, "", "")));
	d = reports_identified(false);
	assert_int_equal(d->source[0].own, OWN_LISTED);
	assert_int_equal(d->source[0].kind, SOURCE_BROKEN);
}

static void
heeds_that_a_service_is_not_used(void **state)
{
	(void)state;
	decide("include:_spf.send.example", SENDER_NOT_OURS);
	reports_read(reports_report("a", "1", "example.jp", 2000,
	    reports_row("203.0.113.40", 9, "", "")));
	assert_int_equal(
	    reports_identified(false)->source[0].kind, SOURCE_FOREIGN);
}

static void
remembers_figures_and_forgotten_senders(void **state)
{
	struct decisions *decided = mem_alloc(sizeof(*decided));
	const struct reported_domain *d;

	(void)state;
	reports_read(reports_report("a", "1", "example.jp", 2000, all_rows()));
	d = reports_identified(false);
	reports_remember(d, decided);
	assert_int_equal(decided->reports.last, 2000000);
	assert_int_equal(decided->reports.messages, d->messages);
	assert_int_equal(decided->reports.failing, 45);
	assert_int_equal(decided->senders, 3);
	for (size_t i = 0; i < decided->senders; i++) {
		assert_int_equal(decided->sender[i].seen, SEEN_REPORT);
		assert_int_equal(decided->sender[i].mark, SENDER_UNDECIDED);
		assert_int_equal(decided->sender[i].reported, 9);
	}
	assert_string_equal(decided->sender[0].term, "ip4:192.0.2.25");
	assert_string_equal(
	    decided->sender[2].term, "include:_spf.send.example");
	/* The same once more changes nothing. */
	reports_remember(d, decided);
	assert_int_equal(decided->senders, 3);
	assert_int_equal(decided->sender[0].reported, 9);
	free(decided);
}

/* Such a service asks for nothing in the record, and has many machines. */
static void
remembers_services_without_a_term(void **state)
{
	static const struct sender_template service = {
	    .id = "x", .name = "Exchange X", .spf = "", .home = "x.example"};
	const struct ip ip = {.family = 4, .octets = {203, 0, 113, 40}};
	struct decisions *decided = mem_alloc(sizeof(*decided));

	(void)state;
	senders_reported(decided, &ip, &service, 3);
	senders_reported(decided, &ip, &service, 4);
	assert_int_equal(decided->senders, 1);
	assert_string_equal(decided->sender[0].term, "service:x");
	assert_string_equal(decided->sender[0].label, "Exchange X");
	assert_int_equal(decided->sender[0].reported, 7);
	free(decided);
}

static void
keeps_the_figures_of_newer_reports(void **state)
{
	struct decisions *decided = mem_alloc(sizeof(*decided));

	(void)state;
	decided->reports.last = 2000001;
	decided->reports.messages = 7;
	reports_read(reports_report("a", "1", "example.jp", 2000, all_rows()));
	reports_remember(reports_identified(true), decided);
	assert_int_equal(decided->reports.last, 2000001);
	assert_int_equal(decided->reports.messages, 7);
	free(decided);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    REPORTS_TEST(tells_sources_apart),
	    REPORTS_TEST(asks_whether_much_from_nobody_known_is_yours),
	    REPORTS_TEST(judges_nobody_who_could_not_be_asked),
	    REPORTS_TEST(asks_nothing_offline),
	    REPORTS_TEST(knows_services_by_their_signatures),
	    REPORTS_TEST(tells_under_which_names_mail_failed),
	    REPORTS_TEST(heeds_what_the_user_decided),
	    REPORTS_TEST(heeds_that_a_service_is_not_used),
	    REPORTS_TEST(remembers_figures_and_forgotten_senders),
	    REPORTS_TEST(remembers_services_without_a_term),
	    REPORTS_TEST(keeps_the_figures_of_newer_reports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
