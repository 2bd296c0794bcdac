#!/bin/bash
# inkan bounce over samples with known fields: ours, and those in
# $INKAN_BOUNCES when they are there. In EXPECTED.tsv "-" is null and "?" is
# not judged.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
more=${INKAN_BOUNCES:-$here/../../../shared/data/bounces}
export LC_ALL=C.UTF-8 LANGUAGE=en
python=/usr/bin/python3
[[ -x $python ]] || { echo "skipped: no python3" >&2; exit 77; }

judge() { # DIRECTORY
	$python - "${INKAN:?the program}" "$1" <<'PY'
import csv, json, os, subprocess, sys
from concurrent.futures import ThreadPoolExecutor

inkan, folder = sys.argv[1:]


def read(row):
    out = subprocess.run([inkan, "bounce", "--offline", "--json", f"{folder}/{row['file']}"],
                         capture_output=True, text=True, check=False)
    return json.loads(out.stdout)


wrong = judged = 0
with open(f"{folder}/EXPECTED.tsv") as table:
    rows = list(csv.DictReader(table, delimiter="\t"))
with ThreadPoolExecutor(os.cpu_count()) as pool:
    results = list(pool.map(read, rows))
for row, fields in zip(rows, results):
    file = row.pop("file")
    for name, value in row.items():
        if value == "?":
            continue
        judged += 1
        got = "-" if fields[name] is None else str(fields[name])
        if got != value:
            wrong += 1
            print(f"FAIL: {file}: {name} is {got}, not {value}")
print(f"{folder}: {judged - wrong} of {judged} fields are right")
sys.exit(wrong > 0 or judged == 0)
PY
}

judge "$here/../data/bounces"
if [[ -f $more/EXPECTED.tsv ]]; then
	judge "$more"
else
	echo "skipped: no further samples (\$INKAN_BOUNCES)" >&2
fi

# A text in which nobody refuses anything is said to be one.
if "$INKAN" bounce "$here/../data/bounces/no-bounce.txt"; then
	echo "FAIL: a text without a refusal exits 0" >&2
	exit 1
elif [[ $? -ne 3 ]]; then
	echo "FAIL: a text without a refusal does not exit 3" >&2
	exit 1
fi

# The address of the host that refused is not the sender's.
"$INKAN" bounce --offline --json <<'TEXT' | grep -q '"ip": *null' || {
<a@example.net>: host mx.example.net[203.0.113.44] said: 421 4.7.0 Messages
    from 203.0.113.44 temporarily deferred due to user complaints (in reply to
    MAIL FROM command)
TEXT
	echo "FAIL: the address of the receiver is taken for the sender's" >&2
	exit 1
}
