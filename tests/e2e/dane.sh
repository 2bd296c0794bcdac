#!/bin/bash
# DANE from nothing: a mail server that speaks TLS, a zone that is signed, the
# record that inkan proposes for its key published there, and found to be right;
# a key that changes before its record does; and zones in which it would be of
# no use to anybody.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
. "$(dirname "$0")/signing.sh"
internet_enter "$@"
signing_tools
command -v openssl >/dev/null || {
	say "skipped: openssl is not installed"
	exit 77
}

mail=127.30.0.2
smtp_port=2525
signed=secure.jptest
zones+=("$signed")
tlsa_name=_25._tcp.mail.$signed
serial=1

server_records() { # what the zone has beside the record under test
	delegation "$signed"
	printf '@ MX 10 mail\nmail A %s\n@ TXT "v=spf1 mx ~all"\n' "$mail"
}

sign_all() {
	zone_records ns1 "$domain" | sed "s/^mail A .*/mail A $mail/; /AAAA/d" \
	    >"$work/plain"
	for server in ns1 ns2; do
		{ soa "$domain" 1; cat "$work/plain"; } \
		    >"$(zone_file $server "$domain")"
	done
	{ soa "$signed" 1; server_records; } >"$(zone_file ns1 "$signed")"
	sign_users "$signed"
	ds "$signed" | add root jptest
	sign_root
}

zones_ready=sign_all
internet_start
servers=(--resolver "$resolver1@$port" --dns-port "$port" --state "$state"
    --timeout 5)

# --- Tools -----------------------------------------------------------------------

publish() { # the records beside the server's, on standard input
	local server
	serial=$((serial + 1))
	{ soa "$signed" $serial; server_records; cat; } \
	    >"$(zone_file ns1 "$signed")"
	sign_users "$signed"
	for server in ns1 ns2; do
		kill -HUP "$(cat "$work/$server/pid")"
		wait_for has_serial "${!server}" "$signed" $serial
	done
	flush resolver1
}

make_key() { # NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -subj "/CN=mail.$signed" -addext "subjectAltName=DNS:mail.$signed" \
	    -days 60 -keyout "$work/$1.key" -out "$work/$1.pem" 2>/dev/null
}

# Reckoned without inkan, from the certificate that the server shows.
digest() { # NAME
	openssl x509 -in "$work/$1.pem" -noout -pubkey |
	    openssl pkey -pubin -outform DER | sha256sum | cut -d' ' -f1
}

server_start() { # KEY
	coproc PEER { exec python3 "$(dirname "$0")/peers.py" mail "$mail" \
	    "$smtp_port" "$work/$1.pem" "$work/$1.key" starttls; }
	read -r _ <&"${PEER[0]}" || fail "the mail server does not start"
	peer=$PEER_PID
}

server_stop() {
	kill "$peer"
	wait "$peer" 2>/dev/null || true
}

look() { # [OPTION...]
	inkan check "$signed" --json --with dane --smtp \
	    --smtp-port $smtp_port "$@"
	found=$(out '[f["id"] + " " + f["severity"] for f in d["findings"]]')
	proposed=$(out "[p['op'] + ' ' + p['value'] for p in d['proposal']
	    if p['name'] == '$tlsa_name']")
}

not_found() { # PATTERN WHAT
	if grep -E "$1" <<<"$found"; then
		fail "$2: $1 is said"
	fi
	say "ok: $2: no $1"
}

has_gap() { # WORDS WHAT
	grep -qF -- "$1" "$work/err" || fail "$2: '$1' is not said"
	say "ok: $2"
}

# --- From nothing to a record that is verified --------------------------------------

make_key first
make_key second

look
is "" "$proposed" "nothing is proposed for a server that nobody reached"
server_start first
inkan check "$signed" --json --with dane
is "" "$(out "[p['name'] for p in d['proposal'] if p['type'] == 'TLSA']")" \
    "nor for one that nobody asked"
look
is "add 3 1 1 $(digest first)" "$proposed" "the key that the server shows"

# e: mail to you; 4: DANE; m: ask the mail servers.
printf '%s\n' '' '' '' '' '' e 4 '' e m '' q |
    "$INKAN" --plain "$signed" "${servers[@]/$state/$work/wizard}" \
    --smtp-port $smtp_port >"$work/plain.out" 2>"$work/plain.err" || true
for words in "the certificate of mail.$signed was not seen" \
    "ADD  _25._tcp.mail  TLSA" "+ 3 1 1 $(digest first | cut -c1-46)"; do
	grep -qF -- "$words" "$work/plain.out" ||
	    fail "the wizard does not say '$words': $(cat "$work/plain.out")"
	say "ok: the wizard: $words"
done

inkan export "$signed" --with dane --smtp --smtp-port $smtp_port
is 0 "$status" "export"
grep TLSA "$work/out" >"$work/record" || fail "the export has no TLSA record"
publish <"$work/record"
is "3 1 1 $(digest first)" "$(ask $ns1 $tlsa_name TLSA |
    sed 's/ //4g' | tr 'A-F' 'a-f')" "the name server took it as it is"
look
not_found '^DN-0[1-9] (error|warning)' "published"
is "" "$(grep -v '^keep ' <<<"$proposed" || true)" "nothing is left to do"

# --- The key changes ----------------------------------------------------------------

server_stop
server_start second
look
has "$found" "DN-06 error" "a key without a record"
is "replace 3 1 1 $(digest second)" "$proposed" "the record of the new key"
{ cat "$work/record"; sed "s/$(digest first)/$(digest second)/" \
    "$work/record"; } | publish
look
not_found '^DN-0([1-8] (error|warning)|9)' "both records: an orderly change"
is "" "$(grep -v '^keep ' <<<"$proposed" || true)" "and both of them stay"

# --- Where it would be of no use ----------------------------------------------------

inkan export "$domain" --with dane --smtp --smtp-port $smtp_port
has_gap "not signed with DNSSEC" "a zone that is not signed"
if grep TLSA "$work/out"; then
	fail "a TLSA record for a zone that is not signed"
fi
servers[1]=$resolver2@$port
inkan export "$signed" --with dane --smtp --smtp-port $smtp_port
has_gap "resolver does not check it" "a resolver that does not validate"
server_stop
say "all as it should be"
