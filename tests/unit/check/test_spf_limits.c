/* The limits of RFC 7208 section 4.6.4, to the last term. */
#include "tests/unit/check/spf_cases.h"

#define TEN                                             \
	"a:v4.org a:v4.org a:v4.org a:v4.org a:v4.org " \
	"a:v4.org a:v4.org a:v4.org a:v4.org a:v4.org "
#define NINE                                            \
	"a:v4.org a:v4.org a:v4.org a:v4.org a:v4.org " \
	"a:v4.org a:v4.org a:v4.org a:v4.org "
#define FOUR "a:v4.org a:v4.org a:v4.org a:v4.org "

static void
counts_ten_terms_over_all_records(void **state)
{
	static const struct expected rows[] = {
	    {A(NINE "a:host.org -all"), .result = SPF_PASS},
	    {A(TEN "-all"), .result = SPF_FAIL},
	    {A(TEN "a:host.org"), .result = SPF_PERMERROR, .detail = "10"},
	    {A(TEN "ip4:192.0.2.1 a:host.org"), .result = SPF_PASS},
	    {A(NINE "mx:mx.org"), .result = SPF_PASS},
	    {A(FOUR "include:b.org a:host.org") B(FOUR "-all"),
		.result = SPF_PASS},
	    {A(FOUR "include:b.org a:host.org") B(FOUR "a:v4.org -all"),
		.result = SPF_PERMERROR},
	    {A(FOUR "redirect=b.org") B(FOUR "a:host.org"), .result = SPF_PASS},
	    {A(FOUR "redirect=b.org") B(FOUR "a:v4.org a:host.org"),
		.result = SPF_PERMERROR},
	    {A(TEN "redirect=b.org") B("ip4:192.0.2.1"),
		.result = SPF_PERMERROR},
	    {A(NINE "redirect=b.org") B("ip4:192.0.2.1"), .result = SPF_PASS},
	    {A(NINE "include:b.org include:b.org") B("-all"),
		.result = SPF_PERMERROR},
	    {A(NINE "include:b.org -all exp=exp.org") B("-all") EXP("no"),
		.result = SPF_FAIL, .detail = "no"},
	    /* Even a name that cannot exist counts. */
	    {A(FOUR FOUR "a:%{l}..org a:host.org"), .result = SPF_PASS},
	    {A(TEN "a:%{l}..org ip4:192.0.2.1"), .result = SPF_PERMERROR},
	    /* ip4, ip6, all and exp do not. */
	    {A(TEN "ip4:192.0.2.2 ip6:::1 -all"), .result = SPF_FAIL},
	    {A("include:a.org"), .result = SPF_PERMERROR, .detail = "10"},
	    {A("redirect=a.org"), .result = SPF_PERMERROR, .detail = "10"},
	    {A("include:b.org") B("redirect=a.org"), .result = SPF_PERMERROR},
	};

	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

static void
allows_two_terms_that_find_nothing(void **state)
{
	static const struct expected rows[] = {
	    {A("a:x1.org a:x2.org a:host.org"), .result = SPF_PASS},
	    {A("a:x1.org a:x2.org a:x3.org a:host.org"),
		.result = SPF_PERMERROR, .detail = "2 look-ups"},
	    {A("a:x1.org a:x1.org a:x1.org -all"), .result = SPF_PERMERROR},
	    {A("exists:x1.org mx:x2.org a:host.org"), .result = SPF_PASS},
	    {A("exists:x1.org mx:x2.org mx:text.org a:host.org"),
		.result = SPF_PERMERROR},
	    {A("a:x1.org include:b.org a:host.org") B("a:x2.org -all"),
		.result = SPF_PASS},
	    {A("a:x1.org include:b.org a:host.org") B("a:x2.org a:x3.org -all"),
		.result = SPF_PERMERROR},
	    {A("a:v6.org a:text.org a:host.org"), .result = SPF_PASS},
	    {A("a:v4.org a:v4.org a:v4.org a:host.org"), HERE6,
		.result = SPF_PERMERROR},
	    /* It is terms that are counted, not queries. */
	    {A("mx:lost.org a:x1.org a:host.org"), .result = SPF_PASS},
	    {A("mx:lost.org a:x1.org a:x2.org a:host.org"),
		.result = SPF_PERMERROR},
	    {A("ptr ptr:b.org a:host.org"), .result = SPF_PASS},
	    {A("ptr ptr:b.org ptr:c.org a:host.org"), .result = SPF_PERMERROR},
	    /* Names that cannot exist are not asked for. */
	    {A("a:%{l}..org a:%{l}..org a:%{l}..org a:host.org"),
		.result = SPF_PASS},
	    /* The term that matches last is not one of them. */
	    {A("a:x1.org a:x2.org mx:mx10.org -all"), .result = SPF_PASS},
	    {A("a:x1.org a:x2.org redirect=b.org") B("ip4:192.0.2.1"),
		.result = SPF_PASS},
	};

	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

static void
limits_exchangers_and_names(void **state)
{
	static const char names[] =
	    "1.2.0.192.in-addr.arpa. PTR p1.org.\n"
	    "1.2.0.192.in-addr.arpa. PTR p2.org.\n"
	    "1.2.0.192.in-addr.arpa. PTR p3.org.\n"
	    "1.2.0.192.in-addr.arpa. PTR p4.org.\n"
	    "1.2.0.192.in-addr.arpa. PTR p5.org.\n"
	    "1.2.0.192.in-addr.arpa. PTR p6.org.\n"
	    "1.2.0.192.in-addr.arpa. PTR p7.org.\n"
	    "1.2.0.192.in-addr.arpa. PTR p8.org.\n"
	    "1.2.0.192.in-addr.arpa. PTR x.silent.\n"
	    "1.2.0.192.in-addr.arpa. PTR tenth.b.org.\n"
	    "1.2.0.192.in-addr.arpa. PTR eleventh.c.org.\n"
	    "tenth.b.org. A 192.0.2.1\neleventh.c.org. A 192.0.2.1\n";
	static const struct expected mx[] = {
	    {A("mx:mx10.org -all"), .result = SPF_PASS},
	    {A("mx:mx11.org -all"), .result = SPF_PERMERROR},
	    {A("mx:nomx.org -all"), .result = SPF_FAIL},
	    {A("mx:half.org -all"), .result = SPF_TEMPERROR},
	    {A("mx:late.org -all"), .result = SPF_PASS},
	    /* No implicit MX, section 5.4. */
	    {A("mx:host.org -all"), .result = SPF_FAIL},
	};
	static const struct {
		const char *record;
		enum spf_result result;
	} ptr[] = {
	    {A("ptr:b.org -all"), SPF_PASS},
	    {A("ptr:org -all"), SPF_PERMERROR},
	    {A("ptr:tenth.b.org -all"), SPF_PASS},
	    {A("ptr:nth.b.org -all"), SPF_FAIL},
	    {A("ptr:c.org -all"), SPF_FAIL},
	    {A("exists:%{p}.p.org -all") "tenth.b.org.p.org. A 1.1.1.1\n",
		SPF_PASS},
	};
	char zone[2048];

	(void)state;
	expect_all(mx, COUNT_OF(mx));
	for (size_t i = 0; i < COUNT_OF(ptr); i++) {
		struct expected row = {.zone = zone, .result = ptr[i].result};

		(void)snprintf(
		    zone, sizeof(zone), "%s%s", ptr[i].record, names);
		expect(&row);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_ten_terms_over_all_records),
	    cmocka_unit_test(allows_two_terms_that_find_nothing),
	    cmocka_unit_test(limits_exchangers_and_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
