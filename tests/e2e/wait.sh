#!/bin/bash
# The wait against real caches: none is asked before the name servers agree, the
# time that is predicted is that of the last old copy, and what goes wrong when
# records are published is named in the first round.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
. "$(dirname "$0")/check.sh"
. "$(dirname "$0")/plain.sh"
zone_ttl=27 # more than a round: some cache is waited for
negative_ttl=27
log_queries=yes
internet_enter "$@"
internet_start
inkan_ready

names=() # that are awaited
expires=0 filled=0 watch=

# A first selector, a new name, a TXT at a host and one beside another TXT.
decides() {
	local selector
	plain_decide "$domain"
	selector=$(basename "$(find "$state" -name '*.key')")
	names=("${selector%.*}._domainkey.$domain" "_dmarc.$domain" "$domain"
	    "mail.$domain")
	inkan export $domain --format bind
	zone_records ns1 $domain >"$work/old"
	{ cat "$work/old"; sed "s/	300	/	$zone_ttl	/" "$work/out"; } \
	    >"$work/new"
}

# How often the resolvers were asked for the records.
asked() {
	local name total=0
	for name in "${names[@]}"; do
		total=$((total + $(cat "$work"/resolver?/log |
		    grep -cF " $name. TXT IN" || true)))
	done
	echo $total
}

# The watch goes on; what it says of the first round is in $work/out.
watch_begins() {
	: >"$work/out"
	"$INKAN" watch $domain --json --timeout 100 "${servers[@]}" \
	    >"$work/out" &
	watch=$!
	wait_for 20 test -s "$work/out"
}

# One round, and no second one.
glance() {
	watch_begins
	kill $watch
	wait $watch || true
	is 0 "$(asked)" "no resolver was asked for a record"
}

remarks() {
	out 'd["remarks"]'
}

says() { # WORDS WHAT
	[[ $(remarks) == *"$1"* ]] || { remarks >&2; fail "$2"; }
	say "ok: $2"
}

names_the_wrong_name() {
	local wrong=_dmarc.$domain.$domain
	{ cat "$work/old"; echo "$wrong. TXT \"v=DMARC1; p=none\""; } |
	    zone_publish ns1 $domain 2
	glance
	says "doubled name $wrong" "the doubled name is named"
	says "its serial is 1, the newest is 2" "the second server is behind"
	is older "$(out "sorted({c['edition'] for r in d['records']
	    for c in r['cells'] if c['server'] == '$ns2'})")" "its edition"
	is false "$(out 'd["intercepted"]')" "nobody intercepts"
}

# A panel that takes no more than one string.
names_what_was_cut() {
	sed '/v=DKIM1/s/" *"[^"]*"/"/' "$work/new" |
	    zone_publish ns1 $domain 3
	glance
	says "DKIM: cut at 255 of" "the key that was cut is named"
}

# Resolver 1 fetches what the second server still has, as late as can be.
fill_the_caches() {
	local name
	resolver_asks $domain $ns2
	flush resolver1
	for name in "${names[@]}"; do
		ask "$resolver1" "$name" TXT >/dev/null
	done
	resolver_asks $domain
	expires=$(($(date +%s) + zone_ttl))
	filled=$(asked)
}

waits_for_the_second_server() {
	zone_publish ns1 $domain 4 <"$work/new"
	glance
	is None "$(out 'str(d["visible_by"])')" "nobody knows yet when"
	fill_the_caches
	zone_publish ns2 $domain 4 <"$work/new"
}

# The first round sees the last server; the second one makes sure of it.
keeps_the_promise() {
	local by start
	start=$(date +%s)
	watch_begins
	is "$filled" "$(asked)" "once is not enough for asking a resolver"
	wait $watch || fail "watch ended with $?"
	is true "$(out 'd["done"]')" "done"
	by=$(date -d "$(out 'd["visible_by"]')" +%s)
	[[ $by -ge $((expires - 1)) ]] || fail "early by $((expires - by)) s"
	[[ $by -le $((start + zone_ttl + 2)) ]] ||
	    fail "late by $((by - start - zone_ttl)) s"
	say "ok: visible by the time at which the last copy expired"
	[[ $(date +%s) -ge $((expires - 1)) ]] || fail "it did not wait"
	[[ $(date +%s) -le $((by + 20 + 2)) ]] || fail "it noticed too late"
}

answers_anything() { # ADDRESS
	dig @"$1" -p "$port" +tries=1 +time=1 . SOA | grep -q 'status:'
}

# A resolver sits where no name server can be.
notices_an_interception() {
	[[ $port -eq 53 ]] || return 0
	ip addr add 192.0.2.1/32 dev lo
	unbound_start thief 192.0.2.1
	wait_for 10 answers_anything 192.0.2.1
	glance
	is true "$(out 'd["intercepted"]')" "port 53 is intercepted"
	says "answers in place of name servers" "that is said"
	ip addr del 192.0.2.1/32 dev lo
}

decides
names_the_wrong_name
names_what_was_cut
notices_an_interception
waits_for_the_second_server
keeps_the_promise
say "passed"
