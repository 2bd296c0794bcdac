/* Discovery of DKIM selectors: which are asked for, and when. */
#include "tests/unit/check/net_example.h"

#include <string.h>

static const char domain[] =
    "$TTL 3600\n"
    "@ SOA ns1.example.jp. root.example.jp. 1 3600 600 86400 900\n"
    "@ NS ns1\n"
    "ns1 A 192.0.2.53\n"
    "@ MX 10 mx.box.example.\n"
    "@ TXT \"v=spf1 include:_spf.news.example include:_spf.example.jp ~all\"\n"
    "_spf TXT \"v=spf1 ip4:192.0.2.26 ~all\"\n"
    "typed._domainkey TXT \"v=DKIM1; p=AAAA\"\n"
    "n1._domainkey TXT \"v=DKIM1; p=AAAA\"\n"
    "_dmarc TXT \"v=DMARC1; p=none\"\n";

static const struct selector_hint hints[] = {
    {"_spf.news.example", "n1  n2", false},
    {"box.example", "b1 s1", false},
    {"_spf.other.example", "o1", false},
    {"mx.other.example", "o1", false},
};

static const char *const own[] = {"s202611"};
static const char *const old[] = {"s202511"};
static const char *const given[] = {"typed", "s1"};

static struct net
make_net(void)
{
	struct net net = net_example;

	net.zone[NET_DOMAIN].text = domain;
	return net;
}

/* All sources there are, beside "default" and "s1". */
static struct inspect_params
all_sources(bool authority)
{
	struct inspect_params p = net_example_params(authority);

	p.own_selector = own;
	p.own_selectors = COUNT_OF(own);
	p.old_selector = old;
	p.old_selectors = COUNT_OF(old);
	p.given_selector = given;
	p.given_selectors = COUNT_OF(given);
	p.hint = hints;
	p.hints = COUNT_OF(hints);
	return p;
}

/* In which round a question was put; 0: in none. */
static unsigned
round_of(struct inquiry *inquiry, const char *name)
{
	for (size_t i = 0; i < inquiry_count(inquiry); i++) {
		const struct question *q = inquiry_at(inquiry, i);

		if (q->type == DNS_TXT && strcmp(q->name, name) == 0)
			return q->depth;
	}
	return 0;
}

static void
asks_for_all_that_is_known_in_the_first_round(void **state)
{
	static const char *const names[] = {"example.jp",
	    "s202611._domainkey.example.jp", "s202511._domainkey.example.jp",
	    "typed._domainkey.example.jp", "s1._domainkey.example.jp",
	    "default._domainkey.example.jp", "_domainkey.example.jp"};
	struct inspect_params p = all_sources(false);
	struct net net = make_net();
	struct look look;

	(void)state;
	look_rounds(&look, &net, &p, 1);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (round_of(look.inquiry, names[i]) != 1)
			fail_msg("%s: round %u", names[i],
			    round_of(look.inquiry, names[i]));
	assert_non_null(look.facts->wildcard);
	assert_int_not_equal(look.facts->wildcard->status, DNS_PENDING);
	look_release(&look);
}

/* What SPF and MX reveal goes out with the includes and the mail servers. */
static void
costs_no_round_of_its_own(void **state)
{
	struct inspect_params with, without;
	struct net net = make_net();
	struct look look;
	unsigned rounds;

	(void)state;
	for (int authority = 0; authority < 2; authority++) {
		with = all_sources(authority != 0);
		without = net_example_params(authority != 0);
		without.selectors = 0;
		look_at(&look, &net, &without);
		rounds = look.rounds;
		look_release(&look);
		look_at(&look, &net, &with);
		assert_int_equal(look.rounds, rounds);
		if (authority == 0)
			assert_int_equal(round_of(look.inquiry,
					     "n1._domainkey.example.jp"),
			    2);
		look_release(&look);
	}
}

static const struct selector_facts *
find(const struct look *look, const char *name)
{
	const struct selector_facts *found = NULL;

	for (size_t i = 0; i < look->facts->selectors; i++) {
		if (strcmp(look->facts->selector[i].name, name) != 0)
			continue;
		assert_null(found);
		found = &look->facts->selector[i];
	}
	return found;
}

static void
tries_the_selectors_of_services_that_send(void **state)
{
	static const char *const tried[] = {"n1", "n2", "b1", "s1"};
	struct inspect_params p = all_sources(false);
	struct net net = make_net();
	struct look look;

	(void)state;
	look_at(&look, &net, &p);
	for (size_t i = 0; i < COUNT_OF(tried); i++)
		assert_non_null(find(&look, tried[i]));
	assert_non_null(find(&look, "n1")->record);
	assert_null(find(&look, "n2")->record);
	assert_null(find(&look, "o1"));
	look_release(&look);
}

/* The same name from several sources is one question, and the nearest source. */
static void
knows_who_named_a_selector(void **state)
{
	struct inspect_params p = all_sources(false);
	struct net net = make_net();
	struct look look;

	(void)state;
	look_at(&look, &net, &p);
	assert_int_equal(find(&look, "s202611")->origin, ORIGIN_OURS);
	assert_int_equal(find(&look, "s202511")->origin, ORIGIN_OLD);
	assert_int_equal(find(&look, "typed")->origin, ORIGIN_GIVEN);
	assert_int_equal(find(&look, "s1")->origin, ORIGIN_GIVEN);
	assert_int_equal(find(&look, "default")->origin, ORIGIN_GUESSED);
	assert_int_equal(net_asked(look.inquiry, "s1._domainkey.example.jp",
			     DNS_TXT, ASK_RESOLVER),
	    1);
	look_release(&look);
}

/* A guess that misses is no reason to search for it under other names. */
static void
looks_elsewhere_only_for_what_should_be_there(void **state)
{
	struct inspect_params p = all_sources(false);
	struct net net = make_net();
	struct look look;

	(void)state;
	look_at(&look, &net, &p);
	assert_int_not_equal(
	    round_of(look.inquiry, "s202611.example.jp"), 0);
	assert_int_not_equal(round_of(look.inquiry, "s1.example.jp"), 0);
	assert_int_equal(round_of(look.inquiry, "typed.example.jp"), 0);
	assert_int_equal(round_of(look.inquiry, "default.example.jp"), 0);
	look_release(&look);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(asks_for_all_that_is_known_in_the_first_round),
	    cmocka_unit_test(costs_no_round_of_its_own),
	    cmocka_unit_test(tries_the_selectors_of_services_that_send),
	    cmocka_unit_test(knows_who_named_a_selector),
	    cmocka_unit_test(looks_elsewhere_only_for_what_should_be_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
