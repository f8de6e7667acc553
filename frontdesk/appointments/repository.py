"""Appointments in the database. Every write is one compare-and-set with its audit row, inside the caller's transaction."""

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from frontdesk.appointments.appointment import Appointment, Details, new_reference
from frontdesk.appointments.name_words import NameWords, without_words
from frontdesk.appointments.states import target_of
from frontdesk.storage.booking_models import AppointmentRow, AuditRow, appointments, audit
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import as_aware, as_stored, utc_now
from frontdesk.storage.models import every_row

_log = logging.getLogger(__name__)
_PLAIN = "id reference kind method status version conversation_id channel service practitioner".split()
_TIMES = {"created_at": "created_at", "due_at": "due_at", "start": "starts_at", "end": "ends_at"}


class StaleError(Exception):
    """Somebody else has changed the appointment in the meantime; read it again."""


class TakenReferenceError(Exception):
    """The reference number is in use already; take another one."""


class Appointments:
    """Reads and writes appointments on a connection."""

    def __init__(self, vault: Vault, lookup: Lookup) -> None:
        self._vault = vault
        self._lookup = lookup
        self._words = NameWords(lookup)

    def find(self, connection: Connection, appointment_id: str) -> Appointment | None:
        """The appointment with this id, or None."""
        found = self._select(connection, appointments.c.id == appointment_id)
        return found[0] if found else None

    def of_conversation(self, connection: Connection, conversation_id: str) -> list[Appointment]:
        """All appointments asked for in a conversation, oldest first."""
        return self._select(connection, appointments.c.conversation_id == conversation_id)

    def of_phone(self, connection: Connection, phone: str) -> list[Appointment]:
        """All appointments with this phone number (E.164), oldest first."""
        return self._select(connection, appointments.c.phone_hash.in_(self._lookup.hashes(phone)))

    def of_email(self, connection: Connection, email: str) -> list[Appointment]:
        """All appointments with this e-mail address, in upper or lower case, oldest first."""
        return self._select(connection, appointments.c.email_hash.in_(self._lookup.hashes(email.lower())))

    def named(self, text: str) -> sa.ColumnElement[bool]:
        """The condition that finds appointments in whose name each word of a text begins a word."""
        return self._words.named(text)

    def hash_names(self, connection: Connection, after: str, limit: int) -> str:
        """Make names that were stored before there were hashes findable, behind an id; the id to go on from, "" at the end."""
        behind = sa.and_(without_words(), appointments.c.id > after)
        found = self._select(connection, behind, True, (appointments.c.id,), limit)
        for item in found:
            self._words.store(connection, item.id, item.details.name)
        return found[-1].id if found else ""

    def all(self, connection: Connection) -> list[Appointment]:
        """Every readable appointment, oldest first. An unreadable one is named in the log and left out."""
        return self._select(connection, sa.true(), leave_out_unreadable=True)

    def some(self, connection: Connection, condition: Any, order: Sequence[Any], limit: int) -> list[Appointment]:
        """Readable appointments that fit, in an order, at most so many. An unreadable one is named in the log and left out."""
        return self._select(connection, condition, leave_out_unreadable=True, order=order, limit=limit)

    def create(self, connection: Connection, appointment: Appointment, action: str, actor: str) -> Appointment:
        """Store a new appointment. Raises TransitionError, or TakenReferenceError if its reference is in use."""
        target_of(action, None, actor)
        taken = sa.select(appointments.c.id).where(appointments.c.reference == appointment.reference)
        if connection.execute(taken).first():
            raise TakenReferenceError
        connection.execute(appointments.insert(), self._row(appointment))
        self._words.store(connection, appointment.id, appointment.details.name)
        self._audit(connection, appointment, action, actor, None)
        return appointment

    def create_numbered(self, connection: Connection, appointment: Appointment, action: str, actor: str) -> Appointment:
        """`create`, with a new reference number as long as the drawn one is in use; the appointment as stored."""
        while True:
            try:
                return self.create(connection, appointment, action, actor)
            except TakenReferenceError:
                appointment = replace(appointment, reference=new_reference())

    def update(
        self, connection: Connection, before: Appointment, after: Appointment, action: str, actor: str, channel: str
    ) -> Appointment:
        """Replace `before` by `after` with the state that the action leads to and the next version.

        Raises TransitionError, or StaleError if the stored row is no longer `before`.
        """
        status = target_of(action, before.status, actor)
        row = self._row(after) | {"status": status, "version": before.version + 1}
        done = connection.execute(
            appointments.update()
            .where(appointments.c.id == before.id)
            .where(appointments.c.version == before.version, appointments.c.status == before.status)
            .values(row)
        )
        if done.rowcount != 1:
            raise StaleError
        self._words.store(connection, before.id, after.details.name)
        stored = self.find(connection, before.id)
        assert stored is not None
        self._audit(connection, stored, action, actor, before.status, channel)
        return stored

    def _audit(
        self,
        connection: Connection,
        appointment: Appointment,
        action: str,
        actor: str,
        before: str | None,
        channel: str | None = None,
    ) -> None:
        connection.execute(
            audit.insert(),
            {
                "appointment_id": appointment.id,
                "at": utc_now(),
                "actor": actor,
                "channel": channel or appointment.channel,
                "action": action,
                "from_status": before,
                "to_status": appointment.status,
                "version": appointment.version,
            },
        )

    def _row(self, appointment: Appointment) -> dict[str, Any]:
        details = appointment.details
        return {
            **{key: getattr(appointment, key) for key in _PLAIN},
            **{column: as_stored(getattr(appointment, key)) for key, column in _TIMES.items()},
            "details": self._vault.seal(json.dumps(details.as_dict())),
            "phone_hash": self._lookup.hash(details.phone) if details.phone else None,
            "email_hash": self._lookup.hash(details.email.lower()) if details.email else None,
        }

    def _select(
        self,
        connection: Connection,
        condition: sa.ColumnElement[bool],
        leave_out_unreadable: bool = False,
        order: Sequence[Any] = (appointments.c.created_at, appointments.c.id),
        limit: int | None = None,
    ) -> list[Appointment]:
        query = sa.select(appointments).where(condition).order_by(*order).limit(limit)
        found = []
        for row in every_row(connection, AppointmentRow, query):
            try:
                found.append(self._appointment(row))
            except (ValueError, KeyError) as error:
                if not leave_out_unreadable:
                    raise
                _log.error("The appointment %s cannot be read: %s", row.reference, type(error).__name__)
        return found

    def _appointment(self, row: AppointmentRow) -> Appointment:
        values: dict[str, Any] = {key: getattr(row, key) for key in _PLAIN}
        times = {key: as_aware(getattr(row, column)) for key, column in _TIMES.items()}
        return Appointment(
            **values | times,
            details=Details.from_dict(json.loads(self._vault.open(row.details))),
        )


def audit_of(connection: Connection, appointment_id: str) -> Sequence[AuditRow]:
    """The audit rows of an appointment, oldest first."""
    return every_row(
        connection, AuditRow, sa.select(audit).where(audit.c.appointment_id == appointment_id).order_by(audit.c.id)
    )
