/* From answers to facts: rounds, whom to ask, zone cuts, addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/check/net.h"

#define SOA "@ 3600 SOA ns1.example.jp. root.example.jp. 1 3600 600 86400 900\n"

#define ROOT                                         \
	{                                            \
		.apex = "", .text = ". 86400 SOA a. b. 1 1 1 1 86400\n" \
				    ". 86400 NS a.\n"  \
				    "a. 86400 A 198.51.100.1\n" \
	}
#define REVERSE                                                    \
	{                                                          \
		.apex = "2.0.192.in-addr.arpa",                    \
		.text = "@ 3600 SOA a. b. 1 1 1 1 300\n"           \
			"@ 3600 NS a.\n"                           \
			"25 3600 PTR mail.example.jp.\n"           \
			"26 3600 PTR other.example.jp.\n"          \
			"27 3600 PTR mail.example.jp.\n"           \
			"27 3600 PTR www.example.jp.\n",           \
	}
#define DOMAIN                                                     \
	{                                                          \
		.apex = "example.jp",                              \
		.text = "$TTL 3600\n" SOA                          \
			"@ NS ns1\n@ NS ns2\n"                     \
			"ns1 A 192.0.2.53\nns2 A 192.0.2.54\n"     \
			"@ A 192.0.2.80\n@ MX 10 mail\n"           \
			"mail A 192.0.2.25\nmail AAAA 2001:db8::25\n" \
			"other A 192.0.2.99\nwww A 192.0.2.27\n"   \
			"@ TXT \"v=spf1 mx include:_spf.example.jp ~all\"\n" \
			"_spf TXT \"v=spf1 ip4:192.0.2.26 ~all\"\n" \
			"s1._domainkey TXT \"v=DKIM1; p=AAAA\"\n"  \
			"gone._domainkey CNAME key.vendor.example.\n" \
			"_dmarc TXT \"v=DMARC1; p=none\"\n",       \
	}

static const struct net internet = {.zone = {ROOT, REVERSE, DOMAIN}};

static const char *const selectors[] = {"default", "s1"};

static struct inspect_params
params(bool authority)
{
	return (struct inspect_params) {
	    .domain = "example.jp",
	    .selector = selectors,
	    .selectors = COUNT_OF(selectors),
	    .authority = authority,
	};
}

static const struct address_facts *
address(const struct facts *f, const char *text)
{
	static const struct address_facts none = {.roles = 0};
	struct ip ip;

	assert_true(ip_parse(slice_of(text), &ip));
	for (size_t i = 0; i < f->addresses; i++)
		if (ip_equal(&f->address[i].ip, &ip))
			return &f->address[i];
	fail_msg("%s was not found", text);
	return &none;
}

/* --- Rounds ------------------------------------------------------------------- */

static void
needs_few_rounds(void **state)
{
	struct inspect_params by_resolver = params(false);
	struct inspect_params by_authority = params(true);
	struct look look;

	(void)state;
	/* What the domain has; servers and includes; names of addresses. */
	look_at(&look, &internet, &by_resolver);
	assert_int_equal(look.rounds, 3);
	look_release(&look);
	/* First the zone, then the addresses of its servers. */
	look_at(&look, &internet, &by_authority);
	assert_int_equal(look.rounds, 5);
	look_release(&look);
}

static void
asks_nothing_again_when_all_is_known(void **state)
{
	struct inspect_params p = params(true);
	struct look look;
	size_t count;

	(void)state;
	look_at(&look, &internet, &p);
	count = inquiry_count(look.inquiry);
	arena_reset(&look.arena);
	(void)inspect(&look.arena, look.inquiry, &look.params);
	assert_int_equal(inquiry_count(look.inquiry), count);
	look_release(&look);
}

