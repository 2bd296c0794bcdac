/* What could be done besides: terms to remove, ways out of many look-ups. */
#include <string.h>

#include "tests/unit/flow/merge_rows.h"

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
		struct merge_row row = {.old = {rows[i].old}};
		struct known known;
		struct merge m;
		bool found = false;

		known_begin(&known, merge_world);
		merge_row_merge(&known, &row, &m);
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

static void
suggests_nothing_needless(void **state)
{
	static const struct merge_row rows[] = {
	    {.old = {"v=spf1 mx ip4:192.0.2.25 -all"}},
	    {.old = {"v=spf1 mx include:s1.example -all"}},
	    {.old = {"v=spf1 ip4:192.0.2.77 -all"}, .add = {"ip4:192.0.2.77"}},
	    {.old = {"v=spf1 ip4:192.0.2.0/28 redirect=s2.example"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct known known;
		struct merge m;

		known_begin(&known, merge_world);
		merge_row_merge(&known, &rows[i], &m);
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
	static const struct merge_row row = {
	    .old = {WIDE}, .add = {"a:h.example"}};
	struct known known;
	struct merge m;

	(void)state;
	known_begin(&known, merge_world);
	merge_row_merge(&known, &row, &m);
	assert_true(m.after.lookups > SPF_LOOKUPS_MAX);
	for (size_t i = 1; i < m.suggestions; i++)
		assert_true(m.suggestion[i].way >= m.suggestion[i - 1].way);
	assert_int_equal(
	    m.suggestion[m.suggestions - 1].way, MERGE_WAY_FLATTEN);
	known_end(&known);
}

/* --- Flattening ------------------------------------------------------ */

static void
flattens_only_when_asked_and_needed(void **state)
{
	static const struct merge_row rows[] = {
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
	merge_rows_expect(rows, COUNT_OF(rows));
}

/* --- Pieces of 255 octets -------------------------------------------- */

static void
keeps_every_blank_when_it_is_split(void **state)
{
	(void)state;
	for (unsigned n = 10; n < 60; n++) {
		struct known known;
		struct merge_row row = {.old = {NULL}};
		struct text_parts parts;
		struct buf old = BUF_INIT, joined = BUF_INIT;
		struct merge m;

		known_begin(&known, merge_world);
		buf_adds(&old, "v=spf1");
		for (unsigned i = 0; i < n; i++)
			buf_addf(&old, " ip4:192.%u.2.%u", i, i * 3 % 251);
		buf_adds(&old, " -all");
		row.old[0] = buf_text(&old);
		merge_row_merge(&known, &row, &m);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(suggests_what_could_be_done),
	    cmocka_unit_test(suggests_nothing_needless),
	    cmocka_unit_test(offers_the_cheapest_way_out_first),
	    cmocka_unit_test(flattens_only_when_asked_and_needed),
	    cmocka_unit_test(keeps_every_blank_when_it_is_split),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
