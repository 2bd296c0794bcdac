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
there. The severity is the usual one; a finding may be milder or graver where
its message says why. `inkan explain ID` shows the same text.
"""

# What cannot be decided with the DNS, a mail server and a web server at hand.
UNDECIDED = """
# What is not checked

| id | what it would say | why inkan does not say it |
|---|---|---|
| PT-15, PT-16 | the domain is new, or its registration ends soon | only the registry knows; its services (RDAP, WHOIS) count who asks, and many, .jp among them, do not tell the date in one form |
| DN-12 | the route to a server is not covered by RPKI | ROAs are in repositories of their own that a validator mirrors; no single look-up tells |
| DK-28 | the signer cannot read the private key | which user signs, and which copy of the key it reads, every signer keeps in a configuration of its own; the commands that `inkan dkim config` prints set the owner |
| DM-34 | the mailbox for the reports does not exist | only a mail server can tell, and asking it begins a message; the tables of the local one may lie in any database |
| BI-05, in part | the authority of a mark certificate does not count; its picture is another one | which authorities count is a list that every mailbox provider keeps for itself and changes; whether the pictures are the same, the authority has seen to |
| MX-19, in part | the server is an open relay; postmaster is refused | it takes commands that begin a mail to strangers; that is done to servers of one's own only, and gets others blocked. EXPN is checked |
| TL-04, TL-05, in part | which ciphers a server would take, too; compression, early data | every one takes a conversation of its own; what is checked is what a client of today gets |
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
    print(UNDECIDED, end="")


main()
