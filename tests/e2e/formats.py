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
# Of other types; what is found of these is called "NAME TYPE".
ALIAS = "s1._domainkey." + ZONE
OTHERS = [(ALIAS, "CNAME"), (ZONE, "MX")]
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
             "ns1 A 127.0.0.1", "mail A 192.0.2.25", "@ A 192.0.2.1"]
    for name, values in published.items():
        for value in values:
            owner, _, kind = name.partition(" ")
            data = value if kind else " ".join(
                map(quote, cut(value, cut_at)))
            lines.append(f"{owner}. {kind or 'TXT'} {data}")
    return "\n".join(lines) + "\n"


def state_text(changes):
    entries = {}
    for i, (name, value, old) in enumerate(changes):
        name, _, kind = name.partition(" ")
        entry = {"topic": "4" if kind else "3", "op": "2" if old else "1",
                 "name": name, "ttl": "300", "value": value,
                 "olds": str(len(old)), "old_ttl": "300" if old else "0",
                 "entered": "1795269600000"}
        if kind:
            entry["type"] = str(int(dns.rdatatype.from_text(kind)))
        for k, one in enumerate(old):
            entry[f"old_{k + 1}"] = one
        entries[str(i)] = entry
    return json.dumps({"version": 1, "answers": {
        "domain": ZONE, "change": list(entries.values())}})


def txt(rdata_text):
    rdata = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.TXT,
                                rdata_text)
    return b"".join(rdata.strings)


def ask(port, name, kind="TXT"):
    answer = dns.query.tcp(dns.message.make_query(name + ".", kind),
                           "127.0.0.1", 5, port)
    return [data_of(r) for s in answer.answer for r in s]


def data_of(rdata):
    """A TXT joined, everything else as zone files have it."""
    return (b"".join(rdata.strings) if hasattr(rdata, "strings")
            else rdata.to_text().encode())


def ask_all(port):
    found = {name: ask(port, name) for name in NAMES}
    found.update({f"{name} {kind}": ask(port, name, kind)
                  for name, kind in OTHERS})
    return found


def read(kind, text):
    """The data of a record of that type, out of a zone file's text."""
    return data_of(dns.rdata.from_text(dns.rdataclass.IN,
                                       dns.rdatatype.from_text(kind), text))


def key(name, kind):
    """What a record is called in what was found."""
    return name if kind == "TXT" else f"{name} {kind}"


def is_ours(name, kind):
    return kind == "TXT" or (name, kind) in OTHERS


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
    for name, ttl, rdata in zone.iterate_rdatas():
        owner = name.to_text().rstrip(".")
        kind = dns.rdatatype.to_text(rdata.rdtype)
        if is_ours(owner, kind):
            found.setdefault(key(owner, kind), []).append(data_of(rdata))
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
        found = ask_all(PORT)
        # What was true before is not true any more: nothing happens again.
        again = subprocess.run(["nsupdate", path("update")],
                               capture_output=True, cwd=WORK)
        assert again.returncode != 0, "the prerequisites did not hold it"
        return found


def parse_tinydns(case, text):
    write("data", f"Z{ZONE}:ns1.{ZONE}:h.{ZONE}\n" + text)
    run("tinydns-data")
    found = {}
    for owner, kind, rdata in tiny_records(path("data.cdb")):
        rdata = dns.rdata.from_wire(dns.rdataclass.IN, kind, rdata, 0,
                                    len(rdata))
        kind = dns.rdatatype.to_text(kind)
        if is_ours(owner, kind):
            found.setdefault(key(owner, kind), []).append(data_of(rdata))
    return found


def tiny_records(file):
    """The records of a data.cdb: type, "=", TTL, time, RDATA."""
    with open(file, "rb") as handle:
        octets = handle.read()
    at, end = 2048, int.from_bytes(octets[:4], "little")
    while at < end:
        key, data = struct.unpack("<II", octets[at:at + 8])
        owner = dns.name.from_wire(octets[at + 8:at + 8 + key], 0)[0]
        record = octets[at + 8 + key:at + 8 + key + data]
        kind = int.from_bytes(record[:2], "big")
        if kind not in (dns.rdatatype.SOA, dns.rdatatype.NS):
            assert record[2:3] == b"="
            assert record[3:7] == (300).to_bytes(4, "big")
            yield owner.to_text(omit_final_dot=True), kind, record[15:]
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
        owner = cells[0].rstrip(".")
        if len(cells) > 4 and is_ours(owner, cells[3]):
            found.setdefault(key(owner, cells[3]), []).append(
                read(cells[3], cells[4]))
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
        return ask_all(PORT)


def parse_dnsmasq(case, text):
    file = write("dnsmasq.conf", text)
    run("dnsmasq", "--test", "-C", file)
    with Server("dnsmasq", "-k", "-C", file, "-p", str(PORT), "-R", "-h",
                "--listen-address=127.0.0.1", "--bind-interfaces",
                "--user=root", "--group=root", "-x", path("dnsmasq.pid")):
        wait_for(lambda: ask(PORT, ZONE))
        return ask_all(PORT)


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
    # What is not there is not looked for elsewhere.
    local-zone: "{ZONE}." static
