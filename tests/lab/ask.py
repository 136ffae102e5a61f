#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold one SMTP session and tell how long each reply took.

	ask.py [option...] HOST COMMAND...

Prints, for the greeting and then for each COMMAND, "MILLISECONDS CODE TEXT",
counted from when the command was sent.  Where no reply comes: "MILLISECONDS
timeout|closed|reset|refused -".  "." is sent as the end of a message, "wait=S"
waits S seconds, "until=FILE" until it is there, "fin" and "rst" leave without QUIT.

With --burst all commands go out in one piece, and times count from then; with
--gap too one after the other, so many seconds apart, whatever is answered.
"""

import argparse
import os
import signal
import socket
import struct
import sys
import threading
import time

MPTCP = 262  # IPPROTO_MPTCP, which Python names from 3.10 on
WAITS = ("wait=", "until=")


def options():
    parser = argparse.ArgumentParser(
        description="Hold one SMTP session and tell how long each reply took.")
    parser.add_argument("--port", type=int, default=25)
    parser.add_argument("--timeout", type=float, default=60, metavar="S",
                        help="longest wait for one reply (default 60)")
    parser.add_argument("--from", dest="source", metavar="ADDR",
                        help="address to come from")
    parser.add_argument("--mss", type=int, help="TCP_MAXSEG")
    parser.add_argument("--window", type=int, help="SO_RCVBUF")
    parser.add_argument("--mptcp", action="store_true",
                        help="Multipath TCP, where the server speaks it")
    parser.add_argument("--burst", action="store_true",
                        help="send all commands at once")
    parser.add_argument("--gap", type=float, metavar="S",
                        help="with --burst: seconds between commands")
    parser.add_argument("--first", metavar="LINE",
                        help="said before all else, as a PROXY header")
    parser.add_argument("--no-greeting", action="store_true",
                        help="don't wait for it before the first command")
    parser.add_argument("host")
    parser.add_argument("commands", nargs="*", metavar="COMMAND")
    return parser.parse_args()


class Talk:
    """A connection, and what came on it."""

    def __init__(self, args):
        self.sock = socket.socket(
            socket.AF_INET6 if ":" in args.host else socket.AF_INET,
            socket.SOCK_STREAM, MPTCP if args.mptcp else 0)
        if args.window:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                                 args.window)
        if args.mss:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG,
                                 args.mss)
        if args.source:
            self.sock.bind((args.source, 0))
        self.sock.settimeout(args.timeout)
        self.sock.connect((args.host, args.port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.data = bytearray()
        if args.first:
            self.send(args.first)

    def line(self):
        while b"\n" not in self.data:
            got = self.sock.recv(4096)
            if not got:
                raise EOFError
            self.data += got
        end = self.data.index(b"\n") + 1
        line = bytes(self.data[:end]).decode(errors="replace").rstrip("\r\n")
        del self.data[:end]
        return line

    def reply(self):
        """A whole reply, its lines joined."""
        text = ""
        while True:
            line = self.line()
            text += (" / " if text else "") + line[4:]
            if line[3:4] != "-":
                return line[:3], text

    def send(self, command):
        self.sock.sendall((command + "\r\n").encode())

    def leave(self, by_reset):
        if by_reset:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 struct.pack("ii", 1, 0))
        self.sock.close()


def tell(started, talk):
    """Print one reply; False if there will be no more."""
    try:
        code, text = talk.reply()
    except socket.timeout:
        code, text = "timeout", "-"
    except EOFError:
        code, text = "closed", "-"
    except ConnectionResetError:
        code, text = "reset", "-"
    except OSError as error:
        code, text = "error", str(error)
    print(int((time.monotonic() - started) * 1000), code, text, flush=True)
    return code.isdigit()


def waited(command):
    """Was that no command, but time to wait?"""
    if command.startswith("wait="):
        time.sleep(float(command[5:]))
    elif command.startswith("until="):
        while not os.path.exists(command[6:]):
            time.sleep(0.02)
    else:
        return False
    return True


def converse(talk, commands):
    for command in commands:
        if waited(command):
            continue
        if command in ("fin", "rst"):
            talk.leave(command == "rst")
            return
        started = time.monotonic()
        try:
            talk.send(command)
        except OSError:
            pass
        if not tell(started, talk):
            return


def send_all(talk, args):
    for command in args.commands:
        if not waited(command):
            talk.send(command)
            time.sleep(args.gap)


def burst(talk, args):
    started = time.monotonic()
    asked = [c for c in args.commands if not c.startswith(WAITS)]
    if args.gap is None:
        talk.send("\r\n".join(asked))
    else:
        threading.Thread(target=send_all, args=(talk, args), daemon=True).start()
    for _ in asked:
        if not tell(started, talk):
            return 1
    return 0


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    args = options()
    started = time.monotonic()
    try:
        talk = Talk(args)
    except OSError as error:
        print(int((time.monotonic() - started) * 1000),
              "refused", error.strerror or error)
        return 1
    if not args.no_greeting and not tell(started, talk):
        return 1
    if not args.burst:
        converse(talk, args.commands)
        return 0
    return burst(talk, args)


if __name__ == "__main__":
    sys.exit(main())
