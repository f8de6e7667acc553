"""Transcripts: what patient, assistant and staff said in a conversation, in order, sealed.

1. A transaction that adds a message first raises `conversations.last_position`. On PostgreSQL that holds the conversation's row
   until the transaction ends, on SQLite the write lock does. So positions are taken one after the other. Gaps do no harm.
2. A message whose id is already there is not added again, because a turn that was given up may be sent once more.
3. Nothing is added to a conversation that has ended.
"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.conversations.messages import Message
from frontdesk.conversations.synthetic import IS_REAL
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import conversations, messages, takeovers
from frontdesk.storage.separation import clinic_parameter

_OPEN = sa.and_(conversations.c.id == sa.bindparam("conversation"), conversations.c.ended_at.is_(None))
_RAISE = (
    conversations.update()
    .where(_OPEN)
    .values(last_position=conversations.c.last_position + sa.bindparam("count"), last_at=sa.bindparam("now"))
)
_WARNED = conversations.update().where(_OPEN, IS_REAL).values(alarm_at=sa.bindparam("alarm_at"))
_HOLD = conversations.update().where(_OPEN).values(last_position=conversations.c.last_position)
# Written out in a form that both databases accept: SQLAlchemy 1.4 compiled it again each time.
_ADD = sa.text(
    "INSERT INTO messages (clinic_id, conversation_id, position, id, content, at) VALUES (:of_clinic, :conversation,"
    " (SELECT last_position FROM conversations WHERE id = :conversation AND clinic_id = :of_clinic) - :before,"
    " :id, :content, :at)"
    " ON CONFLICT (conversation_id, id) DO NOTHING"
).bindparams(clinic_parameter(), sa.bindparam("content", type_=sa.LargeBinary), sa.bindparam("at", type_=sa.DateTime))
_SINCE = (
    sa.select(messages.c.content)
    .where(messages.c.conversation_id == sa.bindparam("conversation"), messages.c.position > sa.bindparam("position"))
    .order_by(messages.c.position)
    .limit(sa.bindparam("count"))
)
_NEWEST = (
    sa.select(messages.c.content)
    .where(messages.c.conversation_id == sa.bindparam("conversation"))
    .order_by(messages.c.position.desc())
    .limit(1)
)
_NAMED = sa.and_(messages.c.conversation_id == sa.bindparam("conversation"), messages.c.id == sa.bindparam("message"))
_POSITION = sa.select(messages.c.position).where(_NAMED)
_MESSAGE = sa.select(messages.c.content).where(_NAMED)


class UnknownConversationError(Exception):
    """The conversation does not exist, or has ended."""


class UnknownMessageError(Exception):
    """The conversation holds no message with this id."""


def is_open(connection: Connection, conversation_id: str) -> bool:
    """Whether the conversation exists and has not ended."""
    found = connection.execute(sa.select(conversations.c.id).where(_OPEN), {"conversation": conversation_id})
    return found.one_or_none() is not None


def hold(connection: Connection, conversation_id: str) -> bool:
    """Keep others from adding to a conversation until this transaction ends; False if it does not exist, or has ended."""
    return bool(connection.execute(_HOLD, {"conversation": conversation_id}).rowcount)


def warned(connection: Connection, conversation_id: str) -> None:
    """A warning sign has come up in a conversation, or in a person's chat what may be one."""
    connection.execute(_WARNED, {"conversation": conversation_id, "alarm_at": utc_now()})


def end(connection: Connection, conversation_id: str) -> None:
    """End a conversation, and with it the wait for a person or a person's part. Ending it again changes nothing."""
    now = utc_now()
    connection.execute(conversations.update().where(_OPEN), {"conversation": conversation_id, "ended_at": now})
    theirs = sa.and_(takeovers.c.conversation_id == conversation_id, takeovers.c.ended_at.is_(None))
    connection.execute(takeovers.update().where(theirs).values(ended_at=now))


def position_of(connection: Connection, conversation_id: str, message_id: str) -> int:
    """Where a message stands in its conversation. Raises UnknownMessageError."""
    wanted = {"conversation": conversation_id, "message": message_id}
    position = connection.execute(_POSITION, wanted).scalar_one_or_none()
    if position is None:
        raise UnknownMessageError
    return int(position)


class Transcript:
    """The messages of conversations in the database."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    def append(self, connection: Connection, conversation_id: str, new: Sequence[Message]) -> None:
        """Add messages (docs/http.md) within the caller's transaction. Raises UnknownConversationError."""
        if not new:
            return
        now = utc_now()
        raised = connection.execute(_RAISE, {"conversation": conversation_id, "count": len(new), "now": now})
        if raised.rowcount == 0:
            raise UnknownConversationError
        rows = [
            {
                "conversation": conversation_id,
                "before": before,
                "id": message["id"],
                "content": self._vault.seal(json.dumps(message)),
                "at": now,
            }
            for before, message in zip(range(len(new) - 1, -1, -1), new)
        ]
        connection.execute(_ADD, rows)

    def since(self, conversation_id: str, after: str | None, limit: int) -> tuple[list[Message], bool]:
        """Up to `limit` messages after the one with the id `after` (None: from the first), oldest first; whether more follow.

        Raises UnknownMessageError.
        """
        with self._engine.connect() as connection:
            position = 0 if after is None else position_of(connection, conversation_id, after)
            wanted = {"conversation": conversation_id, "position": position, "count": limit + 1}
            found = connection.execute(_SINCE, wanted).scalars().all()
        return [json.loads(self._vault.open(content)) for content in found[:limit]], len(found) > limit

    def message(self, connection: Connection, conversation_id: str, message_id: str) -> Message:
        """One message of a conversation. Raises UnknownMessageError."""
        wanted = {"conversation": conversation_id, "message": message_id}
        content = connection.execute(_MESSAGE, wanted).scalar_one_or_none()
        if content is None:
            raise UnknownMessageError
        message: Message = json.loads(self._vault.open(content))
        return message

    def newest(self, connection: Connection, conversation_id: str) -> Message | None:
        """The last message of a conversation; None if it has none."""
        content = connection.execute(_NEWEST, {"conversation": conversation_id}).scalar_one_or_none()
        return None if content is None else json.loads(self._vault.open(content))

    def is_open(self, conversation_id: str) -> bool:
        """Whether the conversation exists and has not ended."""
        with self._engine.connect() as connection:
            return is_open(connection, conversation_id)

    def end(self, conversation_id: str) -> None:
        """As the function `end`, in a transaction of its own."""
        with writing(self._engine) as connection:
            end(connection, conversation_id)
