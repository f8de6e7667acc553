"""When the clinic is open, and the windows that are made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from frontdesk.language.calendar_names import WEEKDAYS
from frontdesk.language.when.parts import Frame

_UNKNOWN_HOURS = ((time(8), time(18)),)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


@dataclass(frozen=True)
class Window:
    """A stretch of time that suits the patient: wall-clock, aware, in the clinic's zone, half open, start < end."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class OpeningHours:
    """When the clinic is open, local time. `hours` by English weekday in lower case; a missing day is closed.

    No hours at all: nothing is known, every day from 8 to 18 counts. `closures`: days that are closed all the same.
    """

    hours: Mapping[str, tuple[tuple[time, time], ...]] = field(default_factory=lambda: MappingProxyType({}))
    closures: frozenset[date] = frozenset()

    def on(self, day: date) -> tuple[tuple[int, int], ...]:
        """The open stretches of a day, in minutes."""
        if day in self.closures:
            return ()
        spans = self.hours.get(WEEKDAYS[day.weekday()], ()) if self.hours else _UNKNOWN_HOURS
        return tuple((_minutes(a), _minutes(b)) for a, b in spans)

    def frame(self, now: datetime, horizon_days: int) -> Frame:
        """What reading a text depends on."""
        spans = [span for day in self.hours.values() for span in day] or list(_UNKNOWN_HOURS)
        return Frame(
            now.date(),
            now.date() + timedelta(days=horizon_days),
            min(_minutes(a) for a, _ in spans),
            max(_minutes(b) for _, b in spans),
            minute=_minutes(now.time()),
        )
