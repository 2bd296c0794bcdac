#include "wizard/record/zonefile.h"

#include <stdlib.h>

#include "tests/unit/scratch.h"

#define L10 "abcdefghij"
#define L50 L10 L10 L10 L10 L10
#define L250 L50 L50 L50 L50 L50

static struct zone
parse(const char *text, const char *origin)
{
	struct zone zone = {.count = 0};
	struct err err = ERR_INIT;

	if (zonefile_parse(&arena, slice_of(text), origin, &zone, &err) !=
	    ERR_OK)
		fail_msg("%s", err.msg);
	return zone;
}

static const char file[] = "; the whole zone\n"
			   "$TTL 1h\n"
			   "@\tIN\tSOA\tns1 hostmaster (\n"
			   "\t7 ; serial ) \"\n"
			   "\t2h 15m 2w\n"
			   "\t300 )   ; minimum\n"
			   "\n"
			   "\tNS ns1\n"
			   "\t60 IN NS ns2.example.net.\n"
			   "ns1 IN 120 A 192.0.2.1\n"
			   "    AAAA 2001:db8::1\r\n"
			   "@ MX 10 mail\n"
			   "@ MX 0 .\n"
			   "@ TXT ( \"v=spf1 \"  ; half\n"
			   "        \"-all\" )\n"
			   "$ORIGIN sub\n"
			   "www CNAME @\n"
			   "$ORIGIN other.jp.\n"
			   "_dmarc TXT v=DMARC1\\;\\ p=none\n"
			   "_25._tcp TLSA 3 1 1 a1b2\n"
			   "b TYPE65400 \\# 2 0102\n"
			   "c TYPE16 \\# 3 026162\n";

static void
whole_file_is_read(void **state)
{
	static const struct {
		const char *owner;
		uint16_t type;
		uint32_t ttl;
		const char *target, *text;
	} rows[] = {
	    {"example.jp", DNS_SOA, 3600, "ns1.example.jp", NULL},
	    {"example.jp", DNS_NS, 3600, "ns1.example.jp", NULL},
	    {"example.jp", DNS_NS, 60, "ns2.example.net", NULL},
	    {"ns1.example.jp", DNS_A, 120, NULL, NULL},
	    {"ns1.example.jp", DNS_AAAA, 3600, NULL, NULL},
	    {"example.jp", DNS_MX, 3600, "mail.example.jp", NULL},
	    {"example.jp", DNS_MX, 3600, "", NULL},
	    {"example.jp", DNS_TXT, 3600, NULL, "v=spf1 -all"},
	    {"www.sub.example.jp", DNS_CNAME, 3600, "sub.example.jp", NULL},
	    {"_dmarc.other.jp", DNS_TXT, 3600, NULL, "v=DMARC1; p=none"},
	    {"_25._tcp.other.jp", DNS_TLSA, 3600, NULL, NULL},
	    {"b.other.jp", 65400, 3600, NULL, NULL},
	    {"c.other.jp", DNS_TXT, 3600, NULL, "ab"},
	};
	struct zone zone = parse(file, "Example.JP.");

	(void)state;
	assert_string_equal(zone.apex, "example.jp");
	assert_int_equal(zone.count, COUNT_OF(rows));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct dns_rr *rr = &zone.rr[i];

		assert_string_equal(rr->owner, rows[i].owner);
		assert_int_equal(rr->type, rows[i].type);
		assert_int_equal(rr->ttl, rows[i].ttl);
		if (rows[i].target != NULL)
			assert_string_equal(rr->target, rows[i].target);
		if (rows[i].text != NULL)
			assert_true(slice_is(rr->text, rows[i].text));
	}
	assert_int_equal(zone.rr[0].soa_serial, 7);
	assert_int_equal(zone.rr[0].soa_minimum, 300);
	assert_int_equal(zone.rr[7].strings, 2);
	assert_memory_equal(zone.rr[10].raw.ptr, "\3\1\1\xa1\xb2", 5);
}

static void
quoted_text_is_octets(void **state)
{
	static const struct {
		const char *text, *value;
		size_t len;
	} rows[] = {
	    {"a TXT \"a;b(c)d\"", "a;b(c)d", 7},
	    {"a TXT \"a\\\"b\\\\c\"", "a\"b\\c", 5},
	    {"a TXT \"\\000\\255\\009\"", "\0\377\t", 3},
	    {"a TXT \"caf\303\251\"", "caf\303\251", 5},
	    {"a TXT \"a\tb\"", "a\tb", 3},
	    {"a TXT \"\"", "", 0},
	    {"a TXT a b c", "abc", 3},
	    {"a TXT \"a\" b \"c\"", "abc", 3},
	    {"a TXT \" a \" \" b\"", " a  b", 5},
	    {"a TXT a\\;b ; c", "a;b", 3},
	    {"a TXT \\\"a\\\"", "\"a\"", 3},
	    {"a TXT \"" L250 "abcde\"", L250 "abcde", 255},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct zone zone = parse(rows[i].text, "jp");

		assert_int_equal(zone.count, 1);
		assert_string_equal(zone.rr[0].owner, "a.jp");
		assert_int_equal(zone.rr[0].text.len, rows[i].len);
		assert_memory_equal(
		    zone.rr[0].text.ptr, rows[i].value, rows[i].len);
	}
}

