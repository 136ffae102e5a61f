# SPDX-License-Identifier: GPL-2.0-or-later
"""Results in the Test Anything Protocol."""

import sys
import traceback


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


class Tap:
    """Results, numbered; the plan comes first, or last."""

    def __init__(self, planned=None):
        self.count = self.failed = 0
        self.planned = planned
        if planned is not None:
            print(f"1..{planned}", flush=True)

    def result(self, good, name, *notes):
        """The notes tell why it isn't good."""
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}")
        if not good:
            self.note(*notes)
        sys.stdout.flush()

    def equal(self, name, want, got):
        self.result(want == got, name, f"want: {want}", f"got:  {got}")

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}", flush=True)

    @staticmethod
    def note(*notes):
        for note in notes:
            for line in str(note).splitlines() or [""]:
                print(f"# {line}")

    def done(self):
        """The exit status."""
        if self.planned is None:
            print(f"1..{self.count}")
        return 1 if self.failed or not self.count else 0


def run_tests(tests):
    """Run (name, function) pairs; exit with a status that says how it went."""
    tap = Tap(len(tests))
    for name, test in tests:
        try:
            test()
        except Skip as why:
            tap.skip(name, why)
        except AssertionError as wrong:
            tap.result(False, name, wrong)
        except Exception as wrong:  # whatever it is, it is a failure
            tap.result(False, name, wrong, traceback.format_exc())
        else:
            tap.result(True, name)
    sys.exit(tap.done())
