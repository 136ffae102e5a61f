#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a real mail server does, as its client's wire shows it.

    observe.py ADDRESS		prints one line for each question

For tests/twin/README.md's table, which mta.c follows.  Needs root (a packet
socket).  Each question is a connection; the server's segments are listed as
bytes of payload with the flags F and R, and seconds since the question.
"""

import fcntl
import socket
import struct
import sys
import threading
import time

SIOCOUTQ = 0x5411
HELLO = [b"EHLO client.example.net", b"MAIL FROM:<a@example.net>"]
GOOD = b"RCPT TO:<user1@example.com>"
BAD = b"RCPT TO:<nobody@example.com>"


class Wire:
    """The server's segments to one port, from a packet socket."""

    def __init__(self, device):
        self.raw = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM,
                                 socket.htons(3))
        self.raw.bind((device, 3))
        self.seen = []
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        while True:
            b = self.raw.recv(65535)
            if b[0] >> 4 != 4 or b[9] != 6:
                continue
            head = (b[0] & 15) * 4
            length = struct.unpack("!H", b[2:4])[0]
            sport, dport = struct.unpack("!HH", b[head:head + 4])
            data = (b[head + 12] >> 4) * 4
            if sport == 25:
                self.seen.append((time.monotonic(), dport, b[head + 13],
                                  length - head - data,
                                  struct.unpack("!H", b[head + 14:head + 16])[0]))

    def of(self, port, since):
        """Segments with payload, FIN or RST."""
        out = []
        for when, dport, flags, size, _ in self.seen:
            if dport == port and when >= since and (size or flags & 5):
                out.append("%s%s%s@%.2f" % (size or "", "F" if flags & 1 else "",
                                            "R" if flags & 4 else "",
                                            when - since))
        return " ".join(out) or "silence"


class Talk:
    def __init__(self, address, wire, rcvbuf=None):
        self.wire = wire
        self.s = socket.socket()
        if rcvbuf:
            self.s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        self.s.connect((address, 25))
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.s.settimeout(10)
        self.port = self.s.getsockname()[1]
        self.since = time.monotonic()

    def reply(self):
        text = b""
        try:
            while True:
                c = self.s.recv(1)
                if not c:
                    return "closed"
                text += c
                line = text.rstrip(b"\r\n").split(b"\n")[-1]
                if c == b"\n" and len(line) >= 3 and line[3:4] != b"-":
                    return line.decode("latin-1").strip()
        except OSError as error:
            return "%s" % type(error).__name__

    def ask(self, *lines):
        for line in lines:
            self.s.sendall(line + b"\r\n")
            last = self.reply()
        return last

    def send(self, data):
        self.since = time.monotonic()
        try:
            self.s.sendall(data)
        except OSError:
            pass

    def rest(self, seconds):
        """All that comes, and the segments that it came in."""
        end = time.monotonic() + seconds
        self.s.settimeout(0.1)
        text = b""
        while time.monotonic() < end:
            try:
                got = self.s.recv(65536)
                if not got:
                    break
                text += got
            except socket.timeout:
                continue
            except OSError:
                break
        time.sleep(0.1)
        codes = [x[:3].decode("latin-1") for x in text.split(b"\n")
                 if x[:3].isdigit() and x[3:4] != b"-"]
        return codes, self.wire.of(self.port, self.since)

    def unacknowledged(self):
        return struct.unpack("i", fcntl.ioctl(self.s.fileno(), SIOCOUTQ,
                                              b"\0\0\0\0"))[0]


def tell(name, *what):
    print("%-34s %s" % (name, " | ".join(str(x) for x in what)), flush=True)


def texts(address, wire):
    t = Talk(address, wire)
    tell("greeting", t.reply())
    for line in [b"FOO", b"MAIL FROM:<a@example.net>", b"RSET", HELLO[0],
                 b"NOOP", b"RCPT TO:<user1@example.com>", b"DATA",
                 HELLO[1], BAD, b"DATA", GOOD, b"VRFY user1",
                 b"VRFY nobody", b"AUTH PLAIN AHVzZXIxAHdyb25n", b"DATA",
                 b"Subject: x\r\n\r\nx\r\n.", b"QUIT"]:
        begin = time.monotonic()
        tell(line.decode().split("\r")[0], t.ask(line),
             "%.3f s" % (time.monotonic() - begin))
    tell("after 221", t.reply(), wire.of(t.port, t.since).split()[-1])


