"""Who listens to which conversation, and how they learn of news. One for each process of the assistant.

1. What this process stores wakes the conversation's listeners at once (`heard`).
2. What other processes store is found by one small question a second, whoever listens. It looks back a few seconds more than
   it must: a message gets its time before it is committed, and clocks differ a little.
3. Once in twenty seconds each conversation that is listened to is looked up itself: it may have ended elsewhere, and whatever
   the second rule missed is found.
4. A listener only remembers how far it got and that there is more. What it has not sent yet waits in the database.
"""

import asyncio
import logging
import resource
from collections import OrderedDict
from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.channels.errors import ChatError
from frontdesk.conversations.channels.channel import WEB
from frontdesk.conversations.listening import Listening
from frontdesk.log import log_failure
from frontdesk.metrics.measures import EVENT_STREAMS
from frontdesk.storage.database import in_database, utc_now

MOST_LISTENERS = 5_000
MOST_IN_CONVERSATION = 6
ENDED, REPLACED, STOPPED = "ended", "replaced", "stopped"
_SECONDS = 1.0
_OVERLAP = timedelta(seconds=8)
_ROUND = 20  # questions in which every conversation is looked up once
_ASK_AT_ONCE = 500
logger = logging.getLogger(__name__)


def most_listeners() -> int:
    """How many streams this process takes: half of the files it may have open, and not more than a constant."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(MOST_LISTENERS, allowed // 2) if allowed != resource.RLIM_INFINITY else MOST_LISTENERS


class Listener:
    """One open event stream."""

    def __init__(self, conversation_id: str, position: int) -> None:
        self.conversation_id = conversation_id
        self.position = position  # of the last message it has sent
        self.closed: str | None = None  # why it has to end
        self._told = position
        self._woken = asyncio.Event()

    def tell(self, position: int | None) -> None:
        """Have it look for messages up to a position, or (None) for whatever there is."""
        if position is None or position > max(self._told, self.position):
            self._told = max(self._told, position or 0)
            self._woken.set()

    def close(self, why: str) -> None:
        """Have it end."""
        self.closed = self.closed or why
        self._woken.set()

    async def wait(self, seconds: float) -> bool:
        """Whether it was woken within that time."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class News:
    """The listeners of this process."""

    def __init__(self, engine: Engine, listening: Listening, most: int) -> None:
        self._engine = engine
        self._listening = listening
        self._most = most
        self._count = 0
        self._listeners: OrderedDict[str, list[Listener]] = OrderedDict()
        self._asking: asyncio.Task[None] | None = None
        self._stopped = False

    def add(self, listener: Listener) -> None:
        """Let a listener know of news from now on. Raises ChatError if there are too many."""
        if self._count >= self._most or self._stopped:
            raise ChatError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "too_many_listeners",
                "Too many chats are open right now. Ask GET /chat/messages from time to time instead.",
            )
        others = self._listeners.setdefault(listener.conversation_id, [])
        if len(others) >= MOST_IN_CONVERSATION:
            others[0].close(REPLACED)
            self.remove(others[0])
        others.append(listener)
        self._count += 1
        EVENT_STREAMS.labels(WEB).inc()
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())

    def remove(self, listener: Listener) -> None:
        """Forget a listener; one that is not there any more is no error."""
        others = self._listeners.get(listener.conversation_id, [])
        if listener not in others:
            return
        others.remove(listener)
        self._count -= 1
        EVENT_STREAMS.labels(WEB).dec()
        if not others:
            del self._listeners[listener.conversation_id]

    def heard(self, conversation_id: str) -> None:
        """This process has stored messages of a conversation."""
        self._tell(conversation_id, None)

    def ended(self, conversation_id: str) -> None:
        """A conversation has ended."""
        for listener in self._listeners.get(conversation_id, ()):
            listener.close(ENDED)

    async def stop(self) -> None:
        """End every stream and stop asking."""
        self._stopped = True
        if self._asking is not None:
            self._asking.cancel()
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.close(STOPPED)

    def _tell(self, conversation_id: str, position: int | None) -> None:
        for listener in self._listeners.get(conversation_id, ()):
            listener.tell(position)

    async def _ask(self) -> None:
        """Look for news every second while somebody listens."""
        asked = utc_now()
        while self._listeners:
            await asyncio.sleep(_SECONDS)
            now = utc_now()
            try:
                await self._ask_once(asked - _OVERLAP)
            except SQLAlchemyError as error:
                log_failure(logger, "Looking for news", error)
                continue
            asked = now
        self._asking = None

    async def _ask_once(self, since: datetime) -> None:
        for conversation_id, position in await in_database(self._engine, self._listening.news, since):
            self._tell(conversation_id, position)
        looked_up = self._next_ones()
        if not looked_up:
            return
        still_open = await in_database(self._engine, self._listening.open_ones, looked_up)
        for conversation_id in looked_up:
            if conversation_id in still_open:
                self._tell(conversation_id, still_open[conversation_id])
            else:
                self.ended(conversation_id)

    def _next_ones(self) -> list[str]:
        """The conversations that were looked up longest ago, a round's share of them."""
        share = min(-(-len(self._listeners) // _ROUND), _ASK_AT_ONCE)
        chosen = [conversation_id for conversation_id, _ in zip(self._listeners, range(share))]
        for conversation_id in chosen:
            self._listeners.move_to_end(conversation_id)
        return chosen
