#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "wizard/io/spf_lines.h"

static void
reads_questions(void **state)
{
	static const struct {
		const char *line;
		uint16_t type;
		const char *name;
	} lines[] = {
	    {"Q A a.example", DNS_A, "a.example"},
	    {"Q AAAA a.example", DNS_AAAA, "a.example"},
	    {"Q MX A.Example.", DNS_MX, "a.example"},
	    {"Q PTR 1.2.0.192.in-addr.arpa", DNS_PTR, "1.2.0.192.in-addr.arpa"},
	    {"Q TXT a\\032b._spf.example", DNS_TXT, "a\\032b._spf.example"},
	};
	struct spf_line line;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		assert_true(spf_line_read(slice_of(lines[i].line), &line));
		assert_int_equal(line.kind, SPF_LINE_QUESTION);
		assert_int_equal(line.type, lines[i].type);
		assert_string_equal(line.name.text, lines[i].name);
	}
}

static void
reads_every_result(void **state)
{
	static const struct {
		const char *line;
		enum spf_result result;
	} lines[] = {
	    {"R none x", SPF_NONE},
	    {"R neutral x", SPF_NEUTRAL},
	    {"R pass x", SPF_PASS},
	    {"R fail x", SPF_FAIL},
	    {"R softfail x", SPF_SOFTFAIL},
	    {"R temperror x", SPF_TEMPERROR},
	    {"R permerror x", SPF_PERMERROR},
	};
	struct spf_line line;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		assert_true(spf_line_read(slice_of(lines[i].line), &line));
		assert_int_equal(line.kind, SPF_LINE_RESULT);
		assert_int_equal(line.result, lines[i].result);
		assert_string_equal(line.reason, "x");
	}
	assert_true(spf_line_read(slice_of("X why not"), &line));
	assert_int_equal(line.kind, SPF_LINE_SURRENDER);
	assert_string_equal(line.reason, "why not");
}

static void
refuses_all_else(void **state)
{
	static const char *const lines[] = {
	    "",
	    " ",
	    "Q",
	    "Q A",
	    "Q A ",
	    "Q A .",
	    "Q A a..example",
	    "Q A a.example ",
	    "Q A  a.example",
	    "Q A a.example b",
	    "Q a a.example",
	    "Q SPF a.example",
	    "Q CNAME a.example",
	    "Q 1 a.example",
	    "Q A a\x01.example",
	    "q A a.example",
	    "QQ A a.example",
	    "R",
	    "R pass",
	    "R Pass x",
	    "R (invalid) x",
	    "R pass a\tb",
	    "R pass a\x7f",
	    "R pass \xe5\x8d\xb0",
	    "X",
	    "A OK 0 0",
	};
	struct spf_line line;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (spf_line_read(slice_of(lines[i]), &line))
			fail_msg("%s", lines[i]);
}

static void
bounds_the_reason(void **state)
{
	char text[2 + SPF_REASON_MAX + 2] = "X ";
	struct spf_line line;

	(void)state;
	memset(text + 2, 'x', SPF_REASON_MAX + 1);
	assert_false(spf_line_read(slice_of(text), &line));
	text[2 + SPF_REASON_MAX] = '\0';
	assert_true(spf_line_read(slice_of(text), &line));
	assert_int_equal(strlen(line.reason), SPF_REASON_MAX);
}

static const struct {
	const char *ip, *helo, *from;
	const char *line; /* "": the sender has no domain */
} requests[] = {
    {"192.0.2.1", "h.example", "a@B.Example",
        "E 192.0.2.1 h.example a@b.example\n"},
    {"2001:db8::1", "h\n.example", "a b\\@c.example",
        "E 2001:db8::1 h\\010.example a\\032b\\092@c.example\n"},
    {"::ffff:192.0.2.1", "", "a@b@c.example",
        "E 192.0.2.1 unknown a@b@c.example\n"},
    {"192.0.2.1", "h.example", "",
        "E 192.0.2.1 h.example postmaster@h.example\n"},
    {"192.0.2.1", "h.example", "c.example",
        "E 192.0.2.1 h.example postmaster@c.example\n"},
    {"192.0.2.1", "h.example", "@c.example",
        "E 192.0.2.1 h.example postmaster@c.example\n"},
    {"192.0.2.1", "localhost", "", ""},
    {"192.0.2.1", "", "", ""},
    {"192.0.2.1", "h.example", "a@", ""},
    {"192.0.2.1", "h.example", "a@b..example", ""},
};

