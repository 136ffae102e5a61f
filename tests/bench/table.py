#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""table.py ROWS JSON: print the benchmark's figures, and write them as JSON.

ROWS has a line for each: name, value and text, separated by tabs.
"""
import datetime
import json
import os
import platform
import sys


def processor():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        for line in info:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def number(text):
    try:
        return float(text.rstrip("%"))
    except ValueError:
        return text


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    about = {
        "date": datetime.date.today().isoformat(),
        "kernel": platform.release(),
        "machine": f"{os.cpu_count()} x {processor()}",
    }
    print(f"{about['date']}, Linux {about['kernel']}, {about['machine']}")
    for name, value, text in rows:
        print(f"{value:>12}  {name:<32} {text}")
    figures = {name: number(value) for name, value, _ in rows}
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump({"about": about, "figures": figures}, file, indent=1)
        file.write("\n")


main()
