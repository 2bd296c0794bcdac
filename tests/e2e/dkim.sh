#!/bin/bash
# inkan dkim as a user types it, against a zone that a panel has spoiled.
set -euo pipefail
. "$(dirname "$0")/check.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
domain=example.jp
servers=() port=
resolver1= resolver2=
inkan_ready
zone=$work/zone

zone_write() { # RECORD...
	printf '%s\n' "\$ORIGIN $domain." "\$TTL 300" \
	    "@ SOA ns1 root 1 1 1 1 300" "@ NS ns1" "ns1 A 192.0.2.1" \
	    "$@" >"$zone"
}

# Leaves $status and $work/out, as inkan does for the real servers.
dkim() { # ARGUMENTS...
	status=0
	"$INKAN" dkim "$@" --zone "$zone" --state "$state" \
	    >"$work/out" 2>"$work/err" || status=$?
}

record_of() { # SELECTOR
	out "[k['record'] for k in d['keys'] if k['selector'] == '$1']"
}

makes_two_keys() {
	zone_write
	dkim new $domain --type both --selector s1 --json
	is 0 "$status" "new makes a pair"
	is 's1r s1e' "$(out "[k['selector'] for k in d['keys']]" | xargs)" \
	    "two selectors"
	is 'rsa ed25519' "$(out "[k['type'] for k in d['keys']]" | xargs)" \
	    "RSA and Ed25519"
	rsa=$(record_of s1r)
	ed=$(record_of s1e)
	is 600 "$(stat -c %a "$state/$domain/keys/s1r.key")" "mode of the key"
	! grep -rqs 'PRIVATE KEY' "$work/out" "$work/err" \
	    "$state/$domain/state" "$state/$domain/journal" ||
	    fail "a private key was written elsewhere"
}

refuses() { # STATUS WORD ARGUMENTS...
	local wanted=$1 word=$2
	shift 2
	dkim "$@"
	is "$wanted" "$status" "$*"
	grep -qF -- "$word" "$work/err" ||
	    fail "$*: $(cat "$work/err")"
}

refuses_what_is_no_good() {
	zone_write "used._domainkey TXT \"v=DKIM1; p=\""
	refuses 64 "rotate" new $domain
	refuses 64 "RSA" new other.$domain --type ed25519
	refuses 64 "it is rsa" new other.$domain --type dsa
	refuses 64 "2048" new other.$domain --bits 1024
	refuses 64 "not a selector" new other.$domain --selector a_b
	refuses 64 "needs a domain" new
	refuses 64 "needs what to do" nonsense
	zone_write "used._domainkey.other TXT \"v=DKIM1; p=\""
	refuses 2 "already" new other.$domain --selector used
}

# What the panel made of it, and what is said about that.
shows() { # STATUS STATE WORD RECORD...
	local wanted=$1 state_word=$2 word=$3
	shift 3
	zone_write "$@"
	dkim show $domain --json
	is "$state_word" "$(out "d['keys'][0]['dns']['state']")" "state: $word"
	out "d['keys'][0]['dns']['message']" | grep -qF -- "$word" ||
	    fail "$(out "d['keys'][0]['dns']['message']")"
	is "$wanted" "$status" "show exits $wanted"
}

in_strings() { # VALUE: as a zone file has it
	fold -w 200 <<<"$1" | sed -e 's/[";\\]/\\&/g' -e 's/.*/"&"/' |
	    tr '\n' ' '
}

names_the_damage() {
	local good
	good="s1e._domainkey TXT $(in_strings "$ed")"
	shows 0 same "is the key on disk" "$good" \
	    "s1r._domainkey TXT $(in_strings "$rsa")"
	shows 1 none "not published" "$good"
	shows 2 differs "cut at 255 of 410" "$good" \
	    "s1r._domainkey TXT $(in_strings "${rsa:0:255}")"
	shows 2 differs "5 spaces inside" "$good" \
	    "s1r._domainkey TXT $(in_strings "${rsa:0:100}     ${rsa:100}")"
	shows 2 differs "lower-cased" "$good" \
	    "s1r._domainkey TXT $(in_strings "${rsa,,}")"
	shows 2 differs "quotes inside" "$good" \
	    "s1r._domainkey TXT $(in_strings "\"$rsa\"")"
	shows 2 differs "escaped semicolons" "$good" \
	    "s1r._domainkey TXT $(in_strings "${rsa//;/\\;}")"
	shows 2 differs "another key" "$good" \
	    "s1r._domainkey TXT $(in_strings "$ed")"
	shows 2 differs "s1r.$domain, without _domainkey" "$good" \
	    "s1r TXT $(in_strings "$rsa")"
	shows 2 differs "doubled name" "$good" \
	    "s1r._domainkey.$domain TXT $(in_strings "$rsa")"
	shows 2 several "several records" "$good" \
	    "s1r._domainkey TXT $(in_strings "$rsa")" \
	    "s1r._domainkey TXT $(in_strings "$ed")"
}

