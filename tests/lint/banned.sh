#!/bin/bash
# Calls that are too easy to get wrong, and calls in the wrong layer.
. "$(dirname "$0")/lint.sh"
need python3

code() { # FILE...: without its comments and texts
	python3 tests/lint/source.py code "$@"
}

call() { # NAME|NAME...: a call of one of them, not of a member or a longer name
	grep -E "(^|[^A-Za-z0-9_>.])($1)[[:space:]]*\(" || true
}

mapfile -t all < <(sources)
whole=$(code "${all[@]}")
mapfile -t pure < <(sources -path 'wizard/*' \
    \( -path '*/base/*' -o -path '*/record/*' -o -path '*/check/*' \
    -o -path '*/flow/*' \))
mapfile -t screen < <(sources -path 'tui/*' ! -path tui/term.c)

call 'strcpy|stpcpy|strcat|sprintf|vsprintf|strtok|gets' <<<"$whole" |
    reject "writes without a bound (use struct buf or snprintf)"
call 'atoi|atol|atoll|atof' <<<"$whole" |
    reject "cannot tell a wrong number (use strtoul and look at the end)"
call 'ctime|asctime|localtime|gmtime|strerror_l|rand|srand' <<<"$whole" |
    reject "static storage or no randomness (use the _r form, getrandom)"
call 'system|popen|mktemp|tmpnam|tempnam|alloca' <<<"$whole" |
    reject "not safe here"
call 'exit|_exit|abort|quick_exit' <<<"$whole" |
    { grep -Ev '^wizard/(main\.c|base/mem\.c|helper/|io/)' || true; } |
    reject "only main ends the program"
code "${pure[@]}" | call 'time|clock_gettime|gettimeofday|fopen|open|socket|connect|getenv|printf|puts|putchar|perror' |
    reject "an effect in a layer without effects"
code "${screen[@]}" | call 'w?addn?str|w?addn?wstr|mvw?add[a-z_]*|w?printw|mvw?printw|w?getn?str|initscr|newterm|endwin|w?attr(on|off|set)|wrefresh|refresh' |
    reject "curses outside tui/term.c"

verdict
