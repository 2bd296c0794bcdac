#include "tests/unit/scratch.h"
#include "wizard/record/dmarc.h"

static struct dmarc_record *
parse(const char *text)
{
	return dmarc_parse(&arena, slice_of(text));
}

static void
selects_records_and_recognises_attempts(void **state)
{
	static const struct {
		const char *text;
		bool is_record, is_attempt;
	} rows[] = {
	    {"v=DMARC1", true, false},
	    {"v=DMARC1; p=none", true, false},
	    {"v = DMARC1 ;p=none", true, false},
	    {"v=dmarc1; p=none", false, true},
	    {"V=DMARC1; p=none", false, true},
	    {" v=DMARC1; p=none", false, true},
	    {"\"v=DMARC1; p=none\"", false, true},
	    {"v=DMARC1 p=none", false, true},
	    {"v=DMARC1, p=none", false, true},
	    {"v=DMARC1\\; p=none", false, true},
	    {"v=DMARC 1; p=none", false, true},
	    {"p=reject; rua=mailto:a@example.org", false, true},
	    {"v=spf1 -all", false, false},
	    {"v=DKIM1; p=", false, false},
	    {"v", false, false},
	    {"", false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice text = slice_of(rows[i].text);

		assert_int_equal(dmarc_is_record(text), rows[i].is_record);
		assert_int_equal(dmarc_is_attempt(text), rows[i].is_attempt);
	}
}

static void
finds_each_fault(void **state)
{
	static const struct {
		const char *text;
		unsigned faults;
	} rows[] = {
	    {"v=DMARC1; p=none; rua=mailto:a@example.org", 0},
	    {"v=DMARC1; p=reject; sp=none; np=reject; adkim=s; aspf=r; "
	     "t=n; psd=u; fo=1; ruf=mailto:b@example.org;",
		0},
	    {"v=DMARC1; p=none; p none", DMARC_FAULT_SYNTAX},
	    {"v=dmarc1; p=none", DMARC_FAULT_VERSION},
	    {" v=DMARC1; p=none", DMARC_FAULT_VERSION},
	    {"p=none", DMARC_FAULT_VERSION | DMARC_FAULT_ORDER},
	    {"v=DMARC1; p=nothing", DMARC_FAULT_POLICY},
	    {"v=DMARC1; p=", DMARC_FAULT_POLICY},
	    {"v=DMARC1; p=none; sp=all", DMARC_FAULT_SUBPOLICY},
	    {"v=DMARC1; p=none; np=all", DMARC_FAULT_SUBPOLICY},
	    {"v=DMARC1", DMARC_FAULT_NO_POLICY},
	    {"v=DMARC1; p=none; rua=a@example.org", DMARC_FAULT_REPORT_URI},
	    {"v=DMARC1; p=none; rua=", DMARC_FAULT_REPORT_URI},
	    {"v=DMARC1; p=none; ruf=mailto:example.org",
		DMARC_FAULT_REPORT_URI},
	    {"v=DMARC1; p=none; rua=mailto:a@x.example mailto:b@x.example",
		DMARC_FAULT_REPORT_URI},
	    {"v=DMARC1; p=none; rua=mailto:a!b@x.example",
		DMARC_FAULT_REPORT_URI},
	    {"v=DMARC1; p=none; rua=mailto:a@[192.0.2.1]",
		DMARC_FAULT_REPORT_URI},
	    {"v=DMARC1; p=none; adkim=strict", DMARC_FAULT_ALIGNMENT},
	    {"v=DMARC1; p=none; aspf=", DMARC_FAULT_ALIGNMENT},
	    {"v=DMARC1; p=none; p=reject", DMARC_FAULT_DUPLICATE},
	    {"v=DMARC1; p=none; pct=50; ri=1; rf=afrf", DMARC_FAULT_HISTORIC},
	    {"v=DMARC1; sp=none; p=none", DMARC_FAULT_ORDER},
	    {"v=DMARC1; p=none; policy=none", DMARC_FAULT_UNKNOWN},
	    {"v=DMARC1; p=none; fo=0:1", DMARC_FAULT_OPTIONS},
	    {"v=DMARC1; p=none; fo=", DMARC_FAULT_OPTIONS},
	    {"v=DMARC1; p=none; fo=d:d", DMARC_FAULT_OPTIONS},
	    {"v=DMARC1; p=none; fo=1:D : s", 0},
	    {"v=DMARC1; p=none; t=yes", DMARC_FAULT_TESTING},
	    {"v=DMARC1; p=none; psd=?", DMARC_FAULT_SUFFIX},
	    {"v=DMARC1; p=none; pct=101",
		DMARC_FAULT_HISTORIC | DMARC_FAULT_SHARE},
	    {"v=DMARC1; p=none; pct=5%",
		DMARC_FAULT_HISTORIC | DMARC_FAULT_SHARE},
	    {"v=DMARC1; p=none; rua=mailto:a@x.example!10m", DMARC_FAULT_SIZE},
	    {"v=DMARC1; p=none v=DMARC1",
		DMARC_FAULT_POLICY | DMARC_FAULT_PASTED},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (parse(rows[i].text)->faults != rows[i].faults)
			fail_msg("%s: %#x", rows[i].text,
			    parse(rows[i].text)->faults);
}

static void
reads_every_tag(void **state)
{
	struct dmarc_record *r = parse("v=DMARC1; p=Quarantine; sp=reject; "
				       "np=none; adkim=S; aspf=r; t=y; psd=n");

	(void)state;
	assert_int_equal(r->p, DMARC_QUARANTINE);
	assert_int_equal(r->sp, DMARC_REJECT);
	assert_int_equal(r->np, DMARC_NONE);
	assert_true(r->strict_dkim);
	assert_false(r->strict_spf);
	assert_true(r->testing);
	assert_int_equal(r->psd, 'n');
	assert_int_equal(parse("v=DMARC1; psd=?")->psd, 'u');
	assert_int_equal(parse("v=DMARC1; psd=y")->psd, 'y');
	assert_string_equal(dmarc_policy_word(DMARC_QUARANTINE), "quarantine");
}

static void
reads_report_addresses(void **state)
{
	struct dmarc_record *r = parse(
	    "v=DMARC1; p=none; rua=mailto:a@x.example!10m , "
	    "https://y.example/r,b@z.example,mailto:c@w.example?subject=x");

	(void)state;
	assert_int_equal(r->nrua, 4);
	assert_true(slice_is(r->rua[0].text, "mailto:a@x.example"));
	assert_true(slice_is(r->rua[0].domain, "x.example"));
	assert_true(r->rua[1].valid);
	assert_int_equal(r->rua[1].domain.len, 0);
	assert_false(r->rua[2].valid);
	assert_true(slice_is(r->rua[3].domain, "w.example"));
	assert_int_equal(r->nruf, 0);
}

/* Where each error stands, and what was meant. */
static void
names_the_place_and_what_was_meant(void **state)
{
	static const struct {
		const char *text;
		enum dmarc_fault fault;
		size_t at, len;
		const char *meant;
	} rows[] = {
	    {"v=dmarc1; p=none", DMARC_FAULT_VERSION, 0, 8, "v=DMARC1"},
	    {"v=DMARC1; p none", DMARC_FAULT_SYNTAX, 10, 6, "p=none"},
	    {"v=DMARC1; sp- reject", DMARC_FAULT_SYNTAX, 10, 10, "sp=reject"},
	    {"v=DMARC1; x none", DMARC_FAULT_SYNTAX, 10, 6, NULL},
	    {"v=DMARC1; p=none; p=none", DMARC_FAULT_DUPLICATE, 18, 6, NULL},
	    {"v=DMARC1; policy=none", DMARC_FAULT_UNKNOWN, 10, 6, "p"},
	    {"v=DMARC1; P=none", DMARC_FAULT_UNKNOWN, 10, 1, "p"},
	    {"v=DMARC1; p=none; RUA=x", DMARC_FAULT_UNKNOWN, 18, 3, "rua"},
	    {"v=DMARC1; p=none; rau=x", DMARC_FAULT_UNKNOWN, 18, 3, "rua"},
	    {"v=DMARC1; p=none; x=y", DMARC_FAULT_UNKNOWN, 18, 1, NULL},
	    {"v=DMARC1; p=quarantin", DMARC_FAULT_POLICY, 12, 9, "quarantine"},
	    {"v=DMARC1; p=non", DMARC_FAULT_POLICY, 12, 3, "none"},
	    {"v=DMARC1; p=maybe", DMARC_FAULT_POLICY, 12, 5, NULL},
	    {"v=DMARC1; p=none; sp=rejct", DMARC_FAULT_SUBPOLICY, 21, 5,
		"reject"},
	    {"v=DMARC1; p=none; adkim=strict", DMARC_FAULT_ALIGNMENT, 24, 6,
		"s"},
	    {"v=DMARC1; p=none; t=1", DMARC_FAULT_TESTING, 20, 1, NULL},
	    {"v=DMARC1; rua=mailto:a@x.jp", DMARC_FAULT_NO_POLICY, 0, 0,
		"p=none"},
	    {"v=DMARC1; sp=none; p=none", DMARC_FAULT_ORDER, 19, 1, NULL},
	    {"v=DMARC1; p=none; pct=1", DMARC_FAULT_HISTORIC, 18, 3, NULL},
	    {"v=DMARC1; p=none; rua=mailto:a@x.jp, a@y.jp",
		DMARC_FAULT_REPORT_URI, 37, 6, "mailto:a@y.jp"},
	    {"v=DMARC1; p=none; rua=mailto:a@x.jp b@y.jp",
		DMARC_FAULT_REPORT_URI, 22, 20, "mailto:a@x.jp,mailto:b@y.jp"},
	    {"v=DMARC1; p=none; rua=mailto://<a@x.jp>", DMARC_FAULT_REPORT_URI,
		22, 17, "mailto:a@x.jp"},
	    {"v=DMARC1; p=none; rua=nobody", DMARC_FAULT_REPORT_URI, 22, 6,
		NULL},
	    {"v=DMARC1; p=none; ruf=mailto:a@x.jp!10m", DMARC_FAULT_SIZE, 35,
		4, NULL},
	    {"v=DMARC1; p=none v=DMARC1; p=reject", DMARC_FAULT_PASTED, 17, 8,
		NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct dmarc_record *r = parse(rows[i].text);
		const struct dmarc_error *e = r->error;

		while (e < r->error + r->errors && e->fault != rows[i].fault)
			e++;
		if (e == r->error + r->errors)
			fail_msg("%s: not found", rows[i].text);
		if (e->at != rows[i].at || e->len != rows[i].len ||
		    (e->meant == NULL) != (rows[i].meant == NULL))
			fail_msg("%s: %zu %zu %s", rows[i].text, e->at, e->len,
			    e->meant);
		if (e->meant != NULL)
			assert_string_equal(e->meant, rows[i].meant);
	}
}

static void
prints_what_both_standards_read(void **state)
{
	static const struct {
		const char *text, *printed;
	} rows[] = {
	    {"v=DMARC1", "v=DMARC1; p=none"},
	    {"v=dmarc1;sp=none;x=y;p=reject", "v=DMARC1; p=reject; sp=none; x=y"},
	    {"v=DMARC1; p=none; fo=1; fo=0", "v=DMARC1; p=none; fo=1"},
	    {"v=DMARC1; p=none; x=\x01; y=\xff", "v=DMARC1; p=none"},
	    {"v=DMARC1; ; oops; rua= mailto:a@x.jp , mailto:b@x.jp",
		"v=DMARC1; p=none; rua=mailto:a@x.jp , mailto:b@x.jp"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct dmarc_record *r = parse(rows[i].text);

		assert_string_equal(
		    dmarc_print(&arena, dmarc_policy_of(r), &r->tags),
		    rows[i].printed);
	}
}

/* Section 4.10.1: who inherits what. */
static void
knows_what_holds_below(void **state)
{
	static const struct {
		const char *text;
		enum dmarc_policy own, below, absent;
	} rows[] = {
	    {"v=DMARC1; p=reject", DMARC_REJECT, DMARC_REJECT, DMARC_REJECT},
	    {"v=DMARC1; p=reject; sp=none", DMARC_REJECT, DMARC_NONE,
		DMARC_NONE},
	    {"v=DMARC1; p=none; np=reject", DMARC_NONE, DMARC_NONE,
		DMARC_REJECT},
	    {"v=DMARC1; p=none; sp=quarantine; np=reject", DMARC_NONE,
		DMARC_QUARANTINE, DMARC_REJECT},
	    {"v=DMARC1; p=what; sp=what; np=what", DMARC_NONE, DMARC_NONE,
		DMARC_NONE},
	    {"v=DMARC1", DMARC_NONE, DMARC_NONE, DMARC_NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct dmarc_record *r = parse(rows[i].text);

		assert_int_equal(dmarc_policy_of(r), rows[i].own);
		assert_int_equal(dmarc_policy_below(r, true), rows[i].below);
		assert_int_equal(dmarc_policy_below(r, false), rows[i].absent);
	}
	assert_true(dmarc_is_void(parse("v=DMARC1; p=what")));
	assert_false(
	    dmarc_is_void(parse("v=DMARC1; p=what; rua=mailto:a@x.jp")));
	assert_false(dmarc_is_void(parse("v=DMARC1")));
}

static void
names_the_tag_that_decides_below(void **state)
{
	static const struct {
		const char *text, *below, *absent;
	} rows[] = {
	    {"v=DMARC1; p=none", "p", "p"},
	    {"v=DMARC1; p=none; sp=reject", "sp", "sp"},
	    {"v=DMARC1; p=none; np=reject", "p", "np"},
	    {"v=DMARC1; p=none; sp=none; np=reject", "sp", "np"},
	    {"v=DMARC1; p=none; sp=what; np=what", "p", "p"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct dmarc_record *r = parse(rows[i].text);

		assert_string_equal(dmarc_tag_below(r, true), rows[i].below);
		assert_string_equal(dmarc_tag_below(r, false), rows[i].absent);
	}
}

/* RFC 9989 section 4.7. */
static void
applies_one_stage_less_in_test_mode(void **state)
{
	const struct dmarc_record *testing = parse("v=DMARC1; p=none; t=y");
	const struct dmarc_record *earnest = parse("v=DMARC1; p=none; t=n");

	(void)state;
	assert_int_equal(
	    dmarc_policy_tested(testing, DMARC_REJECT), DMARC_QUARANTINE);
	assert_int_equal(
	    dmarc_policy_tested(testing, DMARC_QUARANTINE), DMARC_NONE);
	assert_int_equal(dmarc_policy_tested(testing, DMARC_NONE), DMARC_NONE);
	assert_int_equal(
	    dmarc_policy_tested(earnest, DMARC_REJECT), DMARC_REJECT);
}

static void
takes_any_octets(void **state)
{
	static const char text[] = "v=DMARC1; p=no\0ne; rua=\xff\0,;;=";

	(void)state;
	assert_true(dmarc_parse(&arena,
			(struct slice) {.ptr = text, .len = sizeof(text) - 1})
			->faults != 0);
	assert_true(
	    dmarc_parse(&arena, (struct slice) {.ptr = NULL})->faults != 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(
		selects_records_and_recognises_attempts, scratch_release),
	    cmocka_unit_test_teardown(finds_each_fault, scratch_release),
	    cmocka_unit_test_teardown(reads_every_tag, scratch_release),
	    cmocka_unit_test_teardown(reads_report_addresses, scratch_release),
	    cmocka_unit_test_teardown(
		names_the_place_and_what_was_meant, scratch_release),
	    cmocka_unit_test_teardown(
		prints_what_both_standards_read, scratch_release),
	    cmocka_unit_test_teardown(knows_what_holds_below, scratch_release),
	    cmocka_unit_test_teardown(
		names_the_tag_that_decides_below, scratch_release),
	    cmocka_unit_test_teardown(
		applies_one_stage_less_in_test_mode, scratch_release),
	    cmocka_unit_test_teardown(takes_any_octets, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
