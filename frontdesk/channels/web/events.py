"""`GET /chat/events`: new messages of one conversation as they come, in the form of server-sent events."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timezone
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import StreamingResponse
from starlette.types import Message as Part
from starlette.types import Receive, Scope, Send

from frontdesk.channels.web.broadcast import STOPPED, Listener, News, most_listeners
from frontdesk.conversations.listening import Listening
from frontdesk.conversations.messages import Message
from frontdesk.deadline import abort
from frontdesk.log import log_failure
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import in_database

_STALLED_SECONDS = 30.0  # a reader that takes nothing for so long is cut off
_AT_ONCE = 20  # messages read from the database at a time
_UNBUFFERED = {"X-Accel-Buffering": "no"}  # a proxy in front must not collect what comes
logger = logging.getLogger(__name__)
_HEARTBEAT = ": still here\n\n"


def _event(message: Message) -> str:
    return f"id: {message['id']}\nevent: message\ndata: {json.dumps(message)}\n\n"


def _end(why: str) -> str:
    return f"event: {why}\ndata: {{}}\n\n"


class _Stream(StreamingResponse):
    """Sends piece by piece, and cuts off who takes nothing. `left` is called at the end, however it comes."""

    media_type = "text/event-stream"

    def __init__(self, texts: AsyncIterator[str], left: Callable[[], None]) -> None:
        super().__init__(texts, headers=_UNBUFFERED)
        self._left = left

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it all (ASGI)."""

        async def send_in_time(part: Part) -> None:
            try:
                await asyncio.wait_for(send(part), _STALLED_SECONDS)
            except TimeoutError:
                abort(scope)

        try:
            await super().__call__(scope, receive, send_in_time)
        finally:
            self._left()


class Events:
    """Streams to listeners, fed by `News`."""

    def __init__(self, engine: Engine, vault: Vault, heartbeat_seconds: float = 20.0) -> None:
        self._heartbeat_seconds = heartbeat_seconds
        self._engine = engine
        self._listening = Listening(engine, vault)
        self.news = News(engine, self._listening, most_listeners())

    async def listen(self, conversation_id: str, after: str | None, until: datetime) -> StreamingResponse:
        """A conversation's messages behind `after` (None: new ones) until the token expires or the chat ends.

        Raises ChatError, UnknownConversationError or UnknownMessageError.
        """
        start = await in_database(self._engine, self._listening.start, conversation_id, after)
        listener = Listener(conversation_id, start)
        self.news.add(listener)
        return _Stream(self._texts_while_readable(listener, until), partial(self.news.remove, listener))

    async def _texts_while_readable(self, listener: Listener, until: datetime) -> AsyncIterator[str]:
        try:
            async for text in self.texts(listener, until):
                yield text
        except SQLAlchemyError as error:
            log_failure(logger, "An event stream", error)

    async def texts(self, listener: Listener, until: datetime) -> AsyncIterator[str]:
        """What a listener is sent, piece by piece, each made when the one before has been taken."""
        yield _HEARTBEAT
        listener.tell(None)
        while True:
            left = (until - datetime.now(timezone.utc)).total_seconds()
            if left <= 0:
                listener.close("expired")
            elif not await listener.wait(min(left, self._heartbeat_seconds)):
                yield _HEARTBEAT
                continue
            if listener.closed == STOPPED:
                return
            async for text in self._new(listener):
                yield text
            if listener.closed:
                yield _end(listener.closed)
                return

    async def _new(self, listener: Listener) -> AsyncIterator[str]:
        """What the listener has not sent yet, read bit by bit as fast as it is taken."""
        while found := await in_database(
            self._engine, self._listening.behind, listener.conversation_id, listener.position, _AT_ONCE
        ):
            for position, message in found:
                listener.position = position
                yield _event(message)
            if len(found) < _AT_ONCE:
                return
