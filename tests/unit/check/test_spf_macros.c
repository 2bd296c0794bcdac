/* Macros, RFC 7208 section 7. */
#include "tests/unit/check/spf_cases.h"

/* Section 7.4 and beyond, shown by what an explanation becomes. */
static const struct {
	const char *ip, *from, *macro, *text;
} expansions[] = {
    {HERE, "strong-bad@a.org", "%{s}", "strong-bad@a.org"},
    {HERE, "strong-bad@a.org", "%{l}", "strong-bad"},
    {HERE, "strong-bad@a.org", "%{l-}", "strong.bad"},
    {HERE, "strong-bad@a.org", "%{lr}", "strong-bad"},
    {HERE, "strong-bad@a.org", "%{lr-}", "bad.strong"},
    {HERE, "strong-bad@a.org", "%{l1r-}", "strong"},
    {HERE, "strong-bad@a.org", "%{l1-}", "bad"},
    {HERE, "a.b-c+d@a.org", "%{l2r.-+}", "b.a"},
    {HERE, "a.b-c+d@a.org", "%{l2.-+}", "c.d"},
    {HERE, "a..b@a.org", "%{l}", "a..b"},
    {HERE, "a..b@a.org", "%{lr}", "b..a"},
    {HERE, ".a.@a.org", "%{l3}", ".a."},
    {HERE, "a_b=c,d/e@a.org", "%{l_=,/}", "a.b.c.d.e"},
    {HERE, "ann@a.org", "%{d}", "a.org"},
    {HERE, "ann@a.org", "%{d1}", "org"},
    {HERE, "ann@a.org", "%{d2}", "a.org"},
    {HERE, "ann@a.org", "%{d9}", "a.org"},
    {HERE, "ann@a.org", "%{d127}", "a.org"},
    {HERE, "ann@a.org", "%{d1r}", "a"},
    {HERE, "ann@a.org", "%{dr}", "org.a"},
    {HERE, "ann@a.org", "%{dR}", "org.a"},
    {HERE, "ann@a.org", "%{o}", "a.org"},
    {HERE, "a@b@a.org", "%{l}", "a@b"},
    {HERE, "a@b@a.org", "%{s} %{S}", "a@b@a.org a%40b%40a.org"},
    {HERE, "@a.org", "%{s} %{l}", "postmaster@a.org postmaster"},
    {HERE, "a.org", "%{s} %{l}", "postmaster@a.org postmaster"},
    {HERE, "ann@a.org", "%{i}", "192.0.2.1"},
    {HERE, "ann@a.org", "%{ir}.%{v}.arpa", "1.2.0.192.in-addr.arpa"},
    {HERE, "ann@a.org", "%{i2}", "2.1"},
    {HERE, "ann@a.org", "%{i2r}", "0.192"},
    {HERE, "ann@a.org", "%{c}", "192.0.2.1"},
    {HERE6, "ann@a.org", "%{c} %{v}", "2001:db8::1 ip6"},
    {HERE6, "ann@a.org", "%{i}",
	"2.0.0.1.0.D.B.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	"0.1"},
    {HERE6, "ann@a.org", "%{i3r}", "0.0.2"},
    {"::ffff:192.0.2.1", "ann@a.org", "%{i} %{c} %{v}",
	"192.0.2.1 192.0.2.1 in-addr"},
    {HERE, "ann@a.org", "%{h}", "helo.org"},
    {HERE, "ann@a.org", "%{h1}", "org"},
    {HERE, "ann@a.org", "%{r}", "unknown"},
    {HERE, "ann@a.org", "%{t}", "1234567890"},
    {HERE, "ann@a.org", "%{p}", "unknown"},
    {HERE, "ann@a.org", "100%% a%_b %-", "100% a b %20"},
    {HERE, "a/b c~d@a.org", "%{L}", "a%2Fb%20c~d"},
};

static void
expands_macros(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(expansions); i++) {
		struct lab lab;
		char zone[1024];

		(void)snprintf(zone, sizeof(zone),
		    A("-all exp=exp.org") EXP("%s"), expansions[i].macro);
		lab_open(&lab, zone);
		lab.query.now = 1234567890123;
		lab_ask(&lab, expansions[i].ip, "helo.org", expansions[i].from);
		if (lab.outcome->explanation == NULL)
			fail_msg("%s", expansions[i].macro);
		assert_string_equal(lab.outcome->explanation, expansions[i].text);
		lab_close(&lab);
	}
}

