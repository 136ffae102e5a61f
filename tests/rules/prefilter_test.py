#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Which segments does the kernel queue?

A server in one network namespace sends segments to a client in another.  The
rules are installed in both: as on a router where the segments arrive, as on a
mail host where they leave.  Nobody listens on the queue, so all of them pass,
and the counters of the queue rules tell how many would have been looked at.
"""

import ctypes
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile

RULES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "../../rules/smtp-tarpit-rules")
CLONE_NEWNET = 0x40000000
PORT = 25
SERVER = {4: "10.97.0.2", 6: "fd97::2"}
CLIENT = {4: "10.97.0.1", 6: "fd97::1"}
IPV6_DSTOPTS = 59
# A destination options header: next header, length, PadN of 4 bytes.
DSTOPTS = bytes([0, 0, 1, 4, 0, 0, 0, 0])
NOPS = b"\x01\x01\x01\x01"

PLAIN = [b"220 mx.example ESMTP\r\n",
         b"250-mx.example\r\n250-PIPELINING\r\n250-SIZE 5000\r\n250 8BITMIME\r\n",
         b"250 2.1.0 Ok\r\n", b"250 2.1.5 Ok\r\n",
         b"354 End data with <CR><LF>.<CR><LF>\r\n",
         b"250 2.0.0 Ok: queued as 5512355555\r\n", b"221 2.0.0 Bye\r\n"]

# name, segments, how many of them are to be queued
CASES = [
    ("a plain session", PLAIN, 0),
    ("a pipelined one", [b"250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go\r\n"], 0),
    ("digits within lines", [b"250 5.1.1 550 235\r\n", b"250-5\r\n250 235\r\n",
                             b"250 a\r5\r\n", b"250 x\r235\r\n"], 0),
    ("LF and other digits", [b"250 a\n4\r\n", b"250 a\n234\r\n", b"250 a\n45\r\n"], 0),
    ("550", [b"550 5.1.1 no such user\r\n"], 1),
    ("550 among others", PLAIN[:3] + [b"550 no\r\n"] + PLAIN[3:], 1),
    ("250 and 550 in one segment", [b"250 2.1.0 Ok\r\n550 5.1.1 no\r\n"], 1),
    ("550 first and 250 in one", [b"550 no\r\n250 Ok\r\n"], 1),
    ("550 behind a bare LF", [b"250 a\n550\r\n"], 1),
    ("550 behind a bare LF, and more", [b"250 a\n550 " + 20 * b"x" + b"\r\n"], 1),
    *[(f"550 behind a line of {4 + n} bytes", [b"250 " + n * b"x" + b"\n550\r\n"], 1)
      for n in range(26, 31)],
    ("a line of any length", [b"250 " + n * b"x" + b"\r\n" for n in range(70)], 0),
    ("two lines of any length",
     [b"250 " + n * b"x" + b"\r\n250 " + (n % 7) * b"y" + b"\r\n" for n in range(70)], 0),
    ("bytes over 0x80", [b"250 " + n * b"\xc3\x8a" + b"\r\n" for n in range(40)], 0),
    ("550 without text", [b"550\r\n"], 1),
    ("450", [b"450 4.2.1 later\r\n"], 1),
    ("a line without an end", [b"250 2.1.5", b" Ok\r\n"], 2),
    ("CR and LF apart", [b"250 Ok\r", b"\n"], 2),
    ("LF only", [b"250 Ok\n"], 1),
    ("only CR LF", [b"\r\n"], 1),
    ("byte by byte", [b"2", b"4", b"0", b"\r", b"\n"], 5),
    ("three bytes", [b"2\r\n", b"3\r\n"], 0),
    ("four bytes", [b"23\r\n"], 0),
    ("235", [b"235 2.7.0 Authentication successful\r\n"], 1),
    ("235 without text", [b"235\r\n"], 1),
    ("235 behind a 250", [b"250 Ok\r\n235 2.7.0 in\r\n"], 1),
    ("334", [b"334 VXNlcm5hbWU6\r\n", b"334\r\n"], 2),
    ("335 and 343", [b"335 x\r\n", b"343 334\r\n"], 0),
    ("an offer of AUTH", [b"250-mx\r\n250-AUTH PLAIN LOGIN\r\n250 HELP\r\n"], 1),
    ("the last offer is AUTH", [b"250-mx\r\n250 AUTH PLAIN\r\n"], 1),
    ("AUTH alone", [b"250 AUTH PLAIN\r\n", b"250 AUTH\r\n"], 2),
    ("other words", [b"250-mx\r\n250 AUT\r\n", b"250 auth\r\n"], 0),
    ("TLS", [b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"], 1),
    ("a NUL", [b"\x00\r\n"], 1),
    ("every byte first", [bytes([i % 256]) + b" Ok\r\n" for i in range(0x36, 0x136)], 254),
]


def run(*command):
    return subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


class Server:
    """The server's end, in a namespace of its own; steered over a pipe."""

    def __init__(self):
        ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            try:
                self.serve(theirs)
            except BaseException as error:      # told, then gone
                print(f"# server: {error!r}", flush=True)
            os._exit(0)
        theirs.close()
        self.pipe = ours
        assert self.ask("ready") == "ready"

    def ask(self, what):
        """Let it do something; returns its answer."""
        self.pipe.sendall(repr(what).encode() + b"\n")
        line = b""
        while not line.endswith(b"\n"):
            more = self.pipe.recv(4096)
            if not more:
                raise EOFError("the server is gone")
            line += more
        return eval(line)       # what our own child wrote

    def serve(self, pipe):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "unshare")
        self.listener = {}
        self.connection = None
        for line in pipe.makefile("rb"):
            what = eval(line)
            answer = self.obey(what)
            pipe.sendall(repr(answer).encode() + b"\n")

    def obey(self, what):
        if isinstance(what, bytes):
            self.connection.sendall(what)
        elif isinstance(what, list):
            return run(*what)
        elif isinstance(what, tuple):
            return self.obey_call(*what)
        return what

    def obey_call(self, call, *arg):
        if call == "listen":
            family = socket.AF_INET if arg[0] == 4 else socket.AF_INET6
            self.listener[arg[0]] = socket.create_server(
                (SERVER[arg[0]], PORT), family=family)
        elif call == "accept":
            self.connection = self.listener[arg[0]].accept()[0]
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        elif call == "option":
            self.connection.setsockopt(*arg)
        elif call == "pieces":
            self.send_pieces(arg)
        elif call == "close":
            self.connection.close()
        return "done"

    def send_pieces(self, pieces):
        """One segment whose payload lies in pages of different files."""
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        for piece in pieces:
            with tempfile.TemporaryFile() as file:
                file.write(piece)
                file.flush()
                sent = os.sendfile(self.connection.fileno(), file.fileno(), 0,
                                   len(piece))
                assert sent == len(piece)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)


