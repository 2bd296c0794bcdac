#!/bin/bash
# docs/checks.md says what the catalogue says.
# To make it anew: tests/lint/checks.py wizard/check/catalogue.def >docs/checks.md
. "$(dirname "$0")/lint.sh"
need python3

diff <(python3 tests/lint/checks.py wizard/check/catalogue.def) docs/checks.md |
    grep '^[<>]' | reject "docs/checks.md differs from the catalogue" || true

verdict
