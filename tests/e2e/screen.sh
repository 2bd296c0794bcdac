#!/bin/bash
# The whole way once more, on the full screen of a real terminal: keystrokes are
# all that the program gets, and the screen is all that is read of it.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start
[[ $port -eq 53 ]] || {
	say "skipped: the addresses of this machine are known in a namespace only"
	exit 77
}

# The terminal plays what is written here, line by line.
terminal_start() {
	mkfifo "$work/play"
	"${VTRUN:?the terminal}" "$work/play" >"$work/snaps" 2>"$work/failure" &
	terminal=$!
	exec 8>"$work/play"
	play "size 80x24" "env TERM=xterm-256color" "env LC_ALL=C.UTF-8" \
	    "env LANGUAGE=en" "env HOME=$HOME"
	play "start $INKAN ${servers[*]}"
}

play() { # LINE...
	printf '%s\n' "$@" >&8 || terminal_failed
}

terminal_failed() {
	cat "$work/failure" >&2
	fail "the terminal stopped"
}

# Lets the terminal come to this point, and leaves the screen in $screen.
snaps=0
look() {
	snaps=$((snaps + 1))
	play "snap $snaps"
	wait_for has_snap
	screen=$(sed "0,/^== $snaps\$/d" "$work/snaps")
}

has_snap() {
	kill -0 "$terminal" 2>/dev/null || terminal_failed
	grep -q "^== $snaps\$" "$work/snaps"
}

shows() { # TEXT
	grep -qF -- "$1" <<<"$screen" || {
		printf '%s\n' "$screen" >&2
		fail "the screen does not show: $1"
	}
	say "ok: $1"
}

decides() {
	play "wait New domain" 'send \r' \
	    "wait Which domain is after" "send $domain" \
	    "wait ok  $domain" "settle 200" 'send \r' \
	    "wait What $domain publishes now" "wait no record: large" \
	    'send \r' "wait Who sends mail" "wait this server" 'send \r' \
	    "wait Key to sign mail" "wait this name is free" 'send \r' \
	    "wait Your first SPF record" "wait lookups" 'send \r' \
	    "wait When SPF and DKIM both fail" 'send \r' \
	    "wait nothing is published yet" 'send \r' \
	    "wait Enter these in your DNS panel"
	look
	shows "Step 8 of 10"
}

# What stands on the screen is what goes into the zones.
enters_the_records() {
	play "send c" "wait Step 9 of 10" "wait not yet" "wait waits"
	look
	shows "waits"
	inkan export $domain --format bind
	is 0 "$status" "the records can be exported meanwhile"
	cp "$work/out" "$work/records"
	{ zone_records ns1 $domain; cat "$work/records"; } >"$work/new"
	zone_publish ns1 $domain 2 <"$work/new"
	zone_publish ns2 $domain 2 <"$work/new"
}

waits_and_verifies() {
	play 'never \x07' "limit 90" "wait Every server has every record" \
	    "settle 300" 'times 1 \x07' 'send \r' \
	    "wait Step 10 of 10" "wait Everything passes"
	look
	say "ok: the terminal rang once, at the end of the wait"
	shows "libspf2: pass"
	shows "a message signed with your key verifies"
	play 'send \r' "wait are published and verified" 'times 1 \x07' \
	    'send \r' "exit 0"
	exec 8>&-
	wait "$terminal" || terminal_failed
}

terminal_start
decides
enters_the_records
waits_and_verifies
inkan check $domain --json --ip $mail_address --ip $mail_address6
is 0 "$status" "check exits 0 afterwards"
say "passed"
