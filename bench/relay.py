"""Carries bytes between two ends, each a port (`host:port`) or a socket's path: `python -m bench.relay LISTEN TARGET`."""

import asyncio
import sys
from contextlib import suppress

_CHUNK = 65_536
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _connect(target: str) -> Ends:
    if target.startswith("/"):
        return await asyncio.open_unix_connection(target)
    host, _, port = target.rpartition(":")
    return await asyncio.open_connection(host, int(port))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


async def relay(listen: str, target: str) -> None:
    """Serve for ever."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            other_reader, other_writer = await _connect(target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_carry(reader, other_writer), _carry(other_reader, writer))

    if listen.startswith("/"):
        server = await asyncio.start_unix_server(serve, listen)
    else:
        host, _, port = listen.rpartition(":")
        server = await asyncio.start_server(serve, host, int(port))
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(relay(*sys.argv[1:]))
