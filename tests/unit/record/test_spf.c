#include "tests/unit/scratch.h"
#include "wizard/record/spf.h"
#include "wizard/record/spf_macro.h"

static struct spf_record *
parse(const char *text)
{
	return spf_parse(&arena, slice_of(text));
}

static void
selects_records_by_their_version(void **state)
{
	static const struct {
		const char *text;
		bool is_record;
	} rows[] = {
	    {"v=spf1", true},
	    {"v=spf1 -all", true},
	    {"V=SPF1 -all", true},
	    {"v=spf10", false},
	    {"v=spf1\t-all", false},
	    {"v=spf1;", false},
	    {" v=spf1", false},
	    {"v=spf", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(
		    spf_is_record(slice_of(rows[i].text)), rows[i].is_record);
}

/* Every form that section 12 allows. */
static void
accepts_the_whole_grammar(void **state)
{
	static const char *const rows[] = {
	    "v=spf1",
	    "v=spf1  ",
	    "V=sPf1   MX  -ALL ",
	    "v=spf1 +all -all ~all ?all all",
	    "v=spf1 a a/24 a//64 a/24//64 a/0 a//0 a:example.org",
	    "v=spf1 a:example.org/24//64 mx mx/32//128 mx:example.org/8",
	    "v=spf1 a:foo:bar/baz.example.com",
	    "v=spf1 a:example.org. include:_spf.example.org.",
	    "v=spf1 a:example.x1-y a:example.1a a:example.1-2",
	    "v=spf1 ptr ptr:example.org exists:%{i}.example.org",
	    "v=spf1 exists:%{ir}.sbl.%{d2}.example.org exists:%{S}",
	    "v=spf1 exists:%{l1r+-.,/_=}.%{h}.%{o}.%{p}.%{v}._spf.%{d99}",
	    "v=spf1 a:%%.example.org a:x.example%% a:x%_ a:x%-",
	    "v=spf1 ip4:192.0.2.1 ip4:0.0.0.0/0 ip4:192.0.2.0/32",
	    "v=spf1 ip6:::1 ip6:2001:db8::/0 ip6:::ffff:192.0.2.1/128",
	    "v=spf1 redirect=_spf.example.org exp=explain._spf.%{d}",
	    "v=spf1 moo= moo-cow_far.er= default=~all a=b a=b",
	    "v=spf1 exp=x.example.org moo=\"a,b;c\"",
	    "v=spf1 a:!$&'()*+,-./0:;<=>?@A[]^_`{|}~.example.org",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct spf_record *record = parse(rows[i]);

		if (record->faults > 0)
			fail_msg(
			    "%s: %s", rows[i], rows[i] + record->fault[0].at);
	}
}

static void
reads_terms_in_order(void **state)
{
	struct spf_record *record =
	    parse("v=spf1  a:example.org/24//64 "
		  "-ip6:2001:db8::/32 exists:%{i}.x.org "
		  "moo=cow redirect=example.net");

	(void)state;
	assert_int_equal(record->terms, 5);
	assert_int_equal(record->term[0].kind, SPF_TERM_A);
	assert_int_equal(record->term[0].at, 8);
	assert_true(slice_is(record->term[0].domain, "example.org"));
	assert_int_equal(record->term[0].prefix4, 24);
	assert_int_equal(record->term[0].prefix6, 64);
	assert_int_equal(record->term[0].qualifier, '+');
	assert_int_equal(record->term[1].qualifier, '-');
	assert_int_equal(record->term[1].network.family, 6);
	assert_int_equal(record->term[1].prefix6, 32);
	assert_true(slice_is(record->term[1].text, "-ip6:2001:db8::/32"));
	assert_true(record->term[2].has_macro);
	assert_false(record->term[0].has_macro);
	assert_int_equal(record->term[3].kind, SPF_TERM_UNKNOWN);
	assert_true(slice_is(record->term[3].domain, "cow"));
	assert_int_equal(record->term[4].kind, SPF_TERM_REDIRECT);
}

/*
 * One fault each; at and len are those of the faulty text. Among them the
 * cases of the RFC 7208 suite that must yield a permerror.
 */
static const struct {
	const char *text;
	enum spf_problem problem;
	size_t at, len;
	const char *meant;
} faulty[] = {
    {" v=spf1 -all", SPF_BAD_START, 0, 1, NULL},
    {"\"v=spf1 mx", SPF_BAD_START, 0, 1, NULL},
    {"\xef\xbb\xbfv=spf1 mx", SPF_BAD_START, 0, 3, NULL},
    {"v=spf10 mx", SPF_BAD_VERSION, 6, 1, "v=spf1"},
    {"v=spf1; mx", SPF_BAD_VERSION, 6, 1, "v=spf1"},
    {"v=spf1mx -all", SPF_BAD_VERSION, 6, 2, "v=spf1 mx"},
    {"v=spf1,include:x.example -all", SPF_BAD_VERSION, 6, 18,
	"v=spf1 include:x.example"},
    {"v=spf2.0/pra mx", SPF_BAD_VERSION, 0, 12, "v=spf1"},
    {"", SPF_BAD_VERSION, 0, 0, "v=spf1"},
    {"v=spf1 a\t-all", SPF_BAD_OCTET, 7, 6, "a -all"},
    {"v=spf1 a\r", SPF_BAD_OCTET, 7, 2, "a"},
    {"v=spf1 a:x\001.example", SPF_BAD_OCTET, 10, 1, NULL},
    {"v=spf1 \xe2\x80\x93"
     "all",
	SPF_NOT_ASCII, 7, 6, "-all"},
    {"v=spf1 mx\xc2\xa0-all", SPF_NOT_ASCII, 7, 8, "mx -all"},
    {"v=spf1 \xef\xbd\x8d\xef\xbd\x98", SPF_NOT_ASCII, 7, 6, "mx"},
    {"v=spf1 include:x.\xe3\x81\x82", SPF_NOT_ASCII, 17, 1, NULL},
    {"v=spf1 mx -all\"", SPF_QUOTED, 10, 5, "-all"},
    {"v=spf1 \\-all", SPF_QUOTED, 7, 5, "-all"},
    {"v=spf1 a,mx -all", SPF_SEPARATED, 7, 4, "a mx"},
    {"v=spf1 ip4:192.0.2.1; -all", SPF_SEPARATED, 7, 14, "ip4:192.0.2.1"},
    {"v=spf1 include:x.example, -all", SPF_SEPARATED, 7, 18,
	"include:x.example"},
    {"v=spf1 ip4: 192.0.2.1 -all", SPF_STRAY_BLANK, 7, 14, "ip4:192.0.2.1"},
    {"v=spf1 mx - all", SPF_STRAY_BLANK, 10, 5, "-all"},
    {"v=spf1 include :x.example -all", SPF_STRAY_BLANK, 7, 18,
	"include:x.example"},
    {"v=spf1 ip4:192.0.2.1~all", SPF_GLUED, 7, 17, "ip4:192.0.2.1 ~all"},
    {"v=spf1 include:x.example?all", SPF_GLUED, 7, 21,
	"include:x.example ?all"},
    {"v=spf1 mxinclude:x.example -all", SPF_GLUED, 7, 19,
	"mx include:x.example"},
    {"v=spf1 ip4:192.0.2.1include:x.example -all", SPF_GLUED, 7, 30,
	"ip4:192.0.2.1 include:x.example"},
    {"v=spf1 192.0.2.1 -all", SPF_NO_MECHANISM, 7, 9, "ip4:192.0.2.1"},
    {"v=spf1 +192.0.2.0/24 -all", SPF_NO_MECHANISM, 7, 13, "+ip4:192.0.2.0/24"},
    {"v=spf1 2001:db8::1 -all", SPF_NO_MECHANISM, 7, 11, "ip6:2001:db8::1"},
    {"v=spf1 ipv4:192.0.2.1 -all", SPF_UNKNOWN_MECHANISM, 7, 14,
	"ip4:192.0.2.1"},
    {"v=spf1 -inlcude:x.example", SPF_UNKNOWN_MECHANISM, 7, 18,
	"-include:x.example"},
    {"v=spf1 redirect:x.example", SPF_UNKNOWN_MECHANISM, 7, 18,
	"redirect=x.example"},
    {"v=spf1 mx/24 al", SPF_UNKNOWN_MECHANISM, 13, 2, "all"},
    {"v=spf1 moo:x.example", SPF_UNKNOWN_MECHANISM, 7, 3, NULL},
    {"v=spf1 mail.example", SPF_UNKNOWN_MECHANISM, 7, 12, NULL},
    {"v=spf1 -", SPF_UNKNOWN_MECHANISM, 7, 1, NULL},
    {"v=spf1 1a=b", SPF_UNKNOWN_MECHANISM, 7, 4, NULL},
    {"v=spf1 -redirect=x.example", SPF_QUALIFIED_MODIFIER, 7, 19,
	"redirect=x.example"},
    {"v=spf1 include: -all", SPF_NO_VALUE, 7, 8, NULL},
    {"v=spf1 include", SPF_NO_VALUE, 7, 7, NULL},
    {"v=spf1 exists", SPF_NO_VALUE, 7, 6, NULL},
    {"v=spf1 ip4", SPF_NO_VALUE, 7, 3, NULL},
    {"v=spf1 ip6/64", SPF_NO_VALUE, 7, 6, NULL},
    {"v=spf1 a:", SPF_NO_VALUE, 7, 2, NULL},
    {"v=spf1 mx:/24", SPF_NO_VALUE, 7, 6, NULL},
    {"v=spf1 ptr:", SPF_NO_VALUE, 7, 4, NULL},
    {"v=spf1 redirect=", SPF_NO_VALUE, 7, 9, NULL},
    {"v=spf1 exp=", SPF_NO_VALUE, 7, 4, NULL},
    {"v=spf1 -all.", SPF_UNKNOWN_MECHANISM, 7, 5, "-all"},
    {"v=spf1 -all:x.example", SPF_ALL_VALUE, 11, 10, NULL},
    {"v=spf1 -all/8", SPF_ALL_VALUE, 11, 2, NULL},
    {"v=spf1 ip4:2001:db8::1", SPF_WRONG_MECHANISM, 7, 15, "ip6:2001:db8::1"},
    {"v=spf1 ip6:192.0.2.1/24", SPF_WRONG_MECHANISM, 7, 16, "ip4:192.0.2.1/24"},
    {"v=spf1 a:192.0.2.1", SPF_WRONG_MECHANISM, 7, 11, "ip4:192.0.2.1"},
    {"v=spf1 ip4:mail.example", SPF_WRONG_MECHANISM, 7, 16, "a:mail.example"},
    {"v=spf1 ip4:192.0.2", SPF_BAD_ADDRESS, 11, 7, NULL},
    {"v=spf1 ip4:192.0.2.256", SPF_BAD_ADDRESS, 11, 11, NULL},
    {"v=spf1 ip4:192.0.02.1", SPF_BAD_ADDRESS, 11, 10, NULL},
    {"v=spf1 ip4:1.2.3.4:8080", SPF_BAD_ADDRESS, 11, 12, NULL},
    {"v=spf1 ip4:192.0.2.1/33", SPF_BAD_PREFIX, 21, 2, NULL},
    {"v=spf1 ip4:192.0.2.1/032", SPF_BAD_PREFIX, 21, 3, NULL},
    {"v=spf1 ip4:192.0.2.1/", SPF_BAD_PREFIX, 21, 0, NULL},
    {"v=spf1 ip6:::1/129", SPF_BAD_PREFIX, 15, 3, NULL},
    {"v=spf1 ip4:192.0.2.1/+8", SPF_BAD_PREFIX, 21, 2, NULL},
    {"v=spf1 a/33", SPF_BAD_PREFIX, 9, 2, NULL},
    {"v=spf1 a/", SPF_BAD_PREFIX, 9, 0, NULL},
    {"v=spf1 mx//129", SPF_BAD_PREFIX, 11, 3, NULL},
    {"v=spf1 a/x.example", SPF_BAD_PREFIX, 8, 10, NULL},
    {"v=spf1 include:x.example/24", SPF_PREFIX_NOT_ALLOWED, 25, 2, NULL},
    {"v=spf1 exists:x.example/24", SPF_PREFIX_NOT_ALLOWED, 24, 2, NULL},
    {"v=spf1 ptr/24", SPF_PREFIX_NOT_ALLOWED, 10, 3, NULL},
    {"v=spf1 ip4:192.0.2.0/24//64", SPF_DUAL_PREFIX, 21, 6, NULL},
    {"v=spf1 a/24/64", SPF_DUAL_PREFIX, 7, 7, "a/24//64"},
    {"v=spf1 a:museum", SPF_BAD_DOMAIN, 9, 6, NULL},
    {"v=spf1 a:museum.", SPF_BAD_DOMAIN, 9, 7, NULL},
    {"v=spf1 a:111.222.33.44", SPF_WRONG_MECHANISM, 7, 15, "ip4:111.222.33.44"},
    {"v=spf1 a:abc.123", SPF_BAD_DOMAIN, 9, 7, NULL},
    {"v=spf1 a:example.-com", SPF_BAD_DOMAIN, 9, 12, NULL},
    {"v=spf1 a:example.com:8080", SPF_BAD_DOMAIN, 9, 16, NULL},
    {"v=spf1 include:%{d}example", SPF_BAD_DOMAIN, 15, 11, NULL},
    {"v=spf1 a:%{i.example", SPF_BAD_MACRO, 9, 11, NULL},
    {"v=spf1 a:%(ip).example", SPF_BAD_MACRO, 9, 2, NULL},
    {"v=spf1 a:x.example%", SPF_BAD_MACRO, 18, 1, NULL},
    {"v=spf1 a:%{x}.example", SPF_BAD_MACRO, 9, 4, NULL},
    {"v=spf1 a:%{}.example", SPF_BAD_MACRO, 9, 3, NULL},
    {"v=spf1 a:%{d0}.example", SPF_BAD_MACRO, 9, 5, NULL},
    {"v=spf1 a:%{c}.example", SPF_BAD_MACRO, 9, 4, NULL},
    {"v=spf1 a:%{d2*}.example", SPF_BAD_MACRO, 9, 6, NULL},
    {"v=spf1 moo=%abc", SPF_BAD_MACRO, 11, 2, NULL},
    {"v=spf1 ip4:%{i}", SPF_MACRO_IN_ADDRESS, 11, 4, NULL},
    {"v=spf1 redirect=a.example redirect=b.example", SPF_TWO_REDIRECTS, 26, 18,
	NULL},
    {"v=spf1 exp=a.example exp=a.example", SPF_TWO_EXPS, 21, 13, NULL},
};

static void
names_each_fault_with_its_place_and_meaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(faulty); i++) {
		struct spf_record *record = parse(faulty[i].text);
		const struct spf_fault *f = record->fault;

		if (record->faults != 1 || f->problem != faulty[i].problem ||
		    f->at != faulty[i].at || f->len != faulty[i].len)
			fail_msg("%s: %zu faults, problem %d at %zu+%zu",
			    faulty[i].text, record->faults,
			    record->faults > 0 ? (int)f->problem : -1,
			    record->faults > 0 ? f->at : 0,
			    record->faults > 0 ? f->len : 0);
		assert_true(strlen(f->what) > 10);
		if (faulty[i].meant == NULL)
			assert_null(f->suggestion);
		else
			assert_string_equal(f->suggestion, faulty[i].meant);
	}
}

