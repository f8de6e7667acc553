"""Times on the clinic's wall clock as instants.

1. A time that daylight saving skips (8 March 2026 02:30 in Toronto) does not exist: there is no instant for it.
2. A time that happens twice (1 November 2026 01:30 in Toronto) means the first of the two.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from frontdesk.appointments.appointment import Period
from frontdesk.settings.values import WEEKDAYS, Hours

_DAY = timedelta(days=1)


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """The moment, aware in UTC, at which the clock shows this time on this day; None if it never does."""
    moment = datetime.combine(day, clock, zone).astimezone(timezone.utc)
    return moment if moment.astimezone(zone).time() == clock else None


def opening_span(day: date, opens: time, closes: time, zone: ZoneInfo) -> Period:
    """A span of a day in UTC. An end that daylight saving skips is the moment of the change."""
    return Period(_edge(datetime.combine(day, opens), zone), _edge(datetime.combine(day, closes), zone))


def _edge(clock: datetime, zone: ZoneInfo) -> datetime:
    moment = instant(clock.date(), clock.time(), zone)
    return moment or _edge(clock + timedelta(minutes=1), zone)


def spans_of(day: date, hours: Hours) -> tuple[tuple[time, time], ...]:
    """The spans of opening or working hours on a day, local times."""
    return hours.get(WEEKDAYS[day.weekday()], ())


def days_from(first: date) -> Iterator[date]:
    """This day and all that follow."""
    while True:
        yield first
        first += _DAY
