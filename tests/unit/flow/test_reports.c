/* Aggregate reports summed and joined: who sent, and what that means. */
#include "tests/unit/flow/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/reports.h"

/* --- A scene ---------------------------------------------------------------------- */

static struct arena arena;
static struct stage *stage;
static struct services services;
static struct reports *reports;

/* What comes behind the mark, once for gzip and twice for zip. */
static enum err_code
take_off(size_t mark, size_t times, struct slice packed, struct unpacked *ret)
{
	for (ret->files = 0; ret->files < times; ret->files++)
		ret->file[ret->files] = (struct slice) {
		    packed.ptr + mark, packed.len - mark};
	return ERR_OK;
}

static enum err_code
fake_gunzip(void *self, struct arena *a, struct slice packed,
    struct unpacked *ret, struct err *err)
{
	(void)self;
	(void)a;
	(void)err;
	return take_off(2, 1, packed, ret);
}

static enum err_code
fake_unzip(void *self, struct arena *a, struct slice packed,
    struct unpacked *ret, struct err *err)
{
	(void)self;
	(void)a;
	if (packed.len == 4)
		return err_set(err, ERR_SYNTAX, "damaged");
	return take_off(4, 2, packed, ret);
}

static int
setup(void **state)
{
	static const struct ip own[] = {
	    {.family = 4, .octets = {203, 0, 113, 9}}};
	static const struct host_facts host = {
	    .known = true, .hostname = "web.example.jp", .address = own,
	    .addresses = 1};

	(void)state;
	stage = stage_new();
	stage_world(stage,
	    "@ TXT \"v=spf1 ip4:192.0.2.64/26 include:sendgrid.net ~all\"\n");
	stage_zone(stage, NULL, "113.0.203.in-addr.arpa",
	    "@ 60 SOA a. b. 1 1 1 1 60\n@ 60 NS a.\n"
	    "40 60 PTR out1.send.example.\n"
	    "41 60 PTR liar.send.example.\n"
	    "50 60 PTR list.elsewhere.example.\n");
	stage_zone(stage, NULL, "send.example",
	    "@ 60 SOA a. b. 1 1 1 1 60\n@ 60 NS a.\n"
	    "out1 60 A 203.0.113.40\nliar 60 A 203.0.113.1\n");
	stage_host(stage, &host);
	services = *stage_services(stage);
	services.unpack = (struct unpack_service) {
	    .gunzip = fake_gunzip, .unzip = fake_unzip};
	reports = reports_new(&services);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	reports_free(reports);
	stage_free(stage);
	arena_release(&arena);
	return 0;
}

/* Passes: "sd" by both, "d" by DKIM alone, "" by nothing. */
static const char *
row(const char *ip, unsigned count, const char *passes, const char *more)
{
	return arena_printf(&arena,
	    "<record><row><source_ip>%s</source_ip><count>%u</count>"
	    "<policy_evaluated><dkim>%s</dkim><spf>%s</spf>%s"
	    "</policy_evaluated></row></record>",
	    ip, count, strchr(passes, 'd') != NULL ? "pass" : "fail",
	    strchr(passes, 's') != NULL ? "pass" : "fail", more);
}

static const char *
report(const char *org, const char *id, const char *domain, int end,
    const char *rows)
{
	return arena_printf(&arena,
	    "<feedback><report_metadata><org_name>%s</org_name>"
	    "<report_id>%s</report_id><date_range><begin>%d</begin>"
	    "<end>%d</end></date_range></report_metadata><policy_published>"
	    "<domain>%s</domain><p>none</p></policy_published>%s</feedback>",
	    org, id, end - 100, end, domain, rows);
}

static size_t
add(const char *file)
{
	struct err err = ERR_INIT;
	size_t found;

	if (reports_add(reports, slice_of(file), &found, &err) != ERR_OK)
		fail_msg("%.40s: %s", file, err.msg);
	return found;
}

static void
refused(const char *file, enum err_code code)
{
	struct err err = ERR_INIT;
	size_t found;

	if (reports_add(reports, slice_of(file), &found, &err) != code)
		fail_msg("%.40s: %d %s", file, err.code, err.msg);
}

