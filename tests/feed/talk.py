#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold one SMTP session, in part inside TLS.

	talk.py HOST PORT STEP...

A STEP is a command, or
	tls		STARTTLS, then TLS
	auth=USER:PASS	AUTH PLAIN
	burst=N		N refused recipients in one piece, whose replies are read
	leave		hang up
Prints "MILLISECONDS CODE" for the greeting and each reply.
"""

import base64
import socket
import ssl
import sys
import time


class Talk:
    """A connection that may become one inside TLS."""

    def __init__(self, host, port):
        self.sock = socket.create_connection((host, port), 60)
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
    else:
        talk.ask(word)


def main():
    host, port, *words = sys.argv[1:]
    began = time.monotonic()
    talk = Talk(host, int(port))
    if port == "465":
        talk.protect()
    talk.reply(began)
    for word in words:
        if word == "leave":
            break
        step(talk, word)


if __name__ == "__main__":
    main()
