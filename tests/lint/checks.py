#!/usr/bin/python3
"""checks.py CATALOGUE: docs/checks.md, made from the list of all checks."""
import re
import sys

ENTRY = re.compile(r"^CHECK\((.*?)\)\s*$", re.S | re.M)
LITERAL = re.compile(r'"((?:\\.|[^"\\])*)"')
TOPICS = {
    "SPF": "SPF",
    "DK": "DKIM",
    "DM": "DMARC",
    "MX": "Receiving mail",
    "PT": "The address of the server and its name",
    "ZN": "The zone",
}


def unquote(text):
    return text.replace('\\"', '"').replace("\\\\", "\\")


def arguments(body):
    """The strings of an entry: adjacent literals are one."""
    for part in re.split(r",(?=(?:[^\"]|\"(?:\\.|[^\"\\])*\")*$)", body):
        yield unquote("".join(LITERAL.findall(part))) or part.strip()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    print("# Checks\n")
    print("What `inkan check` can find, and what `inkan explain` says about it."
          " Made by `tests/lint/checks.py`\nfrom"
          " `wizard/check/catalogue.def`; do not edit.")
    topic = None
    for match in ENTRY.finditer(text):
        ident, severity, title, why, fix, reference = arguments(match.group(1))
        prefix = ident.split("-")[0]
        if prefix != topic:
            topic = prefix
            print(f"\n## {TOPICS.get(topic, topic)}")
        severity = severity.replace("SEVERITY_", "").lower()
        print(f"\n### {ident}: {title}\n*{severity}*"
              + (f", {reference}" if reference else "")
              + f"\n\n{why}\n\n**Remedy:** {fix}")


if __name__ == "__main__":
    main()
