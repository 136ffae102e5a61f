#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ask for a recipient that doesn't exist, and leave without the reply.

	leaver.py fin|rst SECONDS HOST
"""

import socket
import struct
import sys
import time


def main():
    how, seconds, host = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    with socket.create_connection((host, 25), 10) as sock:
        sock.recv(4096)
        for command in ("EHLO client.example.net", "MAIL FROM:<a@example.net>",
                        "RCPT TO:<nobody@example.com>"):
            sock.sendall(f"{command}\r\n".encode())
            if not command.startswith("RCPT"):
                sock.recv(4096)
        time.sleep(seconds)
        if how == "rst":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                            struct.pack("ii", 1, 0))


if __name__ == "__main__":
    main()
