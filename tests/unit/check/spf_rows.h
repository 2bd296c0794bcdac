/* What the tables of test_spf_found.c and test_spf_near.c are written with. */
#ifndef TESTS_UNIT_CHECK_SPF_ROWS_H
#define TESTS_UNIT_CHECK_SPF_ROWS_H

#include "tests/unit/check/scene.h"

#define SPF(text)                               \
	{                                       \
		.txt = TXT_LINE("v=spf1 " text) \
	}

/* 220 octets, and no single address whose name would be looked up. */
#define NETWORK "ip4:198.51.100.128/25 "
#define NETWORKS_9                                                      \
	NETWORK NETWORK NETWORK NETWORK NETWORK NETWORK NETWORK NETWORK \
	    NETWORK
#define NETWORKS NETWORKS_9 NETWORK

/* The boundary between two strings of one TXT record. */
#define SPLIT "\" \""

/* Seven terms of 8 compiled octets each; 64 of them are all libspf2 takes. */
#define SEVEN \
	NETWORK NETWORK NETWORK NETWORK NETWORK NETWORK NETWORK SPLIT
#define SIXTY_THREE \
	SEVEN SEVEN SEVEN SEVEN SEVEN SEVEN SEVEN SEVEN SEVEN

/* Records of other names. */
#define A_EXAMPLE(text) "a.example. TXT \"v=spf1 " text "\"\n"
#define MAIL "mail.example.org. A 192.0.2.25\n"
#define NULL_MX "example.org. MX 0 .\n" MAIL
#define MX_10                                                            \
	"example.org. MX 1 a.example.\nexample.org. MX 2 b.example.\n" \
	"example.org. MX 3 c.example.\nexample.org. MX 4 d.example.\n" \
	"example.org. MX 5 e.example.\nexample.org. MX 6 f.example.\n" \
	"example.org. MX 7 g.example.\nexample.org. MX 8 h.example.\n" \
	"example.org. MX 9 i.example.\nexample.org. MX 9 j.example.\n"
#define PTR(name) "25.2.0.192.in-addr.arpa. PTR " name ".example.org.\n"
#define PTR_10                                                         \
	PTR("mail") PTR("b") PTR("c") PTR("d") PTR("e") PTR("f") PTR("g") \
	    PTR("h") PTR("i") PTR("j")
#define ALIAS(from, to) from ".example. CNAME " to ".example.\n"
#define ALIASES_10                                                         \
	ALIAS("c1", "c2") ALIAS("c2", "c3") ALIAS("c3", "c4")              \
	    ALIAS("c4", "c5") ALIAS("c5", "c6") ALIAS("c6", "c7")          \
		ALIAS("c7", "c8") ALIAS("c8", "c9") ALIAS("c9", "c10")     \
		    ALIAS("c10", "c11")

static const struct host_facts relayed = {.known = true,
    .hostname = "mail.example.org",
    .relay = "smtp.isp.example"};

/* A host that calls itself one name in EHLO and another in the system. */
static const struct host_facts two_names = {.known = true,
    .hostname = "host.example.org",
    .mta_hello = "mail.example.org"};

/* A service whose mail has an envelope sender of its own. */
static const struct selector_hint apart = {
    .service = "esp.example", .selectors = "", .apart = true};

#endif