static void
says_pending_until_it_knows(void **state)
{
	struct inspect_params p = params(true);
	struct look look;

	(void)state;
	for (unsigned rounds = 0; rounds < 5; rounds++) {
		const struct facts *f;

		look_rounds(&look, &internet, &p, rounds);
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

/* --- Whom to ask ------------------------------------------------------------------ */

static void
asks_only_the_authority_for_its_names(void **state)
{
	static const char *const own[] = {"s1._domainkey.example.jp",
	    "default._domainkey.example.jp", "_domainkey.example.jp",
	    "_dmarc.example.jp", "_spf.example.jp", "mail.example.jp"};
	struct inspect_params p = params(true);
	struct look look;

	(void)state;
	look_at(&look, &internet, &p);
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
		struct net net = internet;
		struct inspect_params p = params(true);
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
	struct net net = internet;
	struct inspect_params p = params(true);
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
	struct net net = internet;
	struct inspect_params p = params(true);
	struct look look;

	(void)state;
	net.zone[3].apex = "vendor.example";
	net.zone[3].text = "@ 60 SOA a. b. 1 1 1 1 60\n"
			   "key 60 TXT \"v=DKIM1; p=BBBB\"\n";
	net.zone[4].server = "192.0.2.53";
	net.zone[4].apex = internet.zone[2].apex;
	net.zone[4].text = internet.zone[2].text;
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
	struct net net = internet;
	struct inspect_params p = params(true);
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

/* --- Zones ------------------------------------------------------------------------ */

/* _domainkey is somebody else's zone; ns1 knows no more than where it is. */
static const struct net delegated = {
    .zone = {ROOT, REVERSE, DOMAIN,
	{.apex = "_domainkey.example.jp",
	    .text = "@ 3600 SOA a. b. 1 1 1 1 77\n@ 3600 NS ns.keys.example.\n"
		    "s1 3600 TXT \"v=DKIM1; p=CCCC\"\n"},
	{.apex = "keys.example",
	    .text = "@ 3600 SOA a. b. 1 1 1 1 60\n@ 3600 NS ns\n"
		    "ns 3600 A 203.0.113.53\n"},
	{.server = "192.0.2.53",
	    .apex = "example.jp",
	    .text = "$TTL 3600\n" SOA "@ NS ns1\nns1 A 192.0.2.53\n"
		    "_domainkey NS ns.keys.example.\n"
		    "sub NS ns.keys.example.\n"}},
};

static void
finds_the_keys_in_a_zone_of_their_own(void **state)
{
	struct inspect_params p = params(true);
	struct look look;

	(void)state;
	look_at(&look, &delegated, &p);
	assert_non_null(look.facts->selector[1].record);
	assert_int_equal(look.facts->selector[0].answer->status, DNS_NXDOMAIN);
	assert_int_equal(net_asked(look.inquiry, "default._domainkey.example.jp",
			     0, ASK_RESOLVER),
	    0);
	look_release(&look);
}

struct zone_row {
	const char *owner;
	const char *apex;
	const char *server; /* the name of the first one */
	uint32_t negative_ttl;
	unsigned rounds;
};

static void
expect_zone(const struct net *net, const struct zone_row *row)
{
	struct inquiry *inquiry = inquiry_new();
	struct arena arena = ARENA_INIT;
	struct zone_facts *zone = inspect_zone(&arena, inquiry, row->owner);

	while (net_answer(net, inquiry))
		zone = inspect_zone(&arena, inquiry, row->owner);
	assert_true(zone->complete);
	assert_false(zone->failed);
	assert_string_equal(zone->owner, row->owner);
	assert_string_equal(zone->apex, row->apex);
	assert_string_equal(zone->server[0].name, row->server);
	assert_int_equal(zone->negative_ttl, row->negative_ttl);
	assert_int_equal(inquiry_rounds(inquiry), row->rounds);
	if (strchr(row->owner, '_') != NULL)
		assert_int_equal(
		    net_asked(inquiry, row->owner, 0, ASK_RESOLVER), 0);
	arena_release(&arena);
	inquiry_free(inquiry);
}

static void
finds_the_zone_of_every_name(void **state)
{
	static const struct zone_row rows[] = {
	    {"example.jp", "example.jp", "ns1.example.jp", 900, 3},
	    {"mail.example.jp", "example.jp", "ns1.example.jp", 900, 3},
	    {"nothing.example.jp", "example.jp", "ns1.example.jp", 900, 3},
	    {"_dmarc.example.jp", "example.jp", "ns1.example.jp", 900, 4},
	    {"s1._domainkey.example.jp", "_domainkey.example.jp",
		"ns.keys.example", 77, 8},
	    {"nobody.jp", "", "a", 86400, 3},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect_zone(&delegated, &rows[i]);
}

static void
gives_up_on_a_zone_nobody_serves(void **state)
{
	static const struct net rows[] = {
	    {.zone = {ROOT,
		 {.apex = "example.jp",
		     .text = SOA "@ 60 NS ns.nowhere.jp.\n"}}},
	    {.zone = {ROOT, {.apex = "example.jp", .text = SOA}}},
	    {.zone = {ROOT, DOMAIN},
		.failure = {{.suffix = "example.jp", .status = DNS_SERVFAIL}}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct inquiry *inquiry = inquiry_new();
		struct arena arena = ARENA_INIT;
		struct zone_facts *zone =
		    inspect_zone(&arena, inquiry, "_dmarc.example.jp");

		while (net_answer(&rows[i], inquiry))
			zone =
			    inspect_zone(&arena, inquiry, "_dmarc.example.jp");
		assert_true(zone->failed);
		arena_release(&arena);
		inquiry_free(inquiry);
	}
}

/* A server that sends us back up, or in a circle, is no server of the zone. */
static void
follows_no_referral_upwards(void **state)
{
	static const char *const texts[] = {
	    ". 60 SOA a. b. 1 1 1 1 60\n. 60 NS a.\njp. 60 NS a.\n",
	    ". 60 SOA a. b. 1 1 1 1 60\n. 60 NS a.\nexample.jp. 60 NS a.\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct net net = internet;
		struct inspect_params p = params(true);
		struct look look;

		net.zone[3].server = "192.0.2.53";
		net.zone[3].apex = "";
		net.zone[3].text = texts[i];
		look_at(&look, &net, &p);
		assert_non_null(look.facts->selector[1].record);
		assert_int_equal(net_asked(look.inquiry,
				     "s1._domainkey.example.jp", DNS_TXT,
				     ASK_RESOLVER),
		    0);
		look_release(&look);
	}
}

static void
survives_a_domain_that_does_not_exist(void **state)
{
	struct inspect_params p = params(true);
	struct look look;

	(void)state;
	p.domain = "nobody.jp";
	look_at(&look, &internet, &p);
	assert_int_equal(look.facts->txt->status, DNS_NXDOMAIN);
	assert_string_equal(look.facts->zone->apex, "");
	assert_int_equal(look.facts->spf->records, 0);
	look_release(&look);
}

/* A cache counts the TTL of the SOA down; the authority has it in full. */
static void
takes_the_negative_ttl_from_the_authority(void **state)
{
	struct net net = internet;
	struct inspect_params p = params(true);
	struct look look;

	(void)state;
	net.zone[2].text = "@ 7 SOA a. b. 1 1 1 1 900\n"
			   "@ 60 NS ns1\nns1 60 A 192.0.2.53\n";
	net.zone[3].server = "192.0.2.53";
	net.zone[3].apex = "example.jp";
	net.zone[3].text = internet.zone[2].text;
	look_at(&look, &net, &p);
	assert_int_equal(look.facts->zone->negative_ttl, 900);
	look_release(&look);
}

/* --- Addresses ---------------------------------------------------------------------- */

static void
confirms_names_that_lead_back(void **state)
{
	struct inspect_params p = params(false);
	struct ip sender[3];
	struct look look;
	const struct facts *f;

	(void)state;
	assert_true(ip_parse(slice_of("192.0.2.26"), &sender[0]));
	assert_true(ip_parse(slice_of("192.0.2.27"), &sender[1]));
	assert_true(ip_parse(slice_of("192.0.2.28"), &sender[2]));
	p.sender = sender;
	p.senders = COUNT_OF(sender);
	look_at(&look, &internet, &p);
	f = look.facts;
	assert_int_equal(address(f, "192.0.2.25")->confirmed, CONFIRM_YES);
	assert_int_equal(address(f, "192.0.2.25")->roles, ADDRESS_MX);
	assert_int_equal(address(f, "192.0.2.26")->confirmed, CONFIRM_NO);
	assert_int_equal(address(f, "192.0.2.27")->confirmed, CONFIRM_YES);
	assert_int_equal(address(f, "192.0.2.27")->names, 2);
	assert_int_equal(address(f, "192.0.2.28")->confirmed, CONFIRM_NO);
	assert_int_equal(address(f, "2001:db8::25")->confirmed, CONFIRM_NO);
	look_release(&look);
}

static void
leaves_an_address_open_when_nobody_answers(void **state)
{
	static const char *const suffixes[] = {
	    "26.2.0.192.in-addr.arpa", "other.example.jp"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		struct net net = internet;
		struct inspect_params p = params(false);
		struct ip sender;
		struct look look;

		net.failure[0].suffix = suffixes[i];
		net.failure[0].status = DNS_SERVFAIL;
		assert_true(ip_parse(slice_of("192.0.2.26"), &sender));
		p.sender = &sender;
		p.senders = 1;
		look_at(&look, &net, &p);
		assert_int_equal(address(look.facts, "192.0.2.26")->confirmed,
		    CONFIRM_UNKNOWN);
		look_release(&look);
	}
}

static void
denies_nothing_about_very_many_names(void **state)
{
	struct net net = internet;
	struct inspect_params p = params(false);
	struct look look;

	(void)state;
	net.zone[1].text = "$TTL 60\n@ SOA a. b. 1 1 1 1 300\n"
			   "25 PTR a.example.jp.\n25 PTR b.example.jp.\n"
			   "25 PTR c.example.jp.\n25 PTR d.example.jp.\n"
			   "25 PTR mail.example.jp.\n";
	look_at(&look, &net, &p);
	assert_int_equal(address(look.facts, "192.0.2.25")->names, 4);
	assert_int_equal(
	    address(look.facts, "192.0.2.25")->confirmed, CONFIRM_UNKNOWN);
	look_release(&look);
}

static void
joins_the_roles_of_one_address(void **state)
{
	struct inspect_params p = params(false);
	struct host_facts host = {.known = true, .hostname = "mail.example.jp"};
	struct ip ip;
	struct look look;

	(void)state;
	assert_true(ip_parse(slice_of("192.0.2.25"), &ip));
	host.address = &ip;
	host.addresses = 1;
	p.host = &host;
	p.sender = &ip;
	p.senders = 1;
	look_at(&look, &internet, &p);
	assert_int_equal(address(look.facts, "192.0.2.25")->roles,
	    ADDRESS_SENDER | ADDRESS_HOST | ADDRESS_MX);
	look_release(&look);
}

/* --- The EHLO name ---------------------------------------------------------------------- */

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
		struct inspect_params p = params(false);
		struct look look;

		p.helo = rows[i].given;
		p.host = &rows[i].host;
		look_at(&look, &internet, &p);
		assert_string_equal(look.facts->helo, rows[i].helo);
		assert_int_equal(
		    look.facts->helo_spf != NULL, rows[i].helo[0] != '\0');
		look_release(&look);
	}
}

static void
knows_a_domain_without_mail(void **state)
{
	struct net net = internet;
	struct inspect_params p = params(false);
	struct look look;

	(void)state;
	net.zone[2].text = SOA "@ 60 MX 0 .\n";
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
	    cmocka_unit_test(finds_the_keys_in_a_zone_of_their_own),
	    cmocka_unit_test(finds_the_zone_of_every_name),
	    cmocka_unit_test(gives_up_on_a_zone_nobody_serves),
	    cmocka_unit_test(follows_no_referral_upwards),
	    cmocka_unit_test(survives_a_domain_that_does_not_exist),
	    cmocka_unit_test(takes_the_negative_ttl_from_the_authority),
	    cmocka_unit_test(confirms_names_that_lead_back),
	    cmocka_unit_test(leaves_an_address_open_when_nobody_answers),
	    cmocka_unit_test(denies_nothing_about_very_many_names),
	    cmocka_unit_test(joins_the_roles_of_one_address),
	    cmocka_unit_test(takes_the_ehlo_name_from_the_best_source),
	    cmocka_unit_test(knows_a_domain_without_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
