"""The wait list: time that becomes free is offered to one person after the other. All steps run in the caller's transaction.

1. First come, first served. The first patient in line whose service, practitioner and preferred times fit gets the offer. The
   time is held for `offer_minutes`, in quiet hours from their end, but never beyond its start.
2. Nobody is offered the same time twice, or two times at once.
3. A patient who declines keeps the place. One who misses an offer comes after all who have missed fewer. After a second missed
   offer they are taken off the list (`expire`), so that nobody who has stopped answering keeps time from the others.
4. An expired offer can still be accepted while the time is free, because the next in line has not been asked yet.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from frontdesk.appointments import waiting as waitlist
from frontdesk.appointments.appointment import Appointment, Period, Slot
from frontdesk.appointments.quiet_hours import offer_ends
from frontdesk.appointments.repository import Appointments, StaleError
from frontdesk.appointments.reservations import Reservation, TakenError, of_appointment, release, take
from frontdesk.appointments.schedule import Schedule
from frontdesk.appointments.states import BOOKED, PROPOSED, SYSTEM
from frontdesk.appointments.waiting import LEFT, OFFERED, WAITING, Entry
from frontdesk.settings.clinic import Clinic

Report = Callable[[Connection, Appointment, str], None]

_MOST_MISSED = 2


class WaitList:
    """Who waits, and what they are offered."""

    def __init__(self, appointments: Appointments, schedule: Schedule, report: Report, clinic: Clinic) -> None:
        self._appointments = appointments
        self._schedule = schedule
        self._report = report
        self._clinic = clinic

    def join(
        self, connection: Connection, new: Appointment, service: str, practitioner: str | None, actor: str
    ) -> Appointment:
        """Put a new appointment at the end of the list; the same id again gives the stored one."""
        stored = self._appointments.find(connection, new.id)
        if stored is not None:
            return stored
        wish = replace(
            new, status=PROPOSED, version=1, service=service, practitioner=practitioner, start=None, end=None
        )
        joined = self._appointments.create_numbered(connection, wish, "request", actor)
        waitlist.add(connection, joined.id, service, practitioner, joined.created_at)
        self._report(connection, joined, "waiting")
        return joined

    def offer(self, connection: Connection, freed: Reservation, now: datetime) -> None:
        """Offer time that was given back to the first patient in line whom it suits."""
        for entry in waitlist.waiting(connection):
            before = self._stored(connection, entry.appointment_id)
            slot = self._fitting(connection, entry, before, freed, now)
            if slot is not None:
                held = take(connection, entry.appointment_id, slot, now, min(offer_ends(now, self._clinic), slot.start))
                waitlist.change(connection, entry, state=OFFERED, reservation_id=held)
                offered = replace(before, practitioner=slot.practitioner, start=slot.start, end=slot.end)
                after = self._appointments.update(connection, before, offered, "offer", SYSTEM, SYSTEM)
                self._report(connection, after, "offered")
                return

    def accept(
        self, connection: Connection, appointment_id: str, now: datetime, actor: str, channel: str | None
    ) -> Appointment:
        """Book the time that was offered. Raises TakenError if there is none, or no longer."""
        before = self._stored(connection, appointment_id)
        if before.status == BOOKED:
            return before
        entry, held = self._offer_to(connection, appointment_id)
        if held.start <= now:
            raise TakenError
        take(connection, appointment_id, held.slot(entry.service), now, None, held)
        waitlist.change(connection, entry, state=LEFT)
        booked = self._appointments.update(connection, before, before, "accept", actor, channel or before.channel)
        self._report(connection, booked, "booked")
        return booked

    def decline(
        self, connection: Connection, appointment_id: str, now: datetime, actor: str, channel: str | None
    ) -> Appointment:
        """Give the offered time to the next in line and keep the place. Raises TakenError if there is no offer."""
        before = self._stored(connection, appointment_id)
        entry, held = self._offer_to(connection, appointment_id)
        after = self._take_back(connection, entry, before, held, "decline", actor, channel or before.channel)
        self.offer(connection, held, now)
        return after

    def lapse(self, connection: Connection, appointment_id: str, now: datetime) -> bool:
        """End an offer that has run out and ask the next in line; whether there was one.

        `offer_lapsed` is reported with the time that was missed.
        """
        entry = waitlist.find(connection, appointment_id)
        if entry is None or entry not in waitlist.run_out(connection, now):
            return False
        before = self._stored(connection, appointment_id)
        held = self._offer_to(connection, appointment_id)[1]
        waiting = self._take_back(connection, entry, before, held, "lapse", SYSTEM, SYSTEM)
        missed = replace(waiting, practitioner=before.practitioner, start=before.start, end=before.end)
        self._report(connection, missed, "offer_lapsed")
        waitlist.change(connection, entry, missed=entry.missed + 1)
        if entry.missed + 1 >= _MOST_MISSED:
            waitlist.change(connection, entry, state=LEFT)
            removed = self._appointments.update(connection, waiting, waiting, "expire", SYSTEM, SYSTEM)
            self._report(connection, removed, "cancelled")
        self.offer(connection, held, now)
        return True

    @staticmethod
    def leave(connection: Connection, appointment_id: str) -> None:
        """Take an appointment off the list, if it is on it. The caller gives back the time that it was offered."""
        entry = waitlist.find(connection, appointment_id)
        if entry is not None:
            waitlist.change(connection, entry, state=LEFT)

    def _stored(self, connection: Connection, appointment_id: str) -> Appointment:
        stored = self._appointments.find(connection, appointment_id)
        if stored is None:
            raise StaleError
        return stored

    @staticmethod
    def _offer_to(connection: Connection, appointment_id: str) -> tuple[Entry, Reservation]:
        entry = waitlist.find(connection, appointment_id)
        if entry is None or entry.state != OFFERED:
            raise TakenError
        held = {item.id: item for item in of_appointment(connection, appointment_id)}
        return entry, held[str(entry.reservation_id)]

    def _take_back(
        self,
        connection: Connection,
        entry: Entry,
        before: Appointment,
        held: Reservation,
        action: str,
        actor: str,
        channel: str,
    ) -> Appointment:
        release(connection, held.id)
        waitlist.change(connection, entry, state=WAITING)
        waiting = replace(before, practitioner=entry.practitioner, start=None, end=None)
        return self._appointments.update(connection, before, waiting, action, actor, channel)

    def _fitting(
        self, connection: Connection, entry: Entry, waiting: Appointment, freed: Reservation, now: datetime
    ) -> Slot | None:
        if entry.practitioner not in (None, freed.practitioner):
            return None
        windows = _common(waiting.details.windows, Period(freed.start, freed.busy_until))
        if not windows:
            return None
        offered = {(item.practitioner, item.start) for item in of_appointment(connection, entry.appointment_id)}
        slots = self._schedule.free(connection, entry.service, windows, now, len(offered) + 1, freed.practitioner)
        return next((slot for slot in slots if (slot.practitioner, slot.start) not in offered), None)


def _common(wishes: tuple[Period, ...], freed: Period) -> list[Period]:
    """The parts of the freed time that suit the wishes; all of it if there are none."""
    common = [Period(max(wish.start, freed.start), min(wish.end, freed.end)) for wish in wishes]
    return [period for period in common if period.start < period.end] if wishes else [freed]
