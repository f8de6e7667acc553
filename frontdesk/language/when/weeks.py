"""Weeks, months and holidays: what the patterns of `days.py` that name one stand for."""

import re
from datetime import date, timedelta

from frontdesk.language.calendar_names import MONTHS, WEEKDAYS
from frontdesk.language.when.dates import (
    calendar_day,
    coming,
    day_or_mark,
    days_of_month,
    digits,
    monday_of,
    month_of,
    no_such_number,
    period,
)
from frontdesk.language.when.holidays import holidays_named
from frontdesk.language.when.parts import Days, Frame, Token, dates

_WEEK = timedelta(days=7)
_SUNDAY = 6


def _part_of(part: str, first: date, last: date) -> Days:
    """Early, in the middle or late in a week or a month."""
    week = (last - first).days < 7
    if "half" in part:
        middle = first + timedelta(days=2 if week else 14)
        first, last = (first, middle) if "first" in part else (middle + timedelta(days=1), last)
    elif re.search(r"early|begin|start", part):
        last = first + timedelta(days=1 if week else 9)
    elif "mid" in part:
        first, last = (first + timedelta(days=1 if week else 10), first + timedelta(days=3 if week else 19))
    elif re.search(r"late|end", part):
        first += timedelta(days=3 if week else 20)
    return period(first, last)


def week_or_month(m: re.Match[str], frame: Frame) -> Token:
    """This week, next month, late next week."""
    steps = {"next": 1, "following": 1, "coming": 1}.get(m["which"] or "", 0)
    if m["unit"] == "month":
        return _part_of(m["part"] or "", *month_of(frame.today, steps))
    first = monday_of(frame.today) + timedelta(weeks=2 if m["after"] else steps)
    found = _part_of(m["part"] or "", first, first + timedelta(days=6))
    # What is over, and all of it on a Sunday, means the week that begins.
    over = max(found.dates) < frame.today or (not m["after"] and not steps and frame.today.weekday() == _SUNDAY)
    return _part_of(m["part"] or "", first + _WEEK, first + _WEEK + timedelta(days=6)) if over else found


def named_month(m: re.Match[str], frame: Frame) -> Token | None:
    """A month by its name, or a part of it."""
    month = MONTHS.index(m["month"]) + 1
    year = frame.today.year + (month < frame.today.month)
    return _part_of(m.groupdict().get("part") or "", *month_of(date(year, month, 1)))


def week_of(m: re.Match[str], frame: Frame) -> Token:
    """The week of a date."""
    number = digits(m["d"])
    month = m.groupdict().get("month")
    day = (
        calendar_day(None, MONTHS.index(month) + 1, number, frame.today)
        if month
        else next(iter(days_of_month(number, frame.today)), no_such_number(number))
    )
    return day_or_mark(day) if isinstance(day, str) else period(monday_of(day), monday_of(day) + timedelta(days=6))


def nth_in_month(m: re.Match[str], frame: Frame) -> Token:
    """The second week or the third Tuesday of a month."""
    month = MONTHS.index(m["month"]) + 1 if m["month"] else 0
    named = date(frame.today.year + (month < frame.today.month), month, 1) if month else frame.today
    first, last = month_of(named, 1 if m["which"] == "next" else 0)
    nth = "first second third fourth last".split().index(m["nth"])
    if m["wd"]:
        fitting = sorted(d for d in dates(first, last) if d.weekday() == WEEKDAYS.index(m["wd"]))
        return day_or_mark(fitting[-1 if nth == 4 else nth])
    if m["full"]:
        first = coming(0, first)
    weeks = {"two": 2, "2": 2, "couple of": 2, "three": 3, "3": 3}.get((m["many"] or "").strip(), 1)
    start = last + timedelta(days=1) - weeks * _WEEK if nth == 4 else first + nth * _WEEK
    return period(start, start + weeks * _WEEK - timedelta(days=1))


def last_weekday(m: re.Match[str], last: date) -> Token:
    """The last such weekday up to a day."""
    return day_or_mark(last - timedelta(days=(last.weekday() - WEEKDAYS.index(m["wd"])) % 7))


def last_day(m: re.Match[str], frame: Frame) -> Token:
    """The last day of a month."""
    month = MONTHS.index(m["month"]) + 1 if m["month"] else frame.today.month
    return day_or_mark(month_of(date(frame.today.year + (month < frame.today.month), month, 1))[1])


def weekend(m: re.Match[str], frame: Frame) -> Token:
    """A weekend, or all of them."""
    if m["many"] or m["which"] in ("every", "any"):
        return Days("weekday", weekdays=frozenset((5, 6)), every=True)
    saturday = monday_of(frame.today) + timedelta(days=12 if m["which"] == "next" else 5)
    return period(saturday, saturday + timedelta(days=1))


def holiday(m: re.Match[str], frame: Frame) -> Token | None:
    """A holiday, or a day beside one."""
    _, named = holidays_named(m["holiday"], frame.today)
    if not named:
        return None
    steps = (m["beside"] or "").count("day after") - (m["beside"] or "").count("day before")
    return day_or_mark(named[0] + timedelta(days=steps)) if len(named) == 1 else period(named[0], named[-1])


def holiday_week(m: re.Match[str], frame: Frame) -> Token | None:
    """The week of a holiday, or one beside it."""
    _, named = holidays_named(m["holiday"], frame.today)
    if len(named) != 1:
        return None
    monday = monday_of(named[0]) + timedelta(weeks={"before": -1, "after": 1}.get(m["beside"], 0))
    return period(monday, monday + timedelta(days=6))


def weekday_beside(m: re.Match[str], frame: Frame) -> Token | None:
    """A weekday before or after a holiday."""
    _, named = holidays_named(m["holiday"], frame.today)
    if len(named) != 1:
        return None
    first = named[0] + timedelta(days=1 if m["side"] == "after" else -7)
    return day_or_mark(coming(WEEKDAYS.index(m["wd"]), first))


def new_year(_: re.Match[str], frame: Frame) -> Token:
    """January of next year."""
    return period(date(frame.today.year + 1, 1, 1), date(frame.today.year + 1, 1, 31))
