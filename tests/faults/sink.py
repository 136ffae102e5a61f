#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/lab/minimta.py that tells which message it took.

	sink.py [option...]

Same options, and "took ID" for each message with a header "Message-ID: ID".
"""

import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lab"))
import minimta  # noqa: E402


class Session(minimta.Session):
    """A session that remembers the id of the message being sent."""

    message = None

    def take_line(self, line):
        if self.in_data and line.lower().startswith("message-id: "):
            self.message = line[12:]
        super().take_line(line)


class Server(minimta.Server):
    """Tells of each message once its end has come."""

    @staticmethod
    def delivered(session):
        print("took", session.message, flush=True)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    minimta.Session = Session
    Server(minimta.options()).run()


if __name__ == "__main__":
    main()
