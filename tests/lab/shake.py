#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Be a busy machine, until SIGTERM, for make check-flaky.

Two processes spin.  And every two to six seconds all processors do nothing else
for STALL_S: a process of a real-time class spins on each, at the same time.
"""

import ctypes
import os
import random
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
SPINNERS = 2
STALL_S = 0.3
LEAST_S, MOST_S = 2, 6


def spin():
    while True:
        pass


def stall(processor, begin):
    """Each of them draws the same numbers, so that all stall together."""
    draw = random.Random(1)
    os.sched_setaffinity(0, {processor})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    while True:
        begin += draw.uniform(LEAST_S, MOST_S)
        time.sleep(max(0, begin - time.monotonic()))
        while time.monotonic() < begin + STALL_S:
            pass


def main():
    begin = time.monotonic()
    children = []
    jobs = [(spin, ())] * SPINNERS
    jobs += [(stall, (p, begin)) for p in os.sched_getaffinity(0)]
    for job, args in jobs:
        child = os.fork()
        if not child:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            job(*args)
        children.append(child)
    # One that ends could not do what it is for; the others end with this one.
    pid, status = os.wait()
    print(f"shake: {pid} ended with status {status}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
