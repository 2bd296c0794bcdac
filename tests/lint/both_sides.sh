#!/bin/bash
# Every check of a family is brought about by a scene of test_<family>_found.c
# and avoided by a near miss of test_<family>_near.c. What nothing can emit yet
# is listed, with the reason, in the table unreachable[] of test_check_<family>.c.
. "$(dirname "$0")/lint.sh"

tests=tests/unit/check
families=(SPF:spf DK:dkim DM:dmarc)

ids() { # PREFIX: quoted ids of standard input
	{ grep -oE "\"$1-[0-9]{2}\"" || true; } | tr -d '"' | sort -u
}

unreachable() { # PREFIX NAME
	sed -n '/unreachable\[\]/,/^};/p' "$tests/test_check_$2.c" | ids "$1"
}

reachable() { # PREFIX NAME
	comm -23 <(ids "$1" <"wizard/check/catalogue/$2.def") \
	    <(unreachable "$1" "$2")
}

for family in "${families[@]}"; do
	prefix=${family%:*} name=${family#*:}
	for side in found near; do
		file=$tests/test_${name}_$side.c
		comm -23 <(reachable "$prefix" "$name") \
		    <(ids "$prefix" <"$file") | reject "has no row in $file"
	done
	comm -12 <(unreachable "$prefix" "$name") \
	    <(ids "$prefix" <"$tests/test_${name}_found.c") |
	    reject "is brought about, but stands in unreachable[]"
	comm -23 <(unreachable "$prefix" "$name") \
	    <(ids "$prefix" <"wizard/check/catalogue/$name.def") |
	    reject "is not in the catalogue"
done

verdict
