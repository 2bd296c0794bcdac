#!/bin/bash
# From nothing to "every record is published, visible everywhere, and right", as
# a user goes through it, against real name servers; judged by others' tools.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
. "$(dirname "$0")/check.sh"
. "$(dirname "$0")/plain.sh"
internet_enter "$@"
internet_start
inkan_ready

selector= key=

checks_the_bare_zone() {
	inkan check $domain --json --ip $mail_address
	is 2 "$status" "check exits 2 when records are missing"
	is "error" "$(out 'd["status"]')" "status"
	has "$(out "$finding_ids")" SPF-01 "no SPF record is said"
	has "$(out "$finding_ids")" DM-01 "no DMARC record is said"
	is "None" "$(out 'str(d["spf"]["record"])')" "no record is null"
	has "$(out '[p["op"] for p in d["proposal"]]')" add "proposes to add"
}

decides_in_plain_mode() {
	plain_decide "$domain"
	key=$(find "$state" -name '*.key' -o -name '*.private' -o -name '*.pem' |
	    head -n 1)
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

watching() { # EXPRESSION: it is true of the last round of the watch
	[[ $(python3 "$(dirname "$0")/json.py" "$1" \
	    <"$work/watch" 2>/dev/null) == true ]]
}

# All cells of a kind (and server) are in that state; there is at least one.
cells() { # KIND STATE [SERVER]
	printf '(lambda s: bool(s) and all(x == "%s" for x in s))([c["state"] for r in d["records"] for c in r["cells"] if c["kind"] == "%s" and "%s" in c["server"]])' \
	    "$2" "$1" "${3-}"
}

watches_them_arrive() {
	inkan watch $domain --json --timeout 1
	is 75 "$status" "watch --timeout ends with 75 while waiting"

	# Resolvers hold "there is none" from before.
	ask $resolver1 _dmarc.$domain TXT >/dev/null
	ask $resolver1 $domain TXT >/dev/null

	"$INKAN" watch $domain --json --timeout 120 "${servers[@]}" \
	    >"$work/watch" 2>"$work/watch.err" &
	local watch=$!
	wait_for 20 watching 'len(d["records"]) > 0'
	is "" "$(grep -o '"visible"' "$work/watch" || true)" "nothing is visible yet"

	zone_publish ns1 $domain 2 <"$work/new"
	wait_for 60 watching "$(cells authority new $ns1) and not $(cells authority new $ns2)"
	say "ok: the first server has it, the second has not"
	is true "$(python3 "$(dirname "$0")/json.py" \
	    "$(cells resolver waits)" <"$work/watch")" \
	    "resolvers are not asked before the name servers agree"

	zone_publish ns2 $domain 2 <"$work/new"
	wait_for 60 watching "$(cells authority new)"
	say "ok: both servers have it"
	wait_for 60 watching "$(cells resolver new) and d['done']"
	say "ok: the resolvers have it"
	status=0
	wait $watch || status=$?
	is 0 "$status" "watch ends with 0 when all is visible"
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
	is true "$(out 'd["agree"]')" "libspf2 agrees"
	inkan spf eval --ip $old_address --mail-from postmaster@$domain --json
	is softfail "$(out 'd["result"]')" "spf eval of a stranger"
}

checks_the_bare_zone
decides_in_plain_mode
exports_the_records
watches_them_arrive
checks_the_finished_zone
say "passed"
