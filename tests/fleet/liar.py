#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A store that lies, for tests of what listens to it.

	liar.py MODE SOCKET [REAL]

Listens on the unix socket SOCKET, logs READY, and speaks as much of Redis'
protocol as a router needs to believe it, but:

	garbage		charges are answered by bytes that are no protocol
	huge		by numbers that are no debts, in answers and messages
	day		by the largest debt there is
	flood		tells of new sources as fast as it can
	chatty		answers what was not asked
	long		begins an answer that never ends
	nested		claims an answer of a thousand million elements
	proxy		no lie: everything goes to and comes from the socket REAL
"""

import asyncio
import os
import random
import sys

SHA = b"$40\r\n" + b"0123456789" * 4 + b"\r\n"
ANSWERS = {
    "garbage": lambda: b"\0" + os.urandom(400),
    "huge": lambda: random.choice([b":9223372036854775807\r\n",
                                   b":-86400001\r\n",
                                   b":99999999999999999999999\r\n"]),
    "day": lambda: b":86400000\r\n",
    "flood": lambda: b":1000\r\n",
    "chatty": lambda: b":1000\r\n+OK\r\n*2\r\n$1\r\nx\r\n:1\r\n",
    "long": lambda: b"$500000000\r\n" + b"x" * 60000,
    "nested": lambda: b"*1000000000\r\n:1\r\n",
}


def bulk(text):
    return b"$%d\r\n%s\r\n" % (len(text), text)


def message(channel, text):
    return b"*3\r\n" + bulk(b"message") + bulk(channel) + bulk(text)


async def command(reader):
    """The words of one command."""
    count = int((await reader.readline())[1:] or b"0")
    words = []
    for _ in range(count):
        size = int((await reader.readline())[1:])
        words.append((await reader.readexactly(size + 2))[:-2])
    return words


async def tell(mode, channel, writer):
    """What comes on the channel."""
    number = 0
    while mode in ("flood", "huge", "garbage"):
        if mode == "flood":
            lines = []
            for number in range(number + 1, number + 500):
                lines.append(message(channel, b"10.%d.%d.%d/32 60000 liar" % (
                    number >> 16 & 255, number >> 8 & 255, number & 255)))
            writer.write(b"".join(lines))
        else:
            text = random.choice([b"", b"x", b"192.0.2.77 7 liar",
                                  b"192.0.2.77/32 99999999999999999999 liar",
                                  b"192.0.2.77/32 86400001 liar",
                                  b"192.0.2.77/32\nraise 5 liar",
                                  b"nobody/32 2000 liar", os.urandom(90)])
            writer.write(message(channel, text))
            await asyncio.sleep(0.001)
        await writer.drain()


async def lie(mode, reader, writer):
    while words := await command(reader):
        verb = words[0].upper()
        if verb == b"SUBSCRIBE":
            writer.write(b"*3\r\n" + bulk(b"subscribe") + bulk(words[1]) +
                         b":1\r\n")
            await tell(mode, words[1], writer)
        elif verb == b"SCRIPT":
            writer.write(SHA)
        elif verb == b"EVALSHA":
            writer.write(ANSWERS[mode]())
            while mode == "long":
                writer.write(b"x" * 60000)
                await writer.drain()
        elif verb == b"EVAL":
            writer.write(b"*1\r\n" + bulk(b"0"))
        else:
            writer.write(b"+OK\r\n")
        await writer.drain()


async def pump(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def serve(mode, real, reader, writer):
    try:
        if mode == "proxy":
            there, back = await asyncio.open_unix_connection(real)
            await asyncio.gather(pump(reader, back), pump(there, writer))
        else:
            await lie(mode, reader, writer)
    except (OSError, ValueError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main(mode, path, real=None):
    if os.path.exists(path):
        os.unlink(path)
    server = await asyncio.start_unix_server(
        lambda r, w: serve(mode, real, r, w), path)
    os.chmod(path, 0o777)
    print("READY", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in (*ANSWERS, "proxy"):
        sys.exit(__doc__)
    asyncio.run(main(*sys.argv[1:]))
