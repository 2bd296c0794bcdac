#!/usr/bin/python3
"""A name server that does not do its duty: rogue.py MODE ADDRESS PORT

silent     takes the question, says nothing
servfail   SERVFAIL          refused    REFUSED
garbage    octets without sense, the right ID in front
short      the header says there is an answer, the message ends before it
loop       the answer's name is a compression pointer to itself
wrongid    a fine answer to another question
other      the same, by its question and not by its ID
truncated  TC over UDP, and hangs up over TCP
"""
import random
import socket
import struct
import sys
import threading

SEED = random.Random(726)


def header(ident, rcode=0, answers=0, truncated=False):
    flags = 0x8180 | rcode | (0x0200 if truncated else 0)
    return struct.pack("!HHHHHH", ident, flags, 1, answers, 0, 0)


def answer(mode, query):
    """The reply to one question; None for silence."""
    if mode == "silent" or len(query) < 17:
        return None
    ident = struct.unpack("!H", query[:2])[0]
    end = query.index(b"\0", 12) + 5
    question = query[12:end]
    record = b"\xc0\x0c" + struct.pack("!HHIH", 16, 1, 60, 9) + b"\x08v=spf1 -"
    return {
        "servfail": lambda: header(ident, rcode=2) + question,
        "refused": lambda: header(ident, rcode=5) + question,
        "garbage": lambda: query[:2] + SEED.randbytes(80),
        "short": lambda: header(ident, answers=3) + question + record[:7],
        "loop": lambda: header(ident, answers=1) + question
        + struct.pack("!H", 0xC000 | end) + record[2:],
        "wrongid": lambda: header(ident ^ 0x5555, answers=1) + question + record,
        "other": lambda: header(ident, answers=1)
        + bytes([question[0], question[1] ^ 1]) + question[2:] + record,
        "truncated": lambda: header(ident, truncated=True) + question,
    }[mode]()


def main():
    mode, address, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((address, port))
    tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    tcp.bind((address, port))
    tcp.listen()

    def hang_up():
        held = []
        while True:
            connection, _ = tcp.accept()
            if mode == "silent":
                held.append(connection)
            else:
                connection.close()

    threading.Thread(target=hang_up, daemon=True).start()
    print("ready", flush=True)
    while True:
        query, client = udp.recvfrom(4096)
        reply = answer(mode, query)
        if reply is not None:
            udp.sendto(reply, client)


if __name__ == "__main__":
    main()
