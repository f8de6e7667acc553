"""What patients are told of whom they talk to and what becomes of it.

1. The privacy notice comes once a conversation, before the first personal detail is asked for or passed on.
2. Whoever has been quiet for QUIET is told again that software answers.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.conversations.messages import Message
from frontdesk.storage.database import utc_now
from frontdesk.storage.models import conversations, messages

QUIET = timedelta(days=7)
NOTICE = "privacy_notice"  # the topic of the message
_ASKING = frozenset({"booking", "handoff"})  # kinds of replies that ask for personal details, or pass them on


def asks_for_details(reply: Sequence[Message]) -> bool:
    """Whether a reply may ask for personal details, or tells of details that are passed on."""
    return any(message["kind"] in _ASKING for message in reply)


def is_notice(message: Mapping[str, Any]) -> bool:
    """Whether a message is the notice."""
    return NOTICE in message["topics"]


def was_quiet(connection: Connection, conversation_id: str) -> bool:
    """Whether the newest message of a conversation came after a long pause."""
    mine = messages.c.conversation_id == conversation_id
    newest = sa.select(messages.c.at).where(mine).order_by(messages.c.position.desc()).limit(2)
    moments = connection.execute(newest).scalars().all()
    return len(moments) > 1 and moments[0] - moments[1] > QUIET


def is_informed(connection: Connection, conversation_id: str) -> bool:
    """Whether the notice was given in a conversation."""
    given = sa.select(conversations.c.notice_at).where(conversations.c.id == conversation_id)
    return connection.execute(given).scalar_one_or_none() is not None


def informed(connection: Connection, conversation_id: str) -> None:
    """The notice has been given."""
    mine = conversations.c.id == conversation_id
    connection.execute(conversations.update().where(mine).values(notice_at=utc_now()))
