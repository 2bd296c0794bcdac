#!/bin/bash
# inkan publish against real BIND and Knot: what is shown is what is done, what
# changed meanwhile stays, undo leaves the zone as it was, and a server that
# refuses, lies or says nothing is told from one that did it.
set -euo pipefail
. "$(dirname "$0")/internet.sh"

for tool in named knotd script; do
	PATH=$PATH:/usr/sbin command -v $tool >/dev/null || {
		say "skipped: $tool is not installed"
		exit 77
	}
done
/usr/bin/python3 -c 'import dns.tsigkeyring' 2>/dev/null || {
	say "skipped: python3-dnspython is not installed"
	exit 77
}
export PATH=$PATH:/usr/sbin

internet_enter "$@"
internet_start
# named listens at addresses of interfaces only.
bind=127.0.0.1 knot=127.10.2.2
secret=$(head -c 32 /dev/urandom | base64)

key_file() { # NAME SECRET [ALGORITHM] >FILE
	printf 'key "%s" {\n\talgorithm %s;\n\tsecret "%s";\n};\n' \
	    "$1" "${3:-hmac-sha256}" "$2"
}

# --- Servers ----------------------------------------------------------------------

dynamic_zone() { # NAME SERVER
	printf '$ORIGIN %s.\n$TTL 60\n' "$1"
	printf '@ SOA ns.%s. hostmaster 1 3600 600 86400 8\n@ NS ns.%s.\n' \
	    "$1" "$1"
	printf 'ns A %s\n@ A %s\n@ MX 10 mail\nmail A %s\n' "$2" \
	    "$mail_address" "$mail_address"
	printf '@ TXT "site-verification=kept" "in two"\n'
}

bind_start() {
	local dir=$work/bind
	mkdir "$dir"
	{
		dynamic_zone bind.test $bind
		echo '@ TXT "v=spf1 a:old" ".bind.test ?all"'
		echo 'alias TXT "v=spf1 -all"'
		echo '_domainkey NS ns.knot.test.'
	} >"$dir/bind.test"
	dynamic_zone closed.test $bind >"$dir/closed.test"
	cat >"$dir/named.conf" <<-END
		options { directory "$dir"; listen-on port $port { $bind; };
		 listen-on-v6 { none; }; pid-file none; recursion no;
		 session-keyfile none; dnssec-validation no; };
		controls { };
		$(key_file ddns "$secret")
		$(key_file other "$secret")
		zone "bind.test" { type primary; file "bind.test";
		 allow-transfer { any; }; allow-update { key ddns; }; };
		zone "closed.test" { type primary; file "closed.test";
		 allow-transfer { any; }; };
	END
	named -g -c "$dir/named.conf" >"$dir/log" 2>&1 &
	wait_for answers $bind bind.test
}

knot_start() {
	local dir=$work/knot name
	mkdir "$dir"
	dynamic_zone knot.test $knot >"$dir/knot.test.zone"
	dynamic_zone wizard.test $knot >"$dir/wizard.test.zone"
	{
		printf '$ORIGIN _domainkey.bind.test.\n$TTL 60\n'
		printf '@ SOA ns.knot.test. h 1 1 1 1 8\n@ NS ns.knot.test.\n'
	} >"$dir/_domainkey.bind.test.zone"
	{
		cat <<-END
			server:
			    rundir: $dir
			    listen: $knot@$port
			database:
			    storage: $dir
			control:
			    listen: $dir/knot.sock
			key:
			  - id: ddns
			    algorithm: hmac-sha256
			    secret: $secret
			acl:
			  - id: update
			    key: ddns
			    action: update
			  - id: transfer
			    address: 127.0.0.0/8
			    action: transfer
			zone:
		END
		for name in knot.test wizard.test _domainkey.bind.test; do
			printf '  - domain: %s\n    storage: %s\n' $name "$dir"
			printf '    file: %s.zone\n    acl: [update, transfer]\n' \
			    $name
		done
	} >"$dir/knot.conf"
	knotd -c "$dir/knot.conf" >"$dir/log" 2>&1 &
	wait_for answers $knot knot.test
}

