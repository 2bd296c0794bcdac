#!/bin/bash
# What a resolver hides, and only that, could not be found out: whatever it does
# not give out, and in whichever way, nothing is called missing or wrong for it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/internet.sh"
internet_enter "$@"

command -v openssl >/dev/null || {
	say "skipped: openssl is not installed"
	exit 77
}
key=$(openssl genrsa 2048 2>/dev/null | openssl rsa -pubout -outform DER \
    2>/dev/null | base64 -w0)

# A domain with nothing wrong with it.
whole_zone() {
	cat <<-END
		@ MX 10 mail
		@ A $mail_address
		@ TXT "v=spf1 include:_spf.$domain ~all"
		_spf TXT "v=spf1 ip4:$mail_address ip6:$mail_address6 ~all"
		mail A $mail_address
		mail AAAA $mail_address6
		mail TXT "v=spf1 a -all"
		s1._domainkey TXT "v=DKIM1; k=rsa; p=${key:0:200}" "${key:200}"
		_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@$domain"
		_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@$domain"
		default._bimi TXT "v=BIMI1; l=; a=;"
		_25._tcp.mail TLSA 3 1 1 $(printf 'ab%.0s' {1..32})
	END
}

publish_whole() {
	local server
	for server in ns1 ns2; do
		{ soa "$domain" 1; delegation "$domain"; whole_zone; } \
		    >"$(zone_file $server "$domain")"
	done
}
zones_ready=publish_whole

hows=(silent slow servfail other truncated)
# What is hidden, as hide.py takes it, and what is unknown then.
hidden=(
	".$domain:TXT         BI-01 DK-01 DM-01 MS-01 SPF-03 SPF-80 SPF-81 SPF-82 TR-01"
	"_dmarc.$domain:TXT  DM-01"
	"$domain:MX          DM-33 MX-01"
	".arpa:PTR           PT-07"
)

internet_start

resolvers=()
for how in "${!hows[@]}"; do
	for row in "${!hidden[@]}"; do
		resolvers+=("127.21.$how.$((row + 1))=${hows[how]}:${hidden[row]%% *}")
	done
done
coproc HIDE {
	exec python3 "$here/hide.py" "$port" "$resolver1" "${resolvers[@]}"
}
hiding=$HIDE_PID
read -r _ <&"${HIDE[0]}" || fail "the resolvers do not start"

look() { # RESULT RESOLVER TIMEOUT
	local code=0
	"$INKAN" check "$domain" --json --selector s1 --ip "$mail_address" \
	    --resolver "$2@$port" --dns-port "$port" --state "$state" \
	    --timeout "$3" >"$1.json" 2>"$1.err" || code=$?
	printf '%s' $code >"$1"
}

about() { # RESULT EXPRESSION
	python3 "$here/pick.py" "$2" <"$1.json"
}

same() { # NAME WANTED GOT
	[[ $2 == "$3" ]] || {
		say "$1: wanted '$2', got '$3'"
		return 1
	}
}

is_right() { # RESULT STATUS UNKNOWN
	same "$1" "$2" "$(<"$1")" &&
	    same "$1, wrong" "" "$(about "$1" '" ".join(f["id"]
	    for f in d["findings"] if f["severity"] in ("warning", "error"))')" &&
	    same "$1, unknown" "$3" "$(about "$1" '" ".join(sorted({f["id"]
	    for f in d["findings"] if f["severity"] == "unknown"}))')"
}

# A machine with too much to do loses answers that nobody hides: once more then,
# with more time.
judge() { # HOW ROW SECONDS
	local result=$work/${hows[$1]}-$2 unknown try
	read -r _ unknown <<<"${hidden[$2]}"
	for try in 1 2 4; do
		look "$result" "127.21.$1.$(($2 + 1))" $(($3 * try))
		is_right "$result" 3 "$unknown" && return
		say "once more, with more than $(($3 * try)) s"
	done
	fail "${hows[$1]}: ${hidden[$2]}"
}

look "$work/whole" "$resolver1" 60
is_right "$work/whole" 0 "" || fail "nothing is hidden"

# Those that are not answered to the point are given up early.
for how in "${!hows[@]}"; do
	case ${hows[how]} in
	silent | slow | other) seconds=4 ;;
	*) seconds=20 ;;
	esac
	pids=()
	for row in "${!hidden[@]}"; do
		judge "$how" "$row" $seconds &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || fail "${hows[how]}"
	done
	say "ok: ${hows[how]}"
done
kill "$hiding"
wait "$hiding" 2>/dev/null || true
say "passed"
