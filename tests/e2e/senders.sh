#!/bin/bash
# inkan senders as a user has it: zones from files, what is said of everybody,
# and the list of services. No name server is needed.
set -euo pipefail
. "$(dirname "$0")/offline.sh"

servers=("${nobody[@]}" --zone "$work/root.zone")
cat >"$work/root.zone" <<'END'
$TTL 60
. SOA ns. root. 1 3600 600 86400 300
. NS ns.
shop.example. TXT "v=spf1 include:_spf.google.com include:servers.mcsv.net ip4:198.51.100.9 ~all"
google._domainkey.shop.example. TXT "v=DKIM1; p=MIGf"
_spf.google.com. TXT "v=spf1 include:_netblocks.google.com ~all"
_netblocks.google.com. TXT "v=spf1 ip4:192.0.2.0/24 ~all"
servers.mcsv.net. TXT "v=spf1 -all"
9.100.51.198.in-addr.arpa. PTR out.shop.example.
out.shop.example. A 198.51.100.9
mailed.example. TXT "v=spf1 -all"
mailed.example. MX 10 mx.mailed.example.
mx.mailed.example. A 203.0.113.1
END

of() { # TERM EXPRESSION: about s, the sender
	out "next($2 for s in d['senders'] if s['term'] == '$1')"
}

inkan senders --json --ip 192.0.2.5 shop.example
is 0 "$status" "everybody is decided: exit 0"
is "google_workspace spf,dkim" \
    "$(of include:_spf.google.com "s['service'] + ' ' + ','.join(s['align'])")" "a service by its term"
is "there" "$(of include:_spf.google.com "s['needs'][0]['state']")" "its key is there"
is "192.0.2.5" "$(of include:_spf.google.com "' '.join(s['covers'])")" "whom it covers"
is "mailchimp dkim" \
    "$(of include:servers.mcsv.net "s['service'] + ' ' + ','.join(s['align'])")" "a service by a term that it no longer needs"
is "missing k2._domainkey.shop.example CNAME dkim2.mcsv.net" \
    "$(of include:servers.mcsv.net "' '.join(s['needs'][0][k] for k in ('state', 'name', 'type', 'value'))")" "a record that is missing"
is "_spf.google.com _netblocks.google.com user" \
    "$(of ip4:192.0.2.5 "s['through'] + ' ' + s['inside'] + ' ' + ','.join(s['seen'])")" "the include that covers an address"
is "out.shop.example True" \
    "$(of ip4:198.51.100.9 "s['ptr'] + ' ' + str(s['confirmed'])")" "the name of an address"
inkan senders shop.example
grep -q "useless for DMARC" "$work/out" || fail "nothing is said of a useless include"
say "ok: a useless include is named"

inkan senders --json mailed.example
is "1 undecided mx" "$status $(out "d['senders'][0]['mark'] + ' ' + ','.join(d['senders'][0]['seen'])")" \
    "a mail server that does not pass is a question: exit 1"
inkan senders --json nobody.invalid --timeout 1
is "0 0" "$status $(out "len(d['senders'])")" "nobody is known"

inkan senders list --json
[[ $(out 'len(d)') -ge 100 ]] || fail "fewer than 100 services"
inkan senders list --json さくら
is "sakura_rental" "$(out "d[0]['id']")" "a filter in Japanese"
inkan senders list mcsv.net
is 1 "$status" "nothing found: exit 1"
inkan senders list spf.google.com
grep -q '^google_workspace ' "$work/out" || fail "not found by its term"
say "ok: found by its term"
inkan senders
is 64 "$status" "without a domain: exit 64"
inkan senders not/a/domain
is 64 "$status" "no domain: exit 64"
say "passed"