/* The only domain there is, when all is found out. */
static const struct reported_domain *
identified(bool offline)
{
	const struct reported_domain *domain;
	size_t count;

	reports_identify(reports, offline);
	stage_run(stage);
	assert_true(reports_done(reports));
	domain = reports_domains(reports, &count);
	assert_int_equal(count, 1);
	return domain;
}

static const struct report_source *
source(const struct reported_domain *domain, const char *ip)
{
	struct ip wanted = {.family = 0};

	assert_true(ip_parse(slice_of(ip), &wanted));
	for (size_t i = 0; i < domain->sources; i++)
		if (ip_equal(&domain->source[i].ip, &wanted))
			return &domain->source[i];
	fail_msg("no source %s", ip);
	return NULL;
}

/* --- Containers -------------------------------------------------------------------- */

static const char *
plain(const char *id)
{
	return report("a.example", id, "example.jp", 2000,
	    row("192.0.2.25", 1, "sd", ""));
}

static void
finds_reports_by_what_files_are(void **state)
{
	(void)state;
	assert_int_equal(add(plain("1")), 1);
	assert_int_equal(
	    add(arena_printf(&arena, "\xef\xbb\xbf%s", plain("2"))), 1);
	assert_int_equal(
	    add(arena_printf(&arena, "\x1f\x8b%s", plain("3"))), 1);
	assert_int_equal(
	    add(arena_printf(&arena, "PK\3\4%s", plain("4"))), 1);
	assert_int_equal(reports_doubles(reports), 1);
	assert_int_equal(add(arena_printf(&arena,
			     "From: x\nContent-Type: multipart/mixed; "
			     "boundary=b\n\n--b\nContent-Type: text/html\n\n"
			     "<!DOCTYPE html><html>look</html>\n--b\n\n"
			     "PK\3\4\x1f\x8b%s\n--b--\n",
			     plain("5"))),
	    1);
	assert_int_equal(reports_doubles(reports), 2);
	assert_int_equal(identified(true)->messages, 5);
}

static void
refuses_what_holds_no_report(void **state)
{
	(void)state;
	refused("", ERR_MISSING);
	refused("root:x:0:0:root:/root:/bin/bash\n", ERR_MISSING);
	refused("From: x\n\nHello\n", ERR_MISSING);
	refused("<html/>", ERR_SYNTAX);
	refused("PK\3\4", ERR_SYNTAX);
	refused("PK\5\6", ERR_SYNTAX);
	refused("\x1f\x8b\x1f\x8b\x1f\x8b\x1f\x8b\x1f\x8b<a/>", ERR_LIMIT);
	refused("<!DOCTYPE feedback [<!ENTITY a \"b\">]><feedback/>",
	    ERR_SYNTAX);
	refused(report("a", "1", "not a domain", 1, ""), ERR_SYNTAX);
	refused(report("a", "1", "..", 1, ""), ERR_SYNTAX);
}

/* A damaged file in a message does not hide the good one beside it. */
static void
reads_what_is_good_beside_what_is_not(void **state)
{
	struct err err = ERR_INIT;
	size_t found;

	(void)state;
	assert_int_equal(
	    reports_add(reports,
		slice_of(arena_printf(&arena,
		    "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
		    "Content-Transfer-Encoding: base64\n\nUEsDBA==\n"
		    "--b\n\n%s\n--b--\n",
		    plain("1"))),
		&found, &err),
	    ERR_SYNTAX);
	assert_int_equal(found, 1);
	assert_int_equal(identified(true)->reports, 1);
}

/* --- Sums ------------------------------------------------------------------------ */

