#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Begin connections, and acknowledge the server's SYN short by a byte.

	halfway.py CLIENT SERVER COUNT

The server has none of them, so it resets each, with the number that was
acknowledged.  Prints "N resets".  Its host's kernel must not send RST for them.
"""

import sys

from fisher import ACK, SYN, Client

PATIENCE_S = 10


def is_reset(client, server):
    """Does the server's answer say no more than the number it is given?"""
    half = Client(client, server)
    half.send(SYN, 0)
    half.seq += 1
    opened = half.receive(PATIENCE_S)
    if not opened:
        return False
    half.send(ACK, opened[0])
    answer = half.receive(PATIENCE_S)
    return bool(answer) and answer[:2] == (opened[0], 0)


def main():
    client, server, count = sys.argv[1:]
    print(sum(is_reset(client, server) for _ in range(int(count))), "resets")


if __name__ == "__main__":
    main()
