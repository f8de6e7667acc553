"""Patterns of days told by a holiday: "the day after boxing day", "the week before christmas", "the monday after easter"."""

import re
from datetime import timedelta

from frontdesk.language.calendar_names import WEEKDAYS
from frontdesk.language.when.dates import coming, day_or_mark, monday_of, period
from frontdesk.language.when.holidays import HOLIDAY, holidays_named, next_long_weekend
from frontdesk.language.when.parts import Frame, Handler, Token
from frontdesk.language.when.periods import WD


def _holiday(m: re.Match[str], frame: Frame) -> Token | None:
    _, named = holidays_named(m["holiday"], frame.today)
    if not named:
        return None
    steps = (m["beside"] or "").count("day after") - (m["beside"] or "").count("day before")
    return day_or_mark(named[0] + timedelta(days=steps)) if len(named) == 1 else period(named[0], named[-1])


def _holiday_week(m: re.Match[str], frame: Frame) -> Token | None:
    _, named = holidays_named(m["holiday"], frame.today)
    if len(named) != 1:
        return None
    monday = monday_of(named[0]) + timedelta(weeks={"before": -1, "after": 1}.get(m["beside"], 0))
    return period(monday, monday + timedelta(days=6))


def _weekday_beside(m: re.Match[str], frame: Frame) -> Token | None:
    _, named = holidays_named(m["holiday"], frame.today)
    if len(named) != 1:
        return None
    first = named[0] + timedelta(days=1 if m["side"] == "after" else -7)
    return day_or_mark(coming(WEEKDAYS.index(m["wd"]), first))


def _long_weekend(_: re.Match[str], frame: Frame) -> Token:
    day = next_long_weekend(frame.today)
    saturday = monday_of(day - timedelta(days=1)) + timedelta(days=5)
    return period(min(day, saturday), max(day, saturday + timedelta(days=1)))


def _holiday_weekend(m: re.Match[str], frame: Frame) -> Token | None:
    """With the holiday if that is beside it."""
    _, named = holidays_named(m["holiday"], frame.today)
    if len(named) != 1:
        return None
    saturday = monday_of(named[0] - timedelta(days=1)) + timedelta(days=5)
    beside = [day for day in (saturday - timedelta(days=1), saturday + timedelta(days=2)) if day == named[0]]
    return period(min([saturday, *beside]), max([saturday + timedelta(days=1), *beside]))


HOLIDAY_PATTERNS: tuple[tuple[str, Handler], ...] = (
    (r"(?:the |this |next )?(?:coming )?long weekend\b", _long_weekend),
    (rf"(?:the )?(?:very )?(?:(?:last|first) )?{WD} (?P<side>before|after) (?:the )?(?P<holiday>{HOLIDAY})", _weekday_beside),
    (rf"(?:the )?(?P<holiday>{HOLIDAY})(?:(?<=weekend)| (?:long )?weekend)\b", _holiday_weekend),
    (rf"(?<!\d )(?:the )?week (?P<beside>before|after|of) (?P<holiday>{HOLIDAY})(?: week)?", _holiday_week),
    (rf"(?P<holiday>{HOLIDAY})(?P<beside>) week\b", _holiday_week),
    (rf"(?:the )?(?:(?P<beside>day (?:before|after)(?: (?:the )?day (?:before|after))?) )?(?P<holiday>{HOLIDAY})", _holiday),
)  # fmt: skip
