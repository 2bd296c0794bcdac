#!/bin/bash
# No octet of a private key or of a secret leaves its file: not into what is
# printed, saved, journaled or written for the user, not into the environment of
# the SPF helper or what it is asked.
set -euo pipefail
. "$(dirname "$0")/check.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
domain=example.jp
servers=() port= resolver1= resolver2=
inkan_ready
out=$work/written
mkdir "$out"

# A program that finds another helper beside itself: one that tells what it got.
with_a_talking_helper() {
	local real
	real=$(dirname "$INKAN")/inkan-spf
	[[ -x $real ]] || real=$(dirname "$INKAN")/../libexec/inkan/inkan-spf
	mkdir "$work/bin"
	cp "$INKAN" "$work/bin/inkan"
	ln -s "$(dirname "$INKAN")/templates" "$work/bin/templates"
	cat >"$work/bin/inkan-spf" <<END
#!/bin/bash
env >>"$out/helper.env"
printf '%s\n' "\$@" >>"$out/helper.arguments"
tee -a "$out/helper.input" | "$(realpath "$real")" "\$@"
END
	chmod 755 "$work/bin/inkan-spf"
	INKAN=$work/bin/inkan
}

zone_write() {
	printf '%s\n' "\$ORIGIN $domain." "\$TTL 300" \
	    "@ SOA ns1 root 1 1 1 1 300" "@ NS ns1" "ns1 A 192.0.2.1" \
	    "@ TXT \"v=spf1 ip4:192.0.2.25 -all\"" "$@" >"$work/zone"
}

n=0
run() { # ARGUMENTS...: keeps what is printed
	n=$((n + 1))
	(cd "$work" && HOME=$out "$INKAN" "$@" --zone "$work/zone" \
	    --state "$state" >"$out/$n.out" 2>"$out/$n.err") || true
}

uses_keys() {
	zone_write
	run dkim new $domain --type both --selector s1
	run dkim show $domain
	run dkim show $domain --json
	openssl genrsa -out "$work/theirs" 2048 2>/dev/null
	openssl genpkey -algorithm ed25519 -outform DER 2>/dev/null |
	    tail -c 32 | base64 >"$work/seed"
	chmod 600 "$work/seed"
	run dkim import two.$domain "$work/theirs" --selector r1
	run dkim import two.$domain "$work/seed" --selector e1 --json
	run dkim import three.$domain "$work/seed"
	for signer in opendkim rspamd exim dkimpy stalwart; do
		run dkim config $domain --for $signer
		run dkim config $domain --for $signer --json \
		    --write "$out/$signer"
	done
	run export $domain --format bind
	run check $domain --ip 192.0.2.25 --json
	run spf eval --ip 192.0.2.25 --mail-from a@$domain
	# The whole wizard, line by line; what it writes is in its home.
	printf '\n%.0s' {1..40} | run --plain plain.$domain
	[[ -s $out/helper.env ]] || fail "the helper was never asked"
	[[ $(find "$state" -name '*.key' | wc -l) -ge 4 ]] ||
	    fail "no keys were made"
}

# Secrets of updates: the file is read before anybody is asked.
uses_secrets() {
	local code=0
	printf 'key "ddns" { algorithm hmac-sha256; secret "%s"; };\n' \
	    "$(openssl rand -base64 32)" >"$work/ddns"
	sed 's/;$//' "$work/ddns" >"$work/broken"
	for file in ddns broken; do
		n=$((n + 1))
		"$INKAN" publish $domain --key "$work/$file" --yes \
		    --server 127.0.0.1@9 --resolver 127.0.0.1@9 --timeout 1 \
		    --state "$state" >"$out/$n.out" 2>"$out/$n.err" || code=$?
		[[ $code -ne 0 ]] || fail "somebody took the update"
	done
}

# Of every key that there is, what only its owner may know: searched for as
# octets, in hex, and in base64 at any offset, in everything but the key files.
finds_no_secret() {
	python3 - "$state" "$out" "$work/theirs" "$work/seed" \
	    "$work/ddns" <<'END'
import base64, os, re, subprocess, sys
state, out, *others = sys.argv[1:]
WINDOW = 12  # octets; their 16 characters in base64

def files(top):
    for folder, _, names in os.walk(top):
        for name in names:
            yield os.path.join(folder, name)

def is_key(path):
    return path.endswith((".key", ".seed"))

def secret_of(path):
    """The octets behind the public ones of an RSA key; an Ed25519 seed."""
    data = open(path, "rb").read()
    if b"secret" in data:
        return base64.b64decode(data.split(b'secret "')[1].split(b'"')[0])
    if b"-----" not in data:
        return base64.b64decode(data)[:32]
    der = subprocess.run(["openssl", "pkey", "-in", path, "-outform", "DER"],
                         capture_output=True, check=True).stdout
    if len(der) < 100:
        return der[-32:]
    # What stands behind the public exponent, 65537.
    return der[der.index(b"\x02\x03\x01\x00\x01") + 5:]

def windows(secret):
    for i in range(len(secret) - WINDOW):
        piece = secret[i:i + WINDOW]
        yield piece
        yield piece.hex().encode()
        yield base64.b64encode(piece)

keys = [p for p in files(state) if is_key(p)] + others
searched = [p for top in (state, out) for p in files(top) if not is_key(p)]
haystacks = {}
for path in searched:
    data = open(path, "rb").read()
    # As it is, and without what might stand between the pieces.
    haystacks[path] = [data, re.sub(rb"[^A-Za-z0-9+/=]", b"", data)]
found = 0
for key in keys:
    needles = set(windows(secret_of(key)))
    for path, texts in haystacks.items():
        for text in texts:
            if any(needle in text for needle in needles):
                print("%s is in %s" % (key, path))
                found += 1
print("searched %d files for %d keys" % (len(searched), len(keys)))
sys.exit(found > 0 or len(keys) < 7 or len(searched) < 30)
END
}

# The search finds what is there to be found.
finds_a_planted_secret() {
	sed -n 12,13p "$state/$domain/keys/s1r.key" >"$out/planted"
	! finds_no_secret >/dev/null || fail "the search is blind"
	rm "$out/planted"
}

with_a_talking_helper
uses_keys
uses_secrets
finds_no_secret || fail "a private key got out"
finds_a_planted_secret
say "done"
