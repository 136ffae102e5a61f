# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures for tests: files of any link type, streams with right numbers.

Checksums are zero, as captures on a sending host have them.
"""

import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "lib"))

from packet import ACK, FIN, PSH, RST, SYN, tcp_packet  # noqa: E402

SERVER4, CLIENT4 = bytes([198, 51, 100, 25]), bytes([192, 0, 2, 66])
PREFIX6 = bytes.fromhex("20010db8")
SERVER6 = PREFIX6 + bytes(11) + b"\x19"
CLIENT6 = PREFIX6 + bytes([0, 1]) + bytes(9) + b"\x42"
WINDOW = 64240
START_S = 1700000000


def ethertype(packet):
    return b"\x08\x00" if packet[0] >> 4 == 4 else b"\x86\xdd"


def family(packet):
    return 2 if packet[0] >> 4 == 4 else 10


# Name -> link type of the file, and what stands before each IP packet.
LINKS = {
    "ethernet": (1, lambda p: bytes(12) + ethertype(p)),
    "vlan": (1, lambda p: bytes(12) + b"\x81\x00\x00\x07" + ethertype(p)),
    "qinq": (1, lambda p: bytes(12) + b"\x88\xa8\x00\x07\x81\x00\x00\x08"
             + ethertype(p)),
    "raw": (101, lambda p: b""),
    "null": (0, lambda p: struct.pack("<I", family(p))),
    "loop": (108, lambda p: struct.pack(">I", family(p))),
    "cooked": (113, lambda p: bytes(14) + ethertype(p)),
    "cooked2": (276, lambda p: ethertype(p) + bytes(18)),
}


class Capture:
    """A capture file with nanoseconds: pcap, or pcapng."""

    def __init__(self, path, link="ethernet", ng=False, snap=None):
        self.out = open(path, "wb", buffering=1 << 20)
        self.type, self.before = LINKS[link]
        self.ng, self.snap = ng, snap
        if ng:
            self.block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
            # if_tsresol 9: nanoseconds
            self.block(1, struct.pack("<HHI", self.type, 0, 0) +
                       struct.pack("<HHB3x", 9, 1, 9) + bytes(4))
        else:
            self.out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0,
                                       262144, self.type))

    def block(self, kind, body):
        body += bytes(-len(body) % 4)
        size = struct.pack("<I", len(body) + 12)
        self.out.write(struct.pack("<I", kind) + size + body + size)

    def packet(self, now, packet):
        data = self.before(packet) + packet
        kept = data[:self.snap] if self.snap else data
        ns = round(now * 1e9) + START_S * 10**9
        if self.ng:
            self.block(6, struct.pack("<IIIII", 0, ns >> 32, ns & 0xFFFFFFFF,
                                      len(kept), len(data)) + kept)
        else:
            self.out.write(struct.pack("<IIII", ns // 10**9, ns % 10**9,
                                       len(kept), len(data)) + kept)

    def close(self):
        self.out.close()


class Stream:
    """One connection; both sides' numbers.

    True is the client's side, False the server's.
    """

    def __init__(self, capture, port=40000, client=CLIENT4, server=SERVER4,
                 server_port=25):
        self.capture = capture
        self.ends = {True: client, False: server}
        self.ports = {True: port, False: server_port}
        self.seq = {True: 1000, False: 4294967000}  # wraps soon
        self.acked = {True: 0, False: 0}
        self.window = WINDOW

    def tcp(self, side, data=b"", flags=ACK, seq=None, ack=None):
        seq = self.seq[side] if seq is None else seq
        ack = self.seq[not side] if ack is None else ack
        if not flags & ACK:
            ack = 0
        return tcp_packet((self.ends[side], self.ports[side]),
                          (self.ends[not side], self.ports[not side]),
                          seq & 0xFFFFFFFF, ack & 0xFFFFFFFF,
                          flags | (PSH if data else 0), data, self.window)

    def send(self, now, side, data=b"", flags=ACK, ack=None):
        """Send, and count what was sent."""
        self.capture.packet(now, self.tcp(side, data, flags, ack=ack))
        self.seq[side] += len(data) + bool(flags & (SYN | FIN))

    def client(self, now, data=b"", flags=ACK, ack=None):
        self.send(now, True, data, flags, ack)

    def server(self, now, data=b"", flags=ACK, ack=None):
        self.send(now, False, data, flags, ack)

    def open(self, now, greeting=b"220 mx.example.com ESMTP\r\n"):
        self.client(now, flags=SYN)
        self.server(now + 0.0002, flags=SYN | ACK)
        self.client(now + 0.0004)
        if greeting:
            self.server(now + 0.001, greeting)
            self.client(now + 0.0011)

    def ask(self, now, command, reply, think=0.001):
        """One command, its reply, and the reply's acknowledgement."""
        self.client(now, command)
        self.server(now + think * 0.1)
        self.server(now + think, reply)
        self.client(now + think * 1.1)

    def close(self, now):
        self.client(now, flags=ACK | FIN)
        self.server(now + 0.0002, flags=ACK | FIN)
        self.client(now + 0.0004)
