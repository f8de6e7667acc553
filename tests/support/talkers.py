"""Patients with bad connections: they send a message again under its id until it is answered, and keep what they are told."""

import asyncio
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PATIENCE_SECONDS = 120.0
_TRY_SECONDS = 20.0  # as the widget's
_PAUSE_SECONDS = 0.3
_LATER = frozenset({409, 502, 503, 504})

BOOKING = (
    "i'd like to come in",
    "Ana Example",
    "780 555 0143",
    "tuesday after 3",
    "sore shoulder",
    "no",
    "yes",
    "no thanks",
)
QUESTIONS = ("does it hurt?", "how much is it?", "where are you?", "is it safe?", "how many sessions do i need?")


@dataclass
class Talker:
    """One patient's chat. `heard`: ids of messages in order; `seconds`: how long each message took, all tries
    together; `again`: how often something was sent again."""

    session: aiohttp.ClientSession
    base: str
    token: str = ""
    heard: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    began: list[float] = field(default_factory=list)
    again: int = 0

    async def open(self) -> None:
        """Begin a chat."""
        opened = await self._until_answered("POST", "/chat/session", None)
        self.token = opened["token"]
        self.heard += [message["id"] for message in opened["messages"]]

    async def say(self, text: str) -> list[dict[str, Any]]:
        """The reply to a message."""
        body = {"id": uuid.uuid4().hex, "text": text}
        began = time.monotonic()
        while True:
            messages = (await self._until_answered("POST", "/chat/messages", body))["messages"]
            if messages[-1]["kind"] != "notice":  # that there is no answer yet
                break
            assert time.monotonic() - began < PATIENCE_SECONDS
            await asyncio.sleep(_PAUSE_SECONDS)
        self.began.append(began)
        self.seconds.append(time.monotonic() - began)
        self.heard += [body["id"], *(message["id"] for message in messages)]
        self.told += [message["text"] for message in messages]
        return list(messages)

    async def transcript(self) -> list[str]:
        """The ids of all messages of the chat as the clinic has them."""
        found: list[str] = []
        while True:
            after = f"?after={found[-1]}" if found else ""
            page = await self._until_answered("GET", f"/chat/messages{after}", None)
            found += [message["id"] for message in page["messages"]]
            if not page["more"]:
                return found

    async def _until_answered(self, method: str, path: str, body: dict[str, str] | None) -> dict[str, Any]:
        began = time.monotonic()
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        limit = aiohttp.ClientTimeout(total=_TRY_SECONDS)
        while time.monotonic() - began < PATIENCE_SECONDS:
            try:
                async with self.session.request(
                    method, f"{self.base}{path}", json=body, headers=headers, timeout=limit
                ) as answer:
                    if answer.status < 400:
                        return dict(await answer.json())
                    assert answer.status in _LATER, f"{answer.status}: {await answer.text()}"
            except (aiohttp.ClientError, TimeoutError):
                pass
            self.again += 1
            await asyncio.sleep(_PAUSE_SECONDS)
        raise AssertionError(f"No answer in {PATIENCE_SECONDS:.0f} s")


@dataclass(frozen=True)
class Talked:
    """What came of it. `wrong`: chats whose transcript is not what their patient heard, once each and in that order.

    `told`: what each patient was told. `again`: how often something was sent again.
    """

    messages: int
    again: int
    seconds: list[float]
    began: list[float]
    wrong: int
    told: list[str]

    @property
    def longest(self) -> float:
        """How long the slowest message took."""
        return max(self.seconds)


async def talk(base: str, callers: int, goes_on: Callable[[], bool], script: Sequence[str] = QUESTIONS) -> Talked:
    """So many patients say what the script has, one chat after the other, as long as `goes_on`; then all is compared."""
    everybody: list[Talker] = []

    async def call(session: aiohttp.ClientSession) -> None:
        while goes_on():
            talker = Talker(session, base)
            everybody.append(talker)
            await talker.open()
            for text in script:
                await talker.say(text)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(call(session) for _ in range(callers)))
        transcripts = [await talker.transcript() for talker in everybody]
    wrong = sum(talker.heard != kept for talker, kept in zip(everybody, transcripts, strict=True))
    return Talked(
        messages=len(_joined(talker.seconds for talker in everybody)),
        again=sum(talker.again for talker in everybody),
        seconds=_joined(talker.seconds for talker in everybody),
        began=_joined(talker.began for talker in everybody),
        wrong=wrong,
        told=["\n".join(talker.told) for talker in everybody],
    )


def _joined[Item](parts: Iterator[list[Item]]) -> list[Item]:
    return [item for part in parts for item in part]
