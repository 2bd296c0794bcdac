"""Stands before a name server and notes what is asked twice.

asked.py ADDRESS SERVER: answers at ADDRESS by what SERVER says, over UDP. Told to
end (SIGTERM), it prints each question that came more than once, and a total. The
same packet once more is no new question: it may have been lost.
"""
import collections
import select
import signal
import socket
import sys


def question_of(packet):
    """Name, type and CD: what makes one question differ from another."""
    end = packet.index(0, 12) + 5
    return packet[12:end].lower(), packet[3] & 0x10


def shown(question):
    wire, _ = question
    labels, at = [], 0
    while wire[at]:
        labels.append(wire[at + 1:at + 1 + wire[at]].decode("latin-1"))
        at += 1 + wire[at]
    return "%s TYPE%d" % (".".join(labels), int.from_bytes(wire[-4:-2], "big"))


class Counter:
    def __init__(self, address, server):
        self.server = (server, 53)
        self.inside = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.inside.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.inside.bind((address, 53))
        self.upstream = {}  # by who asks; and the other way round
        self.packets = set()
        self.asked = collections.Counter()
        self.ended = False

    def end(self, *_):
        self.ended = True

    def ask(self):
        packet, client = self.inside.recvfrom(4096)
        if client not in self.upstream:
            out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            out.connect(self.server)
            self.upstream[client] = out
        if (client, packet) not in self.packets:
            self.packets.add((client, packet))
            self.asked[question_of(packet)] += 1
        self.upstream[client].send(packet)

    def serve(self):
        while not self.ended:
            clients = {out: who for who, out in self.upstream.items()}
            ready, _, _ = select.select(
                [self.inside, *clients], [], [], 0.2)
            for source in ready:
                if source is self.inside:
                    self.ask()
                else:
                    self.inside.sendto(source.recv(65535), clients[source])


if __name__ == "__main__":
    counter = Counter(*sys.argv[1:])
    signal.signal(signal.SIGTERM, counter.end)
    counter.serve()
    twice = [q for q, times in counter.asked.items() if times > 1]
    for question in twice:
        print("%d times: %s" % (counter.asked[question], shown(question)))
    print("%d questions, %d asked again" % (len(counter.asked), len(twice)))
    sys.exit(bool(twice) or not counter.asked)
