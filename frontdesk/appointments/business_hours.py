"""Opening hours as a clock that runs only while the clinic is open: over nights, weekends, closures and clock changes."""

from collections.abc import Iterator, Set
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from frontdesk.appointments.appointment import Period
from frontdesk.appointments.wall_clock import days_from, opening_span, spans_of
from frontdesk.settings.values import WEEKDAYS, Hours

# Assumed if a clinic has not set its hours.
USUAL_HOURS: Hours = dict.fromkeys(WEEKDAYS[:5], ((time(8), time(18)),))


def _openings(now: datetime, opening: Hours, closures: Set[date], zone: ZoneInfo) -> Iterator[Period]:
    """The rest of the current opening, if the clinic is open, and all openings after it."""
    for day in days_from(now.astimezone(zone).date()):
        for opens, closes in () if day in closures else spans_of(day, opening or USUAL_HOURS):
            span = opening_span(day, opens, closes, zone)
            if span.end > max(now, span.start):
                yield Period(max(now, span.start), span.end)


def due(now: datetime, hours: float, opening: Hours, closures: Set[date], zone: ZoneInfo) -> datetime:
    """The moment, aware in UTC, at which the clinic will have been open for so many hours after `now`.

    Without opening hours, Monday to Friday from 8 to 18 is assumed.
    """
    left = timedelta(hours=hours)
    for span in _openings(now, opening, closures, zone):
        if left <= span.end - span.start:
            return span.start + left
        left -= span.end - span.start
    raise AssertionError("openings never end")


def opening_at(now: datetime, opening: Hours, closures: Set[date], zone: ZoneInfo) -> Period:
    """What is left of the present opening, from `now` on, if the clinic is open; else the next opening."""
    return next(_openings(now, opening, closures, zone))


def next_opening(now: datetime, opening: Hours, closures: Set[date], zone: ZoneInfo) -> datetime:
    """When the clinic is next open, aware in UTC: `now` itself if it is open."""
    return opening_at(now, opening, closures, zone).start
