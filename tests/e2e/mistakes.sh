#!/bin/bash
# What people type wrongly: the sentence says what to type, and the exit code is
# that of the manual.
set -euo pipefail
. "$(dirname "$0")/offline.sh"

cd "$work"
cat >ours.zone <<'ZONE'
$ORIGIN example.jp.
@ 300 IN SOA ns1 hostmaster 1 3600 900 604800 300
@ 300 IN NS ns1
@ 300 IN MX 10 mail
@ 300 IN TXT "v=spf1 mx -all"
ns1 300 IN A 192.0.2.53
mail 300 IN A 192.0.2.25
ZONE
: >empty
mkdir folder
printf '\177ELF\0\1' >binary
zone=(--zone ours.zone)

refuses() { # CODE SENTENCE ARGUMENTS...
	local code=$1 sentence=$2
	shift 2
	inkan "$@" </dev/null
	is "$code" "$status" "the exit code of: inkan $*"
	grep -qF -- "$sentence" "$work/err" || {
		cat "$work/err" >&2
		fail "inkan $*: no \"$sentence\""
	}
}

# A command that there is not, and what is no domain.
refuses 64 'chekc is neither a command nor' chekc example.jp
refuses 64 'example is neither a command nor' example
refuses 64 'Type your domain, for example' ''
refuses 64 'inkan: foo is not a whole domain' check foo
refuses 64 'inkan check example.jp' check ''

# A domain is missing: the example can be typed as it stands.
for words in check export publish compare watch probe senders move add-domain \
    undo 'spf show' 'spf merge' 'dkim new' 'dkim show' 'dkim config' \
    'dkim rotate' 'dmarc next'; do
	read -ra command <<<"$words"
	refuses 64 "inkan $words example.jp" "${command[@]}"
done
refuses 64 'inkan state export FILE' state export

# One word too many is not passed over: it may be the one that matters.
refuses 64 '"b.example" is one word too many' example.jp b.example
refuses 64 '"x" is one word too many' practice bare x
for words in export publish watch probe senders move add-domain 'spf show' \
    'spf merge' 'spf eval' 'dkim new' 'dkim show' 'dkim config' 'dkim rotate' \
    'dmarc next'; do
	read -ra command <<<"$words"
	refuses 64 '"b.example" is one word too many' \
	    "${command[@]}" example.jp b.example
done
refuses 64 '"DM-01" is one word too many' explain SPF-04 DM-01

# Files that cannot be read.
refuses 66 'There is no file nothing' check --zone nothing example.jp
refuses 66 'folder is not an ordinary file' check --zone folder example.jp
refuses 66 'not a text file' check --zone binary example.jp
refuses 66 'cannot be read from nothing' check --ca-file nothing example.jp
refuses 66 'there is no domain in empty' check --from empty
refuses 66 'there is no domain in standard input' check --from -
refuses 66 'there is no message in empty' verify empty
refuses 66 'there is no message in standard input' verify
for command in verify bounce 'check --from'; do
	read -ra words <<<"$command"
	refuses 66 'nothing cannot be read' "${words[@]}" nothing
	refuses 66 'folder cannot be read' "${words[@]}" folder
done

# What was typed is shown, but not all of it; of a program nothing is asked.
refuses 66 'no list of domains' check --from /proc/self/exe
printf '%01000d\n' 0 >"$work/long"
inkan check --from "$work/long"
is 64 "$status" "a thousand digits are no domain"
awk 'length($0) > 250 { exit 1 }' "$work/err" ||
    fail "a long line is shown at length"

# It works all the same: small letters, and help as a word.
inkan explain spf-04
is 0 "$status" "an id in small letters"
inkan help check
is "inkan check DOMAIN... | check --from FILE" "$(head -n 1 "$work/out")" \
    "help is asked for by a word"

# What cannot be remembered is not said to be.
state=/dev/null servers=("${nobody[@]}" --state /dev/null)
inkan check --since-last "${zone[@]}" example.jp
is 3 "$status" "nothing could be remembered"
grep -q 'could not be remembered' "$work/out" || fail "that is not said"
servers=("${nobody[@]}")

# Results that nobody can read do not look like success.
for command in --help --version 'explain SPF-01' 'senders list' \
    'check --zone ours.zone example.jp'; do
	read -ra words <<<"$command"
	status=0
	"$INKAN" "${words[@]}" "${servers[@]}" >/dev/full 2>"$work/err" ||
	    status=$?
	is 73 "$status" "a full disk: inkan $command"
	status=0
	"$INKAN" "${words[@]}" "${servers[@]}" >&- 2>"$work/err" || status=$?
	is 73 "$status" "a closed output: inkan $command"
	grep -q 'standard output' "$work/err" || fail "that is not said"
done
status=0
"$INKAN" bounce "${servers[@]}" <&- >"$work/out" 2>"$work/err" || status=$?
is 66 "$status" "a closed input"
status=0
"$INKAN" explain SPF-01 2>&- >"$work/out" || status=$?
is 0 "$status" "nobody listens to complaints"
say "passed"
