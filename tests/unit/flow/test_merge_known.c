/* Merging with the DNS at hand: who passes already, what is dead, ways out. */
#include <string.h>

#include "tests/unit/flow/known.h"
#include "wizard/flow/merge.h"

#define LIST_MAX 5

static const char world[] =
    "d.example. MX 5 mail.d.example.\n"
    "mail.d.example. A 192.0.2.25\n"
    "mail.d.example. AAAA 2001:db8::25\n"
    "www.d.example. A 192.0.2.80\n"
    "net.example. TXT \"v=spf1 ip4:198.51.100.0/24 -all\"\n"
    "nets.example. TXT \"v=spf1 include:net.example ip6:2001:db8:8::/48 "
    "~all\"\n"
    "list.example. TXT \"v=spf1 exists:%{i}.l.example -all\"\n"
    "192.0.2.7.l.example. A 127.0.0.2\n"
    "mine.example. TXT \"v=spf1 exists:%{l}.users.example -all\"\n"
    "postmaster.users.example. A 127.0.0.2\n"
    "broken.example. TXT \"v=spf1 ip4:1.2.3 -all\"\n"
    "empty.example. TXT \"v=spf1 -all\"\n"
    "plain.example. TXT \"hello\"\n"
    "25.2.0.192.in-addr.arpa. PTR mail.d.example.\n"
    "s1.example. TXT \"v=spf1 ip4:203.0.113.0/26 include:s1a.example -all\"\n"
    "s1a.example. TXT \"v=spf1 ip4:203.0.113.64/26 include:s1b.example "
    "-all\"\n"
    "s1b.example. TXT \"v=spf1 ip6:2001:db8:1::/48 -all\"\n"
    "s2.example. TXT \"v=spf1 ip4:203.0.113.128/26 -all\"\n"
    "s3.example. TXT \"v=spf1 ip4:203.0.113.192/26 include:list.example "
    "-all\"\n";

struct row {
	const char *old[LIST_MAX];
	const char *add[LIST_MAX];
	const char *remove[LIST_MAX];
	char all;
	bool flatten;
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

/* Merges until nothing is missing. */
static void
merge_row(struct known *known, const struct row *row, struct merge *ret)
{
	struct slice old[LIST_MAX];
	struct merge_request request = {
	    .domain = "d.example",
	    .inquiry = known->inquiry,
	    .old = old,
	    .olds = count(row->old),
	    .add = row->add,
	    .adds = count(row->add),
	    .remove = row->remove,
	    .removes = count(row->remove),
	    .all = row->all,
	    .flatten = row->flatten,
	};
	struct err err = ERR_INIT;

	for (size_t i = 0; i < request.olds; i++)
		old[i] = slice_of(row->old[i]);
	do
		if (merge_spf(&known->arena, &request, ret, &err) != ERR_OK)
			fail_msg("%s", err.msg);
	while (known_answer(known));
	assert_false(ret->pending);
}

static void
expect_reason(const struct row *row, const struct merge *merge)
{
	for (size_t i = 0; i < merge->count; i++) {
		const struct merge_change *c = &merge->change[i];

		if (c->op == row->op && strcmp(c->term, row->term) == 0 &&
		    strstr(c->why, row->why) != NULL)
			return;
	}
	for (size_t i = 0; i < merge->count; i++)
		print_error("%d %s: %s\n", (int)merge->change[i].op,
		    merge->change[i].term, merge->change[i].why);
	fail_msg("%s: no \"%s\" in %s", row->term, row->why, merge->value);
}

static void
expect_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct known known;
		struct merge merge;

		known_begin(&known, world);
		merge_row(&known, &rows[i], &merge);
		assert_string_equal(merge.value, rows[i].value);
		if (rows[i].term != NULL)
			expect_reason(&rows[i], &merge);
		known_end(&known);
	}
}

