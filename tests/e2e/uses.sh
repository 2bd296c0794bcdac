#!/bin/bash
# Domains that send nothing: one that is parked and one that only receives go
# from nothing to "everything is right" by what inkan proposes, in the wizard
# and by options, and are left as BIND would read them.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start

strict='v=DMARC1; p=reject; sp=reject; np=reject; adkim=s; aspf=s'
key='v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='
serial=1

publish() { # ZONE: the records are on standard input
	local records
	records=$(delegation "$1"; cat)
	serial=$((serial + 1))
	zone_publish ns1 "$1" $serial <<<"$records"
	zone_publish ns2 "$1" $serial <<<"$records"
	flush resolver1 resolver2
}

# Publishes what is left of the zone when the export's changes are made in it.
publish_export() { # ZONE: of the records in $work/out
	local kept
	kept=$(zone_records ns1 "$1" | grep -v ' NS ' |
	    grep -vE '^@ (MX|TXT "v=spf1)|^_dmarc|^[a-z0-9*]+\._domainkey')
	[[ ${2-} != keep-mx ]] || kept+=$'\n@ MX 10 mail'
	cp "$work/out" "$work/records"
	{ echo "$kept"; grep -v '^[$;]' "$work/records"; } | publish "$1"
	named-checkzone -q "$1" "$(zone_file ns1 "$1")" ||
	    fail "named-checkzone: $(named-checkzone "$1" "$(zone_file ns1 "$1")")"
}

all_is_green() { # ZONE
	inkan check "$1" --json
	is "" "$(out '[f["id"] + " " + f["message"] for f in d["findings"]
	    if f["severity"] not in ("ok", "info")]')" "no finding above a note"
	is 0 "$status" "check $1 exits 0"
	is keep "$(out '[p["op"] for p in d["proposal"]]' | sort -u)" \
	    "nothing is left to do"
}

parked_by_options() {
	publish example.jp <<-END
		@ A $old_address
		s1._domainkey TXT "$key"
		_dmarc TXT "v=DMARC1; p=none; t=y; psd=n"
	END
	for format in nsupdate powerdns route53 terraform-route53; do
		inkan export example.jp --use none --format $format
		is 0 "$status" "for programs that set whole names: $format"
		grep -qF '*._domainkey' "$work/out" || fail "$(cat "$work/out")"
	done
	inkan export example.jp --use none
	is 0 "$status" "export --use none"
	grep -qF 's1._domainkey' "$work/out" || fail "the key is not revoked"
	say "ok: the key that is there is revoked"
	publish_export example.jp
	is "0 ." "$(ask $ns1 example.jp MX)" "a null MX"
	is '"v=DKIM1; p="' "$(ask $ns1 whatever._domainkey.example.jp TXT)" \
	    "no selector has a key"
	is '"v=DKIM1; p="' "$(ask $ns1 s1._domainkey.example.jp TXT)" \
	    "the one that had one neither"
	is '"v=DMARC1; p=reject; psd=n; sp=reject; np=reject; adkim=s; aspf=s"' \
	    "$(ask $ns1 _dmarc.example.jp TXT)" "a tag of the user's stays"
	all_is_green example.jp
	inkan spf eval --ip $old_address --mail-from x@example.jp --json
	is fail "$(out 'd["result"]')" "nobody passes"
}

# n: nobody sends; then every default, and the wait is left.
receive_only_in_the_wizard() {
	local code=0
	publish $domain <<-END
		@ MX 10 mail
		mail A $old_address
		@ TXT "v=spf1 mx ~all"
	END
	printf '%s\n' '' n 2 '' '' '' '' '' '' '' '' '' q |
	    "$INKAN" --plain $domain "${servers[@]}" >"$work/plain.out" \
	    2>"$work/plain.err" || code=$?
	is 75 "$code" "the wizard waits for the records"
	grep -qF 'What does example.jptest do for mail?' "$work/plain.out" ||
	    fail "it does not ask: $(cat "$work/plain.out")"
	inkan export $domain
	is 0 "$status" "export of what was decided"
	! grep -q 'MX' "$work/out" || fail "its MX is touched"
	publish_export $domain keep-mx
	is "10 mail.$domain." "$(ask $ns1 $domain MX)" "its mail server stays"
	is '"v=spf1 -all"' "$(ask $ns1 $domain TXT)" "one SPF record"
	is "\"$strict\"" "$(ask $ns1 _dmarc.$domain TXT)" "DMARC refuses"
	inkan watch $domain --json --timeout 300
	is 0 "$status" "watch ends when all is visible"
	all_is_green $domain
}

parked_by_options
receive_only_in_the_wizard
say "passed"