""" + text + "remote-control:\n    control-enable: no\n")
    run("unbound-checkconf", file)
    with Server("unbound", "-c", file):
        wait_for(lambda: ask(PORT, ZONE))
        return ask_all(PORT)


def parse_route53(case, text):
    found = {}
    for change in json.loads(text)["Changes"]:
        assert change["Action"] in ("UPSERT", "DELETE")
        rrset = change["ResourceRecordSet"]
        assert rrset["TTL"] == 300
        name = key(rrset["Name"].rstrip("."), rrset["Type"])
        values = [read(rrset["Type"], r["Value"])
                  for r in rrset["ResourceRecords"]]
        if change["Action"] == "DELETE":
            # Route 53 deletes only what it is given in full.
            assert values == case.gone[name], (values, case.gone[name])
            values = []
        found[name] = values
    return found


def full_data(kind, content, priority):
    """Of a form in which a target has no final dot and a number of its own."""
    if kind == "TXT":
        return txt(content)
    assert content == "." or not content.endswith("."), content
    return read(kind, f"{'' if priority is None else priority} "
                f"{content.rstrip('.')}.")


def is_old(case, content):
    """Is it what a value that goes has for content, without its priority?"""
    if content.startswith('"'):
        return txt(content) in case.olds
    return any(old.decode().split(" ")[-1].rstrip(".") == content.rstrip(".")
               for old in case.olds)


def parse_cloudflare(case, text):
    found = {}
    for batch in json.loads(text):
        for post in batch.get("posts", []):
            found[key(post["name"], post["type"])] = [full_data(
                post["type"], post["content"], post.get("priority"))]
            assert post.get("proxied", False) is False
        for gone in batch["deletes"]:
            assert is_old(case, gone["content"]), gone
    return found


def parse_gcloud(case, text):
    stub("gcloud", """[ "$3" != describe ] || exit 1
for one; do printf '%s\\0' "$one"; done; printf '\\n\\0'
""")
    found = {}
    for call in shell(text).split("\n\0"):
        words = call.split("\0")
        if "delete" in words:
            kind = [w for w in words if w.startswith("--type=")][0][7:]
            assert key(words[3].rstrip("."), kind) in case.gone
        elif len(words) > 4:
            rrdatas = [w for w in words if w.startswith("--rrdatas=^~|~^")][0]
            kind = [w for w in words if w.startswith("--type=")][0][7:]
            found[key(words[3].rstrip("."), kind)] = [
                read(kind, t)
                for t in rrdatas[len("--rrdatas=^~|~^"):].split("~|~")]
    return found


def parse_azure(case, text):
    stub("az", "for one; do printf '%s\\0' \"$one\"; done; printf '\\n\\0'\n")
    found = {}
    for call in shell(text).split("\n\0"):
        words = call.split("\0")
        option = dict(zip(words, words[1:]))
        name = option.get("--record-set-name", "@")
        name = ZONE if name == "@" else name + "." + ZONE
        if "set-record" in words:
            found[name + " CNAME"] = [
                full_data("CNAME", option["--cname"], None)]
        elif "add-record" in words and "mx" in words:
            found[name + " MX"] = [full_data(
                "MX", option["--exchange"], option["--preference"])]
        elif "add-record" in words:
            found.setdefault(name, []).append(option["--value"].encode())
        elif "remove-record" in words and "mx" in words:
            assert full_data("MX", option["--exchange"],
                             option["--preference"]) in case.olds
        elif "remove-record" in words:
            assert option["--value"].encode() in case.olds
        elif "delete" in words:
            assert f"{full(option['--name'])} CNAME" in case.gone
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
            name, value = line.split("=", 1)
            block[name.strip()] = hcl_string(value.strip())
        elif block is not None and line.startswith("  priority"):
            block["priority"] = line.split("=")[1].strip()


def parse_terraform_route53(case, text):
    # The provider puts quotes around every TXT value, and nothing else.
    return {key(b["name"], b["type"]): [
        read(b["type"], f'"{v}"' if b["type"] == "TXT" else v)
        for v in b["list"]] for b in hcl_blocks(text)}


def parse_terraform_cloudflare(case, text):
    return {key(b["name"], b["type"]): [full_data(
        b["type"], b["content"], b.get("priority"))]
        for b in hcl_blocks(text)}


def full(label):
    return ZONE if label in ("", "@") else label + "." + ZONE


class UniqueLoader(yaml.SafeLoader):
    """A name has one place: octoDNS refuses a second one, too."""

    def construct_mapping(self, node, deep=False):
        names = [k.value for k, _ in node.value]
        assert len(names) == len(set(names)), names
        return super().construct_mapping(node, deep)


def octodns_value(kind, value):
    if kind == "CNAME":
        return read(kind, value)
    if kind == "MX":
        return read(kind, f"{value['preference']} {value['exchange']}")
    assert not re.search(r"(?<!\\);", value), value
    return value.replace("\\;", ";").encode()


def parse_octodns(case, text):
    found = {}
    for label, records in yaml.load(text, UniqueLoader).items():
        for record in records:
            assert record["ttl"] == 300
            kind = record["type"]
            for value in record.get("values", [record.get("value")]):
                found.setdefault(key(full(label), kind), []).append(
                    octodns_value(kind, value))
    return found


def parse_dnscontrol(case, text):
    script = write("dnscontrol.js", """
