/* Merging with the DNS at hand: who passes already, and what is dead. */
#include <string.h>

#include "tests/unit/flow/merge_rows.h"

static void
adds_nobody_who_passes_already(void **state)
{
	static const struct merge_row rows[] = {
	    {.old = {"v=spf1 mx -all"},
		.add = {"ip4:192.0.2.25", "ip6:2001:db8::25"},
		.value = "v=spf1 mx -all",
		.term = "ip4:192.0.2.25",
		.op = MERGE_DROP,
		.why = "passes already"},
	    {.old = {"v=spf1 include:nets.example -all"},
		.add = {"ip4:198.51.100.64/26", "ip4:198.51.0.0/16"},
		.value = "v=spf1 ip4:198.51.0.0/16 include:nets.example -all"},
	    {.old = {"v=spf1 redirect=nets.example"},
		.add = {"ip6:2001:db8:8::1", "ip4:192.0.2.1"},
		.value = "v=spf1 ip4:192.0.2.1 redirect=nets.example"},
	    {.old = {"v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/64 -all"},
		.add = {"mx", "a:mail.d.example"},
		.value = "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/64 -all"},
	    {.old = {"v=spf1 ip4:192.0.2.0/24 -all"},
		.add = {"mx", "a:www.d.example"},
		.value = "v=spf1 ip4:192.0.2.0/24 mx -all"},
	    {.old = {"v=spf1 include:list.example -all"},
		.add = {"ip4:192.0.2.7", "ip4:192.0.2.8"},
		.value = "v=spf1 ip4:192.0.2.8 include:list.example -all"},
	    /* Only postmaster passes there. */
	    {.old = {"v=spf1 include:mine.example -all"},
		.add = {"ip4:192.0.2.7"},
		.value = "v=spf1 ip4:192.0.2.7 include:mine.example -all"},
	    /* A service may change its networks: its name is what counts. */
	    {.old = {"v=spf1 ip4:198.51.100.0/24 -all"},
		.add = {"include:net.example"},
		.value = "v=spf1 ip4:198.51.100.0/24 include:net.example -all"},
	    {.old = {"v=spf1 include:nets.example -all"},
		.add = {"include:net.example"},
		.value = "v=spf1 include:nets.example -all",
		.term = "include:net.example",
		.op = MERGE_DROP,
		.why = "another include"},
	    {.old = {"v=spf1 ?include:nets.example -all"},
		.add = {"include:net.example"},
		.value =
		    "v=spf1 include:net.example ?include:nets.example -all"},
	    /* Who passes by what goes, or by +all, passes no longer. */
	    {.old = {"v=spf1 mx -all"},
		.add = {"ip4:192.0.2.25"},
		.remove = {"mx"},
		.value = "v=spf1 ip4:192.0.2.25 -all"},
	    {.old = {"v=spf1 mx +all"},
		.add = {"ip4:192.0.2.77"},
		.value = "v=spf1 ip4:192.0.2.77 mx ~all"},
	};

	(void)state;
	merge_rows_expect(rows, COUNT_OF(rows));
}

static void
puts_names_in_front_of_includes(void **state)
{
	static const struct merge_row rows[] = {
	    {.old = {"v=spf1 a include:list.example ~all"},
		.add = {"include:s1.example", "mx", "include:s2.example"},
		.value = "v=spf1 a include:s1.example mx include:s2.example "
			 "include:list.example ~all"},
	    {.old = {"v=spf1 ip4:192.0.2.1 mx -all"},
		.add = {"include:s2.example"},
		.value = "v=spf1 ip4:192.0.2.1 mx include:s2.example -all"},
	};

	(void)state;
	merge_rows_expect(rows, COUNT_OF(rows));
}

