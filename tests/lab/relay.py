#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Take connections to port 25 of HERE, and make one to port 25 of THERE for each, as
Docker's userland proxy does: what one side says or ends, the other hears.

	relay.py HERE THERE
"""

import asyncio
import sys


async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.close()


async def serve(here, there):
    async def relay(reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection(there, 25)
        except OSError:
            writer.close()
            return
        await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))
        writer.close()
        far_writer.close()

    server = await asyncio.start_server(relay, here, 25)
    print("READY", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
