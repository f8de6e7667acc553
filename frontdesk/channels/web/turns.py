"""A message on the web -> what is replied, in time. A warning sign is answered as soon as it is seen, stored or not."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from http import HTTPStatus
from typing import Any

from sqlalchemy import Engine

from frontdesk.channels.errors import ChatError, bad_request
from frontdesk.channels.turn_taking import TurnTaking
from frontdesk.channels.web.phone_linking import Joining
from frontdesk.content.clinic_text import whom_to_call
from frontdesk.conversations.channels.channel import WEB
from frontdesk.conversations.messages import Message
from frontdesk.conversations.transcript import UnknownConversationError
from frontdesk.conversations.turns import ReusedIdError, TurnInProgressError
from frontdesk.engine.assistant import Assistant, UserInput
from frontdesk.engine.conversation import apology
from frontdesk.log import log_failure
from frontdesk.settings.environment import Settings
from frontdesk.storage.database import in_database

_WARNING_SECONDS = 0.5  # how long a warning waits for its turn to be stored
logger = logging.getLogger(__name__)


def gone() -> ChatError:
    """What answers a token whose conversation is no longer there."""
    return ChatError(HTTPStatus.NOT_FOUND, "unknown_conversation", "This chat is gone. Start a new one.")


class WebTurns:
    """The turns of the web chat."""

    def __init__(
        self, config: Settings, engine: Engine, assistant: Assistant, taking: TurnTaking, joining: Joining | None
    ) -> None:
        self._clinic = config.clinic
        self._seconds = config.turn_seconds
        self._whom_to_call = whom_to_call(config.clinic)
        self._engine = engine
        self._assistant = assistant
        self._taking = taking
        self._joining = joining
        self._working: set[asyncio.Task[list[Message]]] = set()

    async def title(self, conversation_id: str, choice: str) -> str:
        """The title of a button: a topic's, or one that was offered in this conversation."""
        known = self._assistant.title(
            choice, await in_database(self._engine, self._taking.turns.language, conversation_id)
        )
        if known is not None:
            return known
        offered = await in_database(self._engine, self._taking.turns.offered, conversation_id)
        if choice not in offered:
            raise bad_request("unknown_choice", "This choice was not offered. Please choose again or type a question.")
        return offered[choice]

    async def answer(self, said: UserInput) -> list[Message]:
        """What is replied. Raises ChatError."""
        screening = None if said.choice else asyncio.create_task(self._assistant.warning(WEB, said.text))
        take = partial(self._take, said)
        return await self._reply(said, self._begin(take()), screening, take)

    def _begin(self, work: Coroutine[Any, Any, list[Message]]) -> "asyncio.Task[list[Message]]":
        """Work that goes on to its end, whoever waits for it."""
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        task.add_done_callback(_log_if_failed)
        return task

    async def _reply(
        self,
        said: UserInput,
        working: "asyncio.Task[list[Message]]",
        screening: "asyncio.Task[list[Message]] | None",
        take: Callable[[], Coroutine[Any, Any, list[Message]]],
    ) -> list[Message]:
        """What the turn says, within the deadline. A warning sign is answered as soon as it is seen, stored or not."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._seconds
        warned = await _ended(screening, deadline) or [] if screening else []
        done, _ = await asyncio.wait(
            {working}, timeout=min(_WARNING_SECONDS, deadline - loop.time()) if warned else deadline - loop.time()
        )
        if not done:
            return warned or [apology(self._clinic, said.text)]
        failed = working.exception()
        if warned and isinstance(failed, ChatError) and failed.retry_after is not None:
            self._begin(self._take_later(take, failed.retry_after))
            return warned
        return warned if warned and failed is not None and not isinstance(failed, ChatError) else working.result()

    @staticmethod
    async def _take_later(take: Callable[[], Coroutine[Any, Any, list[Message]]], seconds: int) -> list[Message]:
        """Take a turn once the one that runs has ended, or counts as dead after so many seconds."""
        for _ in range(seconds):
            await asyncio.sleep(1)
            try:
                return await take()
            except ChatError as refused:
                if refused.retry_after is None:
                    raise
        return await take()

    async def _take(self, said: UserInput) -> list[Message]:
        """The reply. It goes on to its end, also when the patient's connection is gone or the deadline has passed."""
        try:
            within = self._joining.gone_on(said.conversation_id) if self._joining else None
            return await self._taking.take(said, within)
        except TurnInProgressError as error:
            raise ChatError(
                HTTPStatus.CONFLICT,
                "turn_in_progress",
                "Your last message is still being answered. Please wait for it; if nothing comes, send it again in "
                f"{error.seconds} {'second' if error.seconds == 1 else 'seconds'}. {self._whom_to_call}",
                retry_after=error.seconds,
            ) from error
        except ReusedIdError as error:
            raise ChatError(HTTPStatus.CONFLICT, "reused_id", "This id was used for another message.") from error
        except UnknownConversationError as error:
            raise gone() from error


def _log_if_failed(working: "asyncio.Task[list[Message]]") -> None:
    """Look at how a turn ended, which nobody may be waiting for any more."""
    error = None if working.cancelled() else working.exception()
    if error is not None and not isinstance(error, ChatError):
        log_failure(logger, "A turn", error)


async def _ended(task: "asyncio.Task[list[Message]]", deadline: float) -> list[Message] | None:
    """What a task returns by the deadline; None if it failed or is still at work, which then goes on."""
    done, _ = await asyncio.wait({task}, timeout=deadline - asyncio.get_running_loop().time())
    if not done:
        return None
    failed = task.exception()
    if failed is not None:
        log_failure(logger, "Screening a message", failed)
    return None if failed else task.result()
