#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/record/zonefile.h"

static const char jp[] = "$TTL 600\n"
			 "@ SOA ns1 root 1 2 3 4 300\n"
			 "@ NS ns1\n"
			 "@ TXT \"v=spf1 -all\"\n"
			 "@ TXT \"other\"\n"
			 "ns1 A 192.0.2.1\n"
			 "www CNAME ns1\n"
			 "out CNAME host.example.net.\n"
			 "far CNAME host.example.org.\n"
			 "gone CNAME nowhere\n"
			 "loop CNAME loop\n"
			 "a.empty A 192.0.2.2\n"
			 "*.wild TXT \"w\"\n"
			 "known.wild A 192.0.2.3\n"
			 "deep.known.wild A 192.0.2.3\n"
			 "*.alias CNAME ns1\n"
			 "x.*.star A 192.0.2.4\n"
			 "sub NS ns.sub\n"
			 "sub DS 1 13 2 0102\n"
			 "ns.sub A 192.0.2.5\n"
			 "ns.deeper.sub NS ns.sub\n"
			 "child NS ns.child\n";

static const char net[] = "@ 600 SOA ns1 root 1 2 3 4 60\n"
			  "host TXT \"n\"\n"
			  "back CNAME www.example.jp.\n";

static const char child[] = "@ 600 SOA ns1 root 1 2 3 4 5\n"
			    "x TXT \"c\"\n";

static struct arena arena;
static struct zone zones[3];

static int
setup(void **state)
{
	static const struct {
		const char *text, *origin;
	} rows[] = {{jp, "example.jp"}, {net, "example.net"},
	    {child, "child.example.jp"}};
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (zonefile_parse(&arena, slice_of(rows[i].text),
			rows[i].origin, &zones[i], &err) != ERR_OK)
			return -1;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const struct dns_answer *
ask(const char *name, uint16_t type)
{
	return zonefile_answer(&arena, zones, COUNT_OF(zones), name, type);
}

static const struct {
	const char *name;
	uint16_t type;
	enum dns_status status;
	size_t count, cnames;
	const char *soa;
} questions[] = {
    {"example.jp", DNS_TXT, DNS_OK, 2, 0, NULL},
    {"EXAMPLE.jp", DNS_SOA, DNS_OK, 1, 0, NULL},
    {"example.jp", DNS_NS, DNS_OK, 1, 0, NULL},
    {"example.jp", DNS_MX, DNS_NODATA, 0, 0, "example.jp"},
    {"none.example.jp", DNS_A, DNS_NXDOMAIN, 0, 0, "example.jp"},
    {"a.b.none.example.jp", DNS_A, DNS_NXDOMAIN, 0, 0, "example.jp"},
    {"www.example.jp", DNS_A, DNS_OK, 1, 1, NULL},
    {"www.example.jp", DNS_CNAME, DNS_OK, 1, 0, NULL},
    {"www.example.jp", DNS_MX, DNS_NODATA, 0, 1, "example.jp"},
    {"gone.example.jp", DNS_A, DNS_NXDOMAIN, 0, 1, "example.jp"},
    /* across zones, and out of them */
    {"out.example.jp", DNS_TXT, DNS_OK, 1, 1, NULL},
    {"out.example.jp", DNS_A, DNS_NODATA, 0, 1, "example.net"},
    {"back.example.net", DNS_A, DNS_OK, 1, 2, NULL},
    {"far.example.jp", DNS_A, DNS_REFUSED, 0, 1, NULL},
    {"example.org", DNS_A, DNS_REFUSED, 0, 0, NULL},
    {"jp", DNS_A, DNS_REFUSED, 0, 0, NULL},
    {"", DNS_NS, DNS_REFUSED, 0, 0, NULL},
    {"notexample.jp", DNS_A, DNS_REFUSED, 0, 0, NULL},
    /* empty non-terminals, RFC 8020 */
    {"empty.example.jp", DNS_A, DNS_NODATA, 0, 0, "example.jp"},
    {"b.empty.example.jp", DNS_A, DNS_NXDOMAIN, 0, 0, "example.jp"},
    /* wildcards, RFC 4592 section 3.3.1 */
    {"any.wild.example.jp", DNS_TXT, DNS_OK, 1, 0, NULL},
    {"a.b.c.wild.example.jp", DNS_TXT, DNS_OK, 1, 0, NULL},
    {"any.wild.example.jp", DNS_A, DNS_NODATA, 0, 0, "example.jp"},
    {"wild.example.jp", DNS_TXT, DNS_NODATA, 0, 0, "example.jp"},
    {"*.wild.example.jp", DNS_TXT, DNS_OK, 1, 0, NULL},
    {"known.wild.example.jp", DNS_TXT, DNS_NODATA, 0, 0, "example.jp"},
    {"x.known.wild.example.jp", DNS_TXT, DNS_NXDOMAIN, 0, 0, "example.jp"},
    {"x.alias.example.jp", DNS_A, DNS_OK, 1, 1, NULL},
    {"any.star.example.jp", DNS_A, DNS_NODATA, 0, 0, "example.jp"},
    /* delegations */
    {"sub.example.jp", DNS_A, DNS_NODATA, 0, 0, NULL},
    {"sub.example.jp", DNS_NS, DNS_NODATA, 0, 0, NULL},
    {"sub.example.jp", DNS_DS, DNS_OK, 1, 0, NULL},
    {"ns.sub.example.jp", DNS_A, DNS_NODATA, 0, 0, NULL},
    {"x.child.example.jp", DNS_TXT, DNS_OK, 1, 0, NULL},
    {"y.child.example.jp", DNS_TXT, DNS_NXDOMAIN, 0, 0, "child.example.jp"},
};

static void
answers_as_a_name_server_would(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(questions); i++) {
		const struct dns_answer *answer =
		    ask(questions[i].name, questions[i].type);

		if (answer->status != questions[i].status ||
		    answer->count != questions[i].count ||
		    answer->cnames != questions[i].cnames)
			fail_msg("%s: %s", questions[i].name,
			    dns_status_word(answer->status));
		if (questions[i].soa == NULL)
			assert_null(answer->soa_owner);
		else
			assert_string_equal(
			    answer->soa_owner, questions[i].soa);
	}
}

