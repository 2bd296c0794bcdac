#!/usr/bin/python3
"""C source without what a lint must not see.

source.py code FILE...     file:line:text, comments and literals blanked
source.py strings FILE...  file:line:text of every string literal
"""
import re
import sys

TOKEN = re.compile(
    r'(?P<comment>/\*.*?\*/|//[^\n]*)'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>'(?:\\.|[^'\\\n])*')",
    re.S)


def blank(match):
    """The same shape, so that lines keep their numbers."""
    text = match.group()
    if match.lastgroup == "string":
        return '""'
    return re.sub(r"[^\n]", " ", text)


def code(path, text):
    for number, line in enumerate(TOKEN.sub(blank, text).split("\n"), 1):
        if line.strip():
            print(f"{path}:{number}:{line}")


def strings(path, text):
    for match in TOKEN.finditer(text):
        if match.lastgroup == "string":
            number = text.count("\n", 0, match.start()) + 1
            print(f"{path}:{number}:{match.group()[1:-1]}")


def main():
    show = {"code": code, "strings": strings}[sys.argv[1]]
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            show(path, file.read())


if __name__ == "__main__":
    main()
