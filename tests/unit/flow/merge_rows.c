#include "tests/unit/flow/merge_rows.h"

#include <string.h>

const char merge_world[] =
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

static size_t
count(const char *const list[LIST_MAX])
{
	size_t n = 0;

	while (n < LIST_MAX && list[n] != NULL)
		n++;
	return n;
}

void
merge_row_merge(
    struct known *known, const struct merge_row *row, struct merge *ret)
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
expect_reason(const struct merge_row *row, const struct merge *merge)
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

void
merge_rows_expect(const struct merge_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct known known;
		struct merge merge;

		known_begin(&known, merge_world);
		merge_row_merge(&known, &rows[i], &merge);
		assert_string_equal(merge.value, rows[i].value);
		if (rows[i].term != NULL)
			expect_reason(&rows[i], &merge);
		known_end(&known);
	}
}
