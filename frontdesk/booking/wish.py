"""A wish for a time in the light of the one before: "thursday", then "after 3" means Thursday after 3."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from frontdesk.appointments.appointment import Period

_ANY_DAY = "any day"
_TIME_OF_DAY = re.compile(r"(?:after|before|at|around|between|from|until|in the)\b")
_POINT = re.compile(r", (?:at|around) \d")  # takes the place of the time of day wished before
_EXCEPT = re.compile(r"^ except [^,]+")
# Words whose meaning depends on the present day.
_FROM_TODAY = re.compile(r"\b(?:today|tonight|tomorrow|tmrw|2moro|this|next|week|in|day)\b", re.IGNORECASE)


def depends_on_today(text: str) -> bool:
    """Whether a text names a time by its distance from the present day."""
    return bool(_FROM_TODAY.search(text))


@dataclass(frozen=True)
class Wish:
    """When somebody would like to come: windows in UTC, and the same in words. No windows: nothing said yet."""

    windows: tuple[Period, ...]
    words: str

    def narrowing(self, before: "Wish", zone: tzinfo, corrects: bool = False) -> "Wish":
        """This wish, for the days wished before if it names none itself; unchanged where that would leave no time.

        `corrects`: the time of day wished before is taken back.
        """
        rest = self.words.removeprefix(_ANY_DAY)
        if not before.windows or not self._names_no_day:
            return self
        common = tuple(both for mine in self.windows for theirs in before.windows if (both := _common(mine, theirs)))
        if common == self.windows or (not common and before._names_no_day):
            return self
        if _days(common, zone) == _days(before.windows, zone):
            rest = _EXCEPT.sub("", rest)
        if not rest:
            return before
        if common and not (before.time_of_day and (corrects or _POINT.match(rest))):
            return Wish(common, f"{before.words}{rest}" if rest[0] == "," else f"{before.words},{rest}")
        days = _days(before.windows, zone)
        same_days = tuple(window for window in self.windows if window.start.astimezone(zone).date() in days)
        day = before.words.partition(",")[0]
        time = rest if day.startswith(_ANY_DAY) else _EXCEPT.sub("", rest)
        return Wish(same_days, f"{day}{time}") if same_days else self

    @property
    def time_of_day(self) -> str:
        """What the words say about the time of day ("after 3 p.m."), if they name one day or several with one time."""
        time = self.words.partition(", ")[2]
        return time if _TIME_OF_DAY.match(time) and "," not in time else ""

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Whether some of a stretch of time is wished for."""
        return any(window.start < end and start < window.end for window in self.windows)

    @property
    def _names_no_day(self) -> bool:
        return self.words.startswith((f"{_ANY_DAY},", f"{_ANY_DAY} except"))


def _days(windows: Iterable[Period], zone: tzinfo) -> set[date]:
    return {window.start.astimezone(zone).date() for window in windows}


def _common(one: Period, other: Period) -> Period | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Period(start, end) if start < end else None
