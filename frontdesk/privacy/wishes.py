"""Deleting conversations whose patients wished it, once their answer has reached them.

1. The conversation has ended. Nothing is deleted while its last text waits to be sent, for an hour at most.
2. With a conversation by text go the earlier ones of its phone, the texts, what was sent to it, and the phone itself, unless
   an appointment is to come or a request is open.
3. What the front desk was asked for stays, and so does an opt-out.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments.states import ACTIVE
from frontdesk.conversations.erasing import erase_conversations
from frontdesk.storage.booking_models import appointments, outbox
from frontdesk.storage.database import overwrite_deleted, utc_now, writing
from frontdesk.storage.models import conversations
from frontdesk.storage.sms_models import contacts, inbound_texts

_LONGEST_WAIT = timedelta(hours=1)
_AT_ONCE = 20
_LISTED = timedelta(days=2)  # longer than texts are asked for again (channels/sms/catching_up.py)
_BLANKED = "erased"  # a state of a text of which nothing is left


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
    mine = conversations.c.id == conversation_id
    held_with = sa.or_(
        contacts.c.conversation_id == conversation_id,
        contacts.c.id == sa.select(conversations.c.contact_id).where(mine).scalar_subquery(),
    )
    phones = connection.execute(sa.select(contacts.c.id, contacts.c.conversation_id).where(held_with)).all()
    for contact_id, current in phones:
        goes_on = current not in (None, conversation_id)  # the phone has texted again since
        earlier = sa.select(conversations.c.id).where(conversations.c.contact_id == contact_id)
        erased = (
            connection.execute(earlier.where(conversations.c.id != current) if goes_on else earlier).scalars().all()
        )
        erase_texts(connection, contact_id)
        erase_conversations(connection, erased)
        if not goes_on:
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
    blank_texts(connection, processed)
    sent = (outbox.c.contact_id == contact_id) & outbox.c.finished_at.is_not(None)
    connection.execute(outbox.delete().where(sent, outbox.c.appointment_id.is_(None)))


def blank_texts(connection: Connection, which: sa.ColumnElement[bool]) -> None:
    """Delete texts. Of those that the provider still lists the id stays for a while, or they would come in again."""
    connection.execute(inbound_texts.delete().where(which, inbound_texts.c.received_at < utc_now() - _LISTED))
    nothing = {"content": b"", "phone_hash": "", "state": _BLANKED, "claimed_until": None}
    connection.execute(inbound_texts.update().where(which).values(nothing))


def is_needed() -> sa.ColumnElement[bool]:
    """Whether an appointment that is not over, or a request that is still open, has the phone of a contact."""
    stands = appointments.c.status.in_(ACTIVE) & sa.or_(
        appointments.c.ends_at.is_(None), appointments.c.ends_at > utc_now()
    )
    return sa.exists().where(appointments.c.phone_hash == contacts.c.phone_hash, stands)


def _erase_contact(connection: Connection, contact_id: str) -> None:
    mine = contacts.c.id == contact_id
    in_outbox = sa.exists().where(outbox.c.contact_id == contacts.c.id)
    connection.execute(contacts.update().where(mine).values(offered=None, rest=None, offered_at=None))
    connection.execute(contacts.delete().where(mine, ~in_outbox, ~is_needed()))
