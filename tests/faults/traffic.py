#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Mail that goes on while something else happens.

	traffic.py [option...] HOST...

Workers deliver one message a session, over and over, in turn to each HOST
(IPv4 or IPv6); some of them ask for a recipient that doesn't exist first.
Prints READY when each worker has ended a session.  On SIGTERM, or when the
time is over, each worker ends its session; then come lines "early MS", when such a reply
came (since 1970), with --slices "slice S P50_MS P99_MS" for each second (since 1970) of the
replies that came in it, and one JSON object:

	sent, broken		messages that were taken; sessions that broke
	refused			connections that could not be made
	refusals, early		5xx replies, and those before --interval
	refusal_max_ms		the longest wait for one
	p50_ms p99_ms max_ms	of replies other than 5xx, in sessions without

Ids of messages that were taken go to the file --ids, one a line.
"""

import argparse
import asyncio
import collections
import itertools
import json
import random
import signal
import sys
import time


class Refused(Exception):
    """There was no connection; a mail server tries again later."""


class Broken(Exception):
    """The session did not go on as SMTP has it."""


class Tally:
    """What the workers have seen; the only thing that they share."""

    def __init__(self, args):
        self.args = args
        self.over = asyncio.Event()
        self.sent, self.why = [], []
        self.refusals, self.early_ms = [], []
        self.times = collections.defaultdict(list)    # by the second
        self.started = self.refused = 0
        self.numbers = itertools.count(1)


class Session:
    """One connection and what is said on it."""

    def __init__(self, tally, is_typo):
        self.tally, self.args, self.is_typo = tally, tally.args, is_typo
        self.reader = self.writer = None

    async def reply(self, want, since):
        """One whole reply; its time counts where nothing slows it."""
        while True:
            line = await asyncio.wait_for(self.reader.readuntil(b"\n"),
                                          self.args.timeout)
            if line[3:4] != b"-":
                break
        wait_s = time.monotonic() - since
        code = line[:3].decode(errors="replace")
        if code != want:
            raise Broken(f"{code} instead of {want}")
        if want == "550":
            self.tally.refusals.append(wait_s)
            if wait_s < self.args.interval:
                self.tally.early_ms.append(int(time.time() * 1000))
        elif not self.is_typo:
            self.tally.times[int(time.time())].append(wait_s)

    async def say(self, line, want):
        since = time.monotonic()
        self.writer.write(line.encode() + b"\r\n")
        await self.reply(want, since)

    async def talk(self, host, source, name):
        since = time.monotonic()
        try:
            self.reader, self.writer = await asyncio.wait_for(
                asyncio.open_connection(
                    host, self.args.port,
                    local_addr=(source, 0) if source else None),
                self.args.timeout)
        except (OSError, asyncio.TimeoutError) as error:
            raise Refused from error
        await self.reply("220", since)
        await self.say("EHLO traffic.example.net", "250")
        await self.say("MAIL FROM:<a@example.net>", "250")
        if self.is_typo:
            await self.say("RCPT TO:<tpyo@example.com>", "550")
        await self.say("RCPT TO:<user1@example.com>", "250")
        await self.say("DATA", "354")
        await self.say(f"Message-ID: {name}\r\n\r\n" + self.args.body
                       + ".", "250")
        self.tally.sent.append(name)
        await self.say("QUIT", "221")


async def worker(number, tally):
    """Sessions until it is over."""
    args = tally.args
    is_typo = number < args.typos
    for turn in itertools.count():
        host = args.hosts[(number + turn) % len(args.hosts)]
        sources = [s for s in args.sources if (":" in s) == (":" in host)]
        session = Session(tally, is_typo)
        name = f"<{next(tally.numbers)}.{args.name}@example.net>"
        try:
            await session.talk(host, random.choice(sources) if sources
                               else None, name)
        except Refused:
            tally.refused += 1
        except (Broken, OSError, asyncio.IncompleteReadError,
                asyncio.TimeoutError) as error:
            tally.why.append(f"{name}: {error!r}")
        if session.writer:
            session.writer.close()
        tally.started += turn == 0
        if turn == 0 and tally.started == args.workers:
            print("READY", flush=True)
        try:
            await asyncio.wait_for(tally.over.wait(), args.pause)
        except asyncio.TimeoutError:
            continue
        return


def part_ms(times, percent):
    """The time that so many percent did not pass, in milliseconds."""
    if not times:
        return 0
    times = sorted(times)
    at = min(len(times) - 1, len(times) * percent // 100)
    return round(times[at] * 1000, 2)


async def run(args):
    tally = Tally(args)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, tally.over.set)
    if args.seconds:
        loop.call_later(args.seconds, tally.over.set)
    await asyncio.gather(*(worker(i, tally) for i in range(args.workers)))
    with open(args.ids, "w", encoding="ascii") as file:
        file.writelines(f"{name}\n" for name in tally.sent)
    for why in tally.why[:20]:
        print(why)
    for at_ms in tally.early_ms:
        print(f"early {at_ms}")
    for second, times in tally.times.items() if args.slices else ():
        print(f"slice {second} {part_ms(times, 50)} {part_ms(times, 99)}")
    times = list(itertools.chain.from_iterable(tally.times.values()))
    print(json.dumps({
        "sent": len(tally.sent), "broken": len(tally.why),
        "refused": tally.refused,
        "refusals": len(tally.refusals),
        "early": len(tally.early_ms),
        "refusal_max_ms": part_ms(tally.refusals, 100),
        "p50_ms": part_ms(times, 50),
        "p99_ms": part_ms(times, 99),
        "max_ms": part_ms(times, 100)}), flush=True)
    return 1 if tally.why else 0


def main():
    parser = argparse.ArgumentParser(
        description="Mail that goes on while something else happens.")
    parser.add_argument("--workers", type=int, default=10)
    parser.add_argument("--typos", type=int, default=5,
                        help="so many of them ask for the wrong one first")
    parser.add_argument("--pause", type=float, default=0.1, metavar="S",
                        help="between a worker's sessions (default 0.1)")
    parser.add_argument("--interval", type=float, default=0)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--timeout", type=float, default=300, metavar="S",
                        help="longest wait for a reply (default 300, as "
                        "RFC 5321 4.5.3.2 has it)")
    parser.add_argument("--port", type=int, default=25)
    parser.add_argument("--name", default="traffic", help="part of the ids")
    parser.add_argument("--ids", default="/dev/null", metavar="FILE")
    parser.add_argument("--from", dest="sources", default=[],
                        type=lambda s: s.split(","), metavar="ADDR,...")
    parser.add_argument("--slices", action="store_true",
                        help="tell of each second, too")
    parser.add_argument("--lines", type=int, default=1,
                        help="of a message's body")
    parser.add_argument("hosts", nargs="+", metavar="HOST")
    args = parser.parse_args()
    args.body = "all is well\r\n" * args.lines
    return asyncio.run(run(args))


if __name__ == "__main__":
    sys.exit(main())