static void
rcode_and_flags_fit_the_status(void **state)
{
	(void)state;
	assert_int_equal(ask("example.jp", DNS_TXT)->rcode, 0);
	assert_true(ask("example.jp", DNS_TXT)->authoritative);
	assert_int_equal(ask("none.example.jp", DNS_TXT)->rcode, 3);
	assert_int_equal(ask("example.org", DNS_TXT)->rcode, 5);
	assert_int_equal(ask("example.jp", DNS_MX)->rcode, 0);
	assert_int_equal(ask("example.jp", DNS_MX)->negative_ttl, 300);
	assert_int_equal(ask("none.example.net", DNS_MX)->negative_ttl, 60);
}

static void
wildcard_answers_under_the_asked_name(void **state)
{
	const struct dns_answer *answer = ask("any.wild.example.jp", DNS_TXT);

	(void)state;
	assert_string_equal(answer->rr[0].owner, "any.wild.example.jp");
	assert_true(slice_is(answer->rr[0].text, "w"));
	answer = ask("x.alias.example.jp", DNS_A);
	assert_string_equal(answer->cname[0].owner, "x.alias.example.jp");
	assert_string_equal(answer->cname[0].target, "ns1.example.jp");
	assert_string_equal(answer->rr[0].owner, "ns1.example.jp");
}

static void
referral_comes_from_the_highest_cut(void **state)
{
	const struct dns_answer *answer =
	    ask("a.ns.deeper.sub.example.jp", DNS_A);

	(void)state;
	assert_int_equal(answer->status, DNS_NODATA);
	assert_false(answer->authoritative);
	assert_int_equal(answer->authorities, 1);
	assert_string_equal(answer->authority[0].owner, "sub.example.jp");
	assert_string_equal(answer->authority[0].target, "ns.sub.example.jp");
}

static void
loop_is_servfail(void **state)
{
	const struct dns_answer *answer = ask("loop.example.jp", DNS_A);

	(void)state;
	assert_int_equal(answer->status, DNS_SERVFAIL);
	assert_int_equal(answer->rcode, 2);
	assert_int_equal(answer->count, 0);
}

static void
chain_has_a_bound(void **state)
{
	char text[1024] = "c16 A 192.0.2.1\n";
	size_t n = strlen(text);
	struct zone zone;
	struct err err;

	(void)state;
	for (int i = -1; i < 16; i++)
		n += (size_t)snprintf(
		    text + n, sizeof(text) - n, "c%d CNAME c%d\n", i, i + 1);
	assert_int_equal(
	    zonefile_parse(&arena, slice_of(text), "jp", &zone, &err), ERR_OK);
	assert_int_equal(
	    zonefile_answer(&arena, &zone, 1, "c0.jp", DNS_A)->status, DNS_OK);
	assert_int_equal(
	    zonefile_answer(&arena, &zone, 1, "c-1.jp", DNS_A)->status,
	    DNS_SERVFAIL);
}

static void
zone_without_soa_denies_without_soa(void **state)
{
	struct zone zone;
	struct err err;
	const struct dns_answer *answer;

	(void)state;
	assert_int_equal(zonefile_parse(&arena, slice_of("a A 192.0.2.1"), "jp",
			     &zone, &err),
	    ERR_OK);
	answer = zonefile_answer(&arena, &zone, 1, "b.jp", DNS_A);
	assert_int_equal(answer->status, DNS_NXDOMAIN);
	assert_null(answer->soa_owner);
	assert_int_equal(answer->authorities, 0);
	assert_int_equal(answer->negative_ttl, 0);
	assert_int_equal(
	    zonefile_answer(&arena, NULL, 0, "b.jp", DNS_A)->status,
	    DNS_REFUSED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers_as_a_name_server_would),
	    cmocka_unit_test(rcode_and_flags_fit_the_status),
	    cmocka_unit_test(wildcard_answers_under_the_asked_name),
	    cmocka_unit_test(referral_comes_from_the_highest_cut),
	    cmocka_unit_test(loop_is_servfail),
	    cmocka_unit_test(chain_has_a_bound),
	    cmocka_unit_test(zone_without_soa_denies_without_soa),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
