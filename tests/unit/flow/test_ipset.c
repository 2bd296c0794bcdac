/* Sets of addresses against the same sets kept one address at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/flow/ipset.h"
#include "wizard/record/spf.h"

static void
add_text(struct ipset *set, const char *networks)
{
	struct slice rest = slice_of(networks), part;

	while (slice_next(&rest, ' ', &part)) {
		struct arena arena = ARENA_INIT;
		struct err err = ERR_INIT;
		struct spf_term term;
		bool is4 = memchr(part.ptr, ':', part.len) == NULL;
		char *text = arena_printf(&arena, "ip%d:%.*s", is4 ? 4 : 6,
		    (int)part.len, part.ptr);

		if (part.len > 0) {
			assert_int_equal(spf_parse_term(&arena,
					     slice_of(text), &term, &err),
			    ERR_OK);
			ipset_add_network(set, &term.network,
			    is4 ? term.prefix4 : term.prefix6);
		}
		arena_release(&arena);
	}
}

static void
expect_text(const struct ipset *set, const char *networks)
{
	struct arena arena = ARENA_INIT;
	const char *text = "";
	size_t count;
	const struct ip_network *list = ipset_networks(&arena, set, &count);

	for (size_t i = 0; i < count; i++) {
		char ip[IP_TEXT_MAX];

		ip_format(&list[i].ip, ip);
		text = arena_printf(&arena, "%s%s%s/%u", text,
		    i > 0 ? " " : "", ip, list[i].prefix);
	}
	assert_string_equal(text, networks);
	arena_release(&arena);
}

static void
joins_what_touches(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
	    {"", ""},
	    {"192.0.2.7", "192.0.2.7/32"},
	    {"192.0.2.1 192.0.2.0", "192.0.2.0/31"},
	    {"192.0.2.0/25 192.0.2.128/25", "192.0.2.0/24"},
	    {"192.0.2.0/24 192.0.2.9", "192.0.2.0/24"},
	    {"192.0.2.3 192.0.2.1", "192.0.2.1/32 192.0.2.3/32"},
	    {"192.0.2.1 192.0.2.2 192.0.2.3", "192.0.2.1/32 192.0.2.2/31"},
	    {"128.0.0.0/1 0.0.0.0/1", "0.0.0.0/0"},
	    {"255.255.255.255 0.0.0.0", "0.0.0.0/32 255.255.255.255/32"},
	    {"192.0.2.77/24", "192.0.2.0/24"},
	    {"2001:db8::/33 2001:db8:8000::/33", "2001:db8::/32"},
	    {"::/0 2001:db8::1", "::/0"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct ipset set = IPSET_INIT;

		add_text(&set, rows[i].in);
		expect_text(&set, rows[i].out);
		ipset_release(&set);
	}
}

static void
removes_keeps_and_compares(void **state)
{
	static const struct {
		const char *a, *b, *removed, *kept;
		bool holds;
	} rows[] = {
	    {"192.0.2.0/24", "", "192.0.2.0/24", "", true},
	    {"", "192.0.2.0/24", "", "", false},
	    {"192.0.2.0/30", "192.0.2.1", "192.0.2.0/32 192.0.2.2/31",
		"192.0.2.1/32", true},
	    {"192.0.2.0/24", "192.0.2.0/24", "", "192.0.2.0/24", true},
	    {"192.0.2.0/25", "192.0.2.0/24", "", "192.0.2.0/25", false},
	    {"0.0.0.0/0", "128.0.0.0/1", "0.0.0.0/1", "128.0.0.0/1", true},
	    {"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/1", true},
	    {"192.0.2.0/31 192.0.2.4/31", "192.0.2.1 192.0.2.2 192.0.2.4",
		"192.0.2.0/32 192.0.2.5/32", "192.0.2.1/32 192.0.2.4/32",
		false},
	    {"2001:db8::/127", "2001:db8::", "2001:db8::1/128",
		"2001:db8::/128", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct ipset a = IPSET_INIT, b = IPSET_INIT, c = IPSET_INIT;

		add_text(&a, rows[i].a);
		add_text(&b, rows[i].b);
		assert_int_equal(ipset_holds(&a, &b), rows[i].holds);
		ipset_add(&c, &a);
		ipset_keep(&c, &b);
		expect_text(&c, rows[i].kept);
		ipset_remove(&a, &b);
		expect_text(&a, rows[i].removed);
		ipset_release(&a);
		ipset_release(&b);
		ipset_release(&c);
	}
}

static void
counts_addresses_and_sites(void **state)
{
	static const struct {
		const char *in;
		unsigned prefix;
		uint64_t count;
	} rows[] = {
	    {"", 32, 0},
	    {"192.0.2.7", 32, 1},
	    {"192.0.2.0/24 198.51.100.0/25", 32, 384},
	    {"0.0.0.0/0", 32, UINT64_C(1) << 32},
	    {"2001:db8::1 2001:db8::5", 128, 2},
	    {"2001:db8::1 2001:db8::5", 64, 1},
	    {"2001:db8::1 2001:db8:0:1::5", 64, 2},
	    {"2001:db8::/32", 64, UINT64_C(1) << 32},
	    {"2001:db8::/64", 128, UINT64_MAX},
	    {"2001:db8::/65", 128, UINT64_C(1) << 63},
	    {"::/1", 64, UINT64_C(1) << 63},
	    {"::/0", 64, UINT64_MAX},
	    {"::/0", 128, UINT64_MAX},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct ipset set = IPSET_INIT;

		add_text(&set, rows[i].in);
		if (ipset_count(&set, rows[i].prefix) != rows[i].count)
			fail_msg("%s: %llu", rows[i].in,
			    (unsigned long long)ipset_count(
				&set, rows[i].prefix));
		ipset_release(&set);
	}
}

/* --- At random, within 192.0.2.0/24 ---------------------------------- */

