"""From what a patient sent to what is replied, once, whatever the channel.

1. The turn is claimed: a message seen before gets its stored reply, and only one turn of a conversation runs at a time.
2. Rasa replies; if the process of an earlier try died after Rasa had replied, that reply counts. In a conversation that
   a person has taken over only the safety screen looks at the message, and Rasa at what may answer an open check.
3. The turn is finished: reply, transcript and whatever the channel adds are stored in one transaction. A warning is noted for
   the front desk, and so is a check that is not asked because a person is there.
4. The first reply that asks for personal details comes behind the privacy notice, and a reply after a long pause on the
   web behind the greeting. A patient who wishes everything deleted
   gets the last reply of the conversation.
5. If anything fails, the turn is given back, so that the patient may send the message again; or, where the channel itself
   tries again, it is kept, so that what was said before the failure still counts. A database that is away gets it back as soon
   as it is there again.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.conversations.channels.channel import WEB
from frontdesk.conversations.erasing import ERASED, wish_erasure
from frontdesk.conversations.informing import QUIET, asks_for_details, informed, is_informed, is_notice, was_quiet
from frontdesk.conversations.messages import Message
from frontdesk.conversations.transcript import warned
from frontdesk.conversations.turns import WARNINGS, Reply, Turn, Turns
from frontdesk.engine.assistant import Assistant, UserInput
from frontdesk.language.packs import ENGLISH
from frontdesk.language.recognition import recognised
from frontdesk.metrics.measures import REPLIES, TURNS, stage
from frontdesk.settings.environment import Settings
from frontdesk.storage.database import in_database
from frontdesk.storage.store import Store

Within = Callable[[Connection, list[Message]], None]
_ANSWERED = "answered"
_STALE_TURNS = 3  # times the deadline of a reply
_AGAIN_SECONDS = 1.0


def stale_after(config: Settings) -> timedelta:
    """How long a turn may take before its process is taken to have died."""
    return timedelta(seconds=_STALE_TURNS * config.turn_seconds)


class TurnTaking:
    """Takes turns for every channel of this process."""

    def __init__(
        self, config: Settings, store: Store, assistant: Assistant, heard: Callable[[str], None] = lambda _: None
    ) -> None:
        """`heard` is told the id of a conversation whenever this process has stored messages of it."""
        self.turns = Turns(store.engine, store.vault, stale_after(config))
        self._engine = store.engine
        self._assistant = assistant
        self._heard = heard
        self._stale_seconds = stale_after(config).total_seconds()
        self._giving_back: set[asyncio.Task[None]] = set()
        self._may_pause = timedelta(seconds=config.session_seconds) > QUIET  # shorter ones begin with a greeting anyway

    async def take(self, said: UserInput, within: Within | None = None, give_back: bool = True) -> list[Message]:
        """The reply to a message, the same when it is sent again: at least one message, or none where a person answers.

        The `turn_id` of `said` is that of the channel. `within` gets the connection and the reply in the transaction
        that stores the reply, once. `give_back`: whether a turn that fails is given back. Raises TurnInProgressError,
        ReusedIdError or UnknownConversationError.
        """
        with stage("whole"):
            messages, outcome = await self._take(said, within, give_back)
        TURNS.labels(said.channel, outcome).inc()
        for message in messages if outcome == _ANSWERED else ():
            REPLIES.labels(said.channel, message["kind"]).inc()
        return messages

    async def _take(self, said: UserInput, within: Within | None, give_back: bool) -> tuple[list[Message], str]:
        """The reply, and what the turn counts as."""
        claim = self.turns.claim
        with stage("claim"):
            turn = await in_database(self._engine, claim, said.conversation_id, said.turn_id, said.text, said.choice)
        if turn.reply is not None:
            return list(turn.reply), "repeated"
        try:
            self._heard(said.conversation_id)
            with stage("reply"):
                messages = await self._reply(turn, replace(said, turn_id=turn.id, language=turn.language))
            adding = partial(_note, within, messages)
            language = turn.language if said.choice else recognised(said.text, turn.language)
            other = language if language != turn.language else ""
            with stage("store"):
                kept = await in_database(self._engine, self.turns.finish, turn.id, messages, adding, other)
        except BaseException:
            TURNS.labels(said.channel, "failed").inc()
            if give_back:
                await self._give_back(turn)
            raise
        self._heard(said.conversation_id)
        if kept is not None:
            return list(kept), _ANSWERED if kept else "left"
        answered = await in_database(self._engine, self.turns.reply, turn.id)
        if answered is not None:
            return list(answered), "repeated"
        warnings = [
            message for message in messages if message["kind"] in WARNINGS
        ]  # given up: nobody waits for the rest
        return warnings, _ANSWERED if warnings else "left"

    async def _give_back(self, turn: Turn) -> None:
        try:
            await in_database(self._engine, self.turns.release, turn)
        except SQLAlchemyError:
            later = asyncio.create_task(self._give_back_later(turn))
            self._giving_back.add(later)
            later.add_done_callback(self._giving_back.discard)

    async def _give_back_later(self, turn: Turn) -> None:
        """Give a turn back once the database is there again, unless the turn counts as dead by then."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._stale_seconds
        while loop.time() < ends:
            await asyncio.sleep(_AGAIN_SECONDS)
            with suppress(SQLAlchemyError):
                await in_database(self._engine, self.turns.release, turn)
                return

    async def _reply(self, turn: Turn, said: UserInput) -> list[Message]:
        if turn.with_person and not await self._assistant.may_answer_check(said):
            return await self._assistant.screened(said.channel, said.text)
        before = await self._assistant.given_before(said.conversation_id, turn.id) if turn.resumed else []
        return await self._behind_notice(said, before or await self._assistant.reply(said))

    async def _behind_notice(self, said: UserInput, reply: list[Message]) -> list[Message]:
        language = reply[0].get("lang", ENGLISH)
        if asks_for_details(reply) and not await self._holds(is_informed, said):
            reply = [self._assistant.privacy_notice(said.channel, language), *reply]
        if self._may_pause and said.channel == WEB and await self._holds(was_quiet, said):
            reply = [self._assistant.greeting(said.channel, language), *reply]
        return reply

    async def _holds(self, condition: Callable[[Connection, str], bool], said: UserInput) -> bool:
        def read() -> bool:
            with self._engine.connect() as connection:
                return condition(connection, said.conversation_id)

        return await in_database(self._engine, read)


def _note(within: Within | None, meant: Reply, connection: Connection, conversation_id: str, said: Reply) -> None:
    """What is known of a conversation from the reply that was meant and what of it is said, and what the channel does."""
    unasked = any(message["kind"] == "check" and message not in said for message in meant)
    if unasked or any(message["kind"] in WARNINGS for message in said):
        warned(connection, conversation_id)
    if any(map(is_notice, said)):
        informed(connection, conversation_id)
    if within:
        within(connection, list(said))
    if any(message["kind"] == ERASED for message in said):
        wish_erasure(connection, conversation_id)