static void
lists_all_faults_of_one_record(void **state)
{
	struct spf_record *record =
	    parse("v=spf1 ipv4:192.0.2.1 a include: ip4:1.2.3 mx -all:x");

	(void)state;
	assert_int_equal(record->faults, 4);
	assert_int_equal(record->terms, 2);
	assert_int_equal(record->term[1].kind, SPF_TERM_MX);
	assert_int_equal(record->fault[0].problem, SPF_UNKNOWN_MECHANISM);
	assert_int_equal(record->fault[1].problem, SPF_NO_VALUE);
	assert_int_equal(record->fault[2].problem, SPF_BAD_ADDRESS);
	assert_int_equal(record->fault[3].problem, SPF_ALL_VALUE);
}

static void
takes_any_octets(void **state)
{
	static const char text[] = "v=spf1 a:x.example\0 mx\0 \xff -all";
	struct spf_record *record = spf_parse(
	    &arena, (struct slice) {.ptr = text, .len = sizeof(text) - 1});

	(void)state;
	assert_int_equal(record->faults, 3);
	assert_int_equal(record->terms, 1);
	assert_int_equal(
	    spf_parse(&arena, (struct slice) {.ptr = NULL})->faults, 1);
}

static void
refuses_records_beyond_the_limits(void **state)
{
	static char text[SPF_RECORD_MAX + 3];

	(void)state;
	memset(text, ' ', sizeof(text) - 1);
	memcpy(text, "v=spf1", 6);
	assert_int_equal(parse(text)->fault[0].problem, SPF_TOO_LONG);
	assert_int_equal(parse(text)->fault[0].at, SPF_RECORD_MAX);
	text[SPF_RECORD_MAX] = '\0';
	assert_int_equal(parse(text)->faults, 0);
	for (size_t i = 7; i + 1 < 7 + 2 * (SPF_TERMS_MAX + 1); i += 2)
		text[i] = 'a';
	assert_int_equal(parse(text)->terms, SPF_TERMS_MAX);
	assert_int_equal(parse(text)->fault[0].problem, SPF_TOO_MANY);
}

