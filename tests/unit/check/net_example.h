/* The Internet around example.jp, as most tests of inspecting need it. */
#ifndef TESTS_UNIT_CHECK_NET_EXAMPLE_H
#define TESTS_UNIT_CHECK_NET_EXAMPLE_H

#include "tests/unit/check/net.h"

/* The root, 2.0.192.in-addr.arpa and example.jp; room for more behind. */
extern const struct net net_example;
enum { NET_ROOT, NET_REVERSE, NET_DOMAIN, NET_MORE };

/* Looking at example.jp, trying two selectors: "default" and "s1". */
struct inspect_params net_example_params(bool authority);

#endif