def blind(address, wire, name, lines, seconds=2):
    t = Talk(address, wire)
    t.reply()
    t.ask(HELLO[0])
    t.send(b"".join(line + b"\r\n" for line in lines))
    codes, segments = t.rest(seconds)
    tell(name, " ".join(codes), segments)


def junk_behind(address, wire, name, lines):
    t = Talk(address, wire)
    t.reply()
    t.ask(HELLO[0])
    t.send(b"".join(line + b"\r\n" for line in lines) + b"x" * 60000)
    codes, segments = t.rest(3)
    tell(name, " ".join(codes), segments)


def fills(address, wire, name, recipient):
    """How much is acknowledged while nothing is read."""
    t = Talk(address, wire, 2048)
    t.reply()
    t.ask(*HELLO)
    t.s.sendall(recipient + b"\r\n")
    t.reply()
    t.s.sendall(b"DATA\r\n")
    time.sleep(0.3)
    t.s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 << 20)
    t.s.setblocking(False)
    sent = 0
    try:
        while sent < 4 << 20:
            sent += t.s.send(b"x\r\n" * 10000)
    except OSError:
        pass
    for _ in range(6):
        time.sleep(0.5)
        try:
            sent += t.s.send(b"x\r\n" * 10000)
        except OSError:
            pass
    tell(name, "%d KB sent, %d KB acknowledged" %
         (sent >> 10, (sent - t.unacknowledged()) >> 10))
    t.s.close()


def limit(address, wire, name, lines, line, most):
    t = Talk(address, wire)
    t.reply()
    t.ask(HELLO[0], *lines)
    n, last = 0, ""
    begin = t.since = time.monotonic()
    while n < most:
        last = t.ask(line)
        n += 1
        if last[:3] in ("421", "221") or not last[:1].isdigit() or \
                "Too many" in last or "too many" in last:
            break
    tell(name, "after %d: %s" % (n, last), "%.1f s" % (time.monotonic() - begin),
         wire.of(t.port, t.since).split()[-1])


def half_closed(address, wire):
    t = Talk(address, wire)
    t.reply()
    t.ask(HELLO[0])
    t.send(b"\r\n".join([HELLO[1], BAD, GOOD, b"NOOP", b""]))
    t.s.shutdown(socket.SHUT_WR)
    codes, segments = t.rest(3)
    tell("FIN behind MAIL BAD GOOD NOOP", " ".join(codes), segments)


def early(address, wire):
    t = Talk(address, wire)
    t.send(b"\r\n".join(HELLO + [BAD, b"DATA", b"QUIT", b""]))
    codes, segments = t.rest(3)
    tell("all before the greeting", " ".join(codes), segments)


def main():
    address = sys.argv[1]
    wire = Wire(sys.argv[2] if len(sys.argv) > 2 else "eth0")
    time.sleep(0.2)
    texts(address, wire)
    blind(address, wire, "MAIL BAD DATA NOOP in one", [HELLO[1], BAD, b"DATA",
                                                     b"NOOP"])
    blind(address, wire, "MAIL GOOD BAD GOOD in one", [HELLO[1], GOOD, BAD, GOOD])
    blind(address, wire, "MAIL BAD DATA QUIT NOOP in one",
          [HELLO[1], BAD, b"DATA", b"QUIT", b"NOOP"])
    junk_behind(address, wire, "MAIL BAD DATA QUIT + 60 KB",
                [HELLO[1], BAD, b"DATA", b"QUIT"])
    junk_behind(address, wire, "MAIL GOOD DATA QUIT + 60 KB",
                [HELLO[1], GOOD, b"DATA", b"QUIT"])
    junk_behind(address, wire, "MAIL BAD + 60 KB, one line", [HELLO[1], BAD])
    early(address, wire)
    half_closed(address, wire)
    fills(address, wire, "BAD DATA, then lines, nothing read", BAD)
    fills(address, wire, "GOOD DATA, then lines, nothing read", GOOD)
    limit(address, wire, "unknown commands", [], b"FOO", 120)
    limit(address, wire, "wrong recipients", [HELLO[1]], BAD, 120)
    limit(address, wire, "wrong VRFY", [], b"VRFY nobody", 120)
    limit(address, wire, "NOOP", [], b"NOOP", 300)


main()
