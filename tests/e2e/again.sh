#!/bin/bash
# The second run: what changed, figures for Prometheus, the first screen line by
# line, and states that an older, a newer or a careless hand has written. Nothing
# leaves the machine: the answers come from zone files, or do not come at all.
set -euo pipefail

work=$(mktemp -d)
here=$(dirname "$0")
. "$here/check.sh"
resolver1=127.0.0.1 resolver2=127.0.0.2 port=1
# Nobody else of these tests is here: they may run side by side.
rogue=127.20.0.67 rogue_port=5367

stop() {
	kill "${started[@]}" 2>/dev/null || true
	wait "${started[@]}" 2>/dev/null || true
	rm -rf "$work"
}
started=()
trap stop EXIT

inkan_ready
zone=$work/zone
from_zone=(--zone "$zone" --state "$state")
servers=("${from_zone[@]}")

zone_write() { # RECORD...
	printf '%s\n' "\$ORIGIN example.jp." "\$TTL 300" \
	    "@ SOA ns1 root 1 3600 600 86400 300" "@ NS ns1" \
	    "ns1 A 192.0.2.1" "@ MX 10 mx" "mx A 203.0.113.25" "$@" >"$zone"
}

right=('@ TXT "v=spf1 ip4:203.0.113.25 include:_spf.other.example ~all"'
    '_dmarc TXT "v=DMARC1; p=none; rua=mailto:a@example.jp"')

eventually() { # FILE TEXT
	for ((i = 0; i < 600; i++)); do
		! grep -qF -- "$2" "$1" || return 0
		sleep 0.05
	done
	fail "'$2' never came: $(cat "$1")"
}

since() { # STATUS SENTENCE WHAT
	inkan check example.jp --since-last
	is "$1" "$status" "$3"
	is "$2" "$(head -n 1 "$work/out")" "$3: the first line"
}

today=$(date -u +%F)

says_what_changed() {
	zone_write "${right[@]}"
	inkan check example.jp --remember
	since 0 "example.jp: nothing has changed since $today" "the same"
	is 1 "$(wc -l <"$work/out")" "one line when nothing changed"
	zone_write '@ TXT "v=spf1 ip4:203.0.113.25 ~all"' "${right[1]}"
	since 1 "example.jp: 1 change since $today" "an include is gone"
	is "  example.jp: include:_spf.other.example is gone from the SPF record" \
	    "$(tail -n 1 "$work/out")" "in words"
	inkan check example.jp --since-last --json
	is spf "$(out 'd["changes"][0]["topic"]')" "for programs"
	inkan check example.jp --since-last --remember
	is 1 "$status" "said once more"
	since 0 "example.jp: nothing has changed since $today" "and then no more"
}

# Nobody told of these selectors: one is a usual one, the other was named once.
misses_no_key() {
	local key='TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="'

	zone_write "${right[@]}" "default._domainkey $key" "odd1._domainkey $key"
	inkan check example.jp --selector odd1 --remember
	since 0 "example.jp: nothing has changed since $today" "both keys are there"
	zone_write "${right[@]}"
	since 1 "example.jp: 2 changes since $today" "both keys are gone"
	is 2 "$(grep -c '_domainkey.example.jp: the DKIM key is gone' \
	    "$work/out")" "both are named"
	zone_write "${right[@]}"
	inkan check example.jp --remember
}

# The text has to be what others read, not what looks like it.
gives_figures() {
	/usr/bin/python3 -c 'import prometheus_client' 2>/dev/null || {
		say "ok: figures left out, no python3-prometheus-client"
		return 0
	}
	zone_write "${right[@]}"
	inkan check example.jp mx.example.jp --prometheus
	cp "$work/out" "$work/figures"
	is 2 "$status" "figures do not change the exit code"
	mkdir "$work/textfile"
	inkan check example.jp mx.example.jp --prometheus \
	    --output "$work/textfile/inkan.prom"
	is "" "$(cat "$work/out")" "nothing beside the file"
	is inkan.prom "$(ls -A "$work/textfile")" "the file, and nothing else"
	/usr/bin/python3 "$here/figures.py" "$work/figures" \
	    "$work/textfile/inkan.prom" || fail "the figures"
	say "ok: figures are read by the client library"
}

