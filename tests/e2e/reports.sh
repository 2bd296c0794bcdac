#!/bin/bash
# inkan dmarc reports as a user has it: reports in every wrapping they come in,
# names from real name servers, what is remembered, and traps that are refused.
set -euo pipefail
. "$(dirname "$0")/internet.sh"
internet_enter "$@"
internet_start

stranger=44.128.0.77
box=$work/box
mkdir -p "$box"

row() { # ADDRESS COUNT DKIM SPF
	printf '<record><row><source_ip>%s</source_ip><count>%s</count>' "$1" "$2"
	printf '<policy_evaluated><dkim>%s</dkim><spf>%s</spf>' "$3" "$4"
	printf '</policy_evaluated></row></record>'
}

report() { # ID ROWS
	printf '<?xml version="1.0"?><feedback><report_metadata>'
	printf '<org_name>receiver.test</org_name><report_id>%s</report_id>' "$1"
	printf '<date_range><begin>1795046400</begin><end>1795132799</end>'
	printf '</date_range></report_metadata><policy_published>'
	printf '<domain>%s</domain><p>none</p></policy_published>' "$domain"
	printf '%s</feedback>' "$2"
}

wrap() { # KIND: reads a report, writes it packed
	python3 -c '
import email.message, gzip, io, sys, zipfile
kind, data = sys.argv[1], sys.stdin.buffer.read()
if kind == "zip":
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("report.xml", data)
    data = out.getvalue()
if kind in ("gzip", "message"):
    data = gzip.compress(data)
if kind == "message":
    m = email.message.EmailMessage()
    m["From"] = "noreply@receiver.test"
    m["Subject"] = "Report Domain"
    m.set_content("See what is attached.")
    m.add_alternative("<html><p>See what is attached.</p></html>", "html")
    m.add_attachment(data, "application", "gzip", filename="a.xml.gz")
    data = bytes(m)
sys.stdout.buffer.write(data)' "$1"
}

kind_of() { # ADDRESS
	out "[s[\"kind\"] for s in d[\"domains\"][0][\"sources\"]
	    if s[\"ip\"] == \"$1\"][0]"
}

# --- Wrappings ---------------------------------------------------------------

for kind in xml zip gzip message; do
	report 1 "$(row "$stranger" 3 fail fail)" | wrap $kind >"$box/$kind"
	inkan dmarc reports --offline --json "$box/$kind"
	is 3 "$(out 'd["domains"][0]["messages"]')" "$kind: the messages"
	is 3 "$status" "$kind: nobody was asked: exit 3"
done
inkan dmarc reports --offline --json "$box"
is 3 "$(out 'd["domains"][0]["messages"]')" "a folder: doubles counted once"
is 3 "$(out 'd["doubles"]')" "a folder: doubles are told"
"$INKAN" dmarc reports --offline --json - --state "$state" \
    <"$box/message" >"$work/out" || true
is 3 "$(out 'd["domains"][0]["messages"]')" "standard input"

# --- Who it is ---------------------------------------------------------------

inkan dkim new "$domain"
is 0 "$status" "a domain that is looked after here"
report 2 "$(row "$mail_address" 40 fail fail
    row "$old_address" 30 fail fail
    row "$stranger" 2 fail fail
    row "$mail_address6" 90 pass pass)" | wrap gzip >"$work/names"
inkan dmarc reports --json "$work/names"
is 2 "$status" "a forgotten sender: exit 2"
is forgotten "$(kind_of $mail_address)" "the MX, unsigned"
is forgotten "$(kind_of $old_address)" "a name within the domain"
is foreign "$(kind_of $stranger)" "a stranger"
is good "$(kind_of $mail_address6)" "what passes"
is "mail.$domain True" "$(out '" ".join(str(s[k])
    for s in d["domains"][0]["sources"] if s["messages"] == 40
    for k in ("ptr", "forward_confirmed"))')" "its name leads back"
is 70 "$(out 'd["domains"][0]["failing_own"]')" "what fails and is ours"

for wanted in '"messages": "162"' \
    '"failing": "70"' \
    '"last": "1795132799000"' "ip4:$old_address"; do
	grep -qF -- "$wanted" "$state/$domain/state" || {
		cat "$state/$domain/state" >&2
		fail "not remembered: $wanted"
	}
	say "ok: remembered: $wanted"
done

inkan dmarc reports "$work/names"
grep -qF "mail.$domain" "$work/out" || fail "the text does not say the name"
say "ok: text"

asked=("${servers[@]}")
servers=(--resolver "$dead_address@$port" --dns-port "$port" --state "$work/none"
    --timeout 1)
inkan dmarc reports --json "$work/names"
is unknown "$(kind_of $stranger)" "a stranger of whom nobody could say anything"
servers=("${asked[@]}")

# --- Traps and mistakes --------------------------------------------------------

refused() { # WHAT WORDS
	is 66 "$status" "$1: exit 66"
	grep -qF "$2" "$work/err" || fail "$1: does not say '$2'"
}

head -c 30000000 /dev/zero | wrap gzip >"$work/bomb.gz"
head -c 30000000 /dev/zero | wrap zip >"$work/bomb.zip"
for trap in gz zip; do
	inkan dmarc reports "$work/bomb.$trap"
	refused "a bomb of $trap" "trap"
done
printf '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><feedback>&b;</feedback>' \
    >"$work/laughs"
inkan dmarc reports "$work/laughs"
refused "a billion laughs" "document type"
printf '<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feedback>&x;</feedback>' \
    >"$work/xxe"
inkan dmarc reports "$work/xxe"
refused "a file of this machine" "document type"
head -c 100 "$box/gzip" >"$work/cut"
inkan dmarc reports "$work/cut"
refused "cut off" "too early"
inkan dmarc reports "$work/absent"
refused "not there" "absent"
mkdir "$work/empty"
inkan dmarc reports "$work/empty"
refused "an empty folder" "no DMARC report"
inkan dmarc reports
is 64 "$status" "without a file: exit 64"
inkan dmarc
is 64 "$status" "without a word: exit 64"
