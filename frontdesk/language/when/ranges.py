"""Ranges and bounds of days: "monday to wednesday", "between the 3rd and the 7th", "after december 3", "by friday"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from frontdesk.language.when.chosen import first_days
from frontdesk.language.when.dates import coming
from frontdesk.language.when.parts import Days, Frame, Mark, Token, dates

_ONE_DAY = timedelta(days=1)


def ranged(first: Days, last: Days, frame: Frame) -> Days:
    """Every day from the one to the other."""
    if first.kind == last.kind == "weekday" and len(first.weekdays) == len(last.weekdays) == 1:
        start, end = min(first.weekdays), min(last.weekdays)
        run = frozenset((start + n) % 7 for n in range((end - start) % 7 + 1))
        return Days("weekday", weekdays=run, every=first.every or last.every, run=start)
    start_day = min(first_days(first, frame), default=frame.today)
    end_day = coming(min(last.weekdays), start_day) if last.kind == "weekday" else max(last.dates, default=start_day)
    if end_day < start_day and last.kind == "date":
        end_day = _same_number_after(end_day, start_day)
    if end_day >= frame.today:
        start_day, end_day = max(start_day, frame.today), min(end_day, max(start_day, frame.last))
    return Days("period", dates(start_day, end_day))


def _same_number_after(day: date, start: date) -> date:
    return next((d for n in range(1, 62) if (d := start + timedelta(days=n)).day == day.day), start)


def _bounded(kind: str, days: Days, frame: Frame) -> Days:
    meant = first_days(days, frame)
    if not meant:
        return days
    first, last = min(meant), max(meant)
    if days.kind == "weekday" and not days.every and kind in ("by", "before") and first == frame.today:
        first, last = first + timedelta(days=7), last + timedelta(days=7)
    found = {
        "after": dates(max(last + _ONE_DAY, frame.today), max(frame.last, last + _ONE_DAY)),
        "from": dates(max(first, frame.today), max(frame.last, first)),
        "by": dates(min(frame.today, last), min(last, frame.last)),
        "before": dates(min(frame.today, first - _ONE_DAY), min(first - _ONE_DAY, frame.last)),
    }[kind]
    return Days("period", found, bound=True)


def _joined(tokens: Sequence[Token], frame: Frame) -> tuple[Days, int] | None:
    """The range or bound that the tokens begin with, and how many tokens it takes."""
    match tokens:
        case [Days() as first, Mark(kind="to" | "by" as join), Days() as last, *_]:
            daily = join == "by" and first.every and len(first.weekdays) > 1  # "every day until thursday"
            return (_bounded("by", last, frame) if daily else ranged(first, last, frame)), 3
        case [Mark(kind="between"), Days() as first, Mark(kind="and" | "to"), Days() as last, *_]:
            return ranged(first, last, frame), 4
        case [Mark(kind="from" | "between"), Days() as first, Mark(kind="to" | "by"), Days() as last, *_]:
            return ranged(first, last, frame), 4
        case [Days() as days, Mark(kind="onward"), *_]:
            return _bounded("from", days, frame), 2
        case [Mark(kind="after" | "from" | "by" | "before") as mark, Days() as days, *_]:
            return replace(_bounded(mark.kind, days, frame), own=mark.word.startswith(("not ", "no "))), 2
    return _counted_from(tokens)


def _counted_from(tokens: Sequence[Token]) -> tuple[Days, int] | None:
    """A day counted from another: "2 days after thanksgiving"."""
    match tokens:
        case [
            Mark(word=number),
            Mark(word="day" | "days" | "week" | "weeks" as unit),
            Mark(kind="after" | "before" | "from" as side),
            Days(kind="date") as days,
            *_,
        ] if number.isdigit():
            away = int(number) * (7 if unit.startswith("week") else 1) * (-1 if side == "before" else 1)
            return Days("date", frozenset(day + away * _ONE_DAY for day in days.dates)), 4
    return None


def _without_repeats(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without weekdays that only say again what the date behind them is: "monday 2 november"."""
    out: list[Token] = []
    for token in tokens:
        before = out[-1] if out else None
        if isinstance(before, Mark) and before.word == "(" and _is_told_again(token, out):
            continue
        if isinstance(token, Days) and token.kind == "date" and isinstance(before, Days) and _is_a_weekday(before):
            fitting = [day for day in (*token.dates, *token.later) if day.weekday() in before.weekdays]
            if fitting and not token.swapped:
                out[-1] = replace(token, dates=frozenset(fitting[:1]))
                continue
        if _is_a_day_of(token, before):
            continue
        out.append(token)
    return out


def _is_a_day_of(token: Token, before: Token | None) -> bool:
    """Whether a weekday only says again what the date before it is: "labour day monday"."""
    return (
        isinstance(before, Days)
        and before.kind == "date"
        and isinstance(token, Days)
        and _is_a_weekday(token)
        and {day.weekday() for day in before.dates} == token.weekdays
    )


def _is_told_again(token: Token, before: Sequence[Token]) -> bool:
    """Whether a date in brackets only says again what the last day is: "next thursday morning (the 17th)"."""
    named = [each for each in before if isinstance(each, Days)]
    return isinstance(token, Days) and token.kind == "date" and named[-1:] != [] and named[-1].dates == token.dates


def _is_a_weekday(days: Days) -> bool:
    return days.kind == "weekday" and len(days.weekdays) == 1 and not days.every


def with_ranges(tokens: Sequence[Token], frame: Frame) -> list[Token]:
    """The tokens with ranges and bounds put together; the marks they were made with are gone."""
    tokens = _without_repeats(tokens)
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        joined = _joined(tokens[at : at + 4], frame)
        out.append(joined[0] if joined else tokens[at])
        at += joined[1] if joined else 1
    return out
