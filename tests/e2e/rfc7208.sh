#!/bin/bash
# The openspf suite for RFC 7208, case by case through the program, against a
# name server that serves each case's zone. The suite is not part of this
# project: $INKAN_SPF_SUITE says where its runner is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
suite=${INKAN_SPF_SUITE:-$here/../../../shared/lab/spf-suite}
python=/usr/bin/python3

skip() { printf 'skipped: %s\n' "$*" >&2; exit 77; }

[[ -f $suite/run.py ]] || skip "no suite of RFC 7208 (\$INKAN_SPF_SUITE)"
$python -c 'import yaml, dns' 2>/dev/null ||
    skip "python3-yaml or python3-dnspython is not installed"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 LANGUAGE=en HOME=$work
cd "$suite"
$python run.py --suite data/rfc7208-tests.yml --cmd "${INKAN:?the program} \
spf eval --json --resolver {server}@{port} --ip {ip} --helo {helo} \
--mail-from {mailfrom}" | tee "$work/scores" >&2
read -r good all < <(sed -n \
    's/.*result \([0-9]*\)\/\([0-9]*\).*/\1 \2/p' "$work/scores")
read -r told texts < <(sed -n \
    's/.*explanation \([0-9]*\)\/\([0-9]*\).*/\1 \2/p' "$work/scores")
[[ $all -gt 0 && $good -eq $all && $told -eq $texts ]] || {
	echo "FAIL: $good of $all results, $told of $texts explanations" >&2
	exit 1
}
