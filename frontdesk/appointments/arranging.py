"""Times that the front desk agrees with a patient: a request becomes a booking, a booking moves.

1. The clinic's people know their day: any time ahead will do, not only one of the schedule's grid. A practitioner who has
   something else then is refused.
2. Where the clinic keeps its practitioners here, their time is reserved as for any booking. Otherwise the appointment alone
   has a time.
3. Time given back by a move is offered to the wait list.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from sqlalchemy import Connection, Engine

from frontdesk.appointments.appointment import Appointment, Slot
from frontdesk.appointments.repository import Appointments, StaleError
from frontdesk.appointments.reservations import RELEASED, Reservation, current, release, take
from frontdesk.appointments.schedule import Schedule
from frontdesk.appointments.states import BOOKED, PROPOSED, STAFF
from frontdesk.appointments.wait_list import WaitList
from frontdesk.settings.clinic import Clinic
from frontdesk.storage.contention import in_turn

CONSOLE = "console"  # the channel of what staff do on their page
_USUAL_MINUTES = 45


class PastError(ValueError):
    """The time has passed already."""


class Arranging:
    """Gives appointments their times. `report` queues what an event makes known; it must not send.

    Every method raises StaleError for an appointment that was changed meanwhile, and TransitionError for what its state does
    not allow.
    """

    def __init__(
        self,
        engine: Engine,
        appointments: Appointments,
        clinic: Clinic,
        report: Callable[[Connection, Appointment, str], None],
    ) -> None:
        self._engine = engine
        self._appointments = appointments
        self._booking = clinic.booking
        self._report = report
        self._list = WaitList(appointments, Schedule(clinic), report, clinic)

    def minutes(self, appointment: Appointment) -> int:
        """How long a visit of this kind takes."""
        known = {service.id: service.minutes for service in self._booking.services}
        return known.get(appointment.service or "", _USUAL_MINUTES)

    def settle(self, appointment: Appointment, start: datetime, minutes: int, practitioner: str | None) -> Appointment:
        """Book a request at a time (aware), or move a booking there. Raises PastError, or TakenError."""
        now = datetime.now(timezone.utc)
        if start <= now:
            raise PastError
        end = start + timedelta(minutes=minutes)
        slot = self._slot(appointment, start, end, practitioner)

        def work(connection: Connection) -> Appointment:
            old = current(connection, appointment.id)
            self._reserve(connection, appointment, slot, old, now)
            timed = replace(appointment, start=start, end=end, practitioner=practitioner or None)
            moves = appointment.status == BOOKED
            action, event = ("reschedule", "rescheduled") if moves else ("schedule", "booked")
            after = self._appointments.update(connection, appointment, timed, action, STAFF, CONSOLE)
            self._report(connection, after, event)
            if moves and old is not None and old.state != RELEASED:
                self._list.offer(connection, old, now)
            if appointment.status == PROPOSED:
                self._list.leave(connection, appointment.id)
            return after

        return in_turn(self._engine, work, StaleError)

    def _slot(self, appointment: Appointment, start: datetime, end: datetime, practitioner: str | None) -> Slot | None:
        if not practitioner:
            return None
        buffers = {service.id: service.buffer_minutes for service in self._booking.services}
        buffer = timedelta(minutes=buffers.get(appointment.service or "", 0))
        return Slot(practitioner, appointment.service or "", start, end, end + buffer)

    @staticmethod
    def _reserve(
        connection: Connection, appointment: Appointment, slot: Slot | None, old: Reservation | None, now: datetime
    ) -> None:
        if slot is not None:
            take(connection, appointment.id, slot, now, None, old)
        elif old is not None and old.state != RELEASED:
            release(connection, old.id)
