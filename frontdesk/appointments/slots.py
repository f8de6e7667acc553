"""Built-in slots: hold, confirm, reschedule, cancel, and the wait list.

1. Every change is one transaction, one after the other (see `contention`). Nothing comes between check and write. The
   appointment, its audit row and what is to be sent are written together or not at all.
2. An expired hold counts as free at once. The periodic jobs `expire` and `lapse` only tidy up.
3. A caller that comes too late gets TakenError. One that acts on an appointment that has changed gets StaleError. An action
   that the state does not allow is a TransitionError. No other conflict in the database reaches a caller.
4. Time given back by a cancellation, a move, an abandoned hold or an unused offer is offered to the wait list.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from frontdesk.appointments import waiting as waitlist
from frontdesk.appointments.appointment import Appointment, Details, Slot
from frontdesk.appointments.limits import Admit, admit_all
from frontdesk.appointments.repository import Appointments, StaleError
from frontdesk.appointments.reservations import RELEASED, TakenError, current, release, take
from frontdesk.appointments.schedule import Busy, Schedule, never_busy
from frontdesk.appointments.states import BOOKED, CANCELLED, PATIENT, PENDING, PROPOSED, SYSTEM
from frontdesk.appointments.wait_list import Report, WaitList
from frontdesk.settings.booking import REQUEST
from frontdesk.settings.clinic import Clinic
from frontdesk.storage.booking_models import appointments as table
from frontdesk.storage.contention import in_turn

T = TypeVar("T")

_ABANDONED = timedelta(minutes=60)


class UnknownSlotError(Exception):
    """This is not one of the clinic's times: outside hours, too soon, too far ahead, or not this practitioner's service."""


class Slots:
    """Appointments at times of the built-in schedule. `report` queues what an event makes known; it must not send."""

    def __init__(
        self,
        engine: Engine,
        appointments: Appointments,
        clinic: Clinic,
        report: Report,
        busy: Busy = never_busy,
        admit: Admit = admit_all,
    ) -> None:
        self.schedule = Schedule(clinic, busy)
        self._engine = engine
        self._appointments = appointments
        self._report = report
        self._admit = admit
        self._hold = timedelta(minutes=clinic.booking.hold_minutes)
        self._list = WaitList(appointments, self.schedule, report, clinic)

    def hold(self, new: Appointment, slot: Slot, now: datetime, actor: str = PATIENT) -> Appointment:
        """Keep a slot for `hold_minutes`. If this id is pending already, its hold moves to the slot and starts again.

        Raises UnknownSlotError, TakenError (an earlier hold is then kept), TooManyError or TransitionError.
        """

        def work(connection: Connection) -> Appointment:
            stored = self._appointments.find(connection, new.id)
            if stored is None:
                self._let_in(connection, new, actor)
                pending = replace(_at(new, slot), status=PENDING, version=1)
                after = self._appointments.create_numbered(connection, pending, "hold", actor)
            else:
                after = self._appointments.update(connection, stored, _at(stored, slot), "move", actor, new.channel)
            take(connection, new.id, slot, now, now + self._hold, current(connection, new.id))
            return after

        self._check(slot, now)
        return self._in_turn(work)

    def confirm(
        self,
        appointment_id: str,
        details: Details | None,
        now: datetime,
        actor: str = PATIENT,
        channel: str | None = None,
    ) -> Appointment:
        """Book what is held, with the final details (None: as they are). A booked appointment is returned as it is.

        A hold that has run out is taken again if the time is still free. Raises TakenError or TransitionError.
        """

        def work(connection: Connection) -> Appointment:
            before = self._stored(connection, appointment_id)
            if before.status == BOOKED:
                return before
            after = replace(before, details=details or before.details)
            booked = self._appointments.update(connection, before, after, "confirm", actor, channel or before.channel)
            held = current(connection, appointment_id)
            if held is None or held.start <= now:
                raise TakenError
            take(connection, appointment_id, held.slot(str(before.service)), now, None, held)
            self._report(connection, booked, "booked")
            return booked

        return self._in_turn(work)

    def ask(self, appointment_id: str, details: Details, due_at: datetime, now: datetime, channel: str) -> Appointment:
        """Ask the front desk for the time that is held instead of booking it: the time is given back.

        What has been asked for already is returned as it is. Raises TransitionError.
        """

        def work(connection: Connection) -> Appointment:
            before = self._stored(connection, appointment_id)
            if before.status == PROPOSED:
                return before
            wish = replace(before, method=REQUEST, details=details, due_at=due_at, start=None, end=None)
            asked = self._appointments.update(connection, before, wish, "ask", PATIENT, channel)
            self._report(connection, asked, "requested")
            self._give_back(connection, appointment_id, now)
            return asked

        return self._in_turn(work, StaleError)

    def reschedule(self, appointment: Appointment, slot: Slot, now: datetime, actor: str, channel: str) -> Appointment:
        """Move a booked appointment to another slot; if it is there already, it is returned as it is.

        Raises UnknownSlotError, TakenError (the old time is then kept), StaleError or TransitionError.
        """

        def work(connection: Connection) -> Appointment:
            before = self._stored(connection, appointment.id)
            if before == _at(before, slot) and before.status == BOOKED:
                return before
            old = current(connection, appointment.id)
            take(connection, appointment.id, slot, now, None, old)
            after = self._appointments.update(connection, appointment, _at(before, slot), "reschedule", actor, channel)
            self._report(connection, after, "rescheduled")
            if old is not None:
                self._list.offer(connection, old, now)
            return after

        self._check(slot, now)
        return self._in_turn(work)

    def cancel(self, appointment: Appointment, now: datetime, actor: str, channel: str) -> Appointment:
        """Cancel an appointment in any active state and offer its time to the wait list. Cancelled is returned as it is.

        Raises StaleError or TransitionError.
        """

        def work(connection: Connection) -> Appointment:
            before = self._stored(connection, appointment.id)
            if before.status == CANCELLED:
                return before
            after = self._appointments.update(connection, appointment, before, "cancel", actor, channel)
            if before.status != PENDING:  # nobody was told of a time that was only held
                self._report(connection, after, "cancelled")
            self._list.leave(connection, appointment.id)
            self._give_back(connection, appointment.id, now)
            return after

        return self._in_turn(work, StaleError)

    def expire(self, now: datetime) -> int:
        """Cancel holds that nobody confirmed within an hour after they expired; how many. To be run now and then."""

        def work(connection: Connection, appointment_id: str) -> bool:
            before = self._stored(connection, appointment_id)
            held = current(connection, appointment_id)
            if before.status != PENDING or (held and held.expires_at and held.expires_at > now - _ABANDONED):
                return False
            self._appointments.update(connection, before, before, "expire", SYSTEM, SYSTEM)
            self._give_back(connection, appointment_id, now)
            return True

        pending = sa.select(table.c.id).where(table.c.status == PENDING)
        with self._engine.connect() as connection:
            found = connection.execute(pending.order_by(table.c.created_at, table.c.id)).scalars().all()
        return sum(self._in_turn(partial(work, appointment_id=each), StaleError) for each in found)

    def join(
        self, new: Appointment, service: str, practitioner: str | None = None, actor: str = PATIENT
    ) -> Appointment:
        """Put a new appointment on the wait list for a service; the same id again gives the stored one. Raises TooManyError."""

        def work(connection: Connection) -> Appointment:
            if self._appointments.find(connection, new.id) is None:
                self._let_in(connection, new, actor)
            return self._list.join(connection, new, service, practitioner, actor)

        return self._in_turn(work, StaleError)

    def accept(
        self, appointment_id: str, now: datetime, actor: str = PATIENT, channel: str | None = None
    ) -> Appointment:
        """Book the time that was offered; booked is returned as it is. Raises TakenError or TransitionError."""
        return self._in_turn(lambda c: self._list.accept(c, appointment_id, now, actor, channel))

    def decline(
        self, appointment_id: str, now: datetime, actor: str = PATIENT, channel: str | None = None
    ) -> Appointment:
        """Pass the offered time on and stay on the list. Raises TakenError if there is no offer."""
        return self._in_turn(lambda c: self._list.decline(c, appointment_id, now, actor, channel))

    def start_of(self, appointment_id: str) -> datetime | None:
        """When an appointment begins, or the time that it was offered; None where there is no time."""
        with self._engine.connect() as connection:
            return self._stored(connection, appointment_id).start

    def lapse(self, now: datetime) -> int:
        """Pass on all offers that expired unanswered; how many. To be run every few minutes."""
        work = partial(self._list.lapse, now=now)
        with self._engine.connect() as connection:
            found = [entry.appointment_id for entry in waitlist.run_out(connection, now)]
        return sum(self._in_turn(partial(work, appointment_id=each), StaleError) for each in found)

    def _in_turn(self, work: Callable[[Connection], T], refusal: type[Exception] = TakenError) -> T:
        return in_turn(self._engine, work, refusal)

    def _let_in(self, connection: Connection, new: Appointment, actor: str) -> None:
        if actor == PATIENT:
            self._admit(connection, new)

    def _check(self, slot: Slot, now: datetime) -> None:
        if not self.schedule.is_real(slot, now):
            raise UnknownSlotError
        if self.schedule.is_busy(slot):
            raise TakenError

    def _stored(self, connection: Connection, appointment_id: str) -> Appointment:
        stored = self._appointments.find(connection, appointment_id)
        if stored is None:
            raise StaleError
        return stored

    def _give_back(self, connection: Connection, appointment_id: str, now: datetime) -> None:
        held = current(connection, appointment_id)
        if held is not None and held.state != RELEASED:
            release(connection, held.id)
            self._list.offer(connection, held, now)


def _at(appointment: Appointment, slot: Slot) -> Appointment:
    return replace(appointment, service=slot.service, practitioner=slot.practitioner, start=slot.start, end=slot.end)