static void
sums_reports_and_counts_doubles_once(void **state)
{
	const char *one = report("a.example", "1", "example.jp", 2000,
	    arena_printf(&arena, "%s%s", row("192.0.2.25", 3, "sd", ""),
		row("192.0.2.25", 2, "", "<disposition>reject</disposition>")));
	const struct reported_domain *d;
	const struct report_source *s;

	(void)state;
	add(one);
	add(report("b.example", "1", "EXAMPLE.jp.", 3000,
	    row("192.0.2.25", 5, "s", "")));
	assert_int_equal(add(one), 0);
	assert_int_equal(reports_doubles(reports), 1);
	d = identified(true);
	assert_string_equal(d->domain, "example.jp");
	assert_int_equal(d->reports, 2);
	assert_int_equal(d->reporters, 2);
	assert_int_equal(d->begin, 1900);
	assert_int_equal(d->end, 3000);
	assert_int_equal(d->messages, 10);
	assert_int_equal(d->passing, 8);
	assert_int_equal(d->sources, 1);
	s = &d->source[0];
	assert_int_equal(s->messages, 10);
	assert_int_equal(s->spf, 8);
	assert_int_equal(s->dkim, 3);
	assert_int_equal(s->stopped, 2);
	assert_int_equal(s->reports, 2);
	assert_int_equal(s->last, 3000);
}

static void
tells_reports_without_an_id_apart_by_time(void **state)
{
	(void)state;
	assert_int_equal(add(report("a", "", "example.jp", 2000, "")), 1);
	assert_int_equal(add(report("a", "", "example.jp", 3000, "")), 1);
	assert_int_equal(add(report("a", "", "example.jp", 3000, "")), 0);
	assert_int_equal(identified(true)->reports, 2);
}

static void
keeps_domains_apart(void **state)
{
	const struct reported_domain *domain;
	size_t count;

	(void)state;
	add(report("a", "1", "b.example", 1, row("192.0.2.1", 7, "", "")));
	add(report("a", "1", "a.example", 1, row("192.0.2.1", 1, "", "")));
	add(report("a", "2", "b.example", 1, row("::1", 1, "", "")));
	reports_identify(reports, true);
	stage_run(stage);
	domain = reports_domains(reports, &count);
	assert_int_equal(count, 2);
	assert_string_equal(domain[0].domain, "b.example");
	assert_int_equal(domain[0].sources, 2);
	assert_int_equal(domain[0].messages, 8);
	assert_int_equal(domain[1].sources, 1);
	assert_int_equal(domain[1].messages, 1);
}

/* --- Who it is ----------------------------------------------------------------------- */

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
		rows = arena_printf(&arena, "%s%s", rows,
		    row(judged_rows[i].ip, judged_rows[i].count,
			judged_rows[i].passes, judged_rows[i].more));
	return rows;
}

static void
tells_sources_apart(void **state)
{
	const struct reported_domain *d;

	(void)state;
	add(report("a", "1", "example.jp", 2000, all_rows()));
	d = identified(false);
	for (size_t i = 0; i < COUNT_OF(judged_rows); i++) {
		const struct judged_row *want = &judged_rows[i];
		const struct report_source *s = source(d, want->ip);
		const char *service =
		    s->service == NULL ? "" : s->service->id;

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
		both = arena_printf(&arena, "%s%s", both,
		    row(rows[i].ip, rows[i].count, "", ""));
	add(report("a", "1", "example.jp", 2000,
	    arena_printf(&arena, "%s%s", both,
		row("203.0.113.63", 90, "", ""))));
	add(report("b", "1", "example.jp", 2000, both));
	d = identified(false);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(source(d, rows[i].ip)->kind, rows[i].kind);
	/* Much, but seen by one receiver on one day. */
	assert_int_equal(source(d, "203.0.113.63")->kind, SOURCE_FOREIGN);
}

static void
judges_nobody_who_could_not_be_asked(void **state)
{
	const struct reported_domain *d;

	(void)state;
	stage_fail(stage, NULL, "in-addr.arpa", DNS_SERVFAIL);
	add(report("a", "1", "example.jp", 2000,
	    arena_printf(&arena, "%s%s", row("203.0.113.50", 9, "", ""),
		row("192.0.2.70", 9, "", ""))));
	d = identified(false);
	assert_int_equal(source(d, "203.0.113.50")->kind, SOURCE_UNKNOWN);
	/* What the record says does not need the name. */
	assert_int_equal(source(d, "192.0.2.70")->kind, SOURCE_BROKEN);
}

static void
asks_nothing_offline(void **state)
{
	const struct reported_domain *d;

	(void)state;
	add(report("a", "1", "example.jp", 2000, all_rows()));
	d = identified(true);
	assert_int_equal(stage_questions(stage), 0);
	assert_int_equal(source(d, "203.0.113.9")->kind, SOURCE_FORGOTTEN);
	assert_int_equal(source(d, "203.0.113.41")->kind, SOURCE_UNKNOWN);
}

static void
knows_services_by_their_signatures(void **state)
{
	const struct reported_domain *d;

	(void)state;
	add(report("a", "1", "example.jp", 2000,
	    "<record><row><source_ip>203.0.113.77</source_ip><count>4</count>"
	    "</row><auth_results>"
	    "<dkim><domain>x.sakura.test</domain><result>pass</result></dkim>"
	    "<dkim><domain>google.com</domain><result>fail</result></dkim>"
	    "</auth_results></record>"));
	d = identified(false);
	assert_string_equal(d->source[0].service->id, "sakura");
	assert_int_equal(d->source[0].kind, SOURCE_FORGOTTEN);
	assert_string_equal(
	    report_source_who(&arena, &d->source[0]), "Sakura Internet");
}

/* --- What is remembered ---------------------------------------------------------------- */

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
	d->reports_last = 1500000;
	d->reports_messages = 1;
	entries = memory_save(&arena, d);
	stage_keep(stage, "example.jp", &entries);
	free(d);
}

