# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests depend on, and what has passed with it; a part of tests/run."""

import datetime
import glob
import hashlib
import os
import re
import subprocess

HEAD_LINES = 20
TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECORD = os.path.join("tests", "passed")
ASAN = "asan:"
ASAN_ENV = {
    "BUILD": "build/asan", "MODE": "asan",
    # An exit status that means nothing else.
    "ASAN_OPTIONS": "exitcode=99:quarantine_size_mb=8",
    "UBSAN_OPTIONS": "print_stacktrace=1:exitcode=99",
}
RECORD_HEAD = """\
# What passed last, and with which inputs: written by tests/run, which runs a test
# again when they differ.  A test that was skipped, in part too, has not passed.
#
# hash of the inputs, date, test
"""


def head_of(path):
    """The first lines of a script; none of any other file."""
    try:
        with open(path, "rb") as file:
            head = file.read(4096)
    except OSError:
        return []
    if not head.startswith(b"#!"):
        return []
    return head.decode(errors="replace").splitlines()[:HEAD_LINES]


def split_mode(name):
    """The path of a FILE, and what its mode adds to the environment."""
    if name.startswith(ASAN):
        return name[len(ASAN):], ASAN_ENV
    return name, {}


class Inputs:
    """What tests depend on, as they declare it, and what has passed with it."""

    def __init__(self):
        self.sums = {}

    @staticmethod
    def declared(path):
        """The globs in the file's head; none: it declares nothing."""
        globs = []
        for line in head_of(path):
            match = re.match(r"#\s*inputs:\s*(.+)", line)
            if match:
                globs += match.group(1).split()
        return globs

    def sum_of(self, path):
        """Content and mode of a file, as git has them."""
        if path not in self.sums:
            with open(os.path.join(TOP, path), "rb") as file:
                content = file.read()
                mode = os.fstat(file.fileno()).st_mode & 0o100
            head = b"blob %d\0" % len(content)
            self.sums[path] = (hashlib.sha1(head + content).hexdigest() +
                               (" x" if mode else " -"))
        return self.sums[path]

    def files(self, path):
        """
        The test, the shell files that it reads, and what its globs match; and the
        globs that match nothing.
        """
        found, nothing = {os.path.relpath(os.path.join(TOP, path), TOP)}, []
        found |= sourced(path)
        for pattern in self.declared(path):
            hits = [f for f in glob.glob(pattern, root_dir=TOP, recursive=True)
                    if os.path.isfile(os.path.join(TOP, f)) and
                    "__pycache__" not in f and f != RECORD]
            found.update(hits)
            if not hits:
                nothing.append(pattern)
        return sorted(found), nothing

    def hash(self, name):
        """One for all inputs of a test as they are now."""
        self.sums = {}
        path, _ = split_mode(name)
        files, _ = self.files(path)
        lines = "".join(f"{self.sum_of(f)} {f}\n" for f in files)
        return hashlib.sha1(lines.encode()).hexdigest()

    def complaint(self, name):
        """What is wrong with a test's declaration, or None."""
        path, _ = split_mode(name)
        if not self.declared(path):
            return "declares no inputs (# inputs: GLOB...)"
        _, nothing = self.files(path)
        if nothing:
            return f"inputs that are not there: {' '.join(nothing)}"
        return None


def sourced(path, seen=None):
    """Shell files that a script of tests/ reads, and what these read."""
    seen = set() if seen is None else seen
    with open(os.path.join(TOP, path), encoding="utf-8",
              errors="replace") as file:
        names = re.findall(r'^\s*\. .*?([\w-]+/)?([\w-]+\.sh)"?$', file.read(),
                           re.M)
    for folder, name in names:
        one = os.path.join("tests", folder or path.split(os.sep)[1], name)
        if one not in seen and os.path.isfile(os.path.join(TOP, one)):
            seen.add(one)
            sourced(one, seen)
    return seen


class Record:
    """The file that says what passed last."""

    def __init__(self, path):
        self.path = path
        self.inputs = Inputs()
        self.rows = {}
        self.is_new = False
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                for line in file:
                    if line.strip() and not line.startswith("#"):
                        digest, date, name = line.split()
                        self.rows[name] = (digest, date)

    def is_due(self, name):
        """Has it not passed with what its inputs are now?"""
        return self.rows.get(name, ("",))[0] != self.inputs.hash(name)

    def put_down(self, outcome, before):
        """Who passed, all of it, and nobody changed its inputs meanwhile."""
        if (not self.path or not outcome.good or outcome.skips or
                not outcome.passed or
                before != self.inputs.hash(outcome.path)):
            return
        # Packages are made of what is committed.
        files, _ = self.inputs.files(split_mode(outcome.path)[0])
        if uncommitted(files):
            print(f"not put down   {outcome.path}: its inputs are not committed")
            return
        self.rows[outcome.path] = (before, datetime.date.today().isoformat())
        self.is_new = True

    def save(self):
        """At the end alone: until then the work tree is as it was committed."""
        if not self.is_new:
            return
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            file.write(RECORD_HEAD)
            for name in sorted(self.rows):
                file.write(" ".join((*self.rows[name], name)) + "\n")
        os.replace(self.path + ".new", self.path)


def uncommitted(files):
    """Does the work tree differ from the last commit there?"""
    done = subprocess.run(["git", "status", "--porcelain", "--", *files], cwd=TOP,
                          capture_output=True, check=False)
    return done.returncode != 0 or bool(done.stdout)
