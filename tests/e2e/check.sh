# What the tests here say about inkan's results, and how they wait.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
fail() { say "FAIL: $*"; exit 1; }

# However slow the machine is: who waits in vain ends as well.
patience=120

wait_for() { # COMMAND...
	local end=$((SECONDS + patience))
	until "$@"; do
		[[ $SECONDS -lt $end ]] || fail "not after $patience s: $*"
		# A pause without a process; nothing ever comes.
		read -r -t 0.05 <> <(:) || true
	done
}

inkan_ready() {
	INKAN=${INKAN:?the program under test}
	state=$work/state
	export LC_ALL=C.UTF-8 LANGUAGE=en HOME=$work
	# Nothing of the caller's terminal or home may matter.
	unset XDG_STATE_HOME XDG_CONFIG_HOME NO_COLOR ACCESSIBLE
	servers=(--resolver "$resolver1@$port" --resolver "$resolver2@$port"
	    --dns-port "$port" --state "$state")
}

# Leaves $status, and the output in $work/out and $work/err.
inkan() { # ARGUMENTS...
	status=0
	"$INKAN" "$@" "${servers[@]}" >"$work/out" 2>"$work/err" || status=$?
	[[ $status -lt 128 ]] || {
		cat "$work/err" >&2
		fail "inkan $* ended with $status"
	}
}

out() { # EXPRESSION: about d, the JSON that inkan printed
	python3 "$(dirname "$0")/pick.py" "$1" <"$work/out"
}

is() { # WANTED GOT WHAT
	[[ $1 == "$2" ]] || {
		say "--- last output"
		tail -c 4000 "$work/out" "$work/err" >&2
		fail "$3: wanted '$1', got '$2'"
	}
	say "ok: $3"
}

has() { # LIST ELEMENT WHAT: a line of the list is the element
	grep -qxF -- "$2" <<<"$1" || {
		say "$1"
		fail "$3: no '$2'"
	}
	say "ok: $3"
}

finding_ids='[f["id"] for f in d["findings"]]'
