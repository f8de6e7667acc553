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
_OFFERED_REPLIES = 20
STALE_AFTER = timedelta(seconds=60)  # unless another span is given
_FINISH = turns.update().where(turns.c.id == sa.bindparam("turn"))


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

    def __init__(self, engine: Engine, vault: Vault, stale_after: timedelta = STALE_AFTER) -> None:
        """`stale_after`: how long a turn may take before its process is taken to have died."""
        self._engine = engine
        self._vault = vault
        self._stale_after = stale_after

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
        wanted: dict[str, Any] = {
            "id": secrets.token_hex(16),
            "conversation_id": conversation_id,
            "client_id": client_id,
            "fingerprint": _fingerprint(content),
            "started_at": utc_now(),
        }
        try:
            with writing(self._engine) as connection:
                connection.execute(turns.insert(), wanted)
        except sa.exc.IntegrityError:
            return self._claim_contested(wanted)
        return Turn(wanted["id"], None)

    def _claim_contested(self, wanted: dict[str, Any]) -> Turn:
        """Claim what could not simply be claimed: sent before, or another turn runs, or ran until its process died."""
        try:
            with writing(self._engine) as connection:
                seen = self._seen(connection, wanted)
                if seen is not None:
                    return seen
                self._give_up_stale(connection, wanted["conversation_id"])
                connection.execute(turns.insert(), wanted)
        except sa.exc.IntegrityError as error:
            if not self._exists(wanted["conversation_id"]):
                raise UnknownConversationError from error
            raise TurnInProgressError from error
        return Turn(wanted["id"], None)

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
            return Turn(row.id, json.loads(self._vault.open(row.reply)))
        claimed = connection.execute(
            turns.update()
            .where(turns.c.id == row.id, turns.c.reply.is_(None), turns.c.started_at == row.started_at)
            .where(turns.c.started_at < utc_now() - self._stale_after)
            .values(started_at=utc_now())
        )
        if claimed.rowcount != 1:
            raise TurnInProgressError
        return Turn(row.id, None, resumed=True)

    def _give_up_stale(self, connection: Connection, conversation_id: str) -> None:
        connection.execute(
            turns.delete().where(
                turns.c.conversation_id == conversation_id,
                turns.c.reply.is_(None),
                turns.c.started_at < utc_now() - self._stale_after,
            )
        )

    def offered(self, conversation_id: str) -> dict[str, str]:
        """The buttons of the last replies in a conversation: id -> title, the newest title of each."""
        with self._engine.connect() as connection:
            replies = connection.execute(
                sa.select(turns.c.reply)
                .where(turns.c.conversation_id == conversation_id, turns.c.reply.is_not(None))
                .order_by(turns.c.started_at.desc())
                .limit(_OFFERED_REPLIES)
            ).scalars()
            messages = [message for sealed in replies for message in json.loads(self._vault.open(sealed))]
        return {button["id"]: button["title"] for message in reversed(messages) for button in message["buttons"]}

    def _exists(self, conversation_id: str) -> bool:
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(conversations.c.id).where(conversations.c.id == conversation_id))
            return found.one_or_none() is not None

    def finish(self, turn_id: str, reply: Reply) -> None:
        """Store the reply and free the conversation for its next turn."""
        sealed = self._vault.seal(json.dumps(reply))
        with writing(self._engine) as connection:
            connection.execute(_FINISH, {"turn": turn_id, "reply": sealed})

    def release(self, turn_id: str) -> None:
        """Forget a turn that could not be processed, so that the patient may send it again."""
        with writing(self._engine) as connection:
            connection.execute(turns.delete().where(turns.c.id == turn_id, turns.c.reply.is_(None)))
