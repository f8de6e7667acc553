"""Patterns of days: dates, weekdays, weeks, months, and days counted from today.

"this friday" and "coming friday": the coming one, today included. "next friday": the Friday of next week; weeks begin on
Monday. A date without a year is the next such day, or the one that is past if that is at most 30 days ago. "12/3" is the 3rd of
December or the 12th of March, which is asked; a first number over 12 is the day. "in two weeks" is two days around it,
"two weeks from today" that very day.
"""

import re
from dataclasses import replace
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
from frontdesk.language.when.holidays import HOLIDAY
from frontdesk.language.when.parts import Days, Frame, Handler, Mark, Token, any_of, dates, stands_alone
from frontdesk.language.when.weeks import (
    holiday,
    holiday_week,
    last_day,
    last_weekday,
    named_month,
    new_year,
    nth_in_month,
    week_of,
    week_or_month,
    weekday_beside,
    weekend,
)

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_WD = rf"(?P<wd>{'|'.join(WEEKDAYS)})"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_JOINT = r" (-|to|through|until|, or|, and|,|or|and|/) (?:the )?"
_NUMBERS = rf"(?P<days>{_NUMBER}(?:{_JOINT.replace('(-', '(?:-')}{_NUMBER}(?! ?(?:[ap]m\b|:|-)))*)"
_YEAR = r"(?: ,? ?(?P<year>20\d\d)\b)?"
_AMOUNT = r"(?P<n>\d{1,2}|an?|(?:a )?couple(?: of)?|a few|few)"
_UNIT = r"(?P<unit>day|week|month)s?"
_PART_WORDS = any_of(
    r"""
    (?:very )?early
    later?
    mid
    (?:the )?(?:middle|beginning|start|end|first half|second half)
    """
)
_PART = rf"(?P<part>{_PART_WORDS}(?: in| of| part of)?(?: the)?) "


def _month_days(m: re.Match[str], frame: Frame) -> Token | None:
    year = int(m["year"]) if m["year"] else None
    numbers, joints = re.split(_JOINT, m["days"])[::2], re.split(_JOINT, m["days"])[1::2]
    days: list[date] = []
    for joint, number in zip(["", *joints], numbers):
        day = calendar_day(year, MONTHS.index(m["month"]) + 1, digits(number), frame.today)
        if isinstance(day, str):
            return Mark("impossible", day)
        days += sorted(dates(days[-1], day)) if days and joint in ("-", "to", "through", "until") else [day]
    return Days("period" if len(set(days)) > 1 else "date", frozenset(days))


def _month_ordinal(m: re.Match[str], frame: Frame) -> Token:
    return day_or_mark(calendar_day(None, MONTHS.index(m["month"]) + 1, _ORDINALS.index(m["ordinal"]) + 1, frame.today))


def _iso(m: re.Match[str], frame: Frame) -> Token:
    return day_or_mark(calendar_day(int(m["year"]), int(m["m"]), int(m["d"]), frame.today))


def _slash(m: re.Match[str], frame: Frame) -> Token | None:
    if not m["year"] and (
        not stands_alone(m) or re.search(r"\b(?:an?|is|its|about|pain|level) $", m.string[: m.start()])
    ):
        return None
    a, b = int(m["a"]), int(m["b"])
    year = int(m["year"]) + (2000 if len(m["year"]) == 2 else 0) if m["year"] else None
    either = a <= 12 and b <= 12 and a != b
    month, day = (b, a) if a > 12 or (either and frame.day_first) else (a, b)
    found = day_or_mark(calendar_day(year, month, day, frame.today))
    if either and frame.day_first is None and isinstance(found, Days):
        swapped = calendar_day(year, day, month, frame.today)
        return replace(found, swapped=swapped if isinstance(swapped, date) else None)
    return found


def _ordinal(m: re.Match[str], frame: Frame) -> Token | None:
    if not stands_alone(m):
        return None
    number = digits(m["n"])
    days = days_of_month(number, frame.today)
    if not days:
        return Mark("impossible", no_such_number(number))
    return Days("date", frozenset(days[:1]), later=tuple(day for day in days[1:] if day <= frame.last))


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


def _weeks_on(m: re.Match[str], frame: Frame) -> Token:
    """One or two weeks after the coming such day, or the one after that of next week."""
    weekday = WEEKDAYS.index(m["wd"])
    if m["steps"] == "after next":
        return day_or_mark(monday_of(frame.today) + timedelta(days=14 + weekday))
    return day_or_mark(coming(weekday, frame.today) + timedelta(weeks=2 if m["steps"] == "2 weeks" else 1))


