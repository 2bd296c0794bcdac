#!/bin/bash
# What could not be asked is never judged: silent, broken and lying servers end
# in "could not find out", exit 3, with the name of who did not answer.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start

rogue=127.20.0.66

rogue_start() { # MODE ADDRESS
	coproc ROGUE { exec python3 "$(dirname "$0")/rogue.py" "$1" "$2" "$port"; }
	read -r _ <&"${ROGUE[0]}" || fail "the rogue does not start"
}

rogue_stop() {
	kill "$ROGUE_PID"
	wait "$ROGUE_PID" 2>/dev/null || true
}

could_not_find_out() { # WHAT ADDRESS
	is 3 "$status" "$1: exit 3"
	is unknown "$(out 'd["status"]')" "$1: status"
	is "" "$(out '[f["id"] for f in d["findings"]
	    if f["severity"] in ("warning", "error")]')" "$1: nobody is judged"
	grep -qF "$2" "$work/out" "$work/err" ||
	    fail "$1: does not say that $2 did not answer"
	say "ok: $1: names $2"
}

asks() { # RESOLVER
	servers=(--resolver "$1@$port" --dns-port "$port" --state "$state"
	    --timeout 3)
	inkan check $domain --json
}

asks $dead_address
could_not_find_out "a dead resolver" $dead_address

for mode in silent servfail refused garbage short loop wrongid truncated; do
	rogue_start $mode $rogue
	asks $rogue
	rogue_stop
	could_not_find_out "a resolver that is $mode" $rogue
done

# One of two name servers of the zone is gone: the other one is enough.
servers=(--resolver "$resolver1@$port" --dns-port "$port" --state "$state")
nsd_stop ns2
inkan check $domain --json
is 2 "$status" "one name server is gone: still judged by the other"
has "$(out "$finding_ids")" SPF-01 "one name server is gone: no SPF is said"

# Both are: nobody can say.
nsd_stop ns1
flush resolver1
inkan check $domain --json --timeout 5
is 3 "$status" "both name servers are gone: could not find out"
is "" "$(out '[f["id"] for f in d["findings"] if f["severity"] == "error"]')" \
    "both name servers are gone: nothing is called missing"

# Nothing to ask, and nothing to say.
servers=()
inkan check
is 64 "$status" "check without a domain is a usage error"
inkan nonsense --json
is 64 "$status" "an unknown word is a usage error"
say "passed"
