"""Reply times of booking turns beside those of questions, over HTTP, on one running installation.

    python -m bench.booking http://127.0.0.1:5005

Every conversation is one booking from the first word to the reference number, then as many questions. Prints one JSON object:
for one and for eight callers at once, for each kind of turn, how many there were, median and 99th percentile in milliseconds.
A clinic file with wide `booking.limits` keeps the bookings of one phone from being refused.
"""

import argparse
import asyncio
import json
import time

import aiohttp

from bench.load import Frontdesk, questions
from tests.support.talkers import BOOKING


def summary(seconds: list[float]) -> dict[str, float]:
    """Count, median and 99th percentile."""
    ordered = sorted(seconds)
    return {
        "turns": len(ordered),
        "p50_ms": round(1000 * ordered[len(ordered) // 2], 1),
        "p99_ms": round(1000 * ordered[int(len(ordered) * 0.99)], 1),
    }


async def run(base: str, conversations: int, callers: int) -> dict[str, dict[str, float]]:
    """Book and ask: every caller so many conversations, one turn after the other."""
    asked = iter(questions(callers * conversations * len(BOOKING)))
    times: dict[str, list[float]] = {"booking": [], "question": []}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:

        async def call() -> None:
            for _ in range(conversations):
                caller = Frontdesk(session, base)
                await caller.start()
                for kind, texts in (("booking", BOOKING), ("question", [next(asked) for _ in BOOKING])):
                    for text in texts:
                        began = time.perf_counter()
                        assert await caller.ask(text)
                        times[kind].append(time.perf_counter() - began)

        await asyncio.gather(*(call() for _ in range(callers)))
    return {kind: summary(seconds) for kind, seconds in times.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("--conversations", type=int, default=40)
    arguments = parser.parse_args()
    asyncio.run(run(arguments.base, 3, 1))
    result = {
        str(callers): asyncio.run(run(arguments.base, max(1, arguments.conversations // callers), callers))
        for callers in (1, 8)
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
