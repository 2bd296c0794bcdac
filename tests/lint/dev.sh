#!/bin/bash
# ./dev says what it can do, refuses what it cannot, and its package lists name
# packages that exist.
. "$(dirname "$0")/lint.sh"

for word in run build test lint fuzz po bench install package; do
	./dev | grep -q "^\./dev $word " || echo "$word"
	grep -q "^cmd_$word()" dev || echo "$word does nothing"
done | reject "./dev does not offer"

status=0
./dev nonsense >/dev/null 2>&1 || status=$?
[[ $status -eq 64 ]] || echo "exit $status" | reject "./dev nonsense"

for script in dev .ci/run tests/memcheck tests/*/*.sh; do
	bash -n "$script" 2>&1
done | reject "not a shell script"

verdict
