#!/bin/bash
# Every inkan command of the README does what a reader would expect: it runs, on
# an Internet where example.jp exists, and is not a usage error.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start
unset -f inkan # the program itself, as a reader types it

mkdir "$work/bin"
ln -s "$(realpath "$INKAN")" "$work/bin/inkan"
PATH=$work/bin:$PATH
export XDG_STATE_HOME=$work/xdg TERM=dumb

commands() {
	awk '/^```/ { inside = /^```sh/; next } inside' \
	    "$(dirname "$0")/../../README.md" |
	    sed -E 's/[[:space:]]+#.*//' | grep '^inkan '
}

# The Internet of the README is this one, whatever its port is; and nobody
# waits ten minutes here.
here() { # COMMAND
	local extra="--dns-port $port --resolver $resolver1@$port"
	sed -E "s/^inkan /inkan $extra /; s/--timeout [0-9]+/--timeout 2/" \
	    <<<"$1"
}

mapfile -t wanted < <(commands)
[[ ${#wanted[@]} -gt 3 ]] || fail "no commands in the README"
{ plain_answers; echo q; } >"$work/plain.in"

# The message of the README that came back.
cd "$work"
cat >returned.eml <<'END'
host gmail-smtp-in.l.google.com said: 550-5.7.26 Your email has been blocked
because the sender is unauthenticated. Gmail requires all senders to
authenticate with either SPF or DKIM. SPF [example.jp] with ip: [192.0.2.25] =
did not pass (in reply to end of DATA command)
END

for command in "${wanted[@]}"; do
	status=0
	eval "$(here "$command")" <"$work/plain.in" >"$work/out" \
	    2>"$work/err" || status=$?
	case $status in
	0 | 1 | 2 | 3 | 75) ;;
	*)
		cat "$work/out" "$work/err" >&2
		fail "$command: exit $status"
		;;
	esac
	[[ -s $work/out ]] || fail "$command: prints nothing"
	say "ok: $command ($status)"
done
say "passed"
