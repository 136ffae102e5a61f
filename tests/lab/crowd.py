#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Guess from many addresses at once, to fill a server's budget.

	crowd.py [option...] HOST FIRST-ADDRESS

The --fill first addresses guess one recipient each, and half a second later
--sources others.  Prints one JSON object: how many of the others had their answer
before --early seconds, and how many later ("late"), or never in --patience seconds
("never").
"""

import argparse
import asyncio
import ipaddress
import json
import sys
import time


async def reply(reader):
    line = await reader.readline()
    while line[3:4] == b"-":
        line = await reader.readline()
    if not line:
        raise ConnectionError("closed")
    return line[:3].decode()


async def opened(args, source):
    reader, writer = await asyncio.open_connection(
        args.host, 25, local_addr=(str(source), 0))
    await reply(reader)
    for line in ("EHLO client.example.net", "MAIL FROM:<a@example.net>"):
        writer.write(line.encode() + b"\r\n")
        await reply(reader)
    return reader, writer


async def guess(args, number, connection):
    """How many seconds the answer took; None where it did not come."""
    reader, writer = connection
    began = time.monotonic()
    writer.write(b"RCPT TO:<nobody%d@example.com>\r\n" % number)
    try:
        await asyncio.wait_for(reply(reader), args.patience)
    except (asyncio.TimeoutError, OSError):
        return None
    return time.monotonic() - began


async def run(args):
    first = ipaddress.ip_address(args.first)
    everybody = [first + i for i in range(args.fill + args.sources)]
    connections = await asyncio.gather(*[opened(args, s) for s in everybody])
    fill = [asyncio.ensure_future(guess(args, i, connections[i]))
            for i in range(args.fill)]
    await asyncio.sleep(0.5)
    took = await asyncio.gather(*[guess(args, i, connections[i])
                                  for i in range(args.fill, len(everybody))])
    for one in fill:
        one.cancel()
    came = [t for t in took if t is not None]
    return {"early": sum(t < args.early for t in came),
            "late": sum(t >= args.early for t in came),
            "never": len(took) - len(came)}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fill", type=int, default=0, metavar="N")
    parser.add_argument("--sources", type=int, default=50, metavar="N")
    parser.add_argument("--early", type=float, default=2, metavar="S")
    parser.add_argument("--patience", type=float, default=8, metavar="S")
    parser.add_argument("host")
    parser.add_argument("first")
    args = parser.parse_args()
    print(json.dumps(asyncio.run(run(args))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
