#!/bin/bash
# A synthetic Internet of many domains, each with its own mistakes: what was
# planted is found, nothing else is, and nothing is asked twice. How long that takes
# is for ./dev bench to say. The lab is not part of this project: $INKAN_LAB says where it is;
# $INKAN_LAB_DOMAINS, how many domains there are.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lab=${INKAN_LAB:-$here/../../../shared/lab/dns}
domains=${INKAN_LAB_DOMAINS:-150}
inkan=${INKAN:?the program}

skip() { printf 'skipped: %s\n' "$*" >&2; exit 77; }
fail() { printf 'FAIL: %s\n' "$*" >&2; exit 1; }

[[ -x $lab/lab ]] || skip "no lab of many domains (\$INKAN_LAB)"
[[ $(id -u) -eq 0 ]] || skip "network namespaces need root here"
for program in nsd unbound dig cc; do
	command -v $program >/dev/null || skip "$program is not installed"
done

work=$(mktemp -d)
export LAB_STATE=$work/lab LC_ALL=C.UTF-8 LANGUAGE=en HOME=$work
mkdir "$LAB_STATE"
counter=
finish() {
	[[ -z $counter ]] || kill "$counter" 2>/dev/null || true
	"$lab/lab" down >/dev/null 2>&1 || true
	rm -rf "$work"
}
trap finish EXIT

check() { # RESULTS ARGUMENTS...
	local results=$1 status=0
	shift
	"$lab/lab" exec "$inkan" check --json --state "$work/state" "$@" \
	    >"$results" || status=$?
	[[ $status -le 3 ]] || fail "inkan check ended with $status"
}

# Whatever follows asks 127.54.0.2, until counted() is told what to expect.
count() {
	"$lab/lab" exec python3 "$here/asked.py" 127.54.0.2 127.54.0.1 \
	    >"$work/asked" &
	counter=$!
	for i in $(seq 100); do
		"$lab/lab" exec dig @127.54.0.2 +tries=1 +time=1 "ready$i" SOA \
		    >/dev/null && return
	done
	fail "nobody counts the questions"
}

counted() { # STATUS
	local status=0
	kill "$counter"
	wait "$counter" || status=$?
	counter=
	cat "$work/asked"
	[[ $status -eq $1 ]] || fail "the count of questions ended with $status"
}

"$lab/mklab.py" -n "$domains" -o "$work/zones" --seed 1 >/dev/null
"$lab/lab" up >/dev/null || skip "no network namespace"
"$lab/lab" nsd "$work/zones" 1 >/dev/null
"$lab/lab" unbound no >/dev/null
check "$work/results" --resolver 127.54.0.1 --from "$work/zones/domains.txt"
python3 "$here/lab.py" "$work/zones/plan.tsv" "$work/results" ||
    fail "what was planted and what was found are not the same"

# The comparison itself must be able to fail: rows of other domains.
{
	head -n 1 "$work/zones/plan.tsv"
	paste <(tail -n +3 "$work/zones/plan.tsv" | cut -f 1) \
	    <(tail -n +2 "$work/zones/plan.tsv" | head -n -1 | cut -f 2-)
} >"$work/shifted"
! python3 "$here/lab.py" "$work/shifted" "$work/results" >/dev/null ||
    fail "a table of other domains is found to be right"

count
check "$work/results" --resolver 127.54.0.2 --from "$work/zones/domains.txt"
counted 0

# So must the count.
count
for _ in 1 2; do
	"$lab/lab" exec dig @127.54.0.2 twice SOA >/dev/null
done
counted 1
