#!/bin/bash
# The report of inkan check as people see it: what is healthy fits a terminal of
# 80 columns and 24 lines, and what is worst stands first.
set -euo pipefail
. "$(dirname "$0")/offline.sh"
servers=("${nobody[@]}" --zone "$work/root.zone")

key=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtz0WEAAtS1ymzwEzyVbLUVCmg
key+=+EBnKG17VVu/f5CLYEWEisvZ7JnkhUhBK2AwK1uw3f3UWjZ9ikFrxEdGVdlDScpWhilIjjc
key+=5lfUE/yehCjvES14GFYexC2d8mohkFt08vmQOvnNpyXIVB2Glk3DRH2F1XCtGEkyEfr2
rest=bLhsodN12hZIGa6esXt1yxFHeDs26qpAL2zwotKs5kiQVWK5p9qjGlHJCxTISB9NF99EHyc
rest+=wHYOhWnIfGJOqEeegcMye2fpVVOXlIST52HCr9MJTbbHxpZxOmqPHbHEOQxTsGBg7C5hzAR
rest+=+qEsavTQy5n17O4ep58ewsNjBZU2ARvzbv3QIDAQAB

world() { # the records of example.jp are on standard input
	cat >"$work/records"
	cat - "$work/records" >"$work/root.zone" <<-'END'
		$TTL 3600
		. SOA a.nic.example. hostmaster.nic.example. 1 7200 3600 1209600 60
		. NS a.nic.example.
		a.nic.example. A 192.0.2.53
		25.2.0.192.in-addr.arpa. PTR mail.example.jp.
		$ORIGIN example.jp.
		@ MX 10 mail
		mail A 192.0.2.25
		mail TXT "v=spf1 a -all"
	END
}

check() { # [OPTION...]
	inkan check example.jp --ip 192.0.2.25 --helo mail.example.jp \
	    --selector s1 "$@"
}

fits() { # WHAT
	local lines width
	lines=$(wc -l <"$work/out")
	width=$(python3 -c '
import sys, unicodedata
print(max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
          for line in sys.stdin.read().splitlines()))' <"$work/out")
	[[ $lines -le 24 && $width -le 80 ]] || {
		cat "$work/out" >&2
		fail "$1: $lines lines, $width columns"
	}
	say "ok: $1: $lines lines, $width columns"
}

# From the worst to the least: a line of severities.
in_order() { # WHAT
	local got wanted
	got=$(grep -oE '^(problem|unknown|warning|note) ' "$work/out")
	wanted=$(sort -s -k1,1 <(sed 's/^problem/0 &/; s/^unknown/1 &/
	    s/^warning/2 &/; s/^note/3 &/' <<<"$got") | cut -d' ' -f2-)
	is "$wanted" "$got" "$1: the worst stands first"
}

# --- All is well ----------------------------------------------------------------

world <<-END
	@ TXT "v=spf1 ip4:192.0.2.25 mx ~all"
	_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.jp"
	s1._domainkey TXT "v=DKIM1; k=rsa; p=$key" "$rest"
END
for lang in en ja; do
	check --lang $lang
	is 0 "$status" "healthy, $lang: exit 0"
	fits "healthy, $lang"
done
check
in_order "healthy"
has "$(head -1 "$work/out")" "example.jp: everything is right" "it says so"

# --- There is more to say than fits ----------------------------------------------

# Thirty old keys are thirty notes.
for i in {1..30}; do
	echo "k$i._domainkey TXT \"v=DKIM1; k=rsa; p=$key\" \"$rest\""
	more+=(--selector "k$i")
done >"$work/keys"
world <<-END
	@ TXT "v=spf1 ip4:192.0.2.25 mx ~all"
	_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.jp"
	s1._domainkey TXT "v=DKIM1; k=rsa; p=$key" "$rest"
	$(sed 's/v=DKIM1; //' "$work/keys")
END
check "${more[@]}"
is 0 "$status" "many notes: exit 0"
fits "many notes"
grep -q -- --everything "$work/out" || fail "nothing is said of the rest"
check "${more[@]}" --everything
[[ $(wc -l <"$work/out") -gt 24 ]] || fail "--everything hides something"
in_order "everything"

# --- And when all is wrong --------------------------------------------------------

world <<-'END'
	@ TXT "v=spf1 +all"
	@ MX 20 gone.example.
	_dmarc TXT "v=DMARC1; p=none"
	s1._domainkey TXT "v=DKIM1; p="
END
check
is 2 "$status" "broken: exit 2"
in_order "broken"
for severity in problem warning note; do
	grep -q "^$severity " "$work/out" || fail "broken: there is no $severity"
done
has "$(sed -n 3p "$work/out" | cut -c1-15)" "problem  SPF-73" \
    "broken: SPF is mended first"
say "all as it should be"
