"""Export formats, each read back by a parser of somebody else.

formats.py INKAN WORK PORT ROUNDS: random records are put into the state and
the zone of example.jp, exported in every format, and what the parser of that
format makes of it has to be the same records again.
"""
import csv
import io
import json
import os
import random
import re
import sqlite3
import struct
import subprocess
import sys
import time

import dns.message
import dns.name
import dns.query
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.zone
import yaml

INKAN, WORK, PORT = sys.argv[1], sys.argv[2], int(sys.argv[3])
ROUNDS = int(sys.argv[4])
ZONE = "example.jp"
NAMES = [ZONE, "_dmarc." + ZONE]
HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(WORK, name)


def write(name, text):
    with open(path(name), "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path(name)


def forget(name):
    if os.path.exists(path(name)):
        os.unlink(path(name))


def run(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True,
                            cwd=WORK, timeout=60, **options)
    assert result.returncode == 0, (command, result.stdout, result.stderr)
    return result.stdout


# --- Records ------------------------------------------------------------------

def random_text(chance, longest):
    pieces = ["v=spf1 ", "p=", "; ", '"', "\\", "'", ",", ":", "%{i}", "${x}",
              "$", "`id`", "|", "~", "{{value}}", "é", "日本語", "😀", "#",
              " ", "A" * 60, "\\;", "\\010", "=", "@", "(", ")"]
    size = chance.choice([1, 20, 254, 255, 256, 400, longest])
    text = ""
    while len(text.encode()) < size:
        text += chance.choice(pieces)
    # Panels and octoDNS trim; DNS itself would keep these.
    return text.strip() or "x"


def quote(octets):
    return '"' + "".join(
        "\\%03d" % o if o < 33 or o > 126 or o in b'"\\' else chr(o)
        for o in octets) + '"'


def cut(octets, size):
    return [octets[i:i + size] for i in range(0, len(octets), size)] or [b""]


def zone_text(published, cut_at):
    lines = [f"$ORIGIN {ZONE}.", "$TTL 300",
             "@ SOA ns1 hostmaster 1 3600 600 86400 60", "@ NS ns1",
             "ns1 A 127.0.0.1", "@ A 192.0.2.1"]
    for name, values in published.items():
        for value in values:
            strings = " ".join(map(quote, cut(value, cut_at)))
            lines.append(f"{name}. TXT {strings}")
    return "\n".join(lines) + "\n"


def state_text(changes):
    entries = {}
    for i, (name, value, old) in enumerate(changes):
        entry = {"topic": "3", "op": "2" if old else "1", "name": name,
                 "ttl": "300", "value": value, "olds": str(len(old))}
        for k, one in enumerate(old):
            entry[f"old_{k + 1}"] = one
        entries[str(i)] = entry
    return json.dumps({"version": 1, "answers": {
        "domain": ZONE, "change": list(entries.values())}})


def txt(rdata_text):
    rdata = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.TXT,
                                rdata_text)
    return b"".join(rdata.strings)


def ask(port, name):
    answer = dns.query.tcp(dns.message.make_query(name + ".", "TXT"),
                           "127.0.0.1", 5, port)
    return [b"".join(r.strings) for s in answer.answer for r in s]


def wait_for(condition):
    for _ in range(400):
        try:
            if condition():
                return
        except Exception:
            pass
        time.sleep(0.05)
    raise AssertionError("a server did not start")


class Server:
    def __init__(self, *command):
        self.process = subprocess.Popen(
            command, cwd=WORK, stdout=open(path("server.log"), "a"),
            stderr=subprocess.STDOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)


# --- Parsers: format text -> {name: [values]} -----------------------------------
# Each gets the case; "whole": everything the name has afterwards, else its own.

def parse_bind(case, text):
    head = zone_text({}, 255)
    file = write("bind.zone", head + text)
    run("named-checkzone", "-q", "-D", "-o", path("bind.out"), ZONE, file)
    run("kzonecheck", "-o", ZONE, file)
    zone = dns.zone.from_file(path("bind.out"), ZONE, relativize=False)
    found = {}
    for name, ttl, rdata in zone.iterate_rdatas("TXT"):
        found.setdefault(name.to_text().rstrip("."), []).append(
            b"".join(rdata.strings))
    return found


