"""The queries behind event streams: few, small and indexed, however many listeners there are."""

import json
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.conversations.messages import Message
from frontdesk.conversations.transcript import UnknownConversationError, position_of
from frontdesk.storage.crypto import Vault
from frontdesk.storage.models import conversations, messages

_STATE = sa.select(conversations.c.last_position).where(
    conversations.c.id == sa.bindparam("conversation"), conversations.c.ended_at.is_(None)
)
_BEHIND = (
    sa.select(messages.c.position, messages.c.content)
    .where(messages.c.conversation_id == sa.bindparam("conversation"), messages.c.position > sa.bindparam("position"))
    .order_by(messages.c.position)
    .limit(sa.bindparam("count"))
)
_NEWS = (
    sa.select(messages.c.conversation_id, sa.func.max(messages.c.position))
    .where(messages.c.at > sa.bindparam("moment", type_=sa.DateTime))
    .group_by(messages.c.conversation_id)
)


class Listening:
    """Positions (1, 2, …, with gaps) and messages of conversations."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    def start(self, conversation_id: str, after: str | None) -> int:
        """The position after which to listen: that of the message `after`, or the newest one.

        Raises UnknownConversationError or UnknownMessageError.
        """
        with self._engine.connect() as connection:
            newest = connection.execute(_STATE, {"conversation": conversation_id}).scalar_one_or_none()
            if newest is None:
                raise UnknownConversationError
            return int(newest) if after is None else position_of(connection, conversation_id, after)

    def behind(self, conversation_id: str, position: int, limit: int) -> list[tuple[int, Message]]:
        """Up to `limit` messages after a position, each with its own position, oldest first."""
        wanted = {"conversation": conversation_id, "position": position, "count": limit}
        with self._engine.connect() as connection:
            rows = connection.execute(_BEHIND, wanted).all()
        return [(int(row.position), json.loads(self._vault.open(row.content))) for row in rows]

    def news(self, since: datetime) -> list[tuple[str, int]]:
        """The conversations that got messages since a moment (UTC), each with the newest one's position."""
        with self._engine.connect() as connection:
            return [(row[0], int(row[1])) for row in connection.execute(_NEWS, {"moment": since})]

    def open_ones(self, conversation_ids: Sequence[str]) -> dict[str, int]:
        """Those of these conversations that have not ended, each with its last position."""
        wanted = sa.select(conversations.c.id, conversations.c.last_position).where(
            conversations.c.id.in_(conversation_ids), conversations.c.ended_at.is_(None)
        )
        with self._engine.connect() as connection:
            return {row.id: int(row.last_position) for row in connection.execute(wanted)}
