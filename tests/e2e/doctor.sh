#!/bin/bash
# A bounce beside real name servers: what is wrong, mended in the zone, and what
# is said of the same bounce then.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start

bounce=$work/bounce.txt
cat >"$bounce" <<TEXT
<you@gmail.example>: host gmail-smtp-in.l.google.com[203.0.113.27] said:
    550-5.7.26 This mail is unauthenticated, which poses a security risk to the
    sender and Gmail users, and has been blocked. The sender must authenticate
    with at least one of SPF or DKIM. For this message, DKIM checks did not pass
    and SPF check for [$domain] did not pass with ip: [$mail_address6]. (in
    reply to end of DATA command)
TEXT

diagnosis() { # MEMBER
	out "d['diagnosis']['$1']"
}

publish() { # SERIAL SPF-RECORD
	local server
	for server in ns1 ns2; do
		{ delegation "$domain"; bare_zone; printf '@ TXT "%s"\n' "$2"; } |
		    zone_publish $server "$domain" "$1"
	done
	flush resolver1 resolver2
}

inkan bounce --json "$bounce"
is 0 "$status" "a bounce is explained"
is unauthenticated "$(out 'd["cause"]')" "the cause is as it was"
is no-spf "$(diagnosis story)" "there is no SPF record yet"
is false "$(diagnosis accepted)" "it would come again"
has "$(diagnosis checks)" SPF-01 "the check is named"

publish 2 "v=spf1 ip4:$mail_address ~all"
inkan bounce --json "$bounce"
is ipv6-not-covered "$(diagnosis story)" "IPv6 was forgotten"
is softfail "$(diagnosis spf)" "what SPF says now"

publish 3 "v=spf1 ip4:$mail_address ip6:$mail_address6 ~all"
inkan bounce --json "$bounce"
is mended "$(diagnosis story)" "it was mended"
is true "$(diagnosis accepted)" "it would be accepted"
inkan bounce "$bounce"
grep -q "This bounce would now be accepted." "$work/out" ||
    fail "that it would be accepted is not said"
say "ok: and it is said in words"

inkan bounce --offline --json "$bounce"
is null "$(out 'd["diagnosis"]')" "nobody is asked with --offline"
