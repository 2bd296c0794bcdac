#!/bin/bash
# Message catalogues are well formed, complete, and about the texts that the
# program has today.
. "$(dirname "$0")/lint.sh"
need msgfmt xgettext msgcmp

template=$(mktemp)
trap 'rm -f "$template"' EXIT
mapfile -t files < <(sources)
xgettext --from-code=UTF-8 --language=C -k_ -kN_ -kngettext:1,2 \
    -o "$template" "${files[@]}"

shopt -s nullglob
for po in po/*.po; do
	msgfmt -c --check-format -o /dev/null "$po" 2>&1 | reject "$po"
	msgcmp "$po" "$template" 2>&1 | reject "$po does not translate"
done

verdict
