#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Send segments that no TCP would, from a raw socket.

	flood.py [option...] FROM TO COUNT

FROM and TO are ADDRESS:PORT (IPv4); with PORT 0 each segment has a port of its
own, from 1024 on.  --spread BITS: also an address of its own, from the given
one on, within so many bits.  Prints "sent N" at the end.
"""

import argparse
import os
import random
import socket
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "lib"))

from packet import tcp_packet, words  # noqa: E402

FLAGS = {"fin": 1, "syn": 2, "rst": 4, "psh": 8, "ack": 16}


def end(text):
    address, _, port = text.rpartition(":")
    return struct.unpack("!I", socket.inet_aton(address))[0], int(port)


def nth(which, number, bits):
    """The address and port of the segment with this number."""
    address, port = which
    if not port:
        port = 1024 + number % 60000
        number //= 60000 if not bits else 1
    return struct.pack("!I", address + (number % (1 << bits))), port


def options():
    parser = argparse.ArgumentParser(
        description="Send segments that no TCP would, from a raw socket.")
    parser.add_argument("--payload", default="",
                        help="of each; \\r and \\n are understood")
    parser.add_argument("--pad", type=int, default=0, metavar="BYTES",
                        help="fill the payload before its CRLF")
    parser.add_argument("--flags", default="psh,ack",
                        type=lambda s: sum(FLAGS[f] for f in s.split(",")))
    parser.add_argument("--seq", type=int, help="default: at random")
    parser.add_argument("--ack", type=int, help="default: at random")
    parser.add_argument("--step", type=int, default=0,
                        help="the sequence number grows by so much")
    parser.add_argument("--spread", type=int, default=0, metavar="BITS",
                        help="over so many bits of the address without port 0")
    parser.add_argument("--rate", type=int, default=0, metavar="N",
                        help="a second (default: as fast as it goes)")
    parser.add_argument("source", type=end, metavar="FROM")
    parser.add_argument("target", type=end, metavar="TO")
    parser.add_argument("count", type=int)
    return parser.parse_args()


def main():
    args = options()
    payload = args.payload.encode().replace(b"\\r", b"\r").replace(b"\\n",
                                                                  b"\n")
    if args.pad > len(payload):
        payload = payload[:-2].ljust(args.pad - 2, b"x") + payload[-2:]
    payload_sum = words(payload)
    bits = {False: 0, True: args.spread}
    sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
    seq = random.getrandbits(32) if args.seq is None else args.seq
    sent, started = 0, time.monotonic()
    for number in range(args.count):
        source = nth(args.source, number, bits[not args.source[1]])
        target = nth(args.target, number, bits[not args.target[1]])
        ack = random.getrandbits(32) if args.ack is None else args.ack
        packet = tcp_packet(source, target, seq & 0xffffffff, ack, args.flags,
                            payload, payload_sum=payload_sum)
        seq += args.step
        try:
            sock.sendto(packet, (socket.inet_ntoa(target[0]), 0))
            sent += 1
        except OSError:
            pass
        if args.rate and number % 100 == 99:
            ahead = (number + 1) / args.rate - (time.monotonic() - started)
            if ahead > 0:
                time.sleep(ahead)
    print("sent", sent, flush=True)


if __name__ == "__main__":
    sys.exit(main())
