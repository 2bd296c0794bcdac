/* Every finding about servers, addresses and the zone, brought about. */
#include "tests/unit/check/neighbour_rows.h"

#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define I SEVERITY_INFO
#define U SEVERITY_UNKNOWN

static const struct expectation rows[] = {
    /* Mail servers. */
    {{.mx = MAIL}, "MX-01", E, "neither MX records nor an address"},
    {{.mx = MAIL WEB}, "MX-01", W, "own address"},
    {{.silent = "example.org"}, "MX-01", U, "MX record of example.org"},
    {{.mx = "example.org. MX 10 gone.example.\n" MAIL}, "MX-02", E,
	"gone.example"},
    {{.mx = "example.org. MX 10 gone.example.\n" MAIL,
	 .silent = "gone.example"},
	"MX-02", U, "gone.example"},
    {{.mx = MX("10", "mx") "mx.example.org. CNAME mail.example.org.\n" MAIL},
	"MX-03", E, "alias for mail.example.org"},
    {{.mx = "example.org. MX 10 192.0.2.25.\n" MAIL}, "MX-04", E, "192.0.2.25"},
    {{.mx = "example.org. MX 10 localhost.\n" MAIL}, "MX-04", E, "localhost"},
    {{.mx = GOOD_MX MX("20", "mail")}, "MX-05", W, "twice"},
    {{.mx = GOOD_MX MX("20", "mx2") A("mx2", "192.0.2.25")}, "MX-05", W,
	"the same address 192.0.2.25"},
    {{.mx = MX("10", "in") A("in", "10.0.0.1") MAIL}, "MX-06", W, "10.0.0.1"},
    {{.mx = GOOD_MX "example.org. MX 0 .\n"}, "MX-07", E, "null MX"},
    {{.mx = "example.org. MX 10 .\n" MAIL}, "MX-07", W, "preference 10"},
    {{.mx = NULL_MX}, "MX-07", I, "no address either"},
    {{.txt = NEVER, .mx = MAIL WEB}, "MX-08", W, "never sends"},
    {{.mx = NULL_MX}, "MX-09", W, "takes no mail"},
    {{.txt = NEVER, .dkim = REVOKED}, "MX-10", I, "at mail.example.org"},
    {{.host = &plain, .mx = MX("10", "mail") A("mail", "192.0.2.99"),
	 .sender = ""},
	"MX-11", W, "leads to 192.0.2.99"},
    {{.host = &plain, .mx = GOOD_MX A("mail", "192.0.2.99")}, "MX-12", W,
	"has the address 192.0.2.99 beside"},
    {{.earlier = &before, .mx = GOOD_MX MX("20", "b") A("b", "192.0.2.26")},
	"MX-13", W, "b.example.org is a mail server of example.org now"},
    {{.host = &dual}, "MX-14", I, "over IPv6"},
    {{.mx = GOOD_MX "example.org. MX 99 ms12345678.msv1.invalid.\n"}, "MX-15",
	W, "ms12345678.msv1.invalid"},
    {{.mx = MX("1", "a") MX("2", "b") MX("3", "c") MX("4", "d") MX("5", "e")
	    MX("6", "f") MX("7", "g") MX("8", "h") MX("9", "i") MX("10", "j")
		MX("11", "mail") MAIL},
	"MX-16", I, "11 MX records"},
    {{.host = &plain, .mx = GOOD_MX MX("5", "in") A("in", "192.0.2.99")},
	"MX-17", I, "in.example.org (preference 5) before"},
    {{.mx = GOOD_MX MX("20", "b") A("b", "192.0.2.26"), .server = &answering,
	 .closed = "b.example.org"},
	"MX-18", E, "b.example.org could not be reached on port 25"},
    {{.server = &expanding}, "MX-19", W, "mail.example.org offers EXPN"},
    /* Addresses. */
    {{.ptr = ""}, "PT-01", E, "192.0.2.25, which sends mail of example.org"},
    {{.txt = SPF_LINE("mx"), .mx = MX("10", "in") A("in", "192.0.2.99") MAIL},
	"PT-01", E, "192.0.2.99, which sends"},
    {{.sender = "2001:db8::25"}, "PT-02", E, "2001:db8::25"},
    {{.ptr = "25.2.0.192.in-addr.arpa. PTR other.example.org.\n"}, "PT-03", E,
	"other.example.org"},
    {{.ptr = GOOD_PTR "25.2.0.192.in-addr.arpa. PTR b.example.org.\n"}, "PT-04",
	W, "2 names"},
    {{.helo = "smtp.example.org", .more = A("smtp", "192.0.2.25")}, "PT-05", W,
	"calls itself smtp.example.org"},
    {{.ptr = "25.2.0.192.in-addr.arpa. PTR 192-0-2-25.isp.example.\n"}, "PT-06",
	W, "192-0-2-25.isp.example"},
    {{.ptr = "25.2.0.192.in-addr.arpa. PTR x1.dynamic.isp.example.\n"}, "PT-06",
	W, "dynamic"},
    {{.silent = "in-addr.arpa"}, "PT-07", U, "192.0.2.53 answered SERVFAIL"},
    {{.host = &server}, "PT-08", E, "\"localhost\""},
    {{.helo = "smtp.example.org"}, "PT-09", E, "smtp.example.org"},
    {{.helo = "smtp.example.org", .silent = "smtp.example.org"}, "PT-09", U,
	"SERVFAIL"},
    {{.host = &looped}, "PT-10", E, "mail.example.org is this machine's"},
    {{.host = &looped_postfix}, "PT-10", W, "Postfix goes by its settings"},
    {{.server = &answering, .helo = "smtp.example.org"}, "PT-11", W,
	"greets as mail.example.org, but says smtp.example.org"},
    {{.server = &answering, .helo = "",
	 .ptr = "25.2.0.192.in-addr.arpa. PTR a.example.org.\n"},
	"PT-11", W, "the name of its address 192.0.2.25 is a.example.org"},
    {{.server = &nameless}, "PT-11", W, "\"ESMTP\\x1b\", which is not"},
    {{.server = &nameless, .sender = "192.0.2.99", .txt = NEVER}, "PT-11", I,
	"which is not a full host name"},
    {{.host = &dual}, "PT-12", W, "but mail from 2001:db8::25 is not"},
    {{.helo = "mx.example.org", .more = "mx.example.org. CNAME mail.example.org.\n"},
	"PT-17", W, "alias for mail.example.org"},
    {{.helo = "example.org", .more = WEB}, "PT-17", I, "also the name"},
    {{.host = &bound}, "PT-18", W, "told to send from 192.0.2.99"},
    {{.host = &hidden, .sender = ""}, "PT-18", I, "private addresses only"},
    /* The zone. */
    {{.negative_ttl = 7200}, "ZN-04", I, "7200 seconds"},
    {{.panel = &theirs, .dns_host = &ours}, "ZN-05", W,
	"entered at Their panel, but the zone is served by Our host (ns)"},
    {{.panel = &theirs}, "ZN-05", W, "served by ns, which is not theirs"},
    {{.more = "example.org.example.org. TXT \"v=spf1 mx -all\"\n"}, "ZN-06", W,
	"at example.org.example.org"},
    {{.more = "_dmarc.example.org.example.org. TXT \"v=DMARC1; p=none\"\n"},
	"ZN-06", W, "v=DMARC1"},
    {{.more = "*.example.org. TXT \"hello\"\n"}, "ZN-07", W,
	"names below example.org with \"hello\""},
    {{.more = "*.example.org. TXT \"v=spf1 -all\"\n"}, "SPF-11", W,
	"names below example.org"},
    {{.dns_host = &textless_host, .txt = ""}, "ZN-08", W,
	"Textless host, who serves example.org, does not let"},
    {{.dns_host = &bare_host, .dmarc = ""}, "ZN-08", W, "names with \"_\""},
    {{.dns_host = &short_host, .own = "s9", .wanted = LONG_KEY}, "ZN-08", W,
	"at most 255 characters; that of the selector s9 has 410"},
    {{.dns_host = &short_host,
	 .dkim = KEY_LINE("\"v=DKIM1; k=rsa; p=" CUT_KEY "\"")},
	"ZN-08", W, "s1._domainkey.example.org ends after 255 characters"},
    {{.dns_host = &exact_host,
	 .txt = TXT_LINE("v=spf1 ip4:192.0.2.25 mx include:example")},
	"ZN-08", W, "example.org ends after 40 characters"},
    {{.more = "example.org. DNAME example.net.\n"}, "ZN-09", W,
	"below example.net"},
};

static void
finds_what_is_wrong_with_servers(void **state)
{
	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_wrong_with_servers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
