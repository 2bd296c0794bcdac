#!/usr/bin/python3
"""Prints docs/checks.md, made from wizard/check/catalogue.def and its parts."""
import ast
import re
import sys

STRING = r'"(?:\\.|[^"\\])*"'
TEXT = rf"(?:N_\()?((?:\s*{STRING})+)\s*\)?"
ENTRY = re.compile(
    rf'^CHECK\({TEXT},\s*SEVERITY_(\w+),\s*'
    + r",\s*".join([TEXT] * 4) + r"\)$", re.M)

TOPICS = {
    "SPF": "SPF",
    "DK": "DKIM",
    "DM": "DMARC",
    "MX": "Mail servers",
    "PT": "Names of addresses",
    "ZN": "The zone",
    "TL": "STARTTLS and certificates",
    "MS": "MTA-STS",
    "TR": "TLS reports",
    "DN": "DNSSEC, DANE and CAA",
    "BI": "BIMI",
    "MSG": "Messages",
}

HEAD = """\
# Checks

Made from `wizard/check/catalogue.def` by `tests/lint/checks.py`; change it
there. The severity is the usual one; a finding may be milder where its message
says why. `inkan explain ID` shows the same text.
"""


def joined(text):
    return "".join(ast.literal_eval(s) for s in re.findall(STRING, text))


def read(path):
    """The text of a file and of those it includes."""
    with open(path, encoding="utf-8") as file:
        return re.sub(
            r'^#include "(.+)"$', lambda line: read(line[1]), file.read(),
            flags=re.M)


def main():
    source = read(sys.argv[1])
    entries = ENTRY.findall(source)
    if len(entries) != len(re.findall(r"^CHECK\(", source, re.M)):
        sys.exit("an entry of the catalogue could not be read")
    print(HEAD, end="")
    topic = None
    for entry in entries:
        check, title, why, fix, reference = map(
            joined, entry[:1] + entry[2:])
        prefix = check.split("-")[0]
        if prefix != topic:
            topic = prefix
            print(f"\n# {TOPICS[topic]}")
        print(f"\n## {check}: {title}\n")
        print(f"*{entry[1].lower()}*, {reference}\n")
        print(f"{why}\n\n**Remedy:** {fix}")


main()