static uint32_t seed;

static unsigned
draw(unsigned below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 16) % below;
}

static void
draw_set(struct ipset *set, bool has[256])
{
	memset(has, 0, 256);
	for (unsigned n = draw(6); n > 0; n--) {
		unsigned prefix = 24 + draw(9), host = draw(256);
		unsigned size = 1U << (32 - prefix);
		struct ip ip = {4, {192, 0, 2, (uint8_t)host}};

		ipset_add_network(set, &ip, prefix);
		memset(has + (host & ~(size - 1)), 1, size);
	}
}

static void
expect_members(const struct ipset *set, const bool has[256])
{
	uint64_t count = 0;

	for (unsigned i = 0; i < 256; i++) {
		struct ipset one = IPSET_INIT;
		struct ip ip = {4, {192, 0, 2, (uint8_t)i}};

		count += has[i];
		ipset_add_network(&one, &ip, 32);
		assert_int_equal(ipset_holds(set, &one), has[i]);
		ipset_release(&one);
	}
	assert_int_equal(ipset_count(set, 32), count);
}

static void
agrees_with_single_addresses(void **state)
{
	(void)state;
	for (seed = 1; seed < 400000; seed += 1000) {
		struct ipset a = IPSET_INIT, b = IPSET_INIT, sum = IPSET_INIT;
		bool in_a[256], in_b[256], want[256];

		draw_set(&a, in_a);
		draw_set(&b, in_b);
		ipset_add(&sum, &a);
		ipset_add(&sum, &b);
		for (int i = 0; i < 256; i++)
			want[i] = in_a[i] || in_b[i];
		expect_members(&sum, want);
		ipset_keep(&sum, &b);
		expect_members(&sum, in_b);
		ipset_remove(&a, &b);
		for (int i = 0; i < 256; i++)
			want[i] = in_a[i] && !in_b[i];
		expect_members(&a, want);
		ipset_release(&a);
		ipset_release(&b);
		ipset_release(&sum);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(joins_what_touches),
	    cmocka_unit_test(removes_keeps_and_compares),
	    cmocka_unit_test(counts_addresses_and_sites),
	    cmocka_unit_test(agrees_with_single_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
