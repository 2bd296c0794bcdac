# Going through the wizard line by line. Sourced after check.sh.
# shellcheck shell=bash

# What a user types from the domain to the watch: one line per question. An
# empty line takes what is proposed.
plain_answers() {
	printf '\n%.0s' {1..30}
	printf 'q\n'
}

# Takes every proposal; leaves the state as if the records had been entered.
plain_decide() { # DOMAIN
	plain_answers >"$work/plain.in"
	"$INKAN" --plain "$1" "${servers[@]}" <"$work/plain.in" \
	    >"$work/plain.out" 2>"$work/plain.err" || {
		cat "$work/plain.out" "$work/plain.err" >&2
		fail "the plain wizard ended with $?"
	}
	! grep -q $'\033' "$work/plain.out" || fail "plain mode printed an ESC"
}
