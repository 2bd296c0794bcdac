# A test of inkan without a name server: zones come from files, and what no zone
# file holds is asked of somebody who is not there. Sourced first; see check.sh.
# shellcheck shell=bash
. "$(dirname "$0")/check.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
resolver1=127.0.0.1 resolver2=127.0.0.1 port=9
inkan_ready
nobody=(--resolver $resolver1@$port --timeout 1 --state "$state")
servers=("${nobody[@]}")