class Lab:
    """Client here, server there, rules in both."""

    def __init__(self, variant):
        self.variant = variant
        self.server = Server()
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "c0", "type", "veth", "peer", "name", "s0",
            "netns", str(self.server.pid))
        for command in ("ip addr add {4}/24 dev c0", "ip addr add {6}/64 dev c0 nodad",
                        "ip link set c0 up"):
            run(*command.replace("{4}", CLIENT[4]).replace("{6}", CLIENT[6]).split())
        for command in ("ip link set lo up", "ip addr add {4}/24 dev s0",
                        "ip addr add {6}/64 dev s0 nodad", "ip link set s0 up"):
            self.server.ask(command.replace("{4}", SERVER[4])
                            .replace("{6}", SERVER[6]).split())
        run(RULES, "install", "--iptables", variant, "--any-server")
        self.server.ask([RULES, "install", "--iptables", variant, "--mode", "host"])
        for family in 4, 6:
            self.server.ask(("listen", family))

    def both(self, *command):
        run(*command)
        self.server.ask(list(command))

    def queued(self, family, chains="new|stamped|suspect|error"):
        """How many packets the prefilter of the router and of the host queued;
        behind a likely error all are, by the rule for watched connections."""
        tool = ("ip6" + self.variant[2:] if family == 6 else self.variant) + "-save"
        counts = []
        for text in run(tool, "-c"), self.server.ask([tool, "-c"]):
            counts.append(sum(int(n) for n in re.findall(
                r"^\[(\d+):\d+\] -A smtp-tarpit-(?:" + chains + r")\b.* NFQUEUE ", text, re.M)))
        return counts

    def connect(self, family, mss=None):
        kind = socket.AF_INET if family == 4 else socket.AF_INET6
        client = socket.socket(kind)
        if mss:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, mss)
        client.settimeout(10)
        client.connect((SERVER[family], PORT))
        self.server.ask(("accept", family))
        return client

    def session(self, family, segments, mss=None, options=()):
        """Send the segments, one after another; how many were queued?"""
        before = self.queued(family)
        with self.connect(family, mss) as client:
            for option in options:
                self.server.ask(("option", *option))
            for segment in segments:
                self.server.ask(segment)
                want = b"".join(segment[1:]) if isinstance(segment, tuple) else segment
                got = b""
                while len(got) < len(want):
                    more = client.recv(len(want) - len(got))
                    if not more:
                        break
                    got += more
                assert got == want, (got, want)
            self.server.ask(("close",))
            assert client.recv(1) == b""
        return [b - a for a, b in zip(before, self.queued(family))]


