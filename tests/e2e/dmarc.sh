#!/bin/bash
# inkan dmarc next as a user has it: zones from files, an exit status for every
# outcome, and what export says where it proposes nothing. No name server is needed.
set -euo pipefail
. "$(dirname "$0")/offline.sh"

servers=("${nobody[@]}" --zone "$work/root.zone")
cat >"$work/root.zone" <<'END'
$TTL 60
. SOA ns. root. 1 3600 600 86400 300
. NS ns.
good.example. TXT "v=spf1 ip4:192.0.2.25 -all"
_dmarc.good.example. TXT "v=DMARC1; p=none; rua=mailto:r@other.example; fo=1"
last.example. TXT "v=spf1 ip4:192.0.2.25 -all"
_dmarc.last.example. TXT "v=DMARC1; p=reject; rua=mailto:r@last.example"
alias.example. TXT "v=spf1 -all"
_dmarc.alias.example. CNAME vendor.example.
vendor.example. TXT "v=DMARC1; p=none"
none.example. TXT "v=spf1 -all"
END

next() { inkan dmarc next --json "$@"; }

next --ip 192.0.2.25 good.example
is 75 "$status" "something is missing: exit 75"
is "none quarantine False" "$(out '" ".join(map(str, [d["stage"], d["next"], d["ready"]]))')" "the stages"
is "spf:met dkim:open senders:met reports:open time:open" \
    "$(out '" ".join(c["id"] + ":" + c["state"] for c in d["conditions"])')" "what is missing"
is "v=DMARC1; p=quarantine; rua=mailto:r@other.example; fo=1" \
    "$(out 'd["proposal"]["value"]')" "the record of the next stage"
since=$(out 'd["since"]')
next good.example
is "$since" "$(out 'd["since"]')" "the first sight of a stage is remembered"

next last.example
is "0 null" "$status $(out 'd["next"]')" "reject is the last stage"
next none.example
is "0 none" "$status $(out 'd["next"]')" "without a record it begins with none"
next deep.last.example
is "0 last.example" "$status $(out 'd["from"]')" "a policy from above"

inkan dmarc next
is 64 "$status" "without a domain: exit 64"
inkan dmarc later good.example
is 64 "$status" "a word that does not exist: exit 64"

inkan export alias.example
grep -q "alias for vendor.example" "$work/err" || fail "nothing is said of the alias"
grep -q "TXT.*DMARC1" "$work/out" && fail "a record beside an alias"
say "ok: no record beside an alias"

inkan check --json good.example
is "good.example._report._dmarc.other.example False" \
    "$(out 'd["dmarc"]["reports"][0]["permission"] + " " + str(d["dmarc"]["reports"][0]["permitted"])')" \
    "reports that nobody agreed to"
