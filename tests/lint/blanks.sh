#!/bin/bash
# No trailing blanks, no carriage returns, a line feed at the end.
. "$(dirname "$0")/lint.sh"
need git python3

# Samples are kept as they came.
mapfile -t files < <(git ls-files -co --exclude-standard |
    grep -Ev '^tests/(fuzz/corpus|golden/|data/|unit/.*/(data|samples)/)|\.eml$|\.png$' |
    xargs -d '\n' grep -Ils . || true)

{ grep -nE '[[:blank:]]$' "${files[@]}" || true; } |
    reject "blanks at the end of the line"
{ grep -ln $'\r' "${files[@]}" || true; } | reject "carriage returns"
python3 - "${files[@]}" <<'PYTHON' | reject "no line feed at the end"
import sys
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        if not file.read().endswith(b"\n"):
            print(name)
PYTHON

verdict