# Those who do not answer are not waited for, and nothing is said in their name.
begins_at_once() {
	inkan check example.jp --remember
	coproc ROGUE { exec python3 "$here/rogue.py" silent $rogue $rogue_port; }
	started+=("$ROGUE_PID")
	read -r _ <&"${ROGUE[0]}" || fail "the rogue does not start"
	mkfifo "$work/keys"
	"$INKAN" --plain --state "$state" --resolver $rogue@$rogue_port \
	    --dns-port $rogue_port <"$work/keys" >"$work/plain" 2>&1 &
	started+=($!)
	exec 3>"$work/keys"
	eventually "$work/plain" "help: "
	! grep -q "could be found out" "$work/plain" ||
	    fail "it waits before it asks: $(cat "$work/plain")"
	eventually "$work/plain" "not everything could be found out"
	is 2 "$(grep -o '? help: ' "$work/plain" | wc -l)" \
	    "asks again below the news"
	printf 'q\n' >&3
	exec 3>&-
	wait "${started[-1]}" || fail "it ends with $?"
	say "ok: Start takes answers while domains are looked at"
}

put_state() { # what stands on standard input
	rm -rf "$state/example.jp"
	mkdir -p "$state/example.jp"
	chmod 700 "$state" "$state/example.jp"
	(umask 077 && cat >"$state/example.jp/state")
}

visit() { # ANSWER...
	status=0
	printf '%s\n' "$@" q | "$INKAN" --plain example.jp "${from_zone[@]}" \
	    >"$work/out" 2>"$work/err" || status=$?
}

reads_what_the_first_version_wrote() {
	zone_write "${right[@]}"
	put_state <"$here/../data/states/0.1.0.json"
	visit
	grep -q 'Step 9 of 10: Wait' "$work/out" || fail "$(cat "$work/out")"
	inkan dkim show example.jp --json
	is s202611 "$(out 'd["keys"][0]["selector"]')" "the key is known"
	inkan export example.jp --json
	is 2 "$(out "len(d)")" "and what was to be entered"
}

# What was decided about a host is entered in the zone that it is in.
names_it_as_its_zone_does() {
	local format
	zone_write
	mkdir -p "$state/sub.example.jp"
	chmod 700 "$state/sub.example.jp"
	(umask 077 && sed 's/example\.jp/sub.&/g' \
	    "$here/../data/states/0.1.0.json" >"$state/sub.example.jp/state")
	for format in panel handover value-domain dnscontrol azure; do
		inkan export sub.example.jp --format $format
		is 0 "$status" "a host in $format"
		grep -qwF _dmarc.sub "$work/out" || fail "$(cat "$work/out")"
	done
	inkan export sub.example.jp --format handover
	! grep -qE '^(Mind|Several): *-$' "$work/out" ||
	    fail "the sheet says nothing where it asks for care"
	rm -rf "$state/sub.example.jp"
}

keeps_what_it_cannot_read() {
	put_state <<<'{"version": 1, "answers": {'
	visit
	is 0 "$status" "a damaged state is no end"
	grep -q 'state.bad-' "$work/out" || fail "$(cat "$work/out")"
	is '{"version": 1, "answers": {' \
	    "$(cat "$state"/example.jp/state.bad-*)" "it is kept as it was"
}

only_looks_at_what_is_newer() {
	put_state <<<'{"version": 2, "answers": {"domain": "example.jp"}}'
	visit '' '' ''
	is 0 "$status" "a newer state can be looked at"
	grep -q 'newer version' "$work/out" || fail "$(cat "$work/out")"
	is '{"version": 2, "answers": {"domain": "example.jp"}}' \
	    "$(cat "$state/example.jp/state")" "nothing is written"
	for words in "dkim new example.jp" "move example.jp" \
	    "check example.jp --ignore PT-01=x"; do
		# shellcheck disable=SC2086
		inkan $words
		is 4 "$status" "$words: exit 4"
	done
}

says_what_changed
misses_no_key
gives_figures
reads_what_the_first_version_wrote
names_it_as_its_zone_does
begins_at_once
keeps_what_it_cannot_read
only_looks_at_what_is_newer
say "passed"
