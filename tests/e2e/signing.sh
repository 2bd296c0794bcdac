# Signs zones of internet.sh, for the tests in this folder that need DNSSEC:
# . internet.sh; . signing.sh; signing_tools
# shellcheck shell=bash

signing_tools() { # nothing to test with: the test is skipped
	local tool
	for tool in dnssec-keygen dnssec-signzone dnssec-dsfromkey; do
		command -v $tool >/dev/null || {
			say "skipped: $tool is not installed"
			exit 77
		}
	done
}

key() { # ZONE: the files of its only key; makes it when there is none
	local found=("$work/keys/K${1%.}".+*.key)
	[[ -e ${found[0]} ]] || {
		mkdir -p "$work/keys"
		dnssec-keygen -q -K "$work/keys" -a ECDSAP256SHA256 -f KSK "$1" \
		    >/dev/null
		found=("$work/keys/K${1%.}".+*.key)
	}
	printf '%s' "${found[0]}"
}

ds() { # ZONE: the DS record of its key
	dnssec-dsfromkey -2 "$(key "$1")"
}

sign() { # SERVER ZONE [OPTION...]
	local file
	file=$(zone_file "$1" "$2")
	shift
	cat "$(key "$1")" >>"$file"
	dnssec-signzone -q -z -P -K "$work/keys" -d "$work/keys" -o "$1" -f "$file.signed" \
	    "${@:2}" "$file" "$(key "$1")" >/dev/null 2>"$work/sign" || {
		cat "$work/sign" >&2
		fail "cannot sign $1"
	}
	mv "$file.signed" "$file"
}

# Once, for both servers.
sign_users() { # ZONE [OPTION...]
	sign ns1 "$@"
	cp "$(zone_file ns1 "$1")" "$(zone_file ns2 "$1")"
}

add() { # SERVER ZONE: the records on standard input
	cat >>"$(zone_file "$1" "$2")"
}

# What resolver1 has to trust; the zones below are signed, and so is the root.
sign_root() {
	ds jptest | add root .
	sign root jptest
	sign root .
	mkdir -p "$work/resolver1"
	ds . >"$work/resolver1/anchor"
}