delegate() {
	local name root=$root_server
	zone_publish root test 2 < <(
		zone_records root test
		printf '%s NS ns.%s\n' bind bind knot knot closed bind \
		    wizard knot
		printf 'ns.bind A %s\nns.knot A %s\n' $bind $knot
	)
	flush resolver1 resolver2
	[[ $port -eq 53 ]] && return
	servers=(--resolver "$resolver1@$port" --dns-port "$port"
	    --state "$state")
	for name in bind.test closed.test; do
		resolver_asks $name $bind
	done
	resolver_asks knot.test $knot
	resolver_asks _domainkey.bind.test $knot
}

transfer() { # SERVER ZONE: all of it but its serial
	dig @"$1" -p "$port" +noall +answer AXFR "$2" | awk '$4 != "SOA"' | sort
}

# Primaries that answer questions well and updates badly: how, the seconds they
# are given, the exit status, and what is said.
liars='
127.10.3.1;silent;5;3;nobody knows whether
127.10.3.2;unsigned;60;3;not signed
127.10.3.3;forged;60;3;not the name server
127.10.3.4;nonsense;60;3;not the name server
127.10.3.5;badtime;60;2;BADTIME: .*seconds behind
127.10.3.6;servfail;60;2;SERVFAIL
127.10.3.7;notauth;60;2;NOTAUTH
127.10.3.8;hangup;60;3;nobody knows whether
'

liars_start() {
	local lies
	mapfile -t lies < <(awk -F';' 'NF > 1 { print $2 "=" $1 }' <<<"$liars")
	/usr/bin/python3 "$(dirname "$0")/update_liar.py" "$port" "$secret" \
	    "${lies[@]}" >"$work/liar.log" 2>&1 &
	liars_pid=$!
	wait_for answers 127.10.3.8 knot.test
}

publish() {
	inkan publish --key "$work/ddns.key" "$@"
	cat "$work/out" "$work/err" >>"$work/said"
}

says() { # PATTERN WHAT
	grep -qE -- "$1" "$work/out" "$work/err" || {
		cat "$work/out" "$work/err" >&2
		fail "$2: nothing says '$1'"
	}
	say "ok: $2"
}


# --- The story ----------------------------------------------------------------------

publishes_to_both() {
	transfer $bind bind.test >"$work/bind.before"
	transfer $knot _domainkey.bind.test >"$work/key.before"
	inkan dkim new bind.test --selector s1

	publish bind.test --ip "$mail_address" </dev/null
	is 1 "$status" "without a yes nothing is sent"
	is "$(cat "$work/bind.before")" "$(transfer $bind bind.test)" \
	    "the zone is as it was"
	is 2 "$(grep -c '^send$' "$work/out")" "one update for each zone"
	says '^server 127.10.2.2 ' "the key goes where it is delegated to"
	says '^prereq nxrrset s1._domainkey.bind.test. CNAME$' "no alias may be there"
	says '^update delete bind.test. TXT "v=spf1 a:old" ".bind.test \?all"$' \
	    "the old record goes as it is cut"
	sed -n 's/^\(zone\|prereq\|update\) .*/&/p' "$work/out" >"$work/shown"

	publish bind.test --ip "$mail_address" --yes
	is 0 "$status" "both servers take their part"
	says "inkan watch bind.test" "what comes next is said"
	is "$(sed -n '/^update add/s/^update add \([^ ]*\) [0-9]* TXT \(.*\)/\1 \2/p' "$work/shown" | sort)" \
	    "$({ transfer $bind bind.test; transfer $knot _domainkey.bind.test; } |
		awk '$4 == "TXT"' | grep -vE 'site-verification|^alias' |
		sed -E 's/^([^ \t]+)[ \t]+[0-9]+[ \t]+IN[ \t]+TXT[ \t]+/\1 /' | sort)" \
	    "what was shown is what is there"
	has "$(transfer $bind bind.test | sed -E 's/[ \t]+/ /g')" \
	    'bind.test. 60 IN TXT "site-verification=kept" "in two"' \
	    "what is none of our business stays, to the string"
	[[ $(ask $knot s1._domainkey.bind.test TXT) == *'" "'* ]] ||
	    fail "a long key in one string"
	say "ok: a long key is cut"
	inkan watch bind.test --timeout 300
	is 0 "$status" "inkan watch takes over"

	publish bind.test --yes
	is "0 1" "$status $(grep -c 'has it already' "$work/out")" "a second time there is nothing to do"
}

