#!/bin/bash
# Killed at any moment, the wizard continues at the next start, and no key is
# lost or made anew.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start
[[ $port -eq 53 ]] || {
	say "skipped: the answers fit every start in a namespace only"
	exit 77
}

seed=${SEED:-$RANDOM}
say "seed $seed (SEED=$seed repeats this)"
RANDOM=$seed

now_ms() {
	echo $(($(date +%s%N) / 1000000))
}

keys() { # every private key with its digest
	[[ -d $state ]] || return 0 # killed before the first word
	find "$state" -name '*.key' -exec sha256sum {} + | sort -k 2
}

# How long the whole way takes, somewhere else.
begin=$(now_ms)
inkan_state=$state state=$work/elsewhere
servers[${#servers[@]} - 1]=$state
plain_decide $domain
whole=$(($(now_ms) - begin))
[[ -n $(keys) ]] || fail "the whole way makes no key"
state=$inkan_state
servers[${#servers[@]} - 1]=$state

before=
for round in {1..10}; do
	pause=$((RANDOM % (whole + 50)))
	# The answers stay open, so only the signal ends it.
	mkfifo "$work/answers.$round"
	"$INKAN" --plain $domain "${servers[@]}" <"$work/answers.$round" \
	    >"$work/plain.out" 2>&1 &
	victim=$!
	exec 7>"$work/answers.$round"
	plain_answers >&7 2>/dev/null || true
	read -r -t "$((pause / 1000)).$(printf %03d $((pause % 1000)))" \
	    <> <(:) || true
	kill -KILL $victim 2>/dev/null || true
	wait $victim 2>/dev/null || true
	exec 7>&-

	after=$(keys)
	[[ -z $before || $before == "$after" ]] ||
	    fail "round $round: the key changed or is gone"
	before=$after
	! find "$state" -name 'state.bad*' 2>/dev/null | grep -q . ||
	    fail "round $round: the state was damaged"
	say "ok: killed after $pause ms of $whole"
done

plain_decide $domain
[[ -n $(keys) ]] || fail "no key at the end"
[[ -z $before || $before == "$(keys)" ]] || fail "the key was made anew"
inkan export $domain --format bind
is 0 "$status" "export after ten kills"
say "passed"