/* What a name is that macros made: one TXT of a question that was asked. */
static void
asks_for_what_macros_make(void **state)
{
	static const struct {
		const char *from, *target, *asked; /* NULL: nothing */
	} rows[] = {
	    {"ann@a.org", "%{l}.%{d}", "ann.a.org"},
	    {"ann@a.org", "%{l}.x.org.", "ann.x.org"},
	    {"Ann@A.org", "%{l}._spf.%{o}", "ann._spf.a.org"},
	    {"a\\.b@a.org", "%{l}.x.org", "a\\\\.b.x.org"},
	    {"a b@a.org", "%{l}.x.org", "a\\032b.x.org"},
	    {"caf\xc3\xa9@a.org", "%{l}.x.org", NULL},
	    {"a\"b@a.org", "%{l}%_%{l}.x.org", "a\"b\\032a\"b.x.org"},
	    {"ann@a.org", "%{L}%-.x.org", "ann%20.x.org"},
	    {"a..b@a.org", "%{l}.x.org", NULL},
	    {".@a.org", "%{l}.x.org", NULL},
	    {"1234567890123456789012345678901234567890123456789012345678901234"
	     "@a.org",
		"%{l}.x.org", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lab lab;
		char zone[1024];

		(void)snprintf(
		    zone, sizeof(zone), A("exists:%s -all"), rows[i].target);
		lab_open(&lab, zone);
		lab_ask(&lab, HERE, "helo.org", rows[i].from);
		assert_int_equal(lab.outcome->result, SPF_FAIL);
		assert_int_equal(
		    inquiry_count(lab.inquiry), rows[i].asked == NULL ? 1 : 2);
		if (rows[i].asked != NULL)
			assert_string_equal(
			    inquiry_at(lab.inquiry, 1)->name, rows[i].asked);
		lab_close(&lab);
	}
}

/* Section 7.3: whole labels go from the left until 253 octets are left. */
static void
shortens_names_from_the_left(void **state)
{
	struct lab lab;
	char sender[512], zone[128];
	size_t len = 0;

	(void)state;
	while (len < 400)
		len += (size_t)snprintf(sender + len, sizeof(sender) - len,
		    "%s%s", len > 0 ? "." : "", "ten-octets");
	(void)snprintf(sender + len, sizeof(sender) - len, "@a.org");
	(void)snprintf(zone, sizeof(zone), A("exists:%%{l}.x.org -all"));
	lab_open(&lab, zone);
	lab_ask(&lab, HERE, "helo.org", sender);
	/* 22 labels of ten octets and a dot, and "x.org". */
	assert_int_equal(strlen(inquiry_at(lab.inquiry, 1)->name), 22 * 11 + 5);
	lab_close(&lab);
}

static void
keeps_every_part_of_long_values(void **state)
{
	struct lab lab;
	char sender[700];
	size_t len = 0;

	(void)state;
	for (int i = 0; i < 200; i++)
		len += (size_t)snprintf(
		    sender + len, sizeof(sender) - len, "%d-", i % 10);
	(void)snprintf(sender + len, sizeof(sender) - len, "end@a.org");
	lab_open(&lab, A("-all exp=exp.org") EXP("%{l2-} %{l1r-} %{l2r-}"));
	lab_ask(&lab, HERE, "helo.org", sender);
	assert_string_equal(lab.outcome->explanation, "9.end 0 1.0");
	lab_close(&lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(expands_macros),
	    cmocka_unit_test(asks_for_what_macros_make),
	    cmocka_unit_test(shortens_names_from_the_left),
	    cmocka_unit_test(keeps_every_part_of_long_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
