#!/bin/bash
# The manual page is well formed, and names every sub-command and option that
# the program offers.
. "$(dirname "$0")/lint.sh"
need mandoc

mandoc -T lint -W warning docs/inkan.1 | reject "mandoc"

[[ -n ${INKAN-} && -x $INKAN ]] && {
	"$INKAN" --help 2>&1 | grep -oE -- '(^|[ [,|])--[a-z][a-z0-9-]+' |
	    grep -oE '[a-z].*' | sort -u |
	    while read -r option; do
		grep -qE "Fl Fl $option\b" docs/inkan.1 || echo "--$option"
	    done | reject "offered by --help, not in docs/inkan.1"
}

verdict
