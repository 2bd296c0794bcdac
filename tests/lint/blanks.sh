#!/bin/bash
# No trailing blanks, no carriage returns, a line feed at the end.
. "$(dirname "$0")/lint.sh"
need git

# Samples are kept as they came.
mapfile -t files < <(git ls-files -co --exclude-standard |
    grep -Ev '^tests/(fuzz/corpus|golden/|data/|unit/.*/(data|samples)/)|\.eml$|\.png$' |
    while read -r file; do
	[[ -f $file ]] && grep -Iq . "$file" && echo "$file"
    done)

{ grep -nE '[[:blank:]]$' "${files[@]}" || true; } |
    reject "blanks at the end of the line"
{ grep -ln $'\r' "${files[@]}" || true; } | reject "carriage returns"
for file in "${files[@]}"; do
	[[ -z $(tail -c 1 "$file") ]] || echo "$file"
done | reject "no line feed at the end"

verdict
