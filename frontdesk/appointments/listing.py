"""Requests and bookings as lists for whoever runs the machine: `python -m frontdesk requests`."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.appointments.appointment import MESSAGE, Appointment, Period
from frontdesk.appointments.repository import Appointments
from frontdesk.appointments.states import CANCELLED, PENDING, PROPOSED
from frontdesk.appointments.wording import one_line
from frontdesk.language.clock import clock
from frontdesk.storage.booking_models import audit

_ABANDONED = sa.select(audit.c.appointment_id).where(audit.c.from_status == PENDING, audit.c.to_status == CANCELLED)


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
    ]
    return "\n".join(line for line in lines if line)


class Listing:
    """Reads what was handed over. Each call of `news` gives what was added or changed since the last call.

    Times that are only held, and holds that nobody confirmed, were not handed over and are not listed.
    """

    def __init__(self, engine: Engine, appointments: Appointments) -> None:
        self._engine = engine
        self._appointments = appointments
        self._seen: dict[str, int] = {}

    def news(self) -> Iterator[Appointment]:
        """Everything that is new, oldest first."""
        with self._engine.connect() as connection:
            found = self._appointments.all(connection)
            never_sent = set(connection.execute(_ABANDONED).scalars())
        for appointment in found:
            if appointment.status == PENDING or appointment.id in never_sent:
                continue
            if self._seen.get(appointment.id) != appointment.version:
                self._seen[appointment.id] = appointment.version
                yield appointment
