#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Do two recordings of pry.py tell the worlds apart?

    compare.py FILE FILE	exit status 1 if they do

Kernels keep no time: what is compared is what was shown, in which order; that
something comes more or less often at the end is not, nor are moments.
"""

import json
import sys

SLACK_S = 0.6
BURST_S = 0.25


def load(path):
    with open(path, encoding="ascii") as source:
        return json.load(source)


def shown(result):
    out = []
    ident = None
    for p in result["conn"]:
        if result["burst"] and p["s"] - result["asked"] < BURST_S:
            continue
        if result["burst"]:
            p["ack"] = 0
        # How an identification grows, not where it stands.
        step = 0 if ident is None or not p["id"] else (p["id"] - ident) % 65536
        ident = p["id"] or ident
        out.append(((p["flags"], p["seq"], p["ack"], p["window"], p["bytes"],
                     p["ttl"], p["id"] == 0, step, p["ts"] is None),
                    p["s"] - result["asked"], p["ts"]))
    return out


def main():
    a, b = load(sys.argv[1]), load(sys.argv[2])
    x, y = shown(a), shown(b)
    bad = []
    if bool(x) != bool(y):
        bad.append("one world shows something, the other nothing")
    for i, ((p, ps, pt), (q, qs, qt)) in enumerate(zip(x, y)):
        if p != q:
            bad.append("packet %d: %s at %.2f s, %s at %.2f s" %
                       (i, p, ps, q, qs))
        elif abs(ps - qs) > SLACK_S:
            bad.append("packet %d: at %.2f s, at %.2f s" % (i, ps, qs))
        elif pt is not None and \
                abs((pt - x[0][2]) - (qt - y[0][2])) > SLACK_S * 1000:
            bad.append("packet %d: time stamp +%d, +%d ms behind the first" %
                       (i, pt - x[0][2], qt - y[0][2]))
    if abs(len(x) - len(y)) > 1:
        bad.append("%d packets, %d packets" % (len(x), len(y)))
    if [o[1:] for o in a["other"]] != [o[1:] for o in b["other"]]:
        bad.append("pings: %s, %s" % (a["other"], b["other"]))
    for line in bad[:6]:
        print(line)
    print("%d and %d packets" % (len(x), len(y)))
    return bool(bad)


sys.exit(main())
