#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold one SMTP session, in part inside TLS.

	talk.py [--from ADDR] [--tls 1.2|1.3] HOST PORT STEP...

A STEP is a command, or several with | between them, sent in one piece; or
	tls		STARTTLS, then TLS
	auth=USER:PASS	AUTH PLAIN
	burst=N		N refused recipients in one piece, whose replies are read
	data=N:FILE	a message of N bytes; half way it waits until FILE is there
	text=N:FILE	the same behind a DATA that was part of another step
	bdat=N:FILE	the same by BDAT
	leave		hang up
Prints "MILLISECONDS CODE" for the greeting and each reply.
"""

import argparse
import base64
import os
import socket
import ssl
import sys
import time

TLS_VERSIONS = {
    None: (ssl.TLSVersion.MINIMUM_SUPPORTED, ssl.TLSVersion.MAXIMUM_SUPPORTED),
    "1.2": (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2),
    "1.3": (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3),
}


class Talk:
    """A connection that may become one inside TLS."""

    def __init__(self, args):
        self.sock = socket.create_connection(
            (args.host, args.port), 60,
            (args.source, 0) if args.source else None)
        self.versions = TLS_VERSIONS[args.tls]
        self.data = b""

    def protect(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version, context.maximum_version = self.versions
        self.sock = context.wrap_socket(self.sock)

    def reply(self, began):
        while True:
            while b"\n" not in self.data:
                got = self.sock.recv(65536)
                if not got:
                    sys.exit("closed")
                self.data += got
            line, self.data = self.data.split(b"\n", 1)
            if line[3:4] != b"-":
                print(int((time.monotonic() - began) * 1000),
                      line[:3].decode(), flush=True)
                return

    def ask(self, *commands):
        began = time.monotonic()
        self.sock.sendall("".join(c + "\r\n" for c in commands).encode())
        for _ in commands:
            self.reply(began)


def send_message(talk, how, size, until):
    line = b"x" * 998 + b"\r\n"
    lines = size // len(line) // 2
    if how == "data":
        talk.ask("DATA")
    began = time.monotonic()
    if how == "bdat":
        talk.sock.sendall(b"BDAT %d LAST\r\n" % (2 * lines * len(line)))
    for half in range(2):
        for _ in range(lines):
            talk.sock.sendall(line)
        while not half and not os.path.exists(until):
            time.sleep(0.02)
    if how == "bdat":
        talk.reply(began)
    else:
        talk.ask(".")


def step(talk, word):
    if word == "tls":
        talk.ask("STARTTLS")
        talk.protect()
    elif word.startswith("auth="):
        user, secret = word[5:].split(":", 1)
        text = base64.b64encode(f"\0{user}\0{secret}".encode()).decode()
        talk.ask(f"AUTH PLAIN {text}")
    elif word.startswith("burst="):
        talk.ask(*(f"RCPT TO:<n{n}@example.com>" for n in range(int(word[6:]))))
    elif word.startswith(("data=", "text=", "bdat=")):
        size, until = word[5:].split(":", 1)
        send_message(talk, word[:4], int(size), until)
    else:
        talk.ask(*word.split("|"))


def options():
    parser = argparse.ArgumentParser(
        description=__doc__.strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="source", metavar="ADDR")
    parser.add_argument("--tls", choices=("1.2", "1.3"))
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("steps", nargs="*", metavar="STEP")
    return parser.parse_args()


def main():
    args = options()
    began = time.monotonic()
    talk = Talk(args)
    if args.port == 465:
        talk.protect()
    talk.reply(began)
    for word in args.steps:
        if word == "leave":
            break
        step(talk, word)


if __name__ == "__main__":
    main()
