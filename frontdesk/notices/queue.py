"""Who is told what. Called inside the transaction that changes an appointment: what is committed is told, once.

1. Every row contains the whole appointment as it was at that moment, so that sending needs no look-up.
2. A row is named by appointment, version, event and kind. Reporting the same change again adds nothing.
3. A newer state takes back a reminder and a calendar entry that have not been sent yet.
4. The front desk gets one e-mail for each change. In a flood (more than SINGLE within WINDOW) it gets one for all that
   follow, at the end of the next WINDOW. A message that cannot wait is told at once all the same.
5. A message for the front desk goes to the front desk alone.
6. Patients who booked by text message and gave no e-mail address are told by text (`texts.py`).
"""

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import Connection

from frontdesk.appointments.appointment import MESSAGE, Appointment
from frontdesk.appointments.quiet_hours import reminder_due
from frontdesk.appointments.states import BOOKED, CANCELLED
from frontdesk.notices import patient_letter, staff_letter
from frontdesk.notices.texts import TextNotices
from frontdesk.outbox.rows import Outbox
from frontdesk.settings.environment import Settings
from frontdesk.storage.database import utc_now
from frontdesk.storage.store import Store

STAFF_EMAIL = "staff_email"
STAFF_SUMMARY = "staff_summary"
PATIENT_EMAIL = "patient_email"
WEBHOOK = "webhook"
CALENDAR = "calendar"
REMINDER = "reminder"
CODE = "code"

# What staff did themselves and patients know already; another system is told of the appointment all the same.
_NOTED = frozenset({"completed", "attempted", "missed"})
EVENTS = patient_letter.EVENTS | staff_letter.EVENTS | _NOTED
SINGLE = 6
WINDOW = timedelta(minutes=10)
_MOST_IN_ONE = 200


class Notices:
    """Puts a row into the outbox for each recipient in the settings."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._clinic = settings.clinic
        self._outbox = Outbox(store.vault)
        self._texts = TextNotices(settings.clinic, store) if settings.sms else None

    def report(self, connection: Connection, appointment: Appointment, event: str) -> None:
        """Tell of a change. `appointment` is what it has become; `event` is one of EVENTS (KeyError)."""
        if event not in EVENTS:
            raise KeyError(event)
        if appointment.status in (BOOKED, CANCELLED):
            kinds = (REMINDER, CALENDAR)
            self._outbox.cancel(connection, appointment.id, kinds, [_dedup(appointment, event, kind) for kind in kinds])
        for kind in self._kinds(appointment, event):
            if kind == STAFF_EMAIL and not _is_for_now(appointment) and self._is_flood(connection):
                self._gather(connection, appointment, event)
            else:
                self._put(connection, appointment, event, kind)
        due = self._reminder_due(appointment)
        if due and appointment.details.remind and appointment.details.email:
            self._put(connection, appointment, event, REMINDER, due)
        if self._texts:
            self._texts.report(connection, appointment, event, due)

    def confirm(self, connection: Connection, appointment: Appointment) -> None:
        """Send the confirmation to an address that was given only now, and a reminder if there is a time.

        It replaces texts that have not been sent yet.
        """
        event = (
            "booked" if appointment.status == BOOKED else "callback" if appointment.kind == "callback" else "requested"
        )
        self._put(connection, appointment, event, PATIENT_EMAIL)
        due = self._reminder_due(appointment)
        if due and appointment.details.remind:
            self._put(connection, appointment, event, REMINDER, due)
        if self._texts:
            self._texts.take_back(connection, appointment)

    def can_remind(self, appointment: Appointment) -> bool:
        """Whether there is time left for a reminder."""
        return self._reminder_due(appointment) is not None

    def remind(self, connection: Connection, appointment: Appointment) -> None:
        """Queue the reminder by text that a patient has agreed to."""
        due = self._reminder_due(appointment)
        if due and self._texts:
            self._texts.remind(connection, appointment, due)

    def code(self, connection: Connection, to: str, code: str, minutes: int, dedup: str, language: str) -> None:
        """Send a verification code by e-mail, in a language. It is no longer sent once `minutes` have passed."""
        payload = {"to": to, "code": code, "minutes": minutes, "language": language}
        self._outbox.put(connection, CODE, dedup, payload)

    def _kinds(self, appointment: Appointment, event: str) -> list[str]:
        told = {
            STAFF_EMAIL: self._clinic.email and event in staff_letter.EVENTS,
            PATIENT_EMAIL: appointment.details.email and event in patient_letter.EVENTS,
            WEBHOOK: self._settings.webhook_url and appointment.kind != MESSAGE,
            CALENDAR: self._settings.caldav_url and appointment.start and appointment.status in (BOOKED, CANCELLED),
        }
        return [kind for kind, wanted in told.items() if wanted]

    def _is_flood(self, connection: Connection) -> bool:
        return self._outbox.count_since(connection, STAFF_EMAIL, utc_now() - WINDOW) >= SINGLE

    def _reminder_due(self, appointment: Appointment) -> datetime | None:
        if appointment.status != BOOKED or not appointment.start:
            return None
        due = reminder_due(appointment.start, self._clinic.booking.quiet_hours, self._clinic.timezone)
        return due if due > datetime.now(timezone.utc) else None

    def _put(
        self, connection: Connection, appointment: Appointment, event: str, kind: str, due: datetime | None = None
    ) -> None:
        dedup = _dedup(appointment, event, kind)
        self._outbox.put(connection, kind, dedup, _payload(appointment, event), due, appointment.id)

    def _gather(self, connection: Connection, appointment: Appointment, event: str) -> None:
        """Tell the front desk in the next e-mail that gathers several changes."""
        item, dedup = _payload(appointment, event), _dedup(appointment, event, STAFF_EMAIL)
        if self._outbox.put_aside(connection, STAFF_EMAIL, dedup, item, appointment.id):
            due = datetime.now(timezone.utc) + WINDOW
            self._outbox.add_to(connection, STAFF_SUMMARY, item, _MOST_IN_ONE, due)


def _is_for_now(appointment: Appointment) -> bool:
    return (
        appointment.kind == MESSAGE and appointment.due_at is not None and appointment.due_at <= appointment.created_at
    )


def _payload(appointment: Appointment, event: str) -> dict[str, Any]:
    return {"event": event, "appointment": appointment.as_dict()}


def _dedup(appointment: Appointment, event: str, kind: str) -> str:
    return f"{appointment.id}:{appointment.version}:{event}:{kind}"
