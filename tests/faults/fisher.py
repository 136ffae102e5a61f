#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A client without a TCP, which fishes for the length of a held reply.

	fisher.py [--forget SECONDS] CLIENT SERVER

Asks for a recipient that doesn't exist.  While the reply is held, each probe is a
byte of the next command with an ACK; a server takes it, and acknowledges it, if
that is of bytes that it has sent.  Prints "N true" or "N false": was the byte
taken that acknowledged N bytes of the reply?  Its host's kernel must not send RST
for it.  --forget: before, an RST that only the router sees, and so long a wait,
that conntrack forgets the connection.
"""

import argparse
import random
import select
import socket
import struct
import time

from flood import FLAGS
from packet import tcp_packet

SYN, RST, PSH, ACK = (FLAGS[f] for f in ("syn", "rst", "psh", "ack"))
TELLS_S = 0.5


class Client:
    """One connection."""

    def __init__(self, client, server):
        self.ends = [(socket.inet_aton(client), random.randrange(20000, 60000)),
                     (socket.inet_aton(server), 25)]
        self.server = server
        self.out = socket.socket(socket.AF_INET, socket.SOCK_RAW,
                                 socket.IPPROTO_RAW)
        self.into = socket.socket(socket.AF_INET, socket.SOCK_RAW,
                                  socket.IPPROTO_TCP)
        self.seq = random.getrandbits(31)
        self.next = 0

    def send(self, flags, ack, data=b"", ttl=64):
        packet = tcp_packet(*self.ends, self.seq, ack & 0xffffffff, flags, data,
                            payload_sum=sum(data[::2]) * 256 + sum(data[1::2]))
        self.out.sendto(packet[:8] + bytes([ttl]) + packet[9:],
                        (self.server, 0))

    def receive(self, patience_s):
        """A segment for us: its number, ACK and data; None if none comes."""
        until = time.monotonic() + patience_s
        while True:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.into], [], [], left)[0]:
                return None
            packet = self.into.recv(65536)
            tcp = packet[(packet[0] & 15) * 4:]
            ports = struct.unpack("!HH", tcp[:4])
            if ports == (25, self.ends[0][1]):
                return (*struct.unpack("!II", tcp[4:12]),
                        tcp[(tcp[12] >> 4) * 4:])

    def connect(self):
        self.send(SYN, 0)
        answer = self.receive(5)
        self.seq += 1
        self.next = answer[0] + 1
        self.send(ACK, self.next)

    def reply(self, patience_s):
        """What comes next, in order, and acknowledged."""
        text = b""
        while not text.endswith(b"\n"):
            got = self.receive(patience_s)
            if not got:
                return text
            if got[2] and got[0] == self.next & 0xffffffff:
                text += got[2]
                self.next += len(got[2])
                self.send(ACK, self.next)
        return text

    def ask(self, command, patience_s=10):
        data = command.encode() + b"\r\n"
        self.send(PSH | ACK, self.next, data)
        self.seq += len(data)
        return self.reply(patience_s)

    def probe(self, ahead):
        """Is a byte taken that acknowledges so much more than was given?"""
        for _ in range(3):
            self.send(PSH | ACK, self.next + ahead, b"N")
            until = time.monotonic() + TELLS_S
            while time.monotonic() < until:
                got = self.receive(until - time.monotonic())
                if got and got[1] == (self.seq + 1) & 0xffffffff:
                    self.seq += 1
                    return True
        return False


def main():
    parser = argparse.ArgumentParser(
        description="Fish for the length of a held reply.")
    parser.add_argument("--forget", type=float, default=0, metavar="SECONDS")
    parser.add_argument("client")
    parser.add_argument("server")
    args = parser.parse_args()
    client = Client(args.client, args.server)
    client.connect()
    client.reply(10)
    client.ask("EHLO client.example.net")
    client.ask("MAIL FROM:<a@example.net>")
    held = not client.ask("RCPT TO:<nobody@example.com>", 0.5)
    print("held" if held else "not held", flush=True)
    if args.forget:
        client.send(RST, 0, ttl=1)
        time.sleep(args.forget)
    for ahead in (0, 1, 20, 1000):
        print(ahead, str(client.probe(ahead)).lower(), flush=True)


if __name__ == "__main__":
    main()
