"""Practitioners' time in the database: who has which stretch, and until when.

1. A stretch is taken while its reservation is booked, or held and not yet expired. The clock decides, in the query: no job
   needs to run for an expired hold to be free.
2. Time is taken inside `contention.in_turn`, so that what was seen to be free still is. The unique index and PostgreSQL's
   exclusion constraint are a second safeguard.
3. Moving a reservation is one statement. At no moment does it have both times, or none.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.appointments.appointment import Slot
from frontdesk.storage.booking_models import ReservationRow, reservations
from frontdesk.storage.database import as_aware, as_stored
from frontdesk.storage.models import every_row

HELD = "held"
BOOKED = "booked"
RELEASED = "released"


class TakenError(Exception):
    """Somebody else has this time, or has had it in the meantime."""


@dataclass(frozen=True)
class Reservation:
    """A stretch of a practitioner's time; times are aware in UTC. `expires_at` is set for what is, or was, only held."""

    id: str
    appointment_id: str
    practitioner: str
    start: datetime
    end: datetime
    busy_until: datetime
    state: str
    expires_at: datetime | None

    def is_live(self, now: datetime) -> bool:
        """Whether the time is still its owner's."""
        return self.state == BOOKED or (self.state == HELD and self.expires_at is not None and self.expires_at > now)

    def slot(self, service: str) -> Slot:
        """The slot that this time was reserved for."""
        return Slot(self.practitioner, service, self.start, self.end, self.busy_until)


def taken(connection: Connection, start: datetime, end: datetime, now: datetime) -> list[Reservation]:
    """Everything that is taken between two moments, by anyone, in order of time."""
    query = sa.select(reservations).where(_overlaps(start, end), live(now))
    return _read(connection, query.order_by(reservations.c.starts_at, reservations.c.practitioner))


def of_appointment(connection: Connection, appointment_id: str) -> list[Reservation]:
    """All reservations of an appointment, oldest first; of those that are not released there is at most one, the last."""
    query = sa.select(reservations).where(reservations.c.appointment_id == appointment_id)
    order = (reservations.c.state != RELEASED, reservations.c.created_at, reservations.c.id)
    return _read(connection, query.order_by(*order))


def current(connection: Connection, appointment_id: str) -> Reservation | None:
    """The last reservation of an appointment; it may have run out or been released."""
    found = of_appointment(connection, appointment_id)
    return found[-1] if found else None


def take(
    connection: Connection,
    appointment_id: str,
    slot: Slot,
    now: datetime,
    until: datetime | None,
    instead_of: Reservation | None = None,
) -> str:
    """Reserve a slot, held until a moment or (None) booked; the id of the reservation. Raises TakenError.

    With `instead_of`, that reservation moves here, even if it no longer owned its old time.
    """
    own = instead_of.id if instead_of else secrets.token_hex(16)
    others = (reservations.c.practitioner == slot.practitioner, reservations.c.id != own)
    overlaps = _overlaps(slot.start, slot.busy_until)
    _release(connection, *others, overlaps, _expired(now))
    if connection.execute(sa.select(reservations.c.id).where(*others, overlaps, live(now))).first():
        raise TakenError
    row = {
        "id": own,
        "appointment_id": appointment_id,
        "practitioner": slot.practitioner,
        "starts_at": as_stored(slot.start),
        "ends_at": as_stored(slot.end),
        "busy_until": as_stored(slot.busy_until),
        "state": HELD if until else BOOKED,
        "expires_at": as_stored(until),
    }
    if instead_of:
        connection.execute(reservations.update().where(reservations.c.id == own).values(row))
    else:
        connection.execute(reservations.insert(), row | {"created_at": as_stored(now)})
    return own


def release(connection: Connection, reservation_id: str) -> None:
    """Give a reservation's time back."""
    _release(connection, reservations.c.id == reservation_id)


def _release(connection: Connection, *conditions: Any) -> None:
    connection.execute(reservations.update().where(*conditions).values(state=RELEASED))


def _overlaps(start: datetime, end: datetime) -> Any:
    return sa.and_(reservations.c.starts_at < as_stored(end), reservations.c.busy_until > as_stored(start))


def _expired(now: datetime) -> Any:
    return sa.and_(reservations.c.state == HELD, reservations.c.expires_at <= as_stored(now))


def live(now: datetime) -> Any:
    """The condition for what is taken at a moment."""
    held = sa.and_(reservations.c.state == HELD, reservations.c.expires_at > as_stored(now))
    return sa.or_(reservations.c.state == BOOKED, held)


def _read(connection: Connection, query: Any) -> list[Reservation]:
    return [
        Reservation(
            id=row.id,
            appointment_id=row.appointment_id,
            practitioner=row.practitioner,
            start=as_aware(row.starts_at),
            end=as_aware(row.ends_at),
            busy_until=as_aware(row.busy_until),
            state=row.state,
            expires_at=as_aware(row.expires_at),
        )
        for row in every_row(connection, ReservationRow, query)
    ]
