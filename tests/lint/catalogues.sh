#!/bin/bash
# Message catalogues are well formed and complete: every text that the program
# has today is translated, nothing is guessed ("fuzzy"), nothing left over.
. "$(dirname "$0")/lint.sh"
need msgfmt xgettext msgcmp

template=$(mktemp)
trap 'rm -f "$template"' EXIT
po/extract "$template"
export LC_ALL=C.UTF-8
other_width='[\x{FF01}-\x{FF5E}\x{FF61}-\x{FF9F}]'

for po in po/*.po; do
	{ msgfmt --check --output-file=/dev/null "$po" 2>&1 || true; } |
	    reject "$po is not well formed"
	{ msgcmp "$po" "$template" 2>&1 || true; } |
	    reject "$po does not translate (run ./dev po)"
	{ grep -nP "$other_width" "$po" || true; } |
	    reject "$po: ASCII of full width or katakana of half width"
done

verdict
