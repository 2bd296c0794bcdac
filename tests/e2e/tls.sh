#!/bin/bash
# How mail travels: the policy of MTA-STS from a real web server, STARTTLS and
# the certificate of a real mail server, TLSA, TLS reports, BIMI, blocklists.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
command -v openssl >/dev/null || {
	say "skipped: openssl is not installed"
	exit 77
}
internet_start

web=127.30.0.1
mail=127.30.0.2
https_port=8443
smtp_port=2525
serial=1
mta_sts=mta-sts.$domain
mx=mx.$domain

# --- Certificates ----------------------------------------------------------------

curve=(ec -pkeyopt ec_paramgen_curve:P-256)

certificate() { # FILE NAME [OPTION...]: signed by our authority
	local file=$work/$1 name=$2
	shift 2
	openssl req -newkey "${kind[@]}" -nodes \
	    -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
	    -keyout "$file.key" -x509 -CA "$work/ca.pem" -CAkey "$work/ca.key" \
	    -out "$file.pem" "$@" 2>/dev/null
}

openssl req -x509 -newkey "${curve[@]}" -nodes \
    -subj "/CN=Test authority" -keyout "$work/ca.key" -out "$work/ca.pem" \
    -days 90 2>/dev/null
openssl req -x509 -newkey "${curve[@]}" -nodes \
    -subj "/CN=Stranger" -keyout "$work/stranger.key" -out "$work/stranger.pem" 2>/dev/null
kind=("${curve[@]}")
certificate web "$mta_sts" -days 60
certificate mail "$mx" -days 60
certificate short "$mx" -days 5
certificate other other.example -days 60
kind=(rsa:2048)
certificate weak "$mx" -days 60

digest() { # FILE: of its public key, as in 3 1 1
	openssl x509 -in "$work/$1.pem" -noout -pubkey |
	    openssl pkey -pubin -outform DER | sha256sum | cut -d' ' -f1
}

# --- Servers ---------------------------------------------------------------------

peer_start() { # web|mail CERTIFICATE WHAT
	local address=$web port=$https_port
	[[ $1 == web ]] || { address=$mail; port=$smtp_port; }
	coproc PEER { exec python3 "$(dirname "$0")/peers.py" "$1" "$address" \
	    "$port" "$work/$2.pem" "$work/$2.key" "$3"; }
	read -r _ <&"${PEER[0]}" || fail "the peer does not start"
	peer=$PEER_PID
}

peer_stop() {
	kill "$peer"
	wait "$peer" 2>/dev/null || true
}

page() { # STATUS TYPE: the body is on standard input
	printf 'HTTP/1.1 %s\r\nContent-Type: %s\r\nConnection: close\r\n\r\n' \
	    "$1" "$2" >"$work/page"
	cat >>"$work/page"
}

publish() { # the records beside the ordinary ones
	local server records
	serial=$((serial + 1))
	records=$(cat)
	for server in ns1 ns2; do
		zone_publish $server "$domain" $serial <<-END
			$(delegation "$domain")
			@ MX 10 mx
			mx A $mail
			mta-sts A $web
			$records
		END
	done
	flush resolver1 resolver2
}

look() { # [OPTION...]
	inkan check "$domain" --json --https-port $https_port \
	    --smtp-port $smtp_port --ca-file "$work/ca.pem" --timeout 60 "$@"
	found=$(out '[f["id"] + " " + f["severity"] for f in d["findings"]]')
}

finds() { # "ID severity" WHAT
	has "$found" "$1" "$2: $1"
}

not_found() { # ID WHAT
	if grep -q "^$1 " <<<"$found"; then
		say "$found"
		fail "$2: $1 is said"
	fi
	say "ok: $2: no $1"
}

policy() { # MODE MX
	printf 'version: STSv1\nmode: %s\nmx: %s\nmax_age: 1209600\n' "$1" "$2"
}

# --- Authorities -----------------------------------------------------------------

