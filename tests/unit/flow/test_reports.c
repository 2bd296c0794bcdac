/* Aggregate reports: out of files of any kind, and summed. */
#include "tests/unit/flow/reports_scene.h"

static void
refused(const char *file, enum err_code code)
{
	struct err err = ERR_INIT;
	size_t found;

	if (reports_add(scene.reports, slice_of(file), &found, &err) != code)
		fail_msg("%.40s: %d %s", file, err.code, err.msg);
}

/* --- Containers ----------------------------------------------------------- */

static const char *
plain(const char *id)
{
	return reports_report("a.example", id, "example.jp", 2000,
	    reports_row("192.0.2.25", 1, "sd", ""));
}

static void
finds_reports_by_what_files_are(void **state)
{
	(void)state;
	assert_int_equal(reports_read(plain("1")), 1);
	assert_int_equal(reports_read(arena_printf(
			     &scene.arena, "\xef\xbb\xbf%s", plain("2"))),
	    1);
	assert_int_equal(
	    reports_read(arena_printf(&scene.arena, "\x1f\x8b%s", plain("3"))),
	    1);
	assert_int_equal(
	    reports_read(arena_printf(&scene.arena, "PK\3\4%s", plain("4"))),
	    1);
	assert_int_equal(reports_doubles(scene.reports), 1);
	assert_int_equal(reports_read(arena_printf(&scene.arena,
			     "From: x\nContent-Type: multipart/mixed; "
			     "boundary=b\n\n--b\nContent-Type: text/html\n\n"
			     "<!DOCTYPE html><html>look</html>\n--b\n\n"
			     "PK\3\4\x1f\x8b%s\n--b--\n",
			     plain("5"))),
	    1);
	assert_int_equal(reports_doubles(scene.reports), 2);
	assert_int_equal(reports_identified(true)->messages, 5);
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
	refused(
	    "<!DOCTYPE feedback [<!ENTITY a \"b\">]><feedback/>", ERR_SYNTAX);
	refused(reports_report("a", "1", "not a domain", 1, ""), ERR_SYNTAX);
	refused(reports_report("a", "1", "..", 1, ""), ERR_SYNTAX);
	refused(reports_report("a", "1", "https://a.jp/", 1, ""), ERR_SYNTAX);
}

/* RFC 5890: the same domain, in letters and in the form of the DNS. */
static void
knows_a_domain_by_its_letters(void **state)
{
	(void)state;
	reports_read(reports_report("a", "1", "日本語.jp", 1, ""));
	reports_read(reports_report("b", "2", "xn--wgv71a119e.jp", 1, ""));
	assert_string_equal(
	    reports_identified(true)->domain, "xn--wgv71a119e.jp");
}

/* A damaged file in a message does not hide the good one beside it. */
static void
reads_what_is_good_beside_what_is_not(void **state)
{
	struct err err = ERR_INIT;
	size_t found;

	(void)state;
	assert_int_equal(
	    reports_add(scene.reports,
		slice_of(arena_printf(&scene.arena,
		    "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
		    "Content-Transfer-Encoding: base64\n\nUEsDBA==\n"
		    "--b\n\n%s\n--b--\n",
		    plain("1"))),
		&found, &err),
	    ERR_SYNTAX);
	assert_int_equal(found, 1);
	assert_int_equal(reports_identified(true)->reports, 1);
}

/* --- Sums ----------------------------------------------------------------- */

static void
sums_reports_and_counts_doubles_once(void **state)
{
	const char *one = reports_report("a.example", "1", "example.jp", 2000,
	    arena_printf(&scene.arena, "%s%s",
		reports_row("192.0.2.25", 3, "sd", ""),
		reports_row(
		    "192.0.2.25", 2, "", "<disposition>reject</disposition>")));
	const struct reported_domain *d;
	const struct report_source *s;

	(void)state;
	reports_read(one);
	reports_read(reports_report("b.example", "1", "EXAMPLE.jp.", 3000,
	    reports_row("192.0.2.25", 5, "s", "")));
	assert_int_equal(reports_read(one), 0);
	assert_int_equal(reports_doubles(scene.reports), 1);
	d = reports_identified(true);
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
	assert_int_equal(
	    reports_read(reports_report("a", "", "example.jp", 2000, "")), 1);
	assert_int_equal(
	    reports_read(reports_report("a", "", "example.jp", 3000, "")), 1);
	assert_int_equal(
	    reports_read(reports_report("a", "", "example.jp", 3000, "")), 0);
	assert_int_equal(reports_identified(true)->reports, 2);
}

static void
keeps_domains_apart(void **state)
{
	const struct reported_domain *domain;
	size_t count;

	(void)state;
	reports_read(reports_report(
	    "a", "1", "b.example", 1, reports_row("192.0.2.1", 7, "", "")));
	reports_read(reports_report(
	    "a", "1", "a.example", 1, reports_row("192.0.2.1", 1, "", "")));
	reports_read(reports_report(
	    "a", "2", "b.example", 1, reports_row("::1", 1, "", "")));
	reports_identify(scene.reports, true);
	stage_run(scene.stage);
	domain = reports_domains(scene.reports, &count);
	assert_int_equal(count, 2);
	assert_string_equal(domain[0].domain, "b.example");
	assert_int_equal(domain[0].sources, 2);
	assert_int_equal(domain[0].messages, 8);
	assert_int_equal(domain[1].sources, 1);
	assert_int_equal(domain[1].messages, 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    REPORTS_TEST(finds_reports_by_what_files_are),
	    REPORTS_TEST(refuses_what_holds_no_report),
	    REPORTS_TEST(knows_a_domain_by_its_letters),
	    REPORTS_TEST(reads_what_is_good_beside_what_is_not),
	    REPORTS_TEST(sums_reports_and_counts_doubles_once),
	    REPORTS_TEST(tells_reports_without_an_id_apart_by_time),
	    REPORTS_TEST(keeps_domains_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