takes_it_back() {
	publish bind.test --undo --yes
	is 0 "$status" "undo"
	is "$(cat "$work/bind.before")" "$(transfer $bind bind.test)" \
	    "the zone of BIND is exactly as it was"
	is "$(cat "$work/key.before")" \
	    "$(transfer $knot _domainkey.bind.test)" \
	    "the zone of Knot as well"
	publish bind.test --undo --yes
	is 66 "$status" "there is nothing to undo any more"
	publish bind.test --yes --json
	is "0 done done" "$status $(out '" ".join(u["state"] for u in d["updates"])')" \
	    "and it can be published again"
}

keeps_what_changed() {
	as_nsupdate $bind 'update add bind.test 60 TXT "another=one"'
	publish bind.test --undo --yes
	is 0 "$status" "undo beside a record that came since"
	has "$(ask $bind bind.test TXT)" '"another=one"' "which stays"
	publish bind.test --yes
	is 0 "$status" "published once more"
	as_nsupdate $bind 'update delete bind.test TXT
update add bind.test 60 TXT "v=spf1 mx -all"'
	publish bind.test --undo --yes
	is 2 "$status" "undo refuses where somebody wrote something else"
	says "somebody changed it since" "and says so"
	is '"v=spf1 mx -all"' "$(ask $bind bind.test TXT)" "that stays"
	publish bind.test --yes
	is 2 "$status" "publishing refuses as well"
	says "something else than when this was decided" "and says so"
}

as_nsupdate() { # SERVER LINES
	printf 'server %s %s\n%s\nsend\n' "$1" "$port" "$2" |
	    nsupdate -k "$work/ddns.key"
}

# What the state says is wanted: NAME TYPE VALUE [OLD], a line each on stdin.
wanted_of() { # DOMAIN
	/usr/bin/python3 - "$1" "$state/$1" <(cat) <<-'END'
		import json, os, sys
		import dns.rdatatype
		domain, folder, lines = sys.argv[1:]
		changes = []
		for line in open(lines):
		    name, kind, value, *old = line.rstrip("\n").split(";")
		    change = {"topic": "4", "op": "2" if old else "1",
		        "type": str(int(dns.rdatatype.from_text(kind))),
		        "name": name, "ttl": "60", "value": value,
		        "olds": str(len(old))}
		    change.update({"old_1": o for o in old})
		    changes.append(change)
		os.makedirs(folder, exist_ok=True)
		with open(folder + "/state", "w") as file:
		    json.dump({"version": 1, "answers": {
		        "domain": domain, "change": changes}}, file)
		os.chmod(folder + "/state", 0o600)
	END
}

