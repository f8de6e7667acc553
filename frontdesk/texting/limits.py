"""How many texts may go out: in all, to one phone, and to one phone in a short time, so that two machines cannot answer each
other for ever. They are counted in the database, so that the limit holds for all workers together."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.outbox.states import CANCELLED, QUEUED, SENDING, TEXT_KINDS
from frontdesk.settings.sms import Rate
from frontdesk.storage.booking_models import outbox
from frontdesk.texting.texts import RANK

# Twilio stops at 15 texts between two numbers within 30 seconds (error 14107).
LOOP = Rate(10, timedelta(seconds=30))
_GONE_OUT = [state for state in RANK if state not in (QUEUED, CANCELLED)]


def free_at(
    connection: Connection, rates: Iterable[Rate], now: datetime, contact_id: str | None = None
) -> datetime | None:
    """When the next text may go out (UTC without zone), to one contact or in all; None: now.

    A row's `due_at` is the moment of its claim once it has been claimed: the index of state and due_at finds what went out.
    """
    waits = [wait for rate in rates if (wait := _free_at(connection, rate, now, contact_id))]
    return max(waits, default=None)


def _free_at(connection: Connection, rate: Rate, now: datetime, contact_id: str | None) -> datetime | None:
    """When the oldest of the last `count` texts leaves the period."""
    oldest: Any = connection.execute(
        sa.select(outbox.c.due_at)
        .where(outbox.c.kind.in_(TEXT_KINDS), outbox.c.state.in_(_GONE_OUT), outbox.c.due_at > now - rate.period)
        .where(sa.or_(outbox.c.submitted_at.is_not(None), outbox.c.state == SENDING))
        .where(outbox.c.contact_id == contact_id if contact_id else sa.true())
        .order_by(outbox.c.due_at.desc())
        .offset(rate.count - 1)
        .limit(1)
    ).scalar()
    return oldest + rate.period if oldest else None