def _every(*weekdays: int) -> Handler:
    return lambda _, __: Days("weekday", weekdays=frozenset(weekdays), every=True)


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
    all
    any ?day
    sometime
    """
)
_WHICH_DAY = any_of(
    r"""
    this coming
    this upcoming
    (?:the )?following
    this|next|coming|upcoming|every|each|any|a
    """
)

DAY_PATTERNS: tuple[tuple[str, Handler], ...] = (
    (r"(?P<year>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?!\d)", _iso),
    (r"(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<year>\d{4}|\d\d)(?!\d)", _slash),
    (r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<year>(?!))?(?!\d)", _slash),
    (rf"{_WEEK_OF} {_MONTH}(?: the)? (?P<d>{_NUMBER})", week_of),
    (rf"{_WEEK_OF} (?P<d>{_NUMBER}) (?:of )?{_MONTH}", week_of),
    (rf"{_WEEK_OF} (?P<d>{_NUMBER})\b", week_of),
    (rf"(?:the )?last {_WD} of the year", lambda m, frame: last_weekday(m, date(frame.today.year, 12, 31))),
    (rf"(?:the )?last day of (?:the month|{_MONTH})", last_day),
    (rf"{_NTH} {_HOW_MANY}(?:weeks?|{_WD}) (?:of|in) (?:(?:the |this |(?P<which>next) )month|{_MONTH})", nth_in_month),
    (rf"{_MONTH} (?:the )?(?P<ordinal>{'|'.join(_ORDINALS)})\b", _month_ordinal),
    (rf"(?:the )?(?P<ordinal>{'|'.join(_ORDINALS)}) (?:of )?{_MONTH}\b", _month_ordinal),
    (rf"{_MONTH} (?:the )?{_NUMBERS}(?![\d:]| ?[ap]m\b){_YEAR}", _month_days),
    (rf"(?:the )?{_NUMBERS} (?:of )?{_MONTH}\b{_YEAR}", _month_days),
    (r"(?:the )?(?P<n>\d{1,2}(?:st|nd|rd|th))", _ordinal),
    (r"the (?P<n>\d{1,2})(?![\d:]| ?[ap]m\b)", _ordinal),
    (r"(?:in |for )?(?:the new|next) year\b(?!s)", new_year),
    (rf"(?:the )?{_WD} (?P<side>before|after) (?P<holiday>{HOLIDAY})", weekday_beside),
    (rf"(?:the )?week (?P<beside>before|after|of) (?P<holiday>{HOLIDAY})(?: week)?", holiday_week),
    (rf"(?P<holiday>{HOLIDAY})(?P<beside>) week\b", holiday_week),
    (rf"(?:the )?(?:(?P<beside>day (?:before|after)(?: (?:the )?day (?:before|after))?) )?(?P<holiday>{HOLIDAY})", holiday),
    (rf"{_AMOUNT} {_UNIT} (?:from|after|on) (?P<base>today|now|tomorrow|{'|'.join(WEEKDAYS)})\b", _week_from),
    (rf"{_AMOUNT} (?P<unit>week)s? (?P<base>today|tomorrow)\b", _week_from),
    (r"(?:the )?day after tomorrow|tomorrow|today", _near_day),
    (rf"in (?:about |around |like )?{_AMOUNT} {_UNIT}(?: time)?\b", _ahead),
    (rf"{_WITHIN} (?:the )?(?P<n>\d{{1,2}}|(?:a )?couple(?: of)?|few|a) {_UNIT}", _within),
    (rf"(?:{_PART})?(?:the )?(?P<unit>week) (?P<after>{_AFTER_NEXT})(?P<which>(?!))?", week_or_month),
    (rf"(?:{_PART})?(?:the )?{_WHICH_WEEK} (?P<unit>week|month)\b(?P<after>(?!))?", week_or_month),
    (rf"{_PART}(?P<unit>week|month)\b(?P<which>(?!))?(?P<after>(?!))?", week_or_month),
    (rf"{_PART}(?:the )?{_MONTH}\b", named_month),
    (rf"(?:(?<=after )|(?<=before )|(?<=until )|(?<=by )){_MONTH}\b(?! \d)", named_month),
    (rf"(?:in|during|for|of|this|next) {_MONTH}\b(?! i\b| we\b| \d)", named_month),
    (r"(?P<month>january|february|july|september|october|november|december)\b", named_month),
    (r"(?:the )?(?:(?P<which>this|next|coming|every|any) )?(?:coming )?weekend(?P<many>s)?\b", weekend),
    (r"(?:(?:any|every|all|a) )?weekdays?", _every(0, 1, 2, 3, 4)),
    (r"(?:anyday|every ?day|(?:any|all|each) (?:of the |the )?days?)\b(?: of the week)?", _every(*range(7))),
    (rf"(?:a )?(?P<steps>week|2 weeks)(?: (?:from|on|after))?(?: this| coming)* {_WD}\b", _weeks_on),
    (rf"(?:the |this )?{_WD} (?P<steps>week\b(?! (?:of|after|or))|2 weeks\b|after next\b)", _weeks_on),
    (rf"(?:(?P<which>{_WHICH_DAY}) )?{_WD}(?P<many>s)?\b", _weekday),
)  # fmt: skip
