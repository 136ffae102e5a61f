#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What smtp-tarpit-share could say if somebody else spoke for it.

	hostile.py CONTROL

Asks the control socket CONTROL for `share`, as root, and then says what makes no
sense, raises whom it likes as fast as it can for a second, and begins a line that
never ends.  Prints DONE when it was hung up on.
"""

import socket
import sys
import time

NONSENSE = (
    b"raise", b"raise ", b"raise 192.0.2.77", b"raise 192.0.2.77 zero_ms=",
    b"raise 192.0.2.77/8 zero_ms=5", b"raise x/32 zero_ms=5",
    b"raise 192.0.2.77/32 zero_ms=86400001", b"raise 192.0.2.77/32 zero_ms=5x",
    b"raise 192.0.2.77/32 zero_ms=99999999999999999999999",
    b"raise 192.0.2.77/32 zero_ms=5 flow=", b"raise 192.0.2.77/32 zero_ms=5 x",
    b"raise 192.0.2.77/32 zero_ms=5 flow=192.0.2.77,1,198.51.100.25",
    b"raise 192.0.2.77/32 zero_ms=5 flow=192.0.2.77,99999,198.51.100.25,25",
    b"raise 192.0.2.77/32\0zero_ms=5", b"status", b"status fine",
    b"status up bad=-5", b"status up nothing=1", b"status up bad", b"debts 1",
    b"", b" ", b"release --all", b"\xff\xfe",
)


def main(path):
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(path)
        sock.sendall(b"share\n")
        if not sock.recv(64).startswith(b"ok\n"):
            sys.exit("it is not let in")
        sock.sendall(b"\n".join(NONSENSE) + b"\n")
        end, number = time.monotonic() + 1, 0
        while time.monotonic() < end:
            lines = []
            for number in range(number + 1, number + 500):
                lines.append(b"raise 10.%d.%d.%d/32 zero_ms=86400000\n" % (
                    number >> 16 & 255, number >> 8 & 255, number & 255))
            sock.sendall(b"".join(lines))
        sock.sendall(b"debts\n" * 100)
        try:
            while True:
                sock.sendall(b"raise " * 1000)
        except OSError:
            print("DONE", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