static void
prints_one_blank_between_terms(void **state)
{
	(void)state;
	assert_string_equal(
	    spf_print(&arena, parse("V=SPF1   A  moo=X   -All  ")),
	    "v=spf1 A moo=X -All");
	assert_string_equal(spf_print(&arena, parse("v=spf1")), "v=spf1");
}

static void
parses_one_term_for_the_user(void **state)
{
	struct err err = ERR_INIT;
	struct spf_term term;

	(void)state;
	assert_int_equal(
	    spf_parse_term(&arena, slice_of("~mx:example.org"), &term, &err),
	    ERR_OK);
	assert_int_equal(term.qualifier, '~');
	assert_int_equal(
	    spf_parse_term(&arena, slice_of("ip4:1.2.3"), &term, &err),
	    ERR_SYNTAX);
	assert_int_equal(err.offset, 4);
	assert_int_equal(
	    spf_parse_term(&arena, slice_of("inclde:x.example"), &term, &err),
	    ERR_SYNTAX);
	assert_non_null(strstr(err.msg, "include:x.example"));
	assert_int_equal(
	    spf_parse_term(&arena, slice_of(""), &term, &err), ERR_SYNTAX);
	assert_int_equal(
	    spf_parse_term(&arena, slice_of("a mx"), &term, &err), ERR_SYNTAX);
}

