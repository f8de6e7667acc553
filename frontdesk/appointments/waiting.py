"""The wait list in the database: its rows and their order.

Only proposed appointments are in line. One that was booked or cancelled by other means makes nobody else wait.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.appointments.reservations import HELD
from frontdesk.appointments.states import PROPOSED
from frontdesk.storage.booking_models import appointments, reservations, waitlist
from frontdesk.storage.database import as_stored

WAITING = "waiting"
OFFERED = "offered"
LEFT = "left"


@dataclass(frozen=True)
class Entry:
    """Somebody's place on the list. `practitioner` None: any. `reservation_id` is the latest offer, `missed` counts offers."""

    id: int
    appointment_id: str
    service: str
    practitioner: str | None
    state: str
    reservation_id: str | None
    missed: int


def add(connection: Connection, appointment_id: str, service: str, practitioner: str | None, now: datetime) -> None:
    """Put an appointment at the end of the list."""
    connection.execute(
        waitlist.insert(),
        {
            "appointment_id": appointment_id,
            "service": service,
            "practitioner": practitioner,
            "state": WAITING,
            "missed": 0,
            "created_at": as_stored(now),
        },
    )


def find(connection: Connection, appointment_id: str) -> Entry | None:
    """The place of an appointment, or None if it never was on the list."""
    found = _read(connection, waitlist.c.appointment_id == appointment_id)
    return found[0] if found else None


def waiting(connection: Connection) -> list[Entry]:
    """Who may be offered a time, the next in line first."""
    return _read(connection, sa.and_(waitlist.c.state == WAITING, _in_line()))


def run_out(connection: Connection, now: datetime) -> list[Entry]:
    """Entries whose offer ended without an answer."""
    held = sa.select(reservations.c.id).where(reservations.c.state == HELD, reservations.c.expires_at > as_stored(now))
    return _read(connection, sa.and_(waitlist.c.state == OFFERED, _in_line(), waitlist.c.reservation_id.not_in(held)))


def change(connection: Connection, entry: Entry, **values: Any) -> None:
    """Set columns of an entry."""
    connection.execute(waitlist.update().where(waitlist.c.id == entry.id).values(**values))


def _in_line() -> Any:
    return waitlist.c.appointment_id.in_(sa.select(appointments.c.id).where(appointments.c.status == PROPOSED))


def _read(connection: Connection, condition: Any) -> list[Entry]:
    columns = [waitlist.c[name] for name in Entry.__annotations__]
    query = sa.select(*columns).where(condition).order_by(waitlist.c.missed, waitlist.c.id)
    return [Entry(*row) for row in connection.execute(query)]
