#include "wizard/record/ipaddr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct ip
ip_of(const char *text)
{
	struct ip ip = {.family = 0};

	assert_true(ip_parse(slice_of(text), &ip));
	return ip;
}

static void
addresses_are_read_and_written_canonically(void **state)
{
	static const char *const rows[][2] = {
	    {"192.0.2.1", "192.0.2.1"},
	    {"0.0.0.0", "0.0.0.0"},
	    {"255.255.255.255", "255.255.255.255"},
	    {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
	    {"2001:db8:0:1::1", "2001:db8:0:1::1"},
	    {"::", "::"},
	    {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
	    {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
	    {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	};
	char text[IP_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct ip ip = ip_of(rows[i][0]);

		ip_format(&ip, text);
		assert_string_equal(text, rows[i][1]);
	}
	ip_format(&(struct ip) {.family = 0}, text);
	assert_string_equal(text, "");
}

static void
refuses_everything_else(void **state)
{
	static const char *const rows[] = {"", "1", "1.2.3", "1.2.3.4.5",
	    "256.0.0.1", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4/24",
	    "0x1.2.3.4", "1.2.3.-4", "fe80::1%eth0", ":", ":::", "1::2::3",
	    "12345::", "g::", "[::1]", "1:2:3:4:5:6:7:8:9", "::1.2.3",
	    "1111:2222:3333:4444:5555:6666:123.123.123.1234", "example.jp"};
	struct ip ip = {.family = 9};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_false(ip_parse(slice_of(rows[i]), &ip));
	assert_false(ip_parse((struct slice) {"1.2.3.4\0", 8}, &ip));
	assert_false(ip_parse((struct slice) {NULL, 0}, &ip));
	assert_int_equal(ip.family, 9);
}

static void
equality_needs_the_same_family(void **state)
{
	struct ip a = ip_of("1.2.3.4");
	struct ip b = ip_of("1.2.3.4");
	struct ip c = ip_of("::ffff:1.2.3.4");
	struct ip d = ip_of("1.2.3.5");

	(void)state;
	b.octets[15] = 1; /* beyond an IPv4 address */
	assert_true(ip_equal(&a, &b));
	assert_false(ip_equal(&a, &c));
	assert_false(ip_equal(&a, &d));
}

static void
networks_compare_prefix_bits(void **state)
{
	static const struct {
		const char *ip, *net;
		unsigned prefix;
		bool within;
	} rows[] = {
	    {"192.0.2.130", "192.0.2.128", 25, true},
	    {"192.0.2.127", "192.0.2.128", 25, false},
	    {"192.0.2.130", "192.0.2.255", 25, true}, /* host bits ignored */
	    {"8.8.8.8", "192.0.2.0", 0, true},
	    {"192.0.2.1", "192.0.2.1", 32, true},
	    {"192.0.2.1", "192.0.2.0", 32, false},
	    {"192.0.2.1", "192.0.2.1", 33, false},
	    {"2001:db8::1", "2001:db8::", 32, true},
	    {"2001:db9::1", "2001:db8::", 32, false},
	    {"2001:db9::1", "2001:db8::", 31, true},
	    {"::1", "::1", 128, true},
	    {"::1", "::", 128, false},
	    {"::1", "::1", 129, false},
	    {"::ffff:192.0.2.1", "192.0.2.0", 24, false},
	    {"192.0.2.1", "::", 0, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct ip ip = ip_of(rows[i].ip);
		struct ip net = ip_of(rows[i].net);

		assert_int_equal(
		    ip_in_network(&ip, &net, rows[i].prefix), rows[i].within);
	}
	assert_false(ip_in_network(
	    &(struct ip) {.family = 0}, &(struct ip) {.family = 0}, 0));
}

static void
mapped_addresses_become_ipv4(void **state)
{
	struct ip mapped = ip_of("::ffff:192.0.2.1");
	struct ip other = ip_of("2001:db8::1");
	struct ip plain = ip_of("192.0.2.1");
	struct ip ip;

	(void)state;
	ip = ip_unmapped(&mapped);
	assert_true(ip_equal(&ip, &plain));
	ip = ip_unmapped(&other);
	assert_true(ip_equal(&ip, &other));
	ip = ip_unmapped(&plain);
	assert_true(ip_equal(&ip, &plain));
}

static void
scopes_follow_the_registries(void **state)
{
	static const struct {
		const char *ip;
		enum ip_scope scope;
	} rows[] = {
	    {"8.8.8.8", IP_GLOBAL},
	    {"172.15.255.255", IP_GLOBAL},
	    {"172.16.0.1", IP_PRIVATE},
	    {"172.31.255.255", IP_PRIVATE},
	    {"172.32.0.0", IP_GLOBAL},
	    {"10.0.0.1", IP_PRIVATE},
	    {"192.168.1.1", IP_PRIVATE},
	    {"100.63.255.255", IP_GLOBAL},
	    {"100.64.0.1", IP_SHARED},
	    {"127.0.0.53", IP_LOOPBACK},
	    {"169.254.1.1", IP_LINK_LOCAL},
	    {"192.0.2.1", IP_DOCUMENTATION},
	    {"198.51.100.1", IP_DOCUMENTATION},
	    {"203.0.113.25", IP_DOCUMENTATION},
	    {"198.18.0.1", IP_OTHER},
	    {"0.0.0.0", IP_OTHER},
	    {"224.0.0.1", IP_OTHER},
	    {"255.255.255.255", IP_OTHER},
	    {"::ffff:10.0.0.1", IP_PRIVATE},
	    {"2400:cb00::1", IP_GLOBAL},
	    {"::1", IP_LOOPBACK},
	    {"::", IP_OTHER},
	    {"2001:db8::1", IP_DOCUMENTATION},
	    {"3fff:fff::1", IP_DOCUMENTATION},
	    {"fd00::1", IP_PRIVATE},
	    {"fe80::1", IP_LINK_LOCAL},
	    {"ff02::1", IP_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct ip ip = ip_of(rows[i].ip);

		assert_int_equal(ip_scope(&ip), rows[i].scope);
	}
	assert_int_equal(ip_scope(&(struct ip) {.family = 0}), IP_OTHER);
}

static void
reverse_names_are_under_arpa(void **state)
{
	char name[IP_REVERSE_MAX];
	struct ip v4 = ip_of("203.0.113.25");
	struct ip v6 = ip_of("2001:db8::567:89ab");

	(void)state;
	ip_reverse_name(&v4, name);
	assert_string_equal(name, "25.113.0.203.in-addr.arpa");
	ip_reverse_name(&v6, name);
	assert_string_equal(name,
	    "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
	    "ip6.arpa");
	ip_reverse_name(&(struct ip) {.family = 0}, name);
	assert_string_equal(name, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(addresses_are_read_and_written_canonically),
	    cmocka_unit_test(refuses_everything_else),
	    cmocka_unit_test(equality_needs_the_same_family),
	    cmocka_unit_test(networks_compare_prefix_bits),
	    cmocka_unit_test(mapped_addresses_become_ipv4),
	    cmocka_unit_test(scopes_follow_the_registries),
	    cmocka_unit_test(reverse_names_are_under_arpa),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
