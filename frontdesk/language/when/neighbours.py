"""The days beside others: the day, week or month after them, a weekday beside them, another of their kind, what is before."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from frontdesk.language.when.dates import coming, monday_of, month_of, period
from frontdesk.language.when.parts import DAY, Beside, Days, Frame, Mark, Span, Times, Token, dates
from frontdesk.language.when.periods import part_of

_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)
_SATURDAY = 5
_LAST = 4


def _day(token: Beside, found: frozenset[date], _: Frame) -> Days | None:
    if token.step == 0:
        return Days("date", found) if len(found) == 1 else None
    return Days("date", frozenset([(min(found) if token.step < 0 else max(found)) + token.step * _A_DAY]))


def _base(token: Beside, found: frozenset[date]) -> date:
    """The day to count weeks and months from: of a long weekend the week of its working day."""
    working = [day for day in found if day.weekday() < _SATURDAY]
    return min(working or found) if token.step < 0 else max(found)


def _week(token: Beside, found: frozenset[date], _: Frame) -> Days:
    monday = monday_of(_base(token, found)) + token.step * _A_WEEK
    return period(monday, monday + 6 * _A_DAY)


def _coming(_: Beside, found: frozenset[date], frame: Frame) -> Days | None:
    weekdays = {day.weekday() for day in found}
    return Days("date", frozenset([coming(min(weekdays), frame.today)])) if len(weekdays) == 1 else None


def _few_days(token: Beside, found: frozenset[date], _: Frame) -> Days:
    working = sorted(day for day in found if day.weekday() < _SATURDAY)
    return Days("period", frozenset(working[-token.step :] if token.step > 0 else working[: -token.step]), bound=True)


def _nth_week(token: Beside, found: frozenset[date], _: Frame) -> Days:
    first, last = month_of(min(found))
    start = last - _A_WEEK + _A_DAY if token.step == _LAST else first + token.step * _A_WEEK
    return period(start, start + 6 * _A_DAY)


def _bound(token: Beside, found: frozenset[date], frame: Frame) -> Days:
    if token.kind == "before":
        return Days("period", dates(frame.today, min(found) - _A_DAY), bound=True)
    start = max(frame.today, max(found) + _A_DAY if token.kind == "after" else min(found))
    return Days("period", dates(start, max(frame.last, start)), bound=True)


def _weekday(token: Beside, found: frozenset[date], _: Frame) -> Days:
    first, last = min(found), max(found)
    (weekday,) = token.weekdays
    if token.step < 0:
        day = first - _A_DAY * ((first.weekday() - weekday - 1) % 7 + 1)
    elif token.step > 0:
        day = coming(weekday, last + _A_DAY)
    else:
        day = coming(weekday, first)
        day = monday_of(first) + _A_DAY * weekday if day > last else day
    return Days("date", frozenset([day]))


def _another(token: Beside, found: frozenset[date], _: Frame) -> Days | None:
    first, last, step = min(found), max(found), token.step
    if (last - first).days <= 6:
        return Days("period" if len(found) > 1 else "date", frozenset(day + step * _A_WEEK for day in found))
    return period(*month_of(first, step)) if (first, last) == month_of(first) else None


_KINDS: dict[str, Callable[[Beside, frozenset[date], Frame], Days | None]] = {
    "day": _day,
    "week": _week,
    "month": lambda token, found, _: period(*month_of(_base(token, found), token.step)),
    "weekday": _weekday,
    "one": _another,
    "nth week": _nth_week,
    "coming": _coming,
    "part": lambda token, found, _: replace(part_of(token.word, min(found), max(found)), bound=True),
    "part of month": lambda token, found, _: replace(part_of(token.word, *month_of(min(found))), bound=True),
    "few days": _few_days,
    "outside": lambda _, found, frame: Days("period", dates(frame.today, frame.last) - dates(min(found), max(found))),
    "before": _bound,
    "after": _bound,
    "from": _bound,
}


def days_beside(token: Beside, found: frozenset[date], frame: Frame) -> Days | None:
    """What a form means beside the days that were found; None if it does not fit them."""
    return _KINDS[token.kind](token, found, frame)


def _points(times: Times, step: int) -> list[int]:
    """The minutes that "after that" or "before that" count from."""
    found = []
    for span in times.spans:
        if span.label.startswith("at ") or span.end == DAY:
            found.append(span.start)
        else:
            found.append(span.end if step > 0 or span.start == 0 else span.start)
    return found


def times_beside(kind: str, times: Sequence[Times]) -> Times | None:
    """What is before or after the last of some times; None if there are none."""
    if not times:
        return None
    points = [minute for item in times for minute in _points(item, -1 if kind == "before" else 1)]
    return Times((Span(0, min(points)) if kind == "before" else Span(max(points), DAY),))


def lists_go_on(tokens: Sequence[Token]) -> list[Token]:
    """A weekday joined to one that is told by a date follows it: "the following monday or tuesday"."""
    out: list[Token] = list(tokens)
    for at, three in enumerate(zip(tokens, tokens[1:], tokens[2:])):
        match three:
            case (Beside(kind="weekday"), Mark(kind="or" | "and"), Days(kind="weekday") as day):
                out[at + 2] = Beside("weekday", 1, day.weekdays, replace(day, every=False))
    return out
