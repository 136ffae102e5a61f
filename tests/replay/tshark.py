# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark, a reader of packets with a reassembler of its own, finds in a
capture: what each end said, and the 5xx replies in it."""

import functools
import re
import subprocess

TAP = "follow,tcp,raw"
FOLLOWED = "Follow: tcp,raw"
NUMBER = re.compile(r"Filter: tcp\.stream eq (\d+)")
AT_ONCE = 8
FINAL_5XX = re.compile(rb"5[0-9][0-9](?:[ \r]|$)")


def tshark(*args):
    return subprocess.run(["tshark", *args], check=False, text=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


@functools.lru_cache(maxsize=None)
def followed(path):
    """What each end of each stream said: a list of (port, bytes)."""
    return list(follow(path))


def follow(path):
    """
    The first streams are asked for before it is known which there are: it takes
    tshark longer to start than to read.
    """
    out = tshark("-r", path, "-T", "fields", "-e", "tcp.stream",
                 "-Y", "tcp && !icmp", *taps(range(AT_ONCE)))
    numbers, *parts = out.split(FOLLOWED)
    streams = {int(n) for n in re.findall(r"^\d+$", numbers, re.M)}
    if streams - set(range(AT_ONCE)):
        parts = tshark("-r", path, "-q",
                       *taps(sorted(streams))).split(FOLLOWED)[1:]
    for part in parts:
        if int(NUMBER.search(part).group(1)) in streams:
            yield from said_by_each(part)


def taps(streams):
    return [word for number in streams
            for word in ("-z", f"{TAP},{number}")]


def said_by_each(part):
    ports = [int(p) for p in re.findall(r"Node [01]: .*:(\d+)", part)]
    lines = part.split("\n")
    for node, port in enumerate(ports):
        yield port, bytes.fromhex("".join(
            line.strip() for line in lines
            if re.fullmatch(r"\t?[0-9a-f]+", line)
            and line.startswith("\t") == bool(node)))


def count_final(said):
    """Final lines of 5xx replies, until TLS begins; the last may be cut off."""
    count = 0
    for line in said.split(b"\n")[:-1]:
        if line[:1] == b"\x16":
            break
        count += bool(FINAL_5XX.match(line))
    return count
