/* RFC 7208 where it is easily misread; the rest is in the suite of openspf. */
#include "tests/unit/check/spf_cases.h"

static void
tells_passing_errors_from_lasting_ones(void **state)
{
	static const struct expected rows[] = {
	    {"", NULL, "ann@x.silent", SPF_TEMPERROR, "did not answer"},
	    {A("a:x.silent -all"), .result = SPF_TEMPERROR},
	    {A("ip4:192.0.2.1 a:x.silent"), .result = SPF_PASS},
	    {A("exists:x.silent -all"), .result = SPF_TEMPERROR},
	    {A("include:x.silent -all"), .result = SPF_TEMPERROR},
	    {A("redirect=x.silent"), .result = SPF_TEMPERROR},
	    {A("include:b.org -all") B("a:x.silent"), .result = SPF_TEMPERROR},
	    {A("include:b.org -all") B("junk"), .result = SPF_PERMERROR},
	    {A("include:b.org -all") B("a") B("mx"), .result = SPF_PERMERROR},
	    {A("include:b.org -all"), .result = SPF_PERMERROR,
		.detail = "include leads"},
	    {A("include:text.org -all"), .result = SPF_PERMERROR},
	    {A("include:org -all"), .result = SPF_PERMERROR},
	    {A("include:%{l} -all"), .result = SPF_PERMERROR},
	    {A("redirect=text.org"), .result = SPF_PERMERROR,
		.detail = "redirect leads"},
	    {A("redirect=%{l}..org"), .result = SPF_PERMERROR},
	    {A("include:b.org ip4:192.0.2.1") B("-all"), .result = SPF_PASS},
	    {A("include:b.org ip4:192.0.2.1") B("~all"), .result = SPF_PASS},
	    {A("include:b.org ip4:192.0.2.1") B("a:v4.org"),
		.result = SPF_PASS},
	    {A("-include:b.org +all") B("+all"), .result = SPF_FAIL},
	    {A("?include:b.org -all") B("+all"), .result = SPF_NEUTRAL},
	    {A("ip4:192.0.2.1 junk"), .result = SPF_PERMERROR},
	    {A("ip4:192.0.2.1 redirect=x.org redirect=y.org"),
		.result = SPF_PERMERROR},
	    {"a.org. TXT \"v=spf1\"\n", .result = SPF_NEUTRAL},
	    {"a.org. TXT \"v=spf1\" \" ip4:192.0.2.1\"\n", .result = SPF_PASS},
	    {"a.org. TXT \"v=spf1 \"\na.org. TXT \"v=spf10\"\n",
		.result = SPF_NEUTRAL},
	    {"a.org. TXT \"v=spf1\"\na.org. TXT \"v=spf1\"\n",
		.result = SPF_PERMERROR, .detail = "more than one"},
	    {"a.org. TXT \"V=sPf1 IP4:192.0.2.1\"\n", .result = SPF_PASS},
	    {"a.org. A 192.0.2.1\n", .result = SPF_NONE},
	    {"", .result = SPF_NONE},
	};

	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

static void
ignores_redirect_when_there_is_all(void **state)
{
	static const struct expected rows[] = {
	    {A("?all redirect=b.org") B("-all"), .result = SPF_NEUTRAL},
	    {A("redirect=b.org ?all") B("-all"), .result = SPF_NEUTRAL},
	    {A("redirect=b.org a:v4.org") B("-all"), .result = SPF_FAIL},
	    {A("redirect=b.org a:host.org") B("-all"), .result = SPF_PASS},
	    {A("redirect=x.silent ip4:192.0.2.1"), .result = SPF_PASS},
	    {A("redirect=b.org") B("redirect=c.org") C("ip4:192.0.2.1 -all"),
		.result = SPF_PASS},
	    {A("redirect=b.org") B("ip4:192.0.2.2"), .result = SPF_NEUTRAL},
	};

	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

static void
explains_with_the_record_that_failed(void **state)
{
	static const struct expected rows[] = {
	    {A("-all exp=exp.org") EXP("no"), .result = SPF_FAIL,
		.detail = "no"},
	    {A("-all"), .result = SPF_FAIL, .detail = "default"},
	    {A("-all exp=text.org"), .result = SPF_FAIL, .detail = "hello"},
	    {A("include:b.org -all exp=exp.org") B("-all exp=text.org")
		    EXP("no"),
		.result = SPF_FAIL, .detail = "no"},
	    {A("include:b.org -all") B("-all exp=text.org"), .result = SPF_FAIL,
		.detail = "default"},
	    {A("-include:b.org exp=exp.org") B("+all exp=text.org") EXP("no"),
		.result = SPF_FAIL, .detail = "no"},
	    {A("redirect=b.org exp=exp.org") B("-all exp=text.org") EXP("no"),
		.result = SPF_FAIL, .detail = "hello"},
	    {A("redirect=b.org exp=exp.org") B("-all") EXP("no"),
		.result = SPF_FAIL, .detail = "default"},
	    {A("-all exp=x.silent"), .result = SPF_FAIL, .detail = "default"},
	    {A("-all exp=x.org"), .result = SPF_FAIL, .detail = "default"},
	    {A("-all exp=exp.org") EXP("one") EXP("two"), .result = SPF_FAIL,
		.detail = "default"},
	    {A("-all exp=exp.org") EXP("no\" \"blank"), .result = SPF_FAIL,
		.detail = "noblank"},
	    {A("-all exp=exp.org") EXP("100%"), .result = SPF_FAIL,
		.detail = "default"},
	    {A("-all exp=exp.org") EXP("caf\\195\\169"), .result = SPF_FAIL,
		.detail = "default"},
	    {A("-all exp=exp.org") EXP("%{l}"), NULL, "caf\xc3\xa9@a.org",
		SPF_FAIL, "default"},
	    {A("-all exp=exp.org") EXP("%{L}"), NULL, "caf\xc3\xa9@a.org",
		SPF_FAIL, "caf%C3%A9"},
	    {A("-all exp=exp.org") EXP(""), .result = SPF_FAIL,
		.detail = "default"},
	    {A("~all exp=exp.org") EXP("no"), .result = SPF_SOFTFAIL,
		.detail = "default"},
	    {A("-all exp=%{l}..org") EXP("no"), .result = SPF_FAIL,
		.detail = "default"},
	    {A("-all exp=%{o1}.exp.org") "org.exp.org. TXT \"no %{d}\"\n",
		.result = SPF_FAIL, .detail = "no a.org"},
	    {A("redirect=b.org") B("-all exp=exp.org") EXP("%{d} %{o}"),
		.result = SPF_FAIL, .detail = "b.org a.org"},
	};

	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

static void
judges_the_null_sender_as_postmaster_of_the_helo_name(void **state)
{
	static const char zone[] =
	    A("exists:%{l}.%{o}.by.%{h}.is.%{d} -all")
	    "postmaster.a.org.by.a.org.is.a.org. A 127.0.0.1\n"
	    "xn--wgv71a.org. TXT \"v=spf1\"\n";
	static const struct {
		const char *helo, *from, *domain;
		enum spf_result result;
	} rows[] = {
	    {"a.org", "", NULL, SPF_PASS},
	    {"A.ORG", "", NULL, SPF_PASS},
	    {"a.org.", "", NULL, SPF_FAIL},
	    {"other.org", "", NULL, SPF_NONE},
	    {"other.org", "", "a.org", SPF_FAIL},
	    {"localhost", "", NULL, SPF_NONE},
	    {"[192.0.2.1]", "", NULL, SPF_NONE},
	    {"", "", NULL, SPF_NONE},
	    {"a..org", "", NULL, SPF_NONE},
	    {"other.org", "ann@[192.0.2.1]", NULL, SPF_NONE},
	    {"other.org", "ann@a..org", NULL, SPF_NONE},
	    {"other.org", "ann@org", NULL, SPF_NONE},
	    {"other.org", "ann@", NULL, SPF_NONE},
	    {"other.org", "ann@\xe6\x97\xa5\xe6\x9c\xac.org", NULL,
		SPF_NEUTRAL},
	    {"other.org", "ann@\xff.org", NULL, SPF_NONE},
	    {"a.org", "ann@other.org", "a.org", SPF_FAIL},
	    {"a.org", "postmaster@a.org.", NULL, SPF_FAIL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lab lab;

		lab_open(&lab, zone);
		lab.query.domain = rows[i].domain;
		lab_ask(&lab, HERE, rows[i].helo, rows[i].from);
		if (lab.outcome->result != rows[i].result)
			fail_msg("%s %s: %s", rows[i].helo, rows[i].from,
			    spf_result_word(lab.outcome->result));
		lab_close(&lab);
	}
}

static void
tells_which_term_of_which_record_decided(void **state)
{
	static const struct {
		const char *zone, *matched, *path[3];
	} rows[] = {
	    {A("ip4:192.0.2.1 -all"), "ip4:192.0.2.1", {"a.org"}},
	    {A("include:b.org -all") B("ip4:192.0.2.0/24"), "ip4:192.0.2.0/24",
		{"a.org", "b.org"}},
	    {A("include:b.org -all") B("~all"), "-all", {"a.org"}},
	    {A("include:b.org") B("~all"), "", {"a.org"}},
	    {A("redirect=b.org") B("include:c.org ~all") C("?all"), "~all",
		{"a.org", "b.org"}},
	    {A("include:b.org") B("include:c.org") C("-ip4:10.0.0.1 ip4:192.0"
						     ".2.1"),
		"ip4:192.0.2.1", {"a.org", "b.org", "c.org"}},
	    {A("include:b.org") B("include:c.org") C("junk"), "",
		{"a.org", "b.org", "c.org"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lab lab;
		size_t n = 0;

		lab_open(&lab, rows[i].zone);
		lab_ask(&lab, HERE, "helo.org", "ann@a.org");
		if (!slice_is(lab.outcome->matched, rows[i].matched))
			fail_msg("%s: %.*s", rows[i].zone,
			    (int)lab.outcome->matched.len,
			    lab.outcome->matched.ptr);
		while (n < COUNT_OF(rows[i].path) && rows[i].path[n] != NULL)
			n++;
		assert_int_equal(lab.outcome->paths, n);
		while (n-- > 0)
			assert_string_equal(
			    lab.outcome->path[n], rows[i].path[n]);
		lab_close(&lab);
	}
}

/* Nested records cost a round for each level, whatever their number. */
static void
asks_for_each_level_at_once(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab,
	    A("a:x1.org include:b.org mx:mx.org include:c.org -all")
		B("a:x2.org a:host.net ~all")
		    C("mx:mx.net -all") "host.net. A 192.0.2.7\nmx.net. MX 1 "
					"v4.net.\n"
					"v4.net. A 192.0.2.8\nmx.org. MX 1 "
					"host.net.\n");
	lab_ask(&lab, THERE, "helo.org", "ann@a.org");
	assert_int_equal(lab.outcome->result, SPF_FAIL);
	assert_int_equal(inquiry_rounds(lab.inquiry), 4);
	assert_int_equal(lab.outcome->lookups, 7);
	lab_close(&lab);
}

static void
asks_nothing_behind_a_term_that_matches(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, A("ip4:192.0.2.0/24 include:b.org mx a exp=exp.org"));
	lab_ask(&lab, HERE, "helo.org", "ann@a.org");
	assert_int_equal(lab.outcome->result, SPF_PASS);
	assert_int_equal(inquiry_count(lab.inquiry), 1);
	lab_close(&lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_passing_errors_from_lasting_ones),
	    cmocka_unit_test(ignores_redirect_when_there_is_all),
	    cmocka_unit_test(explains_with_the_record_that_failed),
	    cmocka_unit_test(
		judges_the_null_sender_as_postmaster_of_the_helo_name),
	    cmocka_unit_test(tells_which_term_of_which_record_decided),
	    cmocka_unit_test(asks_for_each_level_at_once),
	    cmocka_unit_test(asks_nothing_behind_a_term_that_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
