"""Phrases with the times that a careful receptionist would understand, and how a reading of one is judged.

tests/evaluation/README.md says what such a file holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import product
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
    readings = _together(item["windows"]) if item.get("together") else [[one] for one in item.get("windows", ())]
    return RIGHT if any(_fits(given, reading, now) for reading in readings) else WRONG


def _together(windows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    """All windows, or of those for the same days one each: rival readings of one alternative."""
    yield windows
    by_days: dict[str, list[Mapping[str, Any]]] = {}
    for window in windows:
        by_days.setdefault(str((window["days"], window["not_days"])), []).append(window)
    yield from product(*by_days.values())


def _fits(given: Minutes, reading: Sequence[Mapping[str, Any]], now: datetime) -> bool:
    wished = _joined([_wished(one, now) for one in reading])
    rules = [each for one in reading for each in (_rule(one["days"]), _rule(one["not_days"])) if each]
    ends = min((max(rule) for rule in rules), default=None)
    judged_days = {
        day
        for day in {*given, *wished}
        if (ends is None or day <= ends)
        and not (day == now.date() and any(day.weekday() in {each.weekday() for each in rule} for rule in rules))
    }
    given, wished = ({day: those[day] for day in judged_days if day in those} for those in (given, wished))
    return _same(given, wished, all(_is_exact(one) for one in reading))


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


def _rule(days: Sequence[str]) -> list[date]:
    """ "tuesdays" or "not tuesdays", written as its next dates: beyond these nothing is judged, nor today if it is one.

    Whether "mondays", said on a monday morning, begin today is left open.
    """
    single = [date.fromisoformat(day) for day in days if "/" not in day]
    return single if len(single) == len(days) and len(single) >= _SAME_WEEKDAY_FROM else []


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
