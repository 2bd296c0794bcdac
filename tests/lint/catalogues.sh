#!/bin/bash
# Message catalogues are well formed and complete: every text that the program
# has today is translated, by a human and with the punctuation of the others.
. "$(dirname "$0")/lint.sh"
need msgfmt xgettext msgcmp msgattrib

template=$(mktemp)
trap 'rm -f "$template"' EXIT
po/extract "$template"

for po in po/*.po; do
	{ msgfmt --check --output-file=/dev/null "$po" 2>&1 || true; } |
	    reject "$po is not well formed"
	{ msgattrib --only-fuzzy "$po" | grep '^msgid' || true; } |
	    reject "$po guesses"
	{ msgcmp "$po" "$template" 2>&1 || true; } |
	    reject "$po does not translate (run ./dev po)"
	{ grep -nE '[（）：；！？]|[｡-ﾟ]' "$po" || true; } |
	    reject "$po has punctuation or katakana of the other width"
done

verdict
