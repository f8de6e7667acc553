"""Deleting conversations whose patients wished it, once their answer has reached them.

1. The conversation has ended. Nothing is deleted while its last text waits to be sent, for an hour at most.
2. With a conversation by text go the earlier ones of its phone, the texts, what was sent to it, and the phone itself, unless
   an appointment is to come.
3. What the front desk was asked for stays, and so does an opt-out.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.conversations.erasing import erase_conversations
from frontdesk.storage.booking_models import appointments, outbox
from frontdesk.storage.database import overwrite_deleted, utc_now, writing
from frontdesk.storage.models import conversations
from frontdesk.storage.sms_models import contacts, inbound_texts

_LONGEST_WAIT = timedelta(hours=1)
_AT_ONCE = 20


def fulfil(engine: Engine) -> int:
    """Delete what is wished deleted and may go by now; how many conversations. To be run every few seconds."""
    now = utc_now()
    phone = contacts.c.conversation_id == conversations.c.id
    waits = sa.exists().where(outbox.c.contact_id == contacts.c.id, phone, outbox.c.finished_at.is_(None))
    may_go = (conversations.c.erase_at < now) & (~waits | (conversations.c.erase_at < now - _LONGEST_WAIT))
    with engine.connect() as connection:
        ids = list(connection.execute(sa.select(conversations.c.id).where(may_go).limit(_AT_ONCE)).scalars())
    for conversation_id in ids:
        with writing(engine) as connection:
            _erase(connection, conversation_id)
    if ids:
        overwrite_deleted(engine)
    return len(ids)


def _erase(connection: Connection, conversation_id: str) -> None:
    held_with = sa.select(contacts.c.id).where(contacts.c.conversation_id == conversation_id)
    for contact_id in connection.execute(held_with).scalars().all():
        earlier = sa.select(conversations.c.id).where(conversations.c.contact_id == contact_id)
        erase_texts(connection, contact_id)
        erase_conversations(connection, connection.execute(earlier).scalars().all())
        _erase_contact(connection, contact_id)
    erase_conversations(connection, [conversation_id])


def erase_texts(connection: Connection, contact_id: str, but: int | None = None) -> None:
    """Delete what a phone has sent (all processed texts, except the one with the id `but`) and what it was sent in reply.

    What was sent about an appointment belongs to that. What still waits to be sent stays.
    """
    phone = sa.select(contacts.c.phone_hash).where(contacts.c.id == contact_id).scalar_subquery()
    processed = (inbound_texts.c.phone_hash == phone) & inbound_texts.c.finished_at.is_not(None)
    if but is not None:
        processed &= inbound_texts.c.id != but
    connection.execute(inbound_texts.delete().where(processed))
    sent = (outbox.c.contact_id == contact_id) & outbox.c.finished_at.is_not(None)
    connection.execute(outbox.delete().where(sent, outbox.c.appointment_id.is_(None)))


def _erase_contact(connection: Connection, contact_id: str) -> None:
    mine = contacts.c.id == contact_id
    in_outbox = sa.exists().where(outbox.c.contact_id == contacts.c.id)
    to_come = sa.exists().where(
        appointments.c.phone_hash == contacts.c.phone_hash, appointments.c.starts_at > utc_now()
    )
    connection.execute(contacts.update().where(mine).values(offered=None, rest=None, offered_at=None))
    connection.execute(contacts.delete().where(mine, ~in_outbox, ~to_come))
