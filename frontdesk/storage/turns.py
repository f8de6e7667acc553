"""Turns: each message of a patient is processed once, one at a time, and its reply can be fetched again.

1. A new client id claims the conversation: the row without a reply is unique, in the database, across processes.
2. A client id seen before gives the stored reply; with other content it is refused.
3. A turn whose process died is given up after `STALE_AFTER` and may be claimed again under the same turn id, by which
   whoever replies can tell that the message was already handled.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.future import Connection, Engine

from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import conversations, turns

Reply = Sequence[dict[str, Any]]
STALE_AFTER = timedelta(seconds=60)


class TurnInProgressError(Exception):
    """Another message of this conversation is still being answered."""


class ReusedIdError(Exception):
    """The client id already stands for a message with other content."""


class UnknownConversationError(Exception):
    """The conversation does not exist, or no longer."""


@dataclass(frozen=True)
class Turn:
    """One message to process (`reply` is None) or one that was processed before."""

    id: str
    reply: Reply | None
    resumed: bool = False


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Turns:
    """Conversations and their turns in the database."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    def start_conversation(self, channel: str) -> str:
        """The id of a new conversation: 128 random bits, hexadecimal."""
        conversation_id = secrets.token_hex(16)
        with writing(self._engine) as connection:
            connection.execute(
                conversations.insert(), {"id": conversation_id, "channel": channel, "created_at": utc_now()}
            )
        return conversation_id

    def claim(self, conversation_id: str, client_id: str, content: str) -> Turn:
        """The turn to process, or the one already processed under this client id.

        Raises TurnInProgressError, ReusedIdError or UnknownConversationError.
        """
        fingerprint = _fingerprint(content)
        turn_id = secrets.token_hex(16)
        try:
            with writing(self._engine) as connection:
                seen = self._seen(connection, conversation_id, client_id, fingerprint)
                if seen is not None:
                    return seen
                self._give_up_stale(connection, conversation_id)
                connection.execute(
                    turns.insert(),
                    {
                        "id": turn_id,
                        "conversation_id": conversation_id,
                        "client_id": client_id,
                        "fingerprint": fingerprint,
                        "started_at": utc_now(),
                    },
                )
        except sa.exc.IntegrityError as error:
            if not self._exists(conversation_id):
                raise UnknownConversationError from error
            raise TurnInProgressError from error
        return Turn(turn_id, None)

    def _seen(self, connection: Connection, conversation_id: str, client_id: str, fingerprint: str) -> Turn | None:
        row = connection.execute(
            sa.select(turns.c.id, turns.c.fingerprint, turns.c.reply, turns.c.started_at).where(
                turns.c.conversation_id == conversation_id, turns.c.client_id == client_id
            )
        ).one_or_none()
        if row is None:
            return None
        if row.fingerprint != fingerprint:
            raise ReusedIdError
        if row.reply is not None:
            return Turn(row.id, json.loads(self._vault.open(row.reply)))
        claimed = connection.execute(
            turns.update()
            .where(turns.c.id == row.id, turns.c.reply.is_(None), turns.c.started_at == row.started_at)
            .where(turns.c.started_at < utc_now() - STALE_AFTER)
            .values(started_at=utc_now())
        )
        if claimed.rowcount != 1:
            raise TurnInProgressError
        return Turn(row.id, None, resumed=True)

    @staticmethod
    def _give_up_stale(connection: Connection, conversation_id: str) -> None:
        connection.execute(
            turns.delete().where(
                turns.c.conversation_id == conversation_id,
                turns.c.reply.is_(None),
                turns.c.started_at < utc_now() - STALE_AFTER,
            )
        )

    def _exists(self, conversation_id: str) -> bool:
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(conversations.c.id).where(conversations.c.id == conversation_id))
            return found.one_or_none() is not None

    def finish(self, turn_id: str, reply: Reply) -> None:
        """Store the reply and free the conversation for its next turn."""
        sealed = self._vault.seal(json.dumps(reply))
        with writing(self._engine) as connection:
            connection.execute(turns.update().where(turns.c.id == turn_id).values(reply=sealed))

    def release(self, turn_id: str) -> None:
        """Forget a turn that could not be processed, so that the patient may send it again."""
        with writing(self._engine) as connection:
            connection.execute(turns.delete().where(turns.c.id == turn_id, turns.c.reply.is_(None)))
