#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Talk with a mail server inside TLS, and write down what it answered.

    talk.py SERVER ANSWERS SEED TRUTH --ports FIRST [--auth] [--vrfy N]
            [--flights PERCENT]

Conversations are made of SEED until so many answers were got: recipients that are
known and not, deferred, of other domains, spelt in the three ways that clients
have; VRFY, failed AUTH, messages, flights of commands; TLS 1.2 and 1.3 and several
suites.
Ports are counted from FIRST: by them a capture's connections are known.  TRUTH
gets a line for each answer inside TLS but the first:

    PORT N VERB CODE COMMAND_BYTES ANSWER_BYTES KIND

KIND: single; flight (with others, or behind such); cbc (its length varies);
message.  The server's own log has the same refusals: see confusion.
"""
import argparse
import base64
import random
import socket
import ssl

VALID = ["user%d@example.com" % i for i in range(1, 21)]
SUITES_12 = ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384",
             "ECDHE-RSA-CHACHA20-POLY1305"]
CBC = "ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA"
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789._-"


class Session:
    def __init__(self, args, rng, truth, port):
        self.args, self.rng, self.truth = args, rng, truth
        self.n = 0
        self.in_mail = False
        self.kind = "single"
        self.port = port
        self.sock = socket.create_connection((args.server, 25), 60, ("", port))
        self.file = self.sock.makefile("rb")
        self.reply()
        name = self.name(4, 20) + ".example.net"
        self.line("EHLO " + name)
        self.reply()
        self.line("STARTTLS")
        self.reply()
        self.start_tls()
        self.line("EHLO " + name)
        self.reply()

    def start_tls(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        how = self.rng.random()
        if how < 0.5:
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(self.rng.choice(SUITES_12))
        if how < 0.03:
            context.set_ciphers(CBC)
        self.file.close()
        self.sock = context.wrap_socket(self.sock)
        if how < 0.03:
            self.kind = "cbc"
        self.file = self.sock.makefile("rb")

    def name(self, least, most):
        n = self.rng.randint(least, most)
        return self.rng.choice("abcdefghkmx") + "".join(
            self.rng.choice(LETTERS[:36]) for _ in range(n - 1))

    def line(self, text):
        self.sock.sendall(text.encode() + b"\r\n")

    def reply(self):
        size = 0
        while True:
            line = self.file.readline()
            if not line:
                raise EOFError
            size += len(line)
            if line[3:4] != b"-":
                return int(line[:3]), size

    def note(self, verb, code, command_bytes, answer_bytes, kind):
        self.n += 1
        self.truth.write("%d %d %s %d %d %d %s\n" % (
            self.port, self.n, verb, code, command_bytes, answer_bytes, kind))

    def ask(self, verb, text):
        self.line(text)
        code, size = self.reply()
        self.note(verb, code, len(text) + 2, size, self.kind)
        return code

    def address(self):
        how = self.rng.random()
        if how < 0.35:
            return self.rng.choice(VALID)
        if how < 0.45:
            return "%s%d@example.com" % (self.rng.choice(["later", "full"]),
                                         self.rng.randint(1, 20))
        local = self.name(1, 45)
        return local + ("@example.com" if how < 0.9 else "@other.example.org")

    def rcpt_text(self):
        return self.rng.choice(["RCPT TO:<%s>"] * 3 + ["RCPT TO: <%s>",
                               "RCPT TO:%s"]) % self.address()

    def mail_text(self):
        how = self.rng.random()
        if how < 0.1:
            return "MAIL FROM:<>"
        return "MAIL FROM:<%s@example.net>" % self.name(1, 40)

    def end_mail(self):
        if self.in_mail:
            self.ask("RSET", "RSET")
            self.in_mail = False

    def recipients(self):
        if not self.in_mail:
            self.in_mail = self.ask("MAIL", self.mail_text()) == 250
        accepted = False
        for _ in range(self.rng.randint(1, 8)):
            accepted |= self.ask("RCPT", self.rcpt_text()) // 100 == 2
        if self.rng.random() < 0.4:
            if self.ask("DATA", "DATA") == 354:
                self.message()
            else:
                self.end_mail()

    def message(self):
        text = "Subject: %s\r\n\r\n" % self.name(5, 30)
        for _ in range(self.rng.choice([1, 1, 3, 400])):
            text += self.name(10, 70) + "\r\n"
        self.line(text + ".")
        code, size = self.reply()
        self.note("MESSAGE", code, len(text) + 3, size,
                  "message" if self.kind == "single" else self.kind)
        self.in_mail = False

    def verify(self):
        for _ in range(self.rng.randint(1, self.args.vrfy)):
            self.ask("VRFY", "VRFY " + (self.name(1, 40) if
                     self.rng.random() < 0.5 else self.address()))

    def passwords(self):
        self.end_mail()
        user = self.rng.choice(["user1@example.com", self.name(3, 30)])
        for _ in range(self.rng.randint(1, 3)):
            guess = self.name(3, 30)
            if self.rng.random() < 0.5:
                text = base64.b64encode(("\0%s\0%s" % (user, guess)).encode())
                self.ask("AUTH", "AUTH PLAIN " + text.decode())
            elif self.ask("AUTH", "AUTH LOGIN") == 334:
                self.ask("AUTH", base64.b64encode(user.encode()).decode())
                self.ask("AUTH", base64.b64encode(guess.encode()).decode())

    def flight(self):
        self.end_mail()
        if self.kind == "single":
            self.kind = "flight"
        lines = [self.mail_text()] + [self.rcpt_text() for _ in
                                      range(self.rng.randint(1, 6))]
        if self.rng.random() < 0.5:
            for line in lines:
                self.line(line)
        else:
            self.line("\r\n".join(lines))
        for line in lines:
            code, size = self.reply()
            self.note(line[:4], code, len(line) + 2, size, self.kind)
        self.in_mail = True
        self.end_mail()

    def run(self):
        what = [self.recipients] * 6
        if self.args.vrfy:
            what.append(self.verify)
        if self.args.auth:
            what += [self.passwords] * 2
        flights = self.rng.random() * 100 < self.args.flights
        verified = False
        for _ in range(self.rng.randint(1, 4)):
            act = self.rng.choice(what)
            if act == self.verify and verified:
                continue
            verified |= act == self.verify
            act()
            if flights and self.rng.random() < 0.5:
                self.flight()
        self.ask("QUIT", "QUIT")
        self.sock.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("answers", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("truth")
    parser.add_argument("--ports", type=int, required=True)
    parser.add_argument("--auth", action="store_true")
    parser.add_argument("--vrfy", type=int, default=4)
    parser.add_argument("--flights", type=float, default=15)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    got = opened = 0
    with open(args.truth, "w") as truth:
        while got < args.answers:
            session = Session(args, rng, truth, args.ports + opened)
            opened += 1
            try:
                session.run()
            except (EOFError, ConnectionError, ssl.SSLError):
                truth.write("# %d ended\n" % session.port)
            got += session.n


if __name__ == "__main__":
    main()
