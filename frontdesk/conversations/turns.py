"""Turns: each message of a patient is processed once, one at a time, and its reply can be fetched again.

The message enters the transcript with the claim, the reply with the end of the turn, each in the same transaction.

1. A new client id claims the conversation: the row without a reply is unique, in the database, across processes.
2. A client id seen before gives the stored reply; with other content it is refused.
   The turn keeps the ids of its reply; the messages are in the transcript.
3. In a conversation that a person has taken over, only warnings are said (`takeover.py`).
4. A turn whose process died is given up after `STALE_AFTER`, one that failed at once. It may be claimed again under the same
   turn id, which shows whether the message was already handled.
"""

import hashlib
import json
import math
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.conversations.beginning import new_conversation
from frontdesk.conversations.held import hold_of, state_of
from frontdesk.conversations.messages import Message, plain_message
from frontdesk.conversations.spoken import language_of, speak
from frontdesk.conversations.takeover import is_with_person
from frontdesk.conversations.transcript import Transcript, UnknownConversationError, is_open
from frontdesk.language.packs import ENGLISH
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import turns

Reply = Sequence[Message]
# What a channel does in the transaction that stores a reply; it gets the conversation's id and what is said.
Within = Callable[[Connection, str, Reply], None]
WARNINGS = frozenset({"emergency", "urgent"})  # kinds of messages
_OFFERED_REPLIES = 20
_IDS = b"["  # how a list of ids begins; nothing sealed does
STALE_AFTER = timedelta(seconds=60)  # unless another time is given
_FINISH = turns.update().where(turns.c.id == sa.bindparam("turn"), turns.c.reply.is_(None))


