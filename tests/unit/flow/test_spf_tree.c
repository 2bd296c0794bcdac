/* A record taken apart: what it costs, what is of no use, who passes. */
#include <string.h>

#include "tests/unit/flow/known.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/spf_tree.h"

#define D "d.example. TXT "

static const char world[] =
    "mail.example. A 192.0.2.25\n"
    "mail.example. AAAA 2001:db8::25\n"
    "four.example. A 192.0.2.44\n"
    "empty.example. TXT \"v=spf1 ~all\"\n"
    "net.example. TXT \"v=spf1 ip4:198.51.100.0/24 -all\"\n"
    "nets.example. TXT \"v=spf1 include:net.example ip6:2001:db8:8::/48 "
    "~all\"\n"
    "round.example. TXT \"v=spf1 include:d.example ~all\"\n"
    "broken.example. TXT \"v=spf1 ip4:1.2.3 -all\"\n"
    "twice.example. TXT \"v=spf1 -all\"\n"
    "twice.example. TXT \"v=spf1 mx -all\"\n"
    "plain.example. TXT \"hello\"\n"
    "macro.example. TXT \"v=spf1 exists:%{i}.list.example -all\"\n";

/* Grows the tree of d.example until nothing is missing. */
static struct spf_tree *
grow(struct known *known, const char *lines)
{
	struct arena text = ARENA_INIT;
	struct spf_tree *tree;

	known_begin(known, arena_printf(&text, "%s%s", world, lines));
	arena_release(&text);
	do
		tree = spf_tree_make(&known->arena, known->inquiry,
		    inspect_spf(&known->arena, known->inquiry, "d.example"));
	while (known_answer(known));
	assert_false(tree->pending);
	return tree;
}

static const struct spf_branch *
find(const struct spf_tree *tree, const char *term)
{
	for (size_t i = 0; i < tree->count; i++)
		if (slice_is(tree->branch[i].term->text, term))
			return &tree->branch[i];
	fail_msg("no %s", term);
	return NULL;
}

/* --- Costs ----------------------------------------------------------- */

struct cost_row {
	const char *lines;
	unsigned lookups, voids4, voids6;
	bool at_least;
	enum severity worst;
};

static void
counts_the_worst_case(void **state)
{
	static const struct cost_row rows[] = {
	    {D "\"v=spf1 ip4:192.0.2.1 -all\"\n", 0, 0, 0, false, SEVERITY_OK},
	    {D "\"v=spf1 a:mail.example include:nets.example -all\"\n", 3, 0,
		0, false, SEVERITY_OK},
	    {D "\"v=spf1 a:four.example -all\"\n", 1, 0, 1, false,
		SEVERITY_INFO},
	    {D "\"v=spf1 a:none.example -all\"\n", 1, 1, 1, false,
		SEVERITY_WARNING},
	    {D "\"v=spf1 a:four.example a:four.example/28 "
	       "a:four.example/29 -all\"\n",
		3, 0, 3, false, SEVERITY_WARNING},
	    {D "\"v=spf1 a:n1.example a:n2.example a:n3.example -all\"\n", 3,
		3, 3, false, SEVERITY_ERROR},
	    {D "\"v=spf1 include:macro.example -all\"\n", 2, 0, 0, true,
		SEVERITY_INFO},
	    {D "\"v=spf1 redirect=nets.example\"\n", 2, 0, 0, false,
		SEVERITY_OK},
	    {D "\"v=spf1 redirect=nets.example ~all\"\n", 0, 0, 0, false,
		SEVERITY_WARNING},
	    {D "\"v=spf1 mx ?all\"\n" "d.example. MX 1 mail.example.\n", 1, 0,
		0, false, SEVERITY_WARNING},
	    {D "\"v=spf1 ptr ~all\"\n", 1, 0, 0, false, SEVERITY_WARNING},
	    {D "\"v=spf1 ip4:192.0.2.1 +all\"\n", 0, 0, 0, false,
		SEVERITY_ERROR},
	    {D "\"v=spf1 ip4:192.0.2.1\"\n", 0, 0, 0, false, SEVERITY_WARNING},
	    {"", 0, 0, 0, false, SEVERITY_ERROR},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct cost_row *row = &rows[i];
		struct known known;
		const struct spf_tree *tree = grow(&known, row->lines);

		if (tree->cost.lookups != row->lookups ||
		    tree->cost.voids4 != row->voids4 ||
		    tree->cost.voids6 != row->voids6 ||
		    tree->worst != row->worst)
			fail_msg("%s: %u %u %u %s", row->lines,
			    tree->cost.lookups, tree->cost.voids4,
			    tree->cost.voids6, severity_word(tree->worst));
		if (row->at_least)
			assert_true(tree->cost.at_least);
		known_end(&known);
	}
}

