#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Send a capture's packets through a router again, each from its side.

	inject.py [--no-handshake] CAPTURE CLIENT-NS ROUTER SERVER-NS ROUTER

CAPTURE is pcap with Ethernet frames.  What its servers (port 25) sent leaves
from eth0 of namespace SERVER-NS, all else from that of CLIENT-NS, each to
ROUTER, the link layer address of the router's interface there.  Nobody else
may own the addresses of the capture.

The clock is closed-loop, as in smtp-tarpit-replay(1), THE MODEL: a packet that
acknowledges something goes out after that came out of the router, as much
later as that was late; a connection begins as much later as the one of the
same client ended, that had ended before it.  Nothing is sent twice: who holds
or drops a packet for good stops its connection.

With --no-handshake the packets before the greeting are left out, as if the
router had been started in the middle of the connections.

Prints one JSON object: packets "sent", and "unsent", whose time never came.
"""

import argparse
import ctypes
import json
import os
import select
import socket
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
ETH_P_ALL = 3
SMTP = 25
FIN, SYN, RST, ACK = 1, 2, 4, 16
CLIENT, SERVER = 0, 1
IDLE_S = 15         # nothing came and nothing could be sent: it is over


class Packet:
    """A TCP packet in an Ethernet frame."""

    def __init__(self, time_s, frame):
        self.time_s = time_s
        self.frame = frame
        kind = frame[12:14]
        if kind == b"\x08\x00":
            start = 14 + (frame[14] & 15) * 4
            end = 14 + int.from_bytes(frame[16:18], "big")
            protocol, self.src, self.dst = frame[23], frame[26:30], frame[30:34]
        elif kind == b"\x86\xdd":
            start = 14 + 40
            end = start + int.from_bytes(frame[18:20], "big")
            protocol, self.src, self.dst = frame[20], frame[22:38], frame[38:54]
        else:
            raise ValueError("neither IPv4 nor IPv6")
        if protocol != socket.IPPROTO_TCP:
            raise ValueError("not TCP")
        self.sport, self.dport, self.seq, self.ack, offset, self.flags = \
            struct.unpack("!HHIIBB", frame[start:start + 14])
        payload = end - start - (offset >> 4) * 4
        self.payload = payload
        self.length = payload + bool(self.flags & SYN) + bool(self.flags & FIN)
        self.side = SERVER if self.sport == SMTP else CLIENT

    def key(self):
        """Client's address and port, server's address."""
        if self.side == CLIENT:
            return self.src, self.sport, self.dst
        return self.dst, self.dport, self.src


def read_pcap(path):
    """The TCP packets of a file, in its order."""
    with open(path, "rb") as file:
        data = file.read()
    order = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">"}.get(data[:4])
    if not order or struct.unpack(order + "I", data[20:24])[0] != 1:
        sys.exit(f"{path}: not pcap with Ethernet frames")
    at = 24
    while at < len(data):
        seconds, micro, size, _ = struct.unpack(order + "4I", data[at:at + 16])
        try:
            yield Packet(seconds + micro / 1e6, data[at + 16:at + 16 + size])
        except ValueError:
            pass
        at += 16 + size


class Side:
    """One direction of a stream: what waits to be sent, what has arrived."""

    def __init__(self):
        self.waiting = []       # Packets, in order
        self.captured = []      # (end, time_s) of all that have bytes
        self.start = None       # sequence number of the first byte
        self.edge = 0           # so many bytes have arrived without a gap
        self.pieces = {}        # what came behind a gap: start -> end
        self.delay_s = 0.0      # of packets that this side sends

    def offset(self, number):
        """Bytes since the first; numbers wrap."""
        return (number - self.start + (1 << 31)) % (1 << 32) - (1 << 31)

    def arrive(self, packet):
        """True if more has come without a gap than before."""
        start = self.offset(packet.seq)
        self.pieces[start] = max(self.pieces.get(start, 0),
                                 start + packet.length)
        before = self.edge
        for begin in sorted(self.pieces):
            if begin <= self.edge:
                self.edge = max(self.edge, self.pieces.pop(begin))
        return self.edge > before


class Stream:
    """A connection of the capture."""

    def __init__(self, first):
        self.sides = (Side(), Side())
        self.begun_s = first.time_s
        self.client = first.key()[0]
        self.after = None       # the stream that it follows
        self.left = 0           # packets not yet sent
        self.end = None         # the client's FIN or RST
        self.end_delay_s = None

    def add(self, packet):
        side = self.sides[packet.side]
        if side.start is None:
            side.start = packet.seq
        if packet.length:
            side.captured.append((side.offset(packet.seq) + packet.length,
                                  packet.time_s))
        side.waiting.append(packet)
        self.left += 1
        if packet.side == CLIENT and packet.flags & (FIN | RST) and \
           not self.end:
            self.end = packet

    def due_s(self, who):
        """When this side's next packet may go, in the capture's clock."""
        side, other = self.sides[who], self.sides[1 - who]
        if not side.waiting or (self.after and self.after.end_delay_s is None):
            return None
        packet = side.waiting[0]
        if self.after:
            for each in self.sides:
                each.delay_s = max(each.delay_s, self.after.end_delay_s)
        if packet.flags & ACK and other.start is not None and \
           other.offset(packet.ack) > other.edge:
            return None
        return packet.time_s + side.delay_s

    def take(self, who):
        """This side's next packet, which is to be sent now."""
        packet = self.sides[who].waiting.pop(0)
        self.left -= 1
        if packet is self.end:
            self.end_delay_s = self.sides[CLIENT].delay_s
        return packet

    def arrive(self, packet, now_s):
        """@packet came out of the router at @now_s of the capture's clock."""
        side, other = self.sides[packet.side], self.sides[1 - packet.side]
        if not packet.length or not side.arrive(packet):
            return
        while side.captured and side.captured[0][0] <= side.edge:
            late_s = now_s - side.captured.pop(0)[1]
            other.delay_s = max(other.delay_s, late_s)


