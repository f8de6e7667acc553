"""Which patients are told what by text message: those who booked by text and gave no e-mail address.

1. They are told of bookings, moves, cancellations and wait-list offers. They are reminded only if the phone may be texted
   unasked (`contacts.consented_at`).
2. No notice repeats what the patient has just done by text, because the reply says it.
3. A newer state takes back what has not been sent yet. So does an e-mail address that is given later.
4. They are in the language that the appointment was asked for in.
5. What quiet hours hold back is sent afterwards, unless it is too late: the appointment has begun, or the offer has ended.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.quiet_hours import offer_ends
from frontdesk.appointments.repository import audit_of
from frontdesk.appointments.states import PATIENT
from frontdesk.outbox.rows import Outbox
from frontdesk.settings.clinic import Clinic
from frontdesk.storage.database import as_aware, utc_now
from frontdesk.storage.store import Store
from frontdesk.texting.appointment_words import (
    cancelled_text,
    confirmation_text,
    moved_text,
    offer_lapsed_text,
    offer_options,
    offer_text,
    reminder_options,
    reminder_text,
)
from frontdesk.texting.contacts import Addressee, Contacts
from frontdesk.texting.texts import NOTICE, REMINDER, Texts

SMS = "sms"  # Appointment.channel


class TextNotices:
    """Puts notices to patients into the outbox as texts."""

    def __init__(self, clinic: Clinic, store: Store) -> None:
        self._clinic = clinic
        self._texts = Texts(store.vault)
        self._contacts = Contacts(store.vault, store.lookup)
        self._outbox = Outbox(store.vault)

    def report(self, connection: Connection, appointment: Appointment, event: str, remind_at: datetime | None) -> None:
        """Tell of a change, and remind at `remind_at` (aware; None: not), if the patient is told by text."""
        if appointment.channel != SMS:
            return
        keep = [_dedup(appointment, what) for what in (event, _reminder(event))]
        self._outbox.cancel(connection, appointment.id, [NOTICE], keep)
        contact = None if appointment.details.email else self._addressee(connection, appointment)
        if contact is None:
            return
        text, until = self._told(appointment, event)
        if text and not _done_by_text(connection, appointment):
            offered = offer_options(appointment.id, appointment.details.language) if event == "offered" else ()
            self._put(connection, contact.id, appointment, event, text, until=until, offered=offered)
        if remind_at and contact.consented:
            self._remind(connection, contact.id, appointment, event, remind_at)

    def remind(self, connection: Connection, appointment: Appointment, remind_at: datetime) -> None:
        """Remind at `remind_at` (aware) of an appointment that stands, now that the patient has agreed to it."""
        contact = self._addressee(connection, appointment)
        if contact is not None:
            self._remind(connection, contact.id, appointment, "agreed", remind_at)

    def take_back(self, connection: Connection, appointment: Appointment) -> None:
        """Take back the notices of an appointment that have not been sent yet."""
        self._outbox.cancel(connection, appointment.id, [NOTICE])

    def _told(self, appointment: Appointment, event: str) -> tuple[str, datetime | None]:
        """What is said of a change, or "", and until when it is worth saying."""
        clinic, start, reference = self._clinic, appointment.start, appointment.reference
        language = appointment.details.language
        if event == "cancelled":
            return cancelled_text(clinic, start, reference, language), None
        if start and event == "booked":
            return confirmation_text(clinic, start, reference, language), start
        if start and event == "rescheduled":
            return moved_text(clinic, start, reference, language), start
        if start and event == "offered":
            until = offer_ends(as_aware(utc_now()), clinic)
            return offer_text(clinic, start, until, reference, language), until
        if event == "offer_lapsed":
            return offer_lapsed_text(clinic, reference, language), None
        return "", None

    def _addressee(self, connection: Connection, appointment: Appointment) -> Addressee | None:
        return self._contacts.addressee(connection, appointment.conversation_id, appointment.details.phone)

    def _remind(
        self, connection: Connection, contact_id: str, appointment: Appointment, event: str, remind_at: datetime
    ) -> None:
        if appointment.start:
            language = appointment.details.language
            text = reminder_text(self._clinic, appointment.start, appointment.reference, language)
            offered = reminder_options(appointment.id, appointment.reference, language)
            self._put(
                connection, contact_id, appointment, _reminder(event), text, remind_at, appointment.start, offered
            )

    def _put(
        self,
        connection: Connection,
        contact_id: str,
        appointment: Appointment,
        what: str,
        text: str,
        due_at: datetime | None = None,
        until: datetime | None = None,
        offered: Sequence[tuple[str, str]] = (),
    ) -> None:
        dedup = _dedup(appointment, what)
        self._texts.put(connection, contact_id, NOTICE, dedup, text, due_at, appointment.id, until, offered)


def _done_by_text(connection: Connection, appointment: Appointment) -> bool:
    """Whether the patient brought the appointment to its present version by text."""
    changes = [row for row in audit_of(connection, appointment.id) if row.version == appointment.version]
    return any(row.actor == PATIENT and row.channel == SMS for row in changes)


def _reminder(event: str) -> str:
    return f"{event}{REMINDER}".removesuffix(":")


def _dedup(appointment: Appointment, what: str) -> str:
    return f"{appointment.id}:{appointment.version}:{what}:{NOTICE}"
