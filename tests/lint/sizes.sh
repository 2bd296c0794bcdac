#!/bin/bash
# No function above 60 lines, no file above 500, unless the file's head says
# "Long because".
. "$(dirname "$0")/lint.sh"

# In this style a body is what stands between braces in column one.
find wizard tui tests -name '*.[ch]' | sort | xargs awk '
	function leave() {
		if (lines > 500 && !excused)
			printf "%s: %d lines\n", file, lines
		if (!excused)
			printf "%s", functions
	}
	FNR == 1 {
		leave()
		file = FILENAME
		excused = begin = 0
		functions = ""
	}
	{ lines = FNR }
	FNR <= 30 && /Long because/ { excused = 1 }
	/^[A-Za-z_].*\(/ { name = $0 }
	/^\{/ { begin = FNR }
	/^\}/ {
		if (begin && FNR - begin - 1 > 60)
			functions = functions sprintf( \
			    "%s:%d: %d lines: %s\n", file, begin,
			    FNR - begin - 1, name)
		begin = 0
	}
	END { leave() }' | reject "too long"

verdict
