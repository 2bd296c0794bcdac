#!/bin/bash
# What scripts rely on while records are waited for: exit codes, the program
# that is run at the end, and the units of the manual. Nothing leaves the machine:
# the answers come from zone files.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/check.sh"
resolver1=127.0.0.1 resolver2=127.0.0.2 port=1

inkan_ready
servers+=(--zone "$work/root.zone" --zone "$work/jp.zone"
    --zone "$work/example.zone")

zone() { # FILE ORIGIN LINES
	printf '$ORIGIN %s\n$TTL 300\n%s\n%s\n' "$2" \
	    '@ IN SOA ns.root. root.root. 1 3600 900 604800 300' "$3" \
	    >"$work/$1.zone"
}

zone root . $'@ IN NS ns.root.\nns.root IN A 127.0.0.1\njp IN NS ns.root.'
zone jp jp. $'@ IN NS ns.root.\nexample IN NS ns.root.'
zone example example.jp. $'@ IN NS ns.root.\n@ IN MX 10 mx
mx IN A 203.0.113.25\n@ IN TXT "v=spf1 ip4:203.0.113.25 ~all"'

# Every proposal is taken; at Publish an empty line means "entered".
{ printf '\n%.0s' {1..15}; echo q; } >"$work/answers"
status=0
"$INKAN" --plain example.jp "${servers[@]}" <"$work/answers" \
    >"$work/out" 2>"$work/err" || status=$?
is 75 "$status" "the wizard is left while it waits"

# --- compare ------------------------------------------------------------------
inkan export example.jp --json
value=$(out 'next(r["value"] for r in d if r["name"].startswith("_dmarc"))')
key=$(out 'next(r["name"] for r in d if "_domainkey" in r["name"])')

compare() { # TEXT OPTIONS...
	status=0
	printf '%s' "$1" | "$INKAN" compare example.jp "${@:2}" \
	    --state "$state" >"$work/out" 2>"$work/err" || status=$?
}

compare "\"$value\"" --json
is 0 "$status" "quotes around it are fine"
is same "$(out 'd["verdict"]')" "it is the same"
is _dmarc.example.jp "$(out 'd["name"]')" "it is found out which one it is"
compare "${value:0:12}" --json
is 2 "$status" "a piece is not the value"
is cut "$(out 'd["damage"]')" "it is cut"
compare "$value" --record none.example.jp
is 64 "$status" "no such record"
compare "$value" --record "$(inkan export example.jp --json
    out '[r["name"] for r in d if "_domainkey" in r["name"]][0]')" --json
is other-record "$(out 'd["verdict"]')" "the value of another record"
printf '%s\n' "$value" >"$work/value"
inkan compare example.jp "$work/value"
is 0 "$status" "a file"
inkan compare example.jp "$work/none"
is 66 "$status" "no such file"

# --- watch --------------------------------------------------------------------
watch() { # PROGRAM ARGUMENTS...
	status=0
	FOREIGN=x "$INKAN" watch --timeout "$patience" "${servers[@]}" example.jp \
	    ${1+--exec} "$@" >"$work/out" 2>"$work/err" || status=$?
}

patience=1
watch touch "$work/too-early"
is 75 "$status" "still waiting"
[[ ! -e $work/too-early ]] || fail "the program was run before the end"

cp -r "$state" "$work/before"
inkan export example.jp --format bind
cat "$work/out" >>"$work/example.zone"

# Name servers have to agree twice, twenty seconds apart.
patience=90
# shellcheck disable=SC2016
watch sh -c 'env >&2; printf "<%s>" "$@"; exit 3' sh '$(id)' --json 'a b'
is 2 "$status" "the program failed"
grep -qF '<$(id)><--json><a b>' "$work/err" || fail "its arguments changed"
grep -q '^PATH=' "$work/err" || fail "no PATH"
! grep -q '^FOREIGN=' "$work/err" || fail "the whole environment was passed on"
grep -qF 'sh ended with 3' "$work/err" || fail "its end is not said"
! grep -q '<' "$work/out" || fail "it wrote among the results"
! grep -q $'\a' "$work/out" || fail "what is no terminal was rung"
grep -qF 'Done: every server' "$work/out" || fail "the end is not said"
say "ok: the program was run as it was given"
# It speaks when something changed, and every time with the time.
awk '/^[0-9-]*T[0-9:]*Z$/ { if (block == last && n++ > 0) exit 1
	last = block; block = ""; next } { block = block $0 "\n" }' "$work/out" ||
    fail "it said the same twice"
say "ok: it speaks when something changed only"
watch touch "$work/again"
is 0 "$status" "done before"
[[ ! -e $work/again ]] || fail "the program was run twice"

rm -r "$state"
cp -r "$work/before" "$state"
watch "$work/none"
is 2 "$status" "no such program"

# --- the units of the manual ----------------------------------------------------
manual=$(dirname "$0")/../../docs/inkan.1
units=()
while read -r unit; do
	awk -v unit="$unit" '
		$0 == ".\\\" unit " unit { found = 1; next }
		found && /^\.Ed/ { exit }
		found && !/^\.Bd/ { print }' "$manual" |
	    sed "s|/usr/bin/inkan|$INKAN|" >"$work/$unit"
	[[ -s $work/$unit ]] || fail "$unit is empty"
	units+=("$work/$unit")
done < <(sed -n 's/^\.\\" unit //p' "$manual")
is 2 "${#units[@]}" "the manual has a service and a timer"
if command -v systemd-analyze >/dev/null; then
	systemd-analyze verify "${units[@]}" 2>"$work/err" ||
	    fail "systemd: $(cat "$work/err")"
	! grep -F "$work" "$work/err" || fail "systemd is not content"
	say "ok: systemd takes them"
else
	say "skipped: no systemd-analyze"
fi
say "passed"