static void
drops_what_makes_it_fail(void **state)
{
	static const struct merge_row rows[] = {
	    {.old = {"v=spf1 include:d.example ~all"},
		.add = {"ip4:203.0.113.30", "ip6:2001:db8:113::30"},
		.value = "v=spf1 ip4:203.0.113.30 ip6:2001:db8:113::30 ~all",
		.term = "include:d.example",
		.op = MERGE_DROP,
		.why = "itself"},
	    {.old = {"v=spf1 mx include:none.example -all"},
		.value = "v=spf1 mx -all",
		.term = "include:none.example",
		.op = MERGE_DROP,
		.why = "NXDOMAIN"},
	    {.old = {"v=spf1 mx ?include:plain.example -all"},
		.value = "v=spf1 mx -all"},
	    {.old = {"v=spf1 mx redirect=none.example"},
		.value = "v=spf1 mx ~all",
		.term = "redirect=none.example",
		.op = MERGE_DROP,
		.why = "no SPF record"},
	    {.old = {"v=spf1 redirect=d.example"},
		.add = {"mx"},
		.value = "v=spf1 mx ~all"},
	    {.old = {"v=spf1 mx -all"},
		.add = {"include:d.example", "include:none.example"},
		.value = "v=spf1 mx -all",
		.term = "include:none.example",
		.op = MERGE_DROP,
		.why = "not added"},
	    /* What could not be asked, or is another's to mend, stays. */
	    {.old = {"v=spf1 include:x.silent include:broken.example -all"},
		.value = "v=spf1 include:x.silent include:broken.example "
			 "-all"},
	    {.old = {"v=spf1 include:%{d}.none.example a:none.example ~all"},
		.value = "v=spf1 include:%{d}.none.example a:none.example "
			 "~all"},
	};

	(void)state;
	merge_rows_expect(rows, COUNT_OF(rows));
}

static void
tells_that_a_wish_was_refused(void **state)
{
	static const struct {
		struct merge_row row;
		bool refused;
	} rows[] = {
	    {{.old = {"v=spf1 mx -all"}, .add = {"include:none.example"}},
		true},
	    {{.old = {"v=spf1 mx -all"}, .add = {"include:d.example"}}, true},
	    {{.old = {"v=spf1 mx -all"}, .add = {"include:s2.example"}},
		false},
	    {{.old = {"v=spf1 include:none.example -all"}}, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct known known;
		struct merge merge;

		known_begin(&known, merge_world);
		merge_row_merge(&known, &rows[i].row, &merge);
		assert_int_equal(merge.refused, rows[i].refused);
		known_end(&known);
	}
}

static void
counts_before_and_after(void **state)
{
	static const struct {
		struct merge_row row;
		unsigned before, after, voids_before, voids_after;
		bool costly;
	} rows[] = {
	    {{.old = {"v=spf1 include:d.example ~all"}, .add = {"mx"}}, 1, 1,
		0, 0, false},
	    {{.old = {"v=spf1 mx -all", "v=spf1 include:s1.example -all"}}, 4,
		4, 0, 0, false},
	    {{.old = {"v=spf1 a:n1.example a:n2.example -all"},
		 .add = {"a:n3.example"}},
		2, 3, 2, 3, true},
	    {{.add = {"ip4:192.0.2.1"}}, 0, 0, 0, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct known known;
		struct merge m;

		known_begin(&known, merge_world);
		merge_row_merge(&known, &rows[i].row, &m);
		assert_int_equal(m.before.lookups, rows[i].before);
		assert_int_equal(m.after.lookups, rows[i].after);
		assert_int_equal(m.before.voids4, rows[i].voids_before);
		assert_int_equal(m.after.voids4, rows[i].voids_after);
		assert_int_equal(merge_is_too_costly(&m), rows[i].costly);
		known_end(&known);
	}
}

static void
says_when_answers_are_missing(void **state)
{
	static const char *const add[] = {"include:s2.example"};
	struct slice old = slice_of("v=spf1 mx include:none.example -all");
	struct known known;
	struct merge_request request = {
	    .domain = "d.example",
	    .old = &old,
	    .olds = 1,
	    .add = add,
	    .adds = 1,
	};
	struct err err = ERR_INIT;
	struct merge m;

	(void)state;
	known_begin(&known, merge_world);
	request.inquiry = known.inquiry;
	assert_int_equal(
	    merge_spf(&known.arena, &request, &m, &err), ERR_OK);
	assert_true(m.pending);
	assert_true(inquiry_pending(known.inquiry) > 0);
	/* Nothing is thrown away on a guess. */
	assert_non_null(strstr(m.value, "include:none.example"));
	request.inquiry = NULL;
	assert_int_equal(
	    merge_spf(&known.arena, &request, &m, &err), ERR_OK);
	assert_false(m.pending);
	known_end(&known);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(adds_nobody_who_passes_already),
	    cmocka_unit_test(puts_names_in_front_of_includes),
	    cmocka_unit_test(drops_what_makes_it_fail),
	    cmocka_unit_test(tells_that_a_wish_was_refused),
	    cmocka_unit_test(counts_before_and_after),
	    cmocka_unit_test(says_when_answers_are_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
