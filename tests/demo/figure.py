#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draw what two harvests have learnt over time, as text.

	figure.py WITHOUT.json WITH.json

The files are harvest.py's, made with --times.
"""

import json
import sys

WIDTH, HEIGHT = 56, 9
RECIPIENTS = 15000
DEFAULT_INTERVAL_S = 20


def learnt_at(times, seconds):
    """How many were learnt until then."""
    return sum(t <= seconds for t in times)


def nice_top(value):
    """The next round number that a scale may end at."""
    step = 1
    while True:
        for factor in (1, 1.5, 2, 3, 5):
            if factor * step >= value and factor * step == int(factor * step):
                return int(factor * step)
        step *= 10


def draw(title, harvest):
    """Rows of one figure: a column for each moment, filled up to the count."""
    seconds = harvest["seconds"]
    counts = [learnt_at(harvest["times"], seconds * (i + 1) / WIDTH)
              for i in range(WIDTH)]
    top = nice_top(max(counts + [1]))
    print(f"  {title}")
    for row in range(HEIGHT, 0, -1):
        label = f"{top:,}" if row == HEIGHT else ""
        bar = "".join(
            "█" if count * HEIGHT >= top * row else
            "▄" if count * HEIGHT >= top * (row - 0.5) else " "
            for count in counts)
        print(f"{label:>8} │{bar.rstrip()}")
    print(f"{0:>8} └{'─' * WIDTH}")
    end = f"{seconds:.1f} s"
    print(f"{'':10}0{end:>{WIDTH - 1}}")
    print()


def duration(seconds):
    """For people."""
    if seconds < 120:
        return f"{seconds:.1f} s"
    if seconds < 7200:
        return f"{seconds:,.0f} s = {seconds / 60:.0f} min"
    return f"{seconds:,.0f} s = {seconds / 3600:.1f} h"


def projected(harvest):
    """Time for all recipients at the pace seen."""
    learnt = len(harvest["times"])
    if not learnt:
        return None
    return harvest["seconds"] * RECIPIENTS / learnt


def main():
    without, held = (json.load(open(name, encoding="utf-8"))
                     for name in sys.argv[1:3])
    interval = held["interval"]
    print("\n  Addresses learnt over time\n")
    draw("without the tarpit", without)
    draw(f"with the tarpit, {interval:g} s for each error", held)
    print(f"  {RECIPIENTS:,} recipients would take")
    print(f"    without the tarpit      {duration(projected(without))}")
    pace = projected(held)
    if pace:
        seen = f"with {interval:g} s, as seen"
        print(f"    {seen:23} {duration(pace)}")
    standard = RECIPIENTS * DEFAULT_INTERVAL_S
    print(f"    with {DEFAULT_INTERVAL_S} s, the default  {standard:,} s = "
          f"{standard // 3600} h")


if __name__ == "__main__":
    main()
