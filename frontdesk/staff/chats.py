"""Conversations as staff see them: the list, one with its transcript, and taking over, speaking and handing back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.conversations.messages import Message
from frontdesk.conversations.synthetic import IS_REAL
from frontdesk.conversations.takeover import Takeover, Takeovers, live, live_in
from frontdesk.conversations.transcript import Transcript
from frontdesk.storage.database import as_aware, writing
from frontdesk.storage.models import ConversationRow, conversations, every_row, first_row, messages, takeovers
from frontdesk.storage.store import Store
from frontdesk.texting.contacts import CHANNEL
from frontdesk.texting.relay import OPTED_OUT, Phones, relay

PAGE = 25
MOST_MESSAGES = 300
_LIVE = sa.select(takeovers.c.conversation_id).where(takeovers.c.ended_at.is_(None))
FILTERS: dict[str, Callable[[], sa.ColumnElement[bool]]] = {
    "": sa.true,
    "alarm": lambda: conversations.c.alarm_at.is_not(None),
    "person": lambda: sa.and_(conversations.c.id.in_(_LIVE), conversations.c.ended_at.is_(None)),
}


class OptedOutError(Exception):
    """What is said would reach nobody: the patient's phone has opted out."""


@dataclass(frozen=True)
class Conversation:
    """A conversation in the list. Moments are aware. `last` is its newest message, `takeover` who is wanted or there."""

    id: str
    channel: str
    created_at: datetime
    last_at: datetime
    alarm_at: datetime | None
    ended: bool
    last: Message | None
    takeover: Takeover | None


class Chats:
    """Conversations over one database."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._vault = store.vault
        self._phones = Phones(store.vault, store.lookup)
        self.takeovers = Takeovers(Transcript(store.engine, store.vault), relay(store.vault))

    def listed(self, connection: Connection, chosen: str, before: tuple[datetime, str] | None) -> list[Conversation]:
        """A page of those that fit one of FILTERS or came by a channel, the newest first; one more than PAGE if more follow.

        It begins behind `before`. A place is `last_at`, UTC without zone, and id of the last one of the page before.
        """
        query = sa.select(conversations).where(
            FILTERS[chosen]() if chosen in FILTERS else conversations.c.channel == chosen,
            conversations.c.last_position > 1,
            IS_REAL,
        )
        if before is not None:
            place = sa.tuple_(conversations.c.last_at, conversations.c.id)
            query = query.where(place < sa.tuple_(sa.literal(before[0]), sa.literal(before[1])))
        order = (conversations.c.last_at.desc(), conversations.c.id.desc())
        rows = every_row(connection, ConversationRow, query.order_by(*order).limit(PAGE + 1))
        newest, people = self._newest(connection, rows[:PAGE]), live_in(connection, [row.id for row in rows])
        return [self._listed(row, newest.get(row.id), people.get(row.id)) for row in rows]

    @staticmethod
    def _listed(row: ConversationRow, last: Message | None, takeover: Takeover | None) -> Conversation:
        return Conversation(
            row.id,
            row.channel,
            as_aware(row.created_at),
            as_aware(row.last_at or row.created_at),
            as_aware(row.alarm_at),
            row.ended_at is not None,
            last,
            takeover,
        )

    def _newest(self, connection: Connection, rows: Sequence[ConversationRow]) -> dict[str, Message]:
        newest = sa.and_(
            messages.c.conversation_id == conversations.c.id, messages.c.position == conversations.c.last_position
        )
        query = (
            sa.select(messages.c.conversation_id, messages.c.content)
            .join(conversations, newest)
            .where(conversations.c.id.in_([row.id for row in rows]))
        )
        return {row.conversation_id: self._open(row.content) for row in connection.execute(query)}

    def find(self, connection: Connection, conversation_id: str) -> Conversation | None:
        """One conversation, or None."""
        query = sa.select(conversations).where(conversations.c.id == conversation_id)
        row = first_row(connection, ConversationRow, query)
        return self._listed(row, None, live(connection, conversation_id)) if row else None

    def transcript(self, connection: Connection, conversation_id: str) -> tuple[list[Message], bool]:
        """The newest messages of a conversation, the oldest of them first; whether there are earlier ones."""
        query = sa.select(messages.c.content).where(messages.c.conversation_id == conversation_id)
        rows = connection.execute(query.order_by(messages.c.position.desc()).limit(MOST_MESSAGES + 1)).scalars().all()
        return [self._open(content) for content in reversed(rows[:MOST_MESSAGES])], len(rows) > MOST_MESSAGES

    def by_text(self, connection: Connection, conversation_id: str) -> str:
        """Whether a conversation is by text too (`Phones.by_text`)."""
        return self._phones.by_text(connection, conversation_id)

    def say(self, connection: Connection, conversation_id: str, account_id: str, message_id: str, text: str) -> None:
        """As `Takeovers.say`. Raises OptedOutError where the patient only texts, and must not be texted."""
        channel = connection.execute(
            sa.select(conversations.c.channel).where(conversations.c.id == conversation_id)
        ).scalar_one_or_none()
        if channel == CHANNEL and self.by_text(connection, conversation_id) == OPTED_OUT:
            raise OptedOutError
        self.takeovers.say(connection, conversation_id, account_id, message_id, text)

    def do[Result](self, work: Callable[[Connection], Result]) -> Result:
        """What a step gives, in a transaction of its own."""
        with writing(self._engine) as connection:
            return work(connection)

    def _open(self, content: bytes) -> Message:
        message: Message = json.loads(self._vault.open(content))
        return message