static void
heeds_what_the_user_decided(void **state)
{
	const struct reported_domain *d;

	(void)state;
	decide("ip4:203.0.113.48/28", SENDER_OURS);
	add(report("a", "1", "example.jp", 2000,
	    row("203.0.113.50", 9, "", "")));
	d = identified(false);
	assert_int_equal(d->source[0].own, OWN_LISTED);
	assert_int_equal(d->source[0].kind, SOURCE_BROKEN);
}

static void
heeds_that_a_service_is_not_used(void **state)
{
	(void)state;
	decide("include:_spf.send.example", SENDER_NOT_OURS);
	add(report("a", "1", "example.jp", 2000,
	    row("203.0.113.40", 9, "", "")));
	assert_int_equal(identified(false)->source[0].kind, SOURCE_FOREIGN);
}

static void
remembers_figures_and_forgotten_senders(void **state)
{
	struct decisions *decided = mem_alloc(sizeof(*decided));
	const struct reported_domain *d;

	(void)state;
	add(report("a", "1", "example.jp", 2000, all_rows()));
	d = identified(false);
	reports_remember(d, services.templates, decided);
	assert_int_equal(decided->reports_last, 2000000);
	assert_int_equal(decided->reports_messages, d->messages);
	assert_int_equal(decided->reports_failing, 45);
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
	reports_remember(d, services.templates, decided);
	assert_int_equal(decided->senders, 3);
	assert_int_equal(decided->sender[0].reported, 9);
	free(decided);
}

static void
keeps_the_figures_of_newer_reports(void **state)
{
	struct decisions *decided = mem_alloc(sizeof(*decided));

	(void)state;
	decided->reports_last = 2000001;
	decided->reports_messages = 7;
	add(report("a", "1", "example.jp", 2000, all_rows()));
	reports_remember(identified(true), services.templates, decided);
	assert_int_equal(decided->reports_last, 2000001);
	assert_int_equal(decided->reports_messages, 7);
	free(decided);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(finds_reports_by_what_files_are),
	    TEST(refuses_what_holds_no_report),
	    TEST(reads_what_is_good_beside_what_is_not),
	    TEST(sums_reports_and_counts_doubles_once),
	    TEST(tells_reports_without_an_id_apart_by_time),
	    TEST(keeps_domains_apart),
	    TEST(tells_sources_apart),
	    TEST(asks_whether_much_from_nobody_known_is_yours),
	    TEST(judges_nobody_who_could_not_be_asked),
	    TEST(asks_nothing_offline),
	    TEST(knows_services_by_their_signatures),
	    TEST(heeds_what_the_user_decided),
	    TEST(heeds_that_a_service_is_not_used),
	    TEST(remembers_figures_and_forgotten_senders),
	    TEST(keeps_the_figures_of_newer_reports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
