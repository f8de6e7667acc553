"""What a turn asks of its conversation, in one statement each: every statement is a way to the database and back."""

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.conversations.takeover import THERE
from frontdesk.conversations.transcript import UnknownConversationError
from frontdesk.language.packs import ENGLISH
from frontdesk.storage.models import conversations, takeovers, turns

_PERSON = sa.exists().where(THERE, takeovers.c.conversation_id == conversations.c.id)
_STATE = sa.select(_PERSON, conversations.c.language).where(conversations.c.id == sa.bindparam("conversation"))
_ITS = sa.select(turns.c.conversation_id).where(turns.c.id == sa.bindparam("turn"))
_HOLD = (
    conversations.update()
    .where(conversations.c.id == _ITS.scalar_subquery(), conversations.c.ended_at.is_(None))
    .values(last_position=conversations.c.last_position)
    .returning(conversations.c.id)
)


def state_of(connection: Connection, conversation_id: str) -> tuple[bool, str]:
    """Whether a person is there, and the language; nobody and English for a conversation that is gone."""
    found = connection.execute(_STATE, {"conversation": conversation_id}).one_or_none()
    return (bool(found[0]), str(found[1])) if found else (False, ENGLISH)


def hold_of(connection: Connection, turn_id: str) -> str | None:
    """Keep others from adding to the conversation of a turn until this transaction ends; its id, or None without such a turn.

    Raises UnknownConversationError if the conversation has ended.
    """
    held = connection.execute(_HOLD, {"turn": turn_id}).scalar_one_or_none()
    if held is None and connection.execute(_ITS, {"turn": turn_id}).first() is not None:
        raise UnknownConversationError
    return held
