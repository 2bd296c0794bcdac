#!/bin/bash
# Every check of SPF is brought about by a scene of test_spf_found.c and avoided
# by a near miss of test_spf_near.c. What nothing can emit yet is listed, with
# the reason, in the table unreachable[] of test_check_spf.c.
. "$(dirname "$0")/lint.sh"

tests=tests/unit/check

ids() { # quoted ids of standard input
	grep -oE '"SPF-[0-9]{2}"' | tr -d '"' | sort -u
}

catalogue() { ids <wizard/check/catalogue/spf.def; }
unreachable() {
	sed -n '/unreachable\[\]/,/^};/p' $tests/test_check_spf.c | ids
}

for side in found near; do
	comm -23 <(catalogue) <(unreachable) |
	    comm -23 - <(ids <$tests/test_spf_$side.c) |
	    reject "has no row in $tests/test_spf_$side.c"
done
comm -12 <(unreachable) <(ids <$tests/test_spf_found.c) |
    reject "is brought about, but stands in unreachable[]"
comm -23 <(unreachable) <(catalogue) | reject "is not in the catalogue"

verdict
