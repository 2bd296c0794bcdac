/* Zone cuts, and the names of addresses. */
#include "tests/unit/check/net_example.h"

#include <string.h>

/* --- Zones --------------------------------------------------------------- */

#define SOA "@ 3600 SOA a. b. 1 3600 600 86400 900\n"

/* _domainkey is somebody else's zone; ns1 knows no more than where it is. */
static struct net
delegated(void)
{
	struct net net = net_example;

	net.zone[NET_MORE].apex = "_domainkey.example.jp";
	net.zone[NET_MORE].text =
	    "@ 3600 SOA a. b. 1 1 1 1 77\n@ 3600 NS ns.keys.example.\n"
	    "s1 3600 TXT \"v=DKIM1; p=CCCC\"\n";
	net.zone[NET_MORE + 1].apex = "keys.example";
	net.zone[NET_MORE + 1].text =
	    "@ 3600 SOA a. b. 1 1 1 1 60\n@ 3600 NS ns\n"
	    "ns 3600 A 203.0.113.53\n";
	net.zone[NET_MORE + 2].server = "192.0.2.53";
	net.zone[NET_MORE + 2].apex = "example.jp";
	net.zone[NET_MORE + 2].text =
	    "$TTL 3600\n" SOA "@ NS ns1\nns1 A 192.0.2.53\n"
	    "_domainkey NS ns.keys.example.\n"
	    "sub NS ns.keys.example.\n";
	return net;
}

static void
finds_the_keys_in_a_zone_of_their_own(void **state)
{
	struct inspect_params p = net_example_params(true);
	struct net net = delegated();
	struct look look;

	(void)state;
	look_at(&look, &net, &p);
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

	struct net net = delegated();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect_zone(&net, &rows[i]);
}

static void
gives_up_on_a_zone_nobody_serves(void **state)
{
	static const struct {
		const char *text; /* of the zone; NULL: as it is */
		const char *silent;
	} rows[] = {
	    {SOA "@ 60 NS ns.nowhere.jp.\n", NULL},
	    {SOA, NULL},
	    {NULL, "example.jp"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct inquiry *inquiry = inquiry_new();
		struct arena arena = ARENA_INIT;
		struct net net = net_example;
		struct zone_facts *zone;

		if (rows[i].text != NULL)
			net.zone[NET_DOMAIN].text = rows[i].text;
		net.failure[0].suffix = rows[i].silent;
		net.failure[0].status = DNS_SERVFAIL;
		do
			zone =
			    inspect_zone(&arena, inquiry, "_dmarc.example.jp");
		while (net_answer(&net, inquiry));
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
		struct net net = net_example;
		struct inspect_params p = net_example_params(true);
		struct look look;

		net.zone[NET_MORE].server = "192.0.2.53";
		net.zone[NET_MORE].apex = "";
		net.zone[NET_MORE].text = texts[i];
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
	struct inspect_params p = net_example_params(true);
	struct look look;

	(void)state;
	p.domain = "nobody.jp";
	look_at(&look, &net_example, &p);
	assert_int_equal(look.facts->txt->status, DNS_NXDOMAIN);
	assert_string_equal(look.facts->zone->apex, "");
	assert_int_equal(look.facts->spf->records, 0);
	look_release(&look);
}

/* A cache counts the TTL of the SOA down; the authority has it in full. */
static void
takes_the_negative_ttl_from_the_authority(void **state)
{
	struct net net = net_example;
	struct inspect_params p = net_example_params(true);
	struct look look;

	(void)state;
	net.zone[NET_DOMAIN].text = "@ 7 SOA a. b. 1 1 1 1 900\n"
			   "@ 60 NS ns1\nns1 60 A 192.0.2.53\n";
	net.zone[NET_MORE].server = "192.0.2.53";
	net.zone[NET_MORE].apex = "example.jp";
	net.zone[NET_MORE].text = net_example.zone[NET_DOMAIN].text;
	look_at(&look, &net, &p);
	assert_int_equal(look.facts->zone->negative_ttl, 900);
	look_release(&look);
}

/* --- Addresses ----------------------------------------------------------- */

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

static void
confirms_names_that_lead_back(void **state)
{
	struct inspect_params p = net_example_params(false);
	struct ip sender[3];
	struct look look;
	const struct facts *f;

	(void)state;
	assert_true(ip_parse(slice_of("192.0.2.26"), &sender[0]));
	assert_true(ip_parse(slice_of("192.0.2.27"), &sender[1]));
	assert_true(ip_parse(slice_of("192.0.2.28"), &sender[2]));
	p.sender = sender;
	p.senders = COUNT_OF(sender);
	look_at(&look, &net_example, &p);
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
		struct net net = net_example;
		struct inspect_params p = net_example_params(false);
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
	struct net net = net_example;
	struct inspect_params p = net_example_params(false);
	struct look look;

	(void)state;
	net.zone[NET_REVERSE].text = "$TTL 60\n@ SOA a. b. 1 1 1 1 300\n"
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
	struct inspect_params p = net_example_params(false);
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
	look_at(&look, &net_example, &p);
	assert_int_equal(address(look.facts, "192.0.2.25")->roles,
	    ADDRESS_SENDER | ADDRESS_HOST | ADDRESS_MX);
	look_release(&look);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
