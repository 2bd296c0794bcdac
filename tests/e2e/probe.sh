#!/bin/bash
# A probe from the command line and from the wizard, through a sendmail that
# files what it is given; then what arrived, pasted into the wizard.
set -euo pipefail
. "$(dirname "$0")/offline.sh"

mkdir "$work/bin"
cat >"$work/bin/sendmail" <<'END'
#!/bin/sh
printf '%s\n' "$@" >"$HOME/args"
cat >"$HOME/sent"
[ ! -e "$HOME/refuse" ] || { echo "queue file write error" >&2; exit 75; }
END
chmod +x "$work/bin/sendmail"
export PATH=$work/bin:$PATH

# --- The command -------------------------------------------------------------

inkan probe example.jp --to you@example.net </dev/null
is 1 "$status" "unconfirmed: exit 1"
[[ ! -e $work/sent ]] || fail "something was sent unasked"
grep -q "^Subject: Probe" "$work/out" || fail "the message is not shown"

inkan probe example.jp --to you@example.net --yes --json
is 0 "$status" "confirmed: exit 0"
is "postmaster@example.jp you@example.net $work/bin/sendmail" \
    "$(out '" ".join([d["from"], d["to"], d["program"]])')" "what was done"
is "-i -f postmaster@example.jp -- you@example.net" \
    "$(paste -sd' ' "$work/args")" "the arguments"
grep -qF "Message-ID: <$(out 'd["message_id"]')>" "$work/sent" ||
    fail "another message was sent"

touch "$work/refuse"
inkan probe example.jp --to you@example.net --yes
is 2 "$status" "refused: exit 2"
grep -q "queue file write error" "$work/err" || fail "no reason is given"
rm "$work/refuse"

for address in "" you -oQ@example.net "a@b.example,c@d.example" "A <a@b.example>"; do
	inkan probe example.jp --to="$address" --yes
	is 64 "$status" "to '$address': exit 64"
done
inkan probe example.jp --yes
is 64 "$status" "to nobody: exit 64"

# --- The wizard ----------------------------------------------------------------

rm "$work/sent" "$work/args"
cat >"$work/example.jp.zone" <<'END'
$ORIGIN example.jp.
$TTL 60
@ IN SOA ns hostmaster 1 3600 600 86400 300
@ IN NS ns
@ IN MX 10 mail
@ IN TXT "v=spf1 ip4:192.0.2.25 ~all"
_dmarc IN TXT "v=DMARC1; p=none"
mail IN A 192.0.2.25
ns IN A 192.0.2.53
END
wizard=("$INKAN" --plain example.jp "${nobody[@]}"
    --zone "$work/example.jp.zone")

# Every proposal is taken; Wait is left, for nothing here will be published.
to_verify() {
	printf '\n\n%.0s' {1..7}
	printf 'c\n'
}
received() { # what the mailbox elsewhere would show
	printf 'Return-Path: <postmaster@example.jp>\n'
	printf 'Authentication-Results: mx.there; spf=pass; dkim=none\n'
	printf 'Received: from mail.example.jp ([192.0.2.25]) by mx.there\n'
	cat "$work/sent"
}
plain() {
	"${wizard[@]}" >"$work/out" 2>"$work/err" || true
	! grep -q $'\033' "$work/out" || fail "plain mode printed an ESC"
}

{ to_verify; printf 'p\nyou@example.net\nb\nb\nq\n'; } | plain
[[ ! -e $work/sent ]] || fail "something was sent after a no"
grep -q "^This will be sent" "$work/out" || fail "the probe is not shown"

printf 'p\nyou@example.net\n\nq\n' | plain
[[ -e $work/sent ]] || { tail "$work/out" >&2; fail "nothing was sent"; }
grep -q "Sent to you@example.net" "$work/out" || fail "it is not said"

{ echo m; received; printf '.\n\nq\n'; } | plain
grep -q "^1 Address: 192.0.2.25" "$work/out" || fail "no address is proposed"
grep -qE "^SPF  pass  example.jp 192.0.2.25  pass" "$work/out" ||
    { tail -20 "$work/out" >&2; fail "SPF is not judged"; }
grep -qE "^DKIM  none .*none" "$work/out" || fail "DKIM is not judged"

# The end of the input ends a paste as well; so does a line that is too long.
{ echo m; received; } | plain
grep -q "^Who handed it over" "$work/out" || fail "no end of the paste"
{ echo m; received; head -c 300000 /dev/zero | tr '\0' x; printf '\n.\nb\nq\n'; } |
    plain
grep -q "longer than 256 KB" "$work/out" || fail "a part was judged"
say "passed"
