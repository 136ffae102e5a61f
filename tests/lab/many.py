#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Many sessions at once, each waiting for one refusal.

	many.py [option...] HOST COUNT

Opens COUNT connections, asks on each for a recipient that doesn't exist as soon
as all are open, and prints READY when all have asked.  Then waits for the
replies, says NOOP on each, and prints one JSON object: how many got exactly one
550 and then a 250 ("good"), how many got it twice, not at all, or lost their connection, and
the times of the refusals: "first_ms" and "last_ms" since READY.
"""

import argparse
import asyncio
import json
import sys
import time


class Tally:
    """What became of the sessions."""

    def __init__(self):
        self.open = asyncio.Event()
        self.asked = asyncio.Event()
        self.opened = self.waiting = 0
        self.good = self.twice = self.missing = self.broken = 0
        self.times = []


async def reply(reader):
    while True:
        line = await reader.readuntil(b"\n")
        if line[3:4] != b"-":
            return line[:3]


async def open_session(args):
    reader, writer = await asyncio.open_connection(args.host, args.port)
    await reply(reader)
    for command in (b"EHLO many.example.net", b"MAIL FROM:<a@example.net>"):
        writer.write(command + b"\r\n")
        await reply(reader)
    return reader, writer


async def session(number, args, tally, gate):
    """One session from its greeting to its end."""
    reader = None
    try:
        async with gate:
            reader, writer = await open_session(args)
    except (OSError, asyncio.IncompleteReadError) as error:
        print(f"session {number}: {error}", file=sys.stderr)
        tally.broken += 1
    tally.opened += 1
    if tally.opened == args.count:
        tally.open.set()
    await tally.open.wait()
    tally.waiting += 1
    if tally.waiting == args.count:
        tally.asked.set()
    if not reader:
        return
    writer.write(b"RCPT TO:<nobody%d@example.com>\r\n" % number)
    try:
        code = await asyncio.wait_for(reply(reader), args.timeout)
        tally.times.append(time.monotonic())
        writer.write(b"NOOP\r\n")
        after = await asyncio.wait_for(reply(reader), args.timeout)
    except asyncio.TimeoutError:
        tally.missing += 1
    except (OSError, asyncio.IncompleteReadError):
        tally.broken += 1
    else:
        if code == b"550" and after == b"250":
            tally.good += 1
        elif after == b"550":
            tally.twice += 1
        else:
            tally.broken += 1
    writer.close()


async def run(args):
    tally = Tally()
    gate = asyncio.Semaphore(100)
    tasks = [asyncio.create_task(session(i, args, tally, gate))
             for i in range(args.count)]
    await asyncio.wait([asyncio.create_task(tally.asked.wait()),
                        asyncio.gather(*tasks)],
                       return_when=asyncio.FIRST_COMPLETED)
    ready = time.monotonic()
    print("READY", flush=True)
    await asyncio.gather(*tasks)
    since = sorted(int((t - ready) * 1000) for t in tally.times)
    print(json.dumps({
        "count": args.count, "good": tally.good, "twice": tally.twice,
        "missing": tally.missing, "broken": tally.broken,
        "first_ms": since[0] if since else None,
        "last_ms": since[-1] if since else None}), flush=True)
    return 0 if tally.good == args.count else 1


def main():
    parser = argparse.ArgumentParser(
        description="Many sessions at once, each waiting for one refusal.")
    parser.add_argument("--port", type=int, default=25)
    parser.add_argument("--timeout", type=float, default=300)
    parser.add_argument("host")
    parser.add_argument("count", type=int)
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
