#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare two traces: of the replay tool, and of the daemon.

	traces.py REPLAY DAEMON [STOOD-STILL-MS]

Line by line for each connection, and the order in which connections first
appear; all fields are the same except "time" and "late", and "wait" (less "late") and
"debt" (as it was when due), which may differ by TOLERANCE_S, and by as long as the
machine stood still: packets came so much later then.  Prints the differences; its exit
status is 0 if there are none, and there was something to compare.
"""

import re
import sys

TOLERANCE_S = 0.25
FUZZY = ("wait", "debt")
IGNORED = ("time",)


def read(path):
    """Lines as dictionaries, by connection."""
    found = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            fields = dict(re.findall(r"([a-z]+)=(\S+)", line))
            if "event" in fields and "client" in fields:
                # How busy this machine is tells nothing.
                late_s = float(fields.pop("late", 0))
                fields["wait"] = str(round(float(fields["wait"]) - late_s, 3))
                if float(fields["debt"]):
                    fields["debt"] = str(round(float(fields["debt"]) + late_s, 3))
                found.setdefault((fields["client"], fields["server"]),
                                 []).append(fields)
    return found


def differences(a, b, tolerance_s):
    for key in sorted((a.keys() | b.keys()) - set(IGNORED)):
        x, y = a.get(key), b.get(key)
        if x == y or (key in FUZZY and x and y and
                      abs(float(x) - float(y)) <= tolerance_s):
            continue
        yield f"{key}: replay {x}, daemon {y}"


def short(fields):
    return " ".join(f"{k}={v}" for k, v in (fields or {}).items()
                    if k not in ("client", "server"))


def compare(replay, daemon, tolerance_s):
    bad = 0
    for key in sorted(set(replay) | set(daemon)):
        a, b = replay.get(key, []), daemon.get(key, [])
        for i in range(max(len(a), len(b))):
            x = a[i] if i < len(a) else {}
            y = b[i] if i < len(b) else {}
            wrong = list(differences(x, y, tolerance_s))
            if wrong:
                bad += 1
                print(f"{key[0]}, line {i + 1}: {'; '.join(wrong[:4])}")
                print(f"  replay: {short(x)}\n  daemon: {short(y)}")
                break
    return bad


def main():
    replay, daemon = read(sys.argv[1]), read(sys.argv[2])
    stood_still_ms = float(sys.argv[3]) if len(sys.argv) > 3 else 0
    bad = compare(replay, daemon, TOLERANCE_S + stood_still_ms / 1000)
    if list(replay) != list(daemon):
        print(f"connections in another order: replay {list(replay)}, "
              f"daemon {list(daemon)}")
        bad += 1
    lines = sum(map(len, replay.values()))
    print(f"{lines} lines of {len(replay)} connections")
    return 1 if bad or not lines else 0


if __name__ == "__main__":
    sys.exit(main())
