#!/usr/bin/python3
"""Primaries that answer questions well and updates badly: update_liar.py PORT
SECRET MODE=ADDRESS...

silent    takes the update, says nothing      hangup   and closes the line
unsigned  "done", without a signature         forged   signed with another secret
nonsense  octets without sense                badtime  its clock is an hour ahead
servfail  SERVFAIL, rightly signed            notauth  NOTAUTH, rightly signed
"""
import base64
import os
import socket
import struct
import sys
import threading
import time

import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdatatype
import dns.rrset
import dns.tsig
import dns.tsigkeyring

PORT, SECRET = int(sys.argv[1]), sys.argv[2]
ZONE = "knot.test."
RIGHT = dns.tsigkeyring.from_text({"ddns": ("hmac-sha256", SECRET)})
WRONG = dns.tsigkeyring.from_text(
    {"ddns": ("hmac-sha256", base64.b64encode(os.urandom(32)).decode())})
SOA = "ns.knot.test. h.knot.test. 1 1 1 1 8"


def answer_question(query):
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.AA
    wants_soa = query.question[0].rdtype == dns.rdatatype.SOA
    at_apex = query.question[0].name.to_text() == ZONE
    section = answer.answer if wants_soa and at_apex else answer.authority
    section.append(dns.rrset.from_text(ZONE, 60, "IN", "SOA", SOA))
    return answer.to_wire()


def answer_update(mode, update):
    if mode in ("silent", "hangup"):
        return None
    if mode == "nonsense":
        return update.to_wire()[:2] + os.urandom(60)
    answer = dns.message.make_response(update)
    answer.set_rcode({"servfail": 2, "notauth": 9, "badtime": 9}.get(mode, 0))
    if mode == "unsigned":
        answer.tsig = None
        answer.request_mac = b""
    elif mode == "forged":
        answer.use_tsig(WRONG, "ddns.", algorithm="hmac-sha256")
    elif mode == "badtime":
        theirs = int(time.time()) + 3600
        answer.use_tsig(RIGHT, "ddns.", algorithm="hmac-sha256",
                        tsig_error=18,
                        other_data=struct.pack("!HI", 0, theirs))
    return answer.to_wire()


def reply(mode, wire):
    query = dns.message.from_wire(wire, keyring=RIGHT)
    if query.opcode() == dns.opcode.UPDATE:
        return answer_update(mode, query)
    return answer_question(query)


def read(connection, size):
    octets = b""
    while len(octets) < size:
        more = connection.recv(size - len(octets))
        if not more:
            return None
        octets += more
    return octets


def serve(mode, connection):
    while (head := read(connection, 2)) is not None:
        wire = reply(mode, read(connection, struct.unpack("!H", head)[0]))
        if wire is not None:
            connection.sendall(struct.pack("!H", len(wire)) + wire)
        elif mode == "hangup":
            connection.close()
            return


def start(target, *arguments):
    threading.Thread(target=target, args=arguments, daemon=True).start()


def listen(mode, tcp):
    while True:
        start(serve, mode, tcp.accept()[0])


def serve_udp(mode, udp):
    while True:
        wire, peer = udp.recvfrom(65535)
        udp.sendto(reply(mode, wire), peer)


for argument in sys.argv[3:]:
    mode, address = argument.split("=")
    tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    tcp.bind((address, PORT))
    tcp.listen()
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((address, PORT))
    start(listen, mode, tcp)
    start(serve_udp, mode, udp)
threading.Event().wait()
