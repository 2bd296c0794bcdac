#!/bin/bash
# The wait against real caches: none is asked before the name servers agree, the
# time that is predicted is that of the last old copy, and what goes wrong when
# records are published is named in the first round.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
zone_ttl=27 # more than a round: some cache is waited for
negative_ttl=27
log_queries=yes
internet_enter "$@"

# Beside the usual zones: one below a host's, and one of somebody else, where an
# alias ends.
eval "usual_$(declare -f zones_write)"
zones_write() {
	local server
	usual_zones_write
	delegation far.jp | sed 's/ns[12].dnshost/a.root/' \
	    >>"$(zone_file root jp)"
	echo '@ NS a.root.test.' | zone_write root far.jp
	for server in ns1 ns2; do
		delegation _domainkey.$other >>"$(zone_file $server $other)"
		printf '%s\n' 'host TXT "v=spf1 ~all"' \
		    "_dmarc 3600 CNAME policy.far.jp." \
		    >>"$(zone_file $server $other)"
		delegation _domainkey.$other |
		    zone_write $server _domainkey.$other
	done
}
other=example.jp
root=$root_server # by its name, for zone_publish
internet_start

names=() # that are awaited
expires=0 filled=0 watch=

# What a user who looks after two domains would have decided, too: an RRset that
# changes, a key below a zone cut, a policy at the end of an alias. Resolvers follow
# delegations to port 53 only.
decides_more() {
	[[ $port -eq 53 ]] || return 0
	/usr/bin/python3 - "$state/$domain/state" "$other" <<-'END'
		import json, sys
		path, other = sys.argv[1:]
		state = json.load(open(path))
		changes = next(v for v in [state, *state.values()]
		    if isinstance(v, dict) and "change" in v)["change"]
		changes += [
		    {"topic": "2", "op": "2", "name": "host." + other,
		     "value": "v=spf1 a -all", "olds": "1",
		     "old_1": "v=spf1 ~all"},
		    {"topic": "0", "op": "1", "name": "s1._domainkey." + other,
		     "value": "v=DKIM1; k=ed25519; "
		     "p=CRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="},
		    {"topic": "1", "op": "1", "name": "_dmarc." + other,
		     "value": "v=DMARC1; p=none"}]
		for change in changes[-3:]:
		    change.update(type="16", ttl="300",
		        entered=changes[0].get("entered", "0"))
		json.dump(state, open(path, "w"))
	END
	names+=("host.$other" "s1._domainkey.$other" "_dmarc.$other")
}

other_zone() {
	zone_records ns2 $other | sed '/^host TXT/s/~all/a -all/'
}

other_key() {
	zone_records ns2 _domainkey.$other
	echo 's1 TXT "v=DKIM1; k=ed25519; p=CRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="'
}

other_policy() {
	zone_records root far.jp
	echo 'policy TXT "v=DMARC1; p=none"'
}

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
	other_zone >"$work/zone" && other_key >"$work/key"
	other_policy >"$work/policy"
	decides_more
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
	"$INKAN" watch $domain --json --timeout 300 "${servers[@]}" \
	    >"$work/out" &
	watch=$!
	wait_for test -s "$work/out"
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
	    for c in r['cells'] if c['server'] == '$ns2'
	    and r['name'].endswith('$domain')})")" "its edition"
	is false "$(out 'd["intercepted"]')" "nobody intercepts"
}

names_the_alias() {
	[[ $port -eq 53 ]] || return 0
	says "an alias (CNAME) to policy.far.jp" "the alias is named"
	has "$(out "[c['server'] + ' ' + c['state'] for r in d['records']
	    if r['name'] == '_dmarc.$other' for c in r['cells']]")" \
	    "$root_server none" "the server of its end is asked"
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
	resolver_asks $other $ns2
	resolver_asks _domainkey.$other $ns2
	flush resolver1
	for name in "${names[@]}"; do
		ask "$resolver1" "$name" TXT >/dev/null
	done
	resolver_asks $domain
	resolver_asks $other
	resolver_asks _domainkey.$other
	expires=$(($(date +%s) + zone_ttl))
	filled=$(asked)
}

waits_for_the_second_server() {
	zone_publish ns1 $domain 4 <"$work/new"
	zone_publish ns1 $other 2 <"$work/zone"
	zone_publish ns1 _domainkey.$other 2 <"$work/key"
	glance
	is None "$(out 'str(d["visible_by"])')" "nobody knows yet when"
	fill_the_caches
	zone_publish ns2 $other 2 <"$work/zone"
	zone_publish ns2 _domainkey.$other 2 <"$work/key"
	zone_publish root far.jp 2 <"$work/policy"
	zone_publish ns2 $domain 4 <"$work/new"
}

moment() { # EXPRESSION: seconds since 1970
	date -d "$(out "$1")" +%s
}

# When the first round ended, and when servers that the last round saw agree had
# been asked in the round before.
round_times() {
	python3 - "$work/out" <<-'END'
		import json, sys
		rounds = [json.loads(line) for line in open(sys.argv[1])]
		cells = [{(r["name"], c["server"]): c for r in round["records"]
		    for c in r["cells"]} for round in rounds]
		late = [cells[-2][key]["asked"] for key in cells[-1]
		    if cells[-2][key]["state"] != cells[-1][key]["state"]]
		print(rounds[0]["time"])
		print(max(late))
	END
}

# The first round sees the last server; the second one makes sure of it.
keeps_the_promise() {
	local by times first before
	watch_begins
	is "$filled" "$(asked)" "once is not enough for asking a resolver"
	wait $watch || fail "watch ended with $?"
	is true "$(out 'd["done"]')" "done"
	by=$(moment 'd["visible_by"]')
	mapfile -t times < <(round_times)
	first=$(date -d "${times[0]}" +%s)
	before=$(date -d "${times[1]}" +%s)
	[[ $by -ge $((expires - 1)) ]] || fail "early by $((expires - by)) s"
	[[ $by -le $((first + zone_ttl + 2)) ]] ||
	    fail "late by $((by - first - zone_ttl)) s"
	say "ok: visible by the time at which the last copy expired"
	[[ $(date +%s) -ge $((expires - 1)) ]] || fail "it did not wait"
	# What one round could not see yet, the next one did.
	[[ $before -le $((by + 1)) ]] || fail "it noticed too late"
}

answers_anything() { # ADDRESS
	dig @"$1" -p "$port" +tries=1 +time=1 . SOA | grep -q 'status:'
}

# A resolver sits where no name server can be.
notices_an_interception() {
	[[ $port -eq 53 ]] || return 0
	ip addr add 192.0.2.1/32 dev lo
	unbound_start thief 192.0.2.1
	wait_for answers_anything 192.0.2.1
	glance
	is true "$(out 'd["intercepted"]')" "port 53 is intercepted"
	says "answers in place of name servers" "that is said"
	ip addr del 192.0.2.1/32 dev lo
}

decides
names_the_wrong_name
names_the_alias
names_what_was_cut
notices_an_interception
waits_for_the_second_server
keeps_the_promise
say "passed"
