/* The tree of an SPF record and what it costs, RFC 7208 section 4.6.4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/check/net.h"
#include "wizard/record/dname.h"

/* What is there besides the record of example.jp. */
#define WORLD                                                       \
	"$TTL 60\n. SOA a. b. 1 1 1 1 60\n"                         \
	"leaf.x. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"               \
	"two.x. TXT \"v=spf1 include:leaf.x a:v4.x -all\"\n"        \
	"loop.x. TXT \"v=spf1 include:knot.x -all\"\n"              \
	"knot.x. TXT \"v=spf1 include:loop.x -all\"\n"              \
	"self.x. TXT \"v=spf1 include:self.x -all\"\n"              \
	"many.x. TXT \"v=spf1 -all\"\nmany.x. TXT \"v=spf1 ~all\"\n" \
	"pair.x. TXT \"v=spf1 include:two.x -all\"\n"              \
	"pair.x. TXT \"v=spf1 mx:mx.x ~all\"\n"                   \
	"none.x. TXT \"hello\"\n"                                   \
	"v4.x. A 192.0.2.4\nv6.x. AAAA 2001:db8::6\n"               \
	"both.x. A 192.0.2.4\nboth.x. AAAA 2001:db8::6\n"           \
	"mx.x. MX 10 v4.x.\nmx.x. MX 20 both.x.\n"                  \
	"nomx.x. MX 0 .\n"                                          \
	"d0.x. TXT \"v=spf1 include:d1.x\"\n"                       \
	"d1.x. TXT \"v=spf1 include:d2.x\"\n"                       \
	"d2.x. TXT \"v=spf1 include:d3.x\"\n"                       \
	"d3.x. TXT \"v=spf1 include:d4.x\"\n"                       \
	"d4.x. TXT \"v=spf1 include:d5.x\"\n"                       \
	"d5.x. TXT \"v=spf1 include:d6.x\"\n"                       \
	"d6.x. TXT \"v=spf1 include:d7.x\"\n"                       \
	"d7.x. TXT \"v=spf1 include:d8.x\"\n"                       \
	"d8.x. TXT \"v=spf1 include:d9.x\"\n"                       \
	"d9.x. TXT \"v=spf1 include:d10.x\"\n"                      \
	"d10.x. TXT \"v=spf1 include:d11.x\"\n"                     \
	"d11.x. TXT \"v=spf1 include:d12.x\"\n"                     \
	"d12.x. TXT \"v=spf1 include:d13.x\"\n"                     \
	"d13.x. TXT \"v=spf1 -all\"\n"

static const struct net world = {.zone = {{.apex = "", .text = WORLD}}};

/* A record as if it stood at example.jp, with all it leads to. */
struct tree {
	struct arena arena;
	struct inquiry *inquiry;
	struct spf_node *root;
	struct spf_cost cost;
};

static void
grow(struct tree *tree, const struct net *net, const char *record)
{
	*tree = (struct tree) {.inquiry = inquiry_new()};
	do {
		arena_reset(&tree->arena);
		tree->root = inspect_spf_text(&tree->arena, tree->inquiry,
		    "example.jp", slice_of(record));
		tree->cost = inspect_spf_cost(tree->inquiry, tree->root);
	} while (net_answer(net, tree->inquiry));
	assert_false(tree->cost.pending);
}

static void
fell(struct tree *tree)
{
	inquiry_free(tree->inquiry);
	arena_release(&tree->arena);
}

struct row {
	const char *record;
	unsigned lookups, voids4, voids6;
	bool at_least;
};

static const struct row rows[] = {
    {"v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all", 0, 0, 0, false},
    {"v=spf1 include:leaf.x -all", 1, 0, 0, false},
    {"v=spf1 include:two.x include:leaf.x -all", 4, 0, 1, false},
    {"v=spf1 redirect=two.x", 3, 0, 1, false},
    /* "all" switches a redirect off and hides what is behind it. */
    {"v=spf1 redirect=two.x -all", 0, 0, 0, false},
    {"v=spf1 -all include:two.x a:v4.x", 0, 0, 0, false},
    /* Each family has its own void look-ups. */
    {"v=spf1 a:v4.x -all", 1, 0, 1, false},
    {"v=spf1 a:v6.x -all", 1, 1, 0, false},
    {"v=spf1 a:both.x -all", 1, 0, 0, false},
    {"v=spf1 a:gone.x a:gone.y -all", 2, 2, 2, false},
    {"v=spf1 mx:mx.x -all", 1, 0, 1, false},
    {"v=spf1 mx:v4.x -all", 1, 1, 1, false},
    {"v=spf1 mx:nomx.x -all", 1, 0, 0, false},
    {"v=spf1 exists:v4.x exists:gone.x -all", 2, 1, 1, false},
    {"v=spf1 include:gone.x -all", 1, 1, 1, false},
    {"v=spf1 a mx -all", 2, 2, 2, false},
    /* What depends on the client or a macro is not known. */
    {"v=spf1 ptr -all", 1, 0, 0, false},
    {"v=spf1 exists:%{i}.x.example -all", 1, 0, 0, true},
    {"v=spf1 include:%{d}.x.example -all", 1, 0, 0, true},
    {"v=spf1 redirect=%{d}.x.example", 1, 0, 0, true},
    /* Circles end, and are at least what was seen. */
    {"v=spf1 include:loop.x -all", 3, 0, 0, true},
    {"v=spf1 include:self.x -all", 2, 0, 0, true},
    {"v=spf1 include:example.jp -all", 1, 0, 0, true},
    /* No record, several: nothing to follow. */
    {"v=spf1 include:none.x include:many.x -all", 2, 0, 0, false},
    /* Deeper than ten look-ups could ever get. */
    {"v=spf1 include:d0.x", 12, 0, 0, true},
};

