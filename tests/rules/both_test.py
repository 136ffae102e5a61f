#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""No file of settings exists that one program takes and the other refuses.

Files are made at random, most of them nearly right; check-config and the dry run
of smtp-tarpit-rules must agree, and tell the same error.

    both_test.py [FILES [SEED]]
"""
import os
import random
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
TARPIT = os.path.join(TOP, os.environ.get("BUILD", "build"), "smtp-tarpit")
RULES = os.path.join(TOP, "rules/smtp-tarpit-rules")

VALUES = {
    "mode": ["router", "host", "bridge"],
    "server": ["192.0.2.25", "2001:db8::25", "192.0.2.0/24", "192.0.2.1/24",
               "mail.example", "::1/129", "192.0.2.256", "none"],
    "in-interface": ["eth0", "ppp+", "a/b", "averyveryverylongname", "none"],
    "any-server": ["yes", "no", "on", "off", "true", "false", "YES", "1", "maybe"],
    "port": ["25", "587", "2525-2530", "25:27", "30-25", "0", "smtp", "65536",
             "25-27"],
    "queue-num": ["2500", "0", "65001", "-1", "x"],
    "prefilter": ["yes", "no", "YES"],
    "trusted": ["10.0.0.0/8", "fd00::/8", "10.0.0.0/8x", "none"],
    "proxy-protocol": ["10.0.0.5", "fd00::5", "balancer.example", "none"],
    "mark-mask": ["0x30000000", "0x840", "3", "0x1", "0x"],
    "known-timeout": ["60", "3600", "59", "604801"],
    "hold-codes": ["5xx", "4xx", "550", "5.1.1", "6xx", "none"],
    "prefix4": ["32", "24", "7"],
    "prefix6": ["64", "128", "129"],
    "network4": ["24", "8", "0"],
    "network6": ["48", "129"],
    "max-connections": ["0", "20", "many"],
    "position": ["last", "first", "middle"],
    "backend": ["auto", "iptables", "nft", "pf"],
    "iptables": ["auto", "iptables", "iptables-nft", "iptables-legacy", "bsd"],
    "interval": ["20", "2.5", "20,5", "601", "soon"],
    "auth-interval": ["0", "60", "601"],
    "policy": ["source", "reply", "sourse"],
    "port-interval": ["587:5", "25=1", "25", "none"],
    "hold-queues": ["8", "0"],
    "user": ["nobody", "none"],
}
LISTS = {"server", "in-interface", "port", "trusted", "proxy-protocol",
         "hold-codes", "port-interval"}
ODD = ["# a comment\n", "// another\n", "/* two\nlines */ ", "/* no end", "{", "}",
       ",", "=", "mode", "colour = red\n", "\xef\xbb\xbf", "\xa0", "\"", "'",
       "\n\n", "\t", "include(\"/etc/passwd\")\n"]


def value(rng, key):
    quote = rng.choice(["", "", '"', "'"])
    if key in LISTS and rng.random() < 0.5:
        items = [quote + rng.choice(VALUES[key]) + quote
                 for _ in range(rng.randrange(4))]
        return "{" + rng.choice([", ", ",", ", ", " "]).join(items) + "}"
    return quote + rng.choice(VALUES[key]) + quote


def make_file(rng):
    keys = rng.sample(sorted(VALUES), rng.randrange(1, 6))
    parts = [f"{key} ={rng.choice(['', ' '])}{value(rng, key)}\n" for key in keys]
    if rng.random() < 0.5:
        parts.append(rng.choice(["mode = host\n", "any-server = yes\n"]))
    if rng.random() < 0.3:
        parts.insert(rng.randrange(len(parts) + 1), rng.choice(ODD))
    return "".join(parts).encode("latin-1")


def ask(*argv):
    done = subprocess.run(argv, capture_output=True, check=False)
    return done.returncode, done.stderr.decode("latin-1")


def agree(path):
    """Return why they do not, or None."""
    daemon, said = ask(TARPIT, "check-config", path)
    rules, told = ask(RULES, "install", "--dry-run", "--config", path)
    if daemon not in (0, 1, 2) or (daemon == 0) != (rules == 0):
        return f"check-config {daemon}, rules {rules}\n{said}{told}"
    if daemon == 2 and not any(
            line.split("error: ", 1)[-1] == told.split(": ", 1)[-1].rstrip("\n")
            for line in said.splitlines()):
        return f"not the same error:\n{said}{told}"
    if daemon == 1 and told.split(": ", 1)[1].rstrip("\n") not in said:
        return f"not the same reason:\n{said}{told}"
    return None


def main():
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 80
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = random.Random(seed)
    taken = 0
    print("1..2")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "tarpit.conf")
        for i in range(files):
            text = make_file(rng)
            with open(path, "wb") as f:
                f.write(text)
            why = agree(path)
            if why:
                print(f"not ok 1 - file {i} of seed {seed}")
                print("# " + (text.decode("latin-1") + why).replace("\n", "\n# "))
                return 1
            taken += ask(TARPIT, "check-config", path)[0] == 0
    print(f"ok 1 - {files} files: both take them, or both refuse with the same words")
    enough = files // 20 < taken < files * 19 // 20
    print(f"{'ok' if enough else 'not ok'} 2 - some of each: {taken} were taken")
    return not enough


sys.exit(main())
