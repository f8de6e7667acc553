"""Messages are read beside the event loop, one at a time, so that no sender holds up the server or the other patients.

1. What looks like an emergency is read first.
2. Then comes the sender who has used the least processor time lately: by address first, then by conversation. So a crowd of
   costly messages from one address waits for everybody else, not the other way round.
3. Every `HALF_LIFE` seconds, half of the time used is forgotten.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from frontdesk.language.folding import fold
from frontdesk.language.sign_rules import sign_words
from frontdesk.metrics.measures import TURN_SECONDS

HALF_LIFE = 10.0
_FORGOTTEN_BELOW = 0.001
_MOST_SENDERS = 10_000
_LONGEST_LOOKED_AT = 2_000
T = TypeVar("T")


@dataclass(frozen=True)
class Sender:
    """Whose message is read: network address (or phone) and conversation; neither is kept longer than its use counts."""

    address: str = ""
    conversation: str = ""


SENDER: ContextVar[Sender] = ContextVar("sender", default=Sender())  # noqa: B039  frozen


@cache
def _alarming() -> frozenset[str]:
    return sign_words()


def looks_urgent(text: str) -> bool:
    """Whether a message holds a word of a warning sign: a quick look that decides only what is read first."""
    return not _alarming().isdisjoint(fold(text[:_LONGEST_LOOKED_AT]).lower().split())


class _Used:
    """The processor seconds that each sender has used lately."""

    def __init__(self) -> None:
        self._used: dict[str, tuple[float, float]] = {}

    def of(self, who: str, now: float) -> float:
        seconds, at = self._used.get(who, (0.0, now))
        return float(seconds * 0.5 ** ((now - at) / HALF_LIFE))

    def add(self, who: str, seconds: float, now: float) -> None:
        if len(self._used) >= _MOST_SENDERS:
            self._used = {one: used for one, used in self._used.items() if self.of(one, now) > _FORGOTTEN_BELOW}
        self._used[who] = (self.of(who, now) + seconds, now)


@dataclass(eq=False)
class _Waiting:
    sender: Sender
    urgent: bool
    work: Callable[[], Any]
    done: "asyncio.Future[Any]"
    since: float


class ReadingQueue:
    """Runs the reading of messages in one thread of its own, in order of rank."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._waiting: list[_Waiting] = []
        self._busy = False
        self._addresses, self._conversations = _Used(), _Used()

    async def run(self, urgent: bool, work: Callable[[], T]) -> T:
        """What `work()` returns, for the present SENDER. If the caller no longer waits, work that has not begun is skipped."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(SENDER.get(), urgent, work, done, time.monotonic()))
        self._next()
        return await done

    def _next(self) -> None:
        self._waiting = [one for one in self._waiting if not one.done.done()]
        if self._busy or not self._waiting:
            return
        now = time.monotonic()
        one = min(self._waiting, key=lambda waiting: self._rank(waiting, now))
        self._waiting.remove(one)
        self._busy = True
        TURN_SECONDS.labels("wait").observe(now - one.since)
        working = asyncio.get_running_loop().run_in_executor(self._thread, _timed, one.work)
        working.add_done_callback(lambda finished: self._finished(one, finished))

    def _rank(self, waiting: _Waiting, now: float) -> tuple[bool, float, float]:
        sender = waiting.sender
        used = self._addresses.of(sender.address, now), self._conversations.of(sender.conversation, now)
        return (not waiting.urgent, *used)

    def _finished(self, one: _Waiting, finished: "asyncio.Future[tuple[Any, BaseException | None, float]]") -> None:
        self._busy = False
        result, error, seconds = finished.result()
        TURN_SECONDS.labels("read").observe(seconds)
        now = time.monotonic()
        self._addresses.add(one.sender.address, seconds, now)
        self._conversations.add(one.sender.conversation, seconds, now)
        if not one.done.done():
            if error is None:
                one.done.set_result(result)
            else:
                one.done.set_exception(error)
        self._next()


def _timed(work: Callable[[], Any]) -> tuple[Any, BaseException | None, float]:
    """What the work returned or raised, and the processor seconds it took."""
    began = time.thread_time()
    try:
        return work(), None, time.thread_time() - began
    except Exception as error:
        return None, error, time.thread_time() - began