finds_others() {
	zone_write "google._domainkey TXT $(in_strings "$rsa")"
	dkim show $domain --json
	is google "$(out "[o['selector'] for o in d['others']]")" \
	    "another selector"
}

imports() {
	local file=$work/theirs.key
	openssl genrsa -traditional -out "$file" 2048 2>/dev/null
	zone_write
	dkim import two.$domain "$file" --selector old1 --json
	is 0 "$status" "imports PKCS#1"
	is old1 "$(out "d['keys'][0]['selector']")" "under its selector"
	openssl genpkey -algorithm ed25519 -outform DER 2>/dev/null |
	    tail -c 32 | base64 >"$work/seed"
	chmod 600 "$work/seed"
	dkim import two.$domain "$work/seed" --selector old1e --json
	is 0 "$status" "imports a seed"
	is ed25519 "$(out "d['keys'][0]['type']")" "which is Ed25519"
	openssl genrsa -aes128 -passout pass:x -out "$work/locked" 2048 \
	    2>/dev/null
	refuses 2 "passphrase" import three.$domain "$work/locked"
	openssl genrsa -out "$work/weak" 768 2>/dev/null
	refuses 2 "768 bits" import three.$domain "$work/weak"
	chmod 644 "$file"
	refuses 2 "chmod 600" import three.$domain "$file"
	refuses 66 "no file" import three.$domain "$work/none"
	refuses 64 "a file" import three.$domain
}

finds_its_selector() {
	local file=$work/theirs.key record
	chmod 600 "$file"
	record=$(openssl rsa -in "$file" -pubout -outform DER 2>/dev/null |
	    base64 -w 0)
	zone_write "mail._domainkey.four TXT $(in_strings "v=DKIM1; p=$record")" \
	    "four TXT x"
	dkim import four.$domain "$file" --json
	is 0 "$status" "imports a published key"
	is mail "$(out "d['keys'][0]['selector']")" "finds its selector"
	zone_write "mail._domainkey.five TXT $(in_strings "$ed")" "five TXT x"
	refuses 2 "another key" import five.$domain "$file" --selector mail
}

stage_is() { # STAGE STATUS WHAT
	is "$2" "$status" "$3"
	is "$1" "$(out "d['stage']")" "stage $1"
}

# What is remembered is made older instead of waiting.
half_an_hour_later() { # STATE
	python3 - "$1" <<'END'
import json, sys
state = json.load(open(sys.argv[1]))
rotation = state["answers"]["dkim"]["rotation"]
assert rotation["negative"] == "300", rotation
rotation["seen"] = str(int(rotation["seen"]) - 1800 * 1000)
json.dump(state, open(sys.argv[1], "w"))
END
}

# Publish, switch, retire, revoke: each when it is time for it, not before.
rotates() {
	local d=rotate.$domain first second
	zone_write
	dkim new $d --selector r1 --json
	first=$(record_of r1)
	dkim rotate $d --json
	stage_is ready 0 "nothing goes on"
	dkim rotate $d --json --next --selector r2
	stage_is publish 0 "makes the next key"
	second=$(record_of r2)
	dkim rotate $d --json --next
	stage_is publish 75 "does not switch to a key nobody sees"
	is main "$(out "[k['role'] for k in d['keys'] if
	    k['selector'] == 'r1']")" "the old key still signs"
	zone_write "r1._domainkey.rotate TXT $(in_strings "$first")" \
	    "r2._domainkey.rotate TXT $(in_strings "$second")"
	dkim rotate $d --json
	stage_is switch 0 "everybody sees it"
	is false "$(out 'd["can_go_on"]')" "but some cache may not"
	dkim rotate $d --json --next
	stage_is switch 75 "waits for caches"
	half_an_hour_later "$state/$d/state"
	dkim rotate $d --json --next
	stage_is retire 0 "switches"
	is "r2 main r1 old" "$(out "[w for k in d['keys'] for w in
	    (k['selector'], k['role'])]" | xargs)" "the roles"
	dkim config $d --for opendkim
	grep -q r2._domainkey "$work/out" && ! grep -q r1._domainkey \
	    "$work/out" || fail "the signer does not use the new key"
	dkim rotate $d --json --next
	stage_is retire 75 "does not revoke what mail under way needs"
	dkim rotate $d --next --force
	is 0 "$status" "revokes"
	grep -qx '  value     v=DKIM1; k=rsa; p=' "$work/out" ||
	    fail "no record that revokes"
	dkim show $d --json
	is 2 "$status" "a revoked key that is still there"
	zone_write "r1._domainkey.rotate TXT \"v=DKIM1; k=rsa; p=\"" \
	    "r2._domainkey.rotate TXT $(in_strings "$second")"
	dkim show $d --json
	is 0 "$status" "the old key is revoked, the new one is there"
	refuses 2 "used before" rotate $d --next --selector r1
}

makes_two_keys
refuses_what_is_no_good
names_the_damage
finds_others
imports
finds_its_selector
rotates
say "done"