knows_other_types() {
	transfer $bind bind.test >"$work/bind.before"
	wanted_of bind.test <<-'END'
		s1.bind.test;CNAME;s1.service.example.
		bind.test;MX;0 .;10 mail.bind.test.
		_25._tcp.mail.bind.test;TLSA;3 1 1 00ff
	END
	publish bind.test --yes
	is 0 "$status" "an alias, a null MX and a TLSA record"
	says '^prereq nxdomain s1.bind.test.$' "an alias wants its name alone"
	says '^prereq yxrrset bind.test. MX 10 mail.bind.test.$' \
	    "the MX that goes has to be there"
	is "s1.service.example." "$(ask $bind s1.bind.test CNAME)" "the alias"
	is "0 ." "$(ask $bind bind.test MX)" "the null MX"
	publish bind.test --yes
	is "0 1" "$status $(grep -c 'has it already' "$work/out")" \
	    "a second time there is nothing to do"
	publish bind.test --undo --yes
	is 0 "$status" "undo"
	is "$(cat "$work/bind.before")" "$(transfer $bind bind.test)" \
	    "the zone is as it was"
	wanted_of bind.test <<<'alias.bind.test;CNAME;s1.service.example.'
	publish bind.test --yes
	is 2 "$status" "beside a TXT record no alias can stand"
	says 'nothing can stand beside an alias' "and that is said"
	wanted_of knot.test <<<'s1.knot.test;CNAME;s1.service.example.'
	publish knot.test --yes
	is 0 "$status" "Knot takes an alias as well"
	publish knot.test --undo --yes
	is 0 "$status" "and gives it back"
}

# Between the look and the yes somebody else is faster.
loses_a_race() {
	local before
	inkan dkim new knot.test --selector s1
	mkfifo "$work/keys"
	exec 7<>"$work/keys"
	script -qefc "'$INKAN' publish knot.test --key '$work/ddns.key' \
	    ${servers[*]}" /dev/null <&7 >"$work/race" 2>&1 &
	local pid=$!
	wait_for grep -q 'Type yes' "$work/race"
	as_nsupdate $knot 'update add knot.test 60 TXT "v=spf1 mx -all"'
	before=$(transfer $knot knot.test)
	echo yes >&7
	status=0
	wait $pid || status=$?
	exec 7>&-
	is 2 "$status" "an update that comes too late is refused"
	grep -q 'XRRSET' "$work/race" || fail "nothing says why"
	is "$before" "$(transfer $knot knot.test)" "and nothing of it is done"
	as_nsupdate $knot 'update delete knot.test TXT "v=spf1 mx -all"'
}