static void
allows_ten_lookups_and_no_more(void **state)
{
	static const struct {
		unsigned terms;
		enum severity worst;
	} rows[] = {{7, SEVERITY_OK}, {8, SEVERITY_WARNING},
	    {10, SEVERITY_WARNING}, {11, SEVERITY_ERROR}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct known known;
		struct arena arena = ARENA_INIT;
		const char *text = "";
		const struct spf_tree *tree;

		for (unsigned j = 0; j < rows[i].terms; j++)
			text = arena_printf(
			    &arena, "%s a:mail.example/%u", text, 32 - j);
		tree = grow(&known,
		    arena_printf(&arena, D "\"v=spf1%s -all\"\n", text));
		assert_int_equal(tree->cost.lookups, rows[i].terms);
		assert_int_equal(tree->worst, rows[i].worst);
		arena_release(&arena);
		known_end(&known);
	}
}

static void
counts_by_term_and_so_far(void **state)
{
	static const struct {
		const char *term;
		unsigned depth, lookups, total;
	} rows[] = {
	    {"a:mail.example", 0, 1, 1},
	    {"include:nets.example", 0, 2, 2},
	    {"include:net.example", 1, 1, 3},
	    {"ip6:2001:db8:8::/48", 1, 0, 3},
	    {"a:four.example", 0, 1, 4},
	    {"-all", 2, 0, 3},
	};
	struct known known;
	const struct spf_tree *tree = grow(&known,
	    D "\"v=spf1 a:mail.example include:nets.example a:four.example "
	      "?all\"\n" D "\"and another text\"\n");

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct spf_branch *b = find(tree, rows[i].term);

		assert_int_equal(b->depth, rows[i].depth);
		assert_int_equal(b->lookups, rows[i].lookups);
		assert_int_equal(b->total, rows[i].total);
	}
	assert_int_equal(tree->bytes,
	    strlen("v=spf1 a:mail.example include:nets.example "
		   "a:four.example ?all"));
	assert_int_equal(
	    tree->rrset_bytes, tree->bytes + strlen("and another text"));
	known_end(&known);
}

/* --- What is wrong --------------------------------------------------- */

struct trouble_row {
	const char *record;
	const char *term;
	enum spf_trouble trouble;
	const char *words;
};

