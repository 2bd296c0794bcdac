#!/bin/bash
# Two hosts that run inkan for one domain, each with a memory of its own, before
# the same name servers: neither undoes what the other has published.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start

serial=1

publish() { # the zone on standard input, on both name servers
	cat >"$work/zone"
	serial=$((serial + 1))
	for server in ns1 ns2; do
		zone_publish $server $domain $serial <"$work/zone"
	done
	flush resolver1 resolver2
}

on_host() { # NAME
	state=$work/$1
	servers[-1]=$state
}

# What is exported here takes the place of what has the same name and is alike.
enter_what_is_proposed() {
	inkan export $domain --format json
	is 0 "$status" "export"
	zone_records ns1 $domain >"$work/before"
	python3 - $domain "$work/out" "$work/before" >"$work/after" <<'END'
import json, sys
domain = sys.argv[1]
records = json.load(open(sys.argv[2]))["records"]
gone = {r["name"] for r in records if r.get("delete")}
for line in open(sys.argv[3]):
    owner = line.split()[0]
    name = domain if owner == "@" else owner + "." + domain
    if not (name in gone and "v=" in line and " TXT " in line):
        print(line, end="")
for r in records:
    value = r["value"]
    strings = " ".join('"%s"' % value[i:i + 200]
                       for i in range(0, len(value), 200))
    print(r["name"] + ". TXT " + strings)
END
	publish <"$work/after"
}

wait_until_seen() {
	inkan watch $domain --json --timeout 300
	is 0 "$status" "everybody has it"
}

ops() { # of what is proposed, each once
	inkan check $domain --json --ip $mail_address
	out '[p["op"] for p in d["proposal"]]' | sort -u | xargs
}

foreign() { # names of records that somebody else has changed
	inkan export $domain --json
	out '[p["name"] for p in d if p["foreign"]]' | xargs
}

on_host first
plain_decide $domain
enter_what_is_proposed
wait_until_seen
is keep "$(ops)" "the first host has nothing to do"
is "" "$(foreign)" "and nobody else has done anything"

# The second one knows nothing, and adds a key of its own.
on_host second
plain_decide $domain
enter_what_is_proposed
wait_until_seen
is keep "$(ops)" "the second host has nothing to do"
is 2 "$(grep -c _domainkey "$(zone_file ns1 $domain)")" "two keys beside each other"
on_host first
is keep "$(ops)" "and neither has the first"

# Then the mail server moves, and the second host removes the old address.
sed "s/ip4:$mail_address/ip4:$old_address/" "$work/zone" >"$work/moved"
publish <"$work/moved"
is $domain "$(foreign)" "the first host notices who published last"
grep -q 'somebody has changed it since' "$work/err" || fail "it does not say so"
inkan publish $domain --yes
is 2 "$status" "it does not publish over it"
grep -q -- '--force' "$work/err" || fail "it does not say how"
printf 'b\nb\n\nt\n\nq\n' >"$work/in"
"$INKAN" --plain $domain "${servers[@]}" <"$work/in" >"$work/out" 2>"$work/err" ||
    status=$?
grep -q 'Somebody else has changed' "$work/out" ||
    fail "the wizard goes on without a word: $(cat "$work/out")"
is keep "$(ops)" "theirs stands"
is "" "$(foreign)" "and is not asked about again"
on_host second
is "" "$(foreign)" "the second host sees nothing new"
say "passed"
