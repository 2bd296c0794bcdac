#!/bin/bash
# A long record gets out of the terminal whole, inside tmux: to its clipboard,
# also where sudo took TMUX away, and from the plain view by its selection.
set -euo pipefail

work=$(mktemp -d)
socket=inkan-$$
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
. "$(dirname "$0")/check.sh"
resolver1=127.0.0.1 resolver2=127.0.0.2 port=1

fail() {
	say "FAILED: $*"
	tm capture-pane -p >&2 || true
	exit 1
}

command -v tmux >/dev/null || {
	say "skipped: no tmux"
	exit 77
}
inkan_ready
unset TMUX STY

sessions=0

tm() {
	tmux -L "$socket" -f /dev/null "$@"
}

shows() { # TEXT: waits until it is on the screen
	local end=$((SECONDS + 20))
	until tm capture-pane -p | grep -qF -- "$1"; do
		[[ $SECONDS -lt $end ]] || fail "'$1' is not shown"
		read -r -t 0.1 <> <(:) || true
	done
}

zone() { # FILE ORIGIN LINES
	printf '$ORIGIN %s\n$TTL 300\n%s\n%s\n' "$2" \
	    '@ IN SOA ns.root. root.root. 1 3600 900 604800 300' "$3" \
	    >"$work/$1.zone"
	servers+=(--zone "$work/$1.zone")
}

zone root . $'@ IN NS ns.root.\nns.root IN A 127.0.0.1\njp IN NS ns.root.'
zone jp jp. $'@ IN NS ns.root.\nexample IN NS ns.root.'
zone example example.jp. $'@ IN NS ns.root.\n@ IN MX 10 mx
mx IN A 203.0.113.25\n@ IN TXT "v=spf1 ip4:203.0.113.25 ~all"'
{ printf '\n%.0s' {1..15}; printf 'b\nq\n'; } >"$work/answers"
"$INKAN" --plain example.jp "${servers[@]}" <"$work/answers" >"$work/out" ||
    true
inkan export example.jp --json
value=$(out 'next(r["value"] for r in d if "_domainkey" in r["name"])')

publish() { # VARIABLES OPTIONS...: at Publish, the key in focus
	local name=s$((++sessions))
	tm new-session -d -s "$name" -x 80 -y 24 \
	    "env $1 $(printf '%q ' "$INKAN" example.jp "${@:2}" "${servers[@]}"); :"
	shows "Step 8 of 10"
	shows "_domainkey"
}

leave() { # and the server of tmux stays
	tm send-keys q
	until ! tm has-session 2>/dev/null; do
		read -r -t 0.1 <> <(:) || true
	done
}

for how in "" "-u TMUX SUDO_UID=1000"; do
	publish "$how"
	tm send-keys y
	shows "p: paste to check"
	is "$value" "$(tm show-buffer)" "the clipboard of tmux ${how:+by sudo}"
	! tm capture-pane -p | grep -iqw copied || fail "it claims too much"
	tm delete-buffer
	leave
done

publish ""
tm send-keys y
shows "p: paste to check"
tm send-keys p
shows "Paste here"
tm paste-buffer -p
shows "ok"
tm send-keys C-d
shows "Same as the value for"
say "ok: what came through tmux is the same when it is pasted back"

tm send-keys v
shows "Press Enter to go back"
# What the terminal wrapped is one line to its selection; curses' would not be.
tm capture-pane -p -J >"$work/plain"
has "$(sed 's/ *$//' "$work/plain")" "$value" "one unbroken line in the plain view"
tm send-keys Enter
shows "Step 8 of 10"

leave
publish "" --no-osc52
tm send-keys y
shows "switched off"
! tm show-buffer 2>/dev/null || fail "the buffer of tmux was filled"
leave

# --- screen ---------------------------------------------------------------------
# Its terminal is the tmux of above, which takes what screen hands through.
screen_start() { # NAME LANGUAGE WORDS: at Publish, the key in focus
	printf 'defutf8 on\ncjkwidth %s\n' "$1" >"$work/screenrc"
	tm new-session -d -s "cjkwidth-$1-$2" -x 80 -y 24 "env LANGUAGE=$2 \
	    SCREENDIR=$work/screens screen -c $work/screenrc -U \
	    -T screen-256color -S inkan-$$ \
	    $(printf '%q ' "$INKAN" example.jp "${servers[@]}"); :"
	shows "$3"
	shows "_domainkey"
}

# No character is there that is wide for some terminals only.
columns_stay() {
	local width
	for width in on off; do
		screen_start $width ja "8/10"
		tm capture-pane -p | sed 1d >"$work/width.$width"
		leave
	done
	cmp "$work/width.on" "$work/width.off" ||
	    fail "columns move with cjkwidth"
	say "ok: in Japanese, the columns are the same with cjkwidth"
}

if command -v screen >/dev/null; then
	mkdir -m 700 "$work/screens"
	screen_start off en "Step 8 of 10"
	tm set-option -s set-clipboard on
	tm send-keys y
	shows "p: paste to check"
	is "$value" "$(tm show-buffer)" "the clipboard through screen"
	! tm capture-pane -p | grep -iqw copied || fail "it claims too much"
	tm delete-buffer
	leave
	columns_stay
else
	say "skipped: no screen"
fi
say "passed"
