"""What open event streams cost: reply times of one caller without and with many idle listeners, and memory.

    python -m bench.streams http://127.0.0.1:5005 --pid PID [--streams 1000]

PID is the assistant's (`serve`), which needs wide rates (see the README). Listeners are conversations of their own, two streams
each. Prints one JSON object: reply times, resident memory and share of one processor while nobody asks anything, each without
and with the streams, and how long a question takes until its answer reaches a listener.
"""

import argparse
import asyncio
import json
import resource
import time
from pathlib import Path
from typing import Any

import aiohttp

from bench.load import Frontdesk, questions, resident_mb, run

_TICK = 100  # clock ticks a second, as /proc counts


def processor_seconds(pid: int) -> float:
    """Processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


async def idle_share(pid: int, seconds: float = 20) -> float:
    """Per cent of one processor that the assistant takes while nobody asks anything."""
    before = processor_seconds(pid)
    await asyncio.sleep(seconds)
    return round(100 * (processor_seconds(pid) - before) / seconds, 2)


class Listeners:
    """Browsers that listen and say nothing."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session, self._base = session, base
        self._open: list[aiohttp.ClientResponse] = []

    async def open(self, count: int) -> None:
        """Open so many streams, two a conversation."""
        for _ in range(count // 2):
            caller = Frontdesk(self._session, self._base)
            await caller.start()
            self._open += [await self._listen(caller) for _ in range(2)]

    async def _listen(self, caller: Frontdesk) -> aiohttp.ClientResponse:
        response = await self._session.get(f"{self._base}/chat/events", headers=caller._headers)
        assert response.status == 200, await response.text()
        return response

    async def delay_ms(self, times: int = 50) -> float:
        """The median time from sending a question until its answer is there, both as the reply and on a stream."""
        caller = Frontdesk(self._session, self._base)
        await caller.start()
        stream = await self._listen(caller)
        seconds = []
        for text in questions(times):
            began = time.perf_counter()
            last = (await caller.ask(text))[-1]["id"]
            async for line in stream.content:
                if line == f"id: {last}\n".encode():
                    break
            seconds.append(time.perf_counter() - began)
        stream.close()
        return round(1000 * sorted(seconds)[len(seconds) // 2], 1)


async def measure(base: str, pid: int, streams: int, each: int) -> dict[str, Any]:
    """Without streams, with them, and once more without."""
    await run("frontdesk", base, 1, 100)
    result: dict[str, Any] = {}

    async def figures() -> dict[str, Any]:
        turns = await run("frontdesk", base, 1, each)
        return {**turns, "resident_mb": resident_mb(pid), "idle_percent": await idle_share(pid)}

    result["without"] = await figures()
    timeout = aiohttp.ClientTimeout(total=None)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        listeners = Listeners(session, base)
        await listeners.open(streams)
        result[f"with_{streams}"] = {**await figures(), "message_to_stream_ms": await listeners.delay_ms()}
    await asyncio.sleep(2)
    result["after"] = await figures()
    return result


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--each", type=int, default=1000, help="messages for each measurement")
    arguments = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(json.dumps(asyncio.run(measure(arguments.base, arguments.pid, arguments.streams, arguments.each)), indent=1))


if __name__ == "__main__":
    main()
