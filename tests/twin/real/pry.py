#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A raw client: it asks one thing, pries, and notes all that it is shown.

    pry.py STRATEGY CLIENT SERVER DEVICE ROUTER-MAC GUESS FILE

Its source owes some intervals when it asks.  FILE gets a line for each packet
from the server, behind the guess: what it says, relative to the connection, and
when.  Strategies are the functions named pry_*.  The kernel of the client must
not answer for it: its RSTs are dropped by a rule of the test.
"""

import json
import random
import socket
import struct
import sys
import threading
import time

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
SECONDS = 6
MTU = 1300  # IPv6 believes none below 1280


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Link:
    """Ethernet, by a packet socket."""

    def __init__(self, client, server, device, router_mac):
        self.v6 = ":" in client
        family = socket.AF_INET6 if self.v6 else socket.AF_INET
        self.client = socket.inet_pton(family, client)
        self.server = socket.inet_pton(family, server)
        self.raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                 socket.htons(3))
        self.raw.bind((device, 3))
        mine = self.raw.getsockname()[4]
        self.ether = bytes.fromhex(router_mac.replace(":", "")) + mine + \
            (b"\x86\xdd" if self.v6 else b"\x08\x00")
        self.conns = {}
        self.other = []
        self.started = time.monotonic()
        threading.Thread(target=self.listen, daemon=True).start()

    def ip(self, protocol, payload):
        if self.v6:
            return struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64) + \
                self.client + self.server + payload
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 7, 0x4000,
                           64, protocol, 0) + self.client + self.server
        return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload

    def pseudo(self, protocol, size):
        if self.v6:
            return self.client + self.server + struct.pack("!II", size, protocol)
        return self.client + self.server + struct.pack("!BBH", 0, protocol, size)

    def send(self, protocol, payload):
        self.raw.send(self.ether + self.ip(protocol, payload))

    def listen(self):
        while True:
            frame, where = self.raw.recvfrom(65535)
            if where[2] == socket.PACKET_OUTGOING:
                continue
            self.take(frame[14:])

    def take(self, b):
        if self.v6:
            if b[0] >> 4 != 6 or b[8:24] != self.server:
                return
            size, protocol, ttl = struct.unpack("!HBB", b[4:8])
            ident, payload = 0, b[40:40 + size]
        else:
            if b[0] >> 4 != 4 or b[12:16] != self.server:
                return
            size, ident, fragment, ttl, protocol = \
                struct.unpack("!HHHBB", b[2:10])
            payload = b[(b[0] & 15) * 4:size]
        if protocol != 6:
            self.other.append((time.monotonic(), protocol, len(payload)))
            return
        port = struct.unpack("!H", payload[2:4])[0]
        if port in self.conns:
            self.conns[port].take(payload, ttl, ident)


class Conn:
    def __init__(self, link, window=64000, acks=True):
        self.link = link
        self.port = random.randrange(20000, 60000)
        link.conns[self.port] = self
        self.window, self.acks = window, acks
        self.isn = self.una = random.randrange(1 << 32)
        self.nxt = (self.isn + 1) % (1 << 32)
        self.rcv_nxt = self.irs = 0
        self.text = b""
        self.seen = []
        self.ts0 = None
        self.ts_recent = 0
        self.established = threading.Event()
        self.segment(SYN, seq=self.isn)
        self.established.wait(5)

    def segment(self, flags, payload=b"", seq=None, ack=None, window=None,
                bad=False, ts=None):
        seq = self.nxt if seq is None else seq
        ack = self.rcv_nxt if ack is None else ack
        window = self.window if window is None else window
        stamp = (ts or int(time.monotonic() * 1000)) & 0xffffffff
        options = struct.pack("!BBBBII", 1, 1, 8, 10, stamp, self.ts_recent)
        if flags & SYN:
            options += struct.pack("!BBH", 2, 4, 1460)
        head = struct.pack("!HHIIBBHHH", self.port, 25, seq % (1 << 32),
                           ack % (1 << 32) if flags & ACK else 0,
                           (20 + len(options)) // 4 << 4, flags, window, 0, 0)
        tcp = head + options + payload
        total = checksum(self.link.pseudo(6, len(tcp)) + tcp)
        if bad:
            total ^= 0x1234
        self.link.send(6, tcp[:16] + struct.pack("!H", total) + tcp[18:])

    def say(self, text):
        for i in range(0, len(text), 1400):
            part = text[i:i + 1400]
            self.segment(ACK | PSH, part)
            self.nxt = (self.nxt + len(part)) % (1 << 32)

    def take(self, tcp, ttl, ident):
        seq, ack = struct.unpack("!II", tcp[4:12])
        data, flags = (tcp[12] >> 4) * 4, tcp[13]
        window = struct.unpack("!H", tcp[14:16])[0]
        payload = tcp[data:]
        stamp = self.stamp(tcp[20:data])
        if flags & SYN and not self.rcv_nxt:
            self.irs, self.rcv_nxt = seq, (seq + 1) % (1 << 32)
            self.ts0 = stamp
            self.segment(ACK)
            self.established.set()
        self.seen.append({
            "s": time.monotonic() - self.link.started, "flags": flags,
            "seq": (seq - self.irs) % (1 << 32),
            "ack": (ack - self.isn) % (1 << 32) if flags & ACK else 0,
            "window": window, "bytes": len(payload), "ttl": ttl, "id": ident,
            "ts": None if stamp is None or self.ts0 is None else
            (stamp - self.ts0) % (1 << 32)})
        if stamp is not None:
            self.ts_recent = stamp
        if seq == self.rcv_nxt and payload:
            self.rcv_nxt = (seq + len(payload)) % (1 << 32)
            self.text += payload
        if flags & FIN and seq + len(payload) == self.rcv_nxt:
            self.rcv_nxt += 1
        if self.acks and (payload or flags & FIN) and not flags & RST:
            self.segment(ACK)

    @staticmethod
    def stamp(options):
        i = 0
        while i < len(options):
            if options[i] == 1:
                i += 1
                continue
            if options[i] == 0 or i + 1 >= len(options) or options[i + 1] < 2:
                return None
            if options[i] == 8:
                return struct.unpack("!I", options[i + 2:i + 6])[0]
            i += options[i + 1]
        return None

    def greet(self):
        self.until(b"220 ")
        self.say(b"EHLO client.example.net\r\n")
        self.until(b"250 ")

    def until(self, text, seconds=5):
        until(lambda: text in self.text, seconds)


def until(comes_true, seconds):
    """Wait for that, and no longer."""
    end = time.monotonic() + seconds
    while not comes_true() and time.monotonic() < end:
        time.sleep(0.01)


def icmp_too_big(conn, seq, mtu):
    link = conn.link
    tcp = struct.pack("!HHII", 25, conn.port, seq % (1 << 32),
                      conn.nxt) + struct.pack("!BBHHH", 5 << 4, ACK, 500, 0, 0)
    mirror = Link.__new__(Link)
    mirror.v6, mirror.client, mirror.server = link.v6, link.server, link.client
    quoted = mirror.ip(6, tcp)
    kind, code, protocol = (2, 0, 58) if link.v6 else (3, 4, 1)
    body = struct.pack("!BBHHH", kind, code, 0, 0, mtu) + quoted
    total = checksum((link.pseudo(58, len(body)) if link.v6 else b"") + body)
    link.send(protocol, body[:2] + struct.pack("!H", total) + body[4:])


def ping(link, size=1400):
    kind, protocol = (128, 58) if link.v6 else (8, 1)
    body = struct.pack("!BBHHH", kind, 0, 0, 77, 1) + b"p" * size
    total = checksum((link.pseudo(58, len(body)) if link.v6 else b"") + body)
    link.send(protocol, body[:2] + struct.pack("!H", total) + body[4:])


# --- strategies: the guess is asked by ask()

def ask(conn, guess, rest=b""):
    conn.asked = time.monotonic() - conn.link.started
    conn.say(b"RCPT TO:<%s@example.com>\r\n" % guess + rest)


def pry_waits(conn, guess):
    ask(conn, guess)


def pry_repeats(conn, guess):
    before = conn.nxt
    ask(conn, guess)
    for _ in range(8):
        time.sleep(0.25)
        conn.segment(ACK | PSH, b"RCPT TO:<%s@example.com>\r\n" % guess,
                     seq=before)


def pry_junk(conn, guess):
    ask(conn, guess, b"DATA\r\n")
    time.sleep(0.1)
    conn.say(b"QUIT\r\n" + b"x" * 40000)


def pry_at_once(conn, guess):
    ask(conn, guess, b"DATA\r\nQUIT\r\n" + b"x" * 9000)


def pry_fin(conn, guess):
    ask(conn, guess, b"QUIT\r\n")
    time.sleep(0.1)
    conn.segment(FIN | ACK)
    conn.nxt += 1


def pry_icmp(conn, guess):
    ask(conn, guess)
    time.sleep(0.3)
    for offset in (20, 40, 60):
        icmp_too_big(conn, conn.rcv_nxt + offset, MTU)
    time.sleep(0.2)
    ping(conn.link)


def pry_icmp_before(conn, guess):
    conn.acks = False
    conn.say(b"NOOP\r\n")
    time.sleep(0.3)
    ask(conn, guess, b"DATA\r\nQUIT\r\n" + b"x" * 9000)
    time.sleep(0.3)
    icmp_too_big(conn, conn.rcv_nxt - 5, MTU)
    time.sleep(0.2)
    ping(conn.link)


def pry_syn(conn, guess):
    ask(conn, guess, b"DATA\r\nQUIT\r\n" + b"x" * 9000)
    time.sleep(0.5)
    conn.segment(SYN, seq=conn.nxt + 100000)


def pry_challenge(conn, guess):
    ask(conn, guess, b"DATA\r\nQUIT\r\n" + b"x" * 9000)
    time.sleep(0.3)
    conn.segment(RST, seq=conn.nxt + 20)
    conn.segment(ACK, seq=conn.nxt - 100000)
    conn.segment(ACK, ack=conn.rcv_nxt + 30)
    conn.segment(ACK | PSH, b"NOOP\r\n", bad=True)
    conn.segment(ACK, ts=1)


def pry_window(conn, guess):
    """Fill the client's window first: the answer stays in the server."""
    conn.acks = False
    conn.segment(ACK, window=0)
    time.sleep(0.1)
    ask(conn, guess, b"DATA\r\nQUIT\r\n" + b"x" * 9000)


