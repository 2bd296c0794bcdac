#!/bin/bash
# The manual page is well formed, and names every sub-command and option that
# the program offers.
. "$(dirname "$0")/lint.sh"
need mandoc

mandoc -T lint -W warning docs/inkan.1 | reject "mandoc"

offered() { # the options that --help prints, without their dashes
	"$INKAN" --help 2>&1 | grep -oE -- '--[a-z][a-z0-9-]+' |
	    sed 's/^--//' | sort -u
}

if [[ -x ${INKAN-} ]]; then
	mapfile -t options < <(offered)
	[[ ${#options[@]} -gt 0 ]] || echo "nothing" |
	    reject "inkan --help offers"
	for option in "${options[@]}"; do
		grep -qE "Fl Fl $option( |\$)" docs/inkan.1 || echo "--$option"
	done | reject "offered by --help, not in docs/inkan.1"
fi

verdict
