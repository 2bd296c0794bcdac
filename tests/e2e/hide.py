#!/usr/bin/python3
"""Resolvers that pass everything on except for what they hide.

hide.py PORT RESOLVER ADDRESS=HOW:NAME:TYPE...

HOW is a mode of rogue.py, or slow: the true answer, too late. Hidden
is the TYPE at NAME, and at all names below it when it begins with a dot. Prints
a line when all of them listen.
"""
import asyncio
import socket
import struct
import sys

import rogue

LATE = 90  # seconds; whoever asks must have given up by then
TYPES = {"PTR": 12, "MX": 15, "TXT": 16}


def read_question(query):
    """The name in lower case, and the type."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
        at += 1 + query[at]
    kind = struct.unpack("!H", query[at + 1:at + 3])[0]
    return ".".join(labels).lower(), kind


class Upstream(asyncio.DatagramProtocol):
    """Questions get an ID of ours; who asked stands beside it."""

    def __init__(self):
        self.asked = {}
        self.next = 0
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport

    def ask(self, query, reply):
        self.next = (self.next + 1) & 0xffff
        self.asked[self.next] = (query[:2], reply)
        self.transport.sendto(struct.pack("!H", self.next) + query[2:])

    def datagram_received(self, data, _):
        ident, reply = self.asked.pop(struct.unpack("!H", data[:2])[0])
        reply(ident + data[2:])


class Resolver(asyncio.DatagramProtocol):
    def __init__(self, upstream, how, name, kind):
        self.upstream = upstream
        self.how, self.name, self.kind = how, name, TYPES[kind]
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport

    def hides(self, query):
        name, kind = read_question(query)
        below = self.name.startswith(".") and name.endswith(self.name)
        return kind == self.kind and (below or name == self.name)

    def datagram_received(self, data, address):
        def reply(answer):
            self.transport.sendto(answer, address)

        def reply_late(answer):
            asyncio.get_running_loop().call_later(LATE, reply, answer)

        if not self.hides(data):
            self.upstream.ask(data, reply)
        elif self.how == "slow":
            self.upstream.ask(data, reply_late)
        else:
            answer = rogue.answer(self.how, data)
            if answer is not None:
                reply(answer)


async def hang_up(_, writer):
    writer.close()


async def main():
    port, resolver = int(sys.argv[1]), sys.argv[2]
    loop = asyncio.get_running_loop()
    _, upstream = await loop.create_datagram_endpoint(
        Upstream, remote_addr=(resolver, port))
    for argument in sys.argv[3:]:
        address, plan = argument.split("=")
        await loop.create_datagram_endpoint(
            lambda plan=plan: Resolver(upstream, *plan.split(":")),
            local_addr=(address, port), family=socket.AF_INET)
        await asyncio.start_server(hang_up, address, port)
    print("ready", flush=True)
    await loop.create_future()


asyncio.run(main())