# Whose burst races with the server's answer: how much of it is acknowledged before
# the connection is frozen is chance, in both worlds.
BURSTS = (pry_at_once, pry_icmp_before, pry_syn, pry_challenge, pry_window)


def run(strategy, link, guess):
    conn = Conn(link)
    conn.greet()
    conn.say(b"MAIL FROM:<a@example.net>\r\n")
    conn.until(b"2.1.0")
    time.sleep(0.3)
    debtor = Conn(link)
    debtor.greet()
    debtor.say(b"VRFY nobody\r\n" * 7)
    time.sleep(0.7)
    begin = len(conn.seen)
    strategy(conn, guess)
    asked = conn.asked
    time.sleep(SECONDS)
    return {"asked": asked, "burst": strategy in BURSTS, "conn": conn.seen[begin:],
            "other": [(round(when - link.started - asked, 1), protocol, size)
                      for when, protocol, size in link.other
                      if when - link.started > asked and protocol != 58 or
                      size > 500]}


def main():
    name, client, server, device, mac, guess, path = sys.argv[1:]
    link = Link(client, server, device, mac)
    result = run(globals()["pry_" + name], link, guess.encode())
    with open(path, "w", encoding="ascii") as out:
        json.dump(result, out)


if __name__ == "__main__":
    main()
