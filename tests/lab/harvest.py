#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Harvest addresses from a mail server, for tests and for the demo.

	harvest.py [option...] STRATEGY HOST

Asks for recipients, one in --valid-every of them valid (user1 to user20 at
example.com, everyone else is not), for --seconds, in one of several ways:

%s
Prints one JSON object.  What was learnt: each reply that came, and of guesses
given up as late (where the strategy does so) only as many as lateness told
valid from invalid in this run: late guesses times

	share of the invalid that were late - share of the valid that were late

"learnt_after_tokens" leaves out --burst of them, as many as are learnt at once, and
the valid ones that were answered, which cost nothing.
"learnt_after_first" leaves out the first reply that each of the connections that are
open at once got, which nobody can prevent, however late; inside TLS (--tls), where the
server's log charges after it was answered, its whole first burst.  What replaces a
connection that was answered counts.
"""

import argparse
import base64
import itertools
import json
import socket
import ssl
import sys
import threading
import time
from dataclasses import dataclass

DOMAIN = "example.com"
LINGER_S = 0.2
PORT_IMPLICIT = 465         # TLS from the first byte, RFC 8314 3.3
TLS_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


@dataclass(frozen=True)
class Strategy:
    """One way to ask."""
    help: str
    connections: int = 1
    burst: int = 1
    patience_s: float = 0       # 0: wait as long as it takes
    mss: int = 0
    window: int = 0
    verb: str = "RCPT"
    blind: bool = False         # says everything before it hears anything


STRATEGIES = {
    "in-turn": Strategy("one connection, one RCPT after another"),
    "pipelined": Strategy("bursts of 100 RCPT", burst=100),
    "parallel": Strategy("50 connections, each in turn", connections=50),
    "hang-up": Strategy("no reply in 0.3 s: 'invalid', and hang up",
                        patience_s=0.3),
    "hang-up-50": Strategy("the same over 50 connections",
                           connections=50, patience_s=0.3),
    "hang-up-blind": Strategy("50 connections, greeting not waited for",
                              connections=50, patience_s=0.3, blind=True),
    "tiny-window": Strategy("in turn, small window, MSS 88", mss=88,
                            window=2304),
    "tiny-pipelined": Strategy("bursts of 100, small window, MSS 88",
                               burst=100, mss=88, window=2304),
    "vrfy": Strategy("in turn, by VRFY", verb="VRFY"),
    "auth": Strategy("in turn, guesses of a password", verb="AUTH"),
}
__doc__ %= "".join(f"\t{name:15} {s.help}\n" for name, s in STRATEGIES.items())


class Late(Exception):
    """The reply did not come within the patience."""


class Over(Exception):
    """The time of the whole harvest is over."""


class Book:
    """What all workers have learnt; the only thing that they share."""

    def __init__(self, args):
        self.lock = threading.Lock()
        self.numbers = itertools.count(1)
        self.valid_every = args.valid_every
        self.started = time.monotonic()
        self.deadline = self.started + args.seconds
        self.limit = args.limit
        self.asked = {True: 0, False: 0}
        self.late = {True: 0, False: 0}
        self.times = []
        self.times_after_first = []
        self.codes = {}
        self.valid_found = self.first_answers = self.connections = 0
        self.refused = 0

    def guess(self):
        """The next name to try, and whether it is valid."""
        number = next(self.numbers)
        if number % self.valid_every == 0:
            return f"user{number // self.valid_every % 20 + 1}", True
        return f"nobody{number}", False

    def note_asked(self, valid):
        with self.lock:
            self.asked[valid] += 1

    def note_late(self, valid):
        with self.lock:
            self.late[valid] += 1

    def note_answer(self, code, is_first):
        now = time.monotonic()
        with self.lock:
            self.times.append(now - self.started)
            if not is_first:
                self.times_after_first.append(now - self.started)
            self.codes[code] = self.codes.get(code, 0) + 1
            self.valid_found += code.startswith("2")
            self.first_answers += is_first
            if len(self.times) == self.limit:
                self.deadline = now

    def note_connection(self, is_refused):
        with self.lock:
            self.connections += 1
            self.refused += is_refused


class Connection:
    """Lines over a socket, with an eye on the clock."""

    def __init__(self, args, strategy, book, source):
        self.book, self.strategy = book, strategy
        self.data = bytearray()
        self.sock = socket.socket(
            socket.AF_INET6 if ":" in args.host else socket.AF_INET,
            socket.SOCK_STREAM)
        if strategy.window:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                                 strategy.window)
        if strategy.mss:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG,
                                 strategy.mss)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if source:
            self.sock.bind((source, 0))
        self.sock.settimeout(min(10, self.left()))
        try:
            self.sock.connect((args.host, args.port))
        except OSError:
            self.sock.close()
            raise

    def protect(self, context):
        """TLS from here on."""
        self.sock.settimeout(self.strategy.patience_s or self.left())
        self.sock = context.wrap_socket(self.sock)

    def left(self):
        left = self.book.deadline - time.monotonic()
        if left <= 0:
            raise Over
        return left

    def line(self, until):
        while (end := self.data.find(b"\n")) < 0:
            left = self.left()
            if until:
                left = min(left, until - time.monotonic())
                if left <= 0:
                    raise Late
            self.sock.settimeout(left)
            try:
                got = self.sock.recv(65536)
            except socket.timeout:
                continue
            if not got:
                raise ConnectionError("closed")
            self.data += got
        line = bytes(self.data[:end + 1])
        del self.data[:end + 1]
        return line

    def reply(self):
        """The code of the next reply; Late where patience ends."""
        until = 0
        if self.strategy.patience_s:
            until = time.monotonic() + self.strategy.patience_s
        while True:
            line = self.line(until)
            if line[3:4] != b"-":
                return line[:3].decode(errors="replace")

    def send(self, *lines):
        self.sock.settimeout(self.left())
        self.sock.sendall("".join(f"{l}\r\n" for l in lines).encode())

    def command(self, line):
        self.send(line)
        return self.reply()


def tls_context(version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = TLS_VERSIONS[version]
    context.maximum_version = TLS_VERSIONS[version]
    return context


class Worker(threading.Thread):
    """Holds one connection after the other until the time is over."""

    def __init__(self, args, strategy, book, source):
        super().__init__(daemon=True)
        self.args, self.strategy = args, strategy
        self.book, self.source = book, source
        self.tls = args.context
        self.is_first = True

    def question(self, name):
        verb = self.strategy.verb
        if verb == "RCPT":
            return f"RCPT TO:<{name}@{DOMAIN}>".ljust(self.args.pad)
        if verb == "VRFY":
            return f"VRFY {name}"
        secret = base64.b64encode(f"\0user1\0{name}".encode()).decode()
        return f"AUTH PLAIN {secret}"

    def lines(self, name):
        noop = ["NOOP ".ljust(self.args.noop, "x")] if self.args.noop else []
        return noop + [self.question(name)]

    def enter(self, connection):
        """The greeting, and TLS where that is asked for."""
        if self.tls and self.args.port == PORT_IMPLICIT:
            connection.protect(self.tls)
        connection.reply()
        if self.tls and self.args.port != PORT_IMPLICIT:
            connection.command("EHLO client.example.net")
            connection.command("STARTTLS")
            connection.protect(self.tls)

    def opening(self):
        lines = ["EHLO client.example.net"]
        if self.strategy.verb == "RCPT":
            lines.append("MAIL FROM:<sender@example.net>")
        return lines

    def answers(self, connection, guesses):
        """Read one reply for each guess."""
        for _, valid in guesses:
            self.book.note_asked(valid)
        is_first = self.is_first
        for _, valid in guesses:
            try:
                if self.args.noop:
                    connection.reply()
                code = connection.reply()
            except Late:
                self.book.note_late(valid)
                raise
            self.book.note_answer(code, is_first)
            is_first &= bool(self.tls)
            # Nor is what comes of another burst, or on a new connection.
            self.is_first = False

    def session(self, connection):
        """Ask until the server, the patience or the time ends it."""
        opening = self.opening()
        if self.strategy.blind:
            guesses = [self.book.guess()]
            connection.send(*opening, self.question(guesses[0][0]))
            # All replies are waited for at once, so by the last one only.
            self.blind_answer(connection, 1 + len(opening), guesses)
            return
        self.enter(connection)
        for line in opening:
            connection.command(line)
        while True:
            guesses = [self.book.guess() for _ in range(self.strategy.burst)]
            connection.send(*itertools.chain.from_iterable(
                self.lines(name) for name, _ in guesses))
            self.answers(connection, guesses)

    def blind_answer(self, connection, replies_before, guesses):
        try:
            for _ in range(replies_before):
                connection.reply()
        except Late:
            for _, valid in guesses:
                self.book.note_asked(valid)
                self.book.note_late(valid)
            raise
        self.answers(connection, guesses)

    def connect_once(self):
        try:
            connection = Connection(self.args, self.strategy, self.book,
                                    self.source)
        except OSError:
            self.book.note_connection(True)
            time.sleep(LINGER_S)
            return
        self.book.note_connection(False)
        try:
            self.session(connection)
        except (OSError, Late):
            pass
        finally:
            connection.sock.close()

    def run(self):
        try:
            while time.monotonic() < self.book.deadline:
                self.connect_once()
        except Over:
            pass


def lateness_tells(book):
    """How far 'late' tells invalid from valid: 0 nothing, 1 all."""
    if not book.asked[True] or not book.asked[False]:
        return 0.0
    return max(0.0, book.late[False] / book.asked[False]
               - book.late[True] / book.asked[True])


def result(args, book):
    answered = len(book.times)
    late = book.late[True] + book.late[False]
    tells = lateness_tells(book)
    learnt = answered + tells * late
    seconds = book.deadline - book.started
    intervals = seconds / args.interval
    after_first = learnt - book.first_answers
    return {
        "strategy": args.strategy,
        "seconds": round(seconds, 3),
        "interval": args.interval,
        "connections": book.connections,
        "connections_refused": book.refused,
        "asked": book.asked[True] + book.asked[False],
        "answered": answered,
        "late": late,
        "lateness_tells": round(tells, 3),
        "valid_found": book.valid_found,
        "codes": dict(sorted(book.codes.items())),
        "learnt": round(learnt, 2),
        "learnt_after_first": round(after_first, 2),
        "learnt_per_interval": round(learnt / intervals, 2),
        "learnt_after_first_per_interval": round(after_first / intervals, 2),
        "learnt_after_tokens_per_interval":
            round(max(0, learnt - book.valid_found - args.burst) / intervals, 2),
        "times": [round(t, 3) for t in book.times][:args.times],
        "times_after_first":
            [round(t, 3) for t in book.times_after_first][:args.times],
    }


def tell_progress(args, book, elapsed):
    print(f"\r  {args.title or args.strategy}: {elapsed:4.1f} s, "
          f"{len(book.times):6,} addresses learnt   ",
          end="", file=sys.stderr, flush=True)


def show(args, book):
    """A line on stderr; on a terminal, kept up to date until the end."""
    while (left := book.deadline - time.monotonic()) > 0:
        time.sleep(min(left, 0.2))
        elapsed = time.monotonic() - book.started
        if sys.stderr.isatty():
            tell_progress(args, book, elapsed)
    tell_progress(args, book, book.deadline - book.started)
    print(file=sys.stderr)


def options():
    parser = argparse.ArgumentParser(
        description=__doc__.strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--interval", type=float, default=2, metavar="S",
                        help="of the tarpit, to count by (default 2)")
    parser.add_argument("--burst", type=int, default=4, metavar="N",
                        help="tokens of a source at the start (default 4)")
    parser.add_argument("--limit", type=int, default=0, metavar="N",
                        help="stop when so many addresses are learnt")
    parser.add_argument("--valid-every", type=int, default=5, metavar="N")
    parser.add_argument("--connections", type=int, metavar="N",
                        help="instead of the strategy's own")
    parser.add_argument("--from", dest="sources", metavar="ADDR,...",
                        help="addresses to come from, in turn")
    parser.add_argument("--port", type=int, default=25)
    parser.add_argument("--tls", choices=TLS_VERSIONS,
                        help="ask inside TLS: by STARTTLS, on port 465 at once")
    parser.add_argument("--pad", type=int, default=0, metavar="BYTES",
                        help="make each question so long")
    parser.add_argument("--noop", type=int, default=0, metavar="BYTES",
                        help="say NOOP before each, with so many bytes")
    parser.add_argument("--times", type=int, default=0, metavar="N",
                        help="tell when each of the first N was learnt")
    parser.add_argument("--live", action="store_true",
                        help="show progress on stderr")
    parser.add_argument("--title", help="what to call it there")
    parser.add_argument("strategy", choices=STRATEGIES)
    parser.add_argument("host")
    return parser.parse_args()


def main():
    args = options()
    args.context = tls_context(args.tls) if args.tls else None
    strategy = STRATEGIES[args.strategy]
    sources = args.sources.split(",") if args.sources else [None]
    book = Book(args)
    count = args.connections or strategy.connections
    workers = [Worker(args, strategy, book, sources[i % len(sources)])
               for i in range(count)]
    for worker in workers:
        worker.start()
    if args.live:
        show(args, book)
    for worker in workers:
        worker.join(max(0, book.deadline - time.monotonic()) + 1)
    with book.lock:
        print(json.dumps(result(args, book)))
    return 0 if book.times or book.asked[False] else 1


if __name__ == "__main__":
    sys.exit(main())
