#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What an honest client of a known source says passes at once, whatever it says.

Dialogues are made at random, of what RFC 5321 and its extensions allow: groups of
lines, texts and chunks of any bytes, logins, in segments that end anywhere.  The
source erred once, and owes nothing; the server answers in its turn.  So no packet
of either side may wait, be cut, or be kept.  script-runner judges.

    honest_test.py [DIALOGUES [SEED]]
"""
import os
import random
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
sys.path.insert(0, os.path.join(TOP, "tests/lib"))
from tap import Tap  # noqa: E402

RUNNER = os.path.join(TOP, os.environ.get("BUILD", "build"), "tests/script/script-runner")
FORMS = 6                       # each script runs so often
SEGMENT_BYTES = 700             # what a line of a script has room for
LINES = [b"BDAT 400", b"DATA", b"QUIT", b"RCPT TO:<a>", b"x.", b" .", b"x\r.", b"..\rx"]
CHUNK = b"RCPT TO:<x>\r\nBDAT 99\r\n.\r\n\n.\nDATA\r\n"


def quoted(data):
    special = {13: "\\r", 10: "\\n"}
    return '"' + "".join(
        special.get(c) or (f"\\x{c:02x}" if c < 32 or c > 126 or c in b'"\\' else chr(c))
        for c in data) + '"'


class Dialogue:
    """A connection, as a script."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.lines = ["conf interval=1 burst=100 max-hold=60", "owe 1 0.01",
                      "@200 tick", "open client=1"]
        self.enhanced = self.rng.random() < 0.7
        self.chunking = self.rng.random() < 0.7

    def client(self, data):
        cuts = set()
        if self.rng.random() < 0.6:
            cuts = {self.rng.randrange(len(data)) for _ in range(self.rng.choice([1, 2, 5, 12]))}
        if self.rng.random() < 0.05 and len(data) < 120:
            cuts = set(range(len(data)))
        ends = sorted(cuts | {0} | set(range(0, len(data), SEGMENT_BYTES))) + [len(data)]
        for start, end in zip(ends, ends[1:]):
            self.lines.append(f"+0 C> P. {quoted(data[start:end])} = accept")

    def server(self, data):
        cut = self.rng.randrange(4, len(data)) if self.rng.random() < 0.3 else len(data)
        for part in (data[:cut], data[cut:]):
            if part:
                self.lines.append(f"+0 S> P. {quoted(part)} = accept")

    def ok(self, code=b"0.0"):
        return b"250 2." + code + b" Ok\r\n" if self.enhanced else b"250 OK\r\n"

    def some(self, alphabet, most):
        return bytes(self.rng.choice(alphabet) for _ in range(self.rng.randrange(1, most)))

    def line(self):
        kind = self.rng.random()
        if kind < 0.2:
            return self.rng.choice([b"", b"..", b".." + self.some(range(33, 127), 5)])
        if kind < 0.3:
            return self.rng.choice(LINES)
        if kind < 0.4:
            return b"x" * self.rng.choice([998, 3000])
        text = self.some(range(33, 127) if kind < 0.9 else range(128, 256), 76)
        return b"." + text if text.startswith(b".") else text

    def text(self):
        lines = [self.line() for _ in range(self.rng.choice([1, 3, 10, 40]))]
        return b"".join(line + b"\r\n" for line in lines) + b".\r\n"

    def chunk(self):
        size = self.rng.choice([0, 1, 2, 30, 300, 3000])
        if self.rng.random() < 0.4:
            return (CHUNK * 100)[:size]
        return bytes(self.rng.randrange(256) for _ in range(size))

    def greets(self):
        self.server(b"220 mx.example ESMTP\r\n")
        self.client(self.rng.choice([b"EHLO me.example\r\n", b"ehlo [192.0.2.1]\r\n"]))
        words = [b"PIPELINING", b"8BITMIME", b"SIZE 1000000", b"AUTH PLAIN LOGIN", b"DSN"]
        words += [self.rng.choice([b"CHUNKING", b"chunking"])] * self.chunking
        self.rng.shuffle(words)
        self.server(b"".join(b"250-" + word + b"\r\n" for word in [b"mx.example"] + words) +
                    b"250 HELP\r\n")

    def says_a_line(self):
        self.client(self.rng.choice([b"NOOP\r\n", b"RSET\r\n", b"noop hi\r\n", b"VRFY a\r\n"]))
        self.server(self.rng.choice([self.ok(), b"252 2.1.5 maybe\r\n", b"450 4.2.1 later\r\n",
                                     b"214-x\r\n214 y\r\n"]))

    def logs_in(self):
        if self.rng.random() < 0.5:
            self.client(b"AUTH PLAIN " + b"Q" * self.rng.choice([10, 200, 1500]) + b"\r\n")
        else:
            for said, asked in ((b"AUTH LOGIN", b"VXNlcm5hbWU6"), (b"Ym9i", b"UGFzc3dvcmQ6")):
                self.client(said + b"\r\n")
                self.server(b"334 " + asked + b"\r\n")
            self.client(b"QkRBVA==\r\n")
        self.server(b"454 4.7.0 later\r\n")

    def address(self):
        return self.some(b"abcxyz.+-=0123", 60) + b"@example.org>"

    def says_group(self, commands, answers):
        """In one flight, or each in its turn."""
        if self.rng.random() < 0.6:
            commands, answers = [b"".join(commands)], [b"".join(answers)]
        for command, answer in zip(commands, answers):
            self.client(command)
            self.server(answer)

    def sends_message(self):
        n = self.rng.choice([1, 1, 2, 5, 40])
        commands = [b"MAIL FROM:<" + self.address() +
                    self.rng.choice([b"", b" SIZE=1000 BODY=8BITMIME RET=HDRS ENVID=x"]) + b"\r\n"]
        commands += [b"RCPT TO:<" + self.address() +
                     self.rng.choice([b"", b" NOTIFY=NEVER"]) + b"\r\n" for _ in range(n)]
        answers = [self.ok(b"1.0"), self.ok(b"1.5")]
        answers += [self.rng.choice([self.ok(b"1.5"), b"450 4.7.1 later\r\n"])
                    for _ in range(n - 1)]
        taken = self.rng.choice([self.ok(), self.ok(), b"451 4.3.0 no\r\n"])
        if self.chunking and self.rng.random() < 0.5:
            chunks = [self.chunk() for _ in range(self.rng.choice([1, 1, 2, 3]))]
            sizes = [b"BDAT %d" % len(chunk) for chunk in chunks]
            sizes[-1] += b" LAST"
            bdats = [size + b"\r\n" + chunk for size, chunk in zip(sizes, chunks)]
            said = [self.ok()] * (len(chunks) - 1) + [taken]
            if self.rng.random() < 0.4:
                self.says_group(commands + bdats, answers + said)
            else:
                self.says_group(commands, answers)
                for bdat, answer in zip(bdats, said):
                    self.client(bdat)
                    self.server(answer)
            return
        self.says_group(commands + [b"DATA\r\n"], answers + [b"354 End with <CR><LF>.\r\n"])
        self.client(self.text())
        self.server(taken)

    def script(self):
        self.greets()
        for _ in range(self.rng.randrange(1, 6)):
            self.rng.choice([self.says_a_line, self.logs_in, self.sends_message,
                             self.sends_message, self.sends_message])()
        self.client(b"QUIT\r\n")
        self.server(b"221 2.0.0 Bye\r\n")
        return "\n".join(self.lines) + "\n"


def main():
    dialogues = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    tap = Tap(1)
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, f"{seed + i}.t") for i in range(dialogues)]
        for i, path in enumerate(paths):
            with open(path, "w", encoding="ascii") as f:
                f.write(Dialogue(seed + i).script())
        out = subprocess.run([RUNNER] + paths, stdout=subprocess.PIPE, check=False,
                             encoding="utf-8").stdout
    tap.result(out.count("\nok ") == FORMS * dialogues,
               f"{dialogues} honest dialogues of a known source pass at once",
               *(line for line in out.splitlines() if not line.startswith("ok ")))
    return tap.done()


sys.exit(main())
