#!/bin/bash
# Every command of the README is run by a test. Those that start with inkan are
# run one by one by tests/e2e/readme.sh; the others are listed here with the
# test that runs them.
. "$(dirname "$0")/lint.sh"

run_by='
./dev run|tests/release|./dev run
./dev test|.ci/run|./dev test
'

commands() { # README: the lines of its sh blocks, without comments
	awk '/^```/ { inside = /^```sh/; next } inside' "$1" |
	    sed -E 's/[[:space:]]+#.*//; /^#/d; /^$/d'
}

commands README.md | while IFS= read -r command; do
	case $command in
	inkan* | *'| inkan'*) continue ;;
	esac
	row=$(grep -F -- "$command|" <<<"$run_by" || true)
	[[ -n $row ]] || {
		echo "$command"
		continue
	}
	IFS='|' read -r _ test text <<<"$row"
	grep -qF -- "$text" "$test" || echo "$command (not in $test)"
done | reject "no test runs"

verdict
