#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold one SMTP session, in part inside TLS.

	talk.py [--from ADDR] HOST PORT STEP...

A STEP is a command, or
	tls		STARTTLS, then TLS
	auth=USER:PASS	AUTH PLAIN
	burst=N		N refused recipients in one piece, whose replies are read
	data=N:FILE	a message of N bytes; half way it waits until FILE is there
	leave		hang up
Prints "MILLISECONDS CODE" for the greeting and each reply.
"""

import base64
import os
import socket
import ssl
import sys
import time


class Talk:
    """A connection that may become one inside TLS."""

    def __init__(self, host, port, source):
        self.sock = socket.create_connection((host, port), 60,
                                             (source, 0) if source else None)
        self.data = b""

    def protect(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
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


def send_message(talk, size, until):
    talk.ask("DATA")
    line = b"x" * 998 + b"\r\n"
    for half in range(2):
        for _ in range(size // len(line) // 2):
            talk.sock.sendall(line)
        while not half and not os.path.exists(until):
            time.sleep(0.02)
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
    elif word.startswith("data="):
        size, until = word[5:].split(":", 1)
        send_message(talk, int(size), until)
    else:
        talk.ask(word)


def main():
    args, source = sys.argv[1:], None
    if args[0] == "--from":
        source, args = args[1], args[2:]
    host, port, *words = args
    began = time.monotonic()
    talk = Talk(host, int(port), source)
    if port == "465":
        talk.protect()
    talk.reply(began)
    for word in words:
        if word == "leave":
            break
        step(talk, word)


if __name__ == "__main__":
    main()
