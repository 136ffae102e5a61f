#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""in_flow.py ADDR WINDOW FLAGS: a connection to port 25 of this host, and a segment of
its client with this window and these flags."""
import socket
import struct
import sys

addr, window, flags = sys.argv[1], int(sys.argv[2]), int(sys.argv[3], 0)
four = "." in addr
family = socket.AF_INET if four else socket.AF_INET6
# Whatever its numbers are, conntrack takes it for a segment of the flow.
with open("/proc/sys/net/netfilter/nf_conntrack_tcp_be_liberal", "w") as file:
    file.write("1")
listener = socket.create_server((addr, 25), family=family)
with socket.create_connection((addr, 25)) as client:
    server = listener.accept()[0]
    server.sendall(b"220 mx.example\r\n")
    client.recv(99)
    ends = socket.inet_pton(family, addr) * 2
    segment = struct.pack("!HHIIBBHHH", client.getsockname()[1], 25, 1, 1, 0x50, flags,
                          window, 0, 0)
    if four:
        header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 0, 0, 64, 6, 0)
    else:
        header = struct.pack("!IHBB", 6 << 28, len(segment), 6, 64)
    raw = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_RAW)
    if not four:
        raw.setsockopt(socket.IPPROTO_IPV6, 36, 1)  # IPV6_HDRINCL
    raw.sendto(header + ends + segment, (addr, 0))
