#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A raw client that asks the server's path MTU how long a held reply is.

    icmp.py CLIENT SERVER DEVICE ROUTER-MAC GUESSES

It quotes a number behind the shorter of two answers in "fragmentation needed"
(IPv6: "packet too big"): the server believes it if it has sent so much (RFC 5927,
4.1).  A ping then shows by its fragments whether it did.  Each guess names an MTU
of its own, since one that was believed stays.  One guess in three is right.  Prints
how many wrong ones it told from right ones.
"""

import sys
import time

import pry

PING_BYTES = 1450
BEHIND_250 = 30  # longer than "250 2.1.5 Ok", shorter than a refusal
FIRST_MTU, STEP = 1476, 8
HEADERS = {False: 20, True: 40}


def asked(link, guess):
    conn = pry.Conn(link)
    conn.greet()
    conn.say(b"MAIL FROM:<a@example.net>\r\n")
    conn.until(b"2.1.0")
    time.sleep(0.05)
    # What may be under way to the client is what ICMP may be about.
    conn.acks = False
    conn.asked_seq = conn.rcv_nxt
    told = len(conn.text)
    conn.say(b"RCPT TO:<%s@example.com>\r\n" % guess)
    pry.until(lambda: len(conn.text) > told, 1)
    return conn


def believed(link, conn, mtu):
    start = conn.asked_seq
    pry.icmp_too_big(conn, start + BEHIND_250, mtu)
    time.sleep(0.1)
    link.other.clear()
    pry.ping(link, PING_BYTES)
    pry.until(lambda: sizes(link), 5)
    return bool(sizes(link)) and max(sizes(link)) <= mtu - HEADERS[link.v6]


def sizes(link):
    return [size for _, _, size in link.other if size > 500]


def main():
    client, server, device, mac, guesses = sys.argv[1:]
    link = pry.Link(client, server, device, mac)
    told = {True: 0, False: 0}
    asked_of = {True: 0, False: 0}
    for i in range(int(guesses)):
        valid = i % 3 == 2
        guess = b"user1" if valid else b"nobody%d" % i
        try:
            conn = asked(link, guess)
        except OSError:
            continue
        asked_of[valid] += 1
        told[valid] += believed(link, conn, FIRST_MTU - STEP * i)
    wrong_told = told[False] / max(1, asked_of[False])
    right_told = told[True] / max(1, asked_of[True])
    print(told, asked_of, file=sys.stderr)
    print(round(abs(wrong_told - right_told) * asked_of[False]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