def parse_nsupdate(case, text):
    write("dynamic.zone", zone_text(case.published, case.cut_at))
    forget("dynamic.zone.jnl")
    write("named.conf", f"""
options {{ directory "{WORK}"; listen-on port {PORT} {{ 127.0.0.1; }};
  listen-on-v6 {{ none; }}; pid-file none; recursion no;
  session-keyfile none; dnssec-validation no; }};
controls {{ }};
zone "{ZONE}" {{ type primary; file "dynamic.zone";
  allow-update {{ 127.0.0.1; }}; }};
""")
    with Server("named", "-g", "-c", path("named.conf")):
        wait_for(lambda: ask(PORT, ZONE) is not None)
        write("update", f"server 127.0.0.1 {PORT}\n" + text)
        run("nsupdate", path("update"))
        found = {name: ask(PORT, name) for name in NAMES}
        # What was true before is not true any more: nothing happens again.
        again = subprocess.run(["nsupdate", path("update")],
                               capture_output=True, cwd=WORK)
        assert again.returncode != 0, "the prerequisites did not hold it"
        return found


def parse_tinydns(case, text):
    write("data", f"Z{ZONE}:ns1.{ZONE}:h.{ZONE}\n" + text)
    run("tinydns-data")
    found = {}
    for owner, rdata in tiny_records(path("data.cdb")):
        joined = b""
        while rdata:
            joined += rdata[1:1 + rdata[0]]
            rdata = rdata[1 + rdata[0]:]
        found.setdefault(owner, []).append(joined)
    return found


def tiny_records(file):
    """The TXT records of a data.cdb: type, "=", TTL, time, RDATA."""
    with open(file, "rb") as handle:
        octets = handle.read()
    at, end = 2048, int.from_bytes(octets[:4], "little")
    while at < end:
        key, data = struct.unpack("<II", octets[at:at + 8])
        owner = dns.name.from_wire(octets[at + 8:at + 8 + key], 0)[0]
        record = octets[at + 8 + key:at + 8 + key + data]
        if record[:3] == b"\0\x10=":
            assert record[3:7] == (300).to_bytes(4, "big")
            yield owner.to_text(omit_final_dot=True), record[15:]
        at += 8 + key + data


def stub(name, body):
    file = write(os.path.join("bin", name), "#!/bin/sh\n" + body)
    os.chmod(file, 0o755)


def shell(text):
    file = write("script.sh", text)
    return run("sh", file, env=dict(
        os.environ, PATH=path("bin") + ":" + os.environ["PATH"], ZONE="z",
        GROUP="g"))


def parse_powerdns(case, text):
    forget("pdns.sqlite3")
    write("pdns.conf", "launch=gsqlite3\n"
          f"gsqlite3-database={path('pdns.sqlite3')}\n")
    with open("/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql",
              encoding="utf-8") as schema:
        sqlite3.connect(path("pdns.sqlite3")).executescript(schema.read())
    stub("pdnsutil", f'exec /usr/bin/pdnsutil --config-dir="{WORK}" "$@"\n')
    write("load.zone", zone_text(case.published, case.cut_at))
    pdnsutil = [path("bin/pdnsutil")]
    run(*pdnsutil, "load-zone", ZONE, path("load.zone"))
    shell(text)
    found = {}
    for line in run(*pdnsutil, "list-zone", ZONE).splitlines():
        cells = line.split("\t")
        if cells[3:4] == ["TXT"]:
            found.setdefault(cells[0].rstrip("."), []).append(txt(cells[4]))
    return found


def parse_knot(case, text):
    write("knot.zone", zone_text(case.published, case.cut_at))
    write("knot.conf", f"""
server:
    rundir: {WORK}
    listen: 127.0.0.1@{PORT}
database:
    storage: {WORK}
control:
    listen: {WORK}/knot.sock
zone:
  - domain: {ZONE}
    storage: {WORK}
    file: knot.zone
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
""")
    stub("knotc", f'exec /usr/sbin/knotc -s {WORK}/knot.sock "$@"\n')
    with Server("knotd", "-c", path("knot.conf")):
        wait_for(lambda: ask(PORT, ZONE) is not None)
        shell(text)
        return {name: ask(PORT, name) for name in NAMES}


def parse_dnsmasq(case, text):
    file = write("dnsmasq.conf", text)
    run("dnsmasq", "--test", "-C", file)
    with Server("dnsmasq", "-k", "-C", file, "-p", str(PORT), "-R", "-h",
                "--listen-address=127.0.0.1", "--bind-interfaces",
                "--user=root", "--group=root", "-x", path("dnsmasq.pid")):
        wait_for(lambda: ask(PORT, ZONE))
        return {name: ask(PORT, name) for name in NAMES}


