# Going through the wizard line by line.
# shellcheck shell=bash

# What a user types from the first question to the wait for the name servers: an
# empty line takes what is proposed, at Publish it means "entered", and at Wait
# it does no harm. It fits wherever an earlier start was killed.
plain_answers() {
	# Without a namespace this machine is not the mail server: its senders
	# are strangers, to be marked at the second step.
	[[ $port -eq 53 ]] || printf '\n1\n2\n'
	printf '\n%.0s' {1..30}
}

# Takes every proposal, and leaves while the records are waited for: 75.
plain_decide() { # DOMAIN
	local status=0
	{ plain_answers; echo q; } >"$work/plain.in"
	"$INKAN" --plain "$1" "${servers[@]}" <"$work/plain.in" \
	    >"$work/plain.out" 2>"$work/plain.err" || status=$?
	[[ $status -eq 75 ]] || {
		cat "$work/plain.out" "$work/plain.err" >&2
		fail "the plain wizard ended with $status"
	}
	! grep -q $'\033' "$work/plain.out" || fail "plain mode printed an ESC"
	grep -qF "Continue with: inkan $1" "$work/plain.out" ||
	    fail "the plain wizard does not say how to continue"
}
