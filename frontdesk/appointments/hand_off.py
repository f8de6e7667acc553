"""Hand-offs without a time of their own: requests, call-backs and messages for the front desk, and links to the clinic's page.

1. The id makes a request happen once: the same id again gives the stored appointment and reports nothing.
2. A request or call-back has a due time, `respond_hours` opening hours after it was made or last changed, on the next
   quarter of an hour.
3. A link has one too: the patient books on the clinic's page, and the front desk looks whether they did.
4. A message that cannot wait (late, at the door) is due at once, or when the clinic opens.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from sqlalchemy import Connection, Engine

from frontdesk.appointments.appointment import MESSAGE, Appointment, Details
from frontdesk.appointments.business_hours import due, opening_at
from frontdesk.appointments.limits import Admit, admit_all
from frontdesk.appointments.repository import Appointments, StaleError
from frontdesk.appointments.states import CANCELLED, PATIENT, PROPOSED
from frontdesk.settings.clinic import Clinic
from frontdesk.storage.contention import in_turn

RETRY_HOURS = 1.0
_QUARTER = timedelta(minutes=15)
# What is reported of a new hand-off, by its kind.
_EVENTS = {"callback": "callback", MESSAGE: "message"}


class HandOff:
    """Requests, call-backs, messages and links. `report` queues what an event makes known; it must not send.

    Appointments at slots belong to `Slots`, which gives their time back. Every method raises StaleError for an appointment that
    was changed meanwhile, and TransitionError for what its state does not allow.
    """

    def __init__(
        self,
        engine: Engine,
        appointments: Appointments,
        clinic: Clinic,
        report: Callable[[Connection, Appointment, str], None],
        admit: Admit = admit_all,
    ) -> None:
        self._engine = engine
        self._appointments = appointments
        self._clinic = clinic
        self._report = report
        self._admit = admit

    def request(self, new: Appointment, actor: str = PATIENT) -> Appointment:
        """Store a request, call-back, message or link, with a due time if it has none yet. Raises TooManyError."""

        return in_turn(self._engine, lambda connection: self.request_within(connection, new, actor), StaleError)

    def request_within(self, connection: Connection, new: Appointment, actor: str = PATIENT) -> Appointment:
        """The same within a transaction. Raises TooManyError."""
        stored = self._appointments.find(connection, new.id)
        if stored is not None:
            return stored
        if actor == PATIENT:
            self._admit(connection, new)
        proposed = replace(new, status=PROPOSED, version=1, due_at=new.due_at or self.due(new.created_at))
        made = self._appointments.create_numbered(connection, proposed, "request", actor)
        self._report(connection, made, _EVENTS.get(made.kind, "requested"))
        return made

    def change(self, appointment: Appointment, details: Details, actor: str, channel: str) -> Appointment:
        """Replace the wishes; the due time counts anew."""

        def work(connection: Connection) -> Appointment:
            after = replace(appointment, details=details, due_at=self.due(datetime.now(timezone.utc)))
            changed = self._appointments.update(connection, appointment, after, "change", actor, channel)
            self._report(connection, changed, "changed")
            return changed

        return in_turn(self._engine, work, StaleError)

    def add_contact(self, message: Appointment, details: Details, actor: str, channel: str) -> Appointment:
        """Note of a message how it can be answered; the due time stays."""

        def work(connection: Connection) -> Appointment:
            after = replace(message, details=details)
            named = self._appointments.update(connection, message, after, "contact", actor, channel)
            self._report(connection, named, "message_contact")
            return named

        return in_turn(self._engine, work, StaleError)

    def cancel(self, appointment: Appointment, actor: str, channel: str) -> Appointment:
        """Withdraw it. What is cancelled already is returned as it is."""

        def work(connection: Connection) -> Appointment:
            stored = self._appointments.find(connection, appointment.id)
            if stored is not None and stored.status == CANCELLED:
                return stored
            cancelled = self._appointments.update(connection, appointment, appointment, "cancel", actor, channel)
            self._report(connection, cancelled, "cancelled")
            return cancelled

        return in_turn(self._engine, work, StaleError)

    def complete(self, appointment: Appointment, actor: str, channel: str) -> Appointment:
        """What was asked for has been done: the patient was reached, the message read."""
        return self._note(appointment, appointment, "complete", "completed", actor, channel)

    def attempt(self, appointment: Appointment, actor: str, channel: str) -> Appointment:
        """The patient was called and not reached: it is due again, RETRY_HOURS opening hours from now."""
        after = replace(appointment, due_at=self.due(datetime.now(timezone.utc), RETRY_HOURS))
        return self._note(appointment, after, "attempt", "attempted", actor, channel)

    def missed(self, appointment: Appointment, actor: str, channel: str) -> Appointment:
        """The patient did not come."""
        return self._note(appointment, appointment, "noshow", "missed", actor, channel)

    def _note(
        self, before: Appointment, after: Appointment, action: str, event: str, actor: str, channel: str
    ) -> Appointment:
        def work(connection: Connection) -> Appointment:
            noted = self._appointments.update(connection, before, after, action, actor, channel)
            self._report(connection, noted, event)
            return noted

        return in_turn(self._engine, work, StaleError)

    def at_once(self, since: datetime) -> datetime:
        """When the front desk can first see what it is told at a moment: at once, or when it opens."""
        clinic = self._clinic
        return opening_at(since, clinic.hours, clinic.closures, clinic.timezone).start

    def due(self, since: datetime, hours: float | None = None) -> datetime:
        """By when the front desk answers what was asked for at a moment: `respond_hours` opening hours later, or `hours`."""
        clinic = self._clinic
        exact = due(
            since,
            clinic.booking.respond_hours if hours is None else hours,
            clinic.hours,
            clinic.closures,
            clinic.timezone,
        )
        return exact + (datetime.min.replace(tzinfo=timezone.utc) - exact) % _QUARTER