names_what_is_wrong() {
	local row file pattern
	key_file nobody "$secret" >"$work/nobody.key"
	key_file ddns "$(head -c 32 /dev/urandom | base64)" >"$work/secret.key"
	key_file other "$secret" >"$work/other.key"
	chmod 600 "$work"/*.key
	for row in 'nobody;BADKEY: .*knows no key of that name' \
	    'secret;BADSIG: .*secret or algorithm' 'other;REFUSED: .*allow-update'; do
		file=${row%%;*} pattern=${row#*;}
		inkan publish closed.test --yes --key "$work/$file.key" \
		    --server "$bind@$port"
		is 2 "$status" "the key of $file.key is refused"
		says "$pattern" "and why"
	done
	inkan publish knot.test --yes --key "$work/secret.key"
	says 'BADSIG|BADKEY' "Knot refuses a wrong secret"
	publish closed.test --yes
	is 2 "$status" "a zone that takes no updates"
	says 'REFUSED: ' "is named so"
	inkan publish bind.test --undo --yes
	says 'REFUSED|something|changed' "without a key"
	publish knot.test --yes --server "$bind@$port"
	is 2 "$status" "a server that does not have the zone"
	says 'does not have the zone' "is found out before anything is sent"
}

believes_no_liar() {
	local address lie seconds code pattern
	liars_start
	while IFS=';' read -r address lie seconds code pattern; do
		[[ -n $address ]] || continue
		publish knot.test --yes --server "$address@$port" \
		    --timeout "$seconds"
		is "$code" "$status" "a server that answers with: $lie"
		says "$pattern" "what that means"
	done <<<"$liars"
	publish knot.test --yes --server "127.10.3.9@$port" --timeout 1
	is 2 "$status" "a server that is not there"
	kill $liars_pid
	wait $liars_pid || true # it ends by that signal
}

refuses_wrong_words() {
	local row code words
	printf 'key "a" { algorithm hmac-md5; secret "AAAA"; };' >"$work/md5"
	printf 'key "a" { secret "AAAA"; };' >"$work/half"
	printf 'key "a" { algorithm hmac-sha256; secret "%%"; };' >"$work/base64"
	head -c 5000 /dev/zero >"$work/large"
	: >"$work/empty"
	cat "$work/ddns.key" "$work/ddns.key" >"$work/two"
	for row in "64;" "64;knot..test" "64;knot.test bind.test" "64;knot.test --server ns.knot.test" \
	    "64;knot.test --server $knot@0" "64;--undo" \
	    "64;knot.test --undo=yes" "64;knot.test --zone $work/empty" \
	    "66;knot.test --key $work/none" "66;knot.test --key $work" \
	    "66;knot.test --key $work/md5" "66;knot.test --key $work/half" \
	    "66;knot.test --key $work/base64" "66;knot.test --key $work/large" \
	    "66;knot.test --key $work/empty" "66;knot.test --key $work/two" \
	    "66;knot.test --undo"; do
		code=${row%%;*}
		read -ra words <<<"${row#*;}"
		inkan publish "${words[@]}"
		is "$code" "$status" "publish ${words[*]}"
		[[ -s $work/err ]] || fail "nothing is said"
	done
}

warns_of_an_open_key() {
	cp "$work/ddns.key" "$work/open.key"
	chmod 644 "$work/open.key"
	inkan publish knot.test --key "$work/open.key" </dev/null
	says 'chmod o=' "a key that anybody can read"
}

# What is shown is what nsupdate takes.
is_a_script_for_nsupdate() {
	publish knot.test </dev/null
	cp "$work/out" "$work/script"
	nsupdate -k "$work/ddns.key" "$work/script" ||
	    fail "nsupdate does not take what is shown"
	publish knot.test
	is "0 1" "$status $(grep -c 'has it already' "$work/out")" \
	    "nsupdate does what would have been done"
}

wizard() { # COUNT [ANSWERS]: so many empty lines, then the answers
	local i
	{
		for ((i = 0; i < $1; i++)); do echo; done
		printf '%s\n' "${@:2}" q
	} |
	    "$INKAN" --plain wizard.test --key "$work/ddns.key" \
	    "${servers[@]}" >"$work/out" 2>"$work/err" || true
}

# Publish is as many empty lines away as there are questions before.
wizard_at_publish() {
	local lines
	for lines in {1..16}; do
		wizard "$lines"
		! grep -qF 'Step 8 of 10' "$work/out" || return 0
		rm -rf "$state/wizard.test"
	done
	fail "Publish is not reached"
}

# From the screen: shown, asked about, sent, and waited for.
sends_from_the_wizard() {
	[[ $port -eq 53 ]] || return 0
	wizard_at_publish
	is "" "$(ask $knot _dmarc.wizard.test TXT)" "nothing is sent unasked"
	wizard 0 d '' s ''
	says 'signed with the key ddns' "by whom it is signed"
	says '^ *update add _dmarc.wizard.test. ' "what is sent"
	says 'NOERROR' "what came of it"
	says 'Step 9 of 10' "the wait follows"
	[[ $(ask $knot _dmarc.wizard.test TXT) == *v=DMARC1* ]] ||
	    fail "the name server does not have it"
	say "ok: the name server has it"
}

# The secret stands in the key files and the servers' configurations alone.
tells_no_secret() {
	local found
	found=$(grep -rlF -- "${secret:0:16}" "$work" |
	    grep -vE '\.key$|/(two|knot\.conf|named\.conf)$' || true)
	is "" "$found" "the secret is nowhere else"
	grep -qF -- "${secret:0:16}" "$work/ddns.key" ||
	    fail "the search is blind"
}

key_file ddns "$secret" >"$work/ddns.key"
chmod 600 "$work/ddns.key"
bind_start
knot_start
delegate
refuses_wrong_words
warns_of_an_open_key
publishes_to_both
takes_it_back
keeps_what_changed
loses_a_race
names_what_is_wrong
believes_no_liar
is_a_script_for_nsupdate
knows_other_types
sends_from_the_wizard
tells_no_secret
say "done"
