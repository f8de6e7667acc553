"""Deleting conversations with all that was said in them, and a patient's wish for it.

1. Whoever wishes it is answered first: the conversation ends with that answer and is deleted a little later, by the worker.
2. What the front desk was asked for, requests and appointments, is not part of a conversation.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from frontdesk.conversations.transcript import end
from frontdesk.storage.booking_models import drafts
from frontdesk.storage.database import utc_now
from frontdesk.storage.models import conversations, tracker_events

ERASED = "erased"  # the kind of the message that ends a conversation whose patient wishes it deleted
_BESIDE = (tracker_events, drafts)


def erase_conversations(connection: Connection, ids: Sequence[str]) -> int:
    """Delete conversations by their ids, with transcript, turns, feedback, Rasa's record and drafts; how many.

    Codes stay for their own time: they are hashes, and limits count them.
    """
    for table in _BESIDE:
        connection.execute(table.delete().where(table.c.conversation_id.in_(ids)))
    return connection.execute(conversations.delete().where(conversations.c.id.in_(ids))).rowcount


def wish_erasure(connection: Connection, conversation_id: str) -> None:
    """The patient wants the conversation deleted: it ends, and the worker deletes it."""
    end(connection, conversation_id)
    mine = conversations.c.id == conversation_id
    connection.execute(conversations.update().where(mine).values(erase_at=utc_now()))