def chain(streams):
    """Which stream follows which: as replay does."""
    followed = set()
    for stream in streams:
        before = [s for s in streams if s.client == stream.client and
                  s is not stream and s.end and
                  s.end.time_s <= stream.begun_s]
        free = [s for s in before if id(s) not in followed]
        if before:
            stream.after = max(free or before, key=lambda s: s.end.time_s)
            followed.add(id(stream.after))


def open_streams(path, no_handshake):
    streams = {}
    for packet in read_pcap(path):
        key = packet.key()
        if packet.flags & SYN and packet.side == CLIENT and key in streams:
            sys.exit(f"{path}: a port was used twice")
        if no_handshake and key not in streams and \
           not (packet.side == SERVER and packet.payload):
            continue
        if key not in streams:
            streams[key] = Stream(packet)
        streams[key].add(packet)
    return streams


def packet_socket(namespace):
    """A raw socket in another network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    own = os.open("/proc/self/ns/net", os.O_RDONLY)
    other = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if libc.setns(other, CLONE_NEWNET):
        sys.exit(f"setns {namespace}: {os.strerror(ctypes.get_errno())}")
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                         socket.htons(ETH_P_ALL))
    sock.bind(("eth0", 0))
    if libc.setns(own, CLONE_NEWNET):
        sys.exit("setns: cannot come back")
    return sock


class Wire:
    """Both ends of the router."""

    def __init__(self, streams, ends):
        self.streams = streams
        self.ends = ends
        self.first_s = min(s.begun_s for s in streams.values())
        self.started = time.monotonic()
        self.sent = 0

    def now_s(self):
        return self.first_s + time.monotonic() - self.started

    def send_due(self):
        """Send what is due; when more will be, or None."""
        soonest = None
        for stream in self.streams.values():
            for who in (CLIENT, SERVER):
                while (due_s := stream.due_s(who)) is not None:
                    if due_s > self.now_s():
                        soonest = min(soonest or due_s, due_s)
                        break
                    packet = stream.take(who)
                    sock, router = self.ends[who]
                    own = sock.getsockname()[4]
                    sock.send(router + own + packet.frame[12:])
                    self.sent += 1
        return soonest

    def receive(self, who):
        sock = self.ends[who][0]
        frame, address = sock.recvfrom(65536)
        if address[2] == socket.PACKET_OUTGOING:
            return False
        try:
            packet = Packet(0, frame)
        except ValueError:
            return False
        stream = self.streams.get(packet.key())
        if stream and packet.side != who:
            stream.arrive(packet, self.now_s())
        return True

    def run(self):
        moved_s = self.now_s()
        while any(s.left for s in self.streams.values()):
            before = self.sent
            soonest = self.send_due()
            if self.sent > before:
                moved_s = self.now_s()
                continue
            if self.now_s() - moved_s > IDLE_S and soonest is None:
                break
            wait_s = IDLE_S if soonest is None else soonest - self.now_s()
            ready = select.select([e[0] for e in self.ends], [], [],
                                  max(0, wait_s))[0]
            for who in (CLIENT, SERVER):
                if self.ends[who][0] in ready and self.receive(who):
                    moved_s = self.now_s()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--no-handshake", action="store_true")
    parser.add_argument("capture")
    for side in ("client", "server"):
        parser.add_argument(f"{side}_ns")
        parser.add_argument(f"{side}_router")
    args = parser.parse_args()
    streams = open_streams(args.capture, args.no_handshake)
    chain(list(streams.values()))
    wire = Wire(streams, [
        (packet_socket(namespace), bytes.fromhex(router.replace(":", "")))
        for namespace, router in ((args.client_ns, args.client_router),
                                  (args.server_ns, args.server_router))])
    wire.run()
    print(json.dumps({"sent": wire.sent, "unsent": sum(
        s.left for s in streams.values())}))


if __name__ == "__main__":
    main()
