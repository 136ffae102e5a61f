#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Guess passwords by hydra, and count how many it learns.

	hydra.py SECONDS FOLDER HOST PORT

FOLDER is where its packages are unpacked.  It tries one after the other over 16
connections, on port 465 inside TLS at once, else by STARTTLS.  It says of each when
it begins, so each one that is begun after the first second stands for one before it
that was answered.  Prints "ALL LATER": how many were answered, and those of them
after the first second.
"""

import glob
import os
import subprocess
import sys
import tempfile
import time

TASKS = 16                  # its default
FIRST_S = 1


def command(folder, passwords, host, port):
    """What to run, and in which environment."""
    target = [f"smtp://{host}:{port}/PLAIN:TLS"]
    if port == "465":
        target = ["-S", f"smtp://{host}:{port}/PLAIN"]
    paths = glob.glob(os.path.join(folder, "usr/lib/*"))    # none: all are installed
    env = dict(os.environ, LD_LIBRARY_PATH=":".join(paths))
    return ["stdbuf", "-oL", os.path.join(folder, "usr/bin/hydra"), "-I", "-V",
            "-t", str(TASKS), "-l", "user1", "-P", passwords, *target], env


def count(process, seconds):
    """When each one was begun, in seconds after the first."""
    begun = []
    end = time.monotonic() + seconds
    for line in process.stdout:
        now = time.monotonic()
        if now > end:
            break
        if "ATTEMPT]" in line:
            begun.append(now)
    return [at - begun[0] for at in begun]


def main():
    seconds, folder, host, port = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        passwords = os.path.join(work, "passwords")
        with open(passwords, "w", encoding="ascii") as out:
            out.writelines(f"wrong{n}\n" for n in range(100000))
        argv, env = command(os.path.abspath(folder), passwords, host, port)
        with subprocess.Popen(["timeout", seconds, *argv], cwd=work, env=env,
                              text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as process:
            begun = count(process, float(seconds))
            process.terminate()
    if not begun:
        sys.exit("hydra began none")
    print(max(0, len(begun) - TASKS), sum(at > FIRST_S for at in begun))


if __name__ == "__main__":
    main()
