#!/usr/bin/python3
"""Signs and verifies with dkimpy, for test_mail_verify_peers.c.

sign KEY OPTIONS        standard input, signed, on standard output
matrix RSA ED25519      the file letter in every way there is, as signed-0, ...
verify RSA ED25519 N    changed-0 ...: a line 1 or 0 for each on standard output
"""
import sys

import dkim


def content(name):
    with open(name, "rb") as file:
        return file.read()


def signed(text, key, **options):
    return dkim.sign(text, b"s1", b"example.jp", content(key), **options) + text


def matrix(rsa, ed25519):
    letter, count = content("letter"), 0
    for body in b"simple", b"relaxed":
        for header in b"simple", b"relaxed":
            for key, name in (rsa, b"rsa"), (ed25519, b"ed25519"):
                with open(f"signed-{count}", "wb") as file:
                    file.write(signed(
                        letter, key, canonicalize=(header, body),
                        signature_algorithm=name + b"-sha256"))
                count += 1


def verify(rsa, ed25519, count):
    for i in range(int(count)):
        text = content(f"changed-{i}")
        record = ed25519 if b"a=ed25519" in text else rsa
        try:
            good = dkim.verify(text, dnsfunc=lambda *_, **__: record.encode())
        except dkim.DKIMException:
            good = False
        print(int(good))


if sys.argv[1] == "sign":
    sys.stdout.buffer.write(signed(
        sys.stdin.buffer.read(), sys.argv[2],
        **eval("dict(" + sys.argv[3] + ")")))
elif sys.argv[1] == "matrix":
    matrix(*sys.argv[2:])
elif sys.argv[1] == "verify":
    verify(*sys.argv[2:])