static void
owners_and_origins(void **state)
{
	static const struct {
		const char *text, *origin, *owner;
	} rows[] = {
	    {"a A 192.0.2.1", "", "a"},
	    {"@ A 192.0.2.1", "", ""},
	    {"@ A 192.0.2.1", "jp", "jp"},
	    {" A 192.0.2.1", "jp", "jp"},
	    {"A.B A 192.0.2.1", "jp", "a.b.jp"},
	    {"a. A 192.0.2.1", "jp", "a"},
	    {"a\\.b A 192.0.2.1", "jp", "a\\.b.jp"},
	    {"* A 192.0.2.1", "jp", "*.jp"},
	    {"$ORIGIN x\n$ORIGIN y ; comment\n@ A 192.0.2.1", "jp", "y.x.jp"},
	    {"$origin x.\na A 192.0.2.1", "jp", "a.x"},
	    {"$ORIGIN .\na A 192.0.2.1", "jp", "a"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct zone zone = parse(rows[i].text, rows[i].origin);

		assert_int_equal(zone.count, 1);
		assert_string_equal(zone.rr[0].owner, rows[i].owner);
	}
}

static void
ttl_is_inherited(void **state)
{
	static const struct {
		const char *text;
		uint32_t ttl; /* of the last record */
	} rows[] = {
	    {"a A 192.0.2.1", 3600},
	    {"a 60 A 192.0.2.1\nb A 192.0.2.1", 60},
	    {"$TTL 5\na 60 A 192.0.2.1\nb A 192.0.2.1", 5},
	    {"$TTL 1h30m\na A 192.0.2.1", 5400},
	    {"$TTL 0\na A 192.0.2.1", 0},
	    {"a 0 A 192.0.2.1\nb A 192.0.2.1", 0},
	    {"a 1w2D3h4m5s A 192.0.2.1", 788645},
	    {"a 4294967295 IN A 192.0.2.1", UINT32_MAX},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct zone zone = parse(rows[i].text, "jp");

		assert_int_equal(zone.rr[zone.count - 1].ttl, rows[i].ttl);
	}
}

static void
empty_text_is_an_empty_zone(void **state)
{
	static const char *const rows[] = {
	    "", "\n", "  \n\t\n", "; only a comment", "$TTL 60\n", "(\n)\n"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct zone zone = parse(rows[i], "example.jp");

		assert_int_equal(zone.count, 0);
		assert_string_equal(zone.apex, "example.jp");
	}
}

static void
other_classes_are_left_out(void **state)
{
	struct zone zone = parse("a CH TXT x\nb IN TXT y\n", "jp");

	(void)state;
	assert_int_equal(zone.count, 1);
	assert_string_equal(zone.rr[0].owner, "b.jp");
}

static void
faults_name_their_line(void **state)
{
	static const struct {
		const char *text, *message;
		size_t offset;
	} rows[] = {
	    {"a A 192.0.2.1\nb A 192.0.2\n", "Line 2 of the zone: the value",
		14},
	    {"a TXT (\n\"x\"\n)\n\nb A x", "Line 5 of", 15},
	    {"a TXT (\n\"x\"\n", "Line 1 of the zone: a ( is opened", 0},
	    {"a TXT x )", "a ) stands here", 0},
	    {"\na TXT \"x\nb A 192.0.2.1", "Line 2 of the zone: a quote", 1},
	    {"a TXT \"x\\\"\n", "a quote is opened", 0},
	    {"a TXT \"" L250 "abcdef\"", "the value does not fit", 0},
	    {"a BOGUS x", "not known", 0},
	    {"a A", "is missing", 0},
	    {"a MX 10", "is missing", 0},
	    {"a", "is missing", 0},
	    {"a 60", "is missing", 0},
	    {"a IN", "is missing", 0},
	    {"a 60 IN", "is missing", 0},
	    {"a 60 IN ABCDEFGHIJKLMNOPQRSTUVWXYZ x", "not known", 0},
	    {"$ORIGIN", "$ORIGIN needs", 0},
	    {"$ORIGIN a..b", "$ORIGIN needs", 0},
	    {"$TTL", "$TTL needs", 0},
	    {"$TTL x", "$TTL needs", 0},
	    {"$TTL 1x", "$TTL needs", 0},
	    {"$TTL -1", "$TTL needs", 0},
	    {"$TTL 4294967296", "$TTL needs", 0},
	    {"a 99999999999 A 192.0.2.1", "", 0},
	    {"$TTL 3600 x", "$TTL needs", 0},
	    {"$INCLUDE /etc/passwd", "$INCLUDE is not followed", 0},
	    {"$GENERATE 1-9 a$ A 192.0.2.$", "not known", 0},
	    {L50 L10 L10 " A 192.0.2.1", "", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct zone zone = {.count = 4711};
		struct err err = ERR_INIT;

		assert_int_equal(zonefile_parse(&arena, slice_of(rows[i].text),
				     "jp", &zone, &err),
		    ERR_SYNTAX);
		if (strstr(err.msg, rows[i].message) == NULL ||
		    strncmp(err.msg, "Line ", 5) != 0)
			fail_msg("%s: %s", rows[i].text, err.msg);
		assert_int_equal(err.offset, rows[i].offset);
		assert_int_equal(zone.count, 4711);
	}
}

static void
nul_and_oversize_are_refused(void **state)
{
	struct zone zone;
	struct err err;
	char *large = calloc(1, ZONEFILE_MAX + 1);

	(void)state;
	assert_int_equal(zonefile_parse(&arena, (struct slice) {"a TXT \0", 7},
			     "jp", &zone, &err),
	    ERR_SYNTAX);
	assert_int_equal(
	    zonefile_parse(
		&arena, (struct slice) {"a TXT \"\0\"", 9}, "jp", &zone, &err),
	    ERR_SYNTAX);
	assert_non_null(large);
	memset(large, '\n', ZONEFILE_MAX + 1);
	assert_int_equal(
	    zonefile_parse(&arena, (struct slice) {large, ZONEFILE_MAX}, "jp",
		&zone, &err),
	    ERR_OK);
	assert_int_equal(
	    zonefile_parse(&arena, (struct slice) {large, ZONEFILE_MAX + 1},
		"jp", &zone, &err),
	    ERR_LIMIT);
	free(large);
	assert_int_equal(
	    zonefile_parse(&arena, slice_of(""), "a..b", &zone, &err),
	    ERR_SYNTAX);
}

static void
txt_values_are_split_and_quoted(void **state)
{
	static const struct {
		const char *value, *quoted, *one;
	} rows[] = {
	    {"", "\"\"", "\"\""},
	    {"v=spf1 -all", "\"v=spf1 -all\"", "\"v=spf1 -all\""},
	    {"a\"b\\c", "\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\""},
	    {"a\tb\177\303\251", "\"a\\009b\\127\\195\\169\"",
		"\"a\\009b\\127\\195\\169\""},
	    {L250 "abcde", "\"" L250 "abcde\"", "\"" L250 "abcde\""},
	    {L250 "abcdef", "\"" L250 "abcde\" \"f\"", "\"" L250 "abcdef\""},
	    {L250 "abcde" L250 "abcde!",
		"\"" L250 "abcde\" \"" L250 "abcde\" \"!\"",
		"\"" L250 "abcde" L250 "abcde!\""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice value = slice_of(rows[i].value);

		assert_string_equal(
		    zonefile_quote_txt(&arena, value), rows[i].quoted);
		assert_string_equal(
		    zonefile_quote_one(&arena, value), rows[i].one);
	}
}

static void
parts_are_at_most_255_octets(void **state)
{
	struct text_parts parts;

	(void)state;
	parts = zonefile_split_txt(&arena, slice_of(""));
	assert_int_equal(parts.count, 1);
	assert_int_equal(parts.part[0].len, 0);
	parts = zonefile_split_txt(&arena, slice_of(L250 L250 L10 "a"));
	assert_int_equal(parts.count, 3);
	assert_int_equal(parts.part[0].len, 255);
	assert_int_equal(parts.part[1].len, 255);
	assert_true(slice_is(parts.part[2], "a"));
}

static void
every_octet_survives_printing_and_reading(void **state)
{
	char value[600];
	struct zone zone;
	const char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(value); i++)
		value[i] = (char)(i * 7);
	text = arena_printf(&arena, "a TXT %s",
	    zonefile_quote_txt(&arena, (struct slice) {value, sizeof(value)}));
	zone = parse(text, "jp");
	assert_int_equal(zone.rr[0].strings, 3);
	assert_int_equal(zone.rr[0].text.len, sizeof(value));
	assert_memory_equal(zone.rr[0].text.ptr, value, sizeof(value));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(whole_file_is_read),
	    cmocka_unit_test(quoted_text_is_octets),
	    cmocka_unit_test(owners_and_origins),
	    cmocka_unit_test(ttl_is_inherited),
	    cmocka_unit_test(empty_text_is_an_empty_zone),
	    cmocka_unit_test(other_classes_are_left_out),
	    cmocka_unit_test(faults_name_their_line),
	    cmocka_unit_test(nul_and_oversize_are_refused),
	    cmocka_unit_test(txt_values_are_split_and_quoted),
	    cmocka_unit_test(parts_are_at_most_255_octets),
	    cmocka_unit_test(every_octet_survives_printing_and_reading),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