class Tap:
    """Results in the Test Anything Protocol."""

    def __init__(self):
        self.count = self.failed = 0

    def equal(self, name, want, got):
        self.count += 1
        if want == got:
            print(f"ok {self.count} - {name}", flush=True)
            return
        self.failed += 1
        print(f"not ok {self.count} - {name}\n# want: {want}\n# got:  {got}", flush=True)

    def done(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


def check_splits(tap, lab, name, family):
    """Matches that lie across two pieces of one packet's payload."""
    line = b"250 " + b"z" * 300 + b"\r\n"
    rest = b"250 Ok\r\n"
    tap.equal(f"{name}: two pieces without a 5", [0, 0],
              lab.session(family, [("pieces", line, rest)]))
    tap.equal(f"{name}: LF ends a piece, 550 starts the next", [1, 1],
              lab.session(family, [("pieces", line, b"550 no\r\n")]))
    tap.equal(f"{name}: LF and 2 end a piece, 35 starts the next", [1, 1],
              lab.session(family, [("pieces", line + b"2", b"35 in\r\n")]))


def check_family(tap, lab, name, family):
    for case, segments, want in CASES:
        tap.equal(f"{name}: {case}", [want, want], lab.session(family, segments))
    check_splits(tap, lab, name, family)


def check_headers(tap, lab, name):
    nops = [(socket.IPPROTO_IP, socket.IP_OPTIONS, NOPS)]
    if "timestamps off" in name:    # behind IP options they may look like a 550
        tap.equal(f"{name}: IP options, 250", [0, 0],
                  lab.session(4, [b"250 Ok\r\n"], options=nops))
    tap.equal(f"{name}: IP options, 550 behind 250", [1, 1],
              lab.session(4, [b"250 Ok\r\n550 no\r\n"], options=nops))
    tap.equal(f"{name}: IP options, 235", [1, 1],
              lab.session(4, [b"235 Ok\r\n"], options=nops))
    extension = [(socket.IPPROTO_IPV6, IPV6_DSTOPTS, DSTOPTS)]
    router, host = lab.session(6, [b"250 Ok\r\n"], options=extension)
    tap.equal(f"{name}: IPv6 extension headers are looked at", (True, True),
              (router > 0, host > 0))


def check_known(tap, lab, name, family):
    """Of a known source everything is queued, from the next reply on where it
    was connected before."""
    def known(what):
        lab.both(RULES, "known", what, CLIENT[family])
        return lab.queued(family, "known")

    def exchange(client, segment):
        lab.server.ask(segment)
        assert client.recv(len(segment)) == segment
        return lab.queued(family, "known")

    with lab.connect(family) as client:
        nothing = exchange(client, PLAIN[0])
        first = known("add")
        second = exchange(client, PLAIN[2])
        lab.server.ask(("close",))
        client.recv(1)
    tap.equal(f"{name}: known while connected", (first, [True, True]),
              (nothing, [b > a for a, b in zip(first, second)]))
    lab.both(RULES, "known", "del", CLIENT[family])
    with lab.connect(family) as client:
        second = known("add")
        third = exchange(client, b"450 later\r\n")
        lab.server.ask(("close",))
        client.recv(1)
    tap.equal(f"{name}: and from one that is looked at anyway", [True, True],
              [b > a for a, b in zip(second, third)])
    second = lab.queued(family, "known")
    with lab.connect(family):
        greeted = lab.queued(family, "known")
        lab.server.ask(("close",))
    tap.equal(f"{name}: a known source's SYN-ACK", [True, True],
              [b > a for a, b in zip(second, greeted)])
    lab.both(RULES, "known", "del", CLIENT[family])
    before = lab.queued(family, "known")
    lab.session(family, PLAIN)
    tap.equal(f"{name}: known no more", before, lab.queued(family, "known"))


def check_small(tap, lab, name, family):
    """A segment size so small that lines are cut by it."""
    stamps = 12 if "timestamps on" in name else 0
    size = 100 - stamps
    text = b"".join(b"250-%04d\r\n" % i for i in range(60))     # 10 bytes a line
    want = sum(1 for i in range(0, len(text), size)
               if text[i:i + 1] not in b"23" or text[i:i + size][-2:] != b"\r\n")
    got = lab.session(family, [text], mss=100)
    tap.equal(f"{name}: segments of {size} bytes, {want} of them cut a line",
              [want, want], got)


def check_variant(tap, variant):
    lab = Lab(variant)
    for stamps in "on", "off":
        lab.both("sysctl", "-q", "-w",
                 f"net.ipv4.tcp_timestamps={int(stamps == 'on')}")
        for family in 4, 6:
            name = f"{variant}, IPv{family}, timestamps {stamps}"
            check_family(tap, lab, name, family)
            check_known(tap, lab, name, family)
        check_headers(tap, lab, f"{variant}, timestamps {stamps}")
    lab.server.ask(["ip", "link", "set", "s0", "gso_max_segs", "1"])
    for stamps in "on", "off":
        lab.both("sysctl", "-q", "-w",
                 f"net.ipv4.tcp_timestamps={int(stamps == 'on')}")
        for family in 4, 6:
            check_small(tap, lab, f"{variant}, IPv{family}, timestamps {stamps}", family)
    run(RULES, "remove")
    run("ip", "link", "del", "c0")
    lab.server.pipe.close()
    os.waitpid(lab.server.pid, 0)


def main():
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0 or libc.unshare(CLONE_NEWNET):
        print("1..1\nok 1 - prefilter in the kernel"
              " # SKIP needs root and network namespaces")
        return 0
    tap = Tap()
    for variant in sys.argv[1:] or ["iptables-nft", "iptables-legacy"]:
        check_variant(tap, variant)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
