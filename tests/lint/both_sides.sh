#!/bin/bash
# Every check of a family is brought about by a test and avoided by a near miss.
# Large families have a file for each side; in a smaller one the near misses
# stand behind what is found. What nothing can emit is listed, with the reason,
# in the table unreachable[] of the same tests.
. "$(dirname "$0")/lint.sh"

# Part of the catalogue, prefix of its ids, tests of the one and the other side;
# the tests of messages are those of the layer that judges them.
families="
spf SPF spf_found,check_spf spf_near
dkim DK dkim_found,check_dkim dkim_near
dmarc DM dmarc_found,check_dmarc dmarc_near
mx MX neighbours_found neighbours_near
host PT neighbours_found neighbours_near
dnsbl PT check_tls check_tls
zone ZN neighbours_found,zone_servers neighbours_near,zone_servers
smtp TL check_tls check_tls
mtasts MS check_mtasts check_mtasts
tlsrpt TR check_mtasts check_mtasts
dane DN check_tls,zone_servers check_tls,zone_servers
bimi BI check_tls check_tls
message MSG judge,judge_dmarc judge_near
"

file_of() { # NAME
	echo tests/unit/*/"test_$1.c"
}

ids() { # PREFIX: quoted ids of standard input
	{ grep -oE "\"$1-[0-9]{2}\"" || true; } | tr -d '"' | sort -u
}

# What stands before, or from, the first near miss of a file that has both.
part() { # SIDE FILE
	case $1:$2 in
	found:*_near.c | near:*_found.c) ;;
	found:*) sed '/near\[\]\|expect_none(/,$d' "$2" ;;
	near:*_near.c) cat "$2" ;;
	near:*) sed -n '/near\[\]\|expect_all(/,$p' "$2" ;;
	esac
}

side() { # SIDE PREFIX NAME[,NAME...]
	local name
	for name in ${3//,/ }; do
		part "$1" "$(file_of "$name")"
	done | sed '/unreachable\[\]/,/^};/d' | ids "$2"
}

unreachable() { # PREFIX NAME[,NAME...]
	local name
	for name in ${2//,/ }; do
		sed -n '/unreachable\[\]/,/^};/p' "$(file_of "$name")"
	done | ids "$1"
}

looked=
while read -r catalogue prefix found near; do
	[[ -n $catalogue ]] || continue
	file=wizard/check/catalogue/$catalogue.def
	reachable=$(comm -23 <(ids "$prefix" <"$file") \
	    <(unreachable "$prefix" "$found"))
	comm -23 <(cat <<<"$reachable") <(side found "$prefix" "$found") |
	    reject "is brought about in none of $found"
	comm -23 <(cat <<<"$reachable") <(side near "$prefix" "$near") |
	    reject "has no near miss in $near"
	comm -12 <(unreachable "$prefix" "$found") \
	    <(side found "$prefix" "${found%%,*}") |
	    reject "is brought about, but stands in unreachable[]"
	comm -23 <(unreachable "$prefix" "$found") <(ids "$prefix" <"$file") |
	    reject "is not in the catalogue"
	looked+=$catalogue$'\n'
done <<<"$families"

for file in wizard/check/catalogue/*.def; do
	basename "$file" .def
done | { grep -vxF -f <(printf %s "$looked") || true; } |
    reject "is a part of the catalogue that is not looked at here"

verdict