static void
finds_terms_that_lost_their_blank(void **state)
{
	static const struct {
		const char *term, *meant;
	} rows[] = {
	    {"include:x.example-all", "include:x.example -all"},
	    {"include:_spf.google.cominclude:amazonses.com",
		"include:_spf.google.com include:amazonses.com"},
	    {"include:x.example", NULL},
	    {"a:foo:bar/baz.example.com", NULL},
	    {"-all", NULL},
	    {"include:mail-all.example", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *meant = spf_unglued(&arena, slice_of(rows[i].term));

		if (rows[i].meant == NULL)
			assert_null(meant);
		else
			assert_string_equal(meant, rows[i].meant);
	}
}

static void
compares_terms_by_meaning(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
	    {"mx", "+MX", true},
	    {"mx", "-mx", false},
	    {"include:EXAMPLE.org", "include:example.org", true},
	    {"exists:%{D}", "exists:%{d}", false},
	    {"ip4:192.0.2.17/24", "ip4:192.0.2.0/24", true},
	    {"ip4:192.0.2.1", "ip4:192.0.2.1/32", true},
	    {"ip4:192.0.2.1", "ip4:192.0.2.2", false},
	    {"ip6:2001:db8::1", "ip6:2001:0DB8:0::1", true},
	    {"a/24", "a/24//64", false},
	    {"a", "a:example.org", false},
	    {"moo=1", "moo=2", false},
	    {"moo=1", "moo=1", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct spf_term a, b;
		struct err err = ERR_INIT;

		assert_int_equal(
		    spf_parse_term(&arena, slice_of(rows[i].a), &a, &err),
		    ERR_OK);
		assert_int_equal(
		    spf_parse_term(&arena, slice_of(rows[i].b), &b, &err),
		    ERR_OK);
		assert_int_equal(spf_same_term(&a, &b), rows[i].same);
	}
}

static void
counts_the_lookups_of_section_4_6_4(void **state)
{
	static const char *const costly[] = {
	    "include", "a", "mx", "ptr", "exists", "redirect"};
	size_t count = 0;

	(void)state;
	for (unsigned k = SPF_TERM_ALL; k <= SPF_TERM_UNKNOWN; k++) {
		if (!spf_costs_lookup((enum spf_kind)k))
			continue;
		assert_string_equal(
		    spf_kind_word((enum spf_kind)k), costly[count]);
		count++;
	}
	assert_int_equal(count, COUNT_OF(costly));
}

static void
cuts_macros_into_pieces(void **state)
{
	struct slice rest = slice_of("%{L2r-+}.x%_%{t}");
	struct spf_piece piece;

	(void)state;
	assert_int_equal(
	    spf_macro_next(&rest, SPF_MACRO_DOMAIN, &piece), SPF_MACRO_PIECE);
	assert_int_equal(piece.letter, 'l');
	assert_true(piece.url_escape && piece.reverse);
	assert_int_equal(piece.labels, 2);
	assert_true(slice_is(piece.delimiters, "-+"));
	assert_int_equal(
	    spf_macro_next(&rest, SPF_MACRO_DOMAIN, &piece), SPF_MACRO_PIECE);
	assert_true(slice_is(piece.text, ".x"));
	assert_int_equal(
	    spf_macro_next(&rest, SPF_MACRO_DOMAIN, &piece), SPF_MACRO_PIECE);
	assert_int_equal(piece.letter, '_');
	assert_int_equal(
	    spf_macro_next(&rest, SPF_MACRO_DOMAIN, &piece), SPF_MACRO_BAD);
	assert_int_equal(spf_macro_next(&rest, SPF_MACRO_EXPLANATION, &piece),
	    SPF_MACRO_PIECE);
	assert_int_equal(spf_macro_next(&rest, SPF_MACRO_EXPLANATION, &piece),
	    SPF_MACRO_END);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(
		selects_records_by_their_version, scratch_release),
	    cmocka_unit_test_teardown(accepts_the_whole_grammar, scratch_release),
	    cmocka_unit_test_teardown(reads_terms_in_order, scratch_release),
	    cmocka_unit_test_teardown(
		names_each_fault_with_its_place_and_meaning, scratch_release),
	    cmocka_unit_test_teardown(lists_all_faults_of_one_record, scratch_release),
	    cmocka_unit_test_teardown(takes_any_octets, scratch_release),
	    cmocka_unit_test_teardown(
		refuses_records_beyond_the_limits, scratch_release),
	    cmocka_unit_test_teardown(prints_one_blank_between_terms, scratch_release),
	    cmocka_unit_test_teardown(parses_one_term_for_the_user, scratch_release),
	    cmocka_unit_test_teardown(
		finds_terms_that_lost_their_blank, scratch_release),
	    cmocka_unit_test_teardown(compares_terms_by_meaning, scratch_release),
	    cmocka_unit_test_teardown(
		counts_the_lookups_of_section_4_6_4, scratch_release),
	    cmocka_unit_test_teardown(cuts_macros_into_pieces, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
