#!/bin/bash
# From nothing to "every record is published, visible everywhere, and right", as
# a user goes through it, against real name servers; judged by others' tools.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start

selector= key=

checks_the_bare_zone() {
	inkan check $domain --json --ip $mail_address
	is 2 "$status" "check exits 2 when records are missing"
	is "error" "$(out 'd["status"]')" "status"
	has "$(out "$finding_ids")" SPF-01 "no SPF record is said"
	has "$(out "$finding_ids")" DM-01 "no DMARC record is said"
	is "None" "$(out 'str(d["spf"]["record"])')" "no record is null"
	has "$(out '[p["op"] for p in d["proposal"]]')" add "proposes to add"
	# Where there is no namespace, this machine has other addresses.
	[[ $port -eq 53 ]] || return 0
	inkan check $domain --json --here
	has "$(out '[str(a["ip"]) + " " + str(a["interface"])
	    for a in d["addresses"]]')" "$mail_address mail0" \
	    "the interface of an address is named"
}

decides_in_plain_mode() {
	plain_decide "$domain"
	key=$(find "$state" -name '*.key')
	[[ -n $key ]] || fail "no key was made"
	is 600 "$(stat -c %a "$key")" "the key is the owner's alone"
	selector=$(basename "${key%.*}")
	! grep -q 'PRIVATE KEY' "$work/plain.out" || fail "the key was printed"
}

exports_the_records() {
	inkan export $domain --format bind
	is 0 "$status" "export"
	cp "$work/out" "$work/records"
	grep -q "$selector._domainkey" "$work/records" ||
	    fail "the export has no key record"
	{ zone_records ns1 $domain; cat "$work/records"; } >"$work/new"
	{ soa $domain 2; cat "$work/new"; } >"$work/whole"
	named-checkzone -q $domain "$work/whole" ||
	    fail "named-checkzone: $(named-checkzone $domain "$work/whole")"
	say "ok: named-checkzone accepts the zone"
}

# The states of all cells of a kind in the last round, each once.
cells() { # KIND [SERVER]
	out "sorted({c['state'] for r in d['records'] for c in r['cells']
	    if c['kind'] == '$1' and '${2-}' in c['server']})"
}

# A look that ends before anything can have changed.
glance() {
	inkan watch $domain --json --timeout 4
	is 75 "$status" "still waiting: exit 75"
	is false "$(out 'd["done"]')" "not done"
	is waits "$(cells resolver)" \
	    "resolvers are not asked before the name servers agree"
}

watches_them_arrive() {
	glance
	! cells authority | grep -qx new || fail "nothing was published"

	zone_publish ns1 $domain 2 <"$work/new"
	glance
	is new "$(cells authority $ns1)" "the first server has them"
	! cells authority $ns2 | grep -qx new ||
	    fail "the second server has nothing"

	zone_publish ns2 $domain 2 <"$work/new"
	inkan watch $domain --json --timeout 300
	is 0 "$status" "watch ends with 0 when all is visible"
	is true "$(out 'd["done"]')" "done"
	is new "$(cells authority)" "both servers have them"
	is new "$(cells resolver)" "the resolvers have them"
	is visible "$(out 'sorted({r["state"] for r in d["records"]})')" "visible"
	[[ $(wc -l <"$work/out") -gt 1 ]] || fail "the servers were asked once"
	say "ok: it made sure of the name servers"
}

checks_the_finished_zone() {
	flush resolver1 resolver2
	inkan check $domain --json --ip $mail_address --ip $mail_address6 \
	    --selector "$selector"
	is 0 "$status" "check exits 0 when all is right"
	is pass "$(out '[a["spf"] for a in d["addresses"]]' | sort -u)" \
	    "every address passes SPF"
	has "$(out '[k["selector"] for k in d["dkim"]]')" "$selector" "the key is seen"
	is none "$(out 'd["dmarc"]["policy"]')" "reports first"
	is "keep" "$(out '[p["op"] for p in d["proposal"]]' | sort -u)" \
	    "nothing is left to do"
	testkey $domain "$selector" "$key" ||
	    fail "opendkim-testkey: $(cat "$work/testkey")"
	say "ok: opendkim-testkey accepts the key"
	inkan spf eval --ip $mail_address --mail-from postmaster@$domain --json
	is pass "$(out 'd["result"]')" "spf eval"
	is pass "$(out 'd["libspf2"]')" "libspf2 agrees"
	inkan spf eval --ip $old_address --mail-from postmaster@$domain --json
	is softfail "$(out 'd["result"]')" "spf eval of a stranger"
}

checks_the_bare_zone
decides_in_plain_mode
exports_the_records
watches_them_arrive
checks_the_finished_zone
say "passed"
