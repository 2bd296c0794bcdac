#!/bin/bash
# Every check of the catalogue is expected by a test, stands in it once, and is
# in docs/checks.md as it is in the program.
. "$(dirname "$0")/lint.sh"
need python3

catalogue=wizard/check/catalogue.def
entries=(wizard/check/catalogue/*.def)
id='[A-Z]{2,7}-[0-9]{2,3}'

ids() { # FILE...: quoted ids
	cat "$@" 2>/dev/null | grep -oE "\"$id\"" | tr -d '"' | sort
}

{ diff <(printf '#include "%s"\n' "${entries[@]}") \
    <(grep '^#include' "$catalogue" | sort) || true; } |
    reject "is a part of the catalogue that is not in it, or the reverse"
[[ $(ids "${entries[@]}" | wc -l) -gt 0 ]] || {
	echo "${entries[*]} list nothing"
	exit 1
}
ids "${entries[@]}" | uniq -d | reject "stands twice in the catalogue"
comm -23 <(ids "${entries[@]}") <(ids tests/unit/{check,flow}/*.[ch] | uniq) |
    reject "no test in tests/unit/check or tests/unit/flow expects"
{ tests/lint/checks.py "$catalogue" | diff -u docs/checks.md - || true; } |
    reject "tests/lint/checks.py $catalogue >docs/checks.md"

verdict
