#!/bin/bash
# inkan spf show and merge as a user has them: zones from files, an exit status
# for every outcome. No name server is needed.
set -euo pipefail
. "$(dirname "$0")/offline.sh"

servers=("${nobody[@]}" --zone "$work/root.zone")
cat >"$work/root.zone" <<'END'
$TTL 60
. SOA ns. root. 1 3600 600 86400 300
. NS ns.
good.example. TXT "v=spf1 mx include:net.example -all"
good.example. TXT "something else"
good.example. MX 5 mail.good.example.
mail.good.example. A 192.0.2.25
mail.good.example. AAAA 2001:db8::25
net.example. TXT "v=spf1 ip4:198.51.100.0/24 ~all"
self.example. TXT "v=spf1 include:self.example ~all"
void.example. TXT "v=spf1 a:gone.example ip4:192.0.2.1 ip4:192.0.2.0/24 -all mx"
two.example. TXT "v=spf1 ip4:192.0.2.1 ~all"
two.example. TXT "v=spf1 ip4:192.0.2.2 -all"
plain.example. TXT "hello"
wide.example. TXT "v=spf1 a a/31 a/30 a/29 a/28 a/27 a/26 a/25 a/24 a/23 include:net.example -all"
wide.example. A 192.0.2.9
wide.example. AAAA 2001:db8::9
END

show() { inkan spf show --json "$@"; }
merge() { inkan spf merge --json "$@"; }

# --- show ------------------------------------------------------------------------

show good.example
is 0 "$status" "a good record: exit 0"
is "1 good.example" "$(out 'str(d["version"]) + " " + d["domain"]')" "version and domain"
is "v=spf1 mx include:net.example -all" "$(out 'd["record"]')" "the record"
is "2 0 0 False" "$(out '" ".join(map(str, [d["lookups"],
    d["void_lookups"]["ipv4"], d["void_lookups"]["ipv6"], d["at_least"]]))')" "its costs"
is "34 48" "$(out 'str(d["bytes"]) + " " + str(d["rrset_bytes"])')" "its size"
is "mx include:net.example -all" "$(out '" ".join(t["term"] for t in d["terms"])')" "its terms"
is "ip4:198.51.100.0/24 ~all" "$(out '" ".join(t["term"]
    for t in d["terms"][1]["children"])')" "the terms of the other record"
is "1 1 1 2" "$(out '" ".join(str(t[k]) for t in d["terms"][:2]
    for k in ["lookups", "total"])')" "look-ups and the sum so far"
is "192.0.2.25/32 198.51.100.0/24" "$(out '" ".join(d["networks"]["ipv4"])')" "who may send"
is "257 1 True" "$(out '" ".join(map(str, [d["networks"]["ipv4_addresses"],
    d["networks"]["ipv6_addresses"], d["networks"]["exact"]]))')" "how many these are"

show void.example
is 1 "$status" "of no use, but right: exit 1"
is "ip4:192.0.2.0/24" "$(out 'd["terms"][1]["covered_by"]')" "a network in another"
is "True" "$(out 'str(d["terms"][-1]["shadowed"])')" "behind all"
is "1 1" "$(out '" ".join(str(d["terms"][0]["void"][f]) for f in ["ipv4", "ipv6"])')" "void"
show self.example
is 2 "$status" "a loop: exit 2"
is "True" "$(out 'str(d["at_least"])')" "a loop has no end"
show two.example
is "2 None" "$status $(out 'str(d["record"])')" "two records: exit 2, and none of them"
show plain.example
is 2 "$status" "no record: exit 2"
show wide.example
is "2 11" "$status $(out 'd["lookups"]')" "eleven look-ups: exit 2"
inkan spf show good.example
is 0 "$status" "for people: exit 0"
grep -q $'\033' "$work/out" && fail "colours in a file"
inkan spf show
is 64 "$status" "no domain: exit 64"

# --- merge -----------------------------------------------------------------------

changes='[c["op"] + " " + c["term"] for c in d["changes"]]'

merge good.example --add ip4:192.0.2.77 --add ip4:198.51.100.9 --all '~all'
is 0 "$status" "a merge: exit 0"
is "v=spf1 ip4:192.0.2.77 mx include:net.example ~all" "$(out 'd["new"]')" "the new record"
is "v=spf1 mx include:net.example -all" "$(out '"|".join(d["old"])')" "the old record"
has "$(out "$changes")" "keep mx" "what stays"
has "$(out "$changes")" "add ip4:192.0.2.77" "what comes"
has "$(out "$changes")" "drop ip4:198.51.100.9" "what is not needed"
has "$(out "$changes")" "remove -all" "the old ending"
is "2 2 0 0 34 49" "$(out '" ".join(str(n)
    for k in ["lookups", "void_lookups", "bytes"] for n in d[k])')" "before and after"
merge good.example --remove mx
is "v=spf1 include:net.example -all" "$(out 'd["new"]')" "a term that goes"
merge good.example --all -all
is "v=spf1 mx include:net.example -all" "$(out 'd["new"]')" "nothing to do"
merge self.example --add ip4:192.0.2.30 --add ip6:2001:db8::30
is "v=spf1 ip4:192.0.2.30 ip6:2001:db8::30 ~all" "$(out 'd["new"]')" "a record that includes itself"
has "$(out "$changes")" "drop include:self.example" "what made it fail"
merge two.example
is "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ~all" "$(out 'd["new"]')" "one of two"
merge plain.example --add mx
is "v=spf1 mx ~all" "$(out 'd["new"]')" "a first record"
merge void.example
is "remove a:gone.example" "$(out '"{way} {term}".format(**d["suggestions"][0])')" "a suggestion"
merge good.example --add include:plain.example
is 2 "$status" "a dead include: exit 2"
is "v=spf1 mx include:net.example -all" "$(out 'd["new"]')" "a dead include is not added"
merge wide.example
is 2 "$status" "too many look-ups: exit 2"
is "replace move flatten" "$(out '" ".join(dict.fromkeys(s["way"]
    for s in d["suggestions"] if s["way"] != "remove"))')" "ways out in order"
merge wide.example --flatten
is 0 "$status" "flattened: exit 0"
is "11 10" "$(out '" ".join(map(str, d["lookups"]))')" "flattened: its costs"

refused() { # WORDS ARGUMENTS...: a usage error that says so
	local words=$1
	shift
	inkan spf merge "$@"
	is 64 "$status" "$*: exit 64"
	is 0 "$(wc -c <"$work/out")" "$*: nothing is proposed"
	grep -qF -- "$words" "$work/err" || fail "$*: no '$words'"
}

refused "ip4:192.0.2.1" good.example --add 192.0.2.1
refused "--all ?all" good.example --all '?all'
refused "sendgrid_kke" good.example --add-sender sendgridx
refused "senders.ini" good.example --add-sender no-such-service
refused "nothing was asked for" plain.example
refused "needs a domain"
refused "chosen, not removed" good.example --remove -all
refused "does not name a sender" good.example --add redirect=net.example

inkan spf merge good.example --remove include:other.example
is 0 "$status" "to remove what is not there: exit 0"
grep -q "is not in the record" "$work/err" || fail "it is not said"

servers=("${nobody[@]}")
inkan spf merge good.example --add mx
is "3 0" "$status $(wc -c <"$work/out")" "nobody answers: exit 3, and no proposal"
inkan spf show good.example
is 3 "$status" "nobody answers: exit 3"
