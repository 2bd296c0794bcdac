#!/bin/bash
# Zones that are really signed, below a signed root that a resolver has the key
# of: what is secure, what is not signed, what is bogus and by which fault; and
# what somebody sees whose resolver does not validate.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
. "$(dirname "$0")/signing.sh"
internet_enter "$@"
signing_tools

faults=(expired wrongds stripped)
zones+=(secure.jptest island.jptest half.jptest mixed.jptest
    "${faults[@]/%/.jptest}")

# --- Signing -----------------------------------------------------------------------

tlsa="_25._tcp.mail TLSA 3 1 1 $(printf 'ab%.0s' {1..32})"

sign_all() {
	local zone past=(-s 20200101000000 -e 20200201000000)
	for zone in secure island; do
		add ns1 $zone.jptest <<<"$tlsa"
	done
	for zone in half mixed; do
		sed -i '/ MX /d' "$(zone_file ns1 $zone.jptest)"
	done
	add ns1 half.jptest <<<'@ MX 10 mail.island.jptest.'
	add ns1 mixed.jptest <<<'@ MX 10 mail.expired.jptest.'
	cp "$(zone_file ns1 mixed.jptest)" "$(zone_file ns2 mixed.jptest)"
	for zone in secure island half wrongds; do
		sign_users $zone.jptest
	done
	sign_users expired.jptest "${past[@]}"
	# A key that the zone does not have; signatures that it does not have.
	key other.jptest >/dev/null
	{
		for zone in secure half expired stripped; do
			ds $zone.jptest
		done
		ds other.jptest | sed 's/^other/wrongds/'
	} | add root jptest
	sign_root
}

zones_ready=sign_all
internet_start

# --- What inkan says -----------------------------------------------------------------

look() { # RESOLVER DOMAIN
	servers=(--resolver "$1@$port" --dns-port "$port" --state "$state"
	    --timeout 60)
	inkan check "$2" --json
	found=$(out '[" ".join([f["id"], f["severity"], f["owner"]])
	    for f in d["findings"]]')
}

is_said_to_be() { # STATUS DOMAIN WHAT
	is "$1" "$(out 'd["zone"]["dnssec"]')" "$3: $2 is $1"
}

not_found() { # PATTERN WHAT
	if grep -E "$1" <<<"$found"; then
		fail "$2: $1 is said"
	fi
	say "ok: $2: no $1"
}

# The test itself: what the resolver says without us.
flags() { # DOMAIN
	dig @"$resolver1" -p "$port" "$1" SOA +dnssec | grep -E 'status|flags:'
}
flags secure.jptest | grep -q '\<ad\>' || fail "the resolver vouches for nobody"
for zone in "${faults[@]}"; do
	flags $zone.jptest | grep -q 'status: SERVFAIL' ||
	    fail "the resolver has no objection to $zone"
done

look "$resolver1" secure.jptest
is_said_to_be secure secure.jptest "signed, DS above"
not_found '^DN-0[1245] ' "signed, DS above"
not_found ' unknown ' "signed, DS above"

look "$resolver1" "$domain"
is_said_to_be insecure "$domain" "not signed"
not_found '^DN-0[24] ' "not signed"

look "$resolver1" island.jptest
is_said_to_be insecure island.jptest "signed, but no DS above"
has "$found" "DN-05 error _25._tcp.mail.island.jptest" \
    "a TLSA record that nobody vouches for"

look "$resolver1" half.jptest
is_said_to_be secure half.jptest "signed, the mail server's zone is not"
has "$found" "DN-01 info mail.island.jptest" "half signed"

for zone in "${faults[@]}"; do
	look "$resolver1" $zone.jptest
	is_said_to_be bogus $zone.jptest "$zone"
	has "$found" "DN-02 error $zone.jptest" "$zone: the signatures"
	is 2 "$status" "$zone: exit 2"
	# What the resolver does not give out is not missing.
	not_found '^(SPF|DK|DM|MX|NS|ZN|PT)-[0-9]+ (error|warning)' "$zone"
	has "$found" "SPF-03 unknown $zone.jptest" "$zone: SPF is not known"
done

look "$resolver1" mixed.jptest
is_said_to_be insecure mixed.jptest "not signed, its mail server is bogus"
has "$found" "DN-02 error mail.expired.jptest" "the mail server is named"

# --- What may be proposed -------------------------------------------------------------

waits_for() { # DOMAIN PATTERN WHAT
	look "$resolver1" "$1"
	inkan export "$1" --with dane --json
	grep -q "DANE: .*$2" "$work/err" || {
		cat "$work/err" >&2
		fail "$3: nothing is said of it"
	}
	say "ok: $3"
}

# The servers of the zone, which are asked for its records, vouch for nothing.
waits_for secure.jptest "certificate of mail.secure.jptest was not seen" \
    "DANE waits for the certificate alone"
waits_for half.jptest "address of mail.island.jptest is not signed" \
    "DANE waits for the mail server to be signed"

# --- Whose resolver does not validate -------------------------------------------------

look "$resolver2" secure.jptest
is_said_to_be unknown secure.jptest "nobody has checked"
has "$found" "DN-04 info secure.jptest" "nobody has checked"
look "$resolver2" "$domain"
is_said_to_be insecure "$domain" "not signed, nobody has checked"
not_found '^DN-0[24] ' "not signed, nobody has checked"
look "$resolver2" expired.jptest
is_said_to_be unknown expired.jptest "expired, nobody has checked"
not_found '^DN-02 ' "expired, nobody has checked"
say "passed"
