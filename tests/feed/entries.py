#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Print syslog's lines as entries of a unit in the journal's export format.

	entries.py FILE UNIT
"""

import sys
import time


def main():
    now_us = int(time.time() * 1e6)
    with open(sys.argv[1], encoding="utf-8") as log:
        for number, line in enumerate(log):
            tag, message = line.rstrip("\n").split(" ", 4)[4].split(": ", 1)
            name, pid = tag.rstrip("]").split("[")
            print(f"__REALTIME_TIMESTAMP={now_us + number}\n"
                  f"__MONOTONIC_TIMESTAMP={now_us + number}\n"
                  f"_BOOT_ID=0123456789abcdef0123456789abcdef\n"
                  f"_SYSTEMD_UNIT={sys.argv[2]}\nSYSLOG_IDENTIFIER={name}\n"
                  f"SYSLOG_PID={pid}\nMESSAGE={message}\n")


if __name__ == "__main__":
    main()
