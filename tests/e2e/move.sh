#!/bin/bash
# inkan move, from the first look to the last: real name servers, real caches,
# and mail from either address judged through them at every stage. Only the five
# days in which queues are emptied are not waited for: what is remembered is made
# older instead.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start

new=$old_address # of which the PTR is there already
serial=1
helo=mail.$domain

publish() { # RECORD...: on both name servers
	serial=$((serial + 1))
	for server in ns1 ns2; do
		{ delegation "$domain"; printf '%s\n' "$@" "${key[@]}"; } |
		    zone_publish $server "$domain" $serial
	done
}

move() { # ARGUMENTS...
	inkan move $domain --new "$new" --helo "$helo" --json "$@"
}

# The stage, and whether what it waits for is here.
stage() { out 'd["stage"] + " " + str(d["ready"])'; }

passes() { # ADDRESS: by a resolver and its cache
	"$INKAN" spf eval --ip "$1" --mail-from "postmaster@$domain" \
	    --resolver "$resolver1@$port" --dns-port "$port" --json \
	    >"$work/out" 2>"$work/err"
	[[ $(out 'd["result"]') == pass ]]
}

judge() { # WHEN ADDRESS...
	local address when=$1
	shift
	for address; do
		passes "$address" || fail "$when: mail from $address fails"
	done
	say "ok: $when: mail passes from $*"
}

at() { # STAGE
	move && [[ $(out 'd["stage"]') == "$1" ]]
}

ready_at() { # STAGE
	move && [[ $(stage) == "$1 True" ]]
}

key=()
mail=("@ MX 10 mail" "mail A $mail_address" "mail AAAA $mail_address6"
    "old A $new")
inkan dkim new $domain --selector k1 --json
key=("k1._domainkey TXT $(out 'd["keys"][0]["record"]' |
    fold -w 200 | sed 's/.*/"&"/' | tr '\n' ' ')")
publish "${mail[@]}" "@ TXT \"v=spf1 ip4:$mail_address mx ip4:192.0.2.99 -all\""

wait_for ready_at allow
is "$mail_address" "$(out 'd["from"][0]["ip"]')" "knows the old address"
is 1 "$(out 'len(d["from"])')" "of IPv6 nothing moves"
is 192.0.2.99 "$(out 'd["stale"][0]')" "what an earlier move has left is named"
record=$(out 'd["records"][0]["value"]')
[[ $record == *ip4:$mail_address* && $record == *ip4:$new* ]] ||
    fail "not both are allowed: $record"
judge "before" $mail_address
move --next
is 75 "$status" "no word ends what the DNS has to show"

publish "${mail[@]}" "@ TXT \"$record\""
judge "allowed" $mail_address
wait_for at name
publish "${mail[@]}" "mail A $new" "@ TXT \"$record\""
wait_for ready_at switch
judge "before the switch" $mail_address $new
move --next
is watch "$(out 'd["stage"]')" "after the switch it waits"
due=$(out '[c["due"] for c in d["stages"][5]["conditions"]][0]')
[[ $(date -d "$due" +%s) -gt $(($(date +%s) + 5 * 86400)) ]] ||
    fail "it does not wait for five days: $due"
move
is 75 "$status" "exit 75 while it waits"
judge "while queues are emptied" $mail_address $new

# Six days later.
python3 - "$state/$domain/state" <<'END'
import json, sys
state = json.load(open(sys.argv[1]))
move = state["answers"]["move"]
move["switch"] = str(int(move["switch"]) - 6 * 86400 * 1000)
json.dump(state, open(sys.argv[1], "w"))
END
move
is "remove True" "$(stage)" "then the old address may go"
record=$(out 'd["records"][0]["value"]')
[[ $record != *$mail_address* && $record == *192.0.2.99* ]] ||
    fail "only the old address goes: $record"
publish "@ MX 10 mail" "mail A $new" "mail AAAA $mail_address6" "old A $new" \
    "@ TXT \"$record\""
wait_for at restore
judge "at the end" $new
move --next
is null "$(out 'd["stage"]')" "the move is over"
grep -q '"moving"' "$state/$domain/state" &&
    fail "something is left of it in the state"

# The new host, without what the old one knew, and the old one is no more.
rm -rf "$state"
publish "${mail[@]}" "@ TXT \"v=spf1 ip4:$mail_address -all\""
move --gone
is "allow True" "$(stage)" "nothing is waited for when the old server is gone"

wrong() { # WORD ARGUMENTS...
	local word=$1
	shift
	inkan move "$@"
	is 64 "$status" "refused: move $*"
	grep -qF -- "$word" "$work/err" || fail "$*: $(cat "$work/err")"
}

wrong "needs a domain"
wrong "not an IP address" $domain --new nowhere
wrong "not an IP address" $domain --old 192.0.2.300
wrong "cannot be seen from the Internet" $domain --new 10.0.0.25
wrong "cannot be both" $domain --old 192.0.2.1 --new 192.0.2.1
