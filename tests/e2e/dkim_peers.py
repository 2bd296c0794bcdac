#!/usr/bin/python3
"""Messages that are signed, then changed on their way, for dkim_peers.sh.

  dkim_peers.py corpus DIRECTORY SELECTOR=KEY...   writes them, *.eml
  dkim_peers.py verify RECORDS.json MESSAGE...     dkimpy: pass or fail, a line each"""
import json
import sys

import dkim

LETTER = b"""\
From: Joe <joe@example.jptest>\r
To: Suzie <suzie@example.net>\r
Subject: =?utf-8?B?44GC?= and a\r
 long one\r
Date: Fri, 11 Jul 2003 21:00:37 -0700\r
Message-ID: <1@example.jptest>\r
\r
Hi,  there \r
\r
.\r
\xe3\x81\x82\t\r
\r
\r
"""

# What happens on the way; some of it relaxed canonicalization forgives.
CHANGES = {
    "whole": (b"Hi", b"Hi"),
    "blank-at-end": (b"there \r\n", b"there\r\n"),
    "blanks-inside": (b"Hi,  there", b"Hi, there"),
    "lines-at-end": (b"\t\r\n\r\n\r\n", b"\t\r\n"),
    "name-of-field": (b"Subject:", b"SUBJECT:"),
    "unfolded": (b"a\r\n long", b"a long"),
    "body": (b"Hi", b"Ho"),
    "header": (b"Joe", b"Jane"),
    "no-such-key": (b"s=k", b"s=none"),
    "signature": (b" b=", b" b=A"),
}
FORMS = [(header, body) for header in (b"simple", b"relaxed")
         for body in (b"simple", b"relaxed")]


def content(name):
    with open(name, "rb") as file:
        return file.read()


def sign(selector, key, form):
    kind = b"ed25519" if selector == "ked" else b"rsa"
    return dkim.sign(
        LETTER, selector.encode(), b"example.jptest", content(key),
        canonicalize=form, signature_algorithm=kind + b"-sha256") + LETTER


def corpus(directory, *keys):
    for selector, key in (pair.split("=", 1) for pair in keys):
        # The form makes no difference to the algorithm, nor does the size.
        forms = FORMS if selector == "k2048" else FORMS[-1:]
        names = CHANGES if selector in ("k2048", "ked") else ("whole", "body")
        for form in forms:
            signed = sign(selector, key, form)
            for name in names:
                old, new = CHANGES[name]
                path = "-".join([selector, *(f.decode() for f in form), name])
                with open(f"{directory}/{path}.eml", "wb") as file:
                    file.write(signed.replace(old, new, 1))


def is_good(message, records):
    def find(name, timeout=5):
        return records.get(name.decode().rstrip("."), "").encode()
    try:
        return dkim.verify(message, dnsfunc=find)
    except dkim.DKIMException:
        return False


def verify(records, *messages):
    with open(records, encoding="ascii") as file:
        known = json.load(file)
    for name in messages:
        print("pass" if is_good(content(name), known) else "fail")


{"corpus": corpus, "verify": verify}[sys.argv[1]](*sys.argv[2:])
