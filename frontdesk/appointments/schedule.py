"""Free times of the built-in schedule.

1. Visits of a service begin at the start of each span of a practitioner's working hours and then every length plus buffer:
   the day is filled without gaps, and the grid does not depend on what is booked, so a time once shown stays a real one.
2. The visit lies inside the span; its buffer may run past the end (tidying up after the last patient), but not into the
   next booking.
3. Times are wall-clock times in the clinic's zone (see `wall_clock`); days of closure have none.
4. A time can be booked from `lead_hours` ahead until the last day of `horizon_days`.
5. A time fits a window if it begins in it.
6. Each start is shown once, with the practitioner who has least to do that day, so that patients choose between times.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from itertools import groupby, islice
from operator import attrgetter

from sqlalchemy import Connection

from frontdesk.appointments.appointment import Period, Slot
from frontdesk.appointments.reservations import taken
from frontdesk.appointments.wall_clock import days_from, instant, opening_span, spans_of
from frontdesk.settings.booking import Practitioner, Service
from frontdesk.settings.clinic import Clinic

# What is busy elsewhere, for every practitioner. It is called within transactions, so it must answer from a local copy.
Busy = Callable[[datetime, datetime], Sequence[Period]]


def never_busy(_start: datetime, _end: datetime) -> Sequence[Period]:
    """There is no other calendar."""
    return ()


class Schedule:
    """The times of a clinic; all moments are aware."""

    def __init__(self, clinic: Clinic, busy: Busy = never_busy) -> None:
        self._booking = clinic.booking
        self._closures = clinic.closures
        self._zone = clinic.timezone
        self._busy = busy

    def free(
        self,
        connection: Connection,
        service: str,
        windows: Sequence[Period],
        now: datetime,
        limit: int,
        practitioner: str | None = None,
        skip: int = 0,
    ) -> list[Slot]:
        """The first free times for a service (its id) in any of the windows (none: at any time), one a start.

        Raises KeyError for a service that is not listed.
        """
        found = self._free(connection, self._booking.service(service), windows, now, practitioner)
        return list(islice(found, skip, skip + limit))

    def is_real(self, slot: Slot, now: datetime) -> bool:
        """Whether the slot is one of the clinic's times and may be booked now, free or not."""
        day = self._date(slot.start)
        services = [service for service in self._booking.services if service.id == slot.service]
        return (
            self._opens(now) <= slot.start
            and day <= self._last_day(now)
            and any(
                slot in self._grid(practitioner, service, day)
                for service in services
                for practitioner in self._serving(service, slot.practitioner)
            )
        )

    def is_busy(self, slot: Slot) -> bool:
        """Whether another calendar has something at that time."""
        return any(_overlap(slot, period.start, period.end) for period in self._busy(slot.start, slot.busy_until))

    def _free(
        self,
        connection: Connection,
        service: Service,
        windows: Sequence[Period],
        now: datetime,
        practitioner: str | None,
    ) -> Iterator[Slot]:
        opens = self._opens(now)
        for day in self._days(windows, now):
            start, end = self._midnight(day), self._midnight(day + timedelta(days=2))  # a buffer may pass midnight
            reserved = taken(connection, start, end, now)
            busy = self._busy(start, end)
            load = Counter(item.practitioner for item in reserved if self._date(item.start) == day)
            fitting = [
                slot
                for serving in self._serving(service, practitioner)
                for slot in self._grid(serving, service, day)
                if slot.start >= opens
                and (not windows or any(window.start <= slot.start < window.end for window in windows))
                and not any(_overlap(slot, period.start, period.end) for period in busy)
                and not any(
                    _overlap(slot, item.start, item.busy_until)
                    for item in reserved
                    if item.practitioner == slot.practitioner
                )
            ]
            fitting.sort(key=lambda slot: (slot.start, load[slot.practitioner], slot.practitioner))
            for _, at_once in groupby(fitting, attrgetter("start")):
                yield next(at_once)

    def _grid(self, practitioner: Practitioner, service: Service, day: date) -> Iterator[Slot]:
        """Every time of a service with a practitioner on a day, whatever is booked."""
        length, buffer = timedelta(minutes=service.minutes), timedelta(minutes=service.buffer_minutes)
        for opens, closes in () if day in self._closures else spans_of(day, practitioner.hours):
            span = opening_span(day, opens, closes, self._zone)
            clock, busy_until = datetime.combine(day, opens), span.start
            while clock < datetime.combine(day, closes):
                start = instant(day, clock.time(), self._zone)
                clock += length + buffer
                if start and start >= busy_until and start + length <= span.end:
                    busy_until = start + length + buffer
                    yield Slot(practitioner.id, service.id, start, start + length, busy_until)

    def _serving(self, service: Service, practitioner: str | None) -> Iterator[Practitioner]:
        for item in self._booking.practitioners:
            if service.id in item.services and practitioner in (None, item.id):
                yield item

    def _days(self, windows: Sequence[Period], now: datetime) -> list[date]:
        first, last = self._date(now), self._last_day(now)
        if windows:
            first = max(first, self._date(min(window.start for window in windows)))
            last = min(last, self._date(max(window.end for window in windows)))
        return list(islice(days_from(first), max(0, (last - first).days + 1)))

    def _opens(self, now: datetime) -> datetime:
        return now + timedelta(hours=self._booking.lead_hours)

    def _last_day(self, now: datetime) -> date:
        return self._date(now) + timedelta(days=self._booking.horizon_days)

    def _date(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(timezone.utc)


def _overlap(slot: Slot, start: datetime, end: datetime) -> bool:
    return slot.start < end and start < slot.busy_until
