#!/bin/bash
# Every check of SPF and of DKIM is brought about by a scene of test_X_found.c
# and avoided by a near miss of test_X_near.c. What nothing can emit is listed,
# with the reason, in the table unreachable[] of test_check_X.c.
. "$(dirname "$0")/lint.sh"

tests=tests/unit/check

ids() { # quoted ids of that prefix in standard input
	grep -oE "\"$1-[0-9]{2}\"" | tr -d '"' | sort -u
}

both_sides() { # TOPIC PREFIX
	catalogue() { ids "$2" <wizard/check/catalogue/$1.def; }
	unreachable() {
		sed -n '/unreachable\[\]/,/^};/p' $tests/test_check_$1.c | ids "$2"
	}

	for side in found near; do
		comm -23 <(catalogue "$@") <(unreachable "$@") |
		    comm -23 - <(ids "$2" <$tests/test_$1_$side.c) |
		    reject "has no row in $tests/test_$1_$side.c"
	done
	comm -12 <(unreachable "$@") <(ids "$2" <$tests/test_$1_found.c) |
	    reject "is brought about, but stands in unreachable[]"
	comm -23 <(unreachable "$@") <(catalogue "$@") |
	    reject "is not in the catalogue"
}

both_sides spf SPF
both_sides dkim DK
verdict
