#!/bin/bash
# Every check of the catalogue is tried by a test and described in the manual,
# and the manual knows no check that does not exist.
. "$(dirname "$0")/lint.sh"

catalogue=wizard/check/catalogue.def
id='[A-Z]{2,7}-[0-9]{2,3}'

ids() { # FILE...: quoted ids
	cat "$@" 2>/dev/null | grep -oE "\"$id\"" | tr -d '"' | sort -u
}

[[ -s $catalogue ]] || {
	echo "$catalogue is not there"
	exit 1
}
ids "$catalogue" >/dev/null
comm -23 <(ids "$catalogue") <(ids tests/unit/check/*.c) |
    reject "no test in tests/unit/check expects"
comm -23 <(ids "$catalogue") \
    <(grep -oE "$id" docs/checks.md | sort -u) |
    reject "docs/checks.md does not describe"
comm -13 <(ids "$catalogue") \
    <(grep -oE "^[#|*]+ *\`?$id" docs/checks.md | grep -oE "$id" | sort -u) |
    reject "docs/checks.md describes what is not in the catalogue"
grep -oE "^[A-Z_]+\(\"$id\"" "$catalogue" | grep -oE "$id" | sort | uniq -d |
    reject "stands twice in the catalogue"

verdict
