/* One SPF record out of many: what survives, what comes, what goes, and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/flow/merge.h"

#define LIST_MAX 5

struct row {
	const char *old[LIST_MAX];
	const char *add[LIST_MAX];
	const char *remove[LIST_MAX];
	char all;
	const char *value;
	const char *term; /* a change that is explained; or NULL */
	enum merge_op op;
	const char *why; /* part of its reason */
};

static size_t
count(const char *const list[LIST_MAX])
{
	size_t n = 0;

	while (n < LIST_MAX && list[n] != NULL)
		n++;
	return n;
}

static enum err_code
merge_row(struct arena *arena, const struct row *row, struct merge *ret,
    struct err *err)
{
	struct slice old[LIST_MAX];
	struct merge_request request = {
	    .old = old,
	    .olds = count(row->old),
	    .add = row->add,
	    .adds = count(row->add),
	    .remove = row->remove,
	    .removes = count(row->remove),
	    .all = row->all,
	};

	for (size_t i = 0; i < request.olds; i++)
		old[i] = slice_of(row->old[i]);
	return merge_spf(arena, &request, ret, err);
}

static const struct merge_change *
find_change(const struct merge *merge, const char *term, enum merge_op op)
{
	for (size_t i = 0; i < merge->count; i++)
		if (merge->change[i].op == op &&
		    strcmp(merge->change[i].term, term) == 0)
			return &merge->change[i];
	return NULL;
}

static void
expect_reason(const struct row *row, const struct merge *merge)
{
	const struct merge_change *change =
	    find_change(merge, row->term, row->op);

	if (change == NULL || strstr(change->why, row->why) == NULL) {
		for (size_t i = 0; i < merge->count; i++)
			print_error("%d %s: %s\n", (int)merge->change[i].op,
			    merge->change[i].term, merge->change[i].why);
		fail_msg("%s: no \"%s\" in %s", row->term, row->why,
		    merge->value);
	}
}

/* A record without faults; merging it once more changes nothing. */
static void
expect_settled(
    struct arena *arena, const struct row *row, const struct merge *merge)
{
	struct row again = *row;
	struct merge second;
	struct err err = ERR_INIT;

	assert_int_equal(spf_parse(arena, slice_of(merge->value))->faults, 0);
	memset(again.old, 0, sizeof(again.old));
	again.old[0] = merge->value;
	assert_int_equal(merge_row(arena, &again, &second, &err), ERR_OK);
	assert_string_equal(second.value, merge->value);
}

static void
expect_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct arena arena = ARENA_INIT;
		struct merge merge;
		struct err err = ERR_INIT;

		if (merge_row(&arena, &rows[i], &merge, &err) != ERR_OK)
			fail_msg("%s: %s", rows[i].value, err.msg);
		assert_string_equal(merge.value, rows[i].value);
		if (rows[i].term != NULL)
			expect_reason(&rows[i], &merge);
		expect_settled(&arena, &rows[i], &merge);
		arena_release(&arena);
	}
}

