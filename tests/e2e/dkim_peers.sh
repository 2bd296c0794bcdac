#!/bin/bash
# Keys of all sizes go through a zone file and a real name server and come back
# whole; and OpenDKIM, dkimpy and Mail::DKIM say of good and of broken messages
# what inkan verify says.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start

tests=$(cd "$(dirname "$0")" && pwd)
for tool in opendkim-testmsg named-checkzone openssl; do
	command -v "$tool" >/dev/null || {
		say "skipped: $tool is not installed"
		exit 77
	}
done
/usr/bin/python3 -c 'import dkim, nacl' 2>/dev/null || {
	say "skipped: python3-dkim is not installed"
	exit 77
}

# --- Records -------------------------------------------------------------------

sizes=(1024 2048 3072 4096)
selectors=("${sizes[@]/#/k}" ked)
serial=2
: >"$work/keys.zone"
: >"$work/signers"

make_key() { # SELECTOR: for inkan, and in the form dkimpy reads
	local file=$work/$1.key
	if [[ $1 == ked ]]; then
		openssl genpkey -algorithm ed25519 -outform DER 2>/dev/null |
		    tail -c 32 | base64 >"$file"
	else
		openssl genrsa -traditional -out "$file" "${1#k}" 2>/dev/null
	fi
	chmod 600 "$file"
	printf '%s=%s\n' "$1" "$file" >>"$work/signers"
}

# Every RSA key is that of a domain of its own, the Ed25519 key goes beside one
# of them; all are published for the domain that signs.
publish() { # SELECTOR
	local own=${1/#ked/k2048}.$domain record
	inkan dkim import "$own" "$work/$1.key" --selector "$1" --json
	is 0 "$status" "$1: inkan takes the key"
	record=$(out "[k['record'] for k in d['keys'] if k['selector'] == '$1']")
	printf '"%s._domainkey.%s": "%s"\n' "$1" $domain "$record" \
	    >>"$work/records"
	inkan export "$own" --format bind
	is 0 "$status" "$1: inkan writes the record"
	grep "^$1._domainkey" "$work/out" | sed "s/$own\\./$domain./" \
	    >>"$work/keys.zone"
}

come_back() { # SELECTOR
	local name=$1._domainkey.$domain record
	record=$(sed -n "s/^\"$name\": \"\\(.*\\)\"/\\1/p" "$work/records")
	[[ -n $record ]] || fail "$1: there is no record"
	is "$record" "$(ask "$ns1" "$name" TXT | tr -d '" ' |
	    sed 's/;/; /g')" "$1: NSD gives the record back whole"
	inkan check $domain --selector "$1" --json
	is "$record" "$(out "[k['record'] for k in d['dkim']
	    if k['selector'] == '$1']")" "$1: inkan sees it whole"
}

makers=()
for selector in "${selectors[@]}"; do
	make_key "$selector" &
	makers+=($!)
done
wait "${makers[@]}"
for selector in "${selectors[@]}"; do
	publish "$selector"
done
{ zone_records ns1 $domain; cat "$work/keys.zone"; } >"$work/new.zone"
for server in ns1 ns2; do
	zone_publish $server $domain $serial <"$work/new.zone"
done
named-checkzone -q $domain "$(zone_file ns1 $domain)" ||
    fail "named-checkzone: $(named-checkzone $domain "$(zone_file ns1 $domain)")"
say "ok: named-checkzone takes all of them"
for selector in "${selectors[@]}"; do
	come_back "$selector"
done

# --- Messages ------------------------------------------------------------------

mkdir "$work/mail"
mapfile -t signers <"$work/signers"
/usr/bin/python3 "$tests/dkim_peers.py" corpus "$work/mail" "${signers[@]}"
{ echo '{'; paste -sd, "$work/records"; echo '}'; } >"$work/records.json"
messages=("$work"/mail/*.eml)

# Each prints a line for every message: pass or fail.
by_inkan() { # MESSAGE...
	local message
	for message; do
		inkan verify --json "$message"
		cat "$work/out"
	done >"$work/judged"
	/usr/bin/python3 -c 'if 1:
		import json, sys
		for line in sys.stdin:
		    good = json.loads(line)["dkim"][0]["result"] == "pass"
		    print("pass" if good else "fail")' <"$work/judged"
}

by_dkimpy() { # MESSAGE...
	/usr/bin/python3 "$tests/dkim_peers.py" verify "$work/records.json" \
	    "$@"
}

# It wants the line ends of a file, and the DNS of this machine.
by_opendkim() { # MESSAGE...
	local message
	for message; do
		if tr -d '\r' <"$message" |
		    opendkim-testmsg -t "$work" >"$work/testmsg" 2>&1; then
			echo pass
		else
			echo fail
		fi
	done
}

by_mail_dkim() { # MESSAGE...
	perl -MMail::DKIM::Verifier -MMail::DKIM::DNS -MNet::DNS -e '
		my ($server, $port) = splice @ARGV, 0, 2;
		Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(
		    nameservers => [$server], port => $port));
		for my $name (@ARGV) {
			my $verifier = Mail::DKIM::Verifier->new();
			open my $file, "<:raw", $name or die "$name: $!";
			$verifier->PRINT($_) while <$file>;
			$verifier->CLOSE;
			print $verifier->result eq "pass" ? "pass\n" : "fail\n";
		}' "$resolver1" "$port" "$@"
}

agrees() { # PEER MESSAGE...
	local peer=$1
	shift
	"by_$peer" "$@" >"$work/$peer"
	paste <(printf '%s\n' "$@") "$work/$peer" >"$work/theirs"
	grep -Fvxf "$work/verdicts" "$work/theirs" >"$work/differ" || true
	[[ ! -s $work/differ ]] ||
	    fail "$peer does not agree: $(cat "$work/differ")"
	is $# "$(wc -l <"$work/$peer")" "$peer agrees"
}

by_inkan "${messages[@]}" >"$work/inkan"
paste <(printf '%s\n' "${messages[@]}") "$work/inkan" >"$work/verdicts"
good=$(grep -c pass "$work/inkan")
[[ $good -ge ${#selectors[@]} && $good -lt ${#messages[@]} ]] ||
    fail "$good of ${#messages[@]} messages are good"
say "ok: inkan verify: $good of ${#messages[@]} messages are good"
agrees dkimpy "${messages[@]}"
if [[ $port -eq 53 ]]; then
	agrees opendkim "${messages[@]}"
else
	say "skipped: OpenDKIM asks port 53 only"
fi
# The one of Debian 12 knows RSA only.
if perl -MMail::DKIM -e 1 2>/dev/null; then
	agrees mail_dkim "$work"/mail/k[0-9]*.eml
else
	say "skipped: libmail-dkim-perl is not installed"
fi
say "done"