class TurnInProgressError(Exception):
    """Another message of this conversation is still being answered; `seconds`: after which its process counts as dead."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class ReusedIdError(Exception):
    """The client id already stands for a message with other content."""


@dataclass(frozen=True)
class Turn:
    """One message to process (`reply` is None), claimed at `since`, or one that was processed before.

    `with_person`: not for the assistant. `language`: that of the conversation so far."""

    id: str
    reply: Reply | None
    resumed: bool = False
    with_person: bool = False
    language: str = ENGLISH
    since: datetime | None = None


def _fingerprint(text: str, choice: str | None) -> str:
    return hashlib.sha256(f"{choice or ''}\n{text}".encode()).hexdigest()


class Turns:
    """Conversations and their turns in the database."""

    def __init__(self, engine: Engine, vault: Vault, stale_after: timedelta = STALE_AFTER) -> None:
        """`stale_after`: how long a turn may take before its process counts as dead."""
        self._engine = engine
        self._vault = vault
        self._transcript = Transcript(engine, vault)
        self._stale_after = stale_after

    def start_conversation(
        self,
        channel: str,
        messages: Sequence[Message] = (),
        address_hash: str | None = None,
        language: str = ENGLISH,
    ) -> str:
        """The id of a new conversation, which begins with these messages."""
        with writing(self._engine) as connection:
            conversation_id = new_conversation(connection, channel, address_hash, language)
            self._transcript.append(connection, conversation_id, messages)
        return conversation_id

    def claim(self, conversation_id: str, client_id: str, text: str, choice: str | None = None) -> Turn:
        """The turn to process, or the one already processed under this client id.

        `choice`: a button's id, whose title `text` is. Raises TurnInProgressError, ReusedIdError, UnknownConversationError.
        """
        wanted: dict[str, Any] = {
            "id": secrets.token_hex(16),
            "conversation_id": conversation_id,
            "client_id": client_id,
            "fingerprint": _fingerprint(text, choice),
            "started_at": utc_now(),
        }
        message = plain_message(text, "patient", "message", client_id)
        try:
            with writing(self._engine, durable=False) as connection:  # its end makes it so, before anything is said
                return self._insert(connection, wanted, message)
        except sa.exc.IntegrityError:
            return self._claim_contested(wanted, message)

    @staticmethod
    def _turn(connection: Connection, wanted: dict[str, Any], resumes: str = "") -> Turn:
        of = wanted["conversation_id"]
        with_person, language = state_of(connection, of)
        return Turn(resumes or wanted["id"], None, bool(resumes), with_person, language, wanted["started_at"])

    def _insert(self, connection: Connection, wanted: dict[str, Any], message: Message) -> Turn:
        connection.execute(turns.insert(), wanted)
        self._transcript.append(connection, wanted["conversation_id"], [message])
        return self._turn(connection, wanted)

    def _claim_contested(self, wanted: dict[str, Any], message: Message) -> Turn:
        """Claim what could not simply be claimed: sent before, or another turn runs, or ran until its process died."""
        try:
            with writing(self._engine) as connection:
                if not is_open(connection, wanted["conversation_id"]):
                    raise UnknownConversationError
                seen = self._seen(connection, wanted)
                if seen is not None:
                    return seen
                self._give_up_stale(connection, wanted["conversation_id"])
                return self._insert(connection, wanted, message)
        except sa.exc.IntegrityError as error:
            raise TurnInProgressError(self._left(self._running_since(wanted["conversation_id"]))) from error

    def _running_since(self, conversation_id: str) -> datetime:
        query = sa.select(sa.func.min(turns.c.started_at)).where(
            turns.c.conversation_id == conversation_id, turns.c.reply.is_(None)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one() or utc_now()

    def _left(self, started_at: datetime) -> int:
        """Whole seconds until a turn that started then may be claimed again; at least 1."""
        return max(1, math.ceil((started_at + self._stale_after - utc_now()).total_seconds()))

    def _seen(self, connection: Connection, wanted: dict[str, Any]) -> Turn | None:
        row = connection.execute(
            sa.select(turns.c.id, turns.c.fingerprint, turns.c.reply, turns.c.started_at).where(
                turns.c.conversation_id == wanted["conversation_id"], turns.c.client_id == wanted["client_id"]
            )
        ).one_or_none()
        if row is None:
            return None
        if row.fingerprint != wanted["fingerprint"]:
            raise ReusedIdError
        if row.reply is not None:
            return Turn(row.id, self._said(connection, wanted["conversation_id"], row.reply))
        claimed = connection.execute(
            turns.update()
            .where(turns.c.id == row.id, turns.c.reply.is_(None), turns.c.started_at == row.started_at)
            .where(turns.c.started_at < utc_now() - self._stale_after)
            .values(started_at=wanted["started_at"])
        )
        if claimed.rowcount != 1:
            raise TurnInProgressError(self._left(row.started_at))
        return self._turn(connection, wanted, row.id)

    def _said(self, connection: Connection, conversation_id: str, reply: bytes) -> list[Message]:
        """The messages of a stored reply: ids of the transcript; in older rows the sealed messages themselves."""
        stored = bytes(reply)
        if stored.startswith(_IDS):
            return [self._transcript.message(connection, conversation_id, named) for named in json.loads(stored)]
        messages: list[Message] = json.loads(self._vault.open(stored))
        return messages

    def _give_up_stale(self, connection: Connection, conversation_id: str) -> None:
        connection.execute(
            turns.delete().where(
                turns.c.conversation_id == conversation_id,
                turns.c.reply.is_(None),
                turns.c.started_at < utc_now() - self._stale_after,
            )
        )

    def language(self, conversation_id: str) -> str:
        """The language of a conversation so far."""
        with self._engine.connect() as connection:
            return language_of(connection, conversation_id)

    def offered(self, conversation_id: str) -> dict[str, str]:
        """The buttons of the last replies in a conversation: id -> title, the newest title of each."""
        with self._engine.connect() as connection:
            replies = (
                connection.execute(
                    sa.select(turns.c.reply)
                    .where(turns.c.conversation_id == conversation_id, turns.c.reply.is_not(None))
                    .order_by(turns.c.started_at.desc())
                    .limit(_OFFERED_REPLIES)
                )
                .scalars()
                .all()
            )
            messages = [message for reply in replies for message in self._said(connection, conversation_id, reply)]
        return {button["id"]: button["title"] for message in reversed(messages) for button in message["buttons"]}

    def finish(self, turn_id: str, reply: Reply, within: Within | None = None, language: str = "") -> Reply | None:
        """Store the reply, free the conversation for its next turn and do what `within` does, in one transaction.

        `language`: that of the conversation from now on; empty: as it was.
        What was said: all of the reply, or of a conversation with a person only warnings. None, and nothing done, if the turn
        was given up, or another process has answered it. Raises UnknownConversationError if the conversation has ended.
        """
        with writing(self._engine) as connection:
            conversation_id = hold_of(connection, turn_id)
            if conversation_id is None:
                return None
            if is_with_person(connection, conversation_id):
                reply = [message for message in reply if message["kind"] in WARNINGS]
            ids = json.dumps([message["id"] for message in reply]).encode()
            if connection.execute(_FINISH, {"turn": turn_id, "reply": ids}).rowcount == 0:
                return None
            self._transcript.append(connection, conversation_id, reply)
            if language:
                speak(connection, conversation_id, language)
            if within is not None:
                within(connection, conversation_id, reply)
        return reply

    def reply(self, turn_id: str) -> Reply | None:
        """What was said in answer to a turn; None if nothing has been yet, or if it was given up."""
        query = sa.select(turns.c.conversation_id, turns.c.reply)
        with self._engine.connect() as connection:
            row = connection.execute(query.where(turns.c.id == turn_id, turns.c.reply.is_not(None))).one_or_none()
            return self._said(connection, row.conversation_id, row.reply) if row else None

    def release(self, turn: Turn) -> None:
        """Let a turn that could not be processed be claimed again, unless it has been: the patient may send it again."""
        mine = (turns.c.id == turn.id) & turns.c.reply.is_(None) & (turns.c.started_at == turn.since)
        with writing(self._engine) as connection:
            connection.execute(turns.update().where(mine).values(started_at=datetime.min))