static void
adds_nobody_who_passes_already(void **state)
{
	static const struct row rows[] = {
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
	expect_rows(rows, COUNT_OF(rows));
}

static void
puts_names_in_front_of_includes(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 a include:list.example ~all"},
		.add = {"include:s1.example", "mx", "include:s2.example"},
		.value = "v=spf1 a include:s1.example mx include:s2.example "
			 "include:list.example ~all"},
	    {.old = {"v=spf1 ip4:192.0.2.1 mx -all"},
		.add = {"include:s2.example"},
		.value = "v=spf1 ip4:192.0.2.1 mx include:s2.example -all"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

static void
drops_what_makes_it_fail(void **state)
{
	static const struct row rows[] = {
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
	expect_rows(rows, COUNT_OF(rows));
}

static void
tells_that_a_wish_was_refused(void **state)
{
	static const struct {
		struct row row;
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

		known_begin(&known, world);
		merge_row(&known, &rows[i].row, &merge);
		assert_int_equal(merge.refused, rows[i].refused);
		known_end(&known);
	}
}

static void
counts_before_and_after(void **state)
{
	static const struct {
		struct row row;
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

		known_begin(&known, world);
		merge_row(&known, &rows[i].row, &m);
		assert_int_equal(m.before.lookups, rows[i].before);
		assert_int_equal(m.after.lookups, rows[i].after);
		assert_int_equal(m.before.voids4, rows[i].voids_before);
		assert_int_equal(m.after.voids4, rows[i].voids_after);
		assert_int_equal(merge_is_too_costly(&m), rows[i].costly);
		known_end(&known);
	}
}

/* --- Suggestions ---------------------------------------------------------------- */

#define WIDE                                                                  \
	"v=spf1 mx a:www.d.example include:s1.example include:s2.example "    \
	"include:s3.example include:net.example include:empty.example -all"

static void
suggests_what_could_be_done(void **state)
{
	static const struct {
		const char *old;
		enum merge_way way;
		const char *term, *with;
		unsigned saves;
		const char *why;
	} rows[] = {
	    {"v=spf1 a:none.example -all", MERGE_WAY_REMOVE, "a:none.example",
		NULL, 1, "void"},
	    {"v=spf1 include:empty.example -all", MERGE_WAY_REMOVE,
		"include:empty.example", NULL, 1, "nobody"},
	    {"v=spf1 include:broken.example -all", MERGE_WAY_REMOVE,
		"include:broken.example", NULL, 1, "broken"},
	    {"v=spf1 ptr -all", MERGE_WAY_REMOVE, "ptr", NULL, 1, "slow"},
	    {"v=spf1 ip4:192.0.2.77 -all", MERGE_WAY_REMOVE, "ip4:192.0.2.77",
		NULL, 0, "gone"},
	    {"v=spf1 mx", MERGE_WAY_END, "", "~all", 0, "anywhere else"},
	    {WIDE, MERGE_WAY_REPLACE, "mx", "ip4:192.0.2.25 ip6:2001:db8::25",
		1, "your own"},
	    {WIDE, MERGE_WAY_REPLACE, "a:www.d.example", "ip4:192.0.2.80", 1,
		"your own"},
	    {WIDE, MERGE_WAY_MOVE, "include:s1.example",
		"v=spf1 include:s1.example ~all", 3, "sub-domain"},
	    {WIDE, MERGE_WAY_FLATTEN, "include:s1.example", NULL, 3,
		"every week"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct row row = {.old = {rows[i].old}};
		struct known known;
		struct merge m;
		bool found = false;

		known_begin(&known, world);
		merge_row(&known, &row, &m);
		for (size_t j = 0; j < m.suggestions; j++) {
			const struct merge_suggestion *s = &m.suggestion[j];

			found = found ||
			    (s->way == rows[i].way &&
				strcmp(s->term, rows[i].term) == 0 &&
				s->saves == rows[i].saves &&
				strstr(s->why, rows[i].why) != NULL &&
				(rows[i].with == NULL ||
				    strcmp(s->with, rows[i].with) == 0));
		}
		if (!found)
			fail_msg("%s: %s", rows[i].old, rows[i].why);
		known_end(&known);
	}
}

/* "-all" twice: the limit of ten is not reached, so no ways out. */
static void
suggests_nothing_needless(void **state)
{
	static const struct row rows[] = {
	    {.old = {"v=spf1 mx ip4:192.0.2.25 -all"}},
	    {.old = {"v=spf1 mx include:s1.example -all"}},
	    {.old = {"v=spf1 ip4:192.0.2.77 -all"}, .add = {"ip4:192.0.2.77"}},
	    {.old = {"v=spf1 ip4:192.0.2.0/28 redirect=s2.example"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct known known;
		struct merge m;

		known_begin(&known, world);
		merge_row(&known, &rows[i], &m);
		for (size_t j = 0; j < m.suggestions; j++)
			if (m.suggestion[j].way != MERGE_WAY_REMOVE ||
			    strstr(m.suggestion[j].why, "covered") == NULL)
				fail_msg("%s: %s", rows[i].old[0],
				    m.suggestion[j].why);
		known_end(&known);
	}
}

static void
offers_the_cheapest_way_out_first(void **state)
{
	static const struct row row = {.old = {WIDE}, .add = {"a:h.example"}};
	struct known known;
	struct merge m;

	(void)state;
	known_begin(&known, world);
	merge_row(&known, &row, &m);
	assert_true(m.after.lookups > SPF_LOOKUPS_MAX);
	for (size_t i = 1; i < m.suggestions; i++)
		assert_true(m.suggestion[i].way >= m.suggestion[i - 1].way);
	assert_int_equal(
	    m.suggestion[m.suggestions - 1].way, MERGE_WAY_FLATTEN);
	known_end(&known);
}

/* --- Flattening ------------------------------------------------------------------ */

static void
flattens_only_when_asked_and_needed(void **state)
{
	static const struct row rows[] = {
	    {.old = {WIDE}, .value = WIDE},
	    {.old = {"v=spf1 include:s1.example -all"},
		.flatten = true,
		.value = "v=spf1 include:s1.example -all"},
	    {.old = {WIDE},
		.flatten = true,
		.value = "v=spf1 mx a:www.d.example ip4:203.0.113.0/25 "
			 "ip6:2001:db8:1::/48 include:s2.example "
			 "include:s3.example include:net.example "
			 "include:empty.example -all",
		.term = "ip4:203.0.113.0/25",
		.op = MERGE_ADD,
		.why = "merge again"},
	    {.old = {"v=spf1 ?include:s1.example a/1 a/2 a/3 a/4 a/5 a/6 a/7 "
		     "a/8 a/9 -all"},
		.flatten = true,
		.value = "v=spf1 ?ip4:203.0.113.0/25 ?ip6:2001:db8:1::/48 a/1 "
			 "a/2 a/3 a/4 a/5 a/6 a/7 a/8 a/9 -all",
		.term = "?include:s1.example",
		.op = MERGE_REMOVE,
		.why = "replaced"},
	    /* Whom a macro lets pass cannot be written down. */
	    {.old = {"v=spf1 include:s3.example a/1 a/2 a/3 a/4 a/5 a/6 a/7 "
		     "a/8 a/9 -all"},
		.flatten = true,
		.value = "v=spf1 include:s3.example a/1 a/2 a/3 a/4 a/5 a/6 "
			 "a/7 a/8 a/9 -all"},
	};

	(void)state;
	expect_rows(rows, COUNT_OF(rows));
}

/* --- Pieces of 255 octets ----------------------------------------------------------- */

static void
keeps_every_blank_when_it_is_split(void **state)
{
	(void)state;
	for (unsigned n = 10; n < 60; n++) {
		struct known known;
		struct row row = {.old = {NULL}};
		struct text_parts parts;
		struct buf old = BUF_INIT, joined = BUF_INIT;
		struct merge m;

		known_begin(&known, world);
		buf_adds(&old, "v=spf1");
		for (unsigned i = 0; i < n; i++)
			buf_addf(&old, " ip4:192.%u.2.%u", i, i * 3 % 251);
		buf_adds(&old, " -all");
		row.old[0] = buf_text(&old);
		merge_row(&known, &row, &m);
		parts = zonefile_split_txt(&known.arena, slice_of(m.value));
		for (size_t i = 0; i < parts.count; i++) {
			assert_true(parts.part[i].len <= 255);
			buf_add(&joined, parts.part[i].ptr, parts.part[i].len);
		}
		assert_string_equal(buf_text(&joined), m.value);
		assert_string_equal(m.value, buf_text(&old));
		buf_release(&old);
		buf_release(&joined);
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
	known_begin(&known, world);
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
	    cmocka_unit_test(suggests_what_could_be_done),
	    cmocka_unit_test(suggests_nothing_needless),
	    cmocka_unit_test(offers_the_cheapest_way_out_first),
	    cmocka_unit_test(flattens_only_when_asked_and_needed),
	    cmocka_unit_test(keeps_every_blank_when_it_is_split),
	    cmocka_unit_test(says_when_answers_are_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
