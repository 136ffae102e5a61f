# SPDX-License-Identifier: GPL-2.0-or-later
"""The replay tool to be tested; BUILD is where it was built."""

import json
import os
import subprocess
import sys
import tempfile

# From here on tap.py is found, too.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "lib"))

from tap import equal  # noqa: E402

BUILD = os.environ.get("BUILD", "build")
TOOL = os.path.abspath(os.path.join(BUILD, "smtp-tarpit-replay"))


def run(*args, status=0, **more):
    """Run the tool; its exit status must be @status."""
    done = subprocess.run([TOOL, *map(str, args)], capture_output=True,
                          timeout=120, check=False, **more)
    done.stdout = done.stdout.decode()
    done.stderr = done.stderr.decode()
    equal(done.returncode, status,
          f"exit status of {' '.join(map(str, args))} ({done.stderr.strip()})")
    return done


def replay(*args, status=0, **more):
    """What --json says."""
    return json.loads(run("--json", *args, status=status, **more).stdout)


def measured(*command):
    """Run any command: what it printed, CPU s, wall s, peak KiB."""
    usage = os.path.abspath(os.path.join(BUILD, "tests", "replay", "usage"))
    with tempfile.NamedTemporaryFile(mode="r", encoding="ascii") as told:
        done = subprocess.run([usage, told.name, *map(str, command)],
                              stdout=subprocess.PIPE, check=False,
                              stderr=subprocess.DEVNULL)
        equal(done.returncode, 0, f"exit status of {command[0]}")
        cpu_s, wall_s, peak_kb = told.read().split()
    return done.stdout, float(cpu_s), float(wall_s), int(peak_kb)


def trace(*args):
    """The lines of --trace, each as a dictionary."""
    lines = run("--trace", *args).stdout.splitlines()
    return [dict(word.split("=", 1) for word in line.split())
            for line in lines if line.startswith("time=")]
