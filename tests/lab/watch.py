#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Watch the client's wire for anything that tells of a held reply.

	watch.py record DEVICE FILE	until SIGTERM; prints READY
	watch.py judge FILE SECONDS	was anything early?

"record" notes every TCP packet of port 25 (AF_PACKET: what the wire carries,
not what the client's TCP makes of it).

"judge" looks at each connection in which a 5xx reply came.  The gate is the
sequence number where the first such reply starts.  The clock starts with the
first packet of the client that acknowledges all before the gate and carries
data: the command that the reply answers; in one burst, where there is none,
with the client's first data.  Until SECONDS later nothing of the server may
carry a byte, a FIN, or a sequence number behind the gate.  Prints
one line for each leak, and one for each connection; exit 1 with a leak, 2
where no connection had a 5xx reply.
"""

import json
import re
import signal
import socket
import struct
import sys

PORT = 25
ETH_P_ALL = 3
SO_TIMESTAMPNS = 35
FIN, SYN, RST = 1, 2, 4


def parse(frame):
    """A TCP packet of our port, or None."""
    kind = struct.unpack("!H", frame[12:14])[0]
    packet = frame[14:]
    if kind == 0x0800 and packet[9] == 6:
        start = (packet[0] & 15) * 4
        ends = [socket.inet_ntop(socket.AF_INET, packet[i:i + 4])
                for i in (12, 16)]
        total = struct.unpack("!H", packet[2:4])[0]
    elif kind == 0x86dd and packet[6] == 6:
        start = 40
        ends = [socket.inet_ntop(socket.AF_INET6, packet[i:i + 16])
                for i in (8, 24)]
        total = 40 + struct.unpack("!H", packet[4:6])[0]
    else:
        return None
    tcp = packet[start:total]
    source, target, seq, ack, offset, flags = struct.unpack("!HHIIBB",
                                                            tcp[:14])
    if PORT not in (source, target):
        return None
    from_server = source == PORT
    if not from_server:
        ends.reverse()
    port = target if from_server else source
    return {"flow": f"{ends[1]} {port} {ends[0]}", "from_server": from_server,
            "seq": seq, "ack": ack, "flags": flags,
            "data": tcp[(offset >> 4) * 4:].decode("latin-1")}


def record(device, path):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                         socket.htons(ETH_P_ALL))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    sock.bind((device, 0))
    with open(path, "w", encoding="utf-8") as out:
        def stop(*_):
            # What came before waits in the socket.
            sock.setblocking(False)
        signal.signal(signal.SIGTERM, stop)
        print("READY", flush=True)
        while True:
            try:
                frame, extra, _, _ = sock.recvmsg(65600, 64)
            except BlockingIOError:
                break
            packet = parse(frame)
            if packet:
                # The kernel's: this process may be late to look.
                seconds, ns = struct.unpack("qq", extra[0][2][:16])
                packet["time"] = seconds + ns / 1e9
                out.write(json.dumps(packet) + "\n")
    sys.exit(0)


def ahead(a, b):
    """How far sequence number a is ahead of b; negative: behind."""
    return ((a - b + (1 << 31)) & 0xffffffff) - (1 << 31)


def find_gate(packets):
    """Where the first 5xx reply starts, if any."""
    pieces = [p for p in packets if p["from_server"] and p["data"]]
    if not pieces:
        return None
    # All that it sent, in order: a reply may be spread over many segments.
    first = pieces[0]["seq"]
    stream = bytearray()
    for piece in sorted(pieces, key=lambda p: ahead(p["seq"], first)):
        at = ahead(piece["seq"], first)
        if 0 <= at <= len(stream):
            data = piece["data"].encode("latin-1")
            stream[at:at + len(data)] = data
    match = re.search(rb"(?:^|\n)(5\d\d)", stream)
    return (first + match.start(1)) & 0xffffffff if match else None


def asked_at(packets, gate):
    """When the command was sent that the reply at the gate answers."""
    asked = [p for p in packets if not p["from_server"] and p["data"]]
    for packet in asked:
        if ahead(packet["ack"], gate) == 0:
            return packet["time"]
    return asked[0]["time"] if asked else None


def leaks(packets, gate, until):
    """What of the server was seen before its time."""
    for packet in packets:
        if not packet["from_server"] or packet["flags"] & (SYN | RST):
            continue
        if packet["time"] >= until:
            continue
        over = ahead(packet["seq"], gate) + len(packet["data"])
        if packet["flags"] & FIN:
            over += 1
        if over > 0:
            early_ms = (until - packet["time"]) * 1000
            yield (f"{over} behind the gate, {early_ms:.0f} ms early: "
                   f"flags {packet['flags']:#x} {packet['data']!r}")


def judge(path, seconds):
    flows = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            packet = json.loads(line)
            flows.setdefault(packet["flow"], []).append(packet)
    judged = found = 0
    for flow, packets in flows.items():
        gate = find_gate(packets)
        if gate is None:
            continue
        asked = asked_at(packets, gate)
        if asked is None:
            print(f"{flow}: no command was seen that the 5xx answers")
            found += 1
            continue
        judged += 1
        bad = list(leaks(packets, gate, asked + seconds))
        found += len(bad)
        count = sum(p["from_server"] for p in packets)
        print(f"{flow}: {count} packets of the server, {len(bad)} leaks")
        for leak in bad:
            print(f"  {leak}")
    if not judged and not found:
        print("no connection had a 5xx reply")
        return 2
    return 1 if found else 0


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "record":
        record(sys.argv[2], sys.argv[3])
    if len(sys.argv) == 4 and sys.argv[1] == "judge":
        sys.exit(judge(sys.argv[2], float(sys.argv[3])))
    print(__doc__, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
