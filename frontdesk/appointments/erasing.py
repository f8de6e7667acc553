"""Deleting appointments with all that belongs to them. Their audit rows, which name no person, stay for their own time."""

from collections.abc import Sequence

from sqlalchemy import Connection

from frontdesk.storage.booking_models import appointments, outbox, reservations, waitlist
from frontdesk.storage.staff_models import appointment_claims, appointment_notes

_PARTS = (waitlist, reservations, appointment_notes, appointment_claims, outbox)


def erase_appointments(connection: Connection, ids: Sequence[str]) -> int:
    """Delete appointments by their ids, with places on the wait list, reserved times, notes, claims and what was to be sent.

    A time that was still theirs is free again. How many there were.
    """
    for part in _PARTS:
        connection.execute(part.delete().where(part.c.appointment_id.in_(ids)))
    return connection.execute(appointments.delete().where(appointments.c.id.in_(ids))).rowcount
