#!/bin/bash
# inkan dmarc show and next as a user has them: zones from files, an exit status for every
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
split.example. TXT "v=spf1 -all"
_dmarc.split.example. TXT "v=DMARC1; p=reject; sp=quarantine; np=none; t=y; pct=20"
www.split.example. A 192.0.2.80
two.example. TXT "v=spf1 -all"
_dmarc.two.example. TXT "v=DMARC1; p=none"
_dmarc.two.example. TXT "v=DMARC1; p=reject"
_dmarc.co.jp. TXT "v=DMARC1; p=none; psd=n"
END

show() { # DOMAIN WANTED WHAT: exit status, tag, policy, name that has the record
	inkan dmarc show --json "$1"
	is "$2" "$status $(out '" ".join(str(d[k])
	    for k in ("tag", "policy", "found_at"))')" "$3"
}

show split.example "0 p reject _dmarc.split.example" "a record of its own"
show www.split.example "0 sp quarantine _dmarc.split.example" "a subdomain"
show gone.split.example "0 np none _dmarc.split.example" \
    "a subdomain that does not exist"
show none.example "2 None None None" "no record: exit 2"
show two.example "2 None None None" "two records are none"
show a.b.c.d.e.f.g.h.i.split.example "0 np none _dmarc.split.example" \
    "a walk that jumps"
is "8 _dmarc.e.f.g.h.i.split.example" \
    "$(out 'str(len(d["walk"])) + " " + d["walk"][1]["name"]')" \
    "eight names, the second of seven labels"
show a.co.jp "0 p none _dmarc.co.jp" "a record of a public suffix"
is "co.jp a.co.jp" "$(out '" ".join(d["organizational_domain"][k]
    for k in ("tree_walk", "psl"))')" "two organizational domains"
inkan dmarc show a.co.jp
grep -qF "DM-03" "$work/out" || fail "what to do then is not said"
inkan dmarc show split.example
for words in "policy is reject" "newer receivers apply quarantine only" \
    "pct=20" "Reports go to nobody"; do
	grep -qF "$words" "$work/out" || fail "text: no '$words'"
	say "ok: text: $words"
done
inkan dmarc show
is 64 "$status" "show without a domain: exit 64"

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
inkan dmarc next split.example
grep -qF "newer receivers apply quarantine only" "$work/out" ||
    fail "next: the last stage, and nothing said of t=y"
say "ok: the last stage in test mode is not the last"
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
