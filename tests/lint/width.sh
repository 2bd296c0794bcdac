#!/bin/bash
# Terminals do not agree on how wide an East Asian Ambiguous character is; none
# of them may stand in a text of ours.
. "$(dirname "$0")/lint.sh"
need python3

ambiguous() {
	python3 -c '
import sys, unicodedata
for line in sys.stdin:
    found = [c for c in line if unicodedata.east_asian_width(c) == "A"]
    if found:
        print(line.rstrip("\n"), "  <-", " ".join(
            f"U+{ord(c):04X}" for c in found))'
}

mapfile -t files < <(sources)
{
	python3 tests/lint/source.py strings "${files[@]}"
	grep -HnEv '^#' po/*.po 2>/dev/null || true
	grep -Hn '' templates/*.ini 2>/dev/null || true
} | ambiguous | reject "ambiguous width"

verdict
