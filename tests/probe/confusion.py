#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare what lengths say with what a server said.

    confusion.py PROFILE REPLAY TRUTH...	what smtp-tarpit-replay --trace
						printed, and what talk.py wrote

Prints a matrix for single answers, and one for all others.  Status 1: an answer
without a verdict, or a refusal that is none.
"""
import re
import sys
from collections import Counter, defaultdict

SAYS = ["refused", "accepted", "unsure"]
LINE = re.compile(r"tls client=(\S+) port=(\d+) answer=(\d+) command=(\d+) "
                  r"bytes=(\d+) says=(\w+)(?:.* why=\"(.*)\")?")


def read_verdicts(path):
    verdicts = defaultdict(list)
    for line in open(path):
        m = LINE.match(line)
        if m and m[7] != "the first answer":
            verdicts[int(m[2])].append((int(m[4]), int(m[5]), m[6]))
    return verdicts


def read_truth(paths):
    truth = defaultdict(list)
    for path in paths:
        for line in open(path):
            if line.startswith("#"):
                continue
            port, _, verb, code, command, size, kind = line.split()
            truth[int(port)].append((verb, int(code), int(command), int(size),
                                     kind))
    return truth


def read_classes(path):
    """(verb, code) -> rules of refused classes that can be told."""
    classes = defaultdict(list)
    for line in open(path):
        word = line.split()
        if word[:1] == ["class"] and word[3] == "refused" and \
                "#" not in line and word[4] != "varies":
            classes[word[1], int(word[2])].append((word[4], int(word[5])))
    return classes


def can_be_told(classes, verb, code, command, size):
    return any(size == n + (command if rule == "command" else 0)
               for rule, n in classes.get((verb, code), []))


def meaning(code):
    return {5: "refused", 4: "deferred"}.get(code // 100, "accepted")


def table(title, rows, counts):
    print("\n%s\n%-34s %9s %9s %9s" % ((title, "the server said") + tuple(SAYS)))
    for row in rows:
        print("%-34s %9d %9d %9d" % ((row,) +
              tuple(counts[row, says] for says in SAYS)))


def share(part, whole):
    return "%d of %d = %.4f" % (part, whole, part / whole) if whole else "none"


def judge_single(answer, verdict, classes, single):
    verb, code, command, size, kind = answer
    row = meaning(code)
    if row == "refused":
        row += " " + verb
        if not can_be_told(classes, verb, code, command, size):
            row += ", cannot be told"
    if kind == "message":
        row = "to a message: " + row
    single[row, verdict] += 1
    return verdict == "refused" and "refused" not in row


def judge_behind(answers, said, other):
    """A refusal must be one of the connection's, by both lengths."""
    left = Counter((a[2], a[3]) for a in answers if meaning(a[1]) == "refused")
    false = 0
    for command, size, says in said:
        row = "records of flights and behind"
        if says == "refused":
            left[command, size] -= 1
            wrong = left[command, size] < 0
            false += wrong
            row += ", wrong" if wrong else ", right"
        other[row, says] += 1
    return false


def is_answer(answer, verdict):
    """A message comes in several records, of which the last one counts."""
    return verdict[1] == answer[3] and (answer[4] == "message" or
                                        verdict[0] == answer[2])


def judge(truth, verdicts, classes):
    single, other = Counter(), Counter()
    missing = false = 0
    for port, answers in truth.items():
        said = verdicts.get(port, [])
        if answers[-1][4] == "cbc":
            other.update(("in CBC", v[2]) for v in said)
            continue
        # Behind a flight records are not answers any more.
        n = next((i for i, a in enumerate(answers) if a[4] == "flight"),
                 len(answers))
        for i, answer in enumerate(answers[:n]):
            if i >= len(said) or not is_answer(answer, said[i]):
                missing += 1
            else:
                false += judge_single(answer, said[i][2], classes, single)
        false += judge_behind(answers[n:], said[n:], other)
    return single, other, missing, false


def main():
    classes = read_classes(sys.argv[1])
    truth = read_truth(sys.argv[3:])
    single, other, missing, false = judge(truth, read_verdicts(sys.argv[2]),
                                          classes)
    told = {row for row, _ in single if row.startswith("refused") and
            "cannot" not in row}
    hits = sum(single[row, "refused"] for row in told)
    all_told = sum(single[row, says] for row in told for says in SAYS)
    charged = sum(n for (_, says), n in (single + other).items()
                  if says == "refused")
    table("Single answers: %d in %d connections" % (
        sum(single.values()), len(truth)), sorted({r for r, _ in single}), single)
    table("Others", sorted({r for r, _ in other}), other)
    print("\nprecision %s; recall %s\n%d answers without a verdict" % (
        share(charged - false, charged), share(hits, all_told), missing))
    return false or missing


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
