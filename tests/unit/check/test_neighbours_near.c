/* Every finding about servers, in a scene that only looks as if it had it. */
#include "tests/unit/check/neighbour_rows.h"

static const struct near_miss rows[] = {
    /* Mail servers. */
    {{.mx = NULL_MX}, "MX-01"},
    {{.mx = NULL_MX}, "MX-02"},
    {{.mx = MX("10", "mail") MAIL6}, "MX-02"},
    {{.mx = "example.org. MX 9 x.msv1.invalid.\n" MAIL}, "MX-02"},
    {{.more = "www.example.org. CNAME mail.example.org.\n"}, "MX-03"},
    {{.mx = MX("10", "192-0-2-25") A("192-0-2-25", "192.0.2.25") MAIL},
	"MX-04"},
    {{.mx = GOOD_MX MX("10", "mail2") A("mail2", "192.0.2.26")}, "MX-05"},
    {{.mx = GOOD_MX A("in", "10.0.0.1")}, "MX-06"},
    {{.mx = NULL_MX WEB}, "MX-07"},
    {{.mx = NULL_MX "example.org. AAAA 2001:db8::80\n"}, "MX-07"},
    {{.mx = MX("0", "mail") MAIL}, "MX-07"},
    {{.txt = NEVER, .mx = MAIL}, "MX-08"},
    {{.mx = MAIL WEB}, "MX-08"},
    {{.mx = NULL_MX, .sender = ""}, "MX-09"},
    {{.txt = NEVER}, "MX-10"},
    {{.dkim = REVOKED}, "MX-10"},
    {{.txt = NEVER, .dkim = REVOKED, .mx = NULL_MX}, "MX-10"},
    {{.host = &plain}, "MX-11"},
    {{.host = &plain, .mx = MX("10", "in") A("in", "192.0.2.99") MAIL},
	"MX-11"},
    {{.host = &plain, .mx = GOOD_MX MX("20", "b") A("b", "192.0.2.99")},
	"MX-12"},
    {{.earlier = &before}, "MX-13"},
    {{.earlier = &before, .mx = NULL_MX}, "MX-13"},
    {{.earlier = &forgotten}, "MX-13"},
    {{.mx = GOOD_MX MX("20", "b") A("b", "192.0.2.26")}, "MX-13"},
    {{.host = &dual, .mx = GOOD_MX MAIL6}, "MX-14"},
    {{.mx = GOOD_MX}, "MX-14"},
    {{.mx = "example.org. MX 9 msv1.invalid.example.\n" MAIL}, "MX-15"},
    {{.mx = MX("1", "a") MX("2", "b") MX("3", "c") MX("4", "d") MX("5", "e")
	    MX("6", "f") MX("7", "g") MX("8", "h") MX("9", "i")
		MX("11", "mail") MAIL},
	"MX-16"},
    {{.host = &plain, .mx = GOOD_MX MX("10", "in") A("in", "192.0.2.99")},
	"MX-17"},
    {{.host = &plain, .mx = MX("10", "in") A("in", "192.0.2.99") MAIL},
	"MX-17"},
    /* Port 25 may be closed on the way out. */
    {{.mx = GOOD_MX MX("20", "b") A("b", "192.0.2.26"), .server = &answering,
	 .closed = "example.org"},
	"MX-18"},
    {{.mx = GOOD_MX MX("20", "b") A("b", "192.0.2.26"), .server = &answering},
	"MX-18"},
    {{.server = &answering}, "MX-19"},
    /* Addresses; incoming servers need no PTR when they do not send. */
    {{.txt = SPF_LINE("ip4:192.0.2.25"),
	 .mx = MX("10", "in") A("in", "192.0.2.99") MAIL},
	"PT-01"},
    {{.mx = GOOD_MX MAIL6, .sender = "2001:db8::25", .ptr = GOOD_PTR PTR6},
	"PT-02"},
    {{.ptr = GOOD_PTR "25.2.0.192.in-addr.arpa. PTR other.example.org.\n"},
	"PT-03"},
    {{.ptr = GOOD_PTR "26.2.0.192.in-addr.arpa. PTR b.example.org.\n"},
	"PT-04"},
    {{.helo = "MAIL.example.org"}, "PT-05"},
    {{.ptr = "25.2.0.192.in-addr.arpa. PTR mx25.dynamo.example.\n"}, "PT-06"},
    {{.ptr = "25.2.0.192.in-addr.arpa. PTR 192-0-2-26.isp.example.\n"},
	"PT-06"},
    {{.ptr = "25.2.0.192.in-addr.arpa. CNAME 25.sub.example.\n"
	     "25.sub.example. PTR mail.example.org.\n"},
	"PT-07"},
    {{.host = &plain}, "PT-08"},
    {{.host = &nobody}, "PT-08"},
    {{.mx = GOOD_MX "v6.example.org. AAAA 2001:db8::25\n",
	 .helo = "v6.example.org"},
	"PT-09"},
    {{.host = &plain}, "PT-10"},
    {{.server = &expanding}, "PT-11"},
    {{.server = &mute}, "PT-11"},
    {{.server = &answering, .helo = ""}, "PT-11"},
    {{.server = &answering, .helo = "", .ptr = ""}, "PT-11"},
    /* Who takes the mail need not be who sends it. */
    {{.server = &answering, .txt = NEVER, .sender = "192.0.2.99",
	 .helo = "out.example.org"},
	"PT-11"},
    {{.host = &dual,
	 .txt = SPF_LINE("mx"),
	 .mx = GOOD_MX MAIL6,
	 .ptr = GOOD_PTR PTR6},
	"PT-12"},
    {{.host = &dual, .silent = "ip6.arpa", .txt = SPF_LINE("mx"),
	 .mx = GOOD_MX MAIL6},
	"PT-12"},
    {{.host = &plain}, "PT-17"},
    {{.host = &bound_here}, "PT-18"},
    {{.host = &hidden}, "PT-18"},
    {{.host = &hidden_too, .sender = ""}, "PT-18"},
    /* The zone. */
    {{.domain = NULL}, "ZN-03"},
    {{.negative_ttl = 3600}, "ZN-04"},
    {{.panel = &ours, .dns_host = &ours}, "ZN-05"},
    {{.panel = &short_host}, "ZN-05"},
    {{.panel = &unknown_host, .dns_host = &ours}, "ZN-05"},
    {{.dns_host = &ours}, "ZN-05"},
    {{.more = "example.org.example.org. TXT \"hello\"\n"}, "ZN-06"},
    {{.more = "*.example.org. TXT \"v=spf1 -all\"\n"}, "ZN-06"},
    {{.more = "*.www.example.org. TXT \"hello\"\n"}, "ZN-07"},
    {{.more = "*.example.org. A 192.0.2.80\n"}, "ZN-07"},
    {{.txt = NEVER, .dkim = REVOKED, .mx = NULL_MX}, "ZN-07"},
    {{.txt = NEVER, .dkim = "", .mx = NULL_MX}, "DK-01"},
    {{.dns_host = &textless_host}, "ZN-08"},
    {{.dns_host = &textless_host, .silent = "example.org"}, "ZN-08"},
    {{.dns_host = &bare_host}, "ZN-08"},
    {{.dns_host = &theirs, .txt = ""}, "ZN-08"},
    {{.dns_host = &ours, .own = "s9", .wanted = LONG_KEY}, "ZN-08"},
    {{.dns_host = &short_host, .own = "s1", .wanted = LONG_KEY}, "ZN-08"},
    {{.dns_host = &exact_host,
	 .txt = TXT_LINE("v=spf1 ip4:192.0.2.25 mx exists:a.b ~all")},
	"ZN-08"},
    {{.more = "www.example.org. DNAME example.net.\n"}, "ZN-09"},
};

static void
says_nothing_about_near_misses(void **state)
{
	(void)state;
	expect_near_misses(rows, COUNT_OF(rows));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_nothing_about_near_misses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
