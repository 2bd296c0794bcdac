#!/bin/bash
# The private Internet itself: delegations work, a change is seen on one name
# server first, caches keep the old answer and let it go in time.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start

is() { # WANTED GOT WHAT
	[[ $1 == "$2" ]] || fail "$3: wanted '$1', got '$2'"
}

is "10 mail.$domain." "$(ask $resolver1 $domain MX)" "resolver 1 follows the delegation"
is "10 mail.$domain." "$(ask $resolver2 $domain MX)" "resolver 2 follows the delegation"
is "mail.$domain." "$(ask $resolver1 "$(reverse $mail_address)" PTR)" "reverse zone"
is "mail.$domain." "$(ask $resolver1 $mail_pointer6 PTR)" "reverse zone, IPv6"
is "" "$(ask $resolver1 _dmarc.$domain TXT)" "nothing there yet"

{ zone_records ns1 $domain; echo '_dmarc TXT "v=DMARC1; p=none"'; } >"$work/new"
zone_publish ns1 $domain 2 <"$work/new"
is '"v=DMARC1; p=none"' "$(ask $ns1 _dmarc.$domain TXT)" "server 1 has it"
is "" "$(ask $ns2 _dmarc.$domain TXT)" "server 2 has not"
is "" "$(ask $resolver1 _dmarc.$domain TXT)" "the negative answer stays"
zone_publish ns2 $domain 2 <"$work/new"

seen() { [[ $(ask "$1" _dmarc.$domain TXT) == '"v=DMARC1; p=none"' ]]; }
wait_for seen $resolver1

# One of two servers may die.
nsd_stop ns2
flush resolver1 resolver2
wait_for seen $resolver2
say "passed"