echo nothing >"$work/garbage.pem"
for file in "$work/nowhere.pem" "$work" "$work/garbage.pem" /dev/null; do
	inkan check "$domain" --json --ca-file "$file"
	is 66 "$status" "--ca-file $file is refused"
	[[ ! -s $work/out ]] || fail "--ca-file $file: something was judged"
done

# --- MTA-STS ---------------------------------------------------------------------

publish <<<'mail2 A 192.0.2.1'
look
finds "MS-01 info" "no record"
finds "TR-01 info" "no record"

publish <<-'END'
	_mta-sts TXT "v=STSv1; id=20261121T000000Z;"
	_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.jptest"
END
look
finds "MS-04 error" "nobody listens"
not_found TR-01 "a record"

policy enforce "$mx" | page "200 OK" text/plain
peer_start web web "$work/page"
look
for id in 01 02 03 04 05 06 07 08 09 10 11 12 13 15; do
	not_found MS-$id "a good policy"
done
policy enforce other.example | page "200 OK" text/html
look
finds "MS-06 warning" "another type"
finds "MS-12 error" "another mail server"
policy testing "*.$domain" | page "200 OK" text/plain
look
finds "MS-13 warning" "testing"
not_found MS-12 "a wildcard"
policy enforce "$mx" | page $'301 Moved\r\nLocation: https://elsewhere.test/' \
    text/plain
look
finds "MS-05 error" "a redirect"
not_found MS-12 "the page of a redirect is not read"
{ policy enforce "$mx"; head -c 70000 /dev/zero | tr '\0' 'x'; } |
    page "200 OK" text/plain
look
finds "MS-04 error" "70 KB"
peer_stop
policy enforce "$mx" | page "200 OK" text/plain
peer_start web other "$work/page"
look
finds "MS-04 error" "a certificate for another name"
peer_stop

# --- STARTTLS --------------------------------------------------------------------

peer_start web web "$work/page"
webserver=$peer
look --smtp
finds "TL-01 unknown" "nobody listens"
peer_start mail mail starttls
look --smtp
for id in TL-0{1..9} MS-15 PT-11 MX-19; do
	not_found $id "a good mail server"
done
look
not_found TL-01 "nobody asks a mail server unless told so"
look --smtp --ca-file "$work/stranger.pem"
finds "TL-08 warning" "an authority that nobody knows"
peer_stop
is "secured 127.30.0.2" "$(out '" ".join(d["mx"][0]["starttls"][0][k]
    for k in ("result", "ip"))')" "what the address said"
peer_start mail short starttls
look --smtp
finds "TL-06 warning" "five days left"
peer_stop
peer_start mail other starttls
look --smtp
finds "TL-07 warning" "another name"
finds "MS-15 error" "another name"
peer_stop
peer_start mail weak weak
look --smtp
finds "TL-04 warning" "a cipher without forward secrecy"
finds "TL-05 info" "no extended master secret"
finds "PT-11 info" "a greeting without a name"
finds "MX-19 warning" "EXPN"
not_found TL-01 "weak TLS is TLS"
peer_stop
peer_start mail mail plain
look --smtp
finds "TL-01 error" "no STARTTLS"
finds "MS-15 error" "no STARTTLS"
peer_stop
peer_start mail mail refuse
look --smtp
finds "TL-01 unknown" "a server that does not want us"
peer_stop
peer_start mail mail stall
look --smtp --timeout 1
finds "TL-01 unknown" "a silent server"
peer_stop

# --- What inkan proposes: the file first, then the record --------------------------

wishes() { # OPTION...
	inkan "$@" --with tls-rpt --https-port $https_port \
	    --smtp-port $smtp_port --ca-file "$work/ca.pem" --timeout 60
}

serve_policy() { # OPTION...: the one that is proposed now
	wishes export "$domain" --policy "$@"
	is 0 "$status" "the policy is printed"
	cp "$work/out" "$work/policy"
	page "200 OK" text/plain <"$work/policy"
}

proposes() { # NAME OPTION...: what is to be done there, and the value
	local name=$1
	shift
	wishes check "$domain" --json "$@"
	out "[p['op'] + ' ' + p['value'] for p in d['proposal']
	    if p['name'] == '$name']"
}

