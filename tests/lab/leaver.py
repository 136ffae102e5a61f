#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ask for a recipient that doesn't exist, and leave without the reply when a file
is there; print how many milliseconds after the question.

	leaver.py fin|rst|told FILE HOST

told: say one command more, and close as soon as it is told to wait, by a window of 0.
"""

import os
import socket
import struct
import sys
import time

WINDOW_BYTES = 228  # where tcpi_snd_wnd is, linux/tcp.h


def window(sock):
    """How much the peer says that it takes."""
    info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, WINDOW_BYTES + 4)
    return struct.unpack_from("I", info, WINDOW_BYTES)[0]


def main():
    how, go, host = sys.argv[1:4]
    with socket.create_connection((host, 25), 10) as sock:
        sock.recv(4096)
        for command in ("EHLO client.example.net", "MAIL FROM:<a@example.net>",
                        "RCPT TO:<nobody@example.com>"):
            sock.sendall(f"{command}\r\n".encode())
            if not command.startswith("RCPT"):
                sock.recv(4096)
        asked = time.monotonic()
        while not os.path.exists(go):
            time.sleep(0.02)
        if how == "told":
            sock.sendall(b"NOOP\r\n")
            while window(sock):
                time.sleep(0.02)
        print(int((time.monotonic() - asked) * 1000), flush=True)
        if how == "rst":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                            struct.pack("ii", 1, 0))


if __name__ == "__main__":
    main()
