#!/usr/bin/python3
"""A web server and a mail server for tls.sh.

peers.py web ADDRESS PORT CERT KEY FILE   answers by HTTPS with what FILE holds:
                                          a status line, fields, a body
peers.py mail ADDRESS PORT CERT KEY MODE  plain, starttls, refuse, stall; weak:
                                          TLS 1.2 of the year 2010, and EXPN
Prints a line when it listens.
"""
import socketserver
import ssl
import sys

NO_EXTENDED_SECRET = 1  # SSL_OP_NO_EXTENDED_MASTER_SECRET of OpenSSL 3


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # clients that hang up are part of the tests


def secured(connection):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERT, KEY)
    if WHAT == "weak":
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("AES128-GCM-SHA256")
        context.options |= NO_EXTENDED_SECRET
    return context.wrap_socket(connection, server_side=True)


class Web(socketserver.BaseRequestHandler):
    def handle(self):
        connection = secured(self.request)
        asked = connection.recv(4096).split(b"\r\n")[0]
        with open(WHAT, "rb") as file:
            answer = file.read()
        if asked not in (b"GET /.well-known/mta-sts.txt HTTP/1.1",
                         b"GET /mark HTTP/1.1"):
            answer = b"HTTP/1.1 400 What?\r\n\r\n"
        connection.sendall(answer)
        connection.close()


class Mail(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        if WHAT == "stall":
            self.rfile.read()
            return
        if WHAT == "refuse":
            self.say("554 5.7.1 not you")
            return
        name = "localhost" if WHAT == "weak" else "mx.example.jptest"
        self.say(f"220-{name} ESMTP\r\n220 hello")
        for line in self.rfile:
            word = line.split()[0].upper()
            if word == b"EHLO":
                self.say("250-mx.example.jptest\r\n250-SIZE 1\r\n"
                         + ("" if WHAT == "plain" else "250-STARTTLS\r\n")
                         + ("250-EXPN\r\n" if WHAT == "weak" else "")
                         + "250 HELP")
            elif word == b"STARTTLS":
                self.say("220 go on")
                secured(self.request).recv(100)
                return
            else:
                self.say("221 bye")
                return


mode, address, port, CERT, KEY, WHAT = sys.argv[1:]
with Server((address, int(port)), {"web": Web, "mail": Mail}[mode]) as server:
    print("listens", flush=True)
    server.serve_forever()
