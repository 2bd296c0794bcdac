#!/bin/bash
# The include table of docs/ARCHITECTURE.md, line by line.
. "$(dirname "$0")/lint.sh"

# layer; our folders and headers it may include; third-party headers
table='
base;   wizard/base/;                            uni[a-z]+\.h
record; wizard/(base|record)/;                   ldns/.*|idn2\.h|expat\.h
check;  wizard/(base|record|check)/;             libpsl\.h
flow;   wizard/(base|record|check|flow)/;        nothing
io;     wizard/(base|record|check|io)/|wizard/flow/services\.h; uv\.h|ares.*\.h|openssl/.*|curl/.*|jansson\.h|ini\.h|(opendkim/)?dkim\.h|zlib\.h|archive(_entry)?\.h
helper; wizard/(base|record|helper)/|tests/helper/misbehave\.h; spf2/.*|seccomp\.h
cli;    wizard/(base|record|check|flow|cli)/;    jansson\.h
tui;    (wizard/(base|record|check|flow)|tui)/;  nothing
'

# What the C library and the kernel bring.
system='assert|ctype|dirent|errno|fcntl|fnmatch|ftw|getopt|glob|grp|iconv|ifaddrs|inttypes|langinfo|libintl|limits|locale|math|netdb|paths|poll|pwd|sched|setjmp|signal|spawn|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|syslog|termios|time|unistd|utmp|utmpx|wchar|wctype|(sys|net|netinet|arpa|linux|asm)/[a-z_]+'

# Pure layers see no clock, no files, no sockets.
effects='dirent|fcntl|ftw|glob|ifaddrs|netdb|poll|spawn|syslog|termios|unistd|utmpx?|sys/(socket|stat|mman|ioctl|wait|un|file|prctl|random)'

includes() { # FILE...: "file:line:header" with its brackets or quotes
	grep -EnH '^[[:space:]]*#[[:space:]]*include' "$@" |
	    sed -E 's/^([^:]*:[0-9]+):[^"<]*(["<][^">]*[">]).*/\1:\2/'
}

while IFS='; ' read -r layer ours theirs; do
	[[ -n $layer ]] || continue
	folder=wizard/$layer
	[[ $layer == tui ]] && folder=tui
	mapfile -t files < <(find "$folder" -name '*.[ch]' | sort)
	[[ ${#files[@]} -gt 0 ]] || continue

	{ includes "${files[@]}" | grep -F ':"' |
	    grep -Ev ":\"($ours)" || true; } |
	    reject "$layer must not include"

	case $layer in
	# Only one file of the screen layer knows curses.
	tui) curses='^tui/term\.c:.*<(curses|ncurses.*|term)\.h>$' ;;
	*) curses='^$' ;;
	esac
	{ includes "${files[@]}" | grep -F ':<' |
	    grep -Ev ":<(($system)\.h|$theirs)>\$" |
	    grep -Ev "$curses" || true; } |
	    reject "$layer has no business with"

	case $layer in
	record | check | flow)
		{ includes "${files[@]}" | grep -E ":<($effects)\.h>" ||
		    true; } | reject "$layer is pure and must not include"
		;;
	esac
done <<<"$table"

# In io a file is about one library. libuv is not counted: it is the loop that
# all of io runs on.
library() { # FILE: the libraries it includes, one a line
	includes "$1" | sed -nE '
		s/.*<ares.*/c-ares/p
		s/.*<openssl.*/OpenSSL/p
		s/.*<curl.*/libcurl/p
		s/.*<jansson.*/jansson/p
		s/.*<ini\.h.*/inih/p
		s/.*<zlib\.h.*/zlib/p
		s/.*<archive.*/libarchive/p
		s/.*dkim\.h>.*/libopendkim/p' | sort -u
}
for file in wizard/io/*.[ch]; do
	mapfile -t used < <(library "$file")
	[[ ${#used[@]} -le 1 || $file == wizard/io/dkim_proof.c ]] ||
	    echo "$file: ${used[*]}"
done | reject "one library per file of io"

# Private keys and secrets are seen by these files alone; certificates of others
# by one more.
{ includes wizard/*/*.[ch] | grep -F '<openssl/' |
    grep -Ev '^wizard/io/(certificate|dkim_key|dkim_proof|smtp_tls|tsig_key|vault)[a-z_]*\.[ch]:' || true; } |
    reject "OpenSSL belongs to the files that hold keys"

# Every .c includes its own header first.
for file in $(find wizard tui -name '*.c'); do
	header=${file%.c}.h
	[[ -f $header ]] || continue
	[[ $(includes "$file" | head -n 1) == *":\"$header\"" ]] ||
	    echo "$file"
done | reject "must include its own header first"

verdict
