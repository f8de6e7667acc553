"""Patterns of weeks, months and their parts: "next week", "early december", "the last friday of the month", "in two weeks".

Weeks begin on Monday. "in two weeks" is two days around it, "two weeks from today" that very day.
"""

import re
from datetime import date, timedelta

from frontdesk.language.calendar_names import MONTHS, WEEKDAYS
from frontdesk.language.when.dates import (
    amount,
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
from frontdesk.language.when.numbered import MONTH, NUMBER
from frontdesk.language.when.parts import Days, Frame, Handler, Token, any_of, dates

_WEEK = timedelta(days=7)
_SATURDAY, _SUNDAY = 5, 6
WD = rf"(?P<wd>{'|'.join(WEEKDAYS)})"
AMOUNT = r"(?P<n>\d{1,2}|an?|(?:a )?couple(?: of)?|a few|few)"
UNIT = r"(?P<unit>day|week|month)s?"
_PART_WORDS = any_of(
    r"""
    (?:very )?early
    later?
    mid
    (?:the )?(?:middle|beginning|start|end|first half|second half)
    """
)
_PART = rf"(?P<part>{_PART_WORDS}(?: in| of| part of)?(?: the)?) "


def _ahead(m: re.Match[str], frame: Frame) -> Token:
    n, few = amount(m["n"]), "few" in m["n"]
    if m["unit"] == "day":
        day = frame.today + timedelta(days=n)
        return period(day - timedelta(days=1), day + timedelta(days=2)) if few else day_or_mark(day)
    middle = frame.today + timedelta(days=(7 if m["unit"] == "week" else 30) * n)
    slack = timedelta(days=7 if few else 2 if m["unit"] == "week" else 3)
    return period(middle - slack, middle + slack)


def _within(m: re.Match[str], frame: Frame) -> Token:
    length = {"day": 1, "week": 7, "month": 30}[m["unit"]] * amount(m["n"] or "a")
    return period(frame.today, frame.today + timedelta(days=length))


def part_of(part: str, first: date, last: date) -> Days:
    """Early, in the middle or late in a week or a month."""
    week = (last - first).days < 7
    if "half" in part:
        middle = first + timedelta(days=2 if week else 14)
        first, last = (first, middle) if "first" in part else (middle + timedelta(days=1), last)
    elif re.search(r"early|begin|start", part):
        last = first + timedelta(days=1 if week else 9)
    elif "mid" in part:
        first, last = (first + timedelta(days=1 if week else 9), first + timedelta(days=3 if week else 19))
    elif "end" in part and not week:
        first = last - timedelta(days=6)
    elif re.search(r"late|end", part):
        first += timedelta(days=3 if week else 20)
    return period(first, last)


def _week_or_month(m: re.Match[str], frame: Frame) -> Token:
    steps = {"next": 1, "following": 1, "coming": 1}.get(m["which"] or "", 0)
    if m["unit"] == "month":
        return part_of(m["part"] or "", *month_of(frame.today, 2 if m["after"] else steps))
    first = monday_of(frame.today) + timedelta(weeks=2 if m["after"] else steps)
    found = part_of(m["part"] or "", first, first + timedelta(days=6))
    # What is over, and all of it on a Sunday, means the week that begins.
    over = max(found.dates) < frame.today or (not m["after"] and not steps and frame.today.weekday() == _SUNDAY)
    return part_of(m["part"] or "", first + _WEEK, first + _WEEK + timedelta(days=6)) if over else found


def _named_month(m: re.Match[str], frame: Frame) -> Token | None:
    month = MONTHS.index(m["month"]) + 1
    year = frame.today.year + (month < frame.today.month)
    return part_of(m.groupdict().get("part") or "", *month_of(date(year, month, 1)))


def _week_of(m: re.Match[str], frame: Frame) -> Token:
    number = digits(m["d"])
    month = m.groupdict().get("month")
    day = (
        calendar_day(None, MONTHS.index(month) + 1, number, frame.today)
        if month
        else next(iter(days_of_month(number, frame.today)), no_such_number(number))
    )
    return day_or_mark(day) if isinstance(day, str) else period(monday_of(day), monday_of(day) + timedelta(days=6))


def _nth_in_month(m: re.Match[str], frame: Frame) -> Token:
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


def _last_weekday(m: re.Match[str], last: date) -> Token:
    return day_or_mark(last - timedelta(days=(last.weekday() - WEEKDAYS.index(m["wd"])) % 7))


def _few_days_of(m: re.Match[str], frame: Frame) -> Token:
    month = MONTHS.index(m["month"]) + 1 if m["month"] else frame.today.month
    first, last = month_of(date(frame.today.year + (month < frame.today.month), month, 1))
    working = [day for day in sorted(dates(first, last)) if day.weekday() < _SATURDAY]
    n = amount(m["n"])
    return Days("period", frozenset(working[-n:] if m["edge"] == "last" else working[:n]))


def _last_day(m: re.Match[str], frame: Frame) -> Token:
    month = MONTHS.index(m["month"]) + 1 if m["month"] else frame.today.month
    return day_or_mark(month_of(date(frame.today.year + (month < frame.today.month), month, 1))[1])


def _weekend(m: re.Match[str], frame: Frame) -> Token:
    if m["many"] or m["which"] in ("every", "any"):
        return Days("weekday", weekdays=frozenset((5, 6)), every=True)
    saturday = monday_of(frame.today) + timedelta(days=12 if m["which"] == "next" else 5)
    return period(saturday, saturday + timedelta(days=1))


def _new_year(_: re.Match[str], frame: Frame) -> Token:
    return period(date(frame.today.year + 1, 1, 1), date(frame.today.year + 1, 1, 31))


_WEEK_OF = r"(?:the )?week (?:of|starting|beginning)(?: on)?(?: the)?(?: monday)?(?: the)?"
_NTH = r"(?:the )?(?P<nth>first|second|third|fourth|last)"
_HOW_MANY = r"(?P<full>full |whole )?(?P<many>(?:two|2|couple of|three|3) )?"
_WITHIN = any_of(
    r"""
    within(?: the next)?
    (?:in|over|during) the next
    (?:the )?next
    """
)
_AFTER_NEXT = r"after next|after(?= (?:[,.!?]|or|and|but)|$)"
_WHICH_WEEK = any_of(
    r"""
    (?P<which>this|next|following|coming)
    all(?: of)?(?: the| this)?
    any ?day
    sometime
    """
)

PERIOD_PATTERNS: tuple[tuple[str, Handler], ...] = (
    (rf"{_WEEK_OF} {MONTH}(?: the)? (?P<d>{NUMBER})", _week_of),
    (rf"{_WEEK_OF} (?P<d>{NUMBER}) (?:of )?{MONTH}", _week_of),
    (rf"{_WEEK_OF} (?P<d>{NUMBER})\b", _week_of),
    (rf"(?:the )?last {WD} of the year", lambda m, frame: _last_weekday(m, date(frame.today.year, 12, 31))),
    (rf"(?:the )?last day of (?:the month|{MONTH})", _last_day),
    (rf"{_NTH} {_HOW_MANY}(?:weeks?|{WD}) (?:of|in) (?:(?:the |this |(?P<which>next) )month|{MONTH})", _nth_in_month),
    (rf"(?:the )?(?P<edge>first|last) (?P<n>couple(?: of)?|few|\d) days (?:of|in) (?:th(?:e|is) month|{MONTH})", _few_days_of),
    (r"(?P<month>march)(?= sometime\b)", _named_month),
    (r"(?P<month>april|june|august)(?= (?:but|except|sometime|anytime|mornings|afternoons|would|works)\b)", _named_month),
    (r"(?:in |for )?(?:the new|next) year\b(?!s)", _new_year),
    (rf"in (?:about |around |like )?{AMOUNT} {UNIT}(?: time)?\b", _ahead),
    (rf"{_WITHIN} (?:the )?(?P<n>\d{{1,2}}|(?:a )?couple(?: of)?|few|a) {UNIT}", _within),
    (rf"(?:{_PART})?(?:the )?(?P<unit>week|month) (?P<after>{_AFTER_NEXT})(?P<which>(?!))?", _week_or_month),
    (rf"(?:{_PART})?(?:the )?{_WHICH_WEEK} (?P<unit>week|month)\b(?P<after>(?!))?", _week_or_month),
    (rf"{_PART}(?P<unit>week|month)\b(?P<which>(?!))?(?P<after>(?!))?", _week_or_month),
    (rf"{_PART}(?:the )?{MONTH}\b", _named_month),
    (rf"(?:(?<=after )|(?<=before )|(?<=until )|(?<=by )){MONTH}\b(?! \d)", _named_month),
    (rf"(?:in|during|for|of|this|next) {MONTH}\b(?! i\b| we\b| \d)", _named_month),
    (r"(?P<month>january|february|july|september|october|november|december)\b", _named_month),
    (r"(?:the )?(?:(?P<which>this|next|coming|every|any) )?(?:coming )?weekend(?P<many>s)?\b", _weekend),
)  # fmt: skip
