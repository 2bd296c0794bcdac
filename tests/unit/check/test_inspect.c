/* From answers to facts: rounds, whom to ask, the EHLO name. */
#include "tests/unit/check/net_example.h"

#include <string.h>

/* --- Rounds -------------------------------------------------------------- */

static void
needs_few_rounds(void **state)
{
	struct inspect_params by_resolver = net_example_params(false);
	struct inspect_params by_authority = net_example_params(true);
	struct look look;

	(void)state;
	/* What the domain has; servers and includes; names of addresses. */
	look_at(&look, &net_example, &by_resolver);
	assert_int_equal(look.rounds, 3);
	look_release(&look);
	/* First the zone, then the addresses of its servers. */
	look_at(&look, &net_example, &by_authority);
	assert_int_equal(look.rounds, 5);
	look_release(&look);
}

static void
asks_nothing_again_when_all_is_known(void **state)
{
	struct inspect_params p = net_example_params(true);
	struct look look;
	size_t count;

	(void)state;
	look_at(&look, &net_example, &p);
	count = inquiry_count(look.inquiry);
	arena_reset(&look.arena);
	(void)inspect(&look.arena, look.inquiry, &look.params);
	assert_int_equal(inquiry_count(look.inquiry), count);
	look_release(&look);
}

static void
says_pending_until_it_knows(void **state)
{
	struct inspect_params p = net_example_params(true);
	struct look look;

	(void)state;
	for (unsigned rounds = 0; rounds < 5; rounds++) {
		const struct facts *f;

		look_rounds(&look, &net_example, &p, rounds);
		f = look.facts;
		assert_false(f->complete);
		if (rounds < 3) {
			assert_int_equal(f->txt->status, DNS_PENDING);
			assert_int_equal(f->spf->answer->status, DNS_PENDING);
			assert_null(f->spf->record);
			assert_null(f->org_domain);
			assert_null(f->dmarc_found);
			assert_true(f->spf_cost.pending);
			assert_null(f->selector[0].record);
		}
		for (size_t i = 0; i < f->addresses; i++)
			assert_int_not_equal(
			    f->address[i].confirmed, CONFIRM_NO);
		look_release(&look);
	}
}

/* --- Whom to ask --------------------------------------------------------- */

static void
asks_only_the_authority_for_its_names(void **state)
{
	static const char *const own[] = {"s1._domainkey.example.jp",
	    "default._domainkey.example.jp", "_domainkey.example.jp",
	    "_dmarc.example.jp", "_spf.example.jp", "mail.example.jp"};
	struct inspect_params p = net_example_params(true);
	struct look look;

	(void)state;
	look_at(&look, &net_example, &p);
	for (size_t i = 0; i < COUNT_OF(own); i++) {
		if (net_asked(look.inquiry, own[i], DNS_TXT, ASK_RESOLVER) > 0)
			fail_msg("a resolver was asked for %s", own[i]);
		if (strcmp(own[i], "mail.example.jp") != 0)
			assert_int_equal(net_asked(look.inquiry, own[i],
					     DNS_TXT, ASK_AUTHORITY),
			    1);
	}
	assert_int_equal(net_asked(look.inquiry, "example.jp", DNS_TXT,
			     ASK_RESOLVER),
	    0);
	/* What belongs to others is nobody's but the resolver's. */
	assert_int_equal(
	    net_asked(look.inquiry, "_dmarc.jp", DNS_TXT, ASK_RESOLVER), 1);
	assert_true(look.facts->by_authority);
	assert_non_null(look.facts->selector[1].record);
	assert_string_equal(look.facts->zone->apex, "example.jp");
	look_release(&look);
}

static void
turns_to_the_next_server_when_one_is_silent(void **state)
{
	static const enum dns_status failures[] = {DNS_TIMEOUT, DNS_REFUSED,
	    DNS_SERVFAIL, DNS_MALFORMED, DNS_UNREACHABLE, DNS_OTHER};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(failures); i++) {
		struct net net = net_example;
		struct inspect_params p = net_example_params(true);
		struct look look;

		net.failure[0].server = "192.0.2.53";
		net.failure[0].suffix = "";
		net.failure[0].status = failures[i];
		look_at(&look, &net, &p);
		assert_int_equal(look.facts->spf->answer->status, DNS_OK);
		assert_int_equal(net_asked(look.inquiry, "_dmarc.example.jp",
				     DNS_TXT, ASK_AUTHORITY),
		    2);
		assert_int_equal(net_asked(look.inquiry, "_dmarc.example.jp",
				     DNS_TXT, ASK_RESOLVER),
		    0);
		look_release(&look);
	}
}

