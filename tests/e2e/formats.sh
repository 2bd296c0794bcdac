#!/bin/bash
# Every export format, read back by the program that it is for: random records
# have to come out as they went in.
set -euo pipefail

/usr/bin/python3 -c 'import dns.zone, yaml' 2>/dev/null || {
	echo "python3-yaml or python3-dnspython is not installed" >&2
	exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH=$PATH:/usr/sbin LC_ALL=C.UTF-8 LANGUAGE=en HOME=$work
unset XDG_STATE_HOME XDG_CONFIG_HOME
# named gives root away and has to read what is here.
chmod 755 "$work"
/usr/bin/python3 "$(dirname "$0")/formats.py" "${INKAN:?the program under test}" \
    "$work" "${FORMATS_PORT:-5399}" 5
