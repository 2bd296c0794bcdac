#!/bin/bash
# The list of services: long enough, nothing twice, every term a name that can
# be, every note in both languages.
. "$(dirname "$0")/lint.sh"
need python3

python3 - templates/senders.ini <<'END' | reject "templates/senders.ini"
import collections, re, sys

LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"{LABEL}(\.{LABEL})+", re.I)
KANA = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")

services, number = [], 0
for number, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    line = line.strip()
    if line.startswith("["):
        services.append((line[1:-1], number, {}))
    elif line and not line.startswith("#"):
        key, _, value = line.partition(" = ")
        if key in services[-1][2]:
            print(f"{number}: {key} twice")
        services[-1][2][key] = value

if len(services) < 100:
    print(f"{len(services)} services; 100 are wanted")
for what in ("id", "name"):
    seen = collections.Counter(
        i if what == "id" else s.get("name") for i, _, s in services)
    for value in (v for v, n in seen.items() if n > 1):
        print(f"the {what} {value} twice")
for i, at, s in services:
    def bad(text):
        print(f"{at}: [{i}] {text}")

    if s.get("region") not in ("JP", "int"):
        bad("no region")
    kind, _, name = s.get("spf", "include:a.b").partition(":")
    if kind != "include" or not NAME.fullmatch(name):
        bad("the term includes no domain name")
    for name in (s.get("home", "") + " " + s.get("mx", "")).split():
        if not NAME.fullmatch(name):
            bad(f"{name} is no domain name")
    if ("note" in s) != ("note.ja" in s):
        bad("the note is in one language only")
    if not KANA.search(s.get("note.ja", "あ")):
        bad("the Japanese note is not Japanese")
    words = s.get("dkim", "").split()
    targets = s.get("target", "").split()
    if targets and words[:1] != ["CNAME"]:
        bad("a target without a CNAME")
    if len(targets) > 1 and len(targets) != len(words) - 1:
        bad("not as many targets as selectors")
    if "spf" not in s and "note" not in s and "dkim" not in s:
        bad("neither a term nor a word about what it needs")
    if "align" not in s:
        bad("how does its mail pass DMARC?")
END

verdict
