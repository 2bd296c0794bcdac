#!/bin/bash
# inkan verify as a user has it: a file or standard input, zones from files, an
# exit status for every outcome. No name server is needed.
set -euo pipefail
. "$(dirname "$0")/offline.sh"

data=$(cd "$(dirname "$0")/../data/messages" && pwd)
servers=("${nobody[@]}" --zone "$data/football.zone"
    --zone "$work/parents.zone")
cat >"$work/parents.zone" <<'END'
$ORIGIN com.
$TTL 60
@ IN SOA ns hostmaster 1 3600 600 86400 300
example IN A 192.0.2.1
END

verify() { # CHANGE [ARGUMENTS...]: the message of RFC 8463, changed by sed
	sed "$1" "$data/rfc8463.eml" >"$work/message"
	shift
	inkan verify --json "$@" "$work/message"
}

ids() { out "$finding_ids"; }

inkan verify --json "$data/rfc8463.eml"
is 0 "$status" "the message of RFC 8463: exit 0"
is "pass pass" "$(out '" ".join(s["result"] for s in d["dkim"])')" "both signatures"
is "256 1024" "$(out '" ".join(str(s["bits"]) for s in d["dkim"])')" "their keys"
is "pass none football.example.com dkim" "$(out '" ".join([
    d["dmarc"]["result"], d["dmarc"]["policy"], d["dmarc"]["domain"],
    *d["dmarc"]["aligned_by"]])')" "DMARC"
is "None None" "$(out 'str(d["spf"]["result"]) + " " + str(d["spf"]["ip"])')" \
    "SPF is not judged without an address"
is "None" "$(out 'str(set(d["receiver"].values()).pop())')" "no receiver"

verify "" --ip 192.0.2.25 --mail-from joe@football.example.com
is 0 "$status" "with the address: exit 0"
is "pass 192.0.2.25" "$(out 'd["spf"]["result"] + " " + d["spf"]["ip"]')" "SPF passes"
is "spf dkim" "$(out '" ".join(d["dmarc"]["aligned_by"])')" "by both"

verify "" --ip 198.51.100.1 --mail-from joe@football.example.com
is 1 "$status" "a wrong address, but signed: exit 1"
has "$(ids)" MSG-21 "SPF does not pass"

verify 's/lost the game/won the game/'
is 2 "$status" "a changed body: exit 2"
is "body-changed" "$(out 'd["dkim"][0]["reason"]')" "a changed body: the reason"
has "$(ids)" MSG-04 "a changed body: the finding"

verify 's/dinner/lunch/'
is "header-changed" "$(out 'd["dkim"][1]["reason"]')" "a changed header"
verify 's/s=brisbane/s=absent/; s/s=test/s=absent/'
is "no-key" "$(out 'd["dkim"][0]["reason"]')" "no such key"
verify 's/s=test/s=brisbane/'
is "key-type" "$(out 'd["dkim"][1]["reason"]')" "a key of another type"
verify 's/rsa-sha256/rsa-sha1/'
is "rsa-sha1" "$(out 'd["dkim"][1]["reason"]')" "rsa-sha1"
verify '/^From:/d'
is 2 "$status" "no sender: exit 2"
has "$(ids)" MSG-40 "no sender: the finding"

# Any line ends, and a file or standard input.
for change in 's/$/\r/' '$!s/$/\r/'; do
	verify "$change"
	is 0 "$status" "other line ends ($change)"
done
tr '\n' '\r' <"$data/rfc8463.eml" >"$work/message"
inkan verify --json "$work/message"
is 0 "$status" "CR alone at the end of lines"
for name in - ""; do
	status=0
	"$INKAN" verify --json "${servers[@]}" $name <"$data/rfc8463.eml" \
	    >"$work/out" 2>"$work/err" || status=$?
	is 0 "$status" "standard input as '$name'"
done

# Nobody can say.
servers=("${nobody[@]}")
inkan verify --json "$data/rfc8463.eml"
is 3 "$status" "no name server answers: exit 3"
is "temperror no-answer" "$(out '" ".join([d["dkim"][0]["result"],
    d["dkim"][0]["reason"]])')" "no name server answers: no verdict"

# What is no message, and what is no usage.
inkan verify "$work/absent"
is 66 "$status" "an absent file: exit 66"
inkan verify "$work"
is 66 "$status" "a directory: exit 66"
head -c 52428801 /dev/zero >"$work/large"
inkan verify "$work/large"
is 66 "$status" "a file that is too large: exit 66"
inkan verify --json /dev/null
is 66 "$status" "an empty message: exit 66"
head -c 1000000 /dev/urandom >"$work/noise"
inkan verify --json "$work/noise"
is 2 "$status" "noise: exit 2"
inkan verify one two
is 64 "$status" "two messages: exit 64"
inkan verify --ip 192.0.2.1 --ip 192.0.2.2 /dev/null
is 64 "$status" "two addresses: exit 64"
say "passed"
