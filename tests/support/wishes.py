"""Phrases with the times that a careful receptionist would understand, and how a reading of one is judged.

tests/evaluation/README.md says what such a file holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.content.phrasings import read_yaml
from frontdesk.language.when import OpeningHours, When, understand
from frontdesk.settings.clinic import read_clinic

RIGHT, ASKED, WRONG = "right", "asked back", "wrong"
HORIZON_DAYS = 60
_HOUR = 60
_SAME_WEEKDAY_FROM = 5
_CLINIC = read_clinic(Path(__file__).parents[2] / "clinic.yml")
_OPENING = OpeningHours(_CLINIC.hours)
_ZONE: ZoneInfo = _CLINIC.timezone

# Of each day the minutes that are wished for.
Minutes = dict[date, frozenset[int]]


def phrases(file: Path) -> list[dict[str, Any]]:
    """The items of a file."""
    return list(read_yaml(file))


def reading(item: Mapping[str, Any]) -> When | None:
    """What the product understands."""
    now = datetime.fromisoformat(item["now"]).astimezone(_ZONE)
    return understand(item["say"], now, _OPENING, HORIZON_DAYS)


def judged(item: Mapping[str, Any]) -> str:
    """RIGHT, ASKED (nothing is taken: the patient is asked again, or told what is wrong) or WRONG."""
    when = reading(item)
    if when is None or when.problem:
        return RIGHT if any(item.get(key) for key in ("ask", "past", "closed")) else ASKED
    now = datetime.fromisoformat(item["now"]).astimezone(_ZONE)
    given: Minutes = {}
    for window in when.windows:
        minutes = range(_minute(window.start.time()), _minute(window.end.time()) or 24 * _HOUR)
        given[window.start.date()] = given.get(window.start.date(), frozenset()) | frozenset(minutes)
    wished = [_wished(one, now) for one in item.get("windows", ())]
    if item.get("together"):
        wished = [_joined(wished)]
    last = [_last_of_a_rule(one["days"] or one["not_days"]) for one in item.get("windows", ())]
    fits = any(
        _same(_until(given, end), _until(one, end), exact)
        for one, end, exact in zip(wished, last, (_is_exact(each) for each in item.get("windows", ())))
    )
    return RIGHT if fits else WRONG


def _minute(moment: time) -> int:
    return moment.hour * _HOUR + moment.minute


def _is_exact(window: Mapping[str, Any]) -> bool:
    return window["from"] is not None and window["from"] == window["to"]


def _wished(window: Mapping[str, Any], now: datetime) -> Minutes:
    """The minutes of one acceptable reading that are open and to come."""
    first = _minute(time.fromisoformat(window["from"])) if window["from"] else 0
    end = _minute(time.fromisoformat(window["to"])) if window["to"] else 24 * _HOUR
    end = first + _HOUR if first == end else end
    without = set(_days(window["not_days"], now))
    found = {}
    for day in _days(window["days"], now) if window["days"] else _days(["/"], now):
        open_minutes = {minute for opens, closes in _OPENING.on(day) for minute in range(opens, closes)}
        past = _minute(now.time()) if day == now.date() else 0
        minutes = frozenset(minute for minute in open_minutes if first <= minute < end and minute >= past)
        if minutes and day not in without:
            found[day] = minutes
    return found


def _days(written: Sequence[str], now: datetime) -> Iterator[date]:
    last = now.date() + timedelta(days=HORIZON_DAYS)
    for part in written:
        start, slash, end = part.partition("/")
        day = date.fromisoformat(start) if start else now.date()
        until = date.fromisoformat(end) if end else last if slash else day
        while day <= min(until, last):
            if day >= now.date():
                yield day
            day += timedelta(days=1)


def _last_of_a_rule(days: Sequence[str]) -> date | None:
    """Where "tuesdays" or "not tuesdays" is written as its next dates: the last of these, beyond which nothing is judged."""
    single = [date.fromisoformat(day) for day in days if "/" not in day]
    return max(single) if len(single) == len(days) and len(single) >= _SAME_WEEKDAY_FROM else None


def _until(minutes: Minutes, end: date | None) -> Minutes:
    return {day: those for day, those in minutes.items() if end is None or day <= end}


def _joined(readings: Sequence[Minutes]) -> Minutes:
    joined: Minutes = {}
    for one in readings:
        for day, minutes in one.items():
            joined[day] = joined.get(day, frozenset()) | minutes
    return joined


def _same(given: Minutes, wished: Minutes, exact: bool) -> bool:
    """Whether both are the same; of an exact time, whether its hour or less is given."""
    if not exact:
        return given == wished
    return given.keys() == wished.keys() and all(
        min(given[day]) == min(wished[day]) and given[day] <= wished[day] for day in wished
    )