static void
writes_a_request_on_one_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(requests); i++) {
		struct spf_request request = {
		    .helo = requests[i].helo, .mail_from = requests[i].from};
		struct buf out = BUF_INIT;

		assert_true(ip_parse(slice_of(requests[i].ip), &request.ip));
		assert_int_equal(spf_line_request(&out, &request),
		    requests[i].line[0] != '\0');
		assert_string_equal(buf_text(&out), requests[i].line);
		buf_release(&out);
	}
}

static void
refuses_an_endless_sender(void **state)
{
	char from[SPF_SENDER_MAX + 32];
	struct spf_request request = {.helo = "h.example", .mail_from = from};
	struct buf out = BUF_INIT;

	(void)state;
	memset(from, 'x', sizeof(from));
	memcpy(from + sizeof(from) - 11, "@b.example", 11);
	assert_true(ip_parse(slice_of("192.0.2.1"), &request.ip));
	assert_false(spf_line_request(&out, &request));
	assert_int_equal(out.len, 0);
}

static const struct dns_rr texts[] = {
    {.type = DNS_TXT, .ttl = 300, .text = {"hello", 5}},
    {.type = DNS_TXT, .ttl = 200, .text = {"v=spf1 -all", 11}},
    {.type = DNS_CNAME, .ttl = 1, .target = "a.example"},
};
static const struct dns_rr hosts[] = {
    {.type = DNS_MX, .ttl = 300, .target = ""},
    {.type = DNS_MX, .ttl = 4000000000U, .target = "a\\.b.example"},
    {.type = DNS_MX, .ttl = 4000000000U, .target = "mx.example"},
};
static const struct dns_rr addresses[] = {
    {.type = DNS_A, .ttl = 60, .address = {4, {192, 0, 2, 1}}},
    {.type = DNS_A, .ttl = 50, .address = {4, {192, 0, 2, 2}}},
};

static const struct {
	enum dns_type type;
	struct dns_answer answer;
	const char *lines;
} answers[] = {
    {DNS_TXT, {.status = DNS_OK, .rr = texts, .count = 3},
        "A OK 200 1\nD 11 v=spf1\\032-all\n"},
    {DNS_TXT, {.status = DNS_OK, .rr = texts, .count = 1},
        "A NODATA 2147483647 0\n"},
    {DNS_MX, {.status = DNS_OK, .rr = hosts, .count = 3},
        "A OK 2147483647 1\nD 10 mx.example\n"},
    {DNS_A, {.status = DNS_OK, .rr = addresses, .count = 2},
        "A OK 50 2\nD 9 192.0.2.1\nD 9 192.0.2.2\n"},
    {DNS_A, {.status = DNS_NODATA, .negative_ttl = 30}, "A NODATA 30 0\n"},
    {DNS_A, {.status = DNS_NXDOMAIN, .negative_ttl = 4000000000U},
        "A NXDOMAIN 2147483647 0\n"},
    {DNS_A, {.status = DNS_SERVFAIL}, "A FAIL 0 0\n"},
    {DNS_A, {.status = DNS_TIMEOUT}, "A FAIL 0 0\n"},
    {DNS_A, {.status = DNS_MALFORMED}, "A FAIL 0 0\n"},
};

static void
writes_what_libspf2_may_see_of_an_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		struct buf out = BUF_INIT;

		spf_line_answer(
		    &out, (uint16_t)answers[i].type, &answers[i].answer);
		assert_string_equal(out.data, answers[i].lines);
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_questions),
	    cmocka_unit_test(reads_every_result),
	    cmocka_unit_test(refuses_all_else),
	    cmocka_unit_test(bounds_the_reason),
	    cmocka_unit_test(writes_a_request_on_one_line),
	    cmocka_unit_test(refuses_an_endless_sender),
	    cmocka_unit_test(writes_what_libspf2_may_see_of_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
