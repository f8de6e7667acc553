"""Patterns of days: weekdays, days counted from today, and every other way of naming a day.

"this friday" and "coming friday": the coming one, today included. "next friday": the Friday of next week; weeks begin on
Monday.
"""

import re
from datetime import timedelta

from frontdesk.language.calendar_names import WEEKDAYS
from frontdesk.language.when.dates import amount, coming, day_or_mark, monday_of, month_of
from frontdesk.language.when.holiday_days import HOLIDAY_PATTERNS
from frontdesk.language.when.numbered import NUMBERED_PATTERNS
from frontdesk.language.when.parts import Days, Frame, Handler, Token, any_of
from frontdesk.language.when.periods import AMOUNT, PERIOD_PATTERNS, UNIT, WD


def _weekday(m: re.Match[str], frame: Frame) -> Token:
    weekday, which = WEEKDAYS.index(m["wd"]), m["which"] or ""
    if which == "next" or which.endswith("following"):
        return day_or_mark(monday_of(frame.today) + timedelta(days=7 + weekday))
    if which and which not in ("every", "each", "any", "a"):
        return day_or_mark(coming(weekday, frame.today))
    return Days("weekday", weekdays=frozenset([weekday]), every=bool(m["many"] or which))


def _week_from(m: re.Match[str], frame: Frame) -> Token:
    named = {"today": frame.today, "now": frame.today, "tomorrow": frame.today + timedelta(days=1)}.get(m["base"])
    start = named or coming(WEEKDAYS.index(m["base"]), frame.today)
    if m["unit"] == "month":
        first, last = month_of(start, amount(m["n"]))
        return day_or_mark(min(first.replace(day=min(start.day, last.day)), last))
    return day_or_mark(start + timedelta(days=amount(m["n"]) * (7 if m["unit"] == "week" else 1)))


def _near_day(m: re.Match[str], frame: Frame) -> Token:
    return day_or_mark(frame.today + timedelta(days={"today": 0, "tomorrow": 1}.get(m[0], 2)))


def _weeks_on(m: re.Match[str], frame: Frame) -> Token:
    """One or two weeks after the coming such day, or the one after that of next week."""
    weekday = WEEKDAYS.index(m["wd"])
    if m["steps"] == "after next":
        return day_or_mark(monday_of(frame.today) + timedelta(days=14 + weekday))
    return day_or_mark(coming(weekday, frame.today) + timedelta(weeks=2 if m["steps"] == "2 weeks" else 1))


def _next_few(m: re.Match[str], frame: Frame) -> Token:
    first = coming(WEEKDAYS.index(m["wd"]), frame.today)
    return Days("period", frozenset(first + timedelta(weeks=week) for week in range(amount(m["n"]))))


def _every(*weekdays: int) -> Handler:
    return lambda _, __: Days("weekday", weekdays=frozenset(weekdays), every=True)


_WHICH_DAY = any_of(
    r"""
    this coming
    this upcoming
    (?:the )?following
    this|next|coming|upcoming|every|each|any|a
    """
)

_SOME_OF = "(?:(?:either|any|both|1|some|on) )?(?:1 )?(?:of )?"

DAY_PATTERNS: tuple[tuple[str, Handler], ...] = (
    *NUMBERED_PATTERNS,
    *HOLIDAY_PATTERNS,
    (rf"{AMOUNT} {UNIT} (?:from|after|on) (?P<base>today|now|tomorrow|{'|'.join(WEEKDAYS)})\b", _week_from),
    (rf"{AMOUNT} (?P<unit>week)s? (?P<base>today|tomorrow)\b", _week_from),
    *PERIOD_PATTERNS,
    (rf"{_SOME_OF}(?:the )?(?:next|coming) (?P<n>[2-6]|couple(?: of)?) {WD}s\b", _next_few),
    (r"(?:the )?day after tomorrow|tomorrow|today", _near_day),
    (r"(?:(?:any|every|all|a) )?weekdays?", _every(0, 1, 2, 3, 4)),
    (r"(?:anyday|every ?day|(?:any|all|each) (?:of the |the )?days?)\b(?: of the week)?", _every(*range(7))),
    (rf"(?:a )?(?P<steps>week|2 weeks)(?: (?:from|on|after))?(?: this| coming)* {WD}\b", _weeks_on),
    (rf"(?:the |this )?{WD} (?P<steps>week\b(?! (?:of|after|or))|2 weeks\b|after next\b)", _weeks_on),
    (rf"(?:the )?(?:(?P<which>{_WHICH_DAY}) )?{WD}(?P<many>s)?\b", _weekday),
)  # fmt: skip
