#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Be an honest sender, and say what became of its mail.

	honest.py [option...] list HOST		20 messages, a list message with dead
						recipients, then one message after
						the other
	honest.py [option...] data|bdat|flight HOST
						a message whose source errs ten
						times before its end: behind 354,
						between two BDAT, or a whole flight
						with three dead recipients
	honest.py [option...] fresh HOST	that flight of a source without
						other errors

A message that has no answer in --patience seconds is given up and sent again with
the same Message-ID, until it is taken.  Prints one JSON object: how many were taken
("taken"), given up ("gave_up"), and the ports from which messages were sent.
"""

import argparse
import json
import socket
import sys
import time

LIST_GOOD, LIST_DEAD = 60, 8
ERRORS = 10


class Session:
    def __init__(self, args, patience_s):
        self.sock = socket.create_connection((args.host, 25), patience_s)
        self.data = b""
        self.port = self.sock.getsockname()[1]

    def line(self):
        while b"\n" not in self.data:
            got = self.sock.recv(65536)
            if not got:
                raise ConnectionError("the server closed")
            self.data += got
        line, self.data = self.data.split(b"\n", 1)
        return line

    def reply(self):
        line = self.line()
        while line[3:4] == b"-":
            line = self.line()
        return line[:3].decode()

    def say(self, text):
        self.sock.sendall(text.encode())

    def command(self, text):
        self.say(text + "\r\n")
        return self.reply()

    def greeted(self):
        self.reply()
        self.command("EHLO sender.example.net")
        return self


def text_of(ident):
    return f"Message-ID: <{ident}@example.net>\r\nSubject: x\r\n\r\nx\r\n"


class Sender:
    def __init__(self, args):
        self.args = args
        self.said = {"taken": 0, "gave_up": 0, "ports": []}

    def until_taken(self, one, *words):
        """Send it until it is taken, as a mail server's queue does."""
        while True:
            try:
                session = Session(self.args, self.args.patience)
                self.said["ports"].append(session.port)
                if one(session, *words) == "250":
                    self.said["taken"] += 1
                    session.sock.close()
                    return
                raise ConnectionError("refused")
            except OSError:
                self.said["gave_up"] += 1
                time.sleep(self.args.pause)

    def message(self, session, ident, names):
        session.greeted()
        session.command("MAIL FROM:<sender@example.net>")
        for name in names:
            session.command(f"RCPT TO:<{name}@example.com>")
        session.command("DATA")
        return session.command(text_of(ident) + ".")

    def list(self):
        for i in range(20):
            self.until_taken(self.message, f"before{i}", ["user1"])
        names = [f"user{i % 20 + 1}" for i in range(LIST_GOOD)]
        for i in range(LIST_DEAD):
            names.insert(7 * i + 3, f"dead{i}")
        self.until_taken(self.message, "list", names)
        for i in range(self.args.messages):
            self.until_taken(self.message, f"after{i}", ["user1"])
            time.sleep(self.args.pause)

    def err(self):
        """
        Ten errors of the source at once, each on its own connection.  A mail server
        may have to start a process for each.
        """
        self.others = [Session(self.args, 60).greeted() for _ in range(ERRORS)]
        for other in self.others:
            other.command("MAIL FROM:<sender@example.net>")
        for i, other in enumerate(self.others):
            other.say(f"RCPT TO:<nobody{i}@example.com>\r\n")
        time.sleep(self.args.errors)

    def behind_errors(self, session, what):
        """It errs while the first try is on its way; not while it tries again."""
        err = self.err if len(self.said["ports"]) == 1 else lambda: None
        if what != "flight":
            session.greeted()
        text = text_of(what)
        dead = "".join(f"RCPT TO:<dead{i}@example.com>\r\n" for i in range(3))
        begin = "MAIL FROM:<sender@example.net>\r\n"
        valid = "RCPT TO:<user1@example.com>\r\n"
        last = f"BDAT {len(text)} LAST\r\n{text}"
        if what in ("flight", "fresh"):
            if what == "flight":
                err()
                session.greeted()
            session.say(begin + dead + valid + last)
            return [session.reply() for _ in range(6)][-1]
        session.command(begin.strip())
        session.command(valid.strip())
        if what == "data":
            session.command("DATA")
            err()
            return session.command(text + ".")
        session.say("BDAT 4\r\nX: y")
        session.reply()
        err()
        session.say(f"BDAT {len(text) + 2} LAST\r\n\r\n{text}")
        return session.reply()

    def run(self):
        if self.args.what == "list":
            self.list()
        else:
            self.until_taken(self.behind_errors, self.args.what)
        return self.said


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patience", type=float, default=30, metavar="S")
    parser.add_argument("--pause", type=float, default=0.5, metavar="S")
    parser.add_argument("--errors", type=float, default=3, metavar="S",
                        help="how long the ten errors take at most")
    parser.add_argument("--messages", type=int, default=40, metavar="N",
                        help="how many after the list")
    parser.add_argument("what", choices=("list", "data", "bdat", "flight", "fresh"))
    parser.add_argument("host")
    args = parser.parse_args()
    print(json.dumps(Sender(args).run()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
