"""What staff change of a request or booking, through the services that patients' own changes go through.

1. Who did it, and what they noted, is written in the transaction of the change.
2. Every change names the version that was on the screen. If it is no longer the stored one, nothing is changed (StaleError).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.arranging import CONSOLE, Arranging
from frontdesk.appointments.cancelling import cancel
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.repository import Appointments, StaleError
from frontdesk.appointments.slots import Slots
from frontdesk.appointments.states import STAFF
from frontdesk.notices.queue import Notices
from frontdesk.settings.environment import Settings
from frontdesk.staff import trail
from frontdesk.staff.accounts import Account
from frontdesk.staff.answering import Answering
from frontdesk.staff.work import ANSWERED, MISSED, NO_ANSWER, NOTE, REACHED, READ, VOICE_MAIL, Work, claim, release
from frontdesk.storage.database import writing
from frontdesk.storage.store import Store

_DONE = (REACHED, READ)
_NOT_REACHED = (VOICE_MAIL, NO_ANSWER)
Report = Callable[[Connection, Appointment, str], None]


def subject(appointment_id: str) -> str:
    """How the trail and the open pages name a request."""
    return f"appointment:{appointment_id}"


class StaffDesk:
    """Changes by staff. Every method raises StaleError or TransitionError, and then has changed nothing."""

    def __init__(self, config: Settings, store: Store) -> None:
        self._engine = store.engine
        self._clinic = config.clinic
        self._report = Notices(config, store).report
        self.appointments = Appointments(store.vault, store.lookup)
        self.work = Work(store.vault)
        self.answering = Answering(store, config.clinic, timedelta(seconds=config.session_seconds))
        self.arranging = Arranging(self._engine, self.appointments, config.clinic, self._report)

    def called(self, by: Account, appointment: Appointment, outcome: str, text: str) -> None:
        """What came of a call, or that a message was read. Raises KeyError for any other outcome."""
        hand_off = HandOff(self._engine, self.appointments, self._clinic, self._noting(by, appointment, outcome, text))
        act = {**dict.fromkeys(_DONE, hand_off.complete), **dict.fromkeys(_NOT_REACHED, hand_off.attempt)}[outcome]
        act(appointment, STAFF, CONSOLE)

    def answer(self, by: Account, message: Appointment, text: str) -> None:
        """Answer a message, which is then done. Raises UnreachableError, too."""
        noting = self._noting(by, message, ANSWERED, text)

        def report(connection: Connection, changed: Appointment, event: str) -> None:
            noting(connection, changed, event)
            self.answering.tell(connection, changed, by, text)

        HandOff(self._engine, self.appointments, self._clinic, report).complete(message, STAFF, CONSOLE)

    def missed(self, by: Account, appointment: Appointment) -> None:
        """The patient did not come."""
        report = self._noting(by, appointment, MISSED, "")
        HandOff(self._engine, self.appointments, self._clinic, report).missed(appointment, STAFF, CONSOLE)

    def cancel(self, by: Account, appointment: Appointment) -> None:
        """Cancel, whatever the method; the patient is told."""
        report = self._noting(by, appointment, "", "")
        hand_off = HandOff(self._engine, self.appointments, self._clinic, report)
        cancel(Slots(self._engine, self.appointments, self._clinic, report), hand_off, appointment, STAFF, CONSOLE)

    def settle(
        self, by: Account, appointment: Appointment, start: datetime, minutes: int, practitioner: str | None
    ) -> None:
        """Confirm a time or move to it; the patient is told. Raises PastError or TakenError, too."""
        report = self._noting(by, appointment, "", "")
        arranging = Arranging(self._engine, self.appointments, self._clinic, report)
        arranging.settle(appointment, start, minutes, practitioner)

    def note(self, by: Account, appointment_id: str, text: str) -> None:
        """Write words down. They stand beside what others write: no version is needed."""
        with writing(self._engine) as connection:
            self.work.note(connection, appointment_id, by, NOTE, text)
            trail.note(connection, by, "note", subject(appointment_id))

    def claim(self, by: Account, appointment_id: str) -> str:
        """See to a request; the name of the colleague who does already, "" if nobody else does."""
        with writing(self._engine) as connection:
            other = claim(connection, appointment_id, by)
            if not other:
                trail.note(connection, by, "claim", subject(appointment_id))
            return other

    def release(self, by: Account, appointment_id: str) -> None:
        """Nobody sees to it any more; a colleague may be away."""
        with writing(self._engine) as connection:
            release(connection, appointment_id)
            trail.note(connection, by, "release", subject(appointment_id))

    def stored(self, appointment_id: str, version: str) -> Appointment:
        """The request as it was on the screen. Raises StaleError if it has changed since, or is none."""
        with self._engine.connect() as connection:
            found = self.appointments.find(connection, appointment_id)
        if found is None or str(found.version) != version:
            raise StaleError
        return found

    def exists(self, appointment_id: str) -> bool:
        """Whether there is such a request."""
        with self._engine.connect() as connection:
            return self.appointments.find(connection, appointment_id) is not None

    def _noting(self, by: Account, appointment: Appointment, outcome: str, text: str) -> Report:
        def report(connection: Connection, changed: Appointment, event: str) -> None:
            self._report(connection, changed, event)
            if changed.id != appointment.id:  # a time that became free is offered to somebody else
                return
            trail.note(connection, by, event, subject(changed.id))
            if outcome:
                self.work.note(connection, changed.id, by, outcome, text)

        return report
