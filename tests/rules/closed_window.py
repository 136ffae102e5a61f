#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""closed_window.py FROM TO: a client's segments without room for an answer, over
IPv6: one, one behind destination options, and one with room."""
import socket
import struct
import sys

IPV6_HDRINCL = 36
OPTIONS = bytes([socket.IPPROTO_TCP, 0, 1, 4, 0, 0, 0, 0])

ends = b"".join(socket.inet_pton(socket.AF_INET6, a) for a in sys.argv[1:3])
sock = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW)
sock.setsockopt(socket.IPPROTO_IPV6, IPV6_HDRINCL, 1)
for window, first, options in ((0, socket.IPPROTO_TCP, b""),
                               (0, socket.IPPROTO_DSTOPTS, OPTIONS),
                               (500, socket.IPPROTO_TCP, b"")):
    rest = options + struct.pack("!HHIIBBHHH", 1024, 25, 1, 1, 0x50, 0x18, window,
                                 0, 0) + b"RCPT TO:<a@b>\r\n"
    sock.sendto(struct.pack("!IHBB", 6 << 28, len(rest), first, 64) + ends + rest,
                (sys.argv[2], 0))