static void
names_the_term_that_is_wrong(void **state)
{
	static const struct trouble_row rows[] = {
	    {"include:d.example ~all", "include:d.example", SPF_SELF,
		"itself"},
	    {"include:round.example ~all", "include:d.example", SPF_LOOP,
		"loop"},
	    {"include:none.example ~all", "include:none.example", SPF_MISSING,
		"NXDOMAIN"},
	    {"include:plain.example ~all", "include:plain.example",
		SPF_MISSING, "no SPF record"},
	    {"redirect=none.example", "redirect=none.example", SPF_MISSING,
		"no SPF record"},
	    {"include:broken.example ~all", "include:broken.example",
		SPF_BROKEN, "broken"},
	    {"include:twice.example ~all", "include:twice.example",
		SPF_SEVERAL, "several"},
	    {"include:x.silent ~all", "include:x.silent", SPF_SILENT,
		"no usable answer"},
	    {"include:empty.example ~all", "include:empty.example", SPF_NOBODY,
		"nobody"},
	    {"a:none.example ~all", "a:none.example", SPF_VOID, "nothing"},
	    {"a:four.example ~all", "a:four.example", SPF_ONE_WAY, "IPv6"},
	    {"exists:%{i}.x.example ~all", "exists:%{i}.x.example",
		SPF_HIDDEN, "macro"},
	    {"ptr ~all", "ptr", SPF_NAMES, "slow"},
	    {"~all mx", "mx", SPF_SHADOWED, "never reached"},
	    {"redirect=net.example ~all", "redirect=net.example",
		SPF_SHADOWED, "never reached"},
	    {"+all", "+all", SPF_OPEN, "everybody"},
	    {"ip4:192.0.2.9 ip4:192.0.2.0/24 ~all", "ip4:192.0.2.9",
		SPF_COVERED, "ip4:192.0.2.0/24 of d.example"},
	    {"ip4:198.51.100.7 include:nets.example ~all", "ip4:198.51.100.7",
		SPF_COVERED, "of net.example"},
	    {"a:mail.example +A:mail.example ~all", "+A:mail.example",
		SPF_DOUBLE, "a:mail.example of d.example"},
	    {"include:nets.example include:net.example ~all",
		"include:nets.example", SPF_FINE, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct trouble_row *row = &rows[i];
		struct known known;
		struct arena arena = ARENA_INIT;
		const struct spf_tree *tree = grow(&known,
		    arena_printf(&arena, D "\"v=spf1 %s\"\n", row->record));
		const struct spf_branch *b = find(tree, row->term);

		if (b->trouble != row->trouble ||
		    (row->words == NULL) != (b->problem == NULL) ||
		    (row->words != NULL &&
			strstr(b->problem, row->words) == NULL))
			fail_msg("%s: %d %s", row->record, (int)b->trouble,
			    b->problem);
		arena_release(&arena);
		known_end(&known);
	}
}

/* Networks with another fate are no duplicates of each other. */
static void
relates_only_those_who_pass(void **state)
{
	static const char *const records[] = {
	    "-ip4:192.0.2.0/24 ip4:192.0.2.9 ~all",
	    "ip4:192.0.2.9 ?ip4:192.0.2.0/24 ~all",
	    "ip4:192.0.2.9 ~all ip4:192.0.2.0/24",
	    "ip4:192.0.2.9 ?include:wide.example ~all",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(records); i++) {
		struct known known;
		struct arena arena = ARENA_INIT;
		const struct spf_tree *tree = grow(&known,
		    arena_printf(&arena,
			"wide.example. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n"
			D "\"v=spf1 %s\"\n",
			records[i]));

		assert_null(find(tree, "ip4:192.0.2.9")->covered_by);
		arena_release(&arena);
		known_end(&known);
	}
}

/* --- Who passes ------------------------------------------------------ */

static void
says_who_passes(void **state)
{
	static const struct {
		const char *record;
		uint64_t addresses4, sites6;
		bool exact;
		const char *words4, *words6;
	} rows[] = {
	    {"ip4:192.0.2.7 -all", 1, 0, true, "1 address", "nobody"},
	    {"a:mail.example ip4:192.0.2.25 -all", 1, 1, true, "1 address",
		"1 address"},
	    {"include:nets.example -all", 256, 65536, true, "256 addresses",
		"65536 networks"},
	    {"-ip4:198.51.100.0/25 include:net.example -all", 128, 0, true,
		"128", "nobody"},
	    {"?include:net.example ip4:198.51.100.0/23 -all", 256, 0, true,
		"256", "nobody"},
	    {"-include:net.example ip4:198.51.100.0/23 -all", 256, 0, true,
		"256", "nobody"},
	    {"redirect=net.example", 256, 0, true, "256", "nobody"},
	    {"ip4:10.0.0.0/8 -all", 1 << 24, 0, true, "17 million", "nobody"},
	    {"ip6:2001:db8::/20 -all", 0, UINT64_C(1) << 44, true, "nobody",
		"18 trillion"},
	    {"+all", UINT64_C(1) << 32, UINT64_MAX, true, "everybody",
		"everybody"},
	    {"exists:%{i}.x.example ip4:192.0.2.1 -all", 1, 0, false,
		"1 address", "nobody"},
	    {"?exists:%{i}.x.example ip4:192.0.2.1 -all", 0, 0, false,
		"nobody", "nobody"},
	    {"include:none.example ip4:192.0.2.1 -all", 0, 0, true, "nobody",
		"nobody"},
	    {"ip4:192.0.2.1 include:none.example -all", 1, 0, true,
		"1 address", "nobody"},
	    {"include:x.silent ip4:192.0.2.1 -all", 1, 0, false, "1 address",
		"nobody"},
	    {"-include:x.silent ip4:192.0.2.1 -all", 0, 0, false, "nobody",
		"nobody"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct known known;
		struct arena arena = ARENA_INIT;
		const struct spf_tree *tree = grow(&known,
		    arena_printf(&arena, D "\"v=spf1 %s\"\n", rows[i].record));

		if (tree->addresses4 != rows[i].addresses4 ||
		    tree->sites6 != rows[i].sites6 ||
		    tree->exact != rows[i].exact)
			fail_msg("%s: %llu %llu %d", rows[i].record,
			    (unsigned long long)tree->addresses4,
			    (unsigned long long)tree->sites6, tree->exact);
		assert_non_null(
		    strstr(spf_tree_people4(&arena, tree), rows[i].words4));
		assert_non_null(
		    strstr(spf_tree_people6(&arena, tree), rows[i].words6));
		arena_release(&arena);
		known_end(&known);
	}
}

/* --- Hostile --------------------------------------------------------- */

/* Every record includes two others, twelve deep, with as much as fits. */
static void
stays_small_in_a_thicket(void **state)
{
	struct arena arena = ARENA_INIT;
	struct buf lines = BUF_INIT;
	struct known known;
	const struct spf_tree *tree;

	(void)state;
	buf_adds(&lines, D "\"v=spf1 include:t0.example -all\"\n");
	for (int i = 0; i < 14; i++) {
		buf_addf(&lines, "t%d.example. TXT \"v=spf1 \"", i);
		for (int j = 0; j < 16; j++) {
			buf_adds(&lines, " \"");
			for (int k = 0; k < 12; k++)
				buf_addf(&lines, "%cip4:10.%d.%d.%d ",
				    k % 2 == 0 ? '+' : '-', i, j, k * 2);
			buf_addc(&lines, '"');
		}
		buf_addf(&lines,
		    " \"include:t%d.example include:t%d.example -all\"\n",
		    i + 1, i + 1);
	}
	tree = grow(&known, buf_text(&lines));
	assert_true(tree->count <= SPF_BRANCHES_MAX);
	assert_true(tree->cut);
	assert_int_equal(tree->worst, SEVERITY_ERROR);
	known_end(&known);
	buf_release(&lines);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_the_worst_case),
	    cmocka_unit_test(allows_ten_lookups_and_no_more),
	    cmocka_unit_test(counts_by_term_and_so_far),
	    cmocka_unit_test(names_the_term_that_is_wrong),
	    cmocka_unit_test(relates_only_those_who_pass),
	    cmocka_unit_test(says_who_passes),
	    cmocka_unit_test(stays_small_in_a_thicket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
