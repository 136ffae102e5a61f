# SPDX-License-Identifier: GPL-2.0-or-later
"""A test that prints TAP, and the replay tool to be tested."""

import json
import os
import subprocess
import sys
import tempfile
import traceback

BUILD = os.environ.get("BUILD", "build")
TOOL = os.path.abspath(os.path.join(BUILD, "smtp-tarpit-replay"))


class Skip(Exception):
    """This cannot be tested here; says why."""


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def equal(got, want, what):
    check(got == want, f"{what}: got {got!r}, want {want!r}")


def near(got, want, within, what):
    check(abs(got - want) <= within,
          f"{what}: got {got}, want {want} +- {within}")


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


def run_tests(tests):
    """Run (name, function) pairs; exit with a status that says how it went."""
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
        except Skip as why:
            print(f"ok {number} - {name} # SKIP {why}", flush=True)
            continue
        except Exception as wrong:  # whatever it is, it is a failure
            failed += 1
            print(f"not ok {number} - {name}")
            print(f"# {wrong}")
            if not isinstance(wrong, AssertionError):
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}")
            sys.stdout.flush()
            continue
        print(f"ok {number} - {name}", flush=True)
    sys.exit(failed > 0)