def parse_unbound(case, text):
    file = write("unbound.conf", f"""
server:
    directory: "{WORK}"
    chroot: ""
    username: ""
    use-syslog: no
    pidfile: ""
    interface: 127.0.0.1
    port: {PORT}
    do-daemonize: no
""" + text + "remote-control:\n    control-enable: no\n")
    run("unbound-checkconf", file)
    with Server("unbound", "-c", file):
        wait_for(lambda: ask(PORT, ZONE))
        return {name: ask(PORT, name) for name in NAMES}


def parse_route53(case, text):
    found = {}
    for change in json.loads(text)["Changes"]:
        assert change["Action"] == "UPSERT"
        rrset = change["ResourceRecordSet"]
        assert rrset["Type"] == "TXT" and rrset["TTL"] == 300
        found[rrset["Name"].rstrip(".")] = [
            txt(r["Value"]) for r in rrset["ResourceRecords"]]
    return found


def parse_cloudflare(case, text):
    found = {}
    for batch in json.loads(text):
        for post in batch["posts"]:
            found[post["name"]] = [txt(post["content"])]
        for gone in batch["deletes"]:
            assert txt(gone["content"]) in case.olds
    return found


def parse_gcloud(case, text):
    stub("gcloud", """[ "$3" != describe ] || exit 1
for one; do printf '%s\\0' "$one"; done; printf '\\n\\0'
""")
    found = {}
    for call in shell(text).split("\n\0"):
        words = call.split("\0")
        if len(words) > 4:
            rrdatas = [w for w in words if w.startswith("--rrdatas=^~|~^")][0]
            found[words[3].rstrip(".")] = [
                txt(t) for t in rrdatas[len("--rrdatas=^~|~^"):].split("~|~")]
    return found


def parse_azure(case, text):
    stub("az", "for one; do printf '%s\\0' \"$one\"; done; printf '\\n\\0'\n")
    found = {}
    for call in shell(text).split("\n\0"):
        words = call.split("\0")
        if "add-record" in words or "remove-record" in words:
            name = words[words.index("--record-set-name") + 1]
            name = ZONE if name == "@" else name + "." + ZONE
            value = words[words.index("--value") + 1].encode()
            if "add-record" in words:
                found.setdefault(name, []).append(value)
            else:
                assert value in case.olds
    return found


def hcl_string(text):
    """The HCL specification's quoted template, without any template in it."""
    out, i = "", 1
    assert text[0] == '"' and text[-1] == '"', text
    while i < len(text) - 1:
        c = text[i]
        if text[i:i + 3] in ("$${", "%%{"):
            out, i = out + text[i + 1:i + 3], i + 3
        elif text[i:i + 2] in ("${", "%{") or c == '"' or c < " ":
            raise AssertionError("a template, or an open string: " + text)
        elif c == "\\":
            size = {"u": 4, "U": 8}.get(text[i + 1], 0)
            out += chr(int(text[i + 2:i + 2 + size], 16)) if size else {
                "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\",
            }[text[i + 1]]
            i += 2 + size
        else:
            out, i = out + c, i + 1
    return out


def hcl_blocks(text):
    block = None
    for line in text.splitlines():
        if line.startswith("resource "):
            block = {"list": []}
        elif line == "}" and block is not None:
            yield block
            block = None
        elif block is not None and line.startswith('    "'):
            assert line.endswith(",")
            block["list"].append(hcl_string(line.strip()[:-1]))
        elif block is not None and ' = "' in line:
            key, value = line.split("=", 1)
            block[key.strip()] = hcl_string(value.strip())


def parse_terraform_route53(case, text):
    # The provider puts quotes around every value, and nothing else.
    return {b["name"]: [txt('"' + v + '"') for v in b["list"]]
            for b in hcl_blocks(text)}


def parse_terraform_cloudflare(case, text):
    return {b["name"]: [txt(b["content"])] for b in hcl_blocks(text)}


def full(label):
    return ZONE if label in ("", "@") else label + "." + ZONE


def parse_octodns(case, text):
    found = {}
    for label, records in yaml.safe_load(text).items():
        for record in records:
            assert record["type"] == "TXT" and record["ttl"] == 300
            for value in record["values"]:
                assert not re.search(r"(?<!\\);", value), value
                found.setdefault(full(label), []).append(
                    value.replace("\\;", ";").encode())
    return found


def parse_dnscontrol(case, text):
    script = write("dnscontrol.js", """
const found = {};
const TTL = (n) => n, TXT = (label, value) => ({label, value});
const D_EXTEND = (name, ...records) => {
	for (const r of records) (found[r.label] ||= []).push(r.value);
};
""" + text + "process.stdout.write(JSON.stringify(found));\n")
    return {full(label): [v.encode() for v in values]
            for label, values in json.loads(run("node", script)).items()}


