# SPDX-License-Identifier: GPL-2.0-or-later
"""IP packets with TCP, for captures and raw sockets."""

import struct

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
TCP = 6


def fold(total):
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total


def words(data):
    """The sum of its 16-bit words, RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    return sum(struct.unpack(f"!{len(data) // 2}H", data))


def ip_packet(source, target, segment):
    """The IP header's checksum is 0: whoever sends it fills it in."""
    if len(source) == 4:
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 0, 0x4000,
                           64, TCP, 0)
    else:
        head = struct.pack("!IHBB", 6 << 28, len(segment), TCP, 64)
    return head + source + target + segment


def tcp_packet(source, target, seq, ack, flags, payload=b"", window=0xffff,
               payload_sum=None):
    """
    A whole packet; source and target are (address, port).  Its checksum is 0, as in
    captures on a sending host, unless words(payload) is given.
    """
    tcp = struct.pack("!HHIIBBHHH", source[1], target[1], seq, ack, 5 << 4,
                      flags, window, 0, 0)
    if payload_sum is not None:
        pseudo = (words(source[0]) + words(target[0]) + TCP + len(tcp) +
                  len(payload))
        check = ~fold(pseudo + words(tcp) + payload_sum) & 0xffff
        tcp = tcp[:16] + struct.pack("!H", check) + tcp[18:]
    return ip_packet(source[0], target[0], tcp + payload)
