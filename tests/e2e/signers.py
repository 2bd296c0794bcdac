#!/usr/bin/python3
"""What a mail server says to a signer, and what a receiver makes of it.

  signers.py milter SOCKET <MESSAGE            Postfix and a milter
  signers.py filter COMMAND... <MESSAGE        OpenSMTPD and a filter
  signers.py rspamd SOCKET <MESSAGE            a mail server and rspamd
  signers.py sink PORT-FILE                    the next mail server
  signers.py verify RECORDS.json <MESSAGE      a receiver

All but the last print the message as it goes on; verify prints the selectors
whose signatures are good."""
import http.client
import json
import os
import socket
import struct
import subprocess
import sys


def headers_of(message):
    head = message.split("\n\n", 1)[0]
    for line in head.split("\n"):
        yield line.split(": ", 1)


def body_of(message):
    return message.split("\n\n", 1)[1]


# --- Milter ---------------------------------------------------------------------


class Milter:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(10)
        self.socket.connect(path)
        self.added = []

    def read(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise SystemExit("the milter hung up")
            data += more
        return data

    def say(self, command, data=b""):
        self.socket.sendall(
            struct.pack("!I", len(data) + 1) + command + data)

    def hear(self):
        length = struct.unpack("!I", self.read(4))[0]
        packet = self.read(length)
        return packet[:1], packet[1:]

    def step(self, command, *words):
        """Returns the verdict; headers that are added are remembered."""
        self.say(command, b"".join(w.encode() + b"\0" for w in words))
        return self.answer()

    def answer(self):
        while True:
            verdict, data = self.hear()
            if verdict in b"hi":  # add, insert
                name, value = data[4 if verdict == b"i" else 0:].split(
                    b"\0")[:2]
                self.added.append(name.decode() + ": " + value.decode())
            else:
                return verdict

    def pass_on(self, message):
        self.say(b"O", struct.pack("!III", 6, 0x1FF, 0))
        _, data = self.hear()
        silent = struct.unpack("!III", data[:12])[2]
        self.say(b"C", b"localhost\x004" + struct.pack("!H", 25) +
                 b"127.0.0.1\0")
        self.answer()
        for skip, command, words in (
                (0x2, b"H", ["localhost"]),
                (0x4, b"M", ["<info@example.jp>"]),
                (0x8, b"R", ["<someone@example.net>"])):
            if not silent & skip:
                self.step(command, *words)
        for name, value in headers_of(message):
            self.step(b"L", name, value)
        if not silent & 0x40:
            self.step(b"N")
        if not silent & 0x10:
            self.say(b"B", body_of(message).replace("\n", "\r\n").encode())
            self.answer()
        self.step(b"E")
        return "\n".join(self.added + [message])


# --- The others -------------------------------------------------------------------


def opensmtpd(command, message):
    """filter-dkimsign speaks lines; see smtpd-filters(7)."""
    filter = subprocess.Popen(command, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)

    def say(*words):
        filter.stdin.write("|".join(words) + "\n")
        filter.stdin.flush()

    say("config", "smtpd-version", "6.8.0")
    say("config", "ready")
    while filter.stdout.readline() != "register|ready\n":
        pass
    session = "7641df9771b4ed00"
    about = ["0.5", "1576147242.200225", "smtp-in"]
    say("report", *about, "link-connect", session, "localhost", "pass",
        "127.0.0.1:1", "127.0.0.1:25")
    say("report", *about, "tx-begin", session, "1ef1c203")
    lines = message.rstrip("\n").split("\n")
    for line in lines + ["."]:
        say("filter", *about, "data-line", session, "1ef1c203cc576e5d", line)
    passed = []
    for answer in filter.stdout:
        words = answer.rstrip("\n").split("|", 3)
        if words[0] != "filter-dataline":
            continue
        if words[3] == ".":
            break
        passed.append(words[3])
    filter.stdin.close()
    filter.wait(10)
    return "\n".join(passed) + "\n"


class UnixConnection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(10)
        self.sock.connect(self.host)


def rspamd(path, message):
    connection = UnixConnection(path)
    connection.putrequest("POST", "/checkv2", skip_host=True)
    body = message.encode()
    for name, value in (("Host", "localhost"), ("IP", "127.0.0.1"),
                        ("From", "info@example.jp"),
                        ("Content-Length", str(len(body)))):
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = json.load(connection.getresponse())
    signatures = answer.get("dkim-signature", [])
    if isinstance(signatures, str):
        signatures = [signatures]
    return "".join("DKIM-Signature: %s\n" % s for s in signatures) + message


def sink(port_file):
    """One message by SMTP; the port is in the file when all is ready."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    listener.settimeout(20)
    with open(port_file + ".new", "w") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".new", port_file)
    client = listener.accept()[0].makefile("rwb")

    def say(text):
        client.write(text + b"\r\n")
        client.flush()

    say(b"220 sink")
    message = b""
    for line in client:
        word = line[:4].upper()
        if word == b"DATA":
            say(b"354 go on")
            for line in client:
                if line == b".\r\n":
                    break
                message += line[1:] if line.startswith(b"..") else line
            say(b"250 taken")
        elif word == b"QUIT":
            say(b"221 bye")
            break
        else:
            say(b"250 ok")
    return message.decode().replace("\r\n", "\n")


def verify(records_file, message):
    import dkim
    with open(records_file) as file:
        records = {r["name"] + ".": r["record"].encode()
                   for r in json.load(file)}
    raw = message.replace("\n", "\r\n").encode()
    good = []
    for i in range(raw.lower().count(b"dkim-signature:")):
        verifier = dkim.DKIM(raw)
        if verifier.verify(idx=i, dnsfunc=lambda name, timeout=5:
                           records.get(name.decode()
                                       if isinstance(name, bytes) else name)):
            good.append(verifier.selector.decode())
    return " ".join(sorted(good)) + "\n"


def main():
    word, arguments = sys.argv[1], sys.argv[2:]
    if word == "sink":
        sys.stdout.write(sink(arguments[0]))
        return
    message = sys.stdin.read()
    sys.stdout.write({
        "milter": lambda: Milter(arguments[0]).pass_on(message),
        "filter": lambda: opensmtpd(arguments, message),
        "rspamd": lambda: rspamd(arguments[0], message),
        "verify": lambda: verify(arguments[0], message),
    }[word]())


main()