static void
turns_to_the_resolver_when_all_are_silent(void **state)
{
	struct net net = net_example;
	struct inspect_params p = net_example_params(true);
	struct look look;

	(void)state;
	net.failure[0].server = "192.0.2.53";
	net.failure[0].suffix = "";
	net.failure[0].status = DNS_TIMEOUT;
	net.failure[1].server = "192.0.2.54";
	net.failure[1].suffix = "";
	net.failure[1].status = DNS_SERVFAIL;
	look_at(&look, &net, &p);
	assert_int_equal(look.facts->spf->answer->status, DNS_OK);
	assert_non_null(look.facts->selector[1].record);
	look_release(&look);
}

static void
follows_an_alias_out_of_the_zone_by_resolver(void **state)
{
	static const char *const gone[] = {"gone"};
	struct net net = net_example;
	struct inspect_params p = net_example_params(true);
	struct look look;

	(void)state;
	net.zone[NET_MORE].apex = "vendor.example";
	net.zone[NET_MORE].text = "@ 60 SOA a. b. 1 1 1 1 60\n"
			   "key 60 TXT \"v=DKIM1; p=BBBB\"\n";
	net.zone[NET_MORE + 1].server = "192.0.2.53";
	net.zone[NET_MORE + 1].apex = net_example.zone[NET_DOMAIN].apex;
	net.zone[NET_MORE + 1].text = net_example.zone[NET_DOMAIN].text;
	p.selector = gone;
	p.selectors = 1;
	look_at(&look, &net, &p);
	assert_string_equal(look.facts->selector[0].cname, "key.vendor.example");
	assert_non_null(look.facts->selector[0].record);
	look_release(&look);
}

static void
takes_no_failure_for_a_fact(void **state)
{
	struct net net = net_example;
	struct inspect_params p = net_example_params(true);
	struct look look;
	const struct facts *f;

	(void)state;
	net.failure[0].suffix = "example.jp";
	net.failure[0].status = DNS_TIMEOUT;
	look_at(&look, &net, &p);
	f = look.facts;
	assert_true(f->zone->failed);
	assert_null(f->zone->apex);
	assert_int_equal(f->spf->answer->status, DNS_TIMEOUT);
	assert_null(f->spf->record);
	assert_int_equal(f->spf->records, 0);
	assert_true(f->spf_cost.at_least);
	assert_null(f->org_domain);
	assert_null(f->dmarc_found);
	look_release(&look);
}

/* --- The EHLO name ------------------------------------------------------- */

static void
takes_the_ehlo_name_from_the_best_source(void **state)
{
	static const struct {
		const char *given;
		struct host_facts host;
		const char *helo;
	} rows[] = {
	    {NULL, {.known = false, .hostname = "host.example.jp"}, ""},
	    {NULL, {.known = true, .hostname = "Host.Example.jp."},
		"host.example.jp"},
	    {NULL,
		{.known = true,
		    .hostname = "host.example.jp",
		    .mta_hello = "mail.example.jp"},
		"mail.example.jp"},
	    {"given.example.jp",
		{.known = true, .hostname = "host.example.jp"},
		"given.example.jp"},
	    {NULL, {.known = true, .hostname = "localhost"}, ""},
	    {NULL, {.known = true, .hostname = ""}, ""},
	    {"[192.0.2.1]", {.known = true, .hostname = "host.example.jp"}, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct inspect_params p = net_example_params(false);
		struct look look;

		p.helo = rows[i].given;
		p.host = &rows[i].host;
		look_at(&look, &net_example, &p);
		assert_string_equal(look.facts->helo, rows[i].helo);
		assert_int_equal(
		    look.facts->helo_spf != NULL, rows[i].helo[0] != '\0');
		look_release(&look);
	}
}

static void
knows_a_domain_without_mail(void **state)
{
	struct net net = net_example;
	struct inspect_params p = net_example_params(false);
	struct look look;

	(void)state;
	net.zone[NET_DOMAIN].text = "@ 60 SOA a. b. 1 1 1 1 60\n@ 60 MX 0 .\n";
	look_at(&look, &net, &p);
	assert_int_equal(look.facts->mxs, 1);
	assert_true(look.facts->mx[0].is_null);
	assert_null(look.facts->mx[0].a);
	look_release(&look);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(needs_few_rounds),
	    cmocka_unit_test(asks_nothing_again_when_all_is_known),
	    cmocka_unit_test(says_pending_until_it_knows),
	    cmocka_unit_test(asks_only_the_authority_for_its_names),
	    cmocka_unit_test(turns_to_the_next_server_when_one_is_silent),
	    cmocka_unit_test(turns_to_the_resolver_when_all_are_silent),
	    cmocka_unit_test(follows_an_alias_out_of_the_zone_by_resolver),
	    cmocka_unit_test(takes_no_failure_for_a_fact),
	    cmocka_unit_test(takes_the_ehlo_name_from_the_best_source),
	    cmocka_unit_test(knows_a_domain_without_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