kill "$webserver"
publish <<<''
serve_policy --with mta-sts
is "version: STSv1 mode: testing mx: $mx max_age: 86400" \
    "$(paste -sd' ' "$work/policy")" "a first policy"
is "" "$(proposes _mta-sts.$domain --with mta-sts)" "no record without a file"
wishes export "$domain" --with mta-sts
grep -qF 'the policy comes first' "$work/err" || fail "the order is not told"
say "ok: the order is told"
peer_start web web "$work/page"
webserver=$peer
wishes export "$domain" --with mta-sts
cp "$work/out" "$work/records"
grep -q '^_mta-sts.*v=STSv1; id=[0-9a-f]*;' "$work/records" ||
    fail "no record although the file is there"
publish < <(grep '^_mta-sts\|^_smtp' "$work/records")
look
for id in 01 02 03 04 05 06 07 08 09 10 11 12 15; do
	not_found MS-$id "inkan's own policy"
done
not_found TR-01 "inkan's own record"
first=$(proposes _mta-sts.$domain)
is keep "${first%% *}" "what is right is kept"
publish < <(grep '^_mta-sts\|^_smtp' "$work/records"; echo '@ MX 20 mx2'
    echo "mx2 A $mail")
second=$(proposes _mta-sts.$domain)
is replace "${second%% *}" "another mail server makes another policy"
[[ ${first#* } != "${second#* }" ]] || fail "the id is the same"
serve_policy
has "$(cat "$work/policy")" "mx: mx2.$domain" "it is in the policy"
publish < <(grep '^_mta-sts\|^_smtp' "$work/records")
serve_policy --with enforce
has "$(cat "$work/policy")" "mode: testing" "nobody has seen a certificate"
peer_start mail mail starttls
serve_policy --with enforce --smtp
has "$(cat "$work/policy")" "mode: enforce" "every certificate is trusted"
peer_stop

# --- DANE, BIMI, blocklists ------------------------------------------------------

peer_start mail mail starttls
publish <<<"_25._tcp.mx TLSA 3 1 1 $(digest mail)"
look --smtp
not_found DN-06 "the key of the server"
finds "DN-05 info" "a resolver that does not validate"
publish <<<"_25._tcp.mx TLSA 3 1 1 $(digest other)"
look --smtp
finds "DN-06 error" "the key of another server"
peer_stop
page "200 OK" text/plain <"$work/web.pem"
publish <<-END
	default._bimi TXT "v=BIMI1; l=https://$mta_sts/mark; a=https://$mta_sts/mark"
END
look
finds "BI-04 error" "a picture that is none"
finds "BI-05 error" "a certificate that is not for marks"
kill "$webserver"

publish <<-'END'
	default._bimi TXT "v=BIMI1; l=http://example.jptest/logo.svg"
	@ CAA 0 issue ";"
END
look
finds "BI-02 error" "a picture by http:"
finds "BI-03 error" "no DMARC"
finds "DN-11 warning" "no authority"

# Nothing here answers for the lists, and none of them is said to list anybody.
look --dnsbl --ip "$mail_address"
not_found PT-13 "not on a list"
mkdir -p "$work/.config/inkan/templates"
cat >"$work/.config/inkan/templates/dnsbl.ini" <<-END
	[ours]
	name = Ours
	zone = bl.$domain
	lists = ipv4 ipv6
END
publish <<-END
	10.0.128.44.bl A 127.0.0.2
	10.0.128.44.bl TXT "seen \\027[31mthere"
	9.0.128.44.bl A 127.255.255.254
END
look --dnsbl --ip "$mail_address"
finds "PT-13 warning" "on a list"
grep -qF 'seen \\x1b[31mthere' "$work/out" ||
    fail "the reason is not shown, or not safe: $(cat "$work/out")"
look --dnsbl --ip 44.128.0.9
finds "PT-13 unknown" "a list that does not answer"
look --ip "$mail_address"
not_found PT-13 "nobody asks a list unless told so"
say "all as it should be"
