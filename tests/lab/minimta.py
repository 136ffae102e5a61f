#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A small, fast mail server for the demo and for cheap tests.

	minimta.py [option...]

Takes mail for some recipients at example.com, refuses all others with 550
5.1.1, throws the mail away, delays nothing, and knows PIPELINING, VRFY and
AUTH PLAIN.  Prints READY when it listens, and a line for each message that it
took.  One thread, so thousands of sessions cost little.
"""

import argparse
import base64
import selectors
import signal
import socket
import ssl
import sys
import time

LINE_MAX_BYTES = 4096
MPTCP = 262  # IPPROTO_MPTCP, which Python names from 3.10 on


def options():
    parser = argparse.ArgumentParser(description="A small mail server.")
    parser.add_argument("--listen", default="::", metavar="ADDR",
                        help="where (default ::, IPv4 too)")
    parser.add_argument("--port", type=int, default=25)
    parser.add_argument("--users", type=int, default=20, metavar="N",
                        help="valid are user1 to userN (default 20)")
    parser.add_argument("--valid", metavar="FILE",
                        help="valid are the names in FILE, one a line")
    parser.add_argument("--every", type=int, metavar="N",
                        help="valid are those whose trailing number can be "
                             "divided by N")
    parser.add_argument("--greeting", default="220 mail.example.com ESMTP",
                        help="the first line")
    parser.add_argument("--ehlo-5xx", action="store_true",
                        help="refuse EHLO with 502, take HELO")
    parser.add_argument("--no-pipelining", action="store_true",
                        help="don't offer it")
    parser.add_argument("--multiline", action="store_true",
                        help="refuse by replies of three lines")
    parser.add_argument("--bare", action="store_true",
                        help="refuse by the code alone")
    parser.add_argument("--lf", action="store_true",
                        help="end lines by LF alone")
    parser.add_argument("--dribble", action="store_true",
                        help="send each byte in a segment of its own")
    parser.add_argument("--starttls", nargs=2, metavar=("CERT", "KEY"),
                        help="offer STARTTLS")
    parser.add_argument("--mptcp", action="store_true",
                        help="speak Multipath TCP to those who do")
    parser.add_argument("--after", type=float, default=0, metavar="SECONDS",
                        help="think so long about each line")
    parser.add_argument("--max-errors", type=int, default=0, metavar="N",
                        help="421 and goodbye after N refusals (0: never)")
    return parser.parse_args()


class Users:
    """Who is a valid recipient."""

    def __init__(self, args):
        self.every = args.every
        if args.valid:
            with open(args.valid, encoding="utf-8") as file:
                self.names = set(file.read().split())
        else:
            self.names = {f"user{i}" for i in range(1, args.users + 1)}

    def known(self, path):
        """path: what stands between the angle brackets."""
        local, _, domain = path.partition("@")
        if domain not in ("", "example.com"):
            return False
        if not self.every:
            return local in self.names
        digits = local[len(local.rstrip("0123456789")):]
        return bool(digits) and int(digits) % self.every == 0


class Session:
    """One connection: lines in, replies out."""

    def __init__(self, server, sock, peer):
        self.server, self.sock, self.peer = server, sock, peer
        self.args = server.args
        self.inbox = bytearray()
        self.outbox = bytearray()
        self.recipients = []
        self.in_data = self.closing = self.in_auth = self.has_mail = False
        self.errors = 0
        self.say(self.args.greeting)

    def say(self, *lines):
        end = b"\n" if self.args.lf else b"\r\n"
        for line in lines:
            self.outbox += line.encode() + end

    def refuse(self, code, text):
        """A refusal, dressed up as the options say."""
        self.errors += 1
        if self.args.bare:
            self.say(code)
        elif self.args.multiline:
            self.say(f"{code}-{text}", f"{code}-See the postmaster", f"{code} ")
        else:
            self.say(f"{code} {text}")
        if self.args.max_errors and self.errors >= self.args.max_errors:
            self.say("421 4.7.0 too many errors")
            self.closing = True

    def feed(self, data):
        self.inbox += data
        start = 0
        while not self.closing:
            end = self.inbox.find(b"\n", start)
            if end < 0:
                break
            line = bytes(self.inbox[start:end]).rstrip(b"\r")
            start = end + 1
            self.take_line(line.decode(errors="replace"))
        del self.inbox[:start]
        if len(self.inbox) > LINE_MAX_BYTES:
            self.refuse("500", "5.5.2 line too long")
            self.closing = True

    def take_line(self, line):
        time.sleep(self.args.after)
        if self.in_data:
            if line == ".":
                self.in_data = False
                self.server.delivered(self)
                self.recipients = []
                self.has_mail = False
                self.say("250 2.0.0 Ok: taken")
            return
        if self.in_auth:
            self.in_auth = False
            self.check_password(line)
            return
        verb, _, rest = line.partition(" ")
        handler = getattr(self, "do_" + verb.lower(), None)
        if handler:
            handler(rest.strip())
        else:
            self.refuse("502", "5.5.2 command not recognized")

    def do_ehlo(self, _):
        if self.args.ehlo_5xx:
            self.refuse("502", "5.5.2 command not recognized")
            return
        features = ["mail.example.com", "ENHANCEDSTATUSCODES"]
        if not self.args.no_pipelining:
            features.append("PIPELINING")
        if self.args.starttls and not self.server.is_tls(self.sock):
            features.append("STARTTLS")
        features.append("AUTH PLAIN")
        self.say(*[f"250-{f}" for f in features[:-1]], f"250 {features[-1]}")

    def do_helo(self, _):
        self.say("250 mail.example.com")

    def do_mail(self, _):
        self.recipients = []
        self.has_mail = True
        self.say("250 2.1.0 Ok")

    def do_rcpt(self, rest):
        path = rest.partition("<")[2].partition(">")[0]
        if not self.has_mail:
            self.refuse("503", "5.5.1 need MAIL command")
        elif self.server.users.known(path):
            self.recipients.append(path)
            self.say("250 2.1.5 Ok")
        else:
            self.refuse("550", f"5.1.1 <{path}>: user unknown")

    def do_vrfy(self, rest):
        if self.server.users.known(rest.strip("<>")):
            self.say(f"250 2.1.5 <{rest}>")
        else:
            self.refuse("550", f"5.1.1 <{rest}>: user unknown")

    def do_data(self, _):
        if not self.recipients:
            self.refuse("554", "5.5.1 no valid recipients")
            return
        self.in_data = True
        self.say("354 End data with <CR><LF>.<CR><LF>")

    def do_auth(self, rest):
        _, _, initial = rest.partition(" ")
        if initial:
            self.check_password(initial)
        else:
            self.in_auth = True
            self.say("334 ")

    def check_password(self, text):
        try:
            words = base64.b64decode(text).split(b"\0")
        except ValueError:
            words = []
        if words[1:] == [b"user1", b"secret"]:
            self.say("235 2.7.0 Authentication successful")
        else:
            self.refuse("535", "5.7.8 authentication failed")

    def do_starttls(self, _):
        if not self.args.starttls:
            self.refuse("502", "5.5.1 not offered")
            return
        self.say("220 2.0.0 Ready to start TLS")
        self.server.start_tls(self)

    def do_rset(self, _):
        self.recipients = []
        self.has_mail = False
        self.say("250 2.0.0 Ok")

    def do_noop(self, _):
        self.say("250 2.0.0 Ok")

    def do_quit(self, _):
        self.say("221 2.0.0 Bye")
        self.closing = True


class Server:
    """Listens, and moves bytes between sockets and sessions."""

    def __init__(self, args):
        self.args = args
        self.users = Users(args)
        self.selector = selectors.DefaultSelector()
        self.context = None
        if args.starttls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*args.starttls)
        family = socket.AF_INET6 if ":" in args.listen else socket.AF_INET
        self.listener = socket.socket(family, socket.SOCK_STREAM,
                                      MPTCP if args.mptcp else 0)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            self.listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY,
                                     args.listen != "::")
        self.listener.bind((args.listen, args.port))
        self.listener.listen(1024)
        self.listener.setblocking(False)
        self.selector.register(self.listener, selectors.EVENT_READ)

    @staticmethod
    def is_tls(sock):
        return isinstance(sock, ssl.SSLSocket)

    @staticmethod
    def delivered(session):
        print(f"delivered from={session.peer[0]} "
              f"recipients={len(session.recipients)}", flush=True)

    def start_tls(self, session):
        """The handshake blocks the others; good enough for tests."""
        self.flush(session)
        self.selector.unregister(session.sock)
        session.sock.settimeout(10)
        try:
            session.sock = self.context.wrap_socket(session.sock,
                                                    server_side=True)
            session.sock.setblocking(False)
        except OSError:
            session.sock.close()
            session.closing = True
            return
        self.selector.register(session.sock, selectors.EVENT_READ, session)

    def accept(self):
        try:
            sock, peer = self.listener.accept()
        except OSError:
            return
        sock.setblocking(False)
        if self.args.dribble:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        session = Session(self, sock, peer)
        self.selector.register(sock, selectors.EVENT_READ, session)
        self.flush(session)

    def close(self, session):
        try:
            self.selector.unregister(session.sock)
        except (KeyError, ValueError):
            pass
        session.sock.close()

    def flush(self, session):
        """Send what fits; the rest when the socket has room again."""
        try:
            while session.outbox:
                piece = session.outbox[:1 if self.args.dribble else 65536]
                del session.outbox[:session.sock.send(piece)]
        except (BlockingIOError, ssl.SSLWantWriteError):
            pass
        except OSError:
            self.close(session)
            return
        if session.closing and not session.outbox:
            self.close(session)
            return
        events = selectors.EVENT_READ
        if session.outbox:
            events |= selectors.EVENT_WRITE
        self.selector.modify(session.sock, events, session)

    def read(self, session):
        try:
            data = session.sock.recv(65536)
            while self.is_tls(session.sock) and session.sock.pending():
                data += session.sock.recv(65536)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except OSError:
            data = b""
        if not data:
            self.close(session)
            return
        session.feed(data)
        if session.sock.fileno() >= 0:
            self.flush(session)

    def run(self):
        print("READY", flush=True)
        while True:
            for key, events in self.selector.select():
                session = key.data
                if session is None:
                    self.accept()
                elif session.sock.fileno() < 0:
                    continue
                elif events & selectors.EVENT_WRITE:
                    self.flush(session)
                else:
                    self.read(session)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Server(options()).run()


if __name__ == "__main__":
    main()
