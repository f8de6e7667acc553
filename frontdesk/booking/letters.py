"""What patients are told after the conversation: a confirmation by e-mail, and reminders."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Protocol

from sqlalchemy import Connection, Engine

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.repository import Appointments, StaleError
from frontdesk.appointments.states import ACTIVE, PATIENT
from frontdesk.booking.heard import Heard
from frontdesk.storage.contention import in_turn
from frontdesk.storage.database import utc_now
from frontdesk.texting.contacts import Contacts

_MOST_LETTERS_A_DAY = 5


class Telling(Protocol):
    """What the conversation may have told to the patient afterwards."""

    def confirm(self, connection: Connection, appointment: Appointment) -> None:
        """Queue the confirmation of an appointment by e-mail, and its reminder."""

    def can_remind(self, appointment: Appointment) -> bool:
        """Whether there is time left for a reminder."""

    def remind(self, connection: Connection, appointment: Appointment) -> None:
        """Queue the reminder by text."""


class Letters:
    """Letters and reminders of what was booked."""

    def __init__(self, engine: Engine, appointments: Appointments, telling: Telling, contacts: Contacts) -> None:
        self._engine = engine
        self._appointments = appointments
        self._telling = telling
        self._contacts = contacts

    def may_have_another(self, connection: Connection, email: str) -> bool:
        """Whether an address may be sent a confirmation: nobody's letter box is to be filled by somebody else."""
        yesterday = datetime.now(timezone.utc) - timedelta(days=1)
        lately = sum(item.created_at > yesterday for item in self._appointments.of_email(connection, email))
        return lately < _MOST_LETTERS_A_DAY

    def add_email(self, appointment_id: str, email: str) -> None:
        """Note the e-mail address and send a confirmation there and, where there is a time, a reminder."""

        def work(connection: Connection) -> None:
            stored = self._appointments.find(connection, appointment_id)
            if stored is None or stored.details.email == email:
                return
            named = replace(stored, details=replace(stored.details, email=email, remind=True))
            may_have_another = self.may_have_another(connection, email)
            after = self._appointments.update(connection, stored, named, "contact", PATIENT, stored.channel)
            if may_have_another:
                self._telling.confirm(connection, after)

        in_turn(self._engine, work, StaleError)

    def may_ask_to_remind(self, appointment: Appointment, heard: Heard) -> bool:
        """Whether a reminder by text is possible and has not been agreed to before."""
        with self._engine.connect() as connection:
            agreed = self._contacts.has_consented(connection, heard.conversation_id)
        return not agreed and self._telling.can_remind(appointment)

    def remind_by_text(self, appointment_id: str, heard: Heard) -> None:
        """Note that the patient wants reminders by text, and queue the one of this appointment."""

        def work(connection: Connection) -> None:
            self._contacts.consent(connection, heard.conversation_id, utc_now())
            stored = self._appointments.find(connection, appointment_id)
            if stored is None or stored.status not in ACTIVE or stored.details.remind:
                return
            wished = replace(stored, details=replace(stored.details, remind=True))
            after = self._appointments.update(connection, stored, wished, "contact", PATIENT, heard.channel)
            self._telling.remind(connection, after)

        in_turn(self._engine, work, StaleError)
