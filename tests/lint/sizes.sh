#!/bin/bash
# No function above 60 lines, no file above 500, unless the file's head says
# "Long because".
. "$(dirname "$0")/lint.sh"

excused() { # FILE
	head -n 30 "$1" | grep -q 'Long because'
}

for file in $(find wizard tui tests -name '*.[ch]' | sort); do
	excused "$file" && continue
	lines=$(wc -l <"$file")
	[[ $lines -le 500 ]] || echo "$file: $lines lines"
	# In this style a body is what stands between braces in column one.
	awk -v file="$file" '
		/^[A-Za-z_].*\(/ { name = $0 }
		/^\{/ { begin = NR }
		/^\}/ {
			if (begin && NR - begin - 1 > 60)
				printf "%s:%d: %d lines: %s\n", file, begin,
				    NR - begin - 1, name
			begin = 0
		}' "$file"
done | reject "too long"

verdict