static void
counts_the_worst_case(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct tree tree;

		grow(&tree, &world, rows[i].record);
		if (tree.cost.lookups != rows[i].lookups ||
		    tree.cost.voids4 != rows[i].voids4 ||
		    tree.cost.voids6 != rows[i].voids6 ||
		    tree.cost.at_least != rows[i].at_least)
			fail_msg("%s: %u lookups, %u and %u void, %s",
			    rows[i].record, tree.cost.lookups,
			    tree.cost.voids4, tree.cost.voids6,
			    tree.cost.at_least ? "at least" : "exactly");
		fell(&tree);
	}
}

static void
shows_what_a_term_leads_to(void **state)
{
	struct tree tree;
	const struct spf_node *two;

	(void)state;
	grow(&tree, &world, "v=spf1 mx include:two.x ~all");
	assert_string_equal(tree.root->domain, "example.jp");
	assert_null(tree.root->child[0]);
	assert_null(tree.root->child[2]);
	two = tree.root->child[1];
	assert_string_equal(two->domain, "two.x");
	assert_string_equal(two->child[0]->domain, "leaf.x");
	assert_false(two->loop);
	fell(&tree);
	grow(&tree, &world, "v=spf1 include:loop.x -all");
	assert_true(tree.root->child[0]->child[0]->child[0]->loop);
	assert_null(tree.root->child[0]->child[0]->child[0]->child);
	fell(&tree);
}

static void
follows_none_of_several_records(void **state)
{
	struct inspect_params params = {.domain = "many.x"};
	struct look look;

	(void)state;
	look_at(&look, &world, &params);
	assert_int_equal(look.facts->spf->records, 2);
	assert_null(look.facts->spf->record);
	look_release(&look);
}

/* Whoever makes one record of them need not begin to ask then. */
static void
asks_where_each_of_several_records_leads(void **state)
{
	struct inquiry *inquiry = inquiry_new();
	struct arena arena = ARENA_INIT;
	struct spf_node *node;
	size_t before;

	(void)state;
	do {
		arena_reset(&arena);
		node = inspect_spf(&arena, inquiry, "pair.x");
	} while (net_answer(&world, inquiry));
	assert_null(node->record);
	assert_int_equal(node->records, 2);
	before = inquiry_count(inquiry);
	(void)inspect_spf_cost(inquiry,
	    inspect_spf_text(&arena, inquiry, "pair.x",
		slice_of("v=spf1 include:two.x mx:mx.x -all")));
	assert_int_equal(inquiry_count(inquiry), before);
	assert_int_equal(
	    net_asked(inquiry, "leaf.x", DNS_TXT, ASK_RESOLVER), 1);
	arena_release(&arena);
	inquiry_free(inquiry);
}

static void
is_pending_until_the_tree_is_whole(void **state)
{
	struct inquiry *inquiry = inquiry_new();
	struct arena arena = ARENA_INIT;
	struct spf_cost cost;
	int rounds = 0;

	(void)state;
	for (;; rounds++) {
		cost = inspect_spf_cost(inquiry,
		    inspect_spf_text(&arena, inquiry, "example.jp",
			slice_of("v=spf1 include:two.x -all")));
		if (!net_answer(&world, inquiry))
			break;
		assert_true(cost.pending);
	}
	assert_int_equal(rounds, 2);
	assert_false(cost.pending);
	arena_release(&arena);
	inquiry_free(inquiry);
}

static void
counts_a_failure_as_at_least(void **state)
{
	struct net net = world;
	struct tree tree;

	(void)state;
	net.failure[0].suffix = "leaf.x";
	net.failure[0].status = DNS_SERVFAIL;
	grow(&tree, &net, "v=spf1 include:two.x -all");
	assert_int_equal(tree.cost.lookups, 3);
	assert_int_equal(tree.cost.voids4, 0);
	assert_true(tree.cost.at_least);
	fell(&tree);
}

/* A record that includes hundreds, each of which includes hundreds. */
static void
asks_no_more_for_a_record_that_explodes(void **state)
{
	static char text[60000];
	struct net net = {.zone = {{.apex = "", .text = text}}};
	struct tree tree;
	size_t n = 0;

	(void)state;
	n += (size_t)snprintf(text + n, sizeof(text) - n,
	    "$TTL 60\n. SOA a. b. 1 1 1 1 60\n*.x. TXT ");
	for (int part = 0; part < 10; part++) {
		n += (size_t)snprintf(text + n, sizeof(text) - n, "\"%s",
		    part == 0 ? "v=spf1" : "");
		for (int i = 0; i < 14; i++)
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    " include:n%d.x", part * 14 + i);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "\" ");
	}
	n += (size_t)snprintf(text + n, sizeof(text) - n, "\n");
	grow(&tree, &net, "v=spf1 include:a.x include:b.x -all");
	assert_true(tree.cost.at_least);
	assert_true(tree.cost.lookups > 10);
	assert_in_range(inquiry_count(tree.inquiry), 10, 200);
	fell(&tree);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_the_worst_case),
	    cmocka_unit_test(shows_what_a_term_leads_to),
	    cmocka_unit_test(follows_none_of_several_records),
	    cmocka_unit_test(asks_where_each_of_several_records_leads),
	    cmocka_unit_test(is_pending_until_the_tree_is_whole),
	    cmocka_unit_test(counts_a_failure_as_at_least),
	    cmocka_unit_test(asks_no_more_for_a_record_that_explodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