def parse_csv(case, text):
    rows = list(csv.reader(io.StringIO(text), strict=True))
    assert rows[0] == ["operation", "name", "type", "ttl", "value"]
    return {row[1]: [row[4].encode()] for row in rows[1:]}


def parse_json(case, text):
    found = {}
    for record in json.loads(text)["records"]:
        found[record["name"]] = [record["value"].encode()]
        assert all(v.encode() in case.olds for v in record["delete"])
    return found


def parse_value_domain(case, text):
    found = {}
    for line in text.splitlines():
        if line.startswith("txt "):
            word, label, value = line.split(" ", 2)
            found[full(label)] = [value.encode()]
        else:
            assert line.startswith("(delete this line) txt "), line
    return found


PARSERS = {
    # format: parser, whole name, needs
    "bind": (parse_bind, False, ["named-checkzone", "kzonecheck"]),
    "nsupdate": (parse_nsupdate, True, ["named", "nsupdate"]),
    "tinydns": (parse_tinydns, False, ["tinydns-data"]),
    "powerdns": (parse_powerdns, True, ["pdnsutil"]),
    "knot": (parse_knot, True, ["knotd", "knotc"]),
    "dnsmasq": (parse_dnsmasq, False, ["dnsmasq"]),
    "unbound": (parse_unbound, True, ["unbound", "unbound-checkconf"]),
    "route53": (parse_route53, True, []),
    "cloudflare": (parse_cloudflare, False, []),
    "gcloud": (parse_gcloud, True, []),
    "azure": (parse_azure, False, []),
    "terraform-route53": (parse_terraform_route53, True, []),
    "terraform-cloudflare": (parse_terraform_cloudflare, False, []),
    "octodns": (parse_octodns, True, []),
    "dnscontrol": (parse_dnscontrol, False, ["node"]),
    "csv": (parse_csv, False, []),
    "json": (parse_json, False, []),
    "value-domain": (parse_value_domain, False, []),
}
# For people: there is nothing to parse.
SHOWN = {"panel", "plain", "handover", "handover-md"}
SERVERS = {"nsupdate", "knot", "dnsmasq", "unbound", "powerdns"}


class Case:
    def __init__(self, seed):
        chance = random.Random(seed)
        self.cut_at = chance.choice([100, 255])
        kept = [random_text(chance, 300).encode() for _ in range(2)]
        old = [random_text(chance, 300)]
        self.olds = [one.encode() for one in old]
        self.changes = [
            (ZONE, random_text(chance, 700), old),
            (NAMES[1], random_text(chance, 700), []),
        ]
        # What is there twice is there once.
        others = sorted({k for k in kept if k not in self.olds and
                         k != self.changes[0][1].encode()})
        self.published = {ZONE: others + self.olds}
        self.own = {n: [v.encode()] for n, v, _ in self.changes}
        self.whole = dict(self.own)
        self.whole[ZONE] = others + self.own[ZONE]

    def export(self, name):
        os.makedirs(path("state/" + ZONE), exist_ok=True)
        write("state/" + ZONE + "/state", state_text(self.changes))
        os.chmod(path("state/" + ZONE + "/state"), 0o600)
        write("published.zone", zone_text(self.published, self.cut_at))
        return run(INKAN, "export", ZONE, "--format", name, "--state",
                   path("state"), "--zone", path("published.zone"))


def has_programs(needs):
    return all(subprocess.run(["sh", "-c", "command -v " + n],
                              capture_output=True).returncode == 0
               for n in needs)


def main():
    os.makedirs(path("bin"), exist_ok=True)
    listed = [line.split("\t")[0] for line in
              run(INKAN, "export", "--list-formats").splitlines()]
    assert set(listed) == set(PARSERS) | SHOWN, listed
    for name, (parser, is_whole, needs) in PARSERS.items():
        if not has_programs(needs):
            print(f"ok: {name} left out, no {needs}", file=sys.stderr)
            continue
        for seed in range(2 if name in SERVERS else ROUNDS):
            case = Case(seed)
            text = case.export(name)
            found = parser(case, text)
            wanted = case.whole if is_whole else case.own
            for owner in NAMES:
                assert sorted(found[owner]) == sorted(wanted[owner]), (
                    name, seed, owner, found[owner], wanted[owner], text)
        print(f"ok: {name}", file=sys.stderr)


main()
