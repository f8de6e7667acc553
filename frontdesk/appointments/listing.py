"""Requests and bookings as lists for whoever runs the machine: `python -m frontdesk requests`."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import batched
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments.appointment import MESSAGE, Appointment, Period
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.states import CANCELLED, PENDING, PROPOSED
from frontdesk.appointments.wording import one_line
from frontdesk.language.clock import clock
from frontdesk.storage.booking_models import appointments, audit

_ABANDONED = sa.select(audit.c.appointment_id).where(audit.c.from_status == PENDING, audit.c.to_status == CANCELLED)
_OLDEST_FIRST = (appointments.c.created_at, appointments.c.id)
_OVERLAP = 100  # audit rows
_AT_ONCE = 500  # appointments


def day_and_time(moment: datetime, zone: tzinfo) -> str:
    """A moment in the clinic's words: "Tuesday 1 December, 3 p.m."."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}, {clock(local.time())}"


def _window(window: Period, zone: tzinfo) -> dict[str, str]:
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    until = clock(end.time()) if end.date() == start.date() else day_and_time(end, zone)
    return {
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
        "text": f"{day_and_time(start, zone)} to {until}",
    }


def as_row(appointment: Appointment, zone: tzinfo) -> dict[str, Any]:
    """What the front desk needs of one hand-off, as JSON values. Times are ISO 8601, UTC; `text` and `when` are local words."""
    details = appointment.details
    return {
        "reference": appointment.reference,
        "kind": appointment.kind,
        "method": appointment.method,
        "state": appointment.status,
        "name": details.name,
        "phone": details.phone,
        "email": details.email,
        "windows": [_window(window, zone) for window in details.windows],
        "when": details.when,
        "start": appointment.start.isoformat() if appointment.start else None,
        "end": appointment.end.isoformat() if appointment.end else None,
        "service": appointment.service,
        "practitioner": appointment.practitioner,
        "reason": details.reason,
        "more": dict(details.more),
        "patient_type": details.patient_type,
        "for_whom": details.for_whom,
        "note": details.note,
        "channel": appointment.channel,
        "created": appointment.created_at.isoformat(),
        "due": appointment.due_at.isoformat() if appointment.due_at else None,
        "version": appointment.version,
    }


def as_text(appointment: Appointment, zone: tzinfo) -> str:
    """A few lines for a person to read."""
    details = appointment.details
    waits = appointment.due_at if appointment.status == PROPOSED else None
    is_message = appointment.kind == MESSAGE
    due = f", {'read' if is_message else 'answer'} by {day_and_time(waits, zone)}" if waits else ""
    kind = {"callback": "call-back", MESSAGE: "message"}.get(appointment.kind, appointment.method)
    when = day_and_time(appointment.start, zone) if appointment.start else (details.when or "any time")
    lines = [
        f"{appointment.reference}  {appointment.status}  {kind}, by {appointment.channel}{due}",
        f"  {details.name or 'no name'}, {details.phone or 'no phone'}{f', {details.email}' if details.email else ''}",
        f"  when: {when}" if appointment.kind == "booking" else "",
        f"  {details.patient_type} patient" if details.patient_type else "",
        f"  for: {details.for_whom} of the person who asked" if details.for_whom else "",
        f"  {'says' if is_message else 'note'}: {one_line(details.note)}" if details.note else "",
        f"  reason: {details.reason}" if details.reason else "",
        *(f"  {label.lower()}: {one_line(words)}" for label, words in details.more.items()),
    ]
    return "\n".join(line for line in lines if line)


class Listing:
    """Reads what was handed over. Each call of `news` gives what was added or changed since the last call.

    1. Every change has an audit row, so that only appointments with newer ones are looked at, and only those that changed are
       opened. A row may be committed later than one with a higher number: some that were read are looked at again.
    2. Times that are only held, and holds that nobody confirmed, were not handed over and are not listed.
    """

    def __init__(self, engine: Engine, appointments: Appointments) -> None:
        self._engine = engine
        self._appointments = appointments
        self._seen: dict[str, int] = {}
        self._read = 0  # the newest audit row that was looked at

    def news(self) -> Iterator[Appointment]:
        """Everything that is new, oldest first."""
        with self._engine.connect() as connection:
            changed = self._changed(connection)
            for some in batched(changed, _AT_ONCE):
                yield from self._appointments.some(connection, appointments.c.id.in_(some), _OLDEST_FIRST, len(some))

    def _changed(self, connection: Connection) -> list[str]:
        """The ids of what is new, which then counts as seen."""
        newest = connection.execute(sa.select(sa.func.max(audit.c.id))).scalar_one() or 0
        touched = sa.select(audit.c.appointment_id).where(audit.c.id > self._read - _OVERLAP)
        query = sa.select(appointments.c.id, appointments.c.version).where(
            appointments.c.id.in_(touched), appointments.c.status != PENDING, appointments.c.id.not_in(_ABANDONED)
        )
        found = connection.execute(query.order_by(*_OLDEST_FIRST)).all()
        changed = {row.id: row.version for row in found if self._seen.get(row.id) != row.version}
        self._seen |= changed
        self._read = newest
        return list(changed)
