/* What the tables of test_neighbours_found.c and _near.c are written with. */
#ifndef TESTS_UNIT_CHECK_NEIGHBOUR_ROWS_H
#define TESTS_UNIT_CHECK_NEIGHBOUR_ROWS_H

#include "tests/unit/check/scene.h"

#define IP4(a, b, c, d) {.family = 4, .octets = {a, b, c, d}}

#define MX(preference, host) \
	"example.org. MX " preference " " host ".example.org.\n"
#define A(host, address) host ".example.org. A " address "\n"
#define MAIL A("mail", "192.0.2.25")
#define MAIL6 "mail.example.org. AAAA 2001:db8::25\n"
#define PTR6                                                            \
	"5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0." \
	"2.ip6.arpa. PTR mail.example.org.\n"
#define LONG_KEY "v=DKIM1; k=rsa; p=" KEY_2048_HEAD KEY_2048_TAIL
/* What a panel leaves of it that takes 255 characters. */
#define CUT_KEY KEY_2048_HEAD "GEkyEfr2bLhsodN12hZIGa6esXt1yxFHeDs26"
#define NULL_MX "example.org. MX 0 .\n" MAIL
#define NEVER TXT_LINE("v=spf1 -all")
#define SPF_LINE(terms) TXT_LINE("v=spf1 " terms " ~all")
#define REVOKED "*._domainkey.example.org. TXT \"v=DKIM1; p=\"\n"
#define WEB "example.org. A 192.0.2.80\n"

static const struct mail_server
    answering = {
	.status = SERVER_PLAIN, .said = "", .name = "mail.example.org"},
    expanding = {.status = SERVER_PLAIN,
	.said = "",
	.name = "MAIL.example.org",
	.expands = true},
    nameless = {.status = SERVER_PLAIN, .said = "", .name = "ESMTP\x1b"},
    mute = {.status = SERVER_PLAIN, .said = "", .name = ""};

static const char *const servers_before[] = {"MAIL.example.org", "."};
static const struct earlier_facts
    before = {.mx = servers_before, .mxs = COUNT_OF(servers_before)},
    forgotten = {.mx = servers_before};

/* The zone of these scenes is served by "ns". */
#define TAKES .takes_txt = true, .takes_underscore = true
static const struct dns_host
    ours = {.name = "Our host", .servers = "x.example ns", TAKES},
    theirs = {.name = "Their panel", .servers = "n*.example", TAKES},
    unknown_host = {.name = "Somebody", .servers = "", TAKES},
    short_host = {
	.name = "Short host", .servers = "n*", .max_octets = 255, TAKES},
    exact_host = {
	.name = "Exact host", .servers = "ns", .max_octets = 40, TAKES},
    textless_host = {
	.name = "Textless host", .servers = "ns", .takes_underscore = true},
    bare_host = {.name = "Bare host", .servers = "ns", .takes_txt = true};

static const struct ip here[] = {IP4(192, 0, 2, 25)};
static const struct ip elsewhere[] = {IP4(192, 0, 2, 99)};
static const struct ip inside[] = {IP4(10, 0, 0, 5)};
static const struct ip both[] = {
    IP4(192, 0, 2, 25),
    {.family = 6,
	.octets = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	    0x25}},
};

#define MACHINE                                                            \
	.known = true, .hostname = "mail.example.org", .address = here,    \
	.addresses = 1

static const struct host_facts
    plain = {MACHINE},
    dual = {.known = true,
	.hostname = "mail.example.org",
	.address = both,
	.addresses = 2},
    server = {.known = true, .hostname = "server", .mta_hello = "localhost"},
    nobody = {.known = true, .hostname = ""},
    looped = {MACHINE, .loopback = "mail.example.org"},
    looped_postfix = {
	MACHINE, .loopback = "mail.example.org", .mta = "Postfix"},
    bound = {MACHINE, .source = elsewhere, .sources = 1},
    bound_here = {MACHINE, .source = here, .sources = 1},
    hidden = {.known = true,
	.hostname = "mail.example.org",
	.inside = inside,
	.insides = 1},
    hidden_too = {MACHINE, .inside = inside, .insides = 1};

#endif
