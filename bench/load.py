"""Reply times of a running assistant over HTTP: one and eight callers, each in a conversation of its own.

    python bench/load.py frontdesk http://127.0.0.1:5005 --pid PID
    python bench/load.py stock http://127.0.0.1:5006 --pid PID

Prints one JSON object: per number of callers, messages a second, median and 99th percentile in milliseconds, and how many
replies were empty; and the process's resident memory in MB. Questions are drawn from the training phrasings, the same for both.
"""

import argparse
import asyncio
import json
import random
import time
import uuid
from pathlib import Path
from typing import Any

import aiohttp
from ruamel.yaml import YAML

Question = str


def questions(count: int) -> list[Question]:
    """Phrasings of the FAQ topics in a fixed random order."""
    found = []
    for file in sorted(Path("data/faq").glob("*.yml")):
        for item in YAML(typ="safe").load(file.read_text(encoding="utf-8")).get("nlu", ()):
            found += [line.strip()[2:] for line in item["examples"].splitlines() if line.strip().startswith("- ")]
    random.Random(7).shuffle(found)
    return (found * (count // len(found) + 1))[:count]


class Frontdesk:
    """A caller of our web channel."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session, self._base, self._headers = session, base, {}

    async def start(self) -> None:
        async with self._session.post(f"{self._base}/chat/session") as response:
            token = (await response.json())["token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    async def ask(self, text: Question) -> Any:
        body = {"id": uuid.uuid4().hex, "text": text}
        async with self._session.post(f"{self._base}/chat/messages", json=body, headers=self._headers) as response:
            return (await response.json())["messages"]


class Stock:
    """A caller of Rasa's REST channel."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session, self._base, self._sender = session, base, uuid.uuid4().hex

    async def start(self) -> None:
        await self.ask("hello")

    async def ask(self, text: Question) -> Any:
        body = {"sender": self._sender, "message": text}
        async with self._session.post(f"{self._base}/webhooks/rest/webhook", json=body) as response:
            return await response.json()


async def run(kind: str, base: str, callers: int, each: int) -> dict[str, float]:
    """Every caller sends `each` messages, one after the other, ten to a conversation."""
    caller_class = {"frontdesk": Frontdesk, "stock": Stock}[kind]
    times: list[float] = []
    empty: list[bool] = []
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:

        async def call(texts: list[Question]) -> None:
            for start in range(0, len(texts), 10):
                caller = caller_class(session, base)
                await caller.start()
                for text in texts[start : start + 10]:
                    began = time.perf_counter()
                    messages = await caller.ask(text)
                    times.append(time.perf_counter() - began)
                    empty.append(not messages)

        texts = questions(callers * each)
        began = time.perf_counter()
        await asyncio.gather(*(call(texts[i * each : (i + 1) * each]) for i in range(callers)))
        total = time.perf_counter() - began
    times.sort()
    return {
        "messages_per_second": round(len(times) / total, 1),
        "p50_ms": round(1000 * times[len(times) // 2], 1),
        "p99_ms": round(1000 * times[int(len(times) * 0.99)], 1),
        "empty_replies": sum(empty),
    }


def resident_mb(pid: int) -> float:
    """Resident memory of a process and its children."""
    pids = [pid, *(int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    pages = sum(int(Path(f"/proc/{p}/statm").read_text().split()[1]) for p in pids)
    return round(pages * 4096 / 1e6, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("frontdesk", "stock"))
    parser.add_argument("base")
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--each", type=int, default=200, help="messages for each caller")
    arguments = parser.parse_args()
    asyncio.run(run(arguments.kind, arguments.base, 1, 30))
    result: dict[str, Any] = {
        str(callers): asyncio.run(run(arguments.kind, arguments.base, callers, arguments.each)) for callers in (1, 8)
    }
    result["resident_mb"] = resident_mb(arguments.pid)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