const found = {};
const TTL = (n) => n, one = (kind) => (label, value) => ({kind, label, value});
const TXT = one("TXT"), CNAME = one("CNAME");
const MX = (label, n, value) => ({kind: "MX", label, value: n + " " + value});
const D_EXTEND = (name, ...records) => {
	for (const r of records)
		(found[r.kind + " " + r.label] ||= []).push(r.value);
};
""" + text + "process.stdout.write(JSON.stringify(found));\n")
    found = {}
    for name, values in json.loads(run("node", script)).items():
        kind, label = name.split(" ")
        found[key(full(label), kind)] = [v.encode() for v in values]
    return found


def parse_csv(case, text):
    rows = list(csv.reader(io.StringIO(text), strict=True))
    assert rows[0] == ["operation", "name", "type", "ttl", "value"]
    for row in rows[1:]:
        if row[0] == "remove":
            assert case.gone[key(row[1], row[2])] == [row[4].encode()]
    return {key(row[1], row[2]): [row[4].encode()] for row in rows[1:]
            if row[0] != "remove"}


def parse_json(case, text):
    found = {}
    for record in json.loads(text)["records"]:
        if record["operation"] != "remove":
            found[key(record["name"], record["type"])] = [
                record["value"].encode()]
        assert all(v.encode() in case.olds for v in record["delete"])
    return found


def parse_value_domain(case, text):
    found = {}
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "txt":
            label, value = rest.split(" ", 1)
            found[full(label)] = [value.encode()]
        elif kind == "cname":
            label, value = rest.split(" ")
            found[full(label) + " CNAME"] = [value.encode()]
        elif kind == "mx":
            value, priority, label = rest.split(" ")
            found[full(label) + " MX"] = [f"{priority} {value}".encode()]
        else:
            assert line == "" or line.startswith("(delete this line) "), line
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
            (ALIAS + " CNAME", "s1.dkim.example.net.", []),
            (ZONE + " MX", chance.choice(["0 .", "10 mail.example.jp."]), []),
        ]
        # What is there twice is there once.
        others = sorted({k for k in kept if k not in self.olds and
                         k != self.changes[0][1].encode()})
        self.published = {ZONE: others + self.olds}
        self.own = {n: [v.encode()] for n, v, _ in self.changes}
        self.gone = {}
        self.whole = dict(self.own)
        self.whole[ZONE] = others + self.own[ZONE]

    def export(self, name, command="export"):
        os.makedirs(path("state/" + ZONE), exist_ok=True)
        write("state/" + ZONE + "/state", state_text(self.changes))
        os.chmod(path("state/" + ZONE + "/state"), 0o600)
        write("published.zone", zone_text(self.published, self.cut_at))
        return run(INKAN, command, ZONE, "--format", name, "--state",
                   path("state"), "--zone", path("published.zone"))



class WayBack(Case):
    """The same once everything is published, and then taken back."""

    def __init__(self, seed):
        super().__init__(seed)
        others = [v for v in self.published[ZONE] if v not in self.olds]
        self.published = {
            n: [v if " " in n else v.encode()] for n, v, _ in self.changes}
        self.published[ZONE] = others + self.published[ZONE]
        self.gone = {n: [v.encode()] for n, v, old in self.changes if not old}
        self.own = {ZONE: self.olds}
        self.whole = {ZONE: others + self.olds}
        # What goes is what was published.
        self.olds = [v.encode() for _, v, _ in self.changes]


def has_programs(needs):
    return all(subprocess.run(["sh", "-c", "command -v " + n],
                              capture_output=True).returncode == 0
               for n in needs)


def judge(name, parser, is_whole, case, command):
    text = case.export(name, command)
    found = parser(case, text)
    wanted = case.whole if is_whole else case.own
    for owner in case.own:
        assert sorted(found[owner]) == sorted(wanted[owner]), (
            name, command, owner, found[owner], wanted[owner], text)
    for owner in case.gone:
        assert not found.get(owner), (name, owner, found[owner], text)


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
            judge(name, parser, is_whole, Case(seed), "export")
            judge(name, parser, is_whole, WayBack(seed), "undo")
        print(f"ok: {name}", file=sys.stderr)


main()
