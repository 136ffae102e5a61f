#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A client that takes no replies, and sees by other means what the server says.

    closed_window.py quit|text SERVER GUESSES

Ordinary sockets with the smallest receive buffer.  Answers to EHLO that nobody
reads close its window, so that the next ones stay in the server.  Behind each
guess comes QUIT and a lot of junk (a refused one closes with bytes unread: its
RST is seen), or a lot of text (a refused one fills the server's buffers: how much
is acknowledged is seen).  One guess in three is right.  Prints how many wrong ones
it told from right ones.
"""

import fcntl
import socket
import struct
import sys
import threading
import time

SIOCOUTQ = 0x5411
TEXT_BYTES = 2 << 20


def prepared(server):
    s = socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    s.connect((server, 25))
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    s.sendall(b"EHLO c\r\n" * 40)
    time.sleep(0.5)
    return s


def by_reset(s):
    """Is the guess wrong, as the server's RST tells?"""
    s.sendall(b"QUIT\r\n")
    s.setblocking(False)
    try:
        s.send(b"x" * 60000)
    except BlockingIOError:
        pass
    time.sleep(1)
    return s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0


def by_acknowledgement(s):
    """Is the guess wrong, as what is acknowledged tells?"""
    s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * TEXT_BYTES)
    s.setblocking(False)
    sent = 0
    for _ in range(20):
        try:
            sent += s.send(b"x\r\n" * ((TEXT_BYTES - sent) // 3))
        except OSError:
            pass
        time.sleep(0.1)
    left = struct.unpack("i", fcntl.ioctl(s.fileno(), SIOCOUTQ, b"\0" * 4))[0]
    return sent - left < TEXT_BYTES // 2


def guess(server, how, name, told):
    try:
        s = prepared(server)
        s.sendall(b"MAIL FROM:<a@example.net>\r\nRCPT TO:<%s@example.com>\r\n"
                  b"DATA\r\n" % name)
        time.sleep(0.15)
        told[name] = how(s)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                     struct.pack("ii", 1, 0))
        s.close()
    except OSError:
        told[name] = True


def main():
    how = {"quit": by_reset, "text": by_acknowledgement}[sys.argv[1]]
    names = [b"user%d" % i if i % 3 == 0 else b"nobody%d" % i
             for i in range(1, int(sys.argv[3]) + 1)]
    told = {}
    threads = [threading.Thread(target=guess,
                                args=(sys.argv[2], how, name, told))
               for name in names]
    for t in threads:
        t.start()
        time.sleep(0.1)
    for t in threads:
        t.join()
    wrong = sum(told[n] for n in names if n.startswith(b"nobody"))
    falsely = sum(told[n] for n in names if n.startswith(b"user"))
    # What is said of right ones, too, is no knowledge.
    print(max(0, wrong - 2 * falsely))


main()
