#!/usr/bin/python3
"""pick.py EXPRESSION: prints the expression about d, the JSON document on
standard input; of several documents, one a line, the last one. Lists are
printed one element a line."""
import json
import sys

document = None
text = sys.stdin.read()
try:
    document = json.loads(text)
except ValueError:
    lines = [line for line in text.split("\n") if line.strip()]
    document = json.loads(lines[-1]) if lines else None
value = eval(sys.argv[1], {"d": document})
for element in value if isinstance(value, list) else [value]:
    print(json.dumps(element) if isinstance(element, (dict, list, bool))
          or element is None else element)