static void
makes_a_first_record(void **state)
{
	static const struct row rows[] = {
	    {.value = "v=spf1 ~all",
		.term = "~all",
		.op = MERGE_ADD,
		.why = "anywhere else"},
	    {.add = {"ip4:192.0.2.25"},
		.value = "v=spf1 ip4:192.0.2.25 ~all",
		.term = "ip4:192.0.2.25",
		.op = MERGE_ADD,
		.why = "you said"},
	    {.add = {"include:x.example", "ip6:2001:db8::25", "ip4:192.0.2.25"},
		.value = "v=spf1 ip6:2001:db8::25 ip4:192.0.2.25 "
			 "include:x.example ~all"},
	    {.add = {"mx"},
		.all = '-',
		.value = "v=spf1 mx -all",
		.term = "-all",
		.op = MERGE_ADD,
		.why = "you chose"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
keeps_terms_order_qualifiers_and_modifiers(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 ra=postmaster mx ?include:a.example "
		     "-ip4:198.51.100.9 exists:%{i}.x.example ~all exp=e.a.b"},
		.value = "v=spf1 ra=postmaster mx ?include:a.example "
			 "-ip4:198.51.100.9 exists:%{i}.x.example ~all "
			 "exp=e.a.b",
		.term = "ra=postmaster",
		.op = MERGE_KEEP,
		.why = "kept"},
	    {.old = {"V=SPF1  +MX   Include:A.example -ALL"},
		.value = "v=spf1 +MX Include:A.example -all"},
	    {.old = {"v=spf1 mx -all moo=a cow=b exp=x.example.org"},
		.value = "v=spf1 mx -all moo=a cow=b exp=x.example.org"},
	    {.old = {"v=spf1 a mx"}, .value = "v=spf1 a mx"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
adds_only_what_does_not_pass(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 mx ip4:192.0.2.25 -all"},
		.add = {"ip4:192.0.2.25", "MX"},
		.value = "v=spf1 mx ip4:192.0.2.25 -all"},
	    {.old = {"v=spf1 include:a.example ip4:192.0.2.0/24 -all"},
		.add = {"ip4:192.0.2.25"},
		.value = "v=spf1 include:a.example ip4:192.0.2.0/24 -all",
		.term = "ip4:192.0.2.25",
		.op = MERGE_DROP,
		.why = "ip4:192.0.2.0/24 covers it"},
	    {.old = {"v=spf1 ip6:2001:db8::/32 -all"},
		.add = {"ip6:2001:db8::25", "ip4:192.0.2.25"},
		.value = "v=spf1 ip6:2001:db8::/32 ip4:192.0.2.25 -all"},
	    {.old = {"v=spf1 ip4:192.0.2.25 -all"},
		.add = {"ip4:192.0.2.0/24"},
		.value = "v=spf1 ip4:192.0.2.25 ip4:192.0.2.0/24 -all"},
	    {.old = {"v=spf1 ~ip4:192.0.2.0/24 -all"},
		.add = {"ip4:192.0.2.25"},
		.value = "v=spf1 ip4:192.0.2.25 ~ip4:192.0.2.0/24 -all"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
puts_nothing_behind_a_refusal(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 ip4:192.0.2.1 mx -ip4:198.51.100.0/24 a ~all"},
		.add = {"include:x.example", "ip4:198.51.100.7"},
		.value = "v=spf1 ip4:192.0.2.1 ip4:198.51.100.7 mx "
			 "include:x.example -ip4:198.51.100.0/24 a ~all"},
	    {.old = {"v=spf1 -ip4:198.51.100.0/24 ip4:198.51.0.0/16 ~all"},
		.add = {"ip4:198.51.100.7"},
		.value = "v=spf1 ip4:198.51.100.7 -ip4:198.51.100.0/24 "
			 "ip4:198.51.0.0/16 ~all"},
	    {.old = {"v=spf1 -ip4:198.51.100.0/24 mx ip4:198.51.100.7 ~all"},
		.add = {"ip4:198.51.100.7"},
		.value = "v=spf1 ip4:198.51.100.7 -ip4:198.51.100.0/24 mx ~all",
		.term = "ip4:198.51.100.7",
		.op = MERGE_ADD,
		.why = "moved"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
removes_by_meaning(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 include:Old.example ?include:b.example -all"},
		.remove = {"include:old.example", "include:b.example"},
		.value = "v=spf1 -all",
		.term = "?include:b.example",
		.op = MERGE_REMOVE,
		.why = "you asked"},
	    {.old = {"v=spf1 ip6:2001:db8:0::1 mx -all"},
		.remove = {"ip6:2001:db8::1", "a"},
		.value = "v=spf1 mx -all"},
	    {.old = {"v=spf1 mx redirect=old.example"},
		.remove = {"redirect=old.example"},
		.value = "v=spf1 mx ~all"},
	    {.old = {"v=spf1 ip4:192.0.2.1 -all"},
		.add = {"ip4:192.0.2.2"},
		.remove = {"ip4:192.0.2.1"},
		.value = "v=spf1 ip4:192.0.2.2 -all"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
ends_without_losing_mail(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 mx +all"},
		.value = "v=spf1 mx ~all",
		.term = "+all",
		.op = MERGE_REMOVE,
		.why = "anybody"},
	    {.old = {"v=spf1 mx all"}, .value = "v=spf1 mx ~all"},
	    {.old = {"v=spf1 mx ?all"},
		.value = "v=spf1 mx ?all",
		.term = "?all",
		.op = MERGE_KEEP,
		.why = "as it was"},
	    {.old = {"v=spf1 mx"}, .value = "v=spf1 mx"},
	    {.old = {"v=spf1 mx"}, .all = '~', .value = "v=spf1 mx ~all"},
	    {.old = {"v=spf1 mx", "v=spf1 a"}, .value = "v=spf1 mx a ~all"},
	    {.old = {"v=spf1 mxx:a.example"},
		.value = "v=spf1 mx:a.example ~all"},
	    {.old = {"v=spf1 mx -all"},
		.value = "v=spf1 mx -all",
		.term = "-all",
		.op = MERGE_KEEP,
		.why = "as it was"},
	    {.old = {"v=spf1 mx -all"}, .all = '~', .value = "v=spf1 mx ~all"},
	    {.old = {"v=spf1 mx ?all"}, .all = '-', .value = "v=spf1 mx -all"},
	    {.old = {"v=spf1 mx -all", "v=spf1 a ~all"},
		.value = "v=spf1 mx a ~all",
		.term = "~all",
		.op = MERGE_KEEP,
		.why = "disagreed"},
	    {.old = {"v=spf1 mx ~all", "v=spf1 a -all"},
		.value = "v=spf1 mx a ~all"},
	    {.old = {"v=spf1 mx -all", "v=spf1 a +all"},
		.value = "v=spf1 mx a ~all"},
	    {.old = {"v=spf1 mx ?all", "v=spf1 a -all"},
		.value = "v=spf1 mx a ~all"},
	    {.old = {"v=spf1 mx -all", "v=spf1 a"},
		.value = "v=spf1 mx a -all"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
makes_one_record_of_several(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 mx include:a.example ~all",
		 "v=spf1 include:b.example mx ~all"},
		.value = "v=spf1 mx include:a.example include:b.example ~all",
		.term = "mx",
		.op = MERGE_DROP,
		.why = "same term"},
	    {.old = {"v=spf1 mx -all exp=a.example.org",
		 "v=spf1 a -all exp=b.example.org"},
		.value = "v=spf1 mx a -all exp=a.example.org",
		.term = "exp=b.example.org",
		.op = MERGE_DROP,
		.why = "only one"},
	    {.old = {"v=spf1 mx -all", "v=spf1 mx -all", "v=spf1 a -all",
		 "v=spf1 ptr -all"},
		.value = "v=spf1 mx a ptr -all"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
follows_redirects(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 redirect=_spf.example"},
		.add = {"ip4:192.0.2.1"},
		.value = "v=spf1 ip4:192.0.2.1 redirect=_spf.example",
		.term = "redirect=_spf.example",
		.op = MERGE_KEEP,
		.why = "kept"},
	    {.old = {"v=spf1 mx redirect=_spf.example"},
		.all = '-',
		.value = "v=spf1 mx include:_spf.example -all",
		.term = "redirect=_spf.example",
		.op = MERGE_ADD,
		.why = "became an include"},
	    {.old = {"v=spf1 mx redirect=_spf.example ~all"},
		.value = "v=spf1 mx ~all",
		.term = "redirect=_spf.example",
		.op = MERGE_DROP,
		.why = "switched it off"},
	    {.old = {"v=spf1 redirect=_spf.example", "v=spf1 mx -all"},
		.value = "v=spf1 mx include:_spf.example -all"},
	    {.old = {"v=spf1 mx -all", "v=spf1 redirect=_spf.example"},
		.value = "v=spf1 mx include:_spf.example -all"},
	    {.old = {"v=spf1 redirect=a.example", "v=spf1 redirect=b.example"},
		.value = "v=spf1 include:b.example redirect=a.example",
		.term = "redirect=b.example",
		.op = MERGE_ADD,
		.why = "only once"},
	    {.old = {"v=spf1 redirect=a.example", "v=spf1 redirect=A.example"},
		.value = "v=spf1 redirect=a.example"},
	    {.old = {"v=spf1 include:a.example redirect=a.example"},
		.all = '~',
		.value = "v=spf1 include:a.example ~all"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
drops_what_all_hides(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 mx ~all include:late.example -all ra=x"},
		.value = "v=spf1 mx ~all ra=x",
		.term = "include:late.example",
		.op = MERGE_DROP,
		.why = "never reached"},
	    {.old = {"v=spf1 mx ~all include:late.example"},
		.add = {"include:late.example"},
		.value = "v=spf1 mx include:late.example ~all"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
mends_faults_in_their_place(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 a ipv4:192.0.2.1 mx -all"},
		.value = "v=spf1 a ip4:192.0.2.1 mx -all",
		.term = "ip4:192.0.2.1",
		.op = MERGE_ADD,
		.why = "\"ipv4:192.0.2.1\""},
	    {.old = {"v=spf1 include: a.example -all"},
		.value = "v=spf1 include:a.example -all"},
	    {.old = {"v=spf1 mx ip4:192.0.2.1-all"},
		.value = "v=spf1 mx ip4:192.0.2.1 -all"},
	    {.old = {"v=spf1 mx,include:a.example,-all"},
		.value = "v=spf1 mx include:a.example -all"},
	    {.old = {"v=spf1 mx -redirect=a.example"},
		.value = "v=spf1 mx redirect=a.example"},
	    {.old = {"v=spf1 mx foo:bar -all"},
		.value = "v=spf1 mx -all",
		.term = "foo",
		.op = MERGE_DROP,
		.why = "no such mechanism"},
	    {.old = {"v=spf1 redirect=a.example redirect=b.example"},
		.value = "v=spf1 redirect=a.example",
		.term = "redirect=b.example",
		.op = MERGE_DROP,
		.why = "only once"},
	    {.old = {"v=spf1 mx ipv4:192.0.2.1 -all"},
		.remove = {"ip4:192.0.2.1"},
		.value = "v=spf1 mx -all"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
refuses_what_is_no_sender(void **state)
{
	static const struct row rows[] = {
	    {.add = {"ip4:999.0.2.1"}, .why = "ip4:999.0.2.1"},
	    {.add = {"include:"}, .why = "include:"},
	    {.add = {"mx -all"}, .why = "mx -all"},
	    {.add = {"-all"}, .why = "-all"},
	    {.add = {"redirect=a.example"}, .why = "redirect=a.example"},
	    {.add = {"exp=a.example"}, .why = "exp=a.example"},
	    {.add = {""}, .why = ""},
	    {.remove = {"inlcude:a.example"}, .why = "inlcude:a.example"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = ARENA_INIT;
		struct merge merge = {.value = "untouched"};
		struct err err = ERR_INIT;

		if (merge_row(&arena, &rows[i], &merge, &err) != ERR_SYNTAX)
			fail_msg("\"%s\" was taken", rows[i].why);
		assert_non_null(strstr(err.msg, rows[i].why));
		assert_string_equal(merge.value, "untouched");
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(makes_a_first_record),
	    cmocka_unit_test(keeps_terms_order_qualifiers_and_modifiers),
	    cmocka_unit_test(adds_only_what_does_not_pass),
	    cmocka_unit_test(puts_nothing_behind_a_refusal),
	    cmocka_unit_test(removes_by_meaning),
	    cmocka_unit_test(ends_without_losing_mail),
	    cmocka_unit_test(makes_one_record_of_several),
	    cmocka_unit_test(follows_redirects),
	    cmocka_unit_test(drops_what_all_hides),
	    cmocka_unit_test(mends_faults_in_their_place),
	    cmocka_unit_test(refuses_what_is_no_sender),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
