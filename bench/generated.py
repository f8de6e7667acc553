"""Messages that hardly anybody sends, to a running assistant: `python -m bench.generated`.

Half go to the web chat and half come as texts, signed, from 2,000 phones; a third of the chats begin with a booking. Prints one
JSON object every tenth part, and one at the end: answers by HTTP status, lines that the assistant logged, its memory, how long
messages took (`p999`: 99.9 of 100 took less), and the slowest. On SQLite; nothing is sent to anybody.
"""

import argparse
import asyncio
import json
import random
import re
import tempfile
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import sqlalchemy as sa

from bench.load import resident_mb
from bench.made_up import made_up
from frontdesk.storage.sms_models import inbound_texts
from tests.support.databases import open_only
from tests.support.phone import SMS, Phone, signed
from tests.support.server import WIDE_RATES, Server

_WEB_CALLERS, _PHONES, _EACH = 3, 2_000, 10
_WAITING_TEXTS = 8
_PATIENCE_SECONDS = 120
_PARTS = 10
_BEGINNINGS = ("", "", "", "", "i'd like to come in", "je voudrais un rendez-vous")


@dataclass
class Seen:
    """What came of the messages of both channels."""

    messages: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[tuple[float, str, int]] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)

    def slowest(self) -> list[dict[str, Any]]:
        """The five that took longest, by kind and length."""
        return [
            {"s": round(took, 2), "kind": kind, "characters": length}
            for took, kind, length in sorted(self.seconds)[:-6:-1]
        ]


class Senders:
    """Both channels of one assistant."""

    def __init__(
        self, server: Server, session: aiohttp.ClientSession, messages: int, minutes: float, seed: int
    ) -> None:
        self.web, self.text = Seen(), Seen()
        self._server, self._session, self._seed = server, session, seed
        self._most, self._ends = messages // 2, time.monotonic() + 60 * minutes
        self._phones = [f"+1780555{number:04}" for number in range(_PHONES)]
        self._engine = open_only(f"sqlite:///{server.data_dir / 'frontdesk.db'}")

    def _goes_on(self, seen: Seen) -> bool:
        return seen.messages < self._most and time.monotonic() < self._ends

    async def chats(self, number: int) -> None:
        """Conversations on the web, one after the other."""
        chance = random.Random(f"{self._seed} {number}")
        while self._goes_on(self.web):
            headers = {"Authorization": f"Bearer {await self._begin()}"}
            first = chance.choice(_BEGINNINGS)
            for kind, text in [("beginning", first)] * bool(first) + [made_up(chance) for _ in range(_EACH)]:
                await self._send(self.web, kind, text, headers)

    async def _begin(self) -> str:
        async with self._session.post(f"{self._server.url}/chat/session") as answer:
            answer.raise_for_status()
            return str((await answer.json())["token"])

    async def _send(self, seen: Seen, kind: str, text: str, headers: dict[str, str]) -> None:
        body = json.dumps({"id": uuid.uuid4().hex, "text": text}).encode()
        began = time.monotonic()
        headers = headers | {"Content-Type": "application/json"}
        async with self._session.post(f"{self._server.url}/chat/messages", data=body, headers=headers) as answer:
            await answer.read()
        seen.seconds.append((time.monotonic() - began, kind, len(text)))
        seen.statuses[str(answer.status)] += 1
        seen.messages += 1

    async def texts(self) -> None:
        """Texts of one phone after the other, a few ahead of what has been answered."""
        chance = random.Random(self._seed)
        waiting = sa.select(sa.func.count()).select_from(inbound_texts).where(inbound_texts.c.state == "waiting")
        while self._goes_on(self.text):
            with self._engine.connect() as connection:
                room = _WAITING_TEXTS - connection.execute(waiting).scalar_one()
            for _ in range(room):
                await self._post(chance)
            await asyncio.sleep(0.05)
        ends = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < ends:
            with self._engine.connect() as connection:
                if not connection.execute(waiting).scalar_one():
                    return
            await asyncio.sleep(0.5)

    async def _post(self, chance: random.Random) -> None:
        kind, text = made_up(chance)
        text = text.encode("utf-8", "ignore").decode()  # a form holds no half characters
        phone = self._phones[self.text.messages % _PHONES]
        fields = Phone.fields(_Sender(phone), text)  # type: ignore[arg-type]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signed("/sms/twilio", fields),
        }
        began = time.monotonic()
        async with self._session.post(
            f"{self._server.url}/sms/twilio", data=urlencode(fields), headers=headers
        ) as answer:
            await answer.read()
        self.text.seconds.append((time.monotonic() - began, kind, len(text)))
        self.text.statuses[str(answer.status)] += 1
        self.text.messages += 1

    def answered(self) -> tuple[Counter[str], list[float]]:
        """What became of the texts, and how long each took from its arrival until its answer was stored."""
        columns = sa.select(inbound_texts.c.state, inbound_texts.c.received_at, inbound_texts.c.finished_at)
        with self._engine.connect() as connection:
            rows = connection.execute(columns).all()
        took = [(row.finished_at - row.received_at).total_seconds() for row in rows if row.finished_at]
        return Counter(row.state for row in rows), took


@dataclass(frozen=True)
class _Sender:
    number: str


def logged(server: Server) -> Counter[str]:
    """The lines that the assistant logged, by what they say."""
    lines = server.log.read_text().splitlines()
    return Counter(re.sub(r"\[request \w+\]|\d+", "", line)[:160].strip() for line in lines)


def times(seconds: list[float]) -> dict[str, float]:
    """Median, 99.9th percentile and the longest."""
    ordered = sorted(seconds) or [0.0]
    return {
        name: round(ordered[at], 3)
        for name, at in (("p50", len(ordered) // 2), ("p999", int(0.999 * len(ordered))), ("longest", -1))
    }


async def measure(server: Server, messages: int, minutes: float, seed: int) -> None:
    """Send, and print."""
    timeout = aiohttp.ClientTimeout(total=_PATIENCE_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as session:
        senders = Senders(server, session, messages, minutes, seed)
        sending = asyncio.gather(senders.texts(), *(senders.chats(number) for number in range(_WEB_CALLERS)))
        part, reported, began = messages // _PARTS, 0, time.monotonic()
        while not sending.done():
            await asyncio.sleep(0.5)
            sent = senders.web.messages + senders.text.messages
            if sent >= reported + part:
                reported = sent
                seconds = [took for took, _, _ in senders.web.seconds]
                parts = {
                    "messages": sent,
                    "s": round(time.monotonic() - began),
                    "resident_mb": resident_mb(server.process.pid),
                }
                print(
                    json.dumps(parts | {"web": senders.web.statuses, "text": senders.text.statuses} | times(seconds)),
                    flush=True,
                )
        await sending
    states, took = senders.answered()
    result = {
        "messages": senders.web.messages + senders.text.messages,
        "web": {"statuses": senders.web.statuses, **times([took for took, _, _ in senders.web.seconds])},
        "text": {"statuses": senders.text.statuses, "states": states, **times(took)},
        "slowest_web": senders.web.slowest(),
        "logged": logged(server),
        "resident_mb": resident_mb(server.process.pid),
    }
    print(json.dumps(result))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="ends then, however many it has sent")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rates = WIDE_RATES | {
            "FRONTDESK_CONVERSATION_RATE": "100000/minute",
            "FRONTDESK_ADDRESS_RATE": "1000000/minute",
        }
        server = Server(Path(folder), **rates, **SMS, FRONTDESK_SMS_CONTACT_RATE="10000/hour")
        try:
            asyncio.run(measure(server, arguments.messages, arguments.minutes, arguments.seed))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
