#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Plays a service manager's part for one daemon.

	manager.py SOCKET COMMAND...

Runs COMMAND with NOTIFY_SOCKET, prints what it is told, and keeps the file
descriptors that it is given (FDSTORE=1, FDSTOREREMOVE=1, BARRIER=1), as
systemd does.  On SIGUSR1 it restarts COMMAND: SIGUSR2, wait for its end, and
start it again with what it stored (LISTEN_FDS).  On SIGTERM it ends it.
"""

import array
import os
import select
import signal
import socket
import sys


class Manager:
    """One daemon, its notifications, and what it stored."""

    def __init__(self, path, command):
        self.path = path
        self.command = command
        self.store = []
        self.child = None
        self.wanted = None
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)

    def start(self):
        self.child = os.fork()
        if self.child:
            return
        os.environ["NOTIFY_SOCKET"] = self.path
        if self.store:
            os.environ["LISTEN_FDS"] = str(len(self.store))
            os.environ["LISTEN_PID"] = str(os.getpid())
            os.environ["LISTEN_FDNAMES"] = ":".join(n for n, _ in self.store)
            high = [os.dup(fd) for _, fd in self.store]
            floor = 100
            for i, fd in enumerate(high):
                os.dup2(fd, floor + i)
            for i in range(len(high)):
                os.dup2(floor + i, 3 + i)
        os.execvp(self.command[0], self.command)

    def receive(self):
        fds = array.array("i")
        text, control, _, _ = self.socket.recvmsg(
            4096, socket.CMSG_SPACE(16 * fds.itemsize))
        for level, kind, data in control:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                fds.frombytes(data[:len(data) - len(data) % fds.itemsize])
        said = dict(line.partition("=")[::2]
                    for line in text.decode().splitlines())
        print(" ".join(text.decode().split()), flush=True)
        name = said.get("FDNAME", "stored")
        if said.get("FDSTORE") == "1":
            self.store += [(name, fd) for fd in fds]
        elif said.get("FDSTOREREMOVE") == "1":
            for stored, fd in self.store:
                if stored == name:
                    os.close(fd)
            self.store = [s for s in self.store if s[0] != name]
        else:
            for fd in fds:      # BARRIER=1: that it is closed is the answer
                os.close(fd)

    def run(self):
        wake, waker = os.pipe2(os.O_NONBLOCK)
        signal.set_wakeup_fd(waker)
        for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        self.start()
        while True:
            ready, _, _ = select.select([self.socket, wake], [], [])
            if self.socket in ready:
                self.receive()
                continue
            for number in os.read(wake, 64):
                status = self.signalled(number)
                if status is not None:
                    return status

    def signalled(self, number):
        if number == signal.SIGUSR1:
            self.wanted = "restart"
            os.kill(self.child, signal.SIGUSR2)
        elif number == signal.SIGTERM:
            self.wanted = "stop"
            os.kill(self.child, signal.SIGTERM)
        elif number == signal.SIGCHLD:
            pid, status = os.waitpid(self.child, os.WNOHANG)
            if not pid:
                return None
            print("ENDED", os.waitstatus_to_exitcode(status), flush=True)
            if self.wanted == "restart":
                self.wanted = None
                self.start()
            else:
                return os.waitstatus_to_exitcode(status)
        return None


if __name__ == "__main__":
    sys.exit(Manager(sys.argv[1], sys.argv[2:]).run())
