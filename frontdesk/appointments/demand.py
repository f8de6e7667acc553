"""How many appointments somebody has asked for: those that stand, and those made recently, whatever became of them.

"Somebody" is a conversation and a phone on the same channel. A stranger who gives somebody's number on the web does not use up
what that phone may do by text.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.appointments.appointment import MESSAGE
from frontdesk.appointments.reservations import live
from frontdesk.appointments.states import BOOKED, PENDING, PROPOSED
from frontdesk.storage.booking_models import appointments, reservations
from frontdesk.storage.models import conversations


def of_patient(conversation_id: str, channel: str, phone_hashes: Sequence[str]) -> Any:
    """The condition for appointments of a conversation, or of a phone on a channel."""
    same_phone = sa.and_(appointments.c.phone_hash.in_(phone_hashes), appointments.c.channel == channel)
    return sa.or_(appointments.c.conversation_id == conversation_id, same_phone)


def alike(whose: Any, kind: str) -> Any:
    """The condition narrowed to messages, or to all that are none: neither uses up what is allowed of the other."""
    return sa.and_(whose, appointments.c.kind == kind if kind == MESSAGE else appointments.c.kind != MESSAGE)


def of_address_of(conversation_id: str) -> Any:
    """The condition for appointments whose conversations began at the network address where this one began."""
    return appointments.c.conversation_id.in_(neighbours(conversation_id))


def neighbours(conversation_id: str) -> Any:
    """The query for the ids of all conversations that began at the same network address; none by text."""
    here = sa.select(conversations.c.address_hash).where(conversations.c.id == conversation_id).scalar_subquery()
    return sa.select(conversations.c.id).where(conversations.c.address_hash == here)


def standing(connection: Connection, whose: Any, now: datetime) -> int:
    """How many are to come, held, on the wait list or still to be answered at a moment (UTC without zone)."""
    held = sa.exists().where(reservations.c.appointment_id == appointments.c.id, live(now))
    awaited = sa.or_(appointments.c.due_at.is_(None), appointments.c.due_at > now)
    stands = sa.or_(
        sa.and_(appointments.c.status == BOOKED, appointments.c.starts_at > now),
        sa.and_(appointments.c.status == PENDING, held),
        sa.and_(appointments.c.status == PROPOSED, awaited),
    )
    return _count(connection, whose, stands)


def made_since(connection: Connection, whose: Any, since: datetime) -> int:
    """How many were made after a moment (UTC without zone)."""
    return _count(connection, whose, appointments.c.created_at > since)


def _count(connection: Connection, *conditions: Any) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(appointments).where(*conditions)).scalar_one())
