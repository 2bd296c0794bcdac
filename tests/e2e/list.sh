#!/bin/bash
# Many domains at a time, what is ignored, and the report for people.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start

counts='[[f["id"], f["ignored"]] for f in d["findings"]
    if f["ignored"] is not None]'

# A list: comments and blanks are none, and the order is that of the list.
printf '# ours\n\n  %s  # first\nsub.%s\r\n%s\n' \
    "$domain" "$domain" "$domain" >"$work/list"
inkan check --json --from "$work/list"
is "$domain sub.$domain $domain" "$(python3 -c '
import json, sys
print(*[json.loads(line)["domain"] for line in sys.stdin])' <"$work/out")" \
    "the domains of a list, in their order"
is 2 "$status" "the worst of the list decides"
"$INKAN" check --json --from - "${servers[@]}" <"$work/list" |
    wc -l >"$work/out" || true
is 3 "$(tr -d ' ' <"$work/out")" "a list on standard input"

printf '%s\nno..domain\n' "$domain" >"$work/list"
inkan check --json --from "$work/list"
is 64 "$status" "a line that is no domain is a usage error"
grep -q 'line 2' "$work/err" || fail "the line is not named"
is "$domain" "$(out 'd["domain"]')" "the other lines are checked all the same"
inkan check --from "$work/nothing"
is 66 "$status" "a list that is not there"

# What is ignored is counted, named, and remembered.
inkan check "$domain" --json
is 2 "$status" "before: there are errors"
errors=$(out '"\n".join({f["id"] for f in d["findings"]
    if f["severity"] == "error"})')
has "$errors" SPF-01 "before: no SPF record"
mapfile -t ignore < <(sed 's/^/--ignore=/' <<<"$errors")
inkan check "$domain" --json "${ignore[@]}" --ignore "spf-01=no mail; asked"
[[ $status -lt 2 ]] || fail "ignored errors count: $status"
has "$(out "\"\\n\".join(map(str, $counts))")" "['SPF-01', 'no mail; asked']" \
    "the reason stands beside it"
inkan check "$domain" --everything
grep -q 'SPF-01 (no mail; asked)' "$work/out" || {
	cat "$work/out"
	fail "what is ignored is not named"
}
[[ $status -lt 2 ]] || fail "it was not remembered: $status"
inkan check "$domain" --no-ignore
is 2 "$status" "--no-ignore: everything counts"
inkan check "$domain" --unignore SPF-01
is 2 "$status" "--unignore: it counts again"
inkan check "$domain" --unignore SPF-01
is 64 "$status" "--unignore of what is not ignored"
inkan check "$domain" --ignore NOT-99
is 64 "$status" "--ignore of no check"

# The most important comes first, and no line is wider than a terminal.
inkan check "$domain" --no-ignore
is "problem" "$(sed -n 3p "$work/out" | cut -d ' ' -f 1)" "a problem is first"
awk 'length($0) > 80 && $0 ~ / .* /' "$work/out" | grep -q '^ \{17\}.* ' &&
    fail "a line is wider than 80 columns"
say "passed"
