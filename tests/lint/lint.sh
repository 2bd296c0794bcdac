# Sourced by every lint: goes to the top of the tree and keeps the score.
# shellcheck shell=bash
set -euo pipefail
shopt -s lastpipe # reject counts, so it must not run in a subshell
cd "$(dirname "$0")/../.."

findings=0

# Lines on standard input are findings; REASON says what is wrong with them.
reject() { # REASON
	local lines
	lines=$(cat)
	[[ -n $lines ]] || return 0
	findings=$((findings + $(wc -l <<<"$lines")))
	printf '%s:\n%s\n' "$1" "$lines"
}

# A lint whose tool is absent is skipped, and says so.
need() { # TOOL...
	local tool
	for tool; do
		command -v "$tool" >/dev/null || {
			echo "skipped: $tool is not installed"
			exit 77
		}
	done
}

verdict() {
	[[ $findings -eq 0 ]] || {
		echo "$findings findings"
		exit 1
	}
}

sources() { # [FIND-EXPRESSION...]: the program itself, without its tests
	find wizard tui \( -name '*.c' -o -name '*.h' -o -name '*.def' \) "$@" |
	    sort
}
