#include "tests/unit/check/scene.h"

#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define I SEVERITY_INFO
#define U SEVERITY_UNKNOWN

#define MAIL "mail.example.org. A 192.0.2.25\n"

static const struct host_facts localhost = {
    .known = true, .hostname = "server", .mta_hello = "localhost"};

static const struct expectation rows[] = {
    {{.mx = MAIL}, "MX-01", E, "neither MX records nor an address"},
    {{.mx = MAIL "example.org. A 192.0.2.25\n"}, "MX-01", W, "own address"},
    {{.silent = "example.org"}, "MX-01", U, "MX record of example.org"},
    {{.mx = "example.org. MX 10 gone.example.\n" MAIL}, "MX-02", E,
	"gone.example"},
    {{.mx = "example.org. MX 10 gone.example.\n" MAIL,
	 .silent = "gone.example"},
	"MX-02", U, "gone.example"},
    {{.mx = "example.org. MX 10 mx.example.org.\n"
	    "mx.example.org. CNAME mail.example.org.\n" MAIL},
	"MX-03", E, "alias for mail.example.org"},
    {{.mx = "example.org. MX 10 192.0.2.25.\n" MAIL}, "MX-04", E, "192.0.2.25"},
    {{.mx = "example.org. MX 10 localhost.\n" MAIL}, "MX-04", E, "localhost"},
    {{.mx = GOOD_MX "example.org. MX 20 mail.example.org.\n"}, "MX-05", W,
	"twice"},
    {{.mx = "example.org. MX 10 in.example.org.\n"
	    "in.example.org. A 10.0.0.1\n" MAIL},
	"MX-06", W, "10.0.0.1"},
    {{.mx = GOOD_MX "example.org. MX 0 .\n"}, "MX-07", E, "null MX"},
    {{.ptr = ""}, "PT-01", E, "192.0.2.25, which sends mail of example.org"},
    {{.sender = "2001:db8::25"}, "PT-02", E, "2001:db8::25"},
    {{.ptr = "25.2.0.192.in-addr.arpa. PTR other.example.org.\n"}, "PT-03", E,
	"other.example.org"},
    {{.ptr = GOOD_PTR "25.2.0.192.in-addr.arpa. PTR b.example.org.\n"}, "PT-04",
	W, "2 names"},
    {{.helo = "smtp.example.org", .more = "smtp.example.org. A 192.0.2.25\n"},
	"PT-05", W, "calls itself smtp.example.org"},
    {{.ptr = "25.2.0.192.in-addr.arpa. PTR 192-0-2-25.isp.example.\n"}, "PT-06",
	W, "192-0-2-25.isp.example"},
    {{.ptr = "25.2.0.192.in-addr.arpa. PTR x1.dynamic.isp.example.\n"}, "PT-06",
	W, "dynamic"},
    {{.silent = "in-addr.arpa"}, "PT-07", U, "192.0.2.53 answered SERVFAIL"},
    {{.host = &localhost}, "PT-08", E, "\"localhost\""},
    {{.helo = "smtp.example.org"}, "PT-09", E, "smtp.example.org"},
    {{.helo = "smtp.example.org", .silent = "smtp.example.org"}, "PT-09", U,
	"SERVFAIL"},
    {{.negative_ttl = 7200}, "ZN-04", I, "7200 seconds"},
};

static void
finds_what_is_wrong_with_servers(void **state)
{
	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

/* Incoming servers need no PTR when they do not send. */
static void
asks_for_names_of_senders_only(void **state)
{
	static const struct scene incoming = {
	    .txt = TXT_LINE("v=spf1 ip4:192.0.2.25 ~all"),
	    .mx = "example.org. MX 10 in.example.org.\n"
		  "in.example.org. A 192.0.2.99\n" MAIL,
	};
	static const struct scene both = {
	    .txt = TXT_LINE("v=spf1 mx ~all"),
	    .mx = "example.org. MX 10 in.example.org.\n"
		  "in.example.org. A 192.0.2.99\n" MAIL,
	};
	struct judged judged = judge(&both);

	(void)state;
	expect_none(&incoming, "PT-01");
	(void)must_find(&judged, "PT-01");
	judged_release(&judged);
}

/* Not even a lone null MX is a mistake. */
static void
accepts_a_null_mx(void **state)
{
	static const struct scene null = {.mx = "example.org. MX 0 .\n" MAIL};

	(void)state;
	expect_none(&null, "MX-01");
	expect_none(&null, "MX-02");
	expect_none(&null, "MX-07");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_wrong_with_servers),
	    cmocka_unit_test(asks_for_names_of_senders_only),
	    cmocka_unit_test(accepts_a_null_mx),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
