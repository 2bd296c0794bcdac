#include "tests/unit/check/net_example.h"

#define SOA "@ 3600 SOA ns1.example.jp. root.example.jp. 1 3600 600 86400 900\n"

static const char root[] =
    ". 86400 SOA a. b. 1 1 1 1 86400\n"
    ". 86400 NS a.\n"
    "a. 86400 A 198.51.100.1\n";

static const char reverse[] =
    "@ 3600 SOA a. b. 1 1 1 1 300\n"
    "@ 3600 NS a.\n"
    "25 3600 PTR mail.example.jp.\n"
    "26 3600 PTR other.example.jp.\n"
    "27 3600 PTR mail.example.jp.\n"
    "27 3600 PTR www.example.jp.\n";

static const char domain[] =
    "$TTL 3600\n" SOA
    "@ NS ns1\n"
    "@ NS ns2\n"
    "ns1 A 192.0.2.53\n"
    "ns2 A 192.0.2.54\n"
    "@ A 192.0.2.80\n"
    "@ MX 10 mail\n"
    "mail A 192.0.2.25\n"
    "mail AAAA 2001:db8::25\n"
    "other A 192.0.2.99\n"
    "www A 192.0.2.27\n"
    "@ TXT \"v=spf1 mx include:_spf.example.jp ~all\"\n"
    "_spf TXT \"v=spf1 ip4:192.0.2.26 ~all\"\n"
    "s1._domainkey TXT \"v=DKIM1; p=AAAA\"\n"
    "gone._domainkey CNAME key.vendor.example.\n"
    "_dmarc TXT \"v=DMARC1; p=none\"\n";

const struct net net_example = {
    .zone =
	{
	    [NET_ROOT] = {NULL, "", root},
	    [NET_REVERSE] = {NULL, "2.0.192.in-addr.arpa", reverse},
	    [NET_DOMAIN] = {NULL, "example.jp", domain},
	},
};

struct inspect_params
net_example_params(bool authority)
{
	static const char *const selectors[] = {"default", "s1"};

	return (struct inspect_params) {
	    .domain = "example.jp",
	    .selector = selectors,
	    .selectors = COUNT_OF(selectors),
	    .authority = authority,
	};
}
