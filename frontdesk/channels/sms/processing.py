"""Processes the texts that came in, while the server runs.

1. A text is taken up at once when it arrives in this process, else within a second: those of processes that died too.
2. Several phones are served at a time, each phone's texts one after the other.
3. What fails is tried again later and later, and given up after MOST_ATTEMPTS: the patient is told whom to call, and the front
   desk whom to call.
4. When the server stops, nothing more is taken up, and what is under way is waited for.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.channels.sms.answering import TextAnswering
from frontdesk.channels.sms.inbox import Claim, InboundTexts, LostClaimError
from frontdesk.channels.sms.receiving import PartsToComeError
from frontdesk.channels.sms.waiting import WaitingTexts
from frontdesk.conversations.turns import TurnInProgressError
from frontdesk.log import log_failure
from frontdesk.storage.database import in_database
from frontdesk.storage.separation import clinic_of

MOST_ATTEMPTS = 5
_AT_ONCE = 8
_POLL_SECONDS = 1.0
_TROUBLE_SECONDS = 5.0
_log = logging.getLogger(__name__)


class TextProcessing:
    """Takes up texts one by one. `stop_seconds`: how long to wait for what is under way when the server stops.

    `waiting`: what one of several clinics asks before it looks for texts that came elsewhere.
    """

    def __init__(
        self,
        engine: Engine,
        inbound: InboundTexts,
        answering: TextAnswering,
        stop_seconds: float,
        waiting: WaitingTexts | None = None,
    ) -> None:
        self._engine = engine
        self._inbound = inbound
        self._answering = answering
        self._stop_seconds = stop_seconds
        self._waiting = waiting
        self._working: set[asyncio.Task[None]] = set()
        self._running: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._stopping = False

    def start(self) -> None:
        """Begin, with what is there already."""
        self._running = asyncio.create_task(self._run())

    def arrived(self) -> None:
        """A text has been stored."""
        self._news.set()

    async def stop(self) -> None:
        """Take up nothing more, and wait for what is under way."""
        self._stopping = True
        self._news.set()
        if self._running is not None:
            await self._running
        if self._working:
            await asyncio.wait(self._working, timeout=self._stop_seconds)

    async def _run(self) -> None:
        while not self._stopping:
            told = self._news.is_set()
            self._news.clear()
            pause = _POLL_SECONDS
            try:
                if told or self._waiting is None or await self._waiting.has(clinic_of(self._engine)):
                    await self._take_up()
            except Exception as error:  # whatever it was, texts still come in
                log_failure(_log, "Looking for texts", error)
                pause = _TROUBLE_SECONDS
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), pause)

    async def _take_up(self) -> None:
        while len(self._working) < _AT_ONCE and not self._stopping:
            claim = await in_database(self._engine, self._inbound.claim, self._engine)
            if claim is None:
                return
            task = asyncio.create_task(self._process(claim))
            self._working.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._working.discard(task)
        self._news.set()

    async def _process(self, claim: Claim) -> None:
        try:
            if claim.attempt > MOST_ATTEMPTS:
                await self._answering.give_up(claim)
            else:
                await self._answering.answer(claim)
        except LostClaimError:
            _log.warning("The text %d took too long and was taken over", claim.id)
        except (TurnInProgressError, PartsToComeError):
            await self._postpone(claim, timedelta(seconds=1), counts=False)
        except Exception as error:
            log_failure(_log, f"The text {claim.id}", error)
            await self._postpone(claim, timedelta(seconds=claim.attempt**2), counts=True)

    async def _postpone(self, claim: Claim, pause: timedelta, counts: bool) -> None:
        try:
            await in_database(self._engine, self._inbound.postpone, self._engine, claim, pause, counts)
        except SQLAlchemyError as error:  # the claim runs out by itself
            log_failure(_log, "The database", error)
