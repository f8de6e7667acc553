"""Patterns of dates in numbers: "december 3", "the 3rd to the 7th", "12/3", "2026-12-03".

A date without a year is the next such day, or the one that is past if that is at most 30 days ago. "12/3" is the 3rd of
December or the 12th of March, which is asked; a first number over 12 is the day.
"""

import re
from dataclasses import replace
from datetime import date

from frontdesk.language.calendar_names import MONTHS
from frontdesk.language.when.dates import calendar_day, day_or_mark, days_of_month, digits, month_of, no_such_number
from frontdesk.language.when.parts import Days, Frame, Handler, Mark, Token, dates, is_told_as_a_date, stands_alone

ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_JOINT = r" (-|to|through|until|, or|, and|,|or|and|/) (?:the )?"
_NUMBERS = rf"(?P<days>{NUMBER}(?:{_JOINT.replace('(-', '(?:-')}{NUMBER}(?! ?(?:[ap]m\b|:|-)))*)"
_YEAR = r"(?: ,? ?(?P<year>20\d\d)\b)?"


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
    return day_or_mark(calendar_day(None, MONTHS.index(m["month"]) + 1, ORDINALS.index(m["ordinal"]) + 1, frame.today))


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
    if not (is_told_as_a_date(m) if re.match(r"the \d+[a-z]", m[0]) else stands_alone(m)):
        return None
    number = digits(m["n"])
    days = days_of_month(number, frame.today)
    if not days:
        return Mark("impossible", no_such_number(number))
    return Days("date", frozenset(days[:1]), later=tuple(day for day in days[1:] if day <= frame.last))


def _of_month(m: re.Match[str], frame: Frame) -> Token:
    number = ORDINALS.index(m["n"]) + 1 if m["n"] in ORDINALS else digits(m["n"])
    first, last = month_of(frame.today, 0 if m["which"] == "this" else 1)
    return day_or_mark(first.replace(day=number) if number <= last.day else no_such_number(number))


NUMBERED_PATTERNS: tuple[tuple[str, Handler], ...] = (
    (r"(?P<year>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?!\d)", _iso),
    (r"(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<year>\d{4}|\d\d)(?!\d)", _slash),
    (r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<year>(?!))?(?!\d)", _slash),
    (rf"(?:the )?(?P<n>{NUMBER}|{'|'.join(ORDINALS)}) (?:day )?of (?:the )?(?P<which>this|next|following) month\b", _of_month),
    (rf"{MONTH} (?:the )?(?P<ordinal>{'|'.join(ORDINALS)})\b", _month_ordinal),
    (rf"(?:the )?(?P<ordinal>{'|'.join(ORDINALS)}) (?:of )?{MONTH}\b", _month_ordinal),
    (rf"{MONTH} (?:the )?{_NUMBERS}(?![\d:]| ?[ap]m\b){_YEAR}", _month_days),
    (rf"(?:the )?{_NUMBERS} (?:of )?{MONTH}\b{_YEAR}", _month_days),
    (r"(?:the )?(?P<n>\d{1,2}(?:st|nd|rd|th))", _ordinal),
    (r"the (?P<n>(?!1\b(?! (?:or|and|,|to|-) (?:the )?\d))\d{1,2})(?![\d:]| ?[ap]m\b)", _ordinal),
)  # fmt: skip
